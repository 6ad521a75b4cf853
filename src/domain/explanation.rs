//! What a user asks about a version: its verdict, and by which way something needs it.

use std::collections::BTreeSet;

use super::{Bond, Graph, Inventory, Judgement, Knowledge, PackagePlan, Place, Version};

/// So many ways to a version are told, the others counted.
const WAYS_TOLD: usize = 5;

/// The shortest beginning of a digest that finds it, in digits: the log shows 12.
const DIGITS: usize = 7;

/// So many tags and names that are nearly what was asked for are told.
const NEAR_TOLD: usize = 3;

/// What there is to say about one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The version.
    pub version: Version,
    /// What becomes of it, and why.
    pub judgement: Judgement,
    /// By which ways others need it, the shortest first.
    pub ways: Vec<Vec<Link>>,
    /// How many ways there are beside those.
    pub more_ways: u64,
}

/// One that needs the next on a way, or, as the last, the version that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The version.
    pub version: Version,
    /// How it is bound to the next.
    pub bond: Bond,
}

/// The places of the versions that are called so: by a tag, by their name, by the beginning of their
/// digest or by their number.
pub fn called(versions: &[Version], text: &str) -> Vec<Place> {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    let is_digest = digits.len() >= DIGITS && digits.chars().all(|one| one.is_ascii_hexdigit());
    let is_called = |version: &Version| {
        version.name == text
            || version.tags.iter().any(|tag| tag.as_str() == text)
            || version.id.to_string() == text
            || is_digest
                && version
                    .digest()
                    .is_some_and(|digest| digest.hex().starts_with(&digits.to_lowercase()))
    };
    (0..versions.len()).filter(|at| is_called(&versions[*at])).collect()
}

/// The tags and names that are nearly this text, with how far they are from it; the nearest first.
pub fn nearly_called(versions: &[Version], text: &str) -> BTreeSet<(usize, String)> {
    let text = text.to_lowercase();
    let most = (text.chars().count() / 3).max(2);
    let mut near = BTreeSet::new();
    for version in versions {
        let name = version.digest().is_none().then_some(version.name.as_str());
        for known in version.tags.iter().map(super::Tag::as_str).chain(name) {
            let distance = strsim::osa_distance(&text, &known.to_lowercase());
            if distance <= most {
                near.insert((distance, known.to_owned()));
            }
        }
        while near.len() > NEAR_TOLD {
            near.pop_last();
        }
    }
    near
}

/// What there is to say about the versions that are called so.
pub fn explain(
    inventory: &Inventory,
    knowledge: &Knowledge,
    plan: &PackagePlan,
    text: &str,
) -> Vec<Explanation> {
    let versions = inventory.versions();
    let called = called(versions, text);
    if called.is_empty() {
        return Vec::new();
    }
    let graph = Graph::of(inventory, knowledge);
    let explained = called.into_iter().filter_map(|at| {
        let mut ways = graph.ways_to(at);
        let more_ways = ways.len().saturating_sub(WAYS_TOLD) as u64;
        ways.truncate(WAYS_TOLD);
        let link = |(at, bond): (Place, Bond)| Link { version: versions[at].clone(), bond };
        Some(Explanation {
            version: versions[at].clone(),
            judgement: plan.judgements.get(at)?.clone(),
            ways: ways.into_iter().map(|way| way.into_iter().map(link).collect()).collect(),
            more_ways,
        })
    });
    explained.collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Digest, Tag, VersionId};
    use super::*;

    fn version(id: u64, name: &str, tags: &[&str]) -> Version {
        Version {
            id: VersionId(id),
            name: name.to_owned(),
            tags: tags.iter().map(|tag| Tag::new(*tag)).collect(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }

    #[test]
    fn a_version_is_called_by_a_tag_its_name_its_number_or_the_beginning_of_its_digest() {
        let digest = Digest::from_bytes([0xab; 32]).to_string();
        let versions = [
            version(12, "1.2.3", &[]),
            version(13, &digest, &["v1", "12"]),
            version(14, "ab", &[]),
        ];
        for (text, expected) in [
            ("1.2.3", &[0][..]),
            ("12", &[0, 1]),
            ("13", &[1]),
            ("v1", &[1]),
            (digest.as_str(), &[1]),
            ("sha256:abababababab", &[1]),
            ("ABABABAB", &[1]),
            ("ababab", &[]),
            ("ab", &[2]),
            ("v", &[]),
            ("V1", &[]),
            ("", &[]),
        ] {
            assert_eq!(called(&versions, text), expected, "{text}");
        }
    }

    #[test]
    fn the_nearest_tags_and_names_are_told_and_no_digest() {
        let digest = Digest::from_bytes([0xab; 32]).to_string();
        let versions = [
            version(1, "1.2.3", &[]),
            version(2, &digest, &["v1.2.3", "V1.2.4", "latest", "v1.2"]),
        ];
        let near: Vec<String> =
            nearly_called(&versions, "v1.2.4").into_iter().map(|(_, name)| name).collect();
        assert_eq!(near, ["V1.2.4", "v1.2.3", "1.2.3"]);
        assert!(nearly_called(&versions, "something-else").is_empty());
    }
}
