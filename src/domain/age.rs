//! Ages as users write them: `30d`, `2w 3d`, `12h`.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

/// A span of time in whole seconds, never negative. A day has 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    seconds: i64,
}

impl Age {
    /// No time at all.
    pub const ZERO: Self = Self { seconds: 0 };

    /// Whether `time` lies at least this long before `now`. A time in the future is not that old.
    pub fn has_passed_since(self, time: Timestamp, now: Timestamp) -> bool {
        now.duration_since(time) >= SignedDuration::from_secs(self.seconds)
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.seconds)
    }
}
