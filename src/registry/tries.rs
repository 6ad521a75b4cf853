//! Whether to ask a registry again, and when. Pure.

use std::fmt;
use std::time::Duration;

use super::reading::{FailureKind, ReadFailure};

/// How often a request is sent at most when the server fails or the connection breaks.
pub(super) const MOST_TRIES: u32 = 3;

/// How often bytes are fetched at most that turn out not to be those that were asked for. A second time
/// tells damage on the way from damage in the registry.
const MOST_DAMAGED: u32 = 2;

/// How often a request is sent at most when the registry says that it is asked too often. With the
/// pauses below it gives up after about a minute.
pub(super) const MOST_LIMITED: u32 = 10;

/// The first pause after a failed server or a broken connection; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The shortest pause after a registry said that it is asked too often; doubled each time. ghcr.io asks
/// for microseconds, after which it refuses the next burst.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// What came instead of a usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setback {
    /// The registry was asked too often.
    Limited { asked: Option<Duration>, why: String },
    /// The server failed, or the connection broke.
    Trouble { asked: Option<Duration>, why: String },
    /// Other bytes came than those that were asked for.
    Damaged { why: String },
    /// There is no use in asking again.
    Refused(ReadFailure),
}

impl fmt::Display for Setback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limited { why, .. } | Self::Trouble { why, .. } | Self::Damaged { why } => {
                f.write_str(why)
            }
            Self::Refused(failure) => failure.fmt(f),
        }
    }
}

/// When to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// Whoever asks waits, and nobody else.
    Own(Duration),
    /// Nobody asks for so long.
    All(Duration),
}

/// How often one thing was asked for in vain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tries {
    limited: u32,
    troubled: u32,
    damaged: u32,
}

impl Tries {
    /// Decides after a setback. `dice` is a random number below 1000; it keeps those who were refused
    /// together from asking again together.
    pub(super) fn after(
        &mut self,
        setback: Setback,
        wait_limit: Duration,
        dice: u32,
    ) -> Result<Pause, ReadFailure> {
        match setback {
            Setback::Limited { asked, why } => {
                let floor = doubled(SHORTEST_PAUSE, self.limited);
                self.limited += 1;
                let wait = asked.unwrap_or_default().max(floor);
                if wait > wait_limit {
                    return Err(ReadFailure { kind: FailureKind::WaitTooLong { wait }, why });
                }
                if self.limited >= MOST_LIMITED {
                    return Err(gave_up(FailureKind::Passing, &why, self.limited));
                }
                Ok(Pause::All(scattered(wait, dice)))
            }
            Setback::Trouble { asked, why } => {
                let pause = doubled(FIRST_PAUSE, self.troubled);
                self.troubled += 1;
                if self.troubled >= MOST_TRIES {
                    return Err(gave_up(FailureKind::Passing, &why, self.troubled));
                }
                let wait = asked.unwrap_or_default().max(pause);
                if wait > wait_limit {
                    return Err(ReadFailure { kind: FailureKind::WaitTooLong { wait }, why });
                }
                Ok(Pause::Own(wait))
            }
            Setback::Damaged { why } => {
                self.damaged += 1;
                if self.damaged >= MOST_DAMAGED {
                    return Err(gave_up(FailureKind::Lasting, &why, self.damaged));
                }
                Ok(Pause::Own(FIRST_PAUSE))
            }
            Setback::Refused(failure) => Err(failure),
        }
    }
}

fn gave_up(kind: FailureKind, why: &str, tries: u32) -> ReadFailure {
    ReadFailure { kind, why: format!("{why}, tried {tries} times") }
}

fn doubled(first: Duration, times: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times))
}

/// The pause, longer by up to a half of it.
fn scattered(pause: Duration, dice: u32) -> Duration {
    pause.saturating_add(pause / 2_000 * dice.min(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_mins(10);

    fn limited(asked: Option<Duration>) -> Setback {
        Setback::Limited { asked, why: "429".to_owned() }
    }

    fn trouble(asked: Option<Duration>) -> Setback {
        Setback::Trouble { asked, why: "502".to_owned() }
    }

    fn failed(kind: FailureKind, why: &str) -> Result<Pause, ReadFailure> {
        Err(ReadFailure { kind, why: why.to_owned() })
    }

    fn all(milliseconds: u64) -> Pause {
        Pause::All(Duration::from_millis(milliseconds))
    }

    fn own(seconds: u64) -> Pause {
        Pause::Own(Duration::from_secs(seconds))
    }

    #[test]
    fn microseconds_become_a_tenth_of_a_second_and_grow() {
        let mut tries = Tries::default();
        let asked = Some(Duration::from_nanos(23_722));
        for milliseconds in [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600] {
            assert_eq!(tries.after(limited(asked), LIMIT, 0), Ok(all(milliseconds)));
        }
        let last = tries.after(limited(asked), LIMIT, 0);
        assert_eq!(last, failed(FailureKind::Passing, "429, tried 10 times"));
    }

    #[test]
    fn a_longer_wait_is_kept_and_scattered() {
        let asked = Some(Duration::from_secs(2));
        for (dice, milliseconds) in [(0, 2_000), (500, 2_500), (999, 2_999), (5_000, 3_000)] {
            let pause = Tries::default().after(limited(asked), LIMIT, dice);
            assert_eq!(pause, Ok(all(milliseconds)), "{dice}");
        }
        assert_eq!(Tries::default().after(limited(None), LIMIT, 1_000), Ok(all(150)));
    }

    #[test]
    fn a_wait_longer_than_the_limit_ends_the_work() {
        let wait = Duration::from_secs(601);
        for setback in [limited(Some(wait)), trouble(Some(wait))] {
            let found = Tries::default().after(setback, LIMIT, 0).expect_err("too long");
            assert_eq!(found.kind, FailureKind::WaitTooLong { wait });
        }
        assert!(Tries::default().after(limited(Some(LIMIT)), LIMIT, 0).is_ok());
    }

    #[test]
    fn trouble_is_tried_three_times() {
        let mut tries = Tries::default();
        assert_eq!(tries.after(trouble(None), LIMIT, 900), Ok(own(1)));
        assert_eq!(tries.after(trouble(None), LIMIT, 900), Ok(own(2)));
        let last = tries.after(trouble(None), LIMIT, 900);
        assert_eq!(last, failed(FailureKind::Passing, "502, tried 3 times"));
        let asked = Some(Duration::from_secs(30));
        assert_eq!(Tries::default().after(trouble(asked), LIMIT, 0), Ok(own(30)));
    }

    #[test]
    fn other_bytes_are_fetched_once_more_and_then_last() {
        let damaged = || Setback::Damaged { why: "other bytes".to_owned() };
        let mut tries = Tries::default();
        assert_eq!(tries.after(damaged(), LIMIT, 0), Ok(own(1)));
        let last = tries.after(damaged(), LIMIT, 0);
        assert_eq!(last, failed(FailureKind::Lasting, "other bytes, tried 2 times"));
    }

    #[test]
    fn each_kind_of_setback_is_counted_for_itself() {
        let mut tries = Tries::default();
        assert_eq!(tries.after(trouble(None), LIMIT, 0), Ok(own(1)));
        assert_eq!(tries.after(limited(None), LIMIT, 0), Ok(all(100)));
        assert_eq!(tries.after(trouble(None), LIMIT, 0), Ok(own(2)));
        assert_eq!(tries.after(limited(None), LIMIT, 0), Ok(all(200)));
    }

    #[test]
    fn a_refusal_is_final() {
        let refusal = ReadFailure::passing("403 DENIED");
        let found = Tries::default().after(Setback::Refused(refusal.clone()), LIMIT, 0);
        assert_eq!(found, Err(refusal));
    }
}
