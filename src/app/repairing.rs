//! Repairing: from a package to what its images miss; and on from what came back to what that misses.

use std::collections::BTreeSet;

use futures_util::future::try_join;

use super::acting::{Done, Driver};
use super::knowing::Count;
use super::planning::{Planned, Planner, tell_listed, without};
use super::stop::{Press, StopSwitch};
use crate::domain::{
    Coverage, Decision, Digest, Fact, Inventory, Knowledge, Manifests, Notice, PackageKey,
    PackagePlan, Unreadable, Verdict, Version, VersionId, decide_repair,
};
use crate::events::{Event, Problem};
use crate::execution::{Change, Step, steps_of};
use crate::github::{ApiError, VersionState};

impl Planner<'_> {
    /// Lists a package and decides what of its deleted versions its images miss. What happens on the way
    /// is told to `tell`.
    pub(super) async fn repair(
        &self,
        package: &PackageKey,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let list = |state| self.client.list_versions(self.owner, package, state);
        let (deleted, active) =
            try_join(list(VersionState::Deleted), list(VersionState::Active)).await?;
        tell_listed(&active, tell);
        if deleted.coverage != Coverage::Stable {
            tell_listed(&deleted, tell);
        }
        let (active, deleted) = self.apart(active, deleted).await?;
        let knowledge = Knowledge { manifests: Manifests::Readable, ..Knowledge::default() };
        self.decide_repair(active, deleted, BTreeSet::new(), knowledge, tell).await
    }

    /// Decides again, now that these are back, and tells what is new.
    async fn repair_further(
        &self,
        before: &Planned,
        back: BTreeSet<VersionId>,
    ) -> Result<Planned, ApiError> {
        let package = &before.plan.package;
        let nothing = || Inventory::new(package.clone(), Vec::new(), Coverage::Stable);
        let deleted = before.deleted.clone().unwrap_or_else(nothing);
        let mut knowledge = before.knowledge.clone();
        // What was not known while it was deleted may be known now.
        let returned: BTreeSet<Digest> = digests_of(&deleted, &back).collect();
        knowledge.facts.retain(|digest, fact| *fact != Fact::Gone || !returned.contains(digest));
        let active = before.active.clone();
        let planned = self.decide_repair(active, deleted, back, knowledge, self.tell).await?;
        for ((version, judgement), was) in planned.judged().zip(&before.plan.judgements) {
            if was.verdict == Verdict::Untouched && judgement.verdict != was.verdict {
                (self.tell)(Event::Joined {
                    package: package.clone(),
                    version: version.clone(),
                    was: was.clone(),
                    judgement: judgement.clone(),
                });
            }
        }
        let notices = planned.plan.notices.iter();
        let new: Vec<Notice> =
            notices.filter(|one| !before.plan.notices.contains(one)).cloned().collect();
        for notice in new {
            let package = Some(package.clone());
            (self.tell)(Event::Noticed { package, notice });
        }
        for one in &planned.plan.unreadable {
            if !before.plan.unreadable.contains(one) {
                let problem = unread(package, one);
                (self.tell)(Event::Failed { package: Some(package.clone()), problem });
            }
        }
        Ok(planned)
    }

    /// Decides, and answers what the decision asks until it asks no more.
    async fn decide_repair(
        &self,
        mut active: Inventory,
        deleted: Inventory,
        mut back: BTreeSet<VersionId>,
        mut knowledge: Knowledge,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let mut count = Count::default();
        loop {
            let questions = match decide_repair(&active, &deleted, &back, &knowledge) {
                Decision::Ask(questions) => questions,
                Decision::Plan(plan) => {
                    self.tell_reads(&plan.package, count, tell).await;
                    return Ok(Planned {
                        active,
                        deleted: Some(deleted),
                        knowledge,
                        plan,
                        untags: Vec::new(),
                    });
                }
            };
            let returned = deleted.versions().iter().filter(|row| back.contains(&row.id));
            let rows = active.versions().iter().chain(returned).cloned().collect();
            let there = Inventory::new(active.package.clone(), rows, active.coverage.clone());
            let (more, vanished) = self.answer(&there, &questions, &mut knowledge).await?;
            count += more;
            active = without(&active, &vanished);
            back.retain(|id| !vanished.contains(id));
        }
    }

    /// What is there and what is deleted, where a listing that is behind shows something as both.
    async fn apart(
        &self,
        active: Inventory,
        deleted: Inventory,
    ) -> Result<(Inventory, Inventory), ApiError> {
        let ids: BTreeSet<VersionId> = deleted.versions().iter().map(|row| row.id).collect();
        let (mut there, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for row in active.versions().iter().filter(|row| ids.contains(&row.id)) {
            match self.client.get_version(self.owner, &active.package, row.id).await {
                Ok(_) => there.insert(row.id),
                Err(error) if error.is_not_found() => gone.insert(row.id),
                Err(error) => return Err(error),
            };
        }
        Ok((without(&active, &gone), without(&deleted, &there)))
    }
}

impl Planned {
    /// Whether something comes back of which nobody can tell before what it lists.
    fn may_miss_more(&self) -> bool {
        let ids: BTreeSet<VersionId> = self.plan.steps.iter().map(|step| step.version).collect();
        self.deleted.iter().any(|deleted| {
            digests_of(deleted, &ids)
                .any(|digest| self.knowledge.facts.get(&digest) == Some(&Fact::Gone))
        })
    }
}

fn digests_of(inventory: &Inventory, ids: &BTreeSet<VersionId>) -> impl Iterator<Item = Digest> {
    let rows = inventory.versions().iter().filter(|row| ids.contains(&row.id));
    rows.filter_map(Version::digest)
}

/// What could not be read by a repair, as problems for people.
pub(super) fn unread_parts(plan: &PackagePlan) -> Vec<(PackageKey, Problem)> {
    let problem = |one| (plan.package.clone(), unread(&plan.package, one));
    plan.unreadable.iter().map(problem).collect()
}

fn unread(package: &PackageKey, one: &Unreadable) -> Problem {
    Problem {
        doing: format!("tell what version {} of {package} lists", one.version),
        said: one.why.clone(),
        means: "what it misses, if it misses anything, does not come back; all else is repaired"
            .to_owned(),
        advice: "run again later".to_owned(),
    }
}

/// Carries out a repair, and goes on for as long as what came back misses parts that can come back as well.
pub(super) async fn carry_out_repair(
    mut driver: Driver<'_>,
    steps: Vec<Step>,
    looked: &[Planned],
    stop: &mut StopSwitch,
) -> Done {
    let planner = driver.planner;
    driver.first = steps.len();
    let begin = Driver { first: 0, ..driver.clone() };
    let mut done = begin.carry_out(steps, looked, stop, planner.tell).await;
    for first in looked.iter().filter(|one| one.may_miss_more()) {
        let mut latest: Option<Planned> = None;
        loop {
            let before = latest.as_ref().unwrap_or(first);
            let back = done.returned_of(&before.plan.package);
            // Where nothing came back there is nothing new to learn.
            let is_new = before.plan.steps.iter().any(|step| back.contains(&step.version));
            if done.stopped_by.is_some() || !is_new {
                break;
            }
            let deciding = planner.repair_further(before, back);
            let further = match stop.unless_newly_pressed(deciding).await {
                Ok(Ok(further)) => further,
                Ok(Err(ApiError::WaitTooLong { .. })) => {
                    done.end(Press::WAIT_TOO_LONG, planner.tell);
                    break;
                }
                Ok(Err(error)) => {
                    let (package, problem) = (Some(before.plan.package.clone()), error.problem());
                    (planner.tell)(Event::Failed { package, problem });
                    break;
                }
                Err(press) => {
                    done.end(press, planner.tell);
                    break;
                }
            };
            let further = std::slice::from_ref(latest.insert(further));
            let steps = steps_of(&[further[0].plan.clone()], Change::Restore);
            let count = steps.len();
            if count > 0 {
                done.join(driver.carry_out(steps, further, stop, planner.tell).await);
                driver.first += count;
            }
        }
    }
    done
}
