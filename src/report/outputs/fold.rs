//! From events to outputs.

use super::super::account::{Account, Fate, Trouble};
use super::super::words::{self, Sentence};
use super::list::{Item, List};
use crate::domain::{Judgement, PackageKey, Verdict, Version};
use crate::events::{DryRun, Event, Problem, StepEvent};
use crate::execution::{Change, Difference, Outcome};

/// The names of all outputs, in the order in which they are written.
pub const OUTPUT_NAMES: [&str; 16] = [
    "deleted-count",
    "restored-count",
    "held-count",
    "failed-count",
    "kept-count",
    "remaining-count",
    "complete",
    "deleted",
    "restored",
    "untagged",
    "held",
    "failed",
    "planned-count",
    "planned",
    "truncated",
    "record",
];

/// One output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// One of [`OUTPUT_NAMES`].
    pub name: &'static str,
    /// Its value: a number, a JSON array, a path, `true` or `false`.
    pub value: String,
}

/// The outputs of a run.
///
/// A version stands in `deleted` or `restored` when GitHub said that this run changed it, and nothing
/// was found that speaks against it. What was gone already, or there, stands in no list: nobody selected
/// it in vain, and this run did not do it. What was healed is there as before, so it counts as kept.
/// Of a plan that was refused everything is kept. What could not be healed is deleted and needed, so it stands in `deleted` and in `failed`.
///
/// Of the lists it holds no more than it ends with; `deleted` and `restored` are made at the end out of
/// the account.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Outputs {
    planned: List,
    untagged: List,
    held: List,
    failed: List,
    record: String,
}

impl Outputs {
    /// Takes an event into account, which the account has seen.
    pub(in crate::report) fn observe(&mut self, event: &Event, account: &Account) {
        match event {
            Event::Judged { package, version, judgement } => {
                self.judged(package, version, judgement, account);
            }
            Event::Joined { package, version, judgement, was } => {
                if was.verdict == Verdict::Hold {
                    let why = words::reason(&was.reason, account.now());
                    self.held.take_out(&item(package, version, &why));
                }
                self.judged(package, version, judgement, account);
            }
            Event::StepEnded { step, outcome, problem, at: _ } => {
                self.ended(step, *outcome, problem.as_ref(), account);
            }
            Event::Healed { package, version, needed_by, outcome } => {
                if !outcome.came_about() {
                    let why = words::not_healed(needed_by);
                    self.failed.add(|| item(package, version, &why));
                }
            }
            Event::Checked { package, differences } => {
                for difference in differences {
                    match difference {
                        Difference::StillThere(version) | Difference::NotBack(version) => {
                            let why = words::contradiction(difference);
                            self.failed.add(|| item(package, version, &why));
                        }
                        // Nothing that this run did to them failed.
                        Difference::Missing(_) | Difference::TagNotBack(..) => {}
                    }
                }
            }
            Event::Untagged { package, version, tag, outcome, why } => {
                if outcome.came_about() {
                    let told = words::untagged(package, version, tag, *outcome, why.as_deref());
                    let tags = std::slice::from_ref(tag);
                    self.untagged.add(|| Item { tags, ..item(package, version, &told) });
                }
            }
            Event::Recorded { path } => path.clone_into(&mut self.record),
            Event::RunStarted(_)
            | Event::OwnerFound(_)
            | Event::Weighed { .. }
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::PackageListed { .. }
            | Event::PackagePlanned { .. }
            | Event::Explained { .. }
            | Event::Compared { .. }
            | Event::Noticed { .. }
            // What fails so are packages and no versions, and `complete` tells of them.
            | Event::Failed { .. }
            | Event::PlanRefused(_)
            | Event::RightsChecked(_)
            | Event::Retagged { .. }
            | Event::UntagPlanned { .. }
            | Event::Untagging { .. }
            | Event::TagPutOn { .. }
            // What comes back so, is listed when it is back.
            | Event::StepSent { .. }
            | Event::HeldBack { .. }
            | Event::Stopping(_)
            | Event::ManifestsRead { .. }
            | Event::Estimated { .. }
            | Event::Reading { .. }
            | Event::Waiting { .. }
            | Event::RateLimit { .. }
            | Event::RunEnded { .. } => {}
        }
    }

    /// Every output, in the order of [`OUTPUT_NAMES`].
    pub(in crate::report) fn finish(&self, account: &Account) -> Vec<Output> {
        let Self { planned, untagged, held, failed, record } = self;
        let deleted = changed(account, Change::Delete);
        let restored = changed(account, Change::Restore);
        let lists = [&deleted, &restored, untagged, held, failed, planned];
        let truncated = lists.into_iter().any(List::is_cut);
        let values = [
            deleted.count.to_string(),
            restored.count.to_string(),
            held.count.to_string(),
            failed.count.to_string(),
            (account.versions.staying() + account.deeds().healed + account.spared()).to_string(),
            account.remaining().to_string(),
            account.is_complete().to_string(),
            deleted.finish(),
            restored.finish(),
            untagged.finish(),
            held.finish(),
            failed.finish(),
            planned.count.to_string(),
            planned.finish(),
            truncated.to_string(),
            record.clone(),
        ];
        let outputs = OUTPUT_NAMES.into_iter().zip(values);
        outputs.map(|(name, value)| Output { name, value }).collect()
    }

    fn judged(
        &mut self,
        package: &PackageKey,
        version: &Version,
        judgement: &Judgement,
        account: &Account,
    ) {
        let list = match (judgement.verdict, account.dry_run()) {
            (Verdict::Delete | Verdict::Restore, DryRun::Yes) => &mut self.planned,
            (Verdict::Hold, _) => &mut self.held,
            (Verdict::Delete | Verdict::Restore, DryRun::No)
            | (Verdict::Keep | Verdict::Untouched, _) => return,
        };
        let now = account.now();
        list.add(|| item(package, version, &words::reason(&judgement.reason, now)));
    }

    fn ended(
        &mut self,
        step: &StepEvent,
        outcome: Outcome,
        problem: Option<&Problem>,
        account: &Account,
    ) {
        let list = match account.fate(outcome).trouble() {
            Some(Trouble::Held) => &mut self.held,
            Some(Trouble::Failed) => &mut self.failed,
            None => return,
        };
        let why = match account.held_back(step) {
            Some(reason) if outcome == Outcome::Held => words::reason(reason, account.now()),
            Some(_) | None => words::why(step.change, outcome, problem),
        };
        for entry in account.entries(step) {
            list.add(|| item(&step.package, &entry.version, &why));
        }
    }
}

/// What this run changed so, in the order in which it was judged.
fn changed(account: &Account, change: Change) -> List {
    let mut list = List::default();
    let now = account.now();
    for package in account.packages() {
        for entry in package.entries() {
            if entry.change == change && entry.fate == Fate::Done {
                let why = || words::reason(&entry.reason, now);
                list.add(|| item(&package.key, &entry.version, &why()));
            }
        }
    }
    list
}

fn item<'a>(package: &'a PackageKey, version: &'a Version, why: &Sentence) -> Item<'a> {
    Item {
        package: package.name.as_str(),
        package_type: package.package_type,
        id: version.id,
        name: &version.name,
        tags: &version.tags,
        reason: why.bare(),
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
