//! Everything that happens in a run, as one stream.
//!
//! The log, the record, the summary, the outputs and the exit status are folds over it: nothing
//! that a user sees comes from anywhere else.

use jiff::Timestamp;

use crate::domain::{
    Comparison, Coverage, Digest, Explanation, ImageCount, Judgement, Login, Notice, Owner,
    PackageKey, PackageName, PackageType, Reason, Tag, Version, Weight,
};
use crate::execution::{Change, Difference, Outcome, Target};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The inputs are sound and the run begins.
    RunStarted(RunStarted),
    /// It is known whose packages they are.
    OwnerFound(Owner),
    /// A package that the user named does not exist, and `if-missing` lets that pass.
    PackageMissing {
        /// Its name.
        name: PackageName,
        /// The types in which it was looked for.
        types: Vec<PackageType>,
    },
    /// No package fits what `packages` and its kin ask for.
    NoPackageFits,
    /// A package was listed.
    PackageListed {
        /// The package.
        package: PackageKey,
        /// How many versions were found.
        versions: u64,
        /// How far the listing can be trusted.
        coverage: Coverage,
    },
    /// A version got its verdict. Comes once per version, newest first within its package.
    Judged {
        /// The package.
        package: PackageKey,
        /// The version as it was listed.
        version: Version,
        /// What becomes of it, and why.
        judgement: Judgement,
    },
    /// While a plan is carried out, a version turned out to belong to what comes back, and comes back too,
    /// or is held.
    Joined {
        /// The package.
        package: PackageKey,
        /// The version as it was listed.
        version: Version,
        /// What was to become of it before, and why.
        was: Judgement,
        /// What becomes of it now, and why.
        judgement: Judgement,
    },
    /// All versions of a package have their verdicts.
    PackagePlanned {
        /// The package.
        package: PackageKey,
        /// Its images, and those that are to go.
        images: ImageCount,
    },
    /// How much content goes with what a plan takes of a package.
    Weighed {
        /// The package.
        package: PackageKey,
        /// How much, as far as it is known.
        weight: Weight,
    },
    /// What the user asked to have explained.
    Explained {
        /// The package.
        package: PackageKey,
        /// What there is to say.
        explanation: Explanation,
    },
    /// How the plan of a package differs from an earlier one.
    Compared {
        /// The package.
        package: PackageKey,
        /// The differences.
        comparison: Comparison,
    },
    /// Something looks like a mistake, or should not go unseen; the run goes on.
    Noticed {
        /// The package, where it concerns one.
        package: Option<PackageKey>,
        /// What it is.
        notice: Notice,
    },
    /// Something could not be done; everything else is still tried, and the run fails.
    Failed {
        /// The package, where it concerns one.
        package: Option<PackageKey>,
        /// What went wrong and what to do.
        problem: Problem,
    },
    /// A guard refused the whole plan; nothing is changed.
    PlanRefused(GuardRefusal),
    /// What can be known, without changing anything, of the token's rights to carry out the plan.
    RightsChecked(Rights),
    /// How long something will take by GitHub's limits, where that is worth a word. Comes before it begins.
    Estimated {
        /// What.
        work: Work,
        /// How long it will take, waits included.
        seconds: u64,
        /// The longest wait for a new hour's requests, where there is one.
        wait: Option<HourWait>,
    },
    /// A change is about to be sent. Whether it comes about, [`Event::StepEnded`] tells.
    StepSent {
        /// The step.
        step: StepEvent,
        /// When.
        at: Timestamp,
    },
    /// A step of the plan ended: it came about, or it is known or unknown why not.
    StepEnded {
        /// The step.
        step: StepEvent,
        /// When.
        at: Timestamp,
        /// How it ended.
        outcome: Outcome,
        /// What GitHub or the network said, where it did not come about.
        problem: Option<Problem>,
    },
    /// The run ends before its plan is done.
    Stopping(StopCause),
    /// The right-before look forbids a step that the plan had: it is held. Comes before its
    /// [`Event::StepEnded`], which then says [`Outcome::Held`].
    HeldBack {
        /// The step.
        step: StepEvent,
        /// Why.
        reason: Reason,
    },
    /// Manifests were read to decide over a package.
    ManifestsRead {
        /// The package.
        package: PackageKey,
        /// Those that the registry was asked for.
        read: u64,
        /// Those that the cache held.
        cached: u64,
    },
    /// Something that this run deleted turned out to be needed by what others pushed meanwhile, and was
    /// restored, or could not be.
    Healed {
        /// The package.
        package: PackageKey,
        /// What was restored.
        version: Version,
        /// The name of the version that needs it, or the tag that it carried.
        needed_by: String,
        /// Whether it is back.
        outcome: Outcome,
    },
    /// A version came back without a tag that it had, and the tag was put on it again, or could not be.
    Retagged {
        /// The package.
        package: PackageKey,
        /// The version as it was deleted.
        version: Version,
        /// The tag.
        tag: Tag,
        /// Whether it is on it now.
        outcome: Outcome,
        /// Why not, where it is not. Foreign text.
        why: Option<String>,
    },
    /// A tag is to come off its version, which stays.
    UntagPlanned {
        /// The package.
        package: PackageKey,
        /// The version as it was listed.
        version: Version,
        /// The tag.
        tag: Tag,
    },
    /// The empty manifest that takes a tag off is about to be pushed under it. [`Event::Untagged`] tells what
    /// came of it.
    Untagging {
        /// The package.
        package: PackageKey,
        /// The version as it was listed.
        version: Version,
        /// The tag.
        tag: Tag,
        /// The digest of the empty manifest.
        empty: Digest,
    },
    /// A tag is off its version, or could not be taken off.
    Untagged {
        /// The package.
        package: PackageKey,
        /// The version as it was listed.
        version: Version,
        /// The tag.
        tag: Tag,
        /// How it ended.
        outcome: Outcome,
        /// Why the tag is not off, or where it is. Foreign text.
        why: Option<String>,
    },
    /// A tag that an earlier run took off was put on its version again, or could not be.
    TagPutOn {
        /// The package.
        package: PackageKey,
        /// The version.
        version: Version,
        /// The tag.
        tag: Tag,
        /// Whether it is on it now.
        outcome: Outcome,
        /// Why not, where it is not. Foreign text.
        why: Option<String>,
    },
    /// After the changes, a fresh look found a package as it should be, or not.
    Checked {
        /// The package.
        package: PackageKey,
        /// What is not as it should be.
        differences: Vec<Difference>,
    },
    /// Every step is told and the record is whole. Says where it is, from the workspace.
    Recorded {
        /// The path, with slashes.
        path: String,
    },
    /// Something that takes many requests goes on. Comes often and out of turn, for whoever watches; it
    /// counts for nothing else.
    Reading {
        /// What is read.
        what: Readable,
        /// Whose, to tell apart what is read at once. Foreign text.
        of: String,
        /// How many were read.
        read: u64,
        /// How many are to be read.
        all: u64,
    },
    /// GitHub asked to wait, or a request is tried again after a pause.
    Waiting {
        /// What for.
        cause: String,
        /// How long.
        seconds: u64,
    },
    /// The hour's budget, as the last answer told it.
    RateLimit {
        /// Requests an hour.
        limit: u64,
        /// Those that are left.
        remaining: u64,
        /// Requests that this run sent to the API.
        sent: u64,
    },
    /// The run is over.
    RunEnded {
        /// When.
        at: Timestamp,
    },
}

/// What takes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// So many changes; all that the run makes.
    Changes(u64),
    /// Reading a listing of versions.
    Listing {
        /// Of this package.
        package: PackageKey,
        /// Its pages.
        pages: u64,
    },
}

/// A wait for a new hour's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourWait {
    /// How long it will be.
    pub seconds: u64,
    /// How many changes or pages there will have been before the first such wait.
    pub done_before: u64,
    /// Whether it is longer than `wait-limit`, so that changes will end there, and reading does not begin.
    pub is_too_long: bool,
}

/// What takes many requests to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readable {
    /// The pages of a listing.
    Pages,
    /// Manifests.
    Manifests,
}

/// A step of the plan, as events speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepEvent {
    /// Its number in the plan, from 0.
    pub number: u64,
    /// The package.
    pub package: PackageKey,
    /// What in it.
    pub target: Target,
    /// What is to become of it.
    pub change: Change,
}

/// Why a run ends before its plan is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// This signal came.
    Signal(&'static str),
    /// `time-limit` is near.
    TimeLimit,
    /// GitHub asks for a longer wait than `wait-limit` allows.
    WaitLimit,
}

/// How a run begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStarted {
    /// When.
    pub at: Timestamp,
    /// The program's version.
    pub program: String,
    /// Whose packages it looks after.
    pub owner: Login,
    /// The root of the API that is asked.
    pub api: String,
    /// Whether it may change anything.
    pub dry_run: DryRun,
    /// The inputs that were given, names with values as they were written; never the token.
    pub inputs: Vec<(String, String)>,
}

/// Whether a run may change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DryRun {
    /// It only plans.
    Yes,
    /// It carries out its plan.
    No,
}

/// What went wrong, in the order in which a person needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What was being done: `list the versions of npm/hello`.
    pub doing: String,
    /// What came instead: GitHub's own message with its status, or the network's.
    pub said: String,
    /// What that means here.
    pub means: String,
    /// What to change; empty where there is nothing to change.
    pub advice: String,
}

/// A guard that refused a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardRefusal {
    /// The plan takes more images than `max-deletions` allows.
    MaxDeletions {
        /// Images in the plan.
        planned: u64,
        /// Images allowed.
        allowed: u64,
    },
    /// Nothing tagged would stay in these packages, and `last-version` says to fail.
    LastVersion(Vec<PackageKey>),
}

/// What can be known of the token's rights without changing anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Nothing is planned, so none are needed.
    NotNeeded,
    /// GitHub names the token's scopes, and they are enough. Whether it has the admin role on each
    /// package shows only when a change is tried.
    ScopesSuffice,
    /// GitHub names the token's scopes, and these are missing: the plan can't be carried out.
    ScopesMissing(Vec<&'static str>),
    /// GitHub does not tell what this kind of token may do.
    Unknown,
}
