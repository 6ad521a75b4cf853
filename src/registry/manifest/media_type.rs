//! The kinds of manifests, by their media types.

use crate::domain::EntryKind;

/// A kind of manifest that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// An index of the OCI image specification.
    OciIndex,
    /// An image of the OCI image specification; signatures and attestations have this form too.
    OciImage,
    /// Docker's manifest list.
    DockerList,
    /// Docker's image manifest, version 2, schema 2.
    DockerImage,
    /// Docker's image manifest, version 2, schema 1. Lists nothing.
    DockerSchema1,
    /// The same with its signatures inside.
    DockerSchema1Signed,
    /// The artifact manifest, which the OCI image specification had before its 1.1.0 and dropped.
    /// Lists nothing, and may speak of a subject.
    OciArtifact,
}

/// What an entry of an index points at, as far as its media type tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointed {
    /// Something known.
    At(EntryKind),
    /// A manifest of an unknown kind, by the look of its name.
    AtUnknownManifest,
}

impl MediaType {
    /// Every kind, the common ones first.
    pub const ALL: [Self; 7] = [
        Self::OciIndex,
        Self::OciImage,
        Self::DockerList,
        Self::DockerImage,
        Self::DockerSchema1,
        Self::DockerSchema1Signed,
        Self::OciArtifact,
    ];

    /// What a request accepts: everything that is known. The kinds of old are accepted so that they can
    /// be told from what is unreadable.
    ///
    /// A registry that has a manifest of a kind that is not accepted answers as if it had none.
    pub const ACCEPTED: &str = "application/vnd.oci.image.index.v1+json, \
        application/vnd.oci.image.manifest.v1+json, \
        application/vnd.docker.distribution.manifest.list.v2+json, \
        application/vnd.docker.distribution.manifest.v2+json, \
        application/vnd.docker.distribution.manifest.v1+json, \
        application/vnd.docker.distribution.manifest.v1+prettyjws, \
        application/vnd.oci.artifact.manifest.v1+json";

    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OciIndex => "application/vnd.oci.image.index.v1+json",
            Self::OciImage => "application/vnd.oci.image.manifest.v1+json",
            Self::DockerList => "application/vnd.docker.distribution.manifest.list.v2+json",
            Self::DockerImage => "application/vnd.docker.distribution.manifest.v2+json",
            Self::DockerSchema1 => "application/vnd.docker.distribution.manifest.v1+json",
            Self::DockerSchema1Signed => {
                "application/vnd.docker.distribution.manifest.v1+prettyjws"
            }
            Self::OciArtifact => "application/vnd.oci.artifact.manifest.v1+json",
        }
    }

    /// The kind that a media type names, whatever its case and parameters.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = essence(text);
        Self::ALL.into_iter().find(|known| bare.eq_ignore_ascii_case(known.as_str()))
    }

    /// What an index points at when it names this kind.
    const fn entry_kind(self) -> EntryKind {
        match self {
            Self::OciIndex | Self::DockerList => EntryKind::Index,
            Self::OciImage
            | Self::DockerImage
            | Self::DockerSchema1
            | Self::DockerSchema1Signed
            | Self::OciArtifact => EntryKind::Image,
        }
    }
}

/// A media type without its parameters.
pub(super) fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

/// What an entry with this media type points at.
///
/// What is no manifest type is a blob, as in `BuildKit`'s caches. But what calls itself a manifest or
/// an index and is not known may list something, so it is no blob.
pub(super) fn pointed(media_type: &str) -> Pointed {
    if let Some(known) = MediaType::parse(media_type) {
        return Pointed::At(known.entry_kind());
    }
    let bare = essence(media_type).to_ascii_lowercase();
    let calls_itself = |word: &str| bare.split(['.', '/', '+', '-']).any(|part| part == word);
    if bare.is_empty() || calls_itself("manifest") || calls_itself("index") {
        Pointed::AtUnknownManifest
    } else {
        Pointed::At(EntryKind::Blob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_accepted_and_found_by_its_name() {
        let accepted: Vec<&str> = MediaType::ACCEPTED.split(", ").collect();
        assert_eq!(accepted, MediaType::ALL.map(MediaType::as_str));
        for kind in MediaType::ALL {
            assert_eq!(MediaType::parse(kind.as_str()), Some(kind));
            let dressed = format!(" {}; charset=utf-8", kind.as_str().to_uppercase());
            assert_eq!(MediaType::parse(&dressed), Some(kind));
        }
        assert_eq!(MediaType::parse("application/json"), None);
    }

    #[test]
    fn h38_an_entry_that_is_no_manifest_is_a_blob() {
        for blob in [
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.buildkit.cacheconfig.v0",
            "application/octet-stream",
        ] {
            assert_eq!(pointed(blob), Pointed::At(EntryKind::Blob), "{blob}");
        }
    }

    #[test]
    fn h19_an_entry_of_an_unknown_manifest_type_is_no_blob() {
        for unknown in [
            "application/vnd.oci.image.manifest.v2+json",
            "application/vnd.oci.image.index.v2+json",
            "application/vnd.cncf.oras.artifact.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v3+json",
            "",
            " ;",
        ] {
            assert_eq!(pointed(unknown), Pointed::AtUnknownManifest, "{unknown}");
        }
    }
}
