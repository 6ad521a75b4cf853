//! What should be there after a run, compared with what is.

use std::collections::BTreeMap;

use super::{Change, Outcome};
use crate::domain::{Inventory, Tag, Version, VersionId};

/// Something that is not as it should be after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It was deleted, and it is there.
    StillThere(Version),
    /// Nothing in this run was to delete it, and it is gone.
    Missing(Version),
    /// It was restored, and it is not there.
    NotBack(Version),
    /// It was restored, and this of its tags did not come back with it.
    TagNotBack(Version, Tag),
}

/// Compares what was there before a run, and what the run did, with what is there now.
///
/// `before` is what was there, `deleted` what GitHub listed as deleted when a restore was planned. What
/// others pushed meanwhile is no difference. What is not known of a step allows both.
pub fn differences(
    before: &[Version],
    deleted: &[Version],
    done: &BTreeMap<VersionId, (Change, Outcome)>,
    fresh: &Inventory,
) -> Vec<Difference> {
    let now: BTreeMap<VersionId, &Version> =
        fresh.versions().iter().map(|version| (version.id, version)).collect();
    let mut found = Vec::new();
    for version in before {
        let should_go = match done.get(&version.id) {
            Some((Change::Delete, outcome)) if outcome.came_about() => Some(true),
            Some((Change::Delete, Outcome::Unknown)) => None,
            Some(_) | None => Some(false),
        };
        match (should_go, now.contains_key(&version.id)) {
            (Some(true), true) => found.push(Difference::StillThere(version.clone())),
            (Some(false), false) => found.push(Difference::Missing(version.clone())),
            (Some(true), false) | (Some(false), true) | (None, _) => {}
        }
    }
    for version in deleted {
        let Some((Change::Restore, outcome)) = done.get(&version.id) else { continue };
        if !outcome.came_about() {
            continue;
        }
        let Some(back) = now.get(&version.id) else {
            found.push(Difference::NotBack(version.clone()));
            continue;
        };
        let lost = version.tags.iter().filter(|tag| !back.tags.contains(tag));
        found.extend(lost.map(|tag| Difference::TagNotBack(version.clone(), tag.clone())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Coverage, PackageKey, PackageName, PackageType};

    fn version(id: u64, tags: &[&str]) -> Version {
        Version {
            id: VersionId(id),
            name: id.to_string(),
            tags: tags.iter().map(|tag| Tag::new(*tag)).collect(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }

    fn inventory(versions: Vec<Version>) -> Inventory {
        let package =
            PackageKey { package_type: PackageType::Docker, name: PackageName::new("app") };
        Inventory::new(package, versions, Coverage::Stable)
    }

    #[test]
    fn what_was_deleted_must_be_gone_and_everything_else_there() {
        let before = [version(1, &[]), version(2, &[]), version(3, &[]), version(4, &[])];
        let done = BTreeMap::from([
            (VersionId(1), (Change::Delete, Outcome::Done)),
            (VersionId(2), (Change::Delete, Outcome::AlreadySo)),
            (VersionId(3), (Change::Delete, Outcome::Refused)),
        ]);
        let fresh = inventory(vec![version(2, &[]), version(5, &[])]);
        assert_eq!(
            differences(&before, &[], &done, &fresh),
            [
                Difference::StillThere(version(2, &[])),
                Difference::Missing(version(3, &[])),
                Difference::Missing(version(4, &[])),
            ]
        );
    }

    #[test]
    fn a_change_of_unknown_fate_allows_both() {
        let done = BTreeMap::from([(VersionId(1), (Change::Delete, Outcome::Unknown))]);
        for fresh in [inventory(vec![version(1, &[])]), inventory(Vec::new())] {
            assert_eq!(differences(&[version(1, &[])], &[], &done, &fresh), []);
        }
    }

    #[test]
    fn what_was_restored_must_be_back_with_its_tags() {
        let deleted = [version(1, &["a", "b"]), version(2, &[]), version(3, &["c"])];
        let done = BTreeMap::from([
            (VersionId(1), (Change::Restore, Outcome::Done)),
            (VersionId(2), (Change::Restore, Outcome::Done)),
            (VersionId(3), (Change::Restore, Outcome::Held)),
        ]);
        let fresh = inventory(vec![version(1, &["a"])]);
        assert_eq!(
            differences(&[], &deleted, &done, &fresh),
            [
                Difference::TagNotBack(version(1, &["a", "b"]), Tag::new("b")),
                Difference::NotBack(version(2, &[])),
            ]
        );
    }
}
