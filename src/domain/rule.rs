//! What users ask for: rules that take, keeps that protect, guards that stop a plan.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::age::Age;
use super::pattern::{Patterns, Placeholder};
use super::range::Ranges;
use super::reference::ReferencedIn;
use super::version::VersionId;

/// Everything that decides over the versions of a package.
///
/// There is always a list of rules: the single inputs make a list of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What takes. An image goes only when all its tags are taken by some rule. Without a rule none
    /// does; then all that can go is what [`OrphanedReferrers::Delete`] takes.
    pub rules: Vec<Rule>,
    /// What protects against every rule.
    pub keep: Keep,
    /// What rules protect, against every rule as well.
    pub rule_keeps: Vec<RuleKeep>,
    /// How long an untagged root is held after it was pushed or last touched; `None` for not at all.
    pub untagged_grace: Option<Age>,
    /// What becomes of signatures and attestations whose subject is gone.
    pub orphaned_referrers: OrphanedReferrers,
    /// What a plan may not go below.
    pub guards: Guards,
}

/// One rule: an image is taken when it fits everything that is given here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What reasons call it.
    pub name: RuleName,
    /// Patterns of which each tag must fit one.
    pub tags: Option<Patterns>,
    /// Patterns of which the version's name must fit one.
    pub version_names: Option<Patterns>,
    /// Ranges of which one must cover each tag, or the name of a version without tags.
    pub semver: Option<Ranges>,
    /// What becomes of pre-releases.
    pub prereleases: Prereleases,
    /// Numbers of which the version's must be one.
    pub version_ids: Option<BTreeSet<VersionId>>,
    /// Whether it takes tagged or untagged images.
    pub tag_status: TagStatus,
    /// How old an image must be.
    pub older_than: Option<Age>,
    /// Which of the root's times its age is measured by.
    pub timestamp: TimestampField,
    /// Whether it takes only what was built for a pull request or a branch that is done with. Then each of
    /// its tag patterns says by `{pr}` or `{branch}` for which.
    pub only_closed: OnlyClosed,
    /// Which of the newest that it would otherwise take stay.
    pub keep_latest: Option<KeepLatest>,
    /// What becomes of images that it takes and that lack a part.
    pub incomplete_images: IncompleteImages,
}

/// How many of what a rule would otherwise take stay, of which group, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepLatest {
    /// So many of each group.
    pub count: NonZeroU32,
    /// What a group is.
    pub per: KeepPer,
    /// Which come first.
    pub order: KeepOrder,
}

/// What `keep-latest` counts by. An image without such a key, or with several, is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum KeepPer {
    /// The package: all images are one group.
    #[default]
    Package,
    /// The first number of its version.
    Major,
    /// The first two numbers of its version.
    Minor,
    /// What a placeholder of the rule's `tags` takes of its tags.
    Placeholder(Placeholder),
}

impl KeepPer {
    /// The word for it; a placeholder's name is one.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Package => "package",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Placeholder(placeholder) => placeholder.as_str(),
        }
    }
}

/// In which order `keep-latest` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KeepOrder {
    /// By time of creation, then by number; the newest first.
    #[default]
    Date,
    /// By the highest version that an image has; the highest first, of equal ones the newest. An image
    /// without any is held.
    Semver,
}

/// Whether a rule waits until a pull request or a branch is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnlyClosed {
    /// It does not.
    #[default]
    No,
    /// It does.
    Yes,
}

/// The name by which reasons speak of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleName {
    /// The only rule, made of the single inputs.
    Inputs,
    /// A rule of a policy file, by its `name`.
    Named(String),
}

/// What protects an image whatever a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Keep {
    /// Tag patterns. Where they are the default (`latest`), they never warn.
    pub tags: KeepTags,
    /// Globs on version names.
    pub version_names: Patterns,
    /// Ranges on tags, or on the names of versions without tags.
    pub semver: Ranges,
    /// What becomes of what a git tag or a release of the linked repository names.
    pub git_tags: KeepGitTags,
    /// The files of the workspace that protect what they name.
    pub referenced_in: ReferencedIn,
}

/// Whether a git tag or a release protects the version that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KeepGitTags {
    /// It does not.
    #[default]
    No,
    /// It does.
    Yes,
}

impl Keep {
    /// Whether it protects nothing.
    pub fn is_empty(&self) -> bool {
        // Every field is named, so that a new one has to say here what nothing is.
        let Self { tags, version_names, semver, git_tags, referenced_in } = self;
        tags.patterns.is_empty()
            && version_names.is_empty()
            && semver.is_empty()
            && *git_tags == KeepGitTags::No
            && referenced_in.is_empty()
    }
}

/// What one rule protects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleKeep {
    /// The rule.
    pub rule: RuleName,
    /// What it protects.
    pub keep: Keep,
}

/// Tag patterns that protect, and whose word they are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KeepTags {
    /// The patterns; none where the user switched the default off.
    pub patterns: Patterns,
    /// Who wrote them.
    pub origin: Origin,
}

/// Whose word a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody's: it is the default.
    #[default]
    Default,
    /// The user's.
    Given,
}

/// What becomes of versions that semver calls pre-releases. It concerns only what is semver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prereleases {
    /// They are taken like others.
    Include,
    /// They are not taken.
    Exclude,
    /// Nothing else is taken; asked of every tag.
    Only,
    /// Nothing is taken but those whose release is in the package; asked of every tag.
    Superseded,
}

/// Whether a rule takes images with tags, without, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagStatus {
    /// Only those with a tag.
    Tagged,
    /// Only those without.
    Untagged,
    /// Both.
    Any,
}

/// One of the two times that GitHub gives for a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampField {
    /// When it was pushed.
    Created,
    /// When it was last touched.
    Updated,
}

impl TimestampField {
    /// GitHub's name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created_at",
            Self::Updated => "updated_at",
        }
    }
}

/// What becomes of an image that lacks a part: an index lists a manifest that the registry does not
/// have. It never selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IncompleteImages {
    /// It is reported and held, unless all its tags fit the `tags` of a rule: whoever names a tag means
    /// what is under it.
    #[default]
    Report,
    /// It goes like any other where a rule takes it.
    Delete,
}

/// What becomes of a signature or an attestation whose subject is not in the package. It is no image:
/// no rule but one that names its number takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OrphanedReferrers {
    /// It is reported and stays.
    #[default]
    Report,
    /// It goes, unless its subject could still be restored (that one which this run deletes apart), or
    /// none of the package's referrers has its subject there: such a package stores what speaks of
    /// others.
    Delete,
}

/// What a plan must leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guards {
    /// The run is refused when its plan takes more images than this.
    pub max_deletions: Option<u64>,
    /// So many tagged images of each package stay, whatever the rules take. 0 switches the guard off,
    /// and with it the hold on the highest release.
    pub min_remaining: u64,
    /// What becomes of a package in which nothing tagged would stay.
    pub last_version: LastVersion,
}

/// What to do where a plan would leave nothing tagged in a package. GitHub refuses to delete the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LastVersion {
    /// Hold the newest image.
    #[default]
    Keep,
    /// Refuse the run before any change.
    Fail,
    /// Delete the package, where every version of it is in the plan; else hold the newest image.
    DeletePackage,
}
