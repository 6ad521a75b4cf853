//! The look after the changes: is there what should be there?

use crate::domain::{Coverage, Inventory, Owner, Version};
use crate::events::Event;
use crate::execution::{Difference, Outcome, differences};
use crate::github::{ApiError, Client, VersionState};

use super::acting::Done;
use super::planning::Planned;

/// Looks at every package in which something was changed, and tells whether it is as it should be.
pub(super) async fn look_afresh(
    client: &Client,
    owner: &Owner,
    planned: &[Planned],
    done: &Done,
    tell: &dyn Fn(Event),
) {
    for one in planned {
        let package = &one.plan.package;
        let versions = done.versions_of(package);
        let changed = versions.values().any(|(_, outcome)| {
            outcome.came_about() || *outcome == Outcome::Unknown
        });
        if !changed {
            continue;
        }
        match client.list_versions(owner, package, VersionState::Active).await {
            Ok(fresh) => {
                let deleted = one.deleted.as_ref().map_or(&[][..], Inventory::versions);
                let before = one.active.versions();
                let mut found = differences(before, deleted, &versions, &fresh);
                if fresh.coverage != Coverage::Stable {
                    // What a moving listing lacks is no proof that it is gone.
                    found.retain(|difference| !matches!(difference, Difference::Missing(_)));
                }
                let differences = settle(client, owner, one, found).await;
                tell(Event::Checked { package: package.clone(), differences });
            }
            Err(error) => {
                tell(Event::Failed { package: Some(package.clone()), problem: error.problem() });
            }
        }
    }
}

/// Drops the differences that a second look does not bear out: a listing may lag behind.
async fn settle(
    client: &Client,
    owner: &Owner,
    planned: &Planned,
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
        match is_there(client, owner, planned, version).await {
            Some(is_there) if is_there == should_be_there => {}
            Some(_) | None => settled.push(difference),
        }
    }
    settled
}

/// Whether a version is there; `None` when nobody can tell.
async fn is_there(
    client: &Client,
    owner: &Owner,
    planned: &Planned,
    version: &Version,
) -> Option<bool> {
    match client.get_version(owner, &planned.plan.package, version.id).await {
        Ok(_) => Some(true),
        Err(error) if error.is_not_found() => Some(false),
        Err(ApiError::Refused { .. }
            | ApiError::Failed { .. }
            | ApiError::WaitTooLong { .. }
            | ApiError::Undecodable { .. }
            | ApiError::Truncated { .. }
            | ApiError::Unaddressable { .. }) => None,
    }
}
