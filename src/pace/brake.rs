//! What a refusal by a rate limit changes.

use jiff::{SignedDuration, Timestamp};

/// The wait where GitHub gives none: "at least one minute", and exponentially longer while it goes on
/// refusing.
const UNTOLD: SignedDuration = SignedDuration::from_mins(1);

/// The longest such wait. After it an hour's budget is new, too.
const LONGEST_UNTOLD: SignedDuration = SignedDuration::from_hours(1);

/// The shortest wait, whatever GitHub says.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

/// How long without a refusal brings a [`Speed`] up by one part: from a half to the whole in 16 minutes.
const RECOVERY: SignedDuration = SignedDuration::from_mins(2);

/// A pause that GitHub asks for. Requests that were in flight together and refused together share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Nothing is to be asked before this time.
    pub until: Timestamp,
}

/// A part of the full speed: so many of [`Speed::FULL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Speed(u64);

impl Speed {
    pub(super) const FULL: u64 = 16;

    /// This part of a number, rounded down.
    pub(super) const fn of(self, full: u64) -> u64 {
        full * self.0 / Self::FULL
    }

    pub(super) const fn parts(self) -> u64 {
        self.0
    }
}

/// Waits, and the speed after them.
#[derive(Debug)]
pub(super) struct Brake {
    until: Option<Timestamp>,
    /// Refusals without a success in between.
    in_a_row: u32,
    speed: Speed,
    /// Since when it has that speed without a refusal.
    since: Timestamp,
    /// How often it was pulled.
    pulled: u32,
}

/// How often a brake had been pulled when a request left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pulled(u32);

impl Default for Brake {
    fn default() -> Self {
        let (speed, since) = (Speed(Speed::FULL), Timestamp::UNIX_EPOCH);
        Self { until: None, in_a_row: 0, speed, since, pulled: 0 }
    }
}

impl Brake {
    /// A request that left at that state was refused for being too much at once; GitHub asked for this
    /// wait, or for none.
    pub(super) fn pull(
        &mut self,
        left: Pulled,
        asked: Option<SignedDuration>,
        now: Timestamp,
    ) -> Pause {
        let first = left == self.state();
        if first {
            self.pulled += 1;
            let slower = self.speed(now).0 / 2;
            (self.speed, self.since) = (Speed(slower.max(1)), now);
        }
        self.wait(first, asked, now)
    }

    /// A request was refused because the hour is spent. The speed was no fault.
    pub(super) fn pull_until(
        &mut self,
        left: Pulled,
        asked: Option<SignedDuration>,
        now: Timestamp,
    ) -> Pause {
        let first = left == self.state();
        self.pulled += u32::from(first);
        self.wait(first, asked, now)
    }

    fn wait(&mut self, first: bool, asked: Option<SignedDuration>, now: Timestamp) -> Pause {
        self.in_a_row += u32::from(first);
        let doublings = self.in_a_row.saturating_sub(1).min(6);
        let untold = (UNTOLD * 2_i32.pow(doublings)).min(LONGEST_UNTOLD);
        let wait = asked.map_or(untold, |asked| asked.max(SHORTEST));
        let until = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        let until = match self.paused_until(now) {
            // One that merely rounds the same end differently makes it no longer.
            Some(before) if until.duration_since(before) <= SHORTEST && !first => before,
            Some(before) => before.max(until),
            None => until,
        };
        self.until = Some(until);
        Pause { until }
    }

    /// A request that left at that state was not refused by a limit.
    pub(super) fn loosen(&mut self, left: Pulled) {
        if left == self.state() {
            self.in_a_row = 0;
        }
    }

    /// Until when nothing may be asked.
    pub(super) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }

    /// The speed by now: time without a refusal, after the pause, brings it back.
    pub(super) fn speed(&self, now: Timestamp) -> Speed {
        let since = self.until.map_or(self.since, |until| until.max(self.since));
        let parts = now.duration_since(since).as_secs() / RECOVERY.as_secs();
        let back = u64::try_from(parts).unwrap_or(0);
        Speed(self.speed.0.saturating_add(back).min(Speed::FULL))
    }

    /// The state that a request leaves at.
    pub(super) const fn state(&self) -> Pulled {
        Pulled(self.pulled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
    }

    fn seconds(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    #[test]
    fn waits_without_a_hint_double_until_something_succeeds() {
        let mut brake = Brake::default();
        let mut now = at(0);
        for wait in [60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            let pause = brake.pull(brake.state(), None, now);
            assert_eq!(pause, Pause { until: now + seconds(wait) });
            now = pause.until;
        }
        brake.loosen(brake.state());
        assert_eq!(brake.pull(brake.state(), None, now).until, now + seconds(60));
    }

    #[test]
    fn what_github_asks_for_is_kept_and_at_least_a_second() {
        let mut brake = Brake::default();
        assert_eq!(brake.pull(brake.state(), Some(seconds(7)), at(0)).until, at(7));
        assert_eq!(brake.pull(brake.state(), Some(seconds(0)), at(8)).until, at(9));
        assert_eq!(brake.paused_until(at(8)), Some(at(9)));
        assert_eq!(brake.paused_until(at(9)), None);
    }

    #[test]
    fn refusals_of_what_was_in_flight_together_are_one() {
        let mut brake = Brake::default();
        let left = brake.state();
        assert_eq!(brake.pull(left, Some(seconds(60)), at(0)).until, at(60));
        assert_eq!(brake.pull(left, Some(seconds(60)), at(1)).until, at(60));
        assert_eq!(brake.pull(left, Some(seconds(90)), at(1)).until, at(91));
        assert_eq!(brake.speed(at(91)).of(16), 8, "halved once");
        brake.loosen(left);
        assert_eq!(brake.in_a_row, 1, "it left before the refusal");
    }

    #[test]
    fn the_speed_is_halved_by_each_refusal_and_comes_back_slowly() {
        let mut brake = Brake::default();
        assert_eq!(brake.speed(at(0)).parts(), 16);
        let mut until = at(0);
        for parts in [8, 4, 2, 1, 1] {
            until = brake.pull(brake.state(), Some(seconds(10)), until).until;
            assert_eq!(brake.speed(until).parts(), parts);
        }
        assert_eq!(brake.speed(until + seconds(119)).parts(), 1);
        assert_eq!(brake.speed(until + seconds(120)).parts(), 2);
        assert_eq!(brake.speed(until + seconds(3_600)).parts(), 16);
    }

    #[test]
    fn an_hour_that_is_spent_changes_nothing_of_the_speed() {
        let mut brake = Brake::default();
        let pause = brake.pull_until(brake.state(), Some(seconds(1_800)), at(0));
        assert_eq!(pause.until, at(1_800));
        assert_eq!(brake.speed(at(1_800)).parts(), 16);
    }
}
