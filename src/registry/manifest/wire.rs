//! Manifests as they are written.
//!
//! Only what is read here has a field. A field that is there twice is an error of serde's, which is as
//! it should be: readers do not agree on which of the two counts.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// What tells one kind of manifest from another.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape {
    pub(super) schema_version: Option<u64>,
    pub(super) media_type: Option<String>,
    pub(super) manifests: Option<IgnoredAny>,
    pub(super) config: Option<IgnoredAny>,
    pub(super) layers: Option<IgnoredAny>,
    pub(super) fs_layers: Option<IgnoredAny>,
}

/// An OCI index or a Docker manifest list.
#[derive(Deserialize)]
pub(super) struct Index {
    pub(super) manifests: Vec<Descriptor>,
    pub(super) subject: Option<Subject>,
}

/// An OCI image manifest or one of Docker's schema 2. It lists no manifests, whatever its layers are, so
/// little is demanded of them.
#[derive(Deserialize)]
pub(super) struct Image {
    pub(super) layers: Option<Vec<Layer>>,
    pub(super) subject: Option<Subject>,
}

/// An OCI artifact manifest.
#[derive(Deserialize)]
pub(super) struct Artifact {
    pub(super) subject: Option<Subject>,
}

/// What an index lists.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    pub(super) media_type: String,
    pub(super) digest: String,
    /// Only whether it is there counts.
    pub(super) platform: Option<IgnoredAny>,
}

/// What a manifest speaks of.
#[derive(Deserialize)]
pub(super) struct Subject {
    pub(super) digest: String,
}

/// A part of an image's content.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Layer {
    pub(super) media_type: Option<String>,
    pub(super) digest: Option<String>,
    /// Whatever stands there: a size that is none must not make the manifest unreadable.
    pub(super) size: Option<serde_json::Value>,
}
