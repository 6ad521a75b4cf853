//! The hour's budget, as answers tell it.

use jiff::{SignedDuration, Timestamp};

use super::others::Others;
use super::terms::Terms;

/// What an answer tells of the hour: `x-ratelimit-limit`, `-remaining` and `-reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests an hour.
    pub limit: u64,
    /// Those that are left.
    pub remaining: u64,
    /// When all of them are there again.
    pub reset: Timestamp,
}

/// How far two resets of one hour may differ: servers round differently, and take turns to answer.
const SAME_HOUR: SignedDuration = SignedDuration::from_secs(60);

/// A second more than GitHub says, for clocks that differ.
const AFTER_THE_RESET: SignedDuration = SignedDuration::from_secs(1);

/// The hour that runs.
#[derive(Debug, Default)]
pub(super) struct Hour {
    told: Option<Budget>,
    /// Requests of this job in this hour, as far as they are answered or lost.
    own: u64,
    /// Requests of others since the first answer of this hour.
    others: u64,
    /// What had been used before the first answer of this hour, whoever did.
    before: u64,
}

/// What is left of the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nobody has told of a limit.
    Unknown,
    /// So many requests, those in flight not taken off.
    Requests(u64),
    /// None before this time.
    NoneBefore(Timestamp),
}

impl Hour {
    /// Notes what an answer told, and who else was seen in it.
    pub(super) fn note(&mut self, told: Budget, in_flight: u64, seen: &mut Others, now: Timestamp) {
        match self.told {
            Some(known) if is_before(told.reset, known.reset) => {}
            Some(known) if !is_before(known.reset, told.reset) => {
                let remaining = known.remaining.min(told.remaining);
                let reset = known.reset.max(told.reset);
                self.told = Some(Budget { limit: told.limit, remaining, reset });
                let used = told.limit.saturating_sub(remaining);
                // What is in flight may be counted already: it is not to be taken for others'.
                let known = self.before + self.own + in_flight;
                let others = used.saturating_sub(known);
                seen.note(others.saturating_sub(self.others), now);
                self.others = self.others.max(others);
            }
            _ => {
                self.told = Some(told);
                seen.begin(now);
                let used = told.limit.saturating_sub(told.remaining);
                self.own = self.own.min(1);
                (self.others, self.before) = (0, used.saturating_sub(self.own));
            }
        }
    }

    /// Counts a request of this job.
    pub(super) const fn count_own(&mut self) {
        self.own += 1;
    }

    /// What this job may still ask.
    pub(super) fn left(&mut self, terms: Terms, now: Timestamp) -> Left {
        let Some(told) = self.told else { return Left::Unknown };
        let again = told.reset.saturating_add(AFTER_THE_RESET).unwrap_or(Timestamp::MAX);
        if now >= again {
            // A new hour, of which nothing is told yet. It begins with the first request in it.
            *self = Self::default();
            return Left::Unknown;
        }
        let reserved = terms.reserve.of(told.limit);
        let free = told.remaining.saturating_sub(reserved);
        let share = (told.limit - reserved.min(told.limit)) / terms.share.jobs();
        match free.min(share.saturating_sub(self.own)) {
            0 => Left::NoneBefore(again),
            left => Left::Requests(left),
        }
    }

    /// What was told last.
    pub(super) const fn told(&self) -> Option<Budget> {
        self.told
    }
}

fn is_before(one: Timestamp, other: Timestamp) -> bool {
    other.duration_since(one) > SAME_HOUR
}
