//! Manifests of every kind. What differs between two of a kind comes from their labels.

use serde_json::{Value, json};

use crate::world::manifest::{Manifest, digest_of, media};

/// An entry of an index.
#[derive(Clone, Debug)]
pub struct Entry(Value);

fn descriptor(media_type: &str, digest: &str, size: usize) -> Value {
    json!({ "mediaType": media_type, "digest": digest, "size": size })
}

/// A blob that nobody ever reads: its digest is that of its label.
fn blob(media_type: &str, label: &str) -> Value {
    descriptor(media_type, &digest_of(label.as_bytes()), label.len())
}

impl Manifest {
    /// An OCI image of one platform.
    pub fn image(label: &str) -> Self {
        Self::of_json(media::OCI_IMAGE, &image_json(label))
    }

    /// Docker's image manifest, schema 2.
    pub fn docker_image(label: &str) -> Self {
        let config =
            blob("application/vnd.docker.container.image.v1+json", &format!("config {label}"));
        let layer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        let json = json!({
            "schemaVersion": 2,
            "mediaType": media::DOCKER_IMAGE,
            "config": config,
            "layers": [blob(layer, &format!("layer {label}"))],
        });
        Self::of_json(media::DOCKER_IMAGE, &json)
    }

    /// Docker's image manifest, schema 1.
    pub fn docker_schema_1(label: &str) -> Self {
        let sum = digest_of(label.as_bytes());
        let json = json!({
            "schemaVersion": 1,
            "name": label,
            "tag": "old",
            "architecture": "amd64",
            "fsLayers": [{ "blobSum": sum }],
            "history": [{ "v1Compatibility": "{}" }],
            "signatures": [],
        });
        Self::of_json(media::DOCKER_SCHEMA_1, &json)
    }

    /// An OCI index.
    pub fn index(entries: &[Entry]) -> Self {
        Self::list(media::OCI_INDEX, entries)
    }

    /// Docker's manifest list.
    pub fn docker_list(entries: &[Entry]) -> Self {
        Self::list(media::DOCKER_LIST, entries)
    }

    fn list(media_type: &str, entries: &[Entry]) -> Self {
        let entries: Vec<&Value> = entries.iter().map(|Entry(json)| json).collect();
        let json = json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": entries });
        Self::of_json(media_type, &json)
    }

    /// What buildx puts beside each platform: an image of in-toto statements.
    pub fn buildx_attestation(label: &str) -> Self {
        let json = json!({
            "schemaVersion": 2,
            "mediaType": media::OCI_IMAGE,
            "config": blob(media::OCI_CONFIG, &format!("attestation config {label}")),
            "layers": [blob(media::IN_TOTO, &format!("attestation {label}"))],
        });
        Self::of_json(media::OCI_IMAGE, &json)
    }

    /// An OCI 1.1 referrer: a Sigstore bundle that speaks of a subject.
    pub fn referrer(subject: &Self, label: &str) -> Self {
        let json = json!({
            "schemaVersion": 2,
            "mediaType": media::OCI_IMAGE,
            "artifactType": media::SIGSTORE_BUNDLE,
            "config": descriptor(media::OCI_EMPTY, &digest_of(b"{}"), 2),
            "layers": [blob(media::SIGSTORE_BUNDLE, &format!("bundle {label}"))],
            "subject": subject.descriptor(),
        });
        Self::of_json(media::OCI_IMAGE, &json)
    }

    /// OCI's artifact manifest, speaking of a subject.
    pub fn oci_artifact(subject: &Self, label: &str) -> Self {
        let json = json!({
            "mediaType": media::OCI_ARTIFACT,
            "artifactType": "application/vnd.example.sbom.v1",
            "blobs": [blob("application/spdx+json", &format!("artifact {label}"))],
            "subject": subject.descriptor(),
        });
        Self::of_json(media::OCI_ARTIFACT, &json)
    }

    /// What cosign up to 2 pushes under `sha256-….sig`, `.att` or `.sbom`: it says nothing of its
    /// subject but by that tag.
    pub fn cosign(label: &str) -> Self {
        let json = json!({
            "schemaVersion": 2,
            "mediaType": media::OCI_IMAGE,
            "config": blob(media::OCI_CONFIG, &format!("cosign config {label}")),
            "layers": [blob(media::COSIGN_PAYLOAD, &format!("cosign {label}"))],
        });
        Self::of_json(media::OCI_IMAGE, &json)
    }

    /// `BuildKit`'s cache in a registry: an index whose entries are blobs.
    pub fn buildkit_cache(label: &str, layers: usize) -> Self {
        let layers = (0..layers)
            .map(|at| Entry(blob(media::OCI_LAYER, &format!("cached layer {at} of {label}"))));
        let config = Entry(blob(media::BUILDKIT_CACHE, &format!("cache of {label}")));
        Self::index(&layers.chain([config]).collect::<Vec<_>>())
    }

    /// The entry of one platform, such as `linux/amd64` or `linux/arm/v7`.
    pub fn platform(&self, platform: &str) -> Entry {
        let mut parts = platform.split('/');
        let mut said = json!({ "os": parts.next(), "architecture": parts.next() });
        if let Some(variant) = parts.next() {
            said["variant"] = json!(variant);
        }
        let mut json = self.descriptor();
        json["platform"] = said;
        Entry(json)
    }

    /// The entry of a buildx attestation that speaks of `of`.
    pub fn attestation_of(&self, of: &Self) -> Entry {
        let mut json = self.descriptor();
        json["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
        json["annotations"] = json!({
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": of.digest(),
        });
        Entry(json)
    }

    /// An entry that says nothing but what it points to: nested indexes, referrers.
    pub fn entry(&self) -> Entry {
        Entry(self.descriptor())
    }

    fn descriptor(&self) -> Value {
        descriptor(self.media_type(), self.digest(), self.bytes().len())
    }
}

fn image_json(label: &str) -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": media::OCI_IMAGE,
        "config": blob(media::OCI_CONFIG, &format!("config {label}")),
        "layers": [blob(media::OCI_LAYER, &format!("layer {label}"))],
    })
}

/// `sha256-<hex>`: the tag under which clients without a referrers API look for what speaks of a
/// digest.
pub fn tag_of(digest: &str) -> String {
    digest.replacen(':', "-", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_lists_manifests_and_not_blobs() {
        let [amd, arm] = ["amd", "arm"].map(Manifest::image);
        let attestation = Manifest::buildx_attestation("amd");
        let entries = [
            amd.platform("linux/amd64"),
            arm.platform("linux/arm/v7"),
            attestation.attestation_of(&amd),
        ];
        let index = Manifest::index(&entries);
        assert_eq!(index.members(), [amd.digest(), arm.digest(), attestation.digest()]);
        assert_eq!(Manifest::index(&[index.entry()]).members(), [index.digest()]);
        let cache = Manifest::buildkit_cache("app", 3);
        assert_eq!((cache.members().len(), cache.blobs().len()), (0, 4));
    }

    #[test]
    fn what_speaks_of_a_subject_says_so() {
        let subject = Manifest::image("app");
        for referrer in [Manifest::referrer(&subject, "x"), Manifest::oci_artifact(&subject, "x")] {
            assert_eq!(referrer.subject(), Some(subject.digest()));
        }
        assert_eq!(Manifest::cosign("x").subject(), None);
        assert_eq!(tag_of("sha256:ab"), "sha256-ab");
    }
}
