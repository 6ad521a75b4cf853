//! What the summary keeps of the events.

use std::collections::{BTreeMap, BTreeSet};

use super::super::account::{Account, Trouble};
use super::super::words::{self, Sentence, reason};
use super::blocks::{Pieces, row};
use super::complaints::Complaints;
use super::page;
use crate::domain::{Comparison, Judgement, PackageKey, Verdict, Version};
use crate::events::{DryRun, Event, Problem, Rights, StepEvent, StopCause};
use crate::execution::Outcome;

/// So many different reasons are counted one by one; there are hardly more unless the policy is
/// very long.
const KINDS_COUNTED: usize = 200;

/// How many bytes each part of the page may take: together, with some lines around them and the way
/// back, less than the 1,048,576 above which the runner drops a summary whole.
pub(super) mod room {
    pub(in super::super) const PROBLEMS: usize = 128 * 1024;
    pub(in super::super) const COMPLAINTS: usize = 48 * 1024;
    pub(in super::super) const WARNINGS: usize = 64 * 1024;
    pub(in super::super) const PACKAGES: usize = 96 * 1024;
    pub(in super::super) const CHANGED: usize = 240 * 1024;
    pub(in super::super) const EXPLAINED: usize = 8 * 1024;
    pub(in super::super) const COMPARISONS: usize = 8 * 1024;
    pub(in super::super) const DIFFERING: usize = 32 * 1024;
    pub(in super::super) const HELD: usize = 128 * 1024;
    pub(in super::super) const FAILED: usize = 64 * 1024;
    pub(in super::super) const TAGS: usize = 8 * 1024;
    pub(in super::super) const REASONS: usize = 48 * 1024;
}

/// The job summary of a run. However many versions it sees, it holds no more than fits on the page.
#[derive(Clone, Debug)]
pub(in crate::report) struct Summary {
    pub(super) problems: Pieces,
    pub(super) failures: Complaints,
    pub(super) warnings: Pieces,
    pub(super) holds: Complaints,
    /// What is known of the token before it is tried.
    pub(super) rights: Option<Sentence>,
    pub(super) record: Option<Sentence>,
    /// What becomes of tags whose versions stay.
    pub(super) tags: Pieces,
    pub(super) planned: Pieces,
    pub(super) held: Pieces,
    pub(super) failed: Pieces,
    pub(super) stays: BTreeMap<(Verdict, Sentence), u64>,
    /// Versions whose reason found no room in `stays`.
    pub(super) stays_otherwise: u64,
    pub(super) budget: Option<Sentence>,
    pub(super) explained: Pieces,
    /// How each package differs from the plan that is compared with.
    pub(super) comparisons: Pieces,
    pub(super) more: Pieces,
    pub(super) less: Pieces,
    ended_packages: BTreeSet<PackageKey>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            problems: Pieces::with_room(room::PROBLEMS),
            failures: Complaints::default(),
            warnings: Pieces::with_room(room::WARNINGS),
            holds: Complaints::default(),
            rights: None,
            record: None,
            tags: Pieces::with_room(room::TAGS),
            planned: Pieces::with_room(room::CHANGED),
            held: Pieces::with_room(room::HELD),
            failed: Pieces::with_room(room::FAILED),
            stays: BTreeMap::new(),
            stays_otherwise: 0,
            budget: None,
            explained: Pieces::with_room(room::EXPLAINED),
            comparisons: Pieces::with_room(room::COMPARISONS),
            more: Pieces::with_room(room::DIFFERING),
            less: Pieces::with_room(room::DIFFERING),
            ended_packages: BTreeSet::new(),
        }
    }
}

impl Summary {
    /// Takes an event into account, which the account has seen.
    pub(in crate::report) fn observe(&mut self, event: &Event, account: &Account) {
        match event {
            Event::PackageMissing { name, types } => self.warn(&words::missing(name, types)),
            Event::NoPackageFits => self.warn(&words::no_package_fits()),
            Event::PackageListed { package, versions: _, coverage } => {
                if let Some(doubt) = words::coverage(package, coverage) {
                    self.warn(&doubt);
                }
            }
            Event::Judged { package, version, judgement } => {
                self.judged(package, version, judgement, account);
            }
            Event::Joined { package, version, judgement, was } => {
                self.no_longer(package, version, was, account);
                self.judged(package, version, judgement, account);
            }
            Event::Explained { package, explanation } => {
                for told in words::explained(package, explanation, account.now()) {
                    self.explained.push_with(|| page::item(&told));
                }
            }
            Event::Compared { package, comparison } => self.compared(package, comparison, account),
            Event::Noticed { package, notice } => {
                self.warn(&words::notice(notice, package.as_ref()));
            }
            Event::Failed { package: _, problem } => self.caution(&words::problem(problem)),
            Event::PlanRefused(refusal) => {
                self.caution(&[words::refusal(refusal, account.guarded())]);
            }
            Event::RightsChecked(rights) => self.rights(rights),
            Event::StepEnded { step, outcome, problem, at: _ } => {
                self.ended(step, *outcome, problem.as_ref(), account);
            }
            Event::Estimated { work, seconds, wait: Some(wait) } if wait.is_too_long => {
                self.warn(&words::estimate(work, *seconds, Some(*wait)));
            }
            Event::Stopping(cause) => match cause {
                StopCause::Signal(_) => self.caution(&[words::stopping(*cause)]),
                StopCause::TimeLimit | StopCause::WaitLimit => self.warn(&words::stopping(*cause)),
            },
            Event::Healed { package, version, needed_by, outcome } => {
                let told = words::healed(package, version, needed_by, *outcome);
                if outcome.came_about() { self.warn(&told) } else { self.caution(&[told]) }
            }
            Event::Retagged { package, version, tag, outcome, why } => {
                self.warn(&words::retagged(package, version, tag, *outcome, why.as_deref()));
            }
            Event::UntagPlanned { .. } if account.dry_run() == DryRun::No => {}
            Event::UntagPlanned { .. } | Event::Untagged { .. } | Event::TagPutOn { .. } => {
                self.tag(event, account);
            }
            Event::Checked { package, differences } => {
                for difference in differences {
                    self.caution(&[words::difference(package, difference)]);
                }
            }
            Event::Recorded { path } => self.record = Some(words::recorded(path)),
            Event::RateLimit { limit, remaining, sent } => {
                self.budget = Some(words::rate_limit(*limit, *remaining, *sent));
            }
            Event::RunStarted(_)
            | Event::OwnerFound(_)
            | Event::Weighed { .. }
            | Event::PackagePlanned { .. }
            | Event::StepSent { .. }
            | Event::Untagging { .. }
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Estimated { .. }
            | Event::Reading { .. }
            | Event::Waiting { .. }
            | Event::RunEnded { .. } => {}
        }
    }

    /// The page, in Markdown.
    pub(in crate::report) fn finish(&self, account: &Account) -> String {
        page::render(self, account)
    }

    fn warn(&mut self, sentence: &Sentence) {
        self.warnings.push_with(|| page::item(sentence));
    }

    /// What becomes of a tag whose version stays.
    fn tag(&mut self, event: &Event, account: &Account) {
        let Some(told) = words::of_tag(event, account.dry_run()) else { return };
        match told.package_of_failure {
            Some(_) => self.caution(&[told.sentence]),
            None => self.tags.push_with(|| page::item(&told.sentence)),
        }
    }

    fn caution(&mut self, sentences: &[Sentence]) {
        self.problems.push_with(|| page::caution(sentences));
    }

    fn compared(&mut self, package: &PackageKey, comparison: &Comparison, account: &Account) {
        self.comparisons.push_with(|| page::item(&words::compared(package, comparison)));
        let tables = [(&mut self.more, &comparison.more), (&mut self.less, &comparison.less)];
        for (table, images) in tables {
            for one in images {
                table.push_with(|| {
                    let why = words::both_sides(one, account.now());
                    version_row(account, package, &one.version, &why)
                });
            }
        }
    }

    fn judged(
        &mut self,
        package: &PackageKey,
        version: &Version,
        judgement: &Judgement,
        account: &Account,
    ) {
        let is_root = judgement.root == judgement.version;
        let why = || reason(&judgement.reason, account.now());
        match judgement.verdict {
            Verdict::Delete | Verdict::Restore => {
                if is_root {
                    self.planned.push_with(|| version_row(account, package, version, &why()));
                }
                return;
            }
            Verdict::Hold if is_root => {
                self.held.push_with(|| version_row(account, package, version, &why()));
            }
            Verdict::Hold | Verdict::Keep | Verdict::Untouched => {}
        }
        let kind = (judgement.verdict, words::kind(&judgement.reason));
        if self.stays.len() < KINDS_COUNTED || self.stays.contains_key(&kind) {
            *self.stays.entry(kind).or_default() += 1;
        } else {
            self.stays_otherwise += 1;
        }
    }

    /// Takes back what was told of a version that stayed.
    fn no_longer(
        &mut self,
        package: &PackageKey,
        version: &Version,
        was: &Judgement,
        account: &Account,
    ) {
        if was.verdict == Verdict::Hold && was.root == was.version {
            let why = reason(&was.reason, account.now());
            self.held.take_out(&version_row(account, package, version, &why));
        }
        let kind = (was.verdict, words::kind(&was.reason));
        match self.stays.get_mut(&kind) {
            Some(1) => drop(self.stays.remove(&kind)),
            Some(count) => *count -= 1,
            None => self.stays_otherwise = self.stays_otherwise.saturating_sub(1),
        }
    }

    fn ended(
        &mut self,
        step: &StepEvent,
        outcome: Outcome,
        problem: Option<&Problem>,
        account: &Account,
    ) {
        let why = match account.held_back(step) {
            Some(forbidden) if outcome == Outcome::Held => reason(forbidden, account.now()),
            Some(_) | None => words::why(step.change, outcome, problem),
        };
        let rows = match account.fate(outcome).trouble() {
            Some(Trouble::Held) => &mut self.held,
            Some(Trouble::Failed) => &mut self.failed,
            None => return,
        };
        for entry in account.entries(step) {
            rows.push_with(|| version_row(account, &step.package, &entry.version, &why));
        }
        let told = || words::ended(account.target(step), step.change, outcome);
        match (outcome, problem) {
            (Outcome::Held, Some(problem)) => self.holds.add(told, words::details(problem)),
            (Outcome::Refused | Outcome::Unknown, problem) => {
                let details = problem.map(words::details).unwrap_or_default();
                self.failures.add(told, details);
            }
            (Outcome::PackageEnded, _) => {
                if self.ended_packages.insert(step.package.clone()) {
                    self.caution(&[words::package_ended(&step.package)]);
                }
            }
            // What blocked it is told.
            (Outcome::Held, None)
            | (Outcome::Done | Outcome::AlreadySo | Outcome::Blocked(_) | Outcome::NotReached, _) =>
                {}
        }
    }

    fn rights(&mut self, rights: &Rights) {
        let Some(sentence) = words::rights(rights) else { return };
        match rights {
            Rights::ScopesMissing(_) => self.caution(&[sentence]),
            Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown => {
                self.rights = Some(sentence);
            }
        }
    }
}

/// A version and why, as a row of a table. What tells it from others stands small below what people know it
/// by: with more columns the reason would lie outside of the view of a phone. Its number leads to its page.
pub(super) fn version_row(
    account: &Account,
    package: &PackageKey,
    version: &Version,
    why: &Sentence,
) -> String {
    let page = account.site.as_ref().and_then(|site| site.version(package, version.id));
    let package = Sentence::default().literal(package);
    let id = linked(&version.id.to_string(), page.as_deref());
    let names = words::names(version);
    let version = format!("{}<br><sub>{} id {id}</sub>", names.markdown(), package.markdown());
    row(&[version, why.markdown()])
}

/// Markdown that leads to an address, where there is one.
pub(super) fn linked(markdown: &str, address: Option<&str>) -> String {
    match address {
        Some(address) => format!("[{markdown}]({address})"),
        None => markdown.to_owned(),
    }
}
