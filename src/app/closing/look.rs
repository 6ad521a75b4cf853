//! The look after the changes: is there what should be there?

use super::heal::heal;
use super::seen::{Age, see};
use super::settle::settled_differences;
use crate::app::acting::Done;
use crate::app::planning::{Planned, Planner};
use crate::domain::Notice;
use crate::events::{Event, StopCause};
use crate::execution::Outcome;
use crate::github::ApiError;

/// Looks at every package in which something was changed, heals what a push broke meanwhile, and tells
/// whether all is as it should be.
pub(in crate::app) async fn look_afresh(planner: &Planner<'_>, plans: &[Planned], done: &Done) {
    for before in plans {
        let package = &before.plan.package;
        let mut versions = done.versions_of(package);
        let changed = versions
            .values()
            .any(|(_, outcome)| outcome.came_about() || *outcome == Outcome::Unknown);
        if !changed {
            continue;
        }
        let seen = match see(planner, before, &versions).await {
            Ok(seen) => seen,
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
        let healed = heal(planner, before, &versions, &seen).await;
        versions.retain(|id, _| !healed.contains(id));
        let differences = settled_differences(planner, before, &versions, &healed, &seen).await;
        if seen.age == Age::Behind {
            let (package, notice) = (Some(package.clone()), Notice::ListingBehind);
            (planner.tell)(Event::Noticed { package, notice });
        }
        // Whoever can't see cannot say that all is well.
        if seen.age == Age::Current || !differences.is_empty() {
            (planner.tell)(Event::Checked { package: package.clone(), differences });
        }
    }
}
