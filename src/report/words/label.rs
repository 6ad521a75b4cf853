//! What a version is called.

use super::sentence::Sentence;
use crate::domain::{Digest, PackageKey, Tag, Version};

/// So many tags of a version are named, the others counted.
const TAGS_NAMED: usize = 5;

/// The version by what people know it by: its tags, else its name; then what is left of name and
/// id.
pub(crate) fn label(version: &Version) -> Sentence {
    let id = version.id.0;
    let name = short_name(&version.name);
    if version.tags.is_empty() {
        return Sentence::default().literal(&name).words(" (id ").id(id).words(")");
    }
    tags(&version.tags).words(" (").literal(&name).words(", id ").id(id).words(")")
}

/// The version, and its package.
pub(crate) fn of_package(version: &Version, package: &PackageKey) -> Sentence {
    label(version).words(" of ").literal(package)
}

/// What people know the version by: its tags, else its name.
pub(crate) fn names(version: &Version) -> Sentence {
    if version.tags.is_empty() {
        return Sentence::default().literal(&short_name(&version.name));
    }
    tags(&version.tags)
}

/// These tags, the first by name, the others by number.
pub(super) fn tags(tags: &[Tag]) -> Sentence {
    let named = tags.iter().take(TAGS_NAMED).map(|tag| Sentence::default().literal(tag));
    let left = tags.len().saturating_sub(TAGS_NAMED);
    let rest = (left > 0).then(|| Sentence::default().number(left as u64).words(" more"));
    Sentence::default().list(named.chain(rest))
}

/// A version's name, a digest shortened to what tells it from others.
pub(crate) fn short_name(name: &str) -> String {
    const DIGITS: usize = 12;
    match Digest::parse(name) {
        Some(digest) => format!("sha256:{}", &digest.hex()[..DIGITS]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::version;
    use super::*;

    #[test]
    fn a_version_is_called_by_its_tags_else_by_its_name() {
        let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
        for (name, tags, expected) in [
            ("1.2.3", &[][..], "`1.2.3` (id 7)"),
            (digest.as_str(), &[][..], "`sha256:0123456789ab` (id 7)"),
            (&digest, &["v1"][..], "`v1` (`sha256:0123456789ab`, id 7)"),
            (&digest, &["v1", "v1.2"][..], "`v1` and `v1.2` (`sha256:0123456789ab`, id 7)"),
            (
                "x",
                &["a", "b", "c", "d", "e", "f", "g"][..],
                "`a`, `b`, `c`, `d`, `e` and 2 more (`x`, id 7)",
            ),
        ] {
            assert_eq!(label(&version(7, name, tags)).plain(), expected);
        }
    }
}
