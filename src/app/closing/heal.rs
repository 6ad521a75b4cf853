//! Healing: what this run deleted and something now needs is brought back at once.
//!
//! GitHub gives no means to keep a push away between the last look at a version and its deletion. Two
//! witnesses tell of one: a version that was not there before and lists what is gone, and a deleted
//! version that carries a tag which it did not carry when it was looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::seen::{Done, Seen};
use super::settle::is_there;
use crate::app::planning::{Planned, Planner};
use crate::domain::{Graph, Inventory, Place, Verdict, Version, VersionId};
use crate::events::Event;
use crate::execution::{Change, Outcome};
use crate::github::{Answer, ApiError, PAGE_SIZE, VersionState};

/// What healing came to.
#[derive(Debug, Default)]
pub(super) struct Healing {
    /// The versions that are back.
    pub(super) back: BTreeSet<VersionId>,
    /// What could not be brought back, or not even be looked for.
    pub(super) failures: usize,
}

/// Restores what was deleted and is needed.
pub(super) async fn heal(
    planner: &Planner<'_>,
    before: &Planned,
    done: &Done,
    seen: &Seen,
) -> Healing {
    let package = &before.plan.package;
    let gone: BTreeSet<VersionId> = done
        .iter()
        .filter(|(_, (change, outcome))| {
            *change == Change::Delete && (outcome.came_about() || *outcome == Outcome::Unknown)
        })
        .map(|(id, _)| *id)
        .collect();
    if gone.is_empty() || !package.package_type.has_tags() {
        return Healing::default();
    }
    match needed(planner, before, &gone, seen).await {
        Ok(needed) => bring_back(planner, before, needed).await,
        Err(error) => {
            let (package, problem) = (Some(package.clone()), error.problem());
            (planner.tell)(Event::Failed { package, problem });
            Healing { back: BTreeSet::new(), failures: 1 }
        }
    }
}

/// What is gone and needed, each with the name of what needs it, members before what lists them.
async fn needed(
    planner: &Planner<'_>,
    before: &Planned,
    gone: &BTreeSet<VersionId>,
    seen: &Seen,
) -> Result<Vec<(Version, String)>, ApiError> {
    let back_already = back_already(planner, before, gone, seen).await;
    let tagged_meanwhile = tagged_meanwhile(planner, before, gone).await?;
    // A digest that was pushed again after it was deleted is a version of its own, and there.
    let names: BTreeSet<&str> = seen.newcomers.iter().map(|row| row.name.as_str()).collect();
    let is_replaced = |row: &&Version| gone.contains(&row.id) && names.contains(&*row.name);
    let rows = before.active.versions().iter().filter(|row| !is_replaced(row));
    let all: Vec<Version> = rows.chain(&seen.newcomers).cloned().collect();
    let all = Inventory::new(before.plan.package.clone(), all, before.active.coverage.clone());
    let graph = Graph::of(&all, &seen.knowledge);
    // What is new, what is back, and what must come back for the tag that somebody put on it, needs all
    // that it reaches. So does what stayed, but for what the plan took from it knowingly.
    let is_new = |version: &Version| {
        seen.newcomers.iter().any(|row| row.id == version.id)
            || back_already.contains(&version.id)
            || tagged_meanwhile.contains_key(&version.id)
    };
    let by_new = graph.reached_from(places(&all, is_new));
    let by_any = graph.reached_from(places(&all, |row| !gone.contains(&row.id) || is_new(row)));
    let taken_knowingly = taken_knowingly(before);
    let needed = all.versions().iter().enumerate().filter_map(|(at, version)| {
        let by_others = by_any[at].filter(|_| !taken_knowingly.contains(&version.id));
        let by = &all.versions()[by_new[at].or(by_others)?];
        let needed_by = tagged_meanwhile.get(&version.id).cloned();
        let back = gone.contains(&version.id) && !back_already.contains(&version.id);
        back.then(|| (version.clone(), needed_by.unwrap_or_else(|| by.name.clone())))
    });
    // The reverse of the order in which they went: nothing comes back before what it lists.
    let places: BTreeMap<VersionId, usize> =
        before.plan.steps.iter().enumerate().map(|(at, step)| (step.version, at)).collect();
    let mut needed: Vec<(Version, String)> = needed.collect();
    needed.sort_by_key(|(version, _)| std::cmp::Reverse(places.get(&version.id).copied()));
    Ok(needed)
}

/// The places of the versions that are wanted.
fn places(inventory: &Inventory, wanted: impl Fn(&Version) -> bool) -> Vec<Place> {
    let rows = inventory.versions().iter().enumerate();
    rows.filter(|(_, row)| wanted(row)).map(|(at, _)| at).collect()
}

/// What the plan takes although something that stays reaches it: what can't be understood and speaks of
/// something that stays goes by its number.
fn taken_knowingly(before: &Planned) -> BTreeSet<VersionId> {
    let graph = Graph::of(&before.active, &before.knowledge);
    let judged = || before.plan.judgements.iter().enumerate();
    let staying = judged().filter(|(_, one)| one.verdict != Verdict::Delete).map(|(at, _)| at);
    let reached = graph.reached_from(staying);
    let taken =
        judged().filter(|(at, one)| one.verdict == Verdict::Delete && reached[*at].is_some());
    taken.map(|(_, one)| one.version).collect()
}

/// What this run deleted and somebody else brought back. A listing that is behind shows it too, so each
/// is looked at.
async fn back_already(
    planner: &Planner<'_>,
    before: &Planned,
    gone: &BTreeSet<VersionId>,
    seen: &Seen,
) -> BTreeSet<VersionId> {
    let listed = seen.listing.iter().flat_map(Inventory::versions);
    let mut back = BTreeSet::new();
    for row in listed.filter(|row| gone.contains(&row.id)) {
        if is_there(planner, before, row.id).await == Some(true) {
            back.insert(row.id);
        }
    }
    back
}

/// The deleted versions with a tag that they did not carry when they were looked at.
///
/// GitHub lists what is deleted page by page like what is there; it is read as far as what went stands.
async fn tagged_meanwhile(
    planner: &Planner<'_>,
    before: &Planned,
    gone: &BTreeSet<VersionId>,
) -> Result<BTreeMap<VersionId, String>, ApiError> {
    let (client, package) = (planner.client, &before.plan.package);
    let mut found = BTreeMap::new();
    let mut unseen = gone.clone();
    for number in 1.. {
        let state = VersionState::Deleted;
        let page = client.versions_on_page(planner.owner, package, state, number).await?;
        for row in page.iter().filter(|row| unseen.remove(&row.id)) {
            let known = before.active.version(row.id).map_or(&[][..], |row| &row.tags);
            if let Some(tag) = row.tags.iter().find(|tag| !known.contains(tag)) {
                found.insert(row.id, tag.as_str().to_owned());
            }
        }
        if unseen.is_empty() || page.len() < PAGE_SIZE {
            break;
        }
    }
    Ok(found)
}

/// Restores versions one after the other, and tells of each.
async fn bring_back(
    planner: &Planner<'_>,
    before: &Planned,
    needed: Vec<(Version, String)>,
) -> Healing {
    let package = &before.plan.package;
    let mut healing = Healing::default();
    for (version, needed_by) in needed {
        let outcome = restore(planner, before, version.id).await;
        if outcome.came_about() {
            healing.back.insert(version.id);
        } else {
            healing.failures += 1;
        }
        (planner.tell)(Event::Healed { package: package.clone(), version, needed_by, outcome });
    }
    healing
}

async fn restore(planner: &Planner<'_>, before: &Planned, id: VersionId) -> Outcome {
    const TRIES: u32 = 3;
    let package = &before.plan.package;
    for _ in 0..TRIES {
        match planner.client.restore_version(planner.owner, package, id).await {
            Ok(Answer::Done) => return Outcome::Done,
            Ok(Answer::Limited { wait, .. }) if wait > planner.reader.wait_limit() => {
                return Outcome::Refused;
            }
            Ok(Answer::Limited { wait, .. }) => planner.reader.clock.sleep(wait).await,
            Ok(Answer::Refused(_) | Answer::Lost(_)) | Err(_) => {
                match planner.client.get_version(planner.owner, package, id).await {
                    Ok(_) => return Outcome::Done,
                    Err(error) if error.is_not_found() => {}
                    Err(_) => return Outcome::Unknown,
                }
            }
        }
    }
    Outcome::Refused
}
