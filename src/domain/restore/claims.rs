//! What only one version of a package can have at a time: nothing is taken back from somebody else.

use std::collections::BTreeMap;

use crate::domain::{Reason, Tag, Verdict, Version, VersionId};

/// Something that only one version of a package can have at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim<'a> {
    Tag(&'a Tag),
    /// The name; a container's is its digest, which is there again when the same content is pushed.
    Name(&'a str),
}

fn claims(version: &Version) -> impl Iterator<Item = Claim<'_>> {
    version.tags.iter().map(Claim::Tag).chain([Claim::Name(&version.name)])
}

/// Holds what would take a tag or a name from what is there, or from what was deleted after it and
/// comes back too.
pub(super) fn hold_rivals(
    findings: &mut [(Verdict, Reason)],
    versions: &[Version],
    active: &[Version],
) {
    let taken = Taken::of(active);
    let latest = latest_of_each(versions, findings);
    for (version, finding) in versions.iter().zip(findings) {
        if finding.0 == Verdict::Restore
            && let Some(reason) = taken.by_another(version).or_else(|| later(version, &latest))
        {
            *finding = (Verdict::Hold, reason);
        }
    }
}

/// What the versions that are there have.
struct Taken<'a>(BTreeMap<Claim<'a>, VersionId>);

impl<'a> Taken<'a> {
    fn of(versions: &'a [Version]) -> Self {
        let all = versions.iter();
        Self(all.flat_map(|one| claims(one).map(|claim| (claim, one.id))).collect())
    }

    fn by_another(&self, version: &Version) -> Option<Reason> {
        claims(version).find_map(|claim| {
            let by = *self.0.get(&claim)?;
            Some(match claim {
                Claim::Tag(tag) => Reason::TagMovedOn { tag: tag.clone(), to: by },
                Claim::Name(_) => Reason::NameUsedAgain { by },
            })
        })
    }
}

/// Which version was deleted last of those that are to come back with the same claim.
fn latest_of_each<'a>(
    versions: &'a [Version],
    findings: &[(Verdict, Reason)],
) -> BTreeMap<Claim<'a>, &'a Version> {
    let mut latest: BTreeMap<Claim<'a>, &Version> = BTreeMap::new();
    for (version, _) in versions.iter().zip(findings).filter(|(_, f)| f.0 == Verdict::Restore) {
        for claim in claims(version) {
            let known = latest.entry(claim).or_insert(version);
            if (version.deleted_at, version.id) > (known.deleted_at, known.id) {
                *known = version;
            }
        }
    }
    latest
}

fn later(version: &Version, latest: &BTreeMap<Claim<'_>, &Version>) -> Option<Reason> {
    claims(version).find_map(|claim| {
        let by = latest.get(&claim).filter(|last| last.id != version.id)?.id;
        Some(match claim {
            Claim::Tag(tag) => Reason::TagOfLaterDeleted { tag: tag.clone(), by },
            Claim::Name(_) => Reason::NameOfLaterDeleted { by },
        })
    })
}
