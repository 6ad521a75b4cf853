//! What ends a run before its plan is done.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::events::StopCause;
use crate::execution::Stop;
use crate::runner::Signals;

/// After a signal the runner waits 7.5 seconds before it sends another. So long a request in flight may
/// take then; the rest is for writing what was done.
const LAST_ANSWERS: Duration = Duration::from_secs(4);

/// Why the run is to end, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Press {
    pub(super) cause: StopCause,
    pub(super) stop: Stop,
    /// How long the answer to what is in flight may still take, where the end is at once.
    pub(super) last_answers: Duration,
}

impl Press {
    /// GitHub asks for a longer wait than is allowed.
    pub(super) const WAIT_TOO_LONG: Self = Self::at_once(StopCause::WaitLimit);

    /// No image is begun any more, for lack of time or of requests to finish it.
    pub(super) const fn between_images(cause: StopCause) -> Self {
        Self { stop: Stop::BetweenImages, ..Self::at_once(cause) }
    }

    const fn at_once(cause: StopCause) -> Self {
        Self { cause, stop: Stop::AtOnce, last_answers: LAST_ANSWERS }
    }
}

/// Tells that the run is to end early. Something more urgent may still come after a limit.
#[derive(Clone, Debug)]
pub(super) struct StopSwitch {
    pressed: watch::Receiver<Option<Press>>,
    /// From here on nothing is sent.
    up: Option<Instant>,
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

    /// Whether a cause to end was told before.
    pub(super) fn is_pressed(&self) -> bool {
        self.pressed.borrow().is_some()
    }

    /// How long anything may still be sent; `None` where time is no limit.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.up.map(|up| up.saturating_duration_since(Instant::now()))
    }

    /// A cause to end that came meanwhile and was not told before.
    pub(super) fn pressed_meanwhile(&mut self) -> Option<Press> {
        let is_new = self.pressed.has_changed().unwrap_or_default();
        if is_new { *self.pressed.borrow_and_update() } else { None }
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
    /// How long the answer to what is in flight may still take then.
    last_answers: Duration,
}

impl Deadlines {
    /// Those of a run that has to be over when this has passed.
    pub(super) fn before(limit: Duration) -> Self {
        const ROOM: Duration = Duration::from_secs(30);
        let room = ROOM.min(limit / 10);
        Self {
            short: limit.saturating_sub(room),
            up: limit.saturating_sub(room / 2),
            last_answers: LAST_ANSWERS.min(room / 4),
        }
    }
}

/// The hand on the switch.
#[derive(Debug)]
pub(super) struct Stopper {
    pressed: watch::Sender<Option<Press>>,
}

/// A switch, and the hand on it, for a run that begins now.
pub(super) fn stop_switch(deadlines: Option<Deadlines>) -> (Stopper, StopSwitch) {
    let (sender, pressed) = watch::channel(None);
    let up = deadlines.and_then(|deadlines| Instant::now().checked_add(deadlines.up));
    (Stopper { pressed: sender }, StopSwitch { pressed, up })
}

impl Stopper {
    /// Presses the switch at the first signal, and when time is short or up. Returns at the second
    /// signal: whoever sends one more wants the process gone.
    pub(super) async fn watch(self, mut signals: Signals, deadlines: Option<Deadlines>) {
        tokio::select! {
            biased;
            name = signals.next() => self.press(Press::at_once(StopCause::Signal(name))),
            () = self.keep_time(deadlines) => {}
        }
        signals.next().await;
    }

    /// Presses the switch at each deadline, and never returns.
    async fn keep_time(&self, deadlines: Option<Deadlines>) {
        if let Some(Deadlines { short, up, last_answers }) = deadlines {
            let press = Press { last_answers, ..Press::at_once(StopCause::TimeLimit) };
            tokio::time::sleep(short).await;
            self.press(Press { stop: Stop::BetweenImages, ..press });
            tokio::time::sleep(up.saturating_sub(short)).await;
            self.press(press);
        }
        std::future::pending::<()>().await;
    }

    fn press(&self, press: Press) {
        self.pressed.send_replace(Some(press));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_leaves_room_for_what_is_begun_and_for_what_is_written() {
        let seconds = Duration::from_secs;
        for (limit, short, up, last_answers) in
            [(3_600, 3_570, 3_585, 4), (300, 270, 285, 4), (40, 36, 38, 1), (0, 0, 0, 0)]
        {
            let [short, up, last_answers] = [short, up, last_answers].map(seconds);
            let expected = Deadlines { short, up, last_answers };
            assert_eq!(Deadlines::before(seconds(limit)), expected, "{limit}");
        }
        let longest = Deadlines::before(Duration::MAX);
        assert!(longest.short < longest.up && longest.up < Duration::MAX);
    }
}
