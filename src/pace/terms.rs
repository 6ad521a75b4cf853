//! What the user settles of the pace.

use std::num::NonZeroU32;

/// The part of each hour's requests that is left to others, in whole percent below 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve(u8);

impl Reserve {
    /// So many percent; `None` for 100 and more, which would leave nothing to ask with.
    pub const fn percent(percent: u8) -> Option<Self> {
        if percent < 100 { Some(Self(percent)) } else { None }
    }

    /// How many requests of an hour that are, rounded up.
    pub(super) fn of(self, limit: u64) -> u64 {
        (u128::from(limit) * u128::from(self.0)).div_ceil(100).try_into().unwrap_or(limit)
    }
}

/// How many jobs share the token's limits, this one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(NonZeroU32);

impl Share {
    /// This job takes one part of so many.
    pub const fn one_of(jobs: NonZeroU32) -> Self {
        Self(jobs)
    }

    /// How many jobs there are.
    pub(super) const fn jobs(self) -> u64 {
        self.0.get() as u64
    }
}

/// What the user settles of the pace; by default as the inputs' defaults have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is left of each hour to others.
    pub reserve: Reserve,
    /// The part of the minute and the hour that this job takes.
    pub share: Share,
    /// The most changes a minute of all jobs together; `None` for what the limits allow.
    pub changes_per_minute: Option<NonZeroU32>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { reserve: Reserve(10), share: Share(NonZeroU32::MIN), changes_per_minute: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_rounded_up_and_leaves_something() {
        let of = |percent, limit| Reserve::percent(percent).map(|reserve| reserve.of(limit));
        assert_eq!(of(10, 5_000), Some(500));
        assert_eq!(of(10, 1_001), Some(101));
        assert_eq!(of(0, 5_000), Some(0));
        assert_eq!(of(99, 10), Some(10));
        assert_eq!(of(10, u64::MAX), Some(u64::MAX / 10 + 1));
        assert_eq!(of(100, 5_000), None);
    }
}
