//! Differences that a second look bears out.

use std::collections::BTreeSet;

use crate::app::planning::{Planned, Planner};
use crate::domain::{Coverage, Graph, Inventory, PackageType, Version, VersionId};
use crate::execution::{Difference, differences};

use super::seen::{Done, Seen};

/// What is not as it should be: what a look saw that is otherwise than this run left it. What is `back`
/// was not there when it looked, and is neither gone nor lost.
pub(super) async fn settled_differences(
    planner: &Planner<'_>,
    before: &Planned,
    done: &Done,
    back: &BTreeSet<VersionId>,
    seen: &Seen,
) -> Vec<Difference> {
    let Some(fresh) = &seen.listing else { return Vec::new() };
    let deleted = before.deleted.as_ref().map_or(&[][..], Inventory::versions);
    let rows = before.active.versions().iter().filter(|row| !back.contains(&row.id));
    let rows: Vec<Version> = rows.cloned().collect();
    let mut found = differences(&rows, deleted, done, fresh);
    let needed = needed_by_what_is_there(before, seen, fresh);
    // What a moving listing lacks is no proof that it is gone, and of one that broke off that would be too
    // many to be looked at one by one. And what others deleted is their affair, as
    // long as nothing that is there needs it: two clean-ups of one package may run at the same time.
    found.retain(|difference| match difference {
        Difference::Missing(version) => {
            fresh.coverage == Coverage::Stable && needed.contains(&version.id)
        }
        Difference::NotBack(_) => !matches!(fresh.coverage, Coverage::Truncated(_)),
        Difference::StillThere(_) | Difference::TagNotBack(..) => true,
    });
    let mut settled = Vec::new();
    for difference in found {
        let (version, should_be_there) = match &difference {
            Difference::StillThere(version) => (version, false),
            Difference::Missing(version) | Difference::NotBack(version) => (version, true),
            Difference::TagNotBack(_, _) => {
                settled.push(difference);
                continue;
            }
        };
        if is_there(planner, before, version.id).await != Some(should_be_there) {
            settled.push(difference);
        }
    }
    settled
}

/// Whether a version is there; `None` when nobody can tell. A listing may lag behind, this does not.
pub(super) async fn is_there(
    planner: &Planner<'_>,
    before: &Planned,
    id: VersionId,
) -> Option<bool> {
    let package = &before.plan.package;
    match planner.client.get_version(planner.owner, package, id).await {
        Ok(_) => Some(true),
        Err(error) if error.is_not_found() => Some(false),
        Err(_) => None,
    }
}

/// Of what was there before, all that what is there now reaches. For types other than containers that is
/// everything: nobody knows who needs it.
fn needed_by_what_is_there(
    before: &Planned,
    seen: &Seen,
    fresh: &Inventory,
) -> BTreeSet<VersionId> {
    let rows = before.active.versions();
    if before.plan.package.package_type != PackageType::Container {
        return rows.iter().map(|row| row.id).collect();
    }
    let there: BTreeSet<VersionId> = fresh.versions().iter().map(|row| row.id).collect();
    let all: Vec<Version> = rows.iter().chain(&seen.newcomers).cloned().collect();
    let all = Inventory::new(fresh.package.clone(), all, fresh.coverage.clone());
    let graph = Graph::of(&all, &seen.knowledge);
    let seeds = all.versions().iter().enumerate().filter(|(_, row)| there.contains(&row.id));
    let reached = graph.reached_from(seeds.map(|(at, _)| at));
    let needed = all.versions().iter().zip(reached).filter(|(_, by)| by.is_some());
    needed.map(|(row, _)| row.id).collect()
}
