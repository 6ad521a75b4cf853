//! The distance between changes.

use jiff::{SignedDuration, Timestamp};

/// How many changes may follow each other at once after a pause, where the user gives no number. So a
/// look between them costs no time, and a second's delay is made up for.
const BURST: i32 = 10;

/// The next change's place in time.
#[derive(Debug, Default)]
pub(super) struct Spacing {
    /// When the next change is due if all keep their distance.
    due: Option<Timestamp>,
}

/// How strictly the distance is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// Each change keeps its distance to the one before.
    Each,
    /// Several together do.
    Several,
}

impl Spacing {
    /// When the next change may be sent; `None` for now.
    pub(super) fn next(
        &self,
        distance: SignedDuration,
        strictness: Strictness,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let ahead = match strictness {
            Strictness::Each => SignedDuration::ZERO,
            Strictness::Several => distance * (BURST - 1),
        };
        // More than that ahead only after the clock was put back.
        let due = self.due?.min(now.saturating_add(distance + ahead).unwrap_or(Timestamp::MAX));
        let next = due.saturating_sub(ahead).unwrap_or(Timestamp::MIN);
        (next > now).then_some(next)
    }

    /// Notes that one is sent.
    pub(super) fn take(&mut self, distance: SignedDuration, now: Timestamp) {
        let due = self.due.map_or(now, |due| due.max(now));
        self.due = Some(due.saturating_add(distance).unwrap_or(Timestamp::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + milliseconds).expect("a time")
    }

    const SECOND: SignedDuration = SignedDuration::from_secs(1);

    #[test]
    fn each_keeps_its_distance_where_the_user_says_how_many() {
        let mut spacing = Spacing::default();
        assert_eq!(spacing.next(SECOND, Strictness::Each, at(0)), None);
        spacing.take(SECOND, at(0));
        assert_eq!(spacing.next(SECOND, Strictness::Each, at(1)), Some(at(1_000)));
        assert_eq!(spacing.next(SECOND, Strictness::Each, at(1_000)), None);
        spacing.take(SECOND, at(7_000));
        assert_eq!(spacing.next(SECOND, Strictness::Each, at(7_000)), Some(at(8_000)));
    }

    #[test]
    fn several_may_follow_each_other_after_a_pause() {
        let mut spacing = Spacing::default();
        for _ in 0..10 {
            assert_eq!(spacing.next(SECOND, Strictness::Several, at(0)), None);
            spacing.take(SECOND, at(0));
        }
        assert_eq!(spacing.next(SECOND, Strictness::Several, at(0)), Some(at(1_000)));
    }

    #[test]
    fn a_clock_that_is_put_back_holds_nothing_up() {
        let mut spacing = Spacing::default();
        spacing.take(SECOND, at(3_600_000));
        assert_eq!(spacing.next(SECOND, Strictness::Each, at(0)), Some(at(1_000)));
    }
}
