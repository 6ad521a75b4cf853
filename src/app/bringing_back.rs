//! Bringing back what a plan restores, and what belongs to it and shows only once it is there.
//!
//! What is deleted has no manifest that could be read. Where neither the cache nor a record tells what an
//! image consists of, it comes back first; then its manifest is read, and its parts follow at once.

use std::collections::{BTreeMap, BTreeSet};

use super::acting::{Done, Driver};
use super::planning::{Planned, Planner};
use super::stop::StopSwitch;
use crate::domain::{
    Comeback, DeletedWindow, Digest, Notice, PackageKey, PackagePlan, Verdict, Version, VersionId,
    decide_restore, unproved_of_restored, unread_of_restored,
};
use crate::events::{Event, Problem};
use crate::execution::{Change, Outcome, Step, StepId, Target, steps_of};
use crate::registry::Repository;

/// So many images come back at once before the first of them is read: until then they may be incomplete.
const IMAGES_AT_ONCE: usize = 8;

/// What brings everything back.
pub(super) struct BringBack<'a> {
    driver: Driver<'a>,
    planner: &'a Planner<'a>,
    window: &'a DeletedWindow,
    stop: &'a mut StopSwitch,
    done: Done,
    /// What was read, whatever came of it.
    asked: BTreeSet<Digest>,
}

impl<'a> BringBack<'a> {
    pub(super) fn new(
        driver: Driver<'a>,
        window: &'a DeletedWindow,
        stop: &'a mut StopSwitch,
    ) -> Self {
        let planner = driver.planner;
        Self { driver, planner, window, stop, done: Done::default(), asked: BTreeSet::new() }
    }

    /// Carries out the steps of these plans, and what follows from them.
    pub(super) async fn all(mut self, steps: Vec<Step>, looked: &mut [Planned]) -> Done {
        let late: Vec<BTreeSet<VersionId>> = looked.iter().map(Self::late).collect();
        let is_late = |step: &Step| {
            let at = looked.iter().position(|one| one.plan.package == step.package);
            match (at, step.target) {
                (Some(at), Target::Version(id)) => late[at].contains(&id),
                (None, _) | (_, Target::WholePackage) => false,
            }
        };
        let (rest, first): (Vec<usize>, Vec<usize>) =
            (0..steps.len()).partition(|at| is_late(&steps[*at]));
        let mut outcomes = BTreeMap::new();
        self.carry_out(&steps, &first, &mut outcomes, looked).await;
        for at in 0..looked.len() {
            let package = looked[at].plan.package.clone();
            let mine: Vec<usize> =
                rest.iter().copied().filter(|step| steps[*step].package == package).collect();
            for some in mine.chunks(IMAGES_AT_ONCE) {
                self.carry_out(&steps, some, &mut outcomes, looked).await;
                let tagged = some.iter().filter_map(|step| match steps[*step].target {
                    Target::Version(id) => Some(id),
                    Target::WholePackage => None,
                });
                self.complete(&mut looked[at], tagged.collect()).await;
            }
            let back = self.back(&looked[at]);
            self.complete(&mut looked[at], back).await;
            self.prove(&mut looked[at]).await;
            self.tell_lacks(&looked[at]);
        }
        self.done
    }

    /// The tagged versions whose parts nobody knows: they come last, and are read at once.
    fn late(planned: &Planned) -> BTreeSet<VersionId> {
        let Some(deleted) = &planned.deleted else { return BTreeSet::new() };
        let unread = unread_of_restored(&planned.plan, deleted, &planned.knowledge);
        let tagged = unread.into_iter().filter(|(row, _)| !row.tags.is_empty());
        tagged.map(|(row, _)| row.id).collect()
    }

    /// Carries out some of the steps, in their order. What they wait for has been carried out before, or is
    /// among them.
    async fn carry_out(
        &mut self,
        all: &[Step],
        some: &[usize],
        outcomes: &mut BTreeMap<usize, (usize, Outcome)>,
        looked: &[Planned],
    ) {
        let (mut places, mut steps, mut left) = (BTreeMap::new(), Vec::new(), Vec::new());
        for &at in some {
            let failed = all[at].after.iter().find_map(|StepId(earlier)| {
                let (number, outcome) = outcomes.get(earlier)?;
                (!outcome.came_about()).then(|| outcome.of_dependents(StepId(*number)))
            });
            if let Some(outcome) = self.ended_already(&all[at]).or(failed) {
                outcomes.insert(at, (self.driver.first + left.len(), outcome));
                left.push((all[at].clone(), outcome));
            } else {
                let here = |StepId(earlier): &StepId| places.get(earlier).copied().map(StepId);
                let after = all[at].after.iter().filter_map(here).collect();
                places.insert(at, steps.len());
                steps.push(Step { after, ..all[at].clone() });
            }
        }
        let tell = self.planner.tell;
        let (left_over, to_send) = (left.len(), steps.len());
        self.done.join(self.driver.leave(left, tell));
        self.driver.first += left_over;
        if to_send == 0 {
            return;
        }
        let done = self.driver.carry_out(steps, looked, self.stop, tell).await;
        let ended: BTreeMap<(&PackageKey, Target), Outcome> = done
            .outcomes
            .iter()
            .map(|(step, outcome)| ((&step.package, step.target), *outcome))
            .collect();
        for (at, place) in places {
            if let Some(outcome) = ended.get(&(&all[at].package, all[at].target)) {
                outcomes.insert(at, (self.driver.first + place, *outcome));
            }
        }
        self.done.join(done);
        self.driver.first += to_send;
    }

    /// How a step ends that is not sent any more, because its package or the run has ended.
    fn ended_already(&self, step: &Step) -> Option<Outcome> {
        if self.done.stopped_by.is_some() {
            return Some(Outcome::NotReached);
        }
        let mut others = self.done.outcomes.iter().filter(|(one, _)| one.package == step.package);
        others
            .any(|(_, outcome)| *outcome == Outcome::PackageEnded)
            .then_some(Outcome::PackageEnded)
    }

    /// What of a package is back.
    fn back(&self, planned: &Planned) -> BTreeSet<VersionId> {
        let versions = self.done.versions_of(&planned.plan.package);
        let back = versions.into_iter().filter(|(_, (_, outcome))| outcome.came_about());
        back.map(|(id, _)| id).collect()
    }

    /// Reads what is back and may have parts, and brings those back too, until nothing more is found.
    async fn complete(&mut self, planned: &mut Planned, mut among: BTreeSet<VersionId>) {
        while !self.done.ended_at_once {
            let Some(deleted) = &planned.deleted else { return };
            let back = self.back(planned);
            let unread = unread_of_restored(&planned.plan, deleted, &planned.knowledge);
            let unread: Vec<(Version, Digest)> = unread
                .into_iter()
                .filter(|(row, _)| among.contains(&row.id) && back.contains(&row.id))
                .filter(|(_, digest)| !self.asked.contains(digest))
                .map(|(row, digest)| (row.clone(), digest))
                .collect();
            if unread.is_empty() {
                return;
            }
            self.asked.extend(unread.iter().map(|(_, digest)| *digest));
            self.read(planned, &unread).await;
            let steps = self.follow(planned, &unread);
            let some: Vec<usize> = (0..steps.len()).collect();
            among.extend(steps.iter().filter_map(|step| match step.target {
                Target::Version(id) => Some(id),
                Target::WholePackage => None,
            }));
            // What belongs to an image that is begun is brought back though a limit is near.
            let stopped_by = self.done.stopped_by.take();
            self.carry_out(&steps, &some, &mut BTreeMap::new(), std::slice::from_ref(planned))
                .await;
            self.done.stopped_by = self.done.stopped_by.or(stopped_by);
        }
    }

    /// Reads the images that are back and that nobody knows: where a part of one is gone for good, nothing
    /// else would tell.
    async fn prove(&mut self, planned: &mut Planned) {
        while self.done.stopped_by.is_none() && !self.done.ended_at_once {
            let Some(deleted) = &planned.deleted else { return };
            let back = self.back(planned);
            let mut unproved: Vec<(Version, Digest)> = Vec::new();
            for (row, digest) in unproved_of_restored(&planned.plan, deleted, &planned.knowledge) {
                if back.contains(&row.id) && self.asked.insert(digest) {
                    unproved.push((row.clone(), digest));
                }
            }
            if unproved.is_empty() {
                return;
            }
            self.read(planned, &unproved).await;
        }
    }

    /// Reads these manifests. What can't be read is told.
    async fn read(&self, planned: &mut Planned, unread: &[(Version, Digest)]) {
        let package = &planned.plan.package;
        let Ok(repository) = Repository::new(self.planner.owner.login(), &package.name) else {
            return;
        };
        let digests: Vec<Digest> = unread.iter().map(|(_, digest)| *digest).collect();
        let (reader, tell) = (self.planner.reader, self.planner.tell);
        let learned = reader.learn(&repository, &digests, &mut planned.knowledge, tell).await;
        let read = |digest: &Digest| planned.knowledge.facts.contains_key(digest);
        let unknown: Vec<VersionId> =
            unread.iter().filter(|(_, digest)| !read(digest)).map(|(row, _)| row.id).collect();
        if learned.is_err() || !unknown.is_empty() {
            let (package, problem) = (Some(package.clone()), not_read(package, &unknown));
            tell(Event::Failed { package, problem });
        }
    }

    /// Decides again with what was read, and gives the steps of what follows.
    fn follow(&self, planned: &mut Planned, roots: &[(Version, Digest)]) -> Vec<Step> {
        let Some(deleted) = &planned.deleted else { return Vec::new() };
        let (active, knowledge) = (&planned.active, &planned.knowledge);
        let package = &planned.plan.package;
        let rules = &self.planner.rules_for(package);
        let of_run = self.planner.undone.map(|undone| undone.versions_of(package));
        let comeback = match &of_run {
            Some(versions) => Comeback::OfRun(versions),
            None => Comeback::Selected { rules, window: self.window },
        };
        let plan = decide_restore(active, deleted, &comeback, knowledge, self.planner.now);
        let known: BTreeSet<VersionId> =
            planned.plan.steps.iter().map(|step| step.version).collect();
        let is_new = |id: &VersionId| !known.contains(id);
        let mut parts: BTreeMap<VersionId, u64> = BTreeMap::new();
        let was = planned.plan.judgements.iter();
        for ((version, judgement), was) in deleted.versions().iter().zip(&plan.judgements).zip(was)
        {
            if judgement.verdict == Verdict::Restore && is_new(&version.id) {
                *parts.entry(judgement.root).or_default() += 1;
                (self.planner.tell)(Event::Joined {
                    package: plan.package.clone(),
                    version: version.clone(),
                    was: was.clone(),
                    judgement: judgement.clone(),
                });
            }
        }
        for (root, _) in roots {
            if let (Some(parts), false) = (parts.get(&root.id), root.tags.is_empty()) {
                let notice = Notice::BackBeforeItsParts { root: root.id, parts: *parts };
                (self.planner.tell)(Event::Noticed { package: Some(plan.package.clone()), notice });
            }
        }
        let (kept, places): (Vec<_>, Vec<_>) = plan
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| is_new(&step.version))
            .map(|(at, step)| (step.clone(), at))
            .unzip();
        let of_new: BTreeMap<usize, usize> =
            places.into_iter().enumerate().map(|(new, old)| (old, new)).collect();
        let mut fresh = PackagePlan { steps: kept, ..plan.clone() };
        for step in &mut fresh.steps {
            step.after = step.after.iter().filter_map(|at| of_new.get(at).copied()).collect();
        }
        let steps = steps_of(&[fresh], Change::Restore);
        planned.plan = plan;
        steps
    }

    /// Tells what is back and lacks a part that nobody can bring back.
    fn tell_lacks(&self, planned: &Planned) {
        let back = self.back(planned);
        let package = &planned.plan.package;
        for (root, missing) in planned.lacks(|id| back.contains(&id)) {
            let notice = Notice::IncompleteImage { root, missing };
            (self.planner.tell)(Event::Noticed { package: Some(package.clone()), notice });
        }
    }
}

fn not_read(package: &PackageKey, ids: &[VersionId]) -> Problem {
    let ids: Vec<String> = ids.iter().map(VersionId::to_string).collect();
    Problem {
        doing: format!(
            "read what {} of {package} consists of, now that it is back",
            ids.join(", ")
        ),
        said: "the registry does not show it".to_owned(),
        means: "parts of it may still be deleted".to_owned(),
        advice:
            "see whether it can be pulled; if not, restore what was deleted with it by the time of \
                 that"
                .to_owned(),
    }
}
