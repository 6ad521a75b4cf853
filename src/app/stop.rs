//! What ends a run before its plan is done.

use std::time::Duration;

use tokio::sync::watch;

use crate::events::StopCause;
use crate::execution::Stop;
use crate::runner::Signals;

/// Why the run is to end, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Press {
    pub(super) cause: StopCause,
    pub(super) stop: Stop,
}

/// Tells that the run is to end early. Something more urgent may still come after a limit.
#[derive(Clone, Debug)]
pub(super) struct StopSwitch {
    pressed: watch::Receiver<Option<Press>>,
}

impl StopSwitch {
    /// Waits for a cause to end that was not told before; for ever when there is none.
    pub(super) async fn newly_pressed(&mut self) -> Press {
        loop {
            if self.pressed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            if let Some(press) = *self.pressed.borrow_and_update() {
                return press;
            }
        }
    }

    /// Runs something, unless a cause to end comes first that was not told before.
    pub(super) async fn unless_newly_pressed<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, Press> {
        tokio::select! {
            biased;
            press = self.newly_pressed() => Err(press),
            done = work => Ok(done),
        }
    }
}

/// When a run that may take only so long is to end, from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadlines {
    /// From here on no image is begun: what is begun and the look back still find room.
    short: Duration,
    /// From here on nothing is sent, so that outputs and summary are written in time.
    up: Duration,
}

impl Deadlines {
    /// Those of a run that has to be over when this has passed.
    pub(super) fn before(limit: Duration) -> Self {
        const ROOM: Duration = Duration::from_secs(30);
        let room = ROOM.min(limit / 10);
        Self { short: limit.saturating_sub(room), up: limit.saturating_sub(room / 3) }
    }
}

/// The hand on the switch.
#[derive(Debug)]
pub(super) struct Stopper {
    pressed: watch::Sender<Option<Press>>,
}

/// A switch, and the hand on it.
pub(super) fn stop_switch() -> (Stopper, StopSwitch) {
    let (sender, receiver) = watch::channel(None);
    (Stopper { pressed: sender }, StopSwitch { pressed: receiver })
}

impl Stopper {
    /// Presses the switch at the first signal, and when time is short or up. Returns at the second
    /// signal: whoever sends one more wants the process gone.
    pub(super) async fn watch(self, mut signals: Signals, deadlines: Option<Deadlines>) {
        tokio::select! {
            biased;
            name = signals.next() => self.press(StopCause::Signal(name), Stop::AtOnce),
            () = self.keep_time(deadlines) => {}
        }
        signals.next().await;
    }

    /// Presses the switch at each deadline, and never returns.
    async fn keep_time(&self, deadlines: Option<Deadlines>) {
        if let Some(Deadlines { short, up }) = deadlines {
            tokio::time::sleep(short).await;
            self.press(StopCause::TimeLimit, Stop::BetweenImages);
            tokio::time::sleep(up.saturating_sub(short)).await;
            self.press(StopCause::TimeLimit, Stop::AtOnce);
        }
        std::future::pending().await
    }

    fn press(&self, cause: StopCause, stop: Stop) {
        self.pressed.send_replace(Some(Press { cause, stop }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_leaves_room_for_what_is_begun_and_for_what_is_written() {
        let seconds = Duration::from_secs;
        for (limit, short, up) in [(3_600, 3_570, 3_590), (300, 270, 290), (30, 27, 29), (0, 0, 0)]
        {
            let expected = Deadlines { short: seconds(short), up: seconds(up) };
            assert_eq!(Deadlines::before(seconds(limit)), expected, "{limit}");
        }
        let longest = Deadlines::before(Duration::MAX);
        assert!(longest.short < longest.up && longest.up < Duration::MAX);
    }
}
