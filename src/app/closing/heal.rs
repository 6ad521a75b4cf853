//! Healing: what this run deleted and something now needs is brought back at once.
//!
//! GitHub gives no means to keep a push away between the last look at a version and its deletion. Two
//! witnesses tell of one: a version that was not there before and lists what is gone, and a deleted
//! version that carries a tag which it did not carry when it was looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::planning::{Planned, Planner};
use crate::domain::{Digest, Graph, Inventory, PackageType, Version, VersionId};
use crate::events::Event;
use crate::execution::{Change, Outcome};
use crate::github::{Answer, ApiError, VersionState};

/// Restores what was deleted and is needed. Gives the versions that are back.
pub(super) async fn heal(
    planner: &Planner<'_>,
    before: &Planned,
    done: &BTreeMap<VersionId, (Change, Outcome)>,
    fresh: &Inventory,
) -> BTreeSet<VersionId> {
    let package = &before.plan.package;
    let gone: BTreeSet<VersionId> = done
        .iter()
        .filter(|(_, (change, outcome))| {
            *change == Change::Delete && (outcome.came_about() || *outcome == Outcome::Unknown)
        })
        .map(|(id, _)| *id)
        .collect();
    if gone.is_empty() || !package.package_type.has_tags() {
        return BTreeSet::new();
    }
    match needed(planner, before, &gone, fresh).await {
        Ok(needed) => bring_back(planner, before, needed).await,
        Err(error) => {
            let (package, problem) = (Some(package.clone()), error.problem());
            (planner.tell)(Event::Failed { package, problem });
            BTreeSet::new()
        }
    }
}

/// What is gone and needed, each with the name of what needs it, members before what lists them.
async fn needed(
    planner: &Planner<'_>,
    before: &Planned,
    gone: &BTreeSet<VersionId>,
    fresh: &Inventory,
) -> Result<Vec<(Version, String)>, ApiError> {
    let known: BTreeSet<VersionId> = before.active.versions().iter().map(|one| one.id).collect();
    let newcomers: Vec<&Version> =
        fresh.versions().iter().filter(|version| !known.contains(&version.id)).collect();
    let mut knowledge = before.knowledge.clone();
    if before.active.package.package_type == PackageType::Container {
        let unread = newcomers.iter().filter_map(|version| version.digest());
        let unread: Vec<Digest> =
            unread.filter(|digest| !knowledge.facts.contains_key(digest)).collect();
        planner.learn(fresh, &unread, &mut knowledge).await?;
    }
    let all = before.active.versions().iter().chain(newcomers).cloned().collect();
    let all = Inventory::new(fresh.package.clone(), all, fresh.coverage.clone());
    let graph = Graph::of(&all, &knowledge);
    let tagged_meanwhile = tagged_meanwhile(planner, before, gone).await?;
    // What stays, and what must come back for the tag that somebody put on it, needs all that it reaches.
    let seeds = all.versions().iter().enumerate().filter(|(_, version)| {
        !gone.contains(&version.id) || tagged_meanwhile.contains_key(&version.id)
    });
    let reached = graph.reached_from(seeds.map(|(at, _)| at));
    let needed = all.versions().iter().enumerate().filter_map(|(at, version)| {
        let by = &all.versions()[reached[at]?];
        let needed_by = tagged_meanwhile.get(&version.id).cloned();
        let back = gone.contains(&version.id);
        back.then(|| (version.clone(), needed_by.unwrap_or_else(|| by.name.clone())))
    });
    // The reverse of the order in which they went: nothing comes back before what it lists.
    let places: BTreeMap<VersionId, usize> =
        before.plan.steps.iter().enumerate().map(|(at, step)| (step.version, at)).collect();
    let mut needed: Vec<(Version, String)> = needed.collect();
    needed.sort_by_key(|(version, _)| std::cmp::Reverse(places.get(&version.id).copied()));
    Ok(needed)
}

/// The deleted versions with a tag that they did not carry when they were looked at.
async fn tagged_meanwhile(
    planner: &Planner<'_>,
    before: &Planned,
    gone: &BTreeSet<VersionId>,
) -> Result<BTreeMap<VersionId, String>, ApiError> {
    let package = &before.plan.package;
    let deleted =
        planner.client.list_versions(planner.owner, package, VersionState::Deleted).await?;
    let mut found = BTreeMap::new();
    for version in deleted.versions().iter().filter(|version| gone.contains(&version.id)) {
        let known = before.active.version(version.id).map_or(&[][..], |row| &row.tags);
        if let Some(tag) = version.tags.iter().find(|tag| !known.contains(tag)) {
            found.insert(version.id, tag.as_str().to_owned());
        }
    }
    Ok(found)
}

/// Restores versions one after the other, and tells of each.
async fn bring_back(
    planner: &Planner<'_>,
    before: &Planned,
    needed: Vec<(Version, String)>,
) -> BTreeSet<VersionId> {
    let package = &before.plan.package;
    let mut back = BTreeSet::new();
    for (version, needed_by) in needed {
        let outcome = restore(planner, before, version.id).await;
        if outcome.came_about() {
            back.insert(version.id);
        }
        (planner.tell)(Event::Healed { package: package.clone(), version, needed_by, outcome });
    }
    back
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
