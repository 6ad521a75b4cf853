//! A manifest's bytes, proved to be those that its digest names.

use std::fmt;

use ring::digest::{SHA256, digest};

use super::media_type::MediaType;
use super::read::{Interpreted, interpret};
use super::signed;
use crate::domain::{Digest, Fact};

/// The largest manifest that is read, in bytes. Registries promise to take manifests up to this size
/// and refuse what is larger, so nothing that was pushed is beyond it.
///
/// Source: OCI distribution specification, "Pushing Manifests"; distribution/distribution refuses
/// more by `maxManifestBodySize`.
pub const LARGEST_MANIFEST: usize = 4 * 1024 * 1024;

/// A manifest as it was pushed, with what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    digest: Digest,
    bytes: Vec<u8>,
    understood: Interpreted,
}

/// Bytes that are not those that a digest names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes that came have another digest than {expected}")]
pub struct OtherBytes {
    /// The digest that was asked for.
    pub expected: Digest,
}

impl Document {
    /// The bytes as the manifest with this digest, provided that they are. The content type counts where
    /// the bytes themselves do not tell their kind.
    pub fn verified(
        expected: Digest,
        bytes: Vec<u8>,
        content_type: &str,
    ) -> Result<Self, OtherBytes> {
        let named = if digest_of(&bytes) == expected {
            bytes
        } else {
            let payload = signed::payload(&bytes).filter(|payload| digest_of(payload) == expected);
            payload.ok_or(OtherBytes { expected })?
        };
        let understood = interpret(&named, content_type);
        Ok(Self { digest: expected, bytes: named, understood })
    }

    /// The bytes as the manifest whose digest they have: what a tag led to.
    pub fn of_bytes(bytes: Vec<u8>, content_type: &str) -> Self {
        let signed = MediaType::parse(content_type) == Some(MediaType::DockerSchema1Signed);
        let named = signed.then(|| signed::payload(&bytes)).flatten().unwrap_or(bytes);
        let understood = interpret(&named, content_type);
        Self { digest: digest_of(&named), bytes: named, understood }
    }

    /// The digest.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The bytes that the digest is of: those that were pushed, and of a manifest that carries its own
    /// signatures those that were signed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The kind, where the manifest was understood.
    pub fn media_type(&self) -> Option<MediaType> {
        self.understood.as_ref().ok().map(|(kind, _)| *kind)
    }

    /// The kind as a request names it; empty where the manifest was not understood.
    pub(in crate::registry) fn content_type(&self) -> &'static str {
        self.media_type().map_or("", MediaType::as_str)
    }

    /// What the manifest says.
    pub fn fact(&self) -> Fact {
        match &self.understood {
            Ok((_, fact)) => fact.clone(),
            Err(why) => Fact::Unreadable(why.clone()),
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("digest", &self.digest)
            .field("bytes", &self.bytes.len())
            .field("understood", &self.understood)
            .finish()
    }
}

/// The SHA-256 of some bytes.
pub fn digest_of(bytes: &[u8]) -> Digest {
    let mut sum = [0; 32];
    sum.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Digest::from_bytes(sum)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::super::signed::tests::sign;
    use super::*;

    #[test]
    fn the_digest_of_bytes_is_their_sha256() {
        // From FIPS 180-2, appendix B.1.
        let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest_of(b"abc").to_string(), abc);
    }

    #[test]
    fn other_bytes_are_no_document() {
        let expected = digest_of(b"{}");
        assert_eq!(Document::verified(expected, b"{ }".to_vec(), ""), Err(OtherBytes { expected }));
        let document = Document::verified(expected, b"{}".to_vec(), "").expect("the bytes");
        assert_eq!((document.digest(), document.bytes()), (expected, &b"{}"[..]));
    }

    #[test]
    fn a_signed_manifest_is_named_by_what_was_signed() {
        let text = r#"{"schemaVersion":1,"fsLayers":[]}"#;
        let signed = sign(text).into_bytes();
        let kind = MediaType::DockerSchema1Signed;
        let document =
            Document::verified(digest_of(text.as_bytes()), signed.clone(), kind.as_str());
        let document = document.expect("the bytes");
        assert_eq!(document.fact(), Fact::OldLeaf { subject: None });
        assert_eq!(Document::of_bytes(signed, kind.as_str()), document);
    }

    /// What stands beside the signed text is covered by no digest, so it must not count.
    #[test]
    fn what_is_put_in_beside_a_signature_does_not_count() {
        let text = r#"{"schemaVersion":2,"manifests":[]}"#;
        let outer = sign(text).replace("\"manifests\"", "\"layers\"");
        assert!(outer.contains("layers"), "{outer}");
        let expected = digest_of(text.as_bytes());
        let found = Document::verified(expected, outer.into_bytes(), MediaType::OciIndex.as_str());
        assert_eq!(found, Err(OtherBytes { expected }));
        let header = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"formatLength":0,"formatTail":"{}"}}"#,
            URL_SAFE_NO_PAD.encode(text)
        ));
        let outer = format!(
            r#"{{"schemaVersion":2,"layers":[],"signatures":[{{"protected":"{header}"}}]}}"#
        );
        let document =
            Document::verified(expected, outer.into_bytes(), MediaType::OciIndex.as_str());
        let document = document.expect("the text itself, out of the header");
        assert_eq!(document.bytes(), text.as_bytes());
        assert_eq!(document.media_type(), Some(MediaType::OciIndex));
    }
}
