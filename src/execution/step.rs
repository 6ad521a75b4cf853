//! Steps, and how they end.

use jiff::Timestamp;

use crate::domain::{PackageKey, VersionId};

/// The place of a step in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub usize);

/// What a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// What it names is to be gone.
    Delete,
    /// What it names is to be there again.
    Restore,
}

/// What a step names within its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// One version.
    Version(VersionId),
    /// The package with all its versions.
    WholePackage,
}

/// One change that a plan asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The package.
    pub package: PackageKey,
    /// What in it.
    pub target: Target,
    /// What is to become of it.
    pub change: Change,
    /// Steps of which each must be known to have come about before this one is sent. All of them
    /// stand earlier in the plan.
    pub after: Vec<StepId>,
    /// The image that the step belongs to; steps of one image have the same number.
    pub image: usize,
}

/// What GitHub answered to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The change was made.
    Done,
    /// It was refused for a reason that lies in this one version, such as its downloads.
    RefusedForThis,
    /// It was refused for want of a right (401, 403): others of the package fare the same.
    RefusedForAccess,
    /// 404: the version is gone, or the token has no admin role. A look tells which.
    NotFound,
    /// It was refused for a reason that is not known. A restore may be refused because what it names is
    /// there already, so a look tells.
    RefusedOtherwise,
    /// It was not sent: the look right before it forbids it. It stays as it was.
    HeldBack,
    /// It was not sent, because the look right before it failed. Nobody knows whether anything forbids it.
    NotLookedAt,
    /// It was not sent, because the run ends. Nothing forbids it.
    NotSent,
    /// A rate limit refused it; nothing happened. Nothing may be sent before this time.
    Limited(Timestamp),
    /// No answer came, or none that could be read: nobody knows whether the change was made.
    Lost,
}

/// What a look at a step's target found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is there.
    There,
    /// It is gone.
    Gone,
    /// The look failed too.
    Unclear,
}

/// How a step ended. Every step ends with exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This run made the change.
    Done,
    /// Somebody else had made the change already.
    AlreadySo,
    /// Something that lies in this one version, or package, forbids it. It stays as it was.
    Held,
    /// GitHub refused it for another reason. It stays as it was.
    Refused,
    /// Nobody knows whether the change was made.
    Unknown,
    /// It was never sent, because this step that it depends on did not come about.
    Blocked(StepId),
    /// It was never sent, because its package ended after too many refusals.
    PackageEnded,
    /// It was never sent, because the run ended first.
    NotReached,
}

impl Outcome {
    /// Whether what the step wanted is known to be so: what depends on it may be sent.
    pub const fn came_about(self) -> bool {
        matches!(self, Self::Done | Self::AlreadySo)
    }

    /// How the steps that depend on `step` end when it ended like this, without having come about.
    pub(crate) const fn of_dependents(self, step: StepId) -> Self {
        match self {
            Self::NotReached | Self::PackageEnded => self,
            Self::Blocked(first) => Self::Blocked(first),
            Self::Done | Self::AlreadySo | Self::Held | Self::Refused | Self::Unknown => {
                Self::Blocked(step)
            }
        }
    }
}

/// Why a run ends before its plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A signal came, or GitHub asks for a longer wait than is allowed: what is in flight is
    /// finished, nothing else is sent.
    AtOnce,
    /// A limit of time: images that were begun are finished, none is begun.
    BetweenImages,
}
