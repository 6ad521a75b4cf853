//! What the files of the cache are called.
//!
//! `ab/abcdef….oci-index`: a digest's 64 digits, in a folder of its first two, and the manifest's kind,
//! which its bytes need not tell. So the bytes stay those that were pushed, and one rename brings both.
//! Nothing foreign gets into a path.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::domain::Digest;
use crate::registry::MediaType;

/// What files begin with that are not yet whole.
const UNFINISHED: &str = "unfinished-";

/// What a file of the cache is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A manifest.
    Manifest(Digest, MediaType),
    /// One that somebody is writing, or was when the run was cut off.
    Unfinished,
}

/// The folder of a digest.
pub(super) fn shard(root: &Path, digest: Digest) -> PathBuf {
    root.join(&digest.hex()[..2])
}

/// The file of a manifest, in its folder.
pub(super) fn file_name(digest: Digest, kind: MediaType) -> String {
    format!("{}.{}", digest.hex(), suffix(kind))
}

/// A file's name while it is written, for some number.
pub(super) fn unfinished(number: u64) -> String {
    format!("{UNFINISHED}{number:016x}")
}

/// Whether a folder may hold manifests.
pub(super) fn is_shard(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.len() == 2 && name.bytes().all(is_digit))
}

/// What the file of that name in the folder of that name is; `None` for what is not the cache's.
pub(super) fn name(shard: &OsStr, file: &OsStr) -> Option<Name> {
    let (shard, file) = (shard.to_str()?, file.to_str()?);
    if let Some(number) = file.strip_prefix(UNFINISHED) {
        let is_number = number.len() == 16 && number.bytes().all(is_digit);
        return is_number.then_some(Name::Unfinished);
    }
    let (hex, end) = file.split_once('.')?;
    let digest = Digest::parse(&format!("sha256:{hex}"))?;
    let kind = MediaType::ALL.into_iter().find(|kind| suffix(*kind) == end)?;
    hex.starts_with(shard).then_some(Name::Manifest(digest, kind))
}

const fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

const fn suffix(kind: MediaType) -> &'static str {
    match kind {
        MediaType::OciIndex => "oci-index",
        MediaType::OciImage => "oci-image",
        MediaType::DockerList => "docker-list",
        MediaType::DockerImage => "docker-image",
        MediaType::DockerSchema1 => "docker-schema1",
        MediaType::DockerSchema1Signed => "docker-schema1-signed",
        MediaType::OciArtifact => "oci-artifact",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_that_leads_back_to_it() {
        let digest = Digest::from_bytes([0xab; 32]);
        for kind in MediaType::ALL {
            let file = file_name(digest, kind);
            let found = name(OsStr::new("ab"), OsStr::new(&file));
            assert_eq!(found, Some(Name::Manifest(digest, kind)), "{file}");
        }
        assert_eq!(shard(Path::new("/c"), digest), Path::new("/c/ab"));
        let file = unfinished(7);
        assert_eq!(name(OsStr::new("ab"), OsStr::new(&file)), Some(Name::Unfinished));
    }

    #[test]
    fn what_is_not_the_caches_is_left_alone() {
        let hex = "ab".repeat(32);
        for file in [
            hex.clone(),
            format!("{hex}."),
            format!("{hex}.json"),
            format!("{hex}.oci-index.bak"),
            format!("{}.oci-index", &hex[1..]),
            format!("{}.oci-index", "cd".repeat(32)),
            "unfinished-1".to_owned(),
            "unfinished-../../etc/pass".to_owned(),
            ".gitignore".to_owned(),
        ] {
            assert_eq!(name(OsStr::new("ab"), OsStr::new(&file)), None, "{file}");
        }
        for folder in ["", "a", "abc", "AB", "..", "ä"] {
            assert!(!is_shard(OsStr::new(folder)), "{folder}");
        }
    }
}
