//! How long work will take.

use jiff::{SignedDuration, Timestamp};

use super::governor::{Governor, Kind};
use super::hour::Left;

/// Requests that are to be sent, spread evenly over each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Requests that read.
    pub reads: u64,
    /// Requests that change something.
    pub changes: u64,
}

impl Work {
    const fn requests(self) -> u64 {
        self.reads.saturating_add(self.changes)
    }
}

/// How long it will take by what is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// From now to the end, waits for new hours included.
    pub takes: SignedDuration,
    /// The longest wait for a new hour; `None` where it takes none.
    pub longest_wait: Option<SignedDuration>,
    /// How many of the requests are sent before the first such wait.
    pub before_a_wait: u64,
}

/// The length of an hour's budget, and the second that is waited after its reset.
const HOUR: f64 = 3_601.0;

/// Longer than anything is worked on.
const FOR_EVER: f64 = 1e9;

impl Governor {
    /// Tells how long that work will take, if nobody else begins to use the token.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate, of numbers that are far from where it would matter"
    )]
    pub fn forecast(&mut self, work: Work, now: Timestamp) -> Forecast {
        let requests = work.requests() as f64;
        let each = self.seconds_each(work, now);
        let pause = self.paused_until(now).map_or(0.0, |until| seconds_to(until, now));
        let told = self.told();
        let (mut fits, mut lasts) = match self.left_of_the_hour(now) {
            Left::Unknown => (FOR_EVER, FOR_EVER),
            Left::Requests(left) => {
                let reset = told.map_or(FOR_EVER, |told| seconds_to(told.reset, now) + 1.0);
                (left as f64, reset)
            }
            Left::NoneBefore(again) => (0.0, seconds_to(again, now)),
        };
        let an_hour = told.map_or(FOR_EVER, |told| {
            let terms = self.terms();
            let free = told.limit.saturating_sub(terms.reserve.of(told.limit));
            (free / terms.share.jobs()).max(1) as f64
        });
        let (mut left, mut takes) = (requests, pause);
        lasts -= pause;
        let (mut longest, mut before) = (0.0_f64, None);
        while left > 0.0 && takes < FOR_EVER {
            let done = fits.min((lasts / each).max(0.0)).min(left);
            left -= done;
            if left <= 0.0 {
                takes += done * each;
                break;
            }
            // What is left of the time after the budget is spent; none where the budget outlasts it.
            let wait = (lasts - done * each).max(0.0);
            if fits - done < 1.0 {
                before.get_or_insert(requests - left);
                longest = longest.max(wait);
            }
            takes += done * each + wait;
            (fits, lasts) = (an_hour, HOUR);
        }
        let seconds = |seconds: f64| SignedDuration::from_millis((seconds * 1_000.0) as i64);
        Forecast {
            takes: seconds(takes.min(FOR_EVER)),
            longest_wait: before.map(|_| seconds(longest)),
            before_a_wait: before.unwrap_or(requests) as u64,
        }
    }

    /// The seconds from one request of such work to the next.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn seconds_each(&mut self, work: Work, now: Timestamp) -> f64 {
        let requests = work.requests().max(1) as f64;
        let (reads, changes) = (work.reads as f64, work.changes as f64);
        let time = |kind| self.response_time(kind).as_secs_f64();
        let response_time = reads * time(Kind::Read) + changes * time(Kind::Change);
        // A request counts for a minute after its answer.
        let window = 60.0 + response_time / requests;
        let points = reads + changes * Kind::Change.points() as f64;
        if self.has_no_limits() && self.terms().changes_per_minute.is_none() {
            return response_time / requests;
        }
        let by_points = points * window / self.allowance(now) as f64;
        let by_time = response_time * window / self.share_of_time().as_secs_f64();
        let by_distance = changes * self.distance(now).0.as_secs_f64();
        by_points.max(by_time).max(by_distance) / requests
    }
}

fn seconds_to(time: Timestamp, now: Timestamp) -> f64 {
    time.duration_since(now).as_secs_f64().max(0.0)
}
