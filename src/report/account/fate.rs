//! What became of a version that was to change.

use crate::execution::Outcome;

/// What became of a version that was to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::report) enum Fate {
    /// Nothing yet.
    #[default]
    Open,
    /// This run changed it.
    Done,
    /// Somebody else had changed it already.
    AlreadySo,
    /// Something that lies in it alone forbade the change, or forbade one that had to come before.
    Held,
    /// The change failed, or one that had to come before it.
    Failed,
    /// Nobody knows whether it changed, which is a failure too.
    Unknown,
    /// GitHub said that it changed, and a fresh look found it as before, which is a failure too.
    Doubtful,
    /// The run ended before it.
    NotReached,
    /// This run deleted it, and brought it back because others need it.
    Healed,
}

/// What keeps a version from being as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Trouble {
    /// Something that nobody did wrong.
    Held,
    /// Something that makes the run fail.
    Failed,
}

impl Fate {
    /// What an outcome means for the version. `blocker` is the fate of the step that blocked it,
    /// where one did.
    pub(super) const fn of(outcome: Outcome, blocker: Option<Self>) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::AlreadySo => Self::AlreadySo,
            Outcome::Held => Self::Held,
            Outcome::Refused | Outcome::PackageEnded => Self::Failed,
            Outcome::Unknown => Self::Unknown,
            Outcome::NotReached => Self::NotReached,
            // What only waited for something that is held can't be blamed on anyone.
            Outcome::Blocked(_) => match blocker {
                Some(Self::Held) => Self::Held,
                _ => Self::Failed,
            },
        }
    }

    /// What keeps it from being as it should be, where something does.
    pub(in crate::report) const fn trouble(self) -> Option<Trouble> {
        match self {
            Self::Held => Some(Trouble::Held),
            Self::Failed | Self::Unknown | Self::Doubtful => Some(Trouble::Failed),
            Self::Open | Self::Done | Self::AlreadySo | Self::NotReached | Self::Healed => None,
        }
    }

    /// Whether it is, or may be, other than it was before the run.
    pub(in crate::report) const fn may_have_changed(self) -> bool {
        match self {
            Self::Done | Self::Unknown | Self::Doubtful => true,
            Self::Open
            | Self::AlreadySo
            | Self::Held
            | Self::Failed
            | Self::NotReached
            | Self::Healed => false,
        }
    }
}
