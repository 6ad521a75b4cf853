//! What the decision asks, and what it was told.

use std::collections::BTreeMap;

use super::manifest::Manifest;
use super::version::Digest;

/// Something the decision must know before it can be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What does the manifest with this digest list, and what does it speak of?
    Manifest(Digest),
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
    /// The manifests that were read.
    pub read: BTreeMap<Digest, Manifest>,
}
