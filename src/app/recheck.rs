//! The look right before a change: is everything still as it was when the plan was made?

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::planning::{Planned, Planner};
use super::unreadable::unreadable;
use crate::domain::{
    Coverage, Graph, Inventory, Knowledge, PackageKey, Place, Reason, Verdict, Version, VersionId,
    evidence_to_renew,
};
use crate::events::Event;
use crate::execution::{Change, Machine, Step, StepId, Target};
use crate::github::{ApiError, PAGE_SIZE, VersionState};

/// How long a look is good for. What is deleted within it makes one batch.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(30);

/// How many steps one look clears at the most: what GitHub's limits let be deleted in that time.
pub(super) const BATCH: usize = 90;

/// How many pages one look reads at the most beside page 1, where its versions stand far apart. It has to
/// be over long before it is too old to be good for anything.
pub(super) const PAGES: usize = 12;

/// What the looks of a run have found.
pub(super) struct Recheck<'a> {
    planner: &'a Planner<'a>,
    plans: &'a [Planned],
    change: Change,
    packages: BTreeMap<PackageKey, Fresh>,
    cleared: BTreeMap<StepId, (Timestamp, Option<Reason>)>,
    /// How many pages a look may read: fewer where GitHub is slow.
    pages: usize,
}

/// A package as it was seen last.
#[derive(Default)]
struct Fresh {
    /// Versions that were not there when the plan was made.
    newcomers: BTreeMap<VersionId, Version>,
    /// Rows that are not as they were.
    changed: BTreeMap<VersionId, Version>,
    /// Versions that this run has deleted.
    gone: BTreeSet<VersionId>,
    /// What is known of manifests by now, where that is more than the plan was made with.
    knowledge: Option<Knowledge>,
    /// What could not be understood and was told.
    told: BTreeSet<String>,
}

impl<'a> Recheck<'a> {
    pub(super) fn new(planner: &'a Planner<'a>, plans: &'a [Planned], change: Change) -> Self {
        let (packages, cleared) = (BTreeMap::new(), BTreeMap::new());
        Self { planner, plans, change, packages, cleared, pages: PAGES }
    }

    /// Notes that this run has deleted a version.
    pub(super) fn note_gone(&mut self, package: &PackageKey, id: VersionId) {
        self.packages.entry(package.clone()).or_default().gone.insert(id);
    }

    /// Why a step must not be sent; `None` when nothing forbids it. Looks, unless a look that is good
    /// for this step was made within the last seconds. Those that wait for their turn are looked at with it.
    pub(super) async fn forbids(
        &mut self,
        id: StepId,
        waiting: &VecDeque<StepId>,
        machine: &Machine,
        now: Timestamp,
    ) -> Result<Option<Reason>, ApiError> {
        let is_good = |at: Timestamp| now.duration_since(at) < GOOD_FOR;
        if let Some((at, reason)) = self.cleared.get(&id)
            && is_good(*at)
        {
            return Ok(reason.clone());
        }
        let Some(first) = machine.step(id) else { return Ok(None) };
        let Some(before) = self.plans.iter().find(|one| one.plan.package == first.package) else {
            return Ok(None);
        };
        let batch = self.batch(id, waiting, machine, before);
        let held = match (first.target, self.change) {
            (Target::WholePackage, Change::Delete) => self.whole_package(before).await?,
            (Target::WholePackage, Change::Restore) => BTreeMap::new(),
            (Target::Version(_), Change::Delete) => self.doomed(before, &batch).await?,
            (Target::Version(_), Change::Restore) => self.returning(before, &batch).await?,
        };
        let took = self.planner.reader.clock.now().duration_since(now);
        if took > GOOD_FOR / 2 {
            self.pages = (self.pages / 2).max(1);
        }
        for (id, step) in batch {
            let reason = match step.target {
                Target::Version(version) => held.get(&Some(version)),
                Target::WholePackage => held.get(&None),
            };
            self.cleared.insert(id, (now, reason.cloned()));
        }
        Ok(self.cleared.get(&id).and_then(|(_, reason)| reason.clone()))
    }

    /// The next steps that one look can clear, this one first.
    fn batch(
        &self,
        id: StepId,
        waiting: &VecDeque<StepId>,
        machine: &Machine,
        before: &Planned,
    ) -> Vec<(StepId, Step)> {
        let gone = self.packages.get(&before.plan.package).map(|fresh| &fresh.gone);
        let standing = before
            .active
            .versions()
            .iter()
            .filter(|row| !gone.is_some_and(|g| g.contains(&row.id)));
        let pages: BTreeMap<VersionId, usize> =
            standing.enumerate().map(|(at, row)| (row.id, at / PAGE_SIZE)).collect();
        let mut to_read: BTreeSet<usize> = BTreeSet::new();
        let fits = |(_, step): &(StepId, &Step)| {
            if let Target::Version(version) = step.target {
                to_read.extend(pages.get(&version));
            }
            to_read.len() <= self.pages
        };
        let waiting = waiting.iter().filter(|one| **one != id);
        let waiting = waiting.filter_map(|one| Some((*one, machine.step(*one)?)));
        let waiting = waiting.filter(|(_, step)| step.package == before.plan.package);
        let (this, unsent): (Vec<_>, Vec<_>) =
            machine.unsent_from(id).take(BATCH).partition(|(one, _)| *one == id);
        let next = this.into_iter().chain(waiting).chain(unsent).take(BATCH).take_while(fits);
        next.map(|(id, step)| (id, step.clone())).collect()
    }

    /// Of the versions that are to be deleted those that must not be any more.
    async fn doomed(
        &mut self,
        before: &Planned,
        batch: &[(StepId, Step)],
    ) -> Result<BTreeMap<Option<VersionId>, Reason>, ApiError> {
        let package = &before.plan.package;
        let wanted: BTreeSet<VersionId> = versions_of(batch).collect();
        let seen = self.read(before, &wanted).await?;
        let fresh = self.packages.entry(package.clone()).or_default();
        let mut held = BTreeMap::new();
        for listed in before.active.versions().iter().filter(|one| wanted.contains(&one.id)) {
            let Some(row) = seen.get(&listed.id) else { continue };
            if row.tags != listed.tags || row.updated_at != listed.updated_at {
                fresh.changed.insert(row.id, row.clone());
                held.insert(Some(row.id), Reason::TouchedMeanwhile);
            }
        }
        let rows = before.active.versions().iter().filter(|row| wanted.contains(&row.id));
        let policy = self.planner.policy.for_package(package);
        let renewed = evidence_to_renew(&policy, &rows.collect::<Vec<_>>());
        if fresh.newcomers.is_empty() && fresh.changed.is_empty() && renewed.is_empty() {
            return Ok(held);
        }
        if !renewed.is_empty() {
            let knowledge = fresh.knowledge.get_or_insert_with(|| before.knowledge.clone());
            knowledge.evidence.forget(&renewed);
            self.planner.witness.look_afresh();
        }
        let again = decide_again(self.planner, before, fresh).await?;
        for id in wanted {
            match again.get(&id) {
                Some((Verdict::Delete, _)) => {}
                Some((_, reason)) => {
                    held.entry(Some(id)).or_insert_with(|| reason.clone());
                }
                None => {
                    held.entry(Some(id)).or_insert(Reason::TouchedMeanwhile);
                }
            }
        }
        Ok(held)
    }

    /// Reads page 1 and the pages on which these versions stand; and single versions that are not
    /// where they were expected. Takes in what was not there before.
    async fn read(
        &mut self,
        before: &Planned,
        wanted: &BTreeSet<VersionId>,
    ) -> Result<BTreeMap<VersionId, Version>, ApiError> {
        let package = &before.plan.package;
        let fresh = self.packages.entry(package.clone()).or_default();
        let known: BTreeSet<VersionId> =
            before.active.versions().iter().map(|version| version.id).collect();
        let mut seen = BTreeMap::new();
        let mut take = |rows: Vec<Version>, fresh: &mut Fresh| {
            let all_new = rows.iter().all(|row| !known.contains(&row.id));
            let goes_on = all_new && !rows.is_empty();
            for row in rows {
                if !known.contains(&row.id) {
                    fresh.newcomers.insert(row.id, row.clone());
                }
                seen.insert(row.id, row);
            }
            goes_on
        };
        let mut read = BTreeSet::new();
        for number in 1.. {
            read.insert(number);
            let rows = read_page(self.planner, package, number).await?;
            if !take(rows, fresh) {
                break;
            }
        }
        let standing = before.active.versions().iter().filter(|one| !fresh.gone.contains(&one.id));
        let places = standing.enumerate().filter(|(_, version)| wanted.contains(&version.id));
        let shift = fresh.newcomers.len();
        let pages: BTreeSet<usize> = places.map(|(at, _)| (at + shift) / PAGE_SIZE + 1).collect();
        for number in pages.difference(&read) {
            take(read_page(self.planner, package, *number).await?, fresh);
        }
        for id in wanted {
            if seen.contains_key(id) {
                continue;
            }
            match self.planner.client.get_version(self.planner.owner, package, *id).await {
                Ok(version) => {
                    seen.insert(*id, version);
                }
                // Gone already: the delete will tell.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(seen)
    }

    /// Whether a package may go as a whole: a fresh, complete and stable listing must come to the same.
    async fn whole_package(
        &self,
        before: &Planned,
    ) -> Result<BTreeMap<Option<VersionId>, Reason>, ApiError> {
        let package = &before.plan.package;
        let active = self
            .planner
            .client
            .list_versions(self.planner.owner, package, VersionState::Active)
            .await?;
        let same =
            active.coverage == Coverage::Stable && active.versions() == before.active.versions();
        let held = BTreeMap::from([(None, Reason::TouchedMeanwhile)]);
        Ok(if same { BTreeMap::new() } else { held })
    }

    /// Of the versions that are to come back those whose tag or name somebody has used meanwhile.
    async fn returning(
        &mut self,
        before: &Planned,
        batch: &[(StepId, Step)],
    ) -> Result<BTreeMap<Option<VersionId>, Reason>, ApiError> {
        let package = &before.plan.package;
        let wanted: BTreeSet<VersionId> = versions_of(batch).collect();
        let deleted = before.deleted.iter().flat_map(Inventory::versions);
        let wanted: Vec<&Version> = deleted.filter(|row| wanted.contains(&row.id)).collect();
        // What is new stands on page 1. A tag may also move to an old version, on any page: they are all
        // read where they are few, and where they are many the look afterwards finds that.
        let are_few = before.active.versions().len() / PAGE_SIZE < PAGES;
        let most = if are_few && wanted.iter().any(|row| !row.tags.is_empty()) { PAGES } else { 1 };
        let mut rows = Vec::new();
        for number in 1..=most {
            let page = read_page(self.planner, package, number).await?;
            let is_last = page.len() < PAGE_SIZE;
            rows.extend(page);
            if is_last {
                break;
            }
        }
        let mut held = BTreeMap::new();
        for version in wanted {
            let rival = rows.iter().filter(|row| row.id != version.id).find_map(|row| {
                let tag = version.tags.iter().find(|tag| row.tags.contains(tag));
                tag.map(|tag| Reason::TagMovedOn { tag: tag.clone(), to: row.id }).or_else(|| {
                    (row.name == version.name).then_some(Reason::NameUsedAgain { by: row.id })
                })
            });
            held.extend(rival.map(|reason| (Some(version.id), reason)));
        }
        Ok(held)
    }
}

async fn read_page(
    planner: &Planner<'_>,
    package: &PackageKey,
    number: usize,
) -> Result<Vec<Version>, ApiError> {
    let state = VersionState::Active;
    planner.client.versions_on_page(planner.owner, package, state, number).await
}

fn versions_of(batch: &[(StepId, Step)]) -> impl Iterator<Item = VersionId> {
    batch.iter().filter_map(|(_, step)| match step.target {
        Target::Version(id) => Some(id),
        Target::WholePackage => None,
    })
}

/// The same decision with what is known now: for each version what becomes of it, and why.
///
/// What this run has deleted takes part as it was: it was decided upon together with the rest. What is new
/// is in no plan of this run, so it stays whatever the rules would make of it, with all that it reaches.
async fn decide_again(
    planner: &Planner<'_>,
    before: &Planned,
    fresh: &mut Fresh,
) -> Result<BTreeMap<VersionId, (Verdict, Reason)>, ApiError> {
    let names: BTreeSet<&str> = fresh.newcomers.values().map(|one| one.name.as_str()).collect();
    // A digest that was pushed again after it was deleted is a version of its own, and the one that counts.
    let is_replaced = |row: &Version| fresh.gone.contains(&row.id) && names.contains(&*row.name);
    let listed = before.active.versions().iter().filter(|row| !is_replaced(row));
    let rows = listed.map(|version| fresh.changed.get(&version.id).unwrap_or(version));
    let versions: Vec<Version> = rows.chain(fresh.newcomers.values()).cloned().collect();
    let package = before.plan.package.clone();
    let mut inventory = Inventory::new(package, versions, before.active.coverage.clone());
    let knowledge = fresh.knowledge.get_or_insert_with(|| before.knowledge.clone());
    let (plan, _) = planner.decide(&mut inventory, knowledge).await?;
    for (package, problem) in unreadable(&plan) {
        if fresh.told.insert(problem.doing.clone()) {
            (planner.tell)(Event::Failed { package: Some(package), problem });
        }
    }
    let graph = Graph::of(&inventory, knowledge);
    let versions = inventory.versions();
    let is_new = |at: &Place| fresh.newcomers.contains_key(&versions[*at].id);
    let needed = graph.reached_from((0..versions.len()).filter(is_new));
    let judgements = plan.judgements.into_iter().zip(needed);
    let judged = judgements.map(|(one, needed)| match (one.verdict, needed) {
        (Verdict::Delete, Some(by)) => {
            let root = &versions[by];
            let reason = Reason::NeededBy { root: root.id, root_name: root.name.clone() };
            (one.version, (Verdict::Hold, reason))
        }
        (verdict, _) => (one.version, (verdict, one.reason)),
    });
    Ok(judged.collect())
}
