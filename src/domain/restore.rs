//! The decision over what is deleted: what comes back, and what must not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::decide::{Selection, select_version};
use super::{
    Age, Coverage, Ending, Fit, ImageCount, Inventory, Judgement, Misfit, Notice, PackagePlan,
    PackageType, PlannedStep, Reason, Rule, RuleName, Tag, Verdict, Version, VersionId,
};

/// When a version must have been deleted to come back. Without a bound, whenever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DeletedWindow {
    /// At most so long ago.
    pub within: Option<Age>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Not after this time.
    pub until: Option<Timestamp>,
}

impl DeletedWindow {
    /// Whether it leaves out anything at all.
    pub const fn is_bounded(&self) -> bool {
        self.within.is_some() || self.since.is_some() || self.until.is_some()
    }

    fn holds(&self, deleted: Timestamp, now: Timestamp) -> bool {
        // Equal ages count as within: the bound itself was asked for.
        !self.within.is_some_and(|age| is_older(age, deleted, now))
            && self.since.is_none_or(|since| deleted >= since)
            && self.until.is_none_or(|until| deleted <= until)
    }
}

/// Whether more than this age has passed.
fn is_older(age: Age, time: Timestamp, now: Timestamp) -> bool {
    now.checked_sub(jiff::SignedDuration::from_nanos(1))
        .is_ok_and(|earlier| age.has_passed_since(time, earlier))
}

/// Decides what of a package's deleted versions comes back.
///
/// Pure. `active` is what is there now: a tag or a name that was given away since is not taken back.
/// Untagged versions come first, so that no tag points at an image whose parts are still missing.
pub fn decide_restore(
    active: &Inventory,
    deleted: &Inventory,
    rules: &[Rule],
    window: &DeletedWindow,
    now: Timestamp,
) -> PackagePlan {
    let package_type = deleted.package.package_type;
    let versions = deleted.versions();
    let mut findings: Vec<(Verdict, Reason)> =
        versions.iter().map(|version| judge(version, package_type, rules, window, now)).collect();
    hold_unproved(&mut findings, active, deleted);
    let taken = Taken::of(active.versions());
    let latest = latest_of_each(versions, &findings);
    for (version, finding) in versions.iter().zip(&mut findings) {
        if finding.0 == Verdict::Restore
            && let Some(reason) = taken.by_another(version).or_else(|| later(version, &latest))
        {
            *finding = (Verdict::Hold, reason);
        }
    }
    let steps = steps(package_type, versions, &findings);
    let judgements: Vec<Judgement> = versions
        .iter()
        .zip(findings)
        .map(|(version, (verdict, reason))| Judgement {
            version: version.id,
            root: version.id,
            verdict,
            reason,
        })
        .collect();
    let images = ImageCount { total: versions.len() as u64, doomed: steps.len() as u64 };
    let known: BTreeSet<VersionId> =
        versions.iter().chain(active.versions()).map(|version| version.id).collect();
    let named = rules.iter().filter_map(|rule| rule.version_ids.as_ref()).flatten();
    let unmatched =
        named.filter(|id| !known.contains(id)).map(|id| Notice::NoSuchVersion(*id)).collect();
    let package = deleted.package.clone();
    PackagePlan {
        package,
        judgements,
        images,
        ending: Ending::SomethingStays,
        steps,
        unreadable: Vec::new(),
        notices: Vec::new(),
        unmatched,
    }
}

fn judge(
    version: &Version,
    package_type: PackageType,
    rules: &[Rule],
    window: &DeletedWindow,
    now: Timestamp,
) -> (Verdict, Reason) {
    match select_version(rules, package_type, version, now) {
        Selection::Untouched(reason) => (Verdict::Untouched, reason),
        Selection::Held(reason) => (Verdict::Hold, reason),
        Selection::Taken(reason) => match version.deleted_at {
            None if window.is_bounded() => (Verdict::Hold, Reason::NoTimeOfDeletion),
            Some(time) if !window.holds(time, now) => {
                (Verdict::Untouched, Reason::NotTaken { misfit: Misfit::DeletedAt(time) })
            }
            time => (Verdict::Restore, with_time(reason, time)),
        },
    }
}

fn with_time(reason: Reason, time: Option<Timestamp>) -> Reason {
    if let Reason::Taken { rule, mut by } = reason {
        by.extend(time.map(Fit::DeletedAt));
        Reason::Taken { rule, by }
    } else {
        Reason::Taken { rule: RuleName::Inputs, by: Vec::new() }
    }
}

/// A truncated listing of what is there can't tell which tags were given away.
fn hold_unproved(findings: &mut [(Verdict, Reason)], active: &Inventory, deleted: &Inventory) {
    let why = match (&active.coverage, &deleted.coverage) {
        (Coverage::Truncated(why) | Coverage::Unstable(why), _)
        | (_, Coverage::Truncated(why) | Coverage::Unstable(why)) => why,
        (Coverage::Stable, Coverage::Stable) => return,
    };
    for finding in findings.iter_mut().filter(|finding| finding.0 == Verdict::Restore) {
        *finding = (Verdict::Hold, Reason::ListingNotProved(why.clone()));
    }
}

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

/// Untagged versions, then tagged ones. In a container each of these waits for all untagged, any of
/// which may be a part of it.
fn steps(
    package_type: PackageType,
    versions: &[Version],
    findings: &[(Verdict, Reason)],
) -> Vec<PlannedStep> {
    // Oldest first: a part is pushed before what lists it, whether it has a tag or not.
    let back = || {
        let all = versions.iter().zip(findings).rev();
        all.filter(|(_, finding)| finding.0 == Verdict::Restore).map(|(version, _)| version)
    };
    let untagged: Vec<&Version> = back().filter(|version| version.tags.is_empty()).collect();
    let parts = if package_type == PackageType::Container { untagged.len() } else { 0 };
    let first: Vec<usize> = (0..parts).collect();
    let step = |version: &Version, after: Vec<usize>| PlannedStep {
        version: version.id,
        after,
        image: version.id,
    };
    let tagged = back().filter(|version| !version.tags.is_empty());
    untagged
        .iter()
        .map(|version| step(version, Vec::new()))
        .chain(tagged.map(|version| step(version, first.clone())))
        .collect()
}
