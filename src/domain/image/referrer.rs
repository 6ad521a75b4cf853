//! Tags that name what they speak of.

use crate::domain::{Digest, Tag, Version};

/// The ends by which cosign before version 3 tells what it attached.
///
/// Source: sigstore/cosign, `pkg/oci/remote/options.go`.
const COSIGN_ENDS: [&str; 3] = [".sig", ".att", ".sbom"];

/// The digest that a tag speaks of: `sha256-<hex>` of the OCI referrers tag schema, or the same with
/// one of cosign's ends. `None` for every other tag.
pub fn subject_of_tag(tag: &Tag) -> Option<Digest> {
    let text = tag.as_str().strip_prefix("sha256-")?;
    let hex = COSIGN_ENDS.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    Digest::parse(&format!("sha256:{hex}"))
}

/// Whether the tag is one of cosign's, whose end tells that the version lists nothing.
pub fn is_cosign_tag(tag: &Tag) -> bool {
    subject_of_tag(tag).is_some() && COSIGN_ENDS.iter().any(|end| tag.as_str().ends_with(end))
}

/// What a version speaks of by its tags. A tag that spells the version's own digest says nothing.
pub fn subjects_of_tags(version: &Version) -> impl Iterator<Item = Digest> {
    let own = version.digest();
    version.tags.iter().filter_map(subject_of_tag).filter(move |subject| Some(*subject) != own)
}

/// The tags that a version carries for itself: all but those by which it speaks of another.
pub fn own_tags(version: &Version) -> impl Iterator<Item = &Tag> {
    let own = version.digest();
    let speaks = move |tag: &&Tag| subject_of_tag(tag).is_some_and(|subject| Some(subject) != own);
    version.tags.iter().filter(move |tag| !speaks(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_speaks_of_the_digest_that_it_spells() {
        let hex = "0123456789abcdef".repeat(4);
        for end in ["", ".sig", ".att", ".sbom"] {
            let subject = subject_of_tag(&Tag::new(format!("sha256-{hex}{end}")));
            assert_eq!(subject.map(|digest| digest.hex()), Some(hex.clone()), "{end}");
        }
        for other in [format!("sha256-{hex}.zip"), "sha256-abc".to_owned(), "latest".to_owned()] {
            assert_eq!(subject_of_tag(&Tag::new(other.clone())), None, "{other}");
        }
    }
}
