//! From events to what was planned and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::deeds::Deeds;
use super::fate::{Fate, Trouble};
use super::package::{Entry, Listed, PackageAccount, Proved};
use super::tally::Tally;
use crate::domain::{Coverage, ImageCount, PackageKey, Reason};
use crate::events::{DryRun, Event, Rights, RunStarted, StepEvent, StopCause};
use crate::execution::{Change, Difference, Outcome, StepId, Target};
use crate::report::site::Site;
use crate::report::words::{self, Sentence, Unit};

/// What was planned in a run, and what came of it.
///
/// It holds every version that is to change until the run is over, so its size is that of the plan. In
/// a dry run nothing comes of anything, and it holds numbers alone.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Account {
    /// How the run began.
    pub(in crate::report) started: Option<RunStarted>,
    /// Versions of all packages by verdict.
    pub(in crate::report) versions: Tally,
    /// Images of all packages.
    pub(in crate::report) images: ImageCount,
    /// What failed beside single versions, guards that refused, rights that lack, and what was not as it
    /// should be in the end.
    pub(in crate::report) problems: u64,
    /// What looks like a mistake, or should not go unseen.
    pub(in crate::report) warnings: u64,
    /// Why the run ended early.
    pub(in crate::report) stopped: Option<StopCause>,
    /// Where the record is, from the workspace, once it is whole.
    pub(in crate::report) record: Option<String>,
    /// Whether a guard refused the plan.
    pub(in crate::report) refused: Refused,
    /// Tags that were taken off, or may have been.
    pub(in crate::report) tags_off: u64,
    lacks_rights: bool,
    end: End,
    unproved: u64,
    /// What failed beside single versions, or was not as it should be in the end.
    failures: u64,
    packages: Vec<PackageAccount>,
    places: BTreeMap<PackageKey, usize>,
    /// How the steps ended that may block others.
    blockers: BTreeMap<u64, Fate>,
    held_back: BTreeMap<u64, (Target, Reason)>,
    /// Where the packages are to be seen.
    pub(in crate::report) site: Option<Site>,
}

/// Whether a guard refused the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::report) enum Refused {
    #[default]
    No,
    Yes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum End {
    #[default]
    Ahead,
    Reached,
}

impl Account {
    /// Takes an event into account. Must see it before the folds that look things up here.
    pub(in crate::report) fn observe(&mut self, event: &Event) {
        match event {
            Event::RunStarted(started) => self.started = Some(started.clone()),
            Event::OwnerFound(owner) => {
                let api = self.started.as_ref().map(|started| started.api.as_str());
                self.site = api.and_then(|api| Site::of(api, owner));
            }
            Event::Weighed { package, weight } => self.of(package).weight = weight.clone(),
            Event::NoPackageFits | Event::Noticed { .. } => self.warnings += 1,
            Event::PackageListed { package, versions: _, coverage } => {
                self.of(package).listed = Listed::Yes;
                match coverage {
                    Coverage::Stable => {}
                    Coverage::Unstable(_) | Coverage::Truncated(_) => {
                        self.unproved += 1;
                        self.warnings += 1;
                    }
                }
            }
            Event::Judged { package, version, judgement } => {
                self.versions.add(judgement.verdict);
                let acts = self.dry_run() == DryRun::No;
                let package = self.of(package);
                package.tally.add(judgement.verdict);
                if acts {
                    package.expect(version, judgement);
                }
            }
            Event::Joined { package, version, was, judgement } => {
                self.versions.turn(was.verdict, judgement.verdict);
                let package = self.of(package);
                package.tally.turn(was.verdict, judgement.verdict);
                package.expect(version, judgement);
            }
            Event::PackagePlanned { package, images } => {
                self.images.total += images.total;
                self.images.doomed += images.doomed;
                self.of(package).images = Some(*images);
            }
            Event::Failed { .. } => {
                self.failures += 1;
                self.problems += 1;
            }
            Event::PlanRefused(_) => {
                self.refused = Refused::Yes;
                self.problems += 1;
            }
            Event::RightsChecked(Rights::ScopesMissing(_)) => {
                self.lacks_rights = true;
                self.problems += 1;
            }
            Event::StepSent { step, at } => self.of(&step.package).touch(*at),
            Event::StepEnded { step, at, outcome, problem: _ } => self.ended(step, *at, *outcome),
            Event::HeldBack { step, reason } => {
                self.held_back.insert(step.number, (step.target, reason.clone()));
            }
            // A signal outranks the limit that it follows.
            Event::Stopping(cause) => {
                if !matches!(self.stopped, Some(StopCause::Signal(_))) {
                    self.stopped = Some(*cause);
                }
            }
            Event::Healed { package, version, outcome, needed_by: _ } => {
                if outcome.came_about() {
                    self.of(package).heal(version.id);
                    self.warnings += 1;
                } else {
                    self.failures += 1;
                    self.problems += 1;
                }
            }
            Event::Untagged { outcome, .. } => match outcome {
                Outcome::Refused | Outcome::Unknown => {
                    self.failures += 1;
                    self.problems += 1;
                    self.tags_off += u64::from(*outcome == Outcome::Unknown);
                }
                Outcome::Done => self.tags_off += 1,
                Outcome::AlreadySo
                | Outcome::Held
                | Outcome::Blocked(_)
                | Outcome::PackageEnded
                | Outcome::NotReached => {}
            },
            Event::Checked { package, differences } => self.checked(package, differences),
            Event::Recorded { path } => self.record = Some(path.clone()),
            Event::RunEnded { at: _ } => self.end = End::Reached,
            Event::RightsChecked(Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown)
            | Event::PackageMissing { .. }
            | Event::Explained { .. }
            | Event::Compared { .. }
            | Event::ManifestsRead { .. }
            | Event::Retagged { .. }
            | Event::UntagPlanned { .. }
            | Event::Untagging { .. }
            | Event::TagPutOn { .. }
            | Event::Estimated { .. }
            | Event::Reading { .. }
            | Event::Waiting { .. }
            | Event::RateLimit { .. } => {}
        }
    }

    /// Whether the run may change anything; before it has begun it may not.
    pub(in crate::report) fn dry_run(&self) -> DryRun {
        self.started.as_ref().map_or(DryRun::Yes, |started| started.dry_run)
    }

    /// When the run began.
    pub(in crate::report) fn now(&self) -> Option<Timestamp> {
        self.started.as_ref().map(|started| started.at)
    }

    /// What the run does to what it selects: what the plan says, and where it says nothing, `mode`.
    pub(in crate::report) fn asked(&self) -> Change {
        let mut whole = self.packages.iter().filter_map(|package| package.whole);
        if self.versions.returning > 0 || whole.any(|whole| whole.change == Change::Restore) {
            return Change::Restore;
        }
        match self.input("mode") {
            Some("restore" | "repair") if self.versions.doomed == 0 => Change::Restore,
            Some(_) | None => Change::Delete,
        }
    }

    /// An input as it was written, where it was given.
    pub(in crate::report) fn input(&self, name: &str) -> Option<&str> {
        let inputs = &self.started.as_ref()?.inputs;
        inputs.iter().find(|(given, _)| given == name).map(|(_, value)| value.trim())
    }

    /// What guards count in this run.
    pub(in crate::report) fn guarded(&self) -> Unit {
        match self.input("target") {
            Some("packages") => Unit::Packages,
            Some(_) | None => Unit::Images,
        }
    }

    /// The packages, in the order in which they were listed.
    pub(in crate::report) fn packages(&self) -> impl Iterator<Item = &PackageAccount> {
        self.packages.iter()
    }

    /// One package.
    pub(in crate::report) fn package(&self, key: &PackageKey) -> Option<&PackageAccount> {
        self.packages.get(*self.places.get(key)?)
    }

    /// What became of the versions that were to change.
    pub(in crate::report) fn deeds(&self) -> Deeds {
        let mut all = Deeds::default();
        for package in &self.packages {
            all.join(&package.deeds);
        }
        all
    }

    /// Versions that were selected and that the run did not reach because it ended early.
    pub(in crate::report) fn remaining(&self) -> u64 {
        let deeds = self.deeds();
        let open = if self.stopped.is_some() { deeds.open } else { 0 };
        deeds.not_reached + open
    }

    /// Versions of the plan that stay because nothing of it was tried: a guard refused it, or the token
    /// is known to lack a right. In a dry run they are planned, and counted as that.
    pub(in crate::report) fn spared(&self) -> u64 {
        match (self.dry_run(), self.refused, self.lacks_rights) {
            (DryRun::No, Refused::Yes, _) | (DryRun::No, _, true) => self.versions.changing(),
            (DryRun::Yes, ..) | (DryRun::No, Refused::No, false) => 0,
        }
    }

    /// What an outcome means for what it is about.
    pub(in crate::report) fn fate(&self, outcome: Outcome) -> Fate {
        let blocker = match outcome {
            Outcome::Blocked(StepId(number)) => self.blockers.get(&(number as u64)).copied(),
            Outcome::Done
            | Outcome::AlreadySo
            | Outcome::Held
            | Outcome::Refused
            | Outcome::Unknown
            | Outcome::PackageEnded
            | Outcome::NotReached => None,
        };
        Fate::of(outcome, blocker)
    }

    /// Why the look right before a step forbade it, where it did.
    pub(in crate::report) fn held_back(&self, step: &StepEvent) -> Option<&Reason> {
        let (target, reason) = self.held_back.get(&step.number)?;
        (*target == step.target).then_some(reason)
    }

    /// The versions that a step is about, as far as they are known.
    pub(in crate::report) fn entries<'a>(
        &'a self,
        step: &StepEvent,
    ) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let package = self.package(&step.package);
        let (one, all) = match step.target {
            Target::Version(id) => (package.and_then(|package| package.entry(id)), None),
            Target::WholePackage => (None, package.map(PackageAccount::entries)),
        };
        let change = step.change;
        // A step that takes back what this run did is no part of the plan.
        one.into_iter().chain(all.into_iter().flatten()).filter(move |entry| entry.change == change)
    }

    /// What a step is about, as people know it.
    pub(in crate::report) fn target(&self, step: &StepEvent) -> Sentence {
        let package = self.package(&step.package);
        match step.target {
            Target::Version(id) => match package.and_then(|package| package.entry(id)) {
                Some(entry) => words::of_package(&entry.version, &step.package),
                None => words::target(step),
            },
            Target::WholePackage => words::target(step),
        }
    }

    /// Whether every package was listed in full and judged, nothing failed and nothing remains.
    pub(in crate::report) fn is_complete(&self) -> bool {
        self.end == End::Reached
            && self.stopped.is_none()
            && self.failures == 0
            && self.unproved == 0
            && self.packages.iter().all(PackageAccount::is_judged)
            && self.deeds().failed == 0
            && self.remaining() == 0
    }

    fn ended(&mut self, step: &StepEvent, at: Timestamp, outcome: Outcome) {
        let fate = self.fate(outcome);
        if fate.trouble().is_some() {
            self.blockers.insert(step.number, fate);
        } else {
            self.blockers.remove(&step.number);
        }
        let package = self.of(&step.package);
        if fate != Fate::NotReached {
            package.touch(at);
        }
        match step.target {
            Target::Version(id) => package.end_version(id, step.change, fate),
            Target::WholePackage => {
                package.end_whole(step.change, fate);
                // Nothing else counts it where its versions are not known.
                if package.deeds.all() == 0 && fate.trouble() == Some(Trouble::Failed) {
                    self.failures += 1;
                    self.problems += 1;
                }
            }
        }
    }

    fn checked(&mut self, package: &PackageKey, differences: &[Difference]) {
        if differences.is_empty() {
            self.of(package).proved = Proved::Yes;
        }
        self.failures += differences.len() as u64;
        self.problems += differences.len() as u64;
        let package = self.of(package);
        for difference in differences {
            match difference {
                Difference::StillThere(version) | Difference::NotBack(version) => {
                    package.contradict(version.id);
                }
                Difference::Missing(_) | Difference::TagNotBack(..) => {}
            }
        }
    }

    fn of(&mut self, key: &PackageKey) -> &mut PackageAccount {
        let place = *self.places.entry(key.clone()).or_insert(self.packages.len());
        if place == self.packages.len() {
            self.packages.push(PackageAccount::new(key.clone()));
        }
        &mut self.packages[place]
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
