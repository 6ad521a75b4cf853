//! The words of a record. A reader knows these and no others.

use serde::{Deserialize, Serialize};

use crate::domain::{Coverage, Verdict};
use crate::events::{GuardRefusal, StopCause};
use crate::execution::{Difference, Outcome};

/// What the first line of every record holds in `record`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marker {
    /// `package-steward`.
    #[serde(rename = "package-steward")]
    PackageSteward,
}

/// How far a listing can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageWord {
    /// It was read to the end, and found as expected afterwards.
    Stable,
    /// It was read to the end, but moved meanwhile.
    Unstable,
    /// It was not read to the end.
    Truncated,
}

impl From<&Coverage> for CoverageWord {
    fn from(coverage: &Coverage) -> Self {
        match coverage {
            Coverage::Stable => Self::Stable,
            Coverage::Unstable(_) => Self::Unstable,
            Coverage::Truncated(_) => Self::Truncated,
        }
    }
}

/// What is to become of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordedVerdict {
    /// It is to be deleted.
    Delete,
    /// It is to be brought back.
    Restore,
    /// It was selected, and something forbids to change it.
    Hold,
    /// A keep protects it.
    Keep,
    /// Nothing selects it.
    Untouched,
}

impl RecordedVerdict {
    /// Whether the version simply stays.
    pub(super) const fn is_of_what_stays(self) -> bool {
        match self {
            Self::Delete | Self::Restore | Self::Hold => false,
            Self::Keep | Self::Untouched => true,
        }
    }
}

impl From<Verdict> for RecordedVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Delete => Self::Delete,
            Verdict::Restore => Self::Restore,
            Verdict::Hold => Self::Hold,
            Verdict::Keep => Self::Keep,
            Verdict::Untouched => Self::Untouched,
        }
    }
}

impl From<RecordedVerdict> for Verdict {
    fn from(verdict: RecordedVerdict) -> Self {
        match verdict {
            RecordedVerdict::Delete => Self::Delete,
            RecordedVerdict::Restore => Self::Restore,
            RecordedVerdict::Hold => Self::Hold,
            RecordedVerdict::Keep => Self::Keep,
            RecordedVerdict::Untouched => Self::Untouched,
        }
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeWord {
    /// This run made the change.
    Done,
    /// Somebody else had made the change already.
    AlreadySo,
    /// It was forbidden for a reason that lies in this one version.
    Held,
    /// GitHub refused it for another reason.
    Refused,
    /// Nobody knows whether the change was made.
    Unknown,
    /// It was never sent, because a step that it depends on did not come about.
    Blocked,
    /// It was never sent, because its package ended after too many refusals.
    PackageEnded,
    /// It was never sent, because the run ended first.
    NotReached,
}

impl OutcomeWord {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadySo => "already-so",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
            Self::PackageEnded => "package-ended",
            Self::NotReached => "not-reached",
        }
    }

    /// Whether what the step wanted is known to be so.
    pub const fn came_about(self) -> bool {
        match self {
            Self::Done | Self::AlreadySo => true,
            Self::Held
            | Self::Refused
            | Self::Unknown
            | Self::Blocked
            | Self::PackageEnded
            | Self::NotReached => false,
        }
    }
}

impl From<Outcome> for OutcomeWord {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::AlreadySo => Self::AlreadySo,
            Outcome::Held => Self::Held,
            Outcome::Refused => Self::Refused,
            Outcome::Unknown => Self::Unknown,
            Outcome::Blocked(_) => Self::Blocked,
            Outcome::PackageEnded => Self::PackageEnded,
            Outcome::NotReached => Self::NotReached,
        }
    }
}

/// Which guard refused a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardWord {
    /// `max-deletions`.
    MaxDeletions,
    /// `last-version`.
    LastVersion,
}

impl From<&GuardRefusal> for GuardWord {
    fn from(refusal: &GuardRefusal) -> Self {
        match refusal {
            GuardRefusal::MaxDeletions { .. } => Self::MaxDeletions,
            GuardRefusal::LastVersion(_) => Self::LastVersion,
        }
    }
}

/// Why a run ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopWord {
    /// A signal came.
    Signal,
    /// `time-limit` was near.
    TimeLimit,
    /// GitHub asked for a longer wait than `wait-limit` allows.
    WaitLimit,
}

impl StopWord {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::TimeLimit => "time-limit",
            Self::WaitLimit => "wait-limit",
        }
    }
}

impl From<StopCause> for StopWord {
    fn from(cause: StopCause) -> Self {
        match cause {
            StopCause::Signal(_) => Self::Signal,
            StopCause::TimeLimit => Self::TimeLimit,
            StopCause::WaitLimit => Self::WaitLimit,
        }
    }
}

/// What is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// It was deleted, and it is there.
    StillThere,
    /// Nothing in this run was to delete it, and it is gone.
    Missing,
    /// It was restored, and it is not there.
    NotBack,
    /// It was restored, and one of its tags did not come back with it.
    TagNotBack,
}

impl DifferenceKind {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StillThere => "still-there",
            Self::Missing => "missing",
            Self::NotBack => "not-back",
            Self::TagNotBack => "tag-not-back",
        }
    }
}

impl From<&Difference> for DifferenceKind {
    fn from(difference: &Difference) -> Self {
        match difference {
            Difference::StillThere(_) => Self::StillThere,
            Difference::Missing(_) => Self::Missing,
            Difference::NotBack(_) => Self::NotBack,
            Difference::TagNotBack(..) => Self::TagNotBack,
        }
    }
}

/// `delete` or `restore`.
pub(super) mod change {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::execution::Change;

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        Delete,
        Restore,
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field by reference")]
    pub(in super::super) fn serialize<S: Serializer>(
        change: &Change,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let word = match change {
            Change::Delete => Word::Delete,
            Change::Restore => Word::Restore,
        };
        word.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Change, D::Error> {
        Ok(match Word::deserialize(deserializer)? {
            Word::Delete => Change::Delete,
            Word::Restore => Change::Restore,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(word: impl Serialize) -> String {
        let value = serde_json::to_value(word).expect("JSON");
        value.as_str().expect("a text").to_owned()
    }

    #[test]
    fn a_word_is_written_as_it_is_called() {
        for word in [
            OutcomeWord::Done,
            OutcomeWord::AlreadySo,
            OutcomeWord::Held,
            OutcomeWord::Refused,
            OutcomeWord::Unknown,
            OutcomeWord::Blocked,
            OutcomeWord::PackageEnded,
            OutcomeWord::NotReached,
        ] {
            assert_eq!(written(word), word.as_str());
        }
        for word in [StopWord::Signal, StopWord::TimeLimit, StopWord::WaitLimit] {
            assert_eq!(written(word), word.as_str());
        }
        for word in [
            DifferenceKind::StillThere,
            DifferenceKind::Missing,
            DifferenceKind::NotBack,
            DifferenceKind::TagNotBack,
        ] {
            assert_eq!(written(word), word.as_str());
        }
    }
}
