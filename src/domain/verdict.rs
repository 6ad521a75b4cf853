//! What becomes of a version, and why.

use jiff::Timestamp;

use super::age::Age;
use super::rule::{KeepLatest, KeepPer, Prereleases, RuleName, TimestampField};
use super::version::{Digest, Tag, VersionId};

/// What becomes of a version. Every version ends with exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is to be deleted.
    Delete,
    /// It is deleted and to be brought back.
    Restore,
    /// It is protected by a keep.
    Keep,
    /// A rule took it, but something forbids to delete it.
    Hold,
    /// No rule took it.
    Untouched,
}

impl Verdict {
    /// The word for it in logs, summaries and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Keep => "keep",
            Self::Hold => "hold",
            Self::Untouched => "untouched",
        }
    }
}

/// A version with what becomes of it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The version.
    pub version: VersionId,
    /// The root of the image that it belongs to; itself for a root.
    pub root: VersionId,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
}

/// Why a version has its verdict: data, put into words by the report alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Delete: a rule takes it, because of all of these.
    Taken {
        /// The rule; where several share its tags, the first.
        rule: RuleName,
        /// What fitted.
        by: Vec<Fit>,
    },
    /// Delete: it is a part of an image that goes, and of nothing else.
    PartOfDeleted {
        /// That image's root.
        root: VersionId,
    },
    /// Restore: it belongs to an image that comes back.
    PartOfRestored {
        /// That image's root.
        root: VersionId,
    },
    /// Delete: the run that is resumed deleted the root of its image, and it is what was left of that.
    LeftOver {
        /// That root.
        root: VersionId,
    },
    /// Delete: the user named its package, which goes as a whole.
    PackageNamed,
    /// Delete: it is a signature or an attestation whose subject is gone for good.
    Orphaned,
    /// Keep: a tag of it fits a pattern that protects.
    KeptByTag {
        /// The tag.
        tag: Tag,
        /// The pattern.
        pattern: String,
    },
    /// Keep: its name fits a pattern that protects.
    KeptByName {
        /// The pattern.
        pattern: String,
    },
    /// Keep: a range that protects covers it.
    KeptBySemver {
        /// The tag, or the name of a version without tags.
        text: String,
        /// The range.
        range: String,
    },
    /// Keep: a git tag or a release of the linked repository names it.
    KeptByGitTag {
        /// Its tag, or the name of a version without tags.
        text: String,
        /// The git tag.
        git_tag: String,
    },
    /// Keep: a rule protects it, for this reason.
    KeptByRule {
        /// The rule.
        rule: RuleName,
        /// Why.
        because: Box<Reason>,
    },
    /// Keep: a file of the workspace names it.
    KeptByReference {
        /// Its tag or its digest.
        names: String,
        /// The path of the file, from the workspace.
        file: String,
        /// The line.
        line: u32,
    },
    /// Keep: a file of the workspace names its package, and nobody can read which of its images is meant.
    KeptByUnclearReference {
        /// The name, with `*` for what is filled in later.
        image: String,
        /// The path of the file, from the workspace.
        file: String,
        /// The line.
        line: u32,
    },
    /// Keep: it is one of the newest that a rule leaves.
    KeptAsLatest {
        /// The rule.
        rule: RuleName,
        /// Its place among those of its group, from 1.
        place: u64,
        /// Which the rule leaves.
        of: KeepLatest,
        /// Its group, in words; `None` where the whole package is one.
        group: Option<String>,
    },
    /// Hold: a rule leaves the newest of each group, or the highest, and nobody can tell its place.
    NotCounted {
        /// The rule.
        rule: RuleName,
        /// Why it can't be told.
        why: Uncounted,
    },
    /// Restore: an image that is there lists it and can't be pulled whole without it.
    MissedBy {
        /// The root of the image.
        root: VersionId,
        /// The name of that root's version.
        root_name: String,
    },
    /// It stays deleted: no image that is there lists it.
    MissedByNone,
    /// It stays because a version that stays reaches it.
    NeededBy {
        /// The root of the image that needs it.
        root: VersionId,
        /// The name of that root's version.
        root_name: String,
    },
    /// Hold: a rule takes some of its tags, and deleting it would take all of them.
    TagsNotAllTaken {
        /// The rule that takes some.
        rule: RuleName,
        /// The tags that no rule takes.
        spared: Vec<Tag>,
    },
    /// Hold: it is untagged and was pushed or touched too recently.
    WithinGrace {
        /// The later of its two times.
        since: Timestamp,
        /// The grace.
        grace: Age,
    },
    /// Hold: GitHub gives no believable time for it, so nobody knows how old it is.
    NoTime {
        /// The field that is missing.
        field: TimestampField,
    },
    /// Hold: it may be needed by others, or need others, which nobody has looked up.
    PartsNotRead,
    /// Hold: of this version of its package nobody can tell what it lists; it may list this one.
    PackageUnreadable {
        /// That version.
        version: VersionId,
        /// Why it can't be told.
        why: String,
    },
    /// Hold: fewer tagged images than the guard asks for would stay.
    MinRemaining {
        /// How many must stay.
        at_least: u64,
    },
    /// Hold: it is the newest image of a package in which nothing tagged would stay.
    LastVersion,
    /// Hold: it is the highest release of a package whose type has no tags.
    HighestRelease,
    /// Hold: what is asked of the linked repository may protect it, and can't be read.
    EvidenceUnreadable {
        /// The input that asks.
        input: &'static str,
        /// Why it can't be read.
        why: String,
    },
    /// Hold: the plan that is carried out does not have it.
    NotInPlan,
    /// Hold: the plan that is carried out takes it, and nothing does any more.
    OnlyInPlan {
        /// The selector that it does not fit now, as far as one is known.
        misfit: Option<Misfit>,
    },
    /// Hold: its package goes as a whole, and is not as the plan that is carried out found it.
    PackageNotAsPlanned,
    /// Hold: the image misses a part, and that may be a fault of the registry rather than of the image.
    Incomplete {
        /// The part that the registry does not know.
        missing: Digest,
    },
    /// Hold: what it is a signature or an attestation of is deleted, but could still be restored.
    SubjectRestorable,
    /// Hold: nothing in its package has its subject there; it is a store of signatures.
    SignatureStore,
    /// Hold: between the listing and the look right before the change its tags or its time of update
    /// changed.
    TouchedMeanwhile,
    /// Hold: it is deleted, and a version that is there carries one of its tags now.
    TagMovedOn {
        /// The tag.
        tag: Tag,
        /// The version that carries it.
        to: VersionId,
    },
    /// Hold: it is deleted, and a version of the same name was published again.
    NameUsedAgain {
        /// That version.
        by: VersionId,
    },
    /// Hold: several deleted versions carried this tag, and another one was deleted last.
    TagOfLaterDeleted {
        /// The tag.
        tag: Tag,
        /// The one that was deleted last.
        by: VersionId,
    },
    /// Hold: several deleted versions have its name, and another one was deleted last.
    NameOfLaterDeleted {
        /// The one that was deleted last.
        by: VersionId,
    },
    /// Hold: the run that is undone deleted it as a part of an image whose root is held.
    HeldWithRoot {
        /// That root.
        root: VersionId,
    },
    /// Hold: it was deleted at this time, well after the run that is undone had deleted it. So it was there
    /// in between, and somebody deleted it again.
    DeletedSinceThatRun(Timestamp),
    /// Hold: GitHub does not say when it was deleted.
    NoTimeOfDeletion,
    /// Hold: the package was not listed to the end, or not in a stable way. Says what was seen.
    ListingNotProved(String),
    /// Untouched: a selector does not fit it. Keep: it is too young for a rule that leaves the newest,
    /// and so stays whatever other rules take.
    NotTaken {
        /// The selector; of several rules' the one that comes closest to taking it.
        misfit: Misfit,
    },
    /// Untouched: no rule of the policy takes anything here.
    NoRuleTakes,
    /// Untouched: it is a signature or an attestation of something that is not in the package.
    SubjectNotHere,
}

/// A selector that an image fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// This tag fits this pattern of `tags`.
    Tag {
        /// The tag.
        tag: Tag,
        /// The pattern.
        pattern: String,
    },
    /// The name fits this pattern of `version-names`.
    Name {
        /// The pattern.
        pattern: String,
    },
    /// This range of `semver` covers this tag or name.
    Semver {
        /// The tag or name.
        text: String,
        /// The range.
        range: String,
    },
    /// It is a pre-release, and the rule takes only those.
    Prerelease {
        /// The tag or name.
        text: String,
    },
    /// It is a pre-release whose release is in the package, and the rule takes only those.
    Superseded {
        /// The tag or name.
        text: String,
    },
    /// Its number was named.
    Id,
    /// The run that is undone deleted it, or may have.
    OfThatRun,
    /// It has no tag, and the rule takes untagged ones.
    Untagged,
    /// The pull request that a tag names is closed.
    ClosedPull(u64),
    /// The branch that a tag names is gone, and this pull request from it is closed.
    ClosedBranch {
        /// The branch, in the form that a tag can hold.
        branch: String,
        /// The pull request.
        pull: u64,
    },
    /// It is older than the rule asks for.
    OlderThan {
        /// What the rule asks for.
        age: Age,
        /// The time it is measured by.
        time: Timestamp,
        /// The field that holds it.
        field: TimestampField,
    },
    /// It was deleted within the time that was asked for.
    DeletedAt(Timestamp),
    /// It is not among the newest that the rule leaves.
    BeyondLatest {
        /// Which the rule leaves.
        keep: KeepLatest,
    },
}

/// Why nobody can tell which place an image has among those that a rule counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncounted {
    /// The rule counts by something that it does not have.
    NoKey(KeepPer),
    /// The rule counts by something of which it has several.
    SeveralKeys {
        /// What it counts by.
        per: KeepPer,
        /// What the image has, in words.
        keys: Vec<String>,
    },
    /// The rule orders by version, and it has none.
    NoVersion,
}

/// The first selector of a rule that an image does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The rule takes only tagged images.
    Untagged,
    /// The rule takes only untagged images.
    Tagged,
    /// No tag fits `tags`.
    Tags,
    /// The name does not fit `version-names`.
    Names,
    /// No range covers a tag, or the name.
    Semver,
    /// `prereleases` leaves it out.
    Prereleases(Prereleases),
    /// Its number was not named.
    Ids,
    /// The run that is undone did not delete it.
    NotOfThatRun,
    /// What a tag names is not known to be done with.
    NotClosed(NotClosed),
    /// It was deleted outside of the time that was asked for.
    DeletedAt(Timestamp),
    /// It is younger than the rule asks for.
    TooYoung {
        /// What the rule asks for.
        age: Age,
        /// The time it is measured by.
        time: Timestamp,
        /// The field that holds it.
        field: TimestampField,
    },
}

/// Why what a tag names is not known to be done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotClosed {
    /// The pull request that a tag names is open.
    OpenPull(u64),
    /// GitHub knows no pull request of the number that a tag names.
    NoSuchPull(String),
    /// There is a branch like the one that a tag names.
    LivingBranch(String),
    /// A pull request from a branch like the one that a tag names is open.
    OpenBranch(String),
    /// What a tag has in the place of a branch is a version's number or a git tag.
    NoBranch(String),
    /// No closed pull request shows that there was such a branch.
    UnprovenBranch(String),
}
