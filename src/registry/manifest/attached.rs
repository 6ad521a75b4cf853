//! What cosign attaches to an image under a tag.

use super::media_type::essence;
use super::wire::Layer;
use crate::domain::Digest;

/// The media types of the layers that cosign, and ko in its manner, write under the tags `.sig`,
/// `.att` and `.sbom`.
///
/// Sources: sigstore/cosign, `pkg/types/media.go` and `specs/SBOM_SPEC.md`; DSSE envelopes are what
/// `cosign attest` pushes; `go.version-m` is ko's, `pkg/build/gobuild.go`.
const LAYERS: [&str; 6] = [
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.dsse.envelope.v1+json",
    "text/spdx",
    "application/vnd.cyclonedx",
    "application/vnd.syft",
    "application/vnd.go.version-m",
];

/// How a format is written; SBOM types come bare or with one of these.
const FORMATS: [&str; 2] = ["+json", "+xml"];

/// The digests of all layers, where every one of them is of cosign's types; else nothing.
pub(super) fn attached(layers: &[Layer]) -> Vec<Digest> {
    let digest = |layer: &Layer| {
        let media_type = layer.media_type.as_deref().filter(|text| is_cosigns(text))?;
        layer.digest.as_deref().and_then(Digest::parse).filter(|_| !media_type.is_empty())
    };
    layers.iter().map(digest).collect::<Option<_>>().unwrap_or_default()
}

fn is_cosigns(media_type: &str) -> bool {
    let bare = essence(media_type).to_ascii_lowercase();
    let without_format = FORMATS.iter().find_map(|format| bare.strip_suffix(format));
    LAYERS.contains(&bare.as_str()) || without_format.is_some_and(|text| LAYERS.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(media_type: &str, of: u8) -> Layer {
        let digest = Digest::from_bytes([of; 32]).to_string();
        Layer { media_type: Some(media_type.to_owned()), digest: Some(digest), size: None }
    }

    #[test]
    fn layers_of_signatures_attestations_and_sboms_are_attached() {
        for media_type in [
            "application/vnd.dev.cosign.simplesigning.v1+json",
            "application/vnd.dsse.envelope.v1+json",
            "text/spdx",
            "text/spdx+json",
            "text/spdx+xml",
            "application/vnd.cyclonedx",
            "application/vnd.cyclonedx+json",
            "application/vnd.cyclonedx+xml",
            "application/vnd.syft+json",
            "application/vnd.go.version-m",
        ] {
            let found = attached(&[layer(media_type, 1), layer(media_type, 2)]);
            let expected = [[1; 32], [2; 32]].map(Digest::from_bytes);
            assert_eq!(found, expected, "{media_type}");
        }
    }

    #[test]
    fn one_layer_of_another_kind_makes_it_an_image() {
        let signature = || layer("application/vnd.dev.cosign.simplesigning.v1+json", 1);
        for other in [
            layer("application/vnd.oci.image.layer.v1.tar+gzip", 2),
            layer("application/vnd.in-toto+json", 2),
            layer("text/spdx+yaml", 2),
            Layer { media_type: None, ..layer("", 2) },
            Layer { digest: None, ..signature() },
            Layer { digest: Some("sha512:abc".to_owned()), ..signature() },
        ] {
            let what = format!("{:?} {:?}", other.media_type, other.digest);
            assert_eq!(attached(&[signature(), other]), [], "{what}");
        }
        assert_eq!(attached(&[]), []);
    }
}
