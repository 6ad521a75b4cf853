//! What the summary keeps of the events.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::escape::code;
use super::super::totals::{Tally, Totals};
use super::super::words::{self, Sentence, grouped, reason};
use super::blocks::{Pieces, row};
use super::page;
use crate::domain::{ImageCount, Judgement, PackageKey, Verdict, Version};
use crate::events::{Event, Problem, Rights, RunStarted, StopCause};
use crate::execution::Outcome;

/// So many different reasons are counted one by one; there are hardly more unless the policy is
/// very long.
const KINDS_COUNTED: usize = 200;

/// How many bytes each part of the page may take: together, with some lines around them, less than
/// the 1,048,576 above which the runner drops a summary whole.
mod room {
    pub(super) const PROBLEMS: usize = 192 * 1024;
    pub(super) const WARNINGS: usize = 96 * 1024;
    pub(super) const PACKAGES: usize = 128 * 1024;
    pub(super) const PLANNED: usize = 320 * 1024;
    pub(super) const HELD: usize = 160 * 1024;
    pub(super) const REASONS: usize = 64 * 1024;
}

/// The job summary of a run. However many versions it sees, it holds no more than fits on the page.
#[derive(Clone, Debug)]
pub struct Summary {
    pub(super) started: Option<RunStarted>,
    pub(super) totals: Totals,
    pub(super) problems: Pieces,
    pub(super) warnings: Pieces,
    pub(super) remarks: Vec<Sentence>,
    pub(super) packages: Pieces,
    pub(super) planned: Pieces,
    pub(super) held: Pieces,
    pub(super) stays: BTreeMap<(Verdict, Sentence), u64>,
    /// Versions whose reason found no room in `stays`.
    pub(super) stays_otherwise: u64,
    pub(super) budget: Option<Sentence>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            started: None,
            totals: Totals::default(),
            problems: Pieces::with_room(room::PROBLEMS),
            warnings: Pieces::with_room(room::WARNINGS),
            remarks: Vec::new(),
            packages: Pieces::with_room(room::PACKAGES),
            planned: Pieces::with_room(room::PLANNED),
            held: Pieces::with_room(room::HELD),
            stays: BTreeMap::new(),
            stays_otherwise: 0,
            budget: None,
        }
    }
}

impl Summary {
    /// How many bytes the reasons may take on the page.
    pub(super) const REASONS_ROOM: usize = room::REASONS;

    /// Takes an event into account.
    pub fn observe(&mut self, event: &Event) {
        let tally = self.totals.observe(event);
        match event {
            Event::RunStarted(started) => self.started = Some(started.clone()),
            Event::PackageMissing { name, types } => {
                self.warnings.push(&page::item(&words::missing(name, types)));
            }
            Event::NoPackageFits => self.warnings.push(&page::item(&words::no_package_fits())),
            Event::PackageListed { package, versions: _, coverage } => {
                if let Some(doubt) = words::coverage(package, coverage) {
                    self.warnings.push(&page::item(&doubt));
                }
            }
            Event::Judged { package, version, judgement } => {
                self.judged(package, version, judgement);
            }
            Event::PackagePlanned { package, images } => {
                self.packages.push(&package_row(package, *images, tally.unwrap_or_default()));
            }
            Event::Noticed { package, notice } => {
                self.warnings.push(&page::item(&words::notice(notice, package.as_ref())));
            }
            Event::Failed { package: _, problem } => self.problems.push(&problem_block(problem)),
            Event::PlanRefused(refusal) => {
                self.problems.push(&page::caution(&[words::refusal(refusal)]));
            }
            Event::RightsChecked(rights) => self.rights(rights),
            Event::StepEnded { problem: Some(problem), outcome, .. } => match outcome {
                Outcome::Held => {
                    let told = Sentence::new("could not ")
                        .message(&problem.doing)
                        .words(": ")
                        .message(&problem.said);
                    self.warnings.push(&page::item(&told));
                }
                Outcome::Done
                | Outcome::AlreadySo
                | Outcome::Refused
                | Outcome::Unknown
                | Outcome::Blocked(_)
                | Outcome::PackageEnded
                | Outcome::NotReached => self.problems.push(&problem_block(problem)),
            },
            Event::Stopping(cause) => {
                let told = words::stopping(*cause);
                match cause {
                    StopCause::Signal(_) => self.problems.push(&page::caution(&[told])),
                    StopCause::TimeLimit | StopCause::WaitLimit => {
                        self.warnings.push(&page::item(&told));
                    }
                }
            }
            Event::Healed { package, version, needed_by, outcome } => {
                let told = words::healed(package, version, needed_by, *outcome);
                if outcome.came_about() {
                    self.warnings.push(&page::item(&told));
                } else {
                    self.problems.push(&page::caution(&[told]));
                }
            }
            Event::Checked { package, differences } => {
                for one in differences {
                    self.problems.push(&page::caution(&[words::difference(package, one)]));
                }
            }
            Event::Recorded { path } => self.remarks.push(words::recorded(path)),
            Event::StepEnded { problem: None, .. }
            | Event::StepSent { .. }
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Waiting { .. }
            | Event::RunEnded { .. } => {}
            Event::RateLimit { limit, remaining, sent } => {
                self.budget = Some(words::rate_limit(*limit, *remaining, *sent));
            }
        }
    }

    /// The page, in Markdown.
    pub fn finish(self) -> String {
        page::render(&self)
    }

    fn judged(&mut self, package: &PackageKey, version: &Version, judgement: &Judgement) {
        let is_root = judgement.root == judgement.version;
        match judgement.verdict {
            Verdict::Delete | Verdict::Restore => {
                if is_root {
                    let now = self.now();
                    self.planned.push_with(|| version_row(package, version, judgement, now));
                }
                return;
            }
            Verdict::Hold if is_root => {
                let now = self.now();
                self.held.push_with(|| version_row(package, version, judgement, now));
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

    fn rights(&mut self, rights: &Rights) {
        let Some(sentence) = words::rights(rights) else { return };
        match rights {
            Rights::ScopesMissing(_) => self.problems.push(&page::caution(&[sentence])),
            Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown => {
                self.remarks.push(sentence);
            }
        }
    }

    fn now(&self) -> Option<Timestamp> {
        self.started.as_ref().map(|started| started.at)
    }
}

/// What went wrong: a bold first line, and what is known about it.
fn problem_block(problem: &Problem) -> String {
    let Problem { doing, said, means, advice } = problem;
    let lines = [
        ("could not ", doing),
        ("what came: ", said),
        ("what it means: ", means),
        ("what to do: ", advice),
    ];
    let told = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let sentences: Vec<Sentence> =
        told.map(|(label, text)| Sentence::new(label).message(text)).collect();
    page::caution(&sentences)
}

fn package_row(package: &PackageKey, images: ImageCount, versions: Tally) -> String {
    let goes = Sentence::default().number(images.doomed);
    let goes = if images.doomed == versions.doomed {
        goes
    } else {
        goes.words(" (").count(versions.doomed, "version", "versions").words(")")
    };
    row([
        &code(&package.to_string()),
        &grouped(images.total),
        &grouped(versions.all()),
        &goes.markdown(),
        &grouped(versions.held),
        &grouped(versions.staying()),
    ])
}

fn version_row(
    package: &PackageKey,
    version: &Version,
    judgement: &Judgement,
    now: Option<Timestamp>,
) -> String {
    row([
        &Sentence::default().literal(package).markdown(),
        &words::names(version).markdown(),
        &version.id.to_string(),
        &reason(&judgement.reason, now).markdown(),
    ])
}
