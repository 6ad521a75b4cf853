//! The time of the world, which tests can move, and the times that its versions carry.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How long GitHub lets a deleted package or version be restored.
pub const RESTORABLE_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Where the world's time comes from. Clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    ahead_ms: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    System,
    Fixed(Timestamp),
}

impl Clock {
    /// Real time, which can be moved ahead.
    pub fn system() -> Self {
        Self { source: Source::System, ahead_ms: Arc::default() }
    }

    /// A time that stands still until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self { source: Source::Fixed(at), ahead_ms: Arc::default() }
    }

    /// What time it is in the world.
    pub fn now(&self) -> Timestamp {
        let base = match self.source {
            #[expect(
                clippy::disallowed_methods,
                reason = "the stand-in is a server, and this is its clock"
            )]
            Source::System => Timestamp::now(),
            Source::Fixed(at) => at,
        };
        let ahead = SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst));
        base.saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }

    /// Moves the time ahead, for everything that shares this clock.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(by, Ordering::SeqCst);
    }
}

/// When something was created or changed, as a seed says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// So long before the world's present.
    Ago(SignedDuration),
    /// Exactly then.
    At(Timestamp),
    /// The key is absent in answers.
    Missing,
    /// The key is `null` in answers.
    Null,
}

/// So many days of 24 hours ago.
pub fn days_ago(days: u32) -> When {
    hours_ago(days.saturating_mul(24))
}

/// So many hours ago.
pub fn hours_ago(hours: u32) -> When {
    When::Ago(SignedDuration::from_hours(i64::from(hours)))
}

/// So many minutes ago.
pub fn minutes_ago(minutes: u32) -> When {
    When::Ago(SignedDuration::from_mins(i64::from(minutes)))
}

/// So many seconds ago.
pub fn seconds_ago(seconds: u32) -> When {
    When::Ago(SignedDuration::from_secs(i64::from(seconds)))
}

/// An RFC 3339 time.
///
/// # Panics
/// When the text is no RFC 3339 time: the seed is wrong.
pub fn at(rfc3339: &str) -> When {
    #[expect(clippy::expect_used, reason = "a wrong seed is a mistake in the test that wrote it")]
    When::At(rfc3339.parse().expect("an RFC 3339 time"))
}

impl When {
    pub(crate) fn stamp(self, now: Timestamp) -> Stamp {
        match self {
            Self::Ago(ago) => Stamp::At(now.saturating_sub(ago).unwrap_or(Timestamp::MIN)),
            Self::At(at) => Stamp::At(at),
            Self::Missing => Stamp::Missing,
            Self::Null => Stamp::Null,
        }
    }
}

/// A time as a version carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A time, answered in whole seconds as GitHub does.
    At(Timestamp),
    /// The key is absent in answers.
    Missing,
    /// The key is `null` in answers.
    Null,
}

impl Stamp {
    /// The time, where there is one.
    pub fn time(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Missing | Self::Null => None,
        }
    }
}

/// `2026-11-22T12:00:00Z`: GitHub answers whole seconds.
pub(crate) fn text(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

pub(crate) fn still_restorable(deleted_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(deleted_at) < RESTORABLE_FOR
}
