//! What is there after the changes, as far as it has to be looked at.
//!
//! Where nobody but this run changed anything, two kinds of pages show it: page 1, where everything new
//! stands, and the pages on which the deleted versions stood. What came or went before one of these shows
//! there, because it moved the others. Only when one of them is not as expected is everything listed
//! again; and where the pages are many, at once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::settle::is_there;
use crate::app::planning::{Planned, Planner};
use crate::domain::{
    Coverage, Digest, EntryKind, Fact, Inventory, Knowledge, PackageType, Version, VersionId,
};
use crate::events::{Event, Problem};
use crate::execution::{Change, Outcome};
use crate::github::{ApiError, PAGE_SIZE, VersionState};

/// What a look saw of a package.
pub(super) struct Seen {
    /// What was not there when the plan was made.
    pub(super) newcomers: Vec<Version>,
    /// What is known of manifests by now.
    pub(super) knowledge: Knowledge,
    /// All that is there, where more had changed than this run did or where that is likely.
    pub(super) listing: Option<Inventory>,
    /// Whether what GitHub lists is from after the changes.
    pub(super) age: Age,
}

/// Whether a listing is from after the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    Current,
    /// It still shows what was deleted. What came meanwhile, it may not show yet.
    Behind,
}

/// How long to wait for a listing that is behind, one time after the other.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// What became of single versions.
pub(super) type Done = BTreeMap<VersionId, (Change, Outcome)>;

/// Looks at a package after the changes.
pub(super) async fn see(
    planner: &Planner<'_>,
    before: &Planned,
    done: &Done,
) -> Result<Seen, ApiError> {
    let is_plain = |(change, outcome): &(Change, Outcome)| {
        *change == Change::Delete && *outcome != Outcome::Unknown
    };
    let mut few = None;
    if done.values().all(is_plain) {
        few = look_where_it_matters(planner, before, done).await?;
    }
    let mut age = Age::Current;
    let (newcomers, listing) = if let Some(newcomers) = few {
        (newcomers, None)
    } else {
        let mut seen = list(planner, before).await?;
        age = age_of(planner, before, done, &seen.1).await;
        for pause in PAUSES {
            if age == Age::Current {
                break;
            }
            planner.reader.clock.sleep(pause).await;
            seen = list(planner, before).await?;
            age = age_of(planner, before, done, &seen.1).await;
        }
        (seen.0, Some(seen.1))
    };
    // What this run brought back is known to it.
    let by_others = newcomers.iter().filter(|row| !done.contains_key(&row.id));
    let by_others: Vec<Version> = by_others.cloned().collect();
    let knowledge = read_newcomers(planner, before, &by_others).await?;
    Ok(Seen { newcomers, knowledge, listing, age })
}

/// Whether a listing shows something that this run deleted and that is not there.
async fn age_of(planner: &Planner<'_>, before: &Planned, done: &Done, listing: &Inventory) -> Age {
    let is_gone = |id: VersionId| match done.get(&id) {
        Some((Change::Delete, outcome)) => outcome.came_about(),
        Some((Change::Restore, _)) | None => false,
    };
    for row in listing.versions().iter().filter(|row| is_gone(row.id)) {
        if is_there(planner, before, row.id).await == Some(false) {
            return Age::Behind;
        }
    }
    Age::Current
}

/// What is new, and all that is there.
async fn list(
    planner: &Planner<'_>,
    before: &Planned,
) -> Result<(Vec<Version>, Inventory), ApiError> {
    let package = &before.plan.package;
    let list = || planner.client.list_versions(planner.owner, package, VersionState::Active);
    let mut listing = list().await?;
    if matches!(listing.coverage, Coverage::Truncated(_)) {
        listing = list().await?;
    }
    let known: BTreeSet<VersionId> = before.active.versions().iter().map(|one| one.id).collect();
    let is_new = |version: &&Version| !known.contains(&version.id);
    Ok((listing.versions().iter().filter(is_new).cloned().collect(), listing))
}

/// Learns what the newcomers list and speak of: the tagged ones first, for they tell what many of the
/// others are. One that can't be read may need anything that went, and is told.
async fn read_newcomers(
    planner: &Planner<'_>,
    before: &Planned,
    newcomers: &[Version],
) -> Result<Knowledge, ApiError> {
    let mut knowledge = before.knowledge.clone();
    let package = &before.plan.package;
    if package.package_type != PackageType::Container || newcomers.is_empty() {
        return Ok(knowledge);
    }
    let inventory = Inventory::new(package.clone(), newcomers.to_vec(), Coverage::Stable);
    let digests = |of: fn(&Version) -> bool| -> Vec<Digest> {
        newcomers.iter().filter(|row| of(row)).filter_map(Version::digest).collect()
    };
    for of in [|row: &Version| !row.tags.is_empty(), |row: &Version| row.tags.is_empty()] {
        let mut wanted = digests(of);
        let mut explained = BTreeSet::new();
        let known = before.active.versions().iter().chain(newcomers);
        for manifest in known.filter_map(Version::digest) {
            let entries = knowledge.manifest(&manifest).into_iter().flat_map(|one| &one.entries);
            let images = entries.filter(|entry| entry.kind == EntryKind::Image);
            explained.extend(images.map(|entry| entry.digest));
        }
        wanted
            .retain(|digest| !knowledge.facts.contains_key(digest) && !explained.contains(digest));
        planner.learn(&inventory, &wanted, &mut knowledge).await?;
    }
    for row in newcomers {
        let fact = row.digest().and_then(|digest| knowledge.facts.get(&digest));
        if let Some(Fact::Unreadable(why) | Fact::Unanswered(why)) = fact {
            let problem = Problem {
                doing: format!("tell what the new version {} of {package} lists", row.id),
                said: why.clone(),
                means: "it was pushed while this run deleted, and may need something that went"
                    .to_owned(),
                advice: "see whether it can be pulled; else restore what this run deleted"
                    .to_owned(),
            };
            (planner.tell)(Event::Failed { package: Some(package.clone()), problem });
        }
    }
    Ok(knowledge)
}

/// What is new, if page 1 and the pages on which the deleted versions stood show nothing else; `None`
/// where they do, or are so many that a listing costs little more.
async fn look_where_it_matters(
    planner: &Planner<'_>,
    before: &Planned,
    done: &Done,
) -> Result<Option<Vec<Version>>, ApiError> {
    let is_gone = |id: VersionId| done.get(&id).is_some_and(|(_, outcome)| outcome.came_about());
    let rows = before.active.versions();
    let staying: Vec<VersionId> =
        rows.iter().map(|row| row.id).filter(|id| !is_gone(*id)).collect();
    let mut passed = 0_usize;
    let mut stood = BTreeSet::new();
    for row in rows {
        if is_gone(row.id) {
            stood.insert(passed.min(staying.len().saturating_sub(1)));
        } else {
            passed += 1;
        }
    }
    let pages_of = |stood: &BTreeSet<usize>, shift: usize| -> BTreeSet<usize> {
        stood.iter().map(|place| (place + shift) / PAGE_SIZE + 1).collect()
    };
    let all_pages = staying.len().div_ceil(PAGE_SIZE).max(1);
    if pages_of(&stood, 0).len() > all_pages.div_ceil(2) {
        return Ok(None);
    }

    let mut pages = BTreeMap::new();
    let mut newcomers: Vec<Version> = Vec::new();
    let known: BTreeSet<VersionId> = rows.iter().map(|row| row.id).collect();
    for number in 1.. {
        let page = read_page(planner, before, number).await?;
        let new: Vec<Version> =
            page.iter().filter(|row| !known.contains(&row.id)).cloned().collect();
        let goes_on = !page.is_empty() && new.len() == page.len();
        newcomers.extend(new);
        pages.insert(number, page);
        if !goes_on {
            break;
        }
    }
    for number in pages_of(&stood, newcomers.len()) {
        if let Entry::Vacant(page) = pages.entry(number) {
            page.insert(read_page(planner, before, number).await?);
        }
    }
    let expected: Vec<VersionId> =
        newcomers.iter().map(|row| row.id).chain(staying.iter().copied()).collect();
    let is_as_expected = pages.iter().all(|(number, page)| {
        let rows = expected.iter().copied().skip((number - 1) * PAGE_SIZE).take(PAGE_SIZE);
        rows.collect::<BTreeSet<_>>() == page.iter().map(|row| row.id).collect()
    });
    Ok(is_as_expected.then_some(newcomers))
}

async fn read_page(
    planner: &Planner<'_>,
    before: &Planned,
    number: usize,
) -> Result<Vec<Version>, ApiError> {
    let (client, package) = (planner.client, &before.plan.package);
    client.versions_on_page(planner.owner, package, VersionState::Active, number).await
}
