//! What the decision knows of a manifest in the container registry.

use super::version::Digest;

/// What is known of the manifest that a digest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// It was read.
    Read(Manifest),
    /// A kind from before image indexes (Docker schema 1, the OCI artifact manifest). It lists nothing.
    OldLeaf {
        /// What it speaks of, where its kind can say so.
        subject: Option<Digest>,
    },
    /// The registry does not know it although GitHub lists it, and that is no passing state. It
    /// protects nothing.
    Gone,
    /// It can't be told what it lists, now or later: its bytes are wrong, too many, or of no known kind.
    /// Says why. Nothing in its package is deleted; itself it can be, alone and by its number.
    Unreadable(String),
    /// The registry gave no usable answer. Says why. Nothing in its package is deleted; another run may
    /// do better.
    Unanswered(String),
}

/// What a manifest that was read says about others.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Manifest {
    /// What it lists, for an index; empty for an image.
    pub entries: Vec<Entry>,
    /// What it speaks of: the OCI 1.1 `subject` of a signature or an attestation.
    pub subject: Option<Digest>,
    /// The layers of something that cosign attached under a tag; empty for everything else. What cosign
    /// replaces keeps its layers, which tells whose it was.
    pub attached: Vec<Digest>,
    /// What it holds itself, for an image; nothing is decided by it.
    pub layers: Vec<Content>,
}

/// A blob of which a manifest tells the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it is called.
    pub digest: Digest,
    /// How large the manifest says that it is.
    pub bytes: u64,
}

/// One entry of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it points at.
    pub digest: Digest,
    /// By its media type.
    pub kind: EntryKind,
}

/// What an entry of an index points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An image manifest for a platform; buildx attestations are listed for the platform `unknown`.
    Image,
    /// An image manifest for no platform. That is how a fallback index lists signatures and
    /// attestations, so it may speak of something.
    Unplaced,
    /// Another index or manifest list.
    Index,
    /// Something that is no manifest, as in `BuildKit`'s registry caches.
    Blob,
}
