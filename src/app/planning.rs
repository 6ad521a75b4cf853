//! From a package to its plan: list, decide, and tell every verdict.

use jiff::Timestamp;

use crate::domain::{
    Decision, DeletedWindow, Inventory, Knowledge, Owner, PackageKey, PackagePlan, Policy, decide,
    decide_restore, plan_whole_package,
};
use crate::events::Event;
use crate::github::{ApiError, Client, VersionState};

/// A package with what was found in it and what is to become of it.
#[derive(Debug)]
pub(super) struct Planned {
    /// What is there.
    pub(super) active: Inventory,
    /// What is deleted; empty where nothing is to be restored.
    pub(super) deleted: Option<Inventory>,
    /// What was learned while deciding.
    pub(super) knowledge: Knowledge,
    /// What is to become of it.
    pub(super) plan: PackagePlan,
}

impl Planned {
    /// What the plan is about: what is there, or what is deleted.
    fn subject(&self) -> &Inventory {
        self.deleted.as_ref().unwrap_or(&self.active)
    }
}

/// Lists a package and decides what of it goes.
pub(super) async fn plan_deletion(
    client: &Client,
    owner: &Owner,
    package: &PackageKey,
    policy: &Policy,
    now: Timestamp,
    tell: &dyn Fn(Event),
) -> Result<Planned, ApiError> {
    let active = client.list_versions(owner, package, VersionState::Active).await?;
    tell_listed(&active, tell);
    let knowledge = Knowledge::default();
    let plan = match decide(&active, &knowledge, policy, now) {
        Decision::Plan(plan) => plan,
        // Nothing answers questions, and the decision knows that and asks none.
        Decision::Ask(_) => nothing(&active),
    };
    Ok(tell_planned(Planned { active, deleted: None, knowledge, plan }, tell))
}

/// Lists what is there and what is deleted, and decides what comes back.
pub(super) async fn plan_restore(
    client: &Client,
    owner: &Owner,
    package: &PackageKey,
    policy: &Policy,
    window: &DeletedWindow,
    now: Timestamp,
    tell: &dyn Fn(Event),
) -> Result<Planned, ApiError> {
    let deleted = client.list_versions(owner, package, VersionState::Deleted).await?;
    tell_listed(&deleted, tell);
    // What is there matters only where something would come back.
    let mut active = Inventory::new(package.clone(), Vec::new(), deleted.coverage.clone());
    let mut plan = decide_restore(&active, &deleted, &policy.rules, window, now);
    if !plan.steps.is_empty() {
        active = client.list_versions(owner, package, VersionState::Active).await?;
        plan = decide_restore(&active, &deleted, &policy.rules, window, now);
    }
    let knowledge = Knowledge::default();
    Ok(tell_planned(Planned { active, deleted: Some(deleted), knowledge, plan }, tell))
}

/// Lists a package that goes as a whole.
pub(super) async fn plan_package(
    client: &Client,
    owner: &Owner,
    package: &PackageKey,
    tell: &dyn Fn(Event),
) -> Result<Planned, ApiError> {
    let active = client.list_versions(owner, package, VersionState::Active).await?;
    tell_listed(&active, tell);
    let plan = plan_whole_package(&active);
    let knowledge = Knowledge::default();
    Ok(tell_planned(Planned { active, deleted: None, knowledge, plan }, tell))
}

/// The plan that changes nothing.
fn nothing(active: &Inventory) -> PackagePlan {
    let active = Inventory::new(active.package.clone(), Vec::new(), active.coverage.clone());
    PackagePlan { ending: crate::domain::Ending::SomethingStays, ..plan_whole_package(&active) }
}

fn tell_listed(inventory: &Inventory, tell: &dyn Fn(Event)) {
    tell(Event::PackageListed {
        package: inventory.package.clone(),
        versions: inventory.versions().len() as u64,
        coverage: inventory.coverage.clone(),
    });
}

fn tell_planned(planned: Planned, tell: &dyn Fn(Event)) -> Planned {
    let package = &planned.plan.package;
    for (version, judgement) in planned.subject().versions().iter().zip(&planned.plan.judgements) {
        tell(Event::Judged {
            package: package.clone(),
            version: version.clone(),
            judgement: judgement.clone(),
        });
    }
    tell(Event::PackagePlanned { package: package.clone(), images: planned.plan.images });
    planned
}
