//! Whether to send a reading request again, and when.
//!
//! A change is never sent again without a look: it may have happened although its answer was lost.

use std::time::Duration;

use super::answer::{Failure, FailureKind};
use super::refusal::{Refusal, RefusalKind};

/// How often a reading request is sent at most. With the waits below it outlives the minute-long
/// hiccups that users report; GitHub asks to stop after a specific number of retries.
pub const MAX_ATTEMPTS: u32 = 5;

/// The longest wait on GitHub's demand that is sat out, unless the settings say otherwise.
pub const DEFAULT_WAIT_LIMIT: Duration = Duration::from_mins(10);

/// The first pause after an answer that failed for reasons of the network or the server; doubled
/// each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// What came instead of a usable answer.
#[derive(Clone, Copy, Debug)]
pub enum Setback<'a> {
    /// A rate limit refused it, and nothing is to be asked for so long.
    Limited(Duration),
    /// Another answer that is no success.
    Refused(&'a Refusal),
    /// No answer, or a part of one.
    Failed(&'a Failure),
}

/// What to do after a setback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send the same request again.
    Again {
        /// After this pause.
        after: Duration,
    },
    /// Leave it.
    GiveUp,
    /// GitHub asks for a longer wait than is sat out. Nothing is wrong; the work is to be ended.
    WaitTooLong {
        /// The wait.
        wait: Duration,
    },
}

/// Decides what to do after `attempt` (from 1) to read something came to nothing.
pub fn decide_retry(setback: Setback<'_>, attempt: u32, wait_limit: Duration) -> Decision {
    let after = match setback {
        // Also on the last attempt: a wait that is too long ends the work, it does not fail it.
        Setback::Limited(wait) if wait > wait_limit => return Decision::WaitTooLong { wait },
        Setback::Limited(wait) => wait,
        Setback::Refused(refusal) if is_passing(refusal) => {
            let pause = doubled(FIRST_PAUSE, attempt);
            refusal.wait.retry_after.map_or(pause, |asked| asked.max(pause))
        }
        Setback::Failed(failure) if failure.kind != FailureKind::TooLarge => {
            doubled(FIRST_PAUSE, attempt)
        }
        Setback::Refused(_) | Setback::Failed(_) => return Decision::GiveUp,
    };
    if attempt >= MAX_ATTEMPTS {
        Decision::GiveUp
    } else if after > wait_limit {
        Decision::WaitTooLong { wait: after }
    } else {
        Decision::Again { after }
    }
}

/// Whether a refusal that is no rate limit may pass by itself.
fn is_passing(refusal: &Refusal) -> bool {
    const REQUEST_TIMEOUT: u16 = 408;
    refusal.kind == RefusalKind::ServerError || refusal.status == REQUEST_TIMEOUT
}

fn doubled(first: Duration, attempt: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::github::{TokenKind, WaitHints, classify};

    const LIMIT: Duration = DEFAULT_WAIT_LIMIT;

    fn refusal(kind: RefusalKind, wait: WaitHints) -> Refusal {
        Refusal {
            kind,
            status: 403,
            message: String::new(),
            documentation_url: None,
            wait,
            token: TokenKind::Other,
        }
    }

    fn read(refusal: &Refusal, attempt: u32) -> Decision {
        decide_retry(Setback::Refused(refusal), attempt, LIMIT)
    }

    fn again(seconds: u64) -> Decision {
        Decision::Again { after: Duration::from_secs(seconds) }
    }

    #[test]
    fn a_wait_longer_than_the_limit_ends_the_work_and_does_not_fail_it() {
        let limited = |seconds, attempt| {
            decide_retry(Setback::Limited(Duration::from_secs(seconds)), attempt, LIMIT)
        };
        assert_eq!(limited(600, 1), again(600));
        for attempt in [1, MAX_ATTEMPTS] {
            let wait = Duration::from_secs(601);
            assert_eq!(limited(601, attempt), Decision::WaitTooLong { wait });
        }
        assert_eq!(limited(600, MAX_ATTEMPTS), Decision::GiveUp);
    }

    #[test]
    fn servers_errors_and_broken_connections_are_tried_again_with_growing_pauses() {
        let error = refusal(RefusalKind::ServerError, WaitHints::default());
        let broken = Failure { kind: FailureKind::BrokenOff, text: String::new() };
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            assert_eq!(read(&error, attempt), again(seconds));
            let failed = Setback::Failed(&broken);
            assert_eq!(decide_retry(failed, attempt, LIMIT), again(seconds));
        }
        assert_eq!(read(&error, MAX_ATTEMPTS), Decision::GiveUp);
        let asked =
            WaitHints { retry_after: Some(Duration::from_secs(30)), ..WaitHints::default() };
        assert_eq!(read(&refusal(RefusalKind::ServerError, asked), 1), again(30));
    }

    #[test]
    fn an_answer_that_is_too_large_is_not_asked_for_again() {
        let failure = Failure { kind: FailureKind::TooLarge, text: String::new() };
        let failed = Setback::Failed(&failure);
        assert_eq!(decide_retry(failed, 1, LIMIT), Decision::GiveUp);
    }

    /// Which statuses are tried again when nothing but the status is known; 429 is a limit's.
    #[test]
    fn every_status_is_decided() {
        for status in 300..=599 {
            let refusal = classify(status, &HeaderMap::new(), b"{\"message\":\"x\"}");
            let expected = match status {
                408 | 500..=599 => again(1),
                _ => Decision::GiveUp,
            };
            assert_eq!(read(&refusal, 1), expected, "{status}");
        }
    }
}
