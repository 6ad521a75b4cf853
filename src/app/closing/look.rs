//! The look after the changes: is there what should be there?

use super::heal::heal;
use super::retag::put_tags_back;
use super::seen::{Age, see};
use super::settle::settled_differences;
use crate::app::acting::Done;
use crate::app::planning::{Planned, Planner};
use crate::domain::{Coverage, Judgement, Notice, PackageKey, PackageType, Reason, Verdict};
use crate::events::{Event, Problem, StopCause};
use crate::execution::Outcome;
use crate::github::{ApiError, VersionState};

/// Looks at every package in which something was changed, heals what a push broke meanwhile, and tells
/// whether all is as it should be.
pub(in crate::app) async fn look_afresh(planner: &Planner<'_>, plans: &[Planned], done: &Done) {
    for before in plans {
        let package = &before.plan.package;
        if before.deleted.is_none() && done.brought_back(package) {
            tell_contents(planner, before).await;
        }
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
        let broken_off = match seen.listing.as_ref().map(|one| &one.coverage) {
            Some(Coverage::Truncated(why)) => Some(not_looked_at(package, why)),
            Some(Coverage::Stable | Coverage::Unstable(_)) | None => None,
        };
        let saw_all = seen.age == Age::Current && broken_off.is_none();
        broken_off.into_iter().for_each(planner.tell);
        let healing = heal(planner, before, &versions, &seen).await;
        versions.retain(|id, _| !healing.back.contains(id));
        let differences =
            settled_differences(planner, before, &versions, &healing.back, &seen).await;
        let differences = if package.package_type == PackageType::Container {
            put_tags_back(planner, before, differences, seen.listing.as_ref()).await
        } else {
            differences
        };
        if seen.age == Age::Behind {
            let (package, notice) = (Some(package.clone()), Notice::ListingBehind);
            (planner.tell)(Event::Noticed { package, notice });
        }
        // Whoever can't see, has just failed to mend what is broken, or brought back what can't be pulled
        // whole, cannot say that all is well.
        let restored = |id| versions.get(&id).is_some_and(|(_, outcome)| outcome.came_about());
        let is_whole = before.lacks(restored).is_empty();
        let is_well = saw_all && healing.failures == 0 && is_whole;
        if is_well || !differences.is_empty() {
            (planner.tell)(Event::Checked { package: package.clone(), differences });
        }
    }
}

/// Tells what is in a package that came back as a whole: nobody could know before.
async fn tell_contents(planner: &Planner<'_>, before: &Planned) {
    let package = &before.plan.package;
    let state = VersionState::Active;
    match planner.client.list_versions(planner.owner, package, state).await {
        Ok(listing) => {
            for version in listing.versions() {
                let judgement = Judgement {
                    version: version.id,
                    root: version.id,
                    verdict: Verdict::Restore,
                    reason: Reason::PackageNamed,
                };
                let (package, version) = (package.clone(), version.clone());
                (planner.tell)(Event::Judged { package, version, judgement });
            }
        }
        Err(error) => {
            let (package, problem) = (Some(package.clone()), error.problem());
            (planner.tell)(Event::Failed { package, problem });
        }
    }
}

/// A look that broke off finds what is wrong where it looked, and says nothing of the rest.
fn not_looked_at(package: &PackageKey, why: &str) -> Event {
    let problem = Problem {
        doing: format!("look at all of {package} after the changes"),
        said: why.to_owned(),
        means: "not everything was looked at, so not all that went wrong need be known".to_owned(),
        advice: "see with a dry run whether what is listed is what should be there".to_owned(),
    };
    Event::Failed { package: Some(package.clone()), problem }
}
