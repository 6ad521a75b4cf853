//! A manifest of nothing, to take a tag off with.

use ring::rand::{SecureRandom as _, SystemRandom};

use super::{Document, MediaType};

/// The annotation that tells an empty index from every other.
const NONCE: &str = "com.github.package-steward.untag";

/// An index that lists nothing, and that nobody has pushed before: 128 random bits are in it. It names no
/// blob, so it can be pushed wherever a manifest can. `None` where the system has no chance to give.
pub fn empty_index() -> Option<Document> {
    let mut nonce = [0; 16];
    SystemRandom::new().fill(&mut nonce).ok()?;
    let nonce = u128::from_be_bytes(nonce);
    let media_type = MediaType::OciIndex.as_str();
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[],"annotations":{{"{NONCE}":"{nonce:032x}"}}}}"#
    );
    Some(Document::of_bytes(text.into_bytes(), media_type))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fact;

    #[test]
    fn two_empty_indexes_are_never_the_same_and_list_nothing() {
        let (one, other) = (empty_index().expect("one"), empty_index().expect("another"));
        assert_ne!(one.digest(), other.digest());
        assert_eq!(one.media_type(), Some(MediaType::OciIndex));
        assert!(!matches!(one.fact(), Fact::Unreadable(_)), "{:?}", one.fact());
    }
}
