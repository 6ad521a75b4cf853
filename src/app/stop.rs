//! What ends a run before its plan is done.

use std::time::Duration;

use tokio::sync::watch;

use crate::events::StopCause;
use crate::execution::Stop;
use crate::runner::Signals;

/// Tells that the run is to end early. A signal may still come after a limit.
#[derive(Clone, Debug)]
pub(super) struct StopSwitch {
    cause: watch::Receiver<Option<StopCause>>,
}

impl StopSwitch {
    /// Waits for a cause to end that was not told before; for ever when there is none.
    pub(super) async fn newly_pressed(&mut self) -> StopCause {
        loop {
            if self.cause.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            if let Some(cause) = *self.cause.borrow_and_update() {
                return cause;
            }
        }
    }

    /// Runs something, unless a cause to end comes first that was not told before.
    pub(super) async fn unless_newly_pressed<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, StopCause> {
        tokio::select! {
            biased;
            cause = self.newly_pressed() => Err(cause),
            done = work => Ok(done),
        }
    }
}

/// How the executor ends for this cause.
pub(super) const fn stop_for(cause: StopCause) -> Stop {
    match cause {
        StopCause::Signal(_) | StopCause::WaitLimit => Stop::AtOnce,
        StopCause::TimeLimit => Stop::BetweenImages,
    }
}

/// The hand on the switch.
#[derive(Debug)]
pub(super) struct Stopper {
    cause: watch::Sender<Option<StopCause>>,
}

/// A switch, and the hand on it.
pub(super) fn stop_switch() -> (Stopper, StopSwitch) {
    let (sender, receiver) = watch::channel(None);
    (Stopper { cause: sender }, StopSwitch { cause: receiver })
}

impl Stopper {
    /// Presses the switch at the first signal, or when so much time has passed. Returns at the second
    /// signal: whoever sends one more wants the process gone.
    pub(super) async fn watch(self, mut signals: Signals, time_limit: Option<Duration>) {
        let time_is_up = async {
            match time_limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        let name = tokio::select! {
            name = signals.next() => name,
            () = time_is_up => {
                self.cause.send_replace(Some(StopCause::TimeLimit));
                signals.next().await
            }
        };
        self.cause.send_replace(Some(StopCause::Signal(name)));
        signals.next().await;
    }
}
