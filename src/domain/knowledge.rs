//! What the decision asks, and what it was told.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{Fact, Manifest};
use super::version::Digest;

/// Something the decision must know before it can be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What does the manifest with this digest list, and what does it speak of?
    Manifest(Digest),
    /// Which versions of the package are deleted, but could still be restored?
    Deleted,
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
}

impl Knowledge {
    /// The manifest with this digest, if it was read.
    pub fn manifest(&self, digest: &Digest) -> Option<&Manifest> {
        match self.facts.get(digest)? {
            Fact::Read(manifest) => Some(manifest),
            Fact::OldLeaf { .. } | Fact::Gone | Fact::Unreadable(_) => None,
        }
    }

    /// What the manifest with this digest says that it speaks of.
    pub fn subject(&self, digest: &Digest) -> Option<Digest> {
        match self.facts.get(digest)? {
            Fact::Read(manifest) => manifest.subject,
            Fact::OldLeaf { subject } => *subject,
            Fact::Gone | Fact::Unreadable(_) => None,
        }
    }
}
