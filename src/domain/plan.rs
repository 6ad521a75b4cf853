//! What was decided for one package.

use std::collections::BTreeSet;

use super::package::PackageKey;
use super::rule::RuleName;
use super::verdict::Judgement;
use super::version::{Digest, Tag, VersionId};

/// Every version of a package with its verdict, and what the user should know beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagePlan {
    /// The package.
    pub package: PackageKey,
    /// One judgement per version, in the order of the inventory: newest first.
    pub judgements: Vec<Judgement>,
    /// How many images there are, and how many of them go. Guards count these.
    pub images: ImageCount,
    /// Whether versions go, the package with all of them, or the plan is refused.
    pub ending: Ending,
    /// What is to be deleted, in an order that keeps every image that stays whole at every moment.
    pub steps: Vec<PlannedStep>,
    /// What could not be understood, and why. Nothing that could hurt is deleted beside it.
    pub unreadable: Vec<Unreadable>,
    /// What is not as it should be in this package, whatever becomes of it.
    pub notices: Vec<Notice>,
    /// What the policy names and this package does not have. Only what no package has is a mistake.
    pub unmatched: BTreeSet<Notice>,
}

/// A version of which nobody can tell what it lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The version.
    pub version: VersionId,
    /// Why.
    pub why: String,
}

/// How a plan for a package would end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Single versions change, and something stays.
    SomethingStays,
    /// Every version goes, so the package itself is to be deleted.
    WholePackage,
    /// Nothing tagged would stay, and the policy says to refuse that.
    Refused,
}

/// One version to change, and what must be known to have come about before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// The version.
    pub version: VersionId,
    /// Places, in the same list, of the steps that come first. All of them stand before this one.
    pub after: Vec<usize>,
    /// The root of the image that the version belongs to.
    pub image: VersionId,
}

/// Images of one package, counted by root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ImageCount {
    /// All of them.
    pub total: u64,
    /// Those that are to be deleted.
    pub doomed: u64,
}

/// Something in a policy that looks like a mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// A pattern or range of a keep that protects nothing.
    KeepMatchesNothing {
        /// Whose it is: the run's, or a rule's.
        rule: RuleName,
        /// The input.
        input: &'static str,
        /// The pattern or range.
        text: String,
    },
    /// An id that no version has.
    NoSuchVersion(VersionId),
    /// The registry does not know a version that GitHub lists. It can't be pulled.
    Ghost(VersionId),
    /// An image that stays misses a part: it can't be pulled whole.
    IncompleteImage {
        /// Its root.
        root: VersionId,
        /// The part.
        missing: Digest,
    },
    /// An image came back before these of its parts, because nobody knew them before its manifest could be
    /// read: until they followed, it could not be pulled whole.
    BackBeforeItsParts {
        /// Its root.
        root: VersionId,
        /// How many parts followed.
        parts: u64,
    },
    /// An image misses parts and will go on missing them: what was to repair it could not.
    Unrepaired {
        /// Its root.
        root: VersionId,
        /// The root's tags.
        tags: Vec<Tag>,
        /// One of the parts.
        missing: Digest,
        /// How many more it misses.
        more: u64,
        /// Why that part does not come back.
        why: Unrepaired,
    },
    /// So many manifests of a public package were read, each of which counts as a download, and no
    /// cache was there to spare them.
    ManyManifestsRead(u64),
    /// The cache of manifests can't be used. Says why.
    NoCache(String),
    /// The package is linked to no repository, and what is asked of that may protect something.
    NoRepository,
    /// After the changes GitHub's listing still showed what was deleted, so it can't be told whether a
    /// push meanwhile needs any of it.
    ListingBehind,
    /// While these tags were put on again this image came, and has no tag: one of them may have been pushed
    /// with it and taken from it.
    CameUntagged {
        /// Its root.
        root: VersionId,
        /// The name of that root's version.
        name: String,
        /// The tags.
        tags: Vec<Tag>,
    },
    /// The record can't be written where it is by default. Says why.
    NoRecord(String),
    /// A rule that only protects names packages of which this run looks at none.
    KeepMatchesNoPackage {
        /// The rule.
        rule: RuleName,
        /// The name or the glob.
        text: String,
    },
    /// Nothing is called as the user asks to have explained.
    NothingToExplain {
        /// What was asked.
        text: String,
        /// Tags and names that are nearly that, the nearest first.
        near: Vec<String>,
    },
    /// The plan that is compared with takes something in a package that this run does not look at.
    PlanOfAnotherPackage {
        /// The package.
        package: String,
        /// How many images it takes there.
        images: u64,
    },
}

/// Why a missing part of an image does not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrepaired {
    /// It is not among the deleted versions, and the registry does not know it: it was deleted longer ago
    /// than GitHub keeps what is deleted, or never pushed.
    NotAmongDeleted,
    /// It is deleted, and something forbids to restore it: the verdict on this version tells what.
    Held(VersionId),
}
