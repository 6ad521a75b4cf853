//! Those who use the same token without knowing of this job.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// The shortest time from which a minute is guessed.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

/// What others asked in the last minute, as the hour's budget shows it: it falls faster than this job
/// asks.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Since when they could have been seen.
    since: Option<Timestamp>,
    seen: VecDeque<(Timestamp, u64)>,
    /// The sum of what was seen.
    sum: u64,
}

impl Others {
    /// Notes requests that were not this job's.
    pub(super) fn note(&mut self, requests: u64, now: Timestamp) {
        if requests > 0 {
            self.seen.push_back((now, requests));
            self.sum += requests;
        }
    }

    /// Notes that from now on others can be seen.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.since.get_or_insert(now);
    }

    /// How long they could have been seen, up to a minute.
    fn watched(&self, now: Timestamp) -> SignedDuration {
        let watched = self.since.map_or(SignedDuration::ZERO, |since| now.duration_since(since));
        watched.clamp(SignedDuration::ZERO, WINDOW)
    }

    /// How many there were in the last minute; guessed by what was seen where that was less.
    pub(super) fn requests(&mut self, now: Timestamp) -> u64 {
        while let Some((at, requests)) = self.seen.front().copied()
            && now.duration_since(at) >= WINDOW
        {
            self.seen.pop_front();
            self.sum -= requests;
        }
        let watched = self.watched(now).max(SHORTEST).as_millis().unsigned_abs();
        let guess = u128::from(self.sum) * WINDOW.as_millis().unsigned_abs() / watched;
        u64::try_from(guess).unwrap_or(u64::MAX)
    }
}
