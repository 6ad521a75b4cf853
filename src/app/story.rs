//! What happens in a run, in order.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::Timestamp;

use super::packages::{By, Wanted, fail, find_owner, find_packages, is_missing, missing_names};
use super::rights::rights_to_delete;
use super::stage::Stage;
use crate::domain::{
    Decision, Inventory, Knowledge, Notice, Owner, PackageKey, PackagePlan, PackageType, Policy,
    decide,
};
use crate::events::{Event, GuardRefusal, Problem, RunStarted};
use crate::github::{ApiError, Client, Clock, VersionState};
use crate::inputs::{IfMissing, Request};

/// Runs a sound request from its first event to its last.
pub(super) async fn tell(request: &Request, client: &Client, stage: &Rc<Stage>, clock: &Clock) {
    let tell = |event: Event| stage.tell(&event);
    let now = clock.now();
    tell(Event::RunStarted(RunStarted {
        at: now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        owner: request.place.owner.clone(),
        dry_run: request.dry_run,
    }));
    match find_owner(client, &request.place).await {
        Ok(owner) => plan(request, client, &owner, now, &tell).await,
        Err(error) => fail(&tell, None, &error),
    }
    if let Some(rate_limit) = client.rate_limit() {
        tell(Event::RateLimit {
            limit: rate_limit.limit,
            remaining: rate_limit.remaining,
            sent: client.requests_sent(),
        });
    }
    tell(Event::RunEnded { at: clock.now() });
}

/// Lists and judges every package, and holds the plan against the guards of the run.
async fn plan(
    request: &Request,
    client: &Client,
    owner: &Owner,
    now: Timestamp,
    tell: &dyn Fn(Event),
) {
    let wanted = find_packages(client, owner, &request.place, tell).await;
    let mut plans = Vec::new();
    let (mut present, mut absent) = (Vec::new(), Vec::new());
    for Wanted { key, by } in wanted {
        match client.list_versions(owner, &key, VersionState::Active).await {
            Ok(inventory) => {
                plans.push(judge(inventory, &request.policy, now, tell));
                present.push(key);
            }
            Err(error) if is_missing(&error) && by == By::Name => absent.push((key, error)),
            Err(error) => fail(tell, Some(key), &error),
        }
    }
    tell_missing(request.place.if_missing, &absent, &present, tell);
    if present.is_empty() && absent.is_empty() {
        tell(Event::NoPackageFits);
    }
    for notice in unmatched_everywhere(&plans) {
        tell(Event::Noticed { package: None, notice });
    }
    let doomed: u64 = plans.iter().map(|plan| plan.images.doomed).sum();
    if let Some(allowed) = request.policy.guards.max_deletions.filter(|allowed| doomed > *allowed) {
        tell(Event::PlanRefused(GuardRefusal::MaxDeletions { planned: doomed, allowed }));
    }
    let types: Vec<PackageType> = plans
        .iter()
        .filter(|plan| plan.images.doomed > 0)
        .map(|plan| plan.package.package_type)
        .collect();
    tell(Event::RightsChecked(rights_to_delete(client.scopes().as_deref(), &types)));
}

/// Decides over one package and tells its verdicts.
fn judge(
    inventory: Inventory,
    policy: &Policy,
    now: Timestamp,
    tell: &dyn Fn(Event),
) -> PackagePlan {
    let package = inventory.package.clone();
    tell(Event::PackageListed {
        package: package.clone(),
        versions: inventory.versions().len() as u64,
        coverage: inventory.coverage.clone(),
    });
    // Nobody answers questions yet, so none is asked.
    let plan = loop {
        match decide(&inventory, &Knowledge::default(), policy, now) {
            Decision::Plan(plan) => break plan,
            Decision::Ask(_) => {}
        }
    };
    for (version, judgement) in inventory.versions().iter().zip(&plan.judgements) {
        tell(Event::Judged {
            package: package.clone(),
            version: version.clone(),
            judgement: judgement.clone(),
        });
    }
    tell(Event::PackagePlanned { package, images: plan.images });
    plan
}
