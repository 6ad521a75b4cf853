//! Whether to send a request again, and when. Pure: the time comes in as a value.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::answer::{Failure, FailureKind};
use super::endpoint::Effect;
use super::refusal::{Refusal, RefusalKind, WaitHints};

/// How often a reading request is sent at most. With the waits below it outlives the minute-long
/// hiccups that users report; GitHub asks to stop after a specific number of retries.
pub const MAX_ATTEMPTS: u32 = 5;

/// The longest wait on GitHub's demand that is sat out, unless the settings say otherwise.
pub const DEFAULT_WAIT_LIMIT: Duration = Duration::from_mins(10);

/// The first pause after an answer that failed for reasons of the network or the server; doubled
/// each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The wait after a rate limit that does not say how long. GitHub's best practices ask for at least
/// a minute, exponentially longer each time.
const UNTOLD_WAIT: Duration = Duration::from_mins(1);

/// What came instead of a usable answer.
#[derive(Clone, Copy, Debug)]
pub enum Setback<'a> {
    /// An answer that is no success.
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

/// Decides what to do after `attempt` (from 1) came to nothing.
///
/// Only reading requests are ever sent again from here. A change whose answer was lost may have
/// happened, and one that was refused by a limit is for the caller to send again.
pub fn decide_retry(
    setback: Setback<'_>,
    effect: Effect,
    attempt: u32,
    now: Timestamp,
    wait_limit: Duration,
) -> Decision {
    if effect == Effect::Changes {
        return Decision::GiveUp;
    }
    let after = match setback {
        Setback::Refused(refusal) if refusal.kind.is_rate_limit() => {
            let wait = wait_asked(refusal.wait, attempt, now);
            // Also on the last attempt: a wait that is too long ends the work, it does not fail it.
            if wait > wait_limit {
                return Decision::WaitTooLong { wait };
            }
            wait
        }
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

/// How long to wait after a rate limit: as `retry-after` says; else until the hour's limit is reset,
/// and a second more for clocks that differ; else a minute, twice as long with each attempt.
pub fn wait_asked(hints: WaitHints, attempt: u32, now: Timestamp) -> Duration {
    if let Some(retry_after) = hints.retry_after {
        return retry_after.max(Duration::from_secs(1));
    }
    match hints.reset {
        Some(reset) => until(reset, now),
        None => doubled(UNTOLD_WAIT, attempt),
    }
}

/// The time from now to a reset and a second more; at least that second.
pub fn until(reset: Timestamp, now: Timestamp) -> Duration {
    let second = SignedDuration::from_secs(1);
    let wait = reset.duration_since(now).saturating_add(second).max(second);
    Duration::try_from(wait).unwrap_or(Duration::from_secs(1))
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
    use crate::github::{TokenKind, classify};

    const LIMIT: Duration = DEFAULT_WAIT_LIMIT;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().expect("a time")
    }

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
        decide_retry(Setback::Refused(refusal), Effect::Reads, attempt, now(), LIMIT)
    }

    fn again(seconds: u64) -> Decision {
        Decision::Again { after: Duration::from_secs(seconds) }
    }

    fn reset_in(seconds: i64) -> WaitHints {
        let reset = now().saturating_add(SignedDuration::from_secs(seconds)).ok();
        WaitHints { reset, retry_after: None }
    }

    #[test]
    fn waits_are_as_told() {
        let retry_after = |seconds| WaitHints {
            retry_after: Some(Duration::from_secs(seconds)),
            ..reset_in(500)
        };
        for (hints, attempt, seconds) in [
            (retry_after(7), 1, 7),
            (retry_after(0), 1, 1),
            (reset_in(90), 1, 91),
            (reset_in(-3), 1, 1),
            (WaitHints::default(), 1, 60),
            (WaitHints::default(), 2, 120),
            (WaitHints::default(), 3, 240),
        ] {
            for kind in [RefusalKind::PrimaryRateLimit, RefusalKind::SecondaryRateLimit] {
                assert_eq!(read(&refusal(kind, hints), attempt), again(seconds), "{hints:?}");
            }
        }
    }

    #[test]
    fn a_wait_longer_than_the_limit_ends_the_work_and_does_not_fail_it() {
        let asked =
            |seconds| WaitHints { retry_after: Some(Duration::from_secs(seconds)), reset: None };
        let kind = RefusalKind::SecondaryRateLimit;
        assert_eq!(read(&refusal(kind.clone(), asked(600)), 1), again(600));
        for attempt in [1, MAX_ATTEMPTS] {
            assert_eq!(
                read(&refusal(kind.clone(), asked(601)), attempt),
                Decision::WaitTooLong { wait: Duration::from_secs(601) }
            );
        }
        assert_eq!(
            read(&refusal(RefusalKind::PrimaryRateLimit, reset_in(3000)), 1),
            Decision::WaitTooLong { wait: Duration::from_secs(3001) }
        );
    }

    #[test]
    fn servers_errors_and_broken_connections_are_tried_again_with_growing_pauses() {
        let error = refusal(RefusalKind::ServerError, WaitHints::default());
        let broken = Failure { kind: FailureKind::BrokenOff, text: String::new() };
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            assert_eq!(read(&error, attempt), again(seconds));
            let failed = Setback::Failed(&broken);
            assert_eq!(decide_retry(failed, Effect::Reads, attempt, now(), LIMIT), again(seconds));
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
        assert_eq!(decide_retry(failed, Effect::Reads, 1, now(), LIMIT), Decision::GiveUp);
    }

    #[test]
    fn a_change_is_never_sent_again_from_here() {
        let waits = WaitHints { retry_after: Some(Duration::from_secs(1)), reset: None };
        for kind in [RefusalKind::ServerError, RefusalKind::SecondaryRateLimit, RefusalKind::Other]
        {
            let refusal = refusal(kind, waits);
            let refused = Setback::Refused(&refusal);
            assert_eq!(decide_retry(refused, Effect::Changes, 1, now(), LIMIT), Decision::GiveUp);
        }
        for kind in [FailureKind::NotConnected, FailureKind::NoAnswer, FailureKind::BrokenOff] {
            let failure = Failure { kind, text: String::new() };
            let failed = Setback::Failed(&failure);
            assert_eq!(decide_retry(failed, Effect::Changes, 1, now(), LIMIT), Decision::GiveUp);
        }
    }

    /// Which statuses are tried again when nothing but the status is known.
    #[test]
    fn every_status_is_decided() {
        for status in 300..=599 {
            let refusal = classify(status, &HeaderMap::new(), b"{\"message\":\"x\"}");
            let expected = match status {
                408 | 500..=599 => again(1),
                429 => again(60),
                _ => Decision::GiveUp,
            };
            assert_eq!(read(&refusal, 1), expected, "{status}");
        }
    }
}
