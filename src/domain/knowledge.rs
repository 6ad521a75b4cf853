//! What the decision asks, and what it was told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::evidence::Evidence;
use super::manifest::{Fact, Manifest};
use super::pattern::BranchForm;
use super::version::{Digest, Tag, Version, VersionId};

/// Something the decision must know before it can be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What does the manifest with this digest list, and what does it speak of?
    Manifest(Digest),
    /// Which versions of the package are deleted, but could still be restored?
    Deleted,
    /// Which git tags does the repository have that the package is linked to?
    GitTags,
    /// Which tags do the releases of that repository name?
    Releases,
    /// How does the pull request with this number stand in that repository?
    Pull(u64),
    /// Which branches does that repository have?
    Branches,
    /// From which branches of its own does that repository have open pull requests?
    OpenBranches,
    /// Which closed pull request came from a branch of that repository with this form?
    ClosedBranch(BranchForm),
}

/// Whether a question about a manifest can be answered at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Manifests {
    /// The edge reads what is asked for.
    Readable,
    /// Nobody reads them. What depends on one is held.
    #[default]
    NotReadYet,
}

/// Everything the decision was told so far.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Whether asking for a manifest makes sense.
    pub manifests: Manifests,
    /// What is known of manifests.
    pub facts: BTreeMap<Digest, Fact>,
    /// What is deleted and could still be restored; `None` where nobody asked.
    pub deleted: Option<BTreeSet<Digest>>,
    /// What the repository told that the package is linked to.
    pub evidence: Evidence,
    /// The earlier plan that this run carries out, where it carries out one.
    pub earlier: Option<EarlierPlan>,
}

/// A plan that was made earlier, or the record of a run that was cut off. Only what it takes and what is
/// still taken now is done.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EarlierPlan {
    /// What it takes of this package, each version as it was then.
    pub taken: BTreeMap<VersionId, AsPlanned>,
    /// Of that, the parts of images whose root it shows as gone, each with its root. Without their
    /// root nothing else would select them.
    pub left_over: BTreeMap<VersionId, VersionId>,
}

/// A version as an earlier plan found it. One that is otherwise now is not what that plan decided on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AsPlanned {
    /// Its tags.
    pub tags: Vec<Tag>,
    /// When it was last touched.
    pub updated_at: Option<Timestamp>,
}

impl AsPlanned {
    /// Whether the version is as it was.
    pub fn is(&self, version: &Version) -> bool {
        self.updated_at == version.updated_at
            && self.tags.len() == version.tags.len()
            && self.tags.iter().all(|tag| version.tags.contains(tag))
    }
}

impl Knowledge {
    /// The manifest with this digest, if it was read.
    pub fn manifest(&self, digest: &Digest) -> Option<&Manifest> {
        match self.facts.get(digest)? {
            Fact::Read(manifest) => Some(manifest),
            Fact::OldLeaf { .. } | Fact::Gone | Fact::Unreadable(_) | Fact::Unanswered(_) => None,
        }
    }

    /// What the manifest with this digest says that it speaks of.
    pub fn subject(&self, digest: &Digest) -> Option<Digest> {
        match self.facts.get(digest)? {
            Fact::Read(manifest) => manifest.subject,
            Fact::OldLeaf { subject } => *subject,
            Fact::Gone | Fact::Unreadable(_) | Fact::Unanswered(_) => None,
        }
    }
}
