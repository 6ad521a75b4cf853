//! What comes of a request, as far as it is known.

use std::fmt;
use std::time::Duration;

use super::endpoint::Unaddressable;
use super::refusal::Refusal;
use super::wire::DecodeError;
use crate::events::Problem;

/// What came of a request that changes something. It was sent at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 204: it happened.
    Done,
    /// GitHub refused, so it did not happen.
    Refused(Refusal),
    /// GitHub asks to wait, so it did not happen. It may be sent again after that time.
    Limited {
        /// How long to wait.
        wait: Duration,
        /// What GitHub said; `None` where nothing was sent, as an earlier answer had asked to wait, or
        /// what may be taken of the hour is spent.
        refusal: Option<Refusal>,
    },
    /// Nobody knows whether it happened: look before sending it again.
    Lost(Failure),
}

/// A request without a usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In which way.
    pub kind: FailureKind,
    /// What the network, or GitHub, said about it. Foreign text.
    pub text: String,
}

/// In which way a request got no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection came about, so nothing was sent.
    NotConnected,
    /// It was sent, and no answer came: a time-out, or the connection ended.
    NoAnswer,
    /// The answer broke off in the middle.
    BrokenOff,
    /// The answer is larger than anything that GitHub sends.
    TooLarge,
    /// An answer that does not tell whether a change happened: a server's error, or a success other
    /// than 204.
    Unclear,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FailureKind::NotConnected => "no connection to GitHub",
            FailureKind::NoAnswer => "no answer from GitHub",
            FailureKind::BrokenOff => "GitHub's answer broke off",
            FailureKind::TooLarge => "an answer too large to be GitHub's",
            FailureKind::Unclear => "an answer that tells nothing",
        };
        write!(f, "{what}: {}", self.text)
    }
}

impl Failure {
    /// The failure of what was being done.
    pub fn problem(&self, doing: String) -> Problem {
        let (means, advice) = match self.kind {
            FailureKind::NotConnected => (
                "the address of the API can't be reached from here",
                "check `api-url`, the network, and for a server with a certificate of its own \
                 SSL_CERT_FILE",
            ),
            FailureKind::NoAnswer | FailureKind::BrokenOff => {
                ("the connection was lost on the way", "try again later")
            }
            FailureKind::TooLarge => {
                ("something else than GitHub answers there", "check `api-url`")
            }
            FailureKind::Unclear => ("it is not known whether it happened", "look and try again"),
        };
        Problem {
            doing,
            said: self.to_string(),
            means: means.to_owned(),
            advice: advice.to_owned(),
        }
    }
}

/// Why a request that only reads came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// GitHub refused.
    #[error("could not {doing}: GitHub answered {refusal}{}", Attempts(*.attempts))]
    Refused {
        /// What was being done.
        doing: String,
        /// What GitHub said.
        refusal: Box<Refusal>,
        /// How often it was tried.
        attempts: u32,
    },
    /// No usable answer came.
    #[error("could not {doing}: {failure}{}", Attempts(*.attempts))]
    Failed {
        /// What was being done.
        doing: String,
        /// What came instead of an answer.
        failure: Failure,
        /// How often it was tried.
        attempts: u32,
    },
    /// GitHub asks for a longer wait than the settings allow. The work is to be ended cleanly.
    #[error("could not {doing}: GitHub asks to wait {} s, and the limit is {} s", wait.as_secs(), limit.as_secs())]
    WaitTooLong {
        /// What was being done.
        doing: String,
        /// The wait.
        wait: Duration,
        /// The longest that is allowed.
        limit: Duration,
        /// What GitHub said; `None` where what may be taken of the hour is spent, as answers told.
        refusal: Option<Box<Refusal>>,
    },
    /// The answer is not what GitHub documents.
    #[error("could not {doing}: the answer of {url} can't be understood: {why}")]
    Undecodable {
        /// What was being done.
        doing: String,
        /// What was asked.
        url: String,
        /// Where in the answer, and what is wrong there.
        why: DecodeError,
    },
    /// A listing of packages that can't be read to its end.
    #[error("could not {doing} to the end: {why}")]
    Truncated {
        /// What was being done.
        doing: String,
        /// Why not.
        why: String,
    },
    /// A name that has no place in a path. Nothing was sent.
    #[error("could not {doing}: {why}")]
    Unaddressable {
        /// What was being done.
        doing: String,
        /// Which name.
        why: Unaddressable,
    },
}

impl ApiError {
    /// GitHub's refusal, where there was one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal.as_ref()),
            Self::WaitTooLong { refusal, .. } => refusal.as_deref(),
            Self::Failed { .. }
            | Self::Undecodable { .. }
            | Self::Truncated { .. }
            | Self::Unaddressable { .. } => None,
        }
    }

    /// Whether GitHub says that what was asked for is not there, or not for this token.
    pub fn is_not_found(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.kind.is_not_found())
    }

    /// The error for people.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused { doing, refusal, attempts } => {
                with_attempts(refusal.problem(doing.clone()), *attempts)
            }
            Self::Failed { doing, failure, attempts } => {
                with_attempts(failure.problem(doing.clone()), *attempts)
            }
            Self::WaitTooLong { doing, wait, limit, refusal } => Problem {
                doing: doing.clone(),
                said: match refusal {
                    Some(refusal) => format!("GitHub answered {refusal}"),
                    None => "the part of this hour's requests that this run may take is spent"
                        .to_owned(),
                },
                means: format!(
                    "it asks to wait {} seconds, longer than the limit of {}",
                    wait.as_secs(),
                    limit.as_secs()
                ),
                advice: "run again later, or raise the limit".to_owned(),
            },
            Self::Undecodable { doing, url, why } => Problem {
                doing: doing.clone(),
                said: format!("the answer of {url} is not as documented: {why}"),
                means: "nothing is concluded from an answer that is understood only in part"
                    .to_owned(),
                advice: "check `api-url`; if it is GitHub's, please report this".to_owned(),
            },
            Self::Truncated { doing, why } => Problem {
                doing: doing.clone(),
                said: why.clone(),
                means: "a part of a listing is not taken for the whole".to_owned(),
                advice: "write the packages' names out".to_owned(),
            },
            Self::Unaddressable { doing, why } => Problem {
                doing: doing.clone(),
                said: why.to_string(),
                means: "nothing was asked".to_owned(),
                advice: "check the name".to_owned(),
            },
        }
    }
}

fn with_attempts(problem: Problem, attempts: u32) -> Problem {
    Problem { said: format!("{}{}", problem.said, Attempts(attempts)), ..problem }
}

/// `, tried 5 times`, or nothing where it was tried once.
struct Attempts(u32);

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1 { write!(f, ", tried {} times", self.0) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_how_often_it_was_tried() {
        let failure = Failure { kind: FailureKind::NoAnswer, text: "timed out".to_owned() };
        let error = |attempts| ApiError::Failed {
            doing: "list the versions of npm/hello".to_owned(),
            failure: failure.clone(),
            attempts,
        };
        assert_eq!(
            error(5).to_string(),
            "could not list the versions of npm/hello: no answer from GitHub: timed out, tried 5 times"
        );
        assert_eq!(error(5).problem().said, "no answer from GitHub: timed out, tried 5 times");
        assert_eq!(error(1).problem().said, "no answer from GitHub: timed out");
    }
}
