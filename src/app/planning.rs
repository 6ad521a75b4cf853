//! From a package to its plan: list, decide, and tell every verdict.

use std::collections::BTreeSet;

use futures_util::future::try_join;
use jiff::Timestamp;

use super::evidence::{Asking, Witness};
use super::knowing::{Count, Reader, WaitTooLong};
use super::undoing::UndoneRun;
use crate::domain::{
    Comeback, Coverage, Decision, Digest, Ending, Explanation, Fact, Inventory, Judgement,
    Knowledge, Manifests, Notice, Owner, PackageKey, PackagePlan, PackageType, Question, Rule,
    RunPolicy, TagOff, Untagging, Version, VersionId, Visibility, called, decide, decide_restore,
    explain, lacks_of_restored, plan_lost_package, plan_whole_package, questions_about,
    tags_to_take_off, weigh,
};
use crate::events::Event;
use crate::github::{ApiError, Client, PAGE_SIZE, VersionState};
use crate::inputs::Untag;
use crate::registry::Repository;
use crate::report::RecordedPlan;

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
    /// The tags that come off what stays.
    pub(super) untags: Vec<TagOff>,
}

impl Planned {
    /// A package that is deleted and named to come back. GitHub lists no deleted packages, so nothing is
    /// known of it.
    pub(super) fn lost_package(package: &PackageKey) -> Self {
        let active = Inventory::new(package.clone(), Vec::new(), Coverage::Stable);
        let plan =
            PackagePlan { ending: Ending::WholePackage, ..plan_whole_package(&active, None) };
        Self { active, deleted: None, knowledge: Knowledge::default(), plan, untags: Vec::new() }
    }

    /// The same of a package of which it is known what was in it.
    pub(super) fn lost_package_of(package: &PackageKey, rows: Vec<Version>) -> Self {
        let active = Inventory::new(package.clone(), Vec::new(), Coverage::Stable);
        let deleted = Inventory::new(package.clone(), rows, Coverage::Stable);
        let plan = plan_lost_package(&deleted);
        let knowledge = Knowledge::default();
        Self { active, deleted: Some(deleted), knowledge, plan, untags: Vec::new() }
    }

    /// What of what is back lacks a part, and that part.
    pub(super) fn lacks(&self, is_back: impl Fn(VersionId) -> bool) -> Vec<(VersionId, Digest)> {
        let deleted = self.deleted.iter().flat_map(Inventory::versions);
        let rows: Vec<Version> = deleted.filter(|row| is_back(row.id)).cloned().collect();
        lacks_of_restored(&self.active, &rows, &self.knowledge)
    }

    /// Tells the verdict on every version, and the plan.
    pub(super) fn tell(&self, tell: &dyn Fn(Event)) {
        let package = &self.plan.package;
        for (version, judgement) in self.judged() {
            tell(Event::Judged {
                package: package.clone(),
                version: version.clone(),
                judgement: judgement.clone(),
            });
        }
        for notice in &self.plan.notices {
            tell(Event::Noticed { package: Some(package.clone()), notice: notice.clone() });
        }
        tell(Event::PackagePlanned { package: package.clone(), images: self.plan.images });
        let weight = weigh(&self.active, &self.knowledge, &self.plan);
        if self.deleted.is_none() && !weight.shares.is_empty() {
            tell(Event::Weighed { package: package.clone(), weight });
        }
        for off in &self.untags {
            let rows = self.active.versions();
            let Some(version) = rows.iter().find(|row| row.id == off.version) else { continue };
            let (package, version) = (package.clone(), version.clone());
            tell(Event::UntagPlanned { package, version, tag: off.tag.clone() });
        }
    }

    /// What the plan is about: what is there, or what is deleted.
    pub(super) fn subject(&self) -> &Inventory {
        self.deleted.as_ref().unwrap_or(&self.active)
    }

    /// The versions that the plan is about, each with what is to become of it.
    pub(super) fn judged(&self) -> impl Iterator<Item = (&Version, &Judgement)> {
        self.subject().versions().iter().zip(&self.plan.judgements)
    }
}

/// What was listed of a package to restore from.
pub(super) struct Listings {
    pub(super) deleted: Inventory,
    /// What is there, where that matters.
    pub(super) active: Option<Inventory>,
}

/// What a plan is made with.
pub(super) struct Planner<'a> {
    pub(super) client: &'a Client,
    pub(super) owner: &'a Owner,
    pub(super) reader: &'a Reader,
    pub(super) witness: &'a Witness,
    pub(super) policy: &'a RunPolicy,
    pub(super) record: Option<&'a RecordedPlan>,
    pub(super) undone: Option<&'a UndoneRun>,
    pub(super) untag: Untag,
    pub(super) now: Timestamp,
    pub(super) tell: &'a dyn Fn(Event),
}

impl Planner<'_> {
    /// Lists a package and decides what of it goes. What happens on the way is told to `tell`.
    pub(super) async fn deletion(
        &self,
        package: &PackageKey,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let mut active =
            self.client.list_versions(self.owner, package, VersionState::Active).await?;
        tell_listed(&active, tell);
        let mut knowledge = Knowledge {
            manifests: Manifests::Readable,
            earlier: self.record.map(|record| record.for_package(&active)),
            ..Knowledge::default()
        };
        let (mut plan, mut count) = self.decide(&mut active, &mut knowledge).await?;
        let mut untags = Vec::new();
        if self.untag == Untag::Yes {
            untags = self.tags_off(&mut active, &mut knowledge, &mut plan, &mut count).await?;
        }
        self.tell_reads(package, count, tell).await;
        Ok(Planned { active, deleted: None, knowledge, plan, untags })
    }

    /// Tells how many manifests were read, and warns where so many should be kept from run to run.
    pub(super) async fn tell_reads(
        &self,
        package: &PackageKey,
        count: Count,
        tell: &dyn Fn(Event),
    ) {
        if count != Count::default() {
            let (read, cached) = (count.read, count.cached);
            tell(Event::ManifestsRead { package: package.clone(), read, cached });
        }
        if self.reader.is_worth_a_warning(count) {
            let found = self.client.get_package(self.owner, package).await;
            if found.is_ok_and(|found| found.visibility == Some(Visibility::Public)) {
                let (package, notice) = (package.clone(), Notice::ManyManifestsRead(count.read));
                tell(Event::Noticed { package: Some(package), notice });
            }
        }
    }

    /// Which tags come off what stays. What that asks is answered, and then the plan is made anew.
    async fn tags_off(
        &self,
        active: &mut Inventory,
        knowledge: &mut Knowledge,
        plan: &mut PackagePlan,
        count: &mut Count,
    ) -> Result<Vec<TagOff>, ApiError> {
        let policy = self.policy.for_package(&active.package);
        loop {
            match tags_to_take_off(active, knowledge, &policy, plan, self.now) {
                Untagging::Ask(questions) => {
                    let (more, _) = self.answer(active, &questions, knowledge).await?;
                    *count += more;
                    let (anew, more) = self.decide(active, knowledge).await?;
                    *plan = anew;
                    *count += more;
                }
                Untagging::Off(mut off) => {
                    if let Some(record) = self.record {
                        let package = &active.package;
                        off.retain(|one| record.takes_off(package, one.version, &one.tag));
                    }
                    return Ok(off);
                }
            }
        }
    }

    /// Decides, and answers what the decision asks until it asks no more. What others have deleted since
    /// it was listed is taken out of the inventory.
    pub(super) async fn decide(
        &self,
        active: &mut Inventory,
        knowledge: &mut Knowledge,
    ) -> Result<(PackagePlan, Count), ApiError> {
        let mut count = Count::default();
        let policy = self.policy.for_package(&active.package);
        loop {
            let questions = match decide(active, knowledge, &policy, self.now) {
                Decision::Plan(plan) => return Ok((plan, count)),
                Decision::Ask(questions) => questions,
            };
            let (more, vanished) = self.answer(active, &questions, knowledge).await?;
            count += more;
            *active = without(active, &vanished);
        }
    }

    /// What there is to say about the versions that are called so. What may need them is read first, as
    /// far as it is not known.
    pub(super) async fn explain(
        &self,
        planned: &mut Planned,
        text: &str,
    ) -> Result<Vec<Explanation>, ApiError> {
        let Planned { active, knowledge, .. } = planned;
        let is_readable = knowledge.manifests == Manifests::Readable
            && active.package.package_type == PackageType::Container;
        let places = called(active.versions(), text);
        let policy = self.policy.for_package(&active.package);
        while is_readable && !places.is_empty() {
            let questions = questions_about(active, knowledge, &policy, &places);
            let known = knowledge.facts.len();
            self.answer(active, &questions, knowledge).await?;
            // What somebody deleted meanwhile has no answer, and needs nothing any more.
            if knowledge.facts.len() == known {
                break;
            }
        }
        Ok(explain(planned.subject(), &planned.knowledge, &planned.plan, text))
    }

    /// Answers what the decision asks. Gives the versions that are not there any more.
    pub(super) async fn answer(
        &self,
        active: &Inventory,
        questions: &[Question],
        knowledge: &mut Knowledge,
    ) -> Result<(Count, BTreeSet<VersionId>), ApiError> {
        let package = &active.package;
        if questions.contains(&Question::Deleted) {
            let deleted =
                self.client.list_versions(self.owner, package, VersionState::Deleted).await?;
            let digests = deleted.versions().iter().filter_map(Version::digest);
            knowledge.deleted = Some(digests.collect());
        }
        let Self { client, owner, tell, .. } = *self;
        let asking = Asking { client, owner, package, tell };
        self.witness.answer(&asking, questions, &mut knowledge.evidence).await?;
        let manifests: Vec<Digest> = questions
            .iter()
            .filter_map(|question| match question {
                Question::Manifest(digest) => Some(*digest),
                Question::Deleted
                | Question::GitTags
                | Question::Releases
                | Question::Pull(_)
                | Question::Branches
                | Question::OpenBranches
                | Question::ClosedBranch(_) => None,
            })
            .collect();
        self.learn(active, &manifests, knowledge).await
    }

    /// Learns what these manifests list and speak of. Gives the versions that are not there any more.
    pub(super) async fn learn(
        &self,
        active: &Inventory,
        manifests: &[Digest],
        knowledge: &mut Knowledge,
    ) -> Result<(Count, BTreeSet<VersionId>), ApiError> {
        let package = &active.package;
        let mut vanished = BTreeSet::new();
        let Ok(repository) = Repository::new(self.owner.login(), &package.name) else {
            let why = format!("`{package}` is no name of a repository in the registry");
            let facts = manifests.iter().map(|digest| (*digest, Fact::Unreadable(why.clone())));
            knowledge.facts.extend(facts);
            return Ok((Count::default(), vanished));
        };
        let too_long = |WaitTooLong(wait)| ApiError::WaitTooLong {
            doing: format!("read the manifests of {package}"),
            wait,
            limit: self.reader.wait_limit(),
            refusal: None,
        };
        let reader = self.reader;
        let learned = reader.learn(&repository, manifests, knowledge, self.tell).await;
        let (count, unknown) = learned.map_err(too_long)?;
        let asked_at = reader.clock.now();
        let mut listed = Vec::new();
        for digest in unknown {
            let rows = active.versions();
            match rows.iter().position(|row| row.digest() == Some(digest)) {
                Some(at) if self.is_still_listed(package, &rows[at], at).await => {
                    listed.push(rows[at].clone());
                }
                Some(at) => {
                    vanished.insert(rows[at].id);
                }
                // A part that no listing has and no registry knows.
                None => {
                    knowledge.facts.insert(digest, Fact::Gone);
                }
            }
        }
        let policy = self.policy.for_package(package);
        let judged = reader.judge_unknown(&repository, &listed, &policy, asked_at, knowledge).await;
        judged.map_err(too_long)?;
        Ok((count, vanished))
    }

    /// Whether a version that the registry does not know is still listed at its place. Somebody else may
    /// have deleted it since.
    async fn is_still_listed(&self, package: &PackageKey, version: &Version, at: usize) -> bool {
        match self.client.get_version(self.owner, package, version.id).await {
            Err(error) if error.is_not_found() => {}
            Ok(_) | Err(_) => return true,
        }
        let (state, number) = (VersionState::Active, at / PAGE_SIZE + 1);
        let page = self.client.versions_on_page(self.owner, package, state, number).await;
        page.map_or(true, |page| page.iter().any(|row| row.id == version.id))
    }

    /// The rules that concern this package.
    pub(super) fn rules_for(&self, package: &PackageKey) -> Vec<Rule> {
        self.policy.for_package(package).rules
    }

    /// Lists what is deleted, and what is there where something would come back, and decides what does.
    pub(super) async fn restoration(
        &self,
        package: &PackageKey,
        comeback: &Comeback<'_>,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let mut listings = self.list_deleted(package).await?;
        let nothing = Inventory::new(package.clone(), Vec::new(), Coverage::Stable);
        let knowledge = self.recalled(&listings.deleted);
        let plan = decide_restore(&nothing, &listings.deleted, comeback, &knowledge, self.now);
        let holds_all = listings.deleted.coverage != Coverage::Stable;
        if !plan.steps.is_empty() && !holds_all {
            self.list_active(&mut listings).await?;
        }
        Ok(self.restore(listings, knowledge, comeback, tell))
    }

    /// Lists what is deleted of a package.
    pub(super) async fn list_deleted(&self, package: &PackageKey) -> Result<Listings, ApiError> {
        let state = VersionState::Deleted;
        let deleted = self.client.list_versions(self.owner, package, state).await?;
        Ok(Listings { deleted, active: None })
    }

    /// Lists both what is deleted of a package and what is there, at once.
    pub(super) async fn list_both(&self, package: &PackageKey) -> Result<Listings, ApiError> {
        let list = |state| self.client.list_versions(self.owner, package, state);
        let (deleted, active) =
            try_join(list(VersionState::Deleted), list(VersionState::Active)).await?;
        Ok(Listings { deleted, active: Some(active) })
    }

    /// Lists what is there of the same package too, unless that is known.
    pub(super) async fn list_active(&self, listings: &mut Listings) -> Result<(), ApiError> {
        if listings.active.is_none() {
            let package = &listings.deleted.package;
            let state = VersionState::Active;
            listings.active = Some(self.client.list_versions(self.owner, package, state).await?);
        }
        Ok(())
    }

    /// Decides what comes back.
    pub(super) fn restore(
        &self,
        listings: Listings,
        knowledge: Knowledge,
        comeback: &Comeback<'_>,
        tell: &dyn Fn(Event),
    ) -> Planned {
        let Listings { deleted, active } = listings;
        tell_listed(&deleted, tell);
        let package = deleted.package.clone();
        let active =
            active.unwrap_or_else(|| Inventory::new(package, Vec::new(), deleted.coverage.clone()));
        let plan = decide_restore(&active, &deleted, comeback, &knowledge, self.now);
        Planned { active, deleted: Some(deleted), knowledge, plan, untags: Vec::new() }
    }

    /// What the cache tells of what is deleted. Nobody else can, for the registry does not show it.
    pub(super) fn recalled(&self, deleted: &Inventory) -> Knowledge {
        let digests = deleted.versions().iter().filter_map(Version::digest);
        let facts = self.reader.recall(digests);
        Knowledge { manifests: Manifests::Readable, facts, ..Knowledge::default() }
    }

    /// Lists a package that goes as a whole.
    pub(super) async fn whole_package(
        &self,
        package: &PackageKey,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let active = self.client.list_versions(self.owner, package, VersionState::Active).await?;
        tell_listed(&active, tell);
        let earlier = self.record.map(|record| record.for_package(&active));
        let plan = plan_whole_package(&active, earlier.as_ref());
        let knowledge = Knowledge::default();
        Ok(Planned { active, deleted: None, knowledge, plan, untags: Vec::new() })
    }
}

/// What is left of an inventory without these.
pub(super) fn without(inventory: &Inventory, these: &BTreeSet<VersionId>) -> Inventory {
    let rows = inventory.versions().iter().filter(|row| !these.contains(&row.id));
    let (package, coverage) = (inventory.package.clone(), inventory.coverage.clone());
    Inventory::new(package, rows.cloned().collect(), coverage)
}

pub(super) fn tell_listed(inventory: &Inventory, tell: &dyn Fn(Event)) {
    tell(Event::PackageListed {
        package: inventory.package.clone(),
        versions: inventory.versions().len() as u64,
        coverage: inventory.coverage.clone(),
    });
}
