//! The look after the changes: is there what should be there?

use super::heal::heal;
use crate::app::acting::Done;
use crate::app::planning::{Planned, Planner};
use crate::domain::{Coverage, Inventory, Version};
use crate::events::{Event, StopCause};
use crate::execution::{Difference, Outcome, differences};
use crate::github::{ApiError, VersionState};

/// Looks at every package in which something was changed, heals what a push broke meanwhile, and tells
/// whether all is as it should be.
pub(in crate::app) async fn look_afresh(planner: &Planner<'_>, plans: &[Planned], done: &Done) {
    for one in plans {
        let package = &one.plan.package;
        let mut versions = done.versions_of(package);
        let changed = versions
            .values()
            .any(|(_, outcome)| outcome.came_about() || *outcome == Outcome::Unknown);
        if !changed {
            continue;
        }
        let listing = planner.client.list_versions(planner.owner, package, VersionState::Active);
        let fresh = match listing.await {
            Ok(fresh) => fresh,
            // Other packages are not to be asked for either, and nothing is known to be wrong.
            Err(ApiError::WaitTooLong { .. }) => {
                return (planner.tell)(Event::Stopping(StopCause::WaitLimit));
            }
            Err(error) => {
                let (package, problem) = (Some(package.clone()), error.problem());
                (planner.tell)(Event::Failed { package, problem });
                continue;
            }
        };
        let healed = heal(planner, one, &versions, &fresh).await;
        versions.retain(|id, _| !healed.contains(id));
        let deleted = one.deleted.as_ref().map_or(&[][..], Inventory::versions);
        let before: Vec<Version> =
            one.active.versions().iter().filter(|row| !healed.contains(&row.id)).cloned().collect();
        let mut found = differences(&before, deleted, &versions, &fresh);
        if fresh.coverage != Coverage::Stable {
            // What a moving listing lacks is no proof that it is gone.
            found.retain(|difference| !matches!(difference, Difference::Missing(_)));
        }
        let differences = settle(planner, one, found).await;
        (planner.tell)(Event::Checked { package: package.clone(), differences });
    }
}

/// Drops the differences that a second look does not bear out: a listing may lag behind.
async fn settle(
    planner: &Planner<'_>,
    before: &Planned,
    found: Vec<Difference>,
) -> Vec<Difference> {
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
        if is_there(planner, before, version).await != Some(should_be_there) {
            settled.push(difference);
        }
    }
    settled
}

/// Whether a version is there; `None` when nobody can tell.
async fn is_there(planner: &Planner<'_>, before: &Planned, version: &Version) -> Option<bool> {
    let package = &before.plan.package;
    match planner.client.get_version(planner.owner, package, version.id).await {
        Ok(_) => Some(true),
        Err(error) if error.is_not_found() => Some(false),
        Err(_) => None,
    }
}
