//! Manifests: real bytes, and what they say of others.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Media types of manifests, and of what they list.
pub mod media {
    /// An OCI image index.
    pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
    /// An OCI image manifest.
    pub const OCI_IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
    /// Docker's manifest list.
    pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
    /// Docker's image manifest, schema 2.
    pub const DOCKER_IMAGE: &str = "application/vnd.docker.distribution.manifest.v2+json";
    /// Docker's image manifest, schema 1, signed.
    pub const DOCKER_SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    /// OCI's artifact manifest, which never became part of a release.
    pub const OCI_ARTIFACT: &str = "application/vnd.oci.artifact.manifest.v1+json";
    /// An image's configuration.
    pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
    /// A layer.
    pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
    /// The two bytes `{}`.
    pub const OCI_EMPTY: &str = "application/vnd.oci.empty.v1+json";
    /// An in-toto statement, as buildx attaches it.
    pub const IN_TOTO: &str = "application/vnd.in-toto+json";
    /// A Sigstore bundle.
    pub const SIGSTORE_BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
    /// cosign's simple signing payload.
    pub const COSIGN_PAYLOAD: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
    /// The configuration of a `BuildKit` cache.
    pub const BUILDKIT_CACHE: &str = "application/vnd.buildkit.cacheconfig.v0";

    /// Whether descriptors of this type point to manifests; the others point to blobs.
    pub fn is_manifest(media_type: &str) -> bool {
        [OCI_INDEX, OCI_IMAGE, DOCKER_LIST, DOCKER_IMAGE, DOCKER_SCHEMA_1, OCI_ARTIFACT]
            .contains(&media_type)
            || media_type == "application/vnd.docker.distribution.manifest.v1+json"
    }
}

/// `sha256:` and the hex of the sum.
pub fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{:x}", Sha256::digest(bytes))
}

/// A manifest as a registry keeps it. Clones share the bytes.
#[derive(Clone, Debug)]
pub struct Manifest(Arc<Content>);

#[derive(Debug)]
struct Content {
    media_type: String,
    bytes: Bytes,
    digest: String,
    /// Digests of the manifests that it lists.
    members: Vec<String>,
    /// Digests of the blobs that it needs.
    blobs: Vec<String>,
    subject: Option<String>,
}

impl Manifest {
    /// Takes bytes as they are. What is no JSON says nothing of others.
    pub fn of_bytes(media_type: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let digest = |of: &Value| of["digest"].as_str().map(str::to_owned);
        let list = |key: &str| json[key].as_array().cloned().unwrap_or_default();
        let is_member = |entry: &Value| entry["mediaType"].as_str().is_some_and(media::is_manifest);
        let (members, listed_blobs): (Vec<Value>, Vec<Value>) =
            list("manifests").into_iter().partition(is_member);
        let needed = list("layers").into_iter().chain(list("blobs")).chain(listed_blobs);
        let config = json.get("config").and_then(digest);
        Self(Arc::new(Content {
            media_type: media_type.to_owned(),
            digest: digest_of(&bytes),
            members: members.iter().filter_map(digest).collect(),
            blobs: needed.filter_map(|blob| digest(&blob)).chain(config).collect(),
            subject: json.get("subject").and_then(digest),
            bytes,
        }))
    }

    /// Makes one of a JSON value.
    pub fn of_json(media_type: &str, json: &Value) -> Self {
        Self::of_bytes(media_type, json.to_string())
    }

    /// Its media type.
    pub fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// Its bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.0.bytes
    }

    /// Its digest, which is its version's name.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Digests of the manifests that it lists, blobs left out.
    pub fn members(&self) -> &[String] {
        &self.0.members
    }

    /// Digests of the blobs that it needs.
    pub fn blobs(&self) -> &[String] {
        &self.0.blobs
    }

    /// Digest of the manifest that it speaks of.
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }
}
