//! What the decision knows of a manifest in the container registry.

use super::version::Digest;

/// What an entry of an index points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An image manifest: a platform, or a buildx attestation.
    Image,
    /// Another index or manifest list.
    Index,
    /// Something that is no manifest, as in `BuildKit`'s registry caches.
    Blob,
}

/// One entry of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it points at.
    pub digest: Digest,
    /// By its media type.
    pub kind: EntryKind,
}

/// What a manifest that could be read says about others.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Manifest {
    /// What it lists, for an index; empty for an image.
    pub entries: Vec<Entry>,
    /// What it speaks of: the OCI 1.1 `subject` of a signature or an attestation.
    pub subject: Option<Digest>,
}
