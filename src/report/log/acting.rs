//! The part of the log that tells how a plan is carried out.

use std::collections::BTreeSet;

use super::super::account::{Account, Deeds, Trouble};
use super::super::escape::Line;
use super::super::words::{self, Sentence};
use super::annotations::Annotations;
use super::line::LogLine;
use crate::domain::PackageKey;
use crate::events::{Problem, StepEvent};
use crate::execution::{Change, Outcome};

/// After so many changes comes a line that says how far the run is.
const PROGRESS_EVERY: u64 = 100;

/// Where there are more changes, those that come about are told by these lines alone. The record names
/// every one.
const TOLD_ONE_BY_ONE: u64 = 500;

/// What the log has told of the changes so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Acting {
    /// Changes that were sent and have ended.
    ended: u64,
    /// Versions that were not tried because what they depend on failed.
    behind_failed: u64,
    /// Versions that were not tried because what they depend on is held.
    behind_held: u64,
    /// Versions that were not tried because their package ended.
    given_up: u64,
    /// The packages that ended.
    ended_packages: BTreeSet<PackageKey>,
}

impl Acting {
    /// The lines that the end of a step makes. What was never sent is counted for the end.
    pub(super) fn ended(
        &mut self,
        step: &StepEvent,
        outcome: Outcome,
        problem: Option<&Problem>,
        account: &Account,
        annotations: &mut Annotations,
    ) -> Vec<LogLine> {
        let told = words::ended(account.target(step), step.change, outcome);
        let about = Some(&step.package);
        let mut lines = match outcome {
            Outcome::Done | Outcome::AlreadySo if account.deeds().all() > TOLD_ONE_BY_ONE => {
                Vec::new()
            }
            // With an image its parts go; that is a decision about the image.
            Outcome::Done | Outcome::AlreadySo if is_part(step, account) => {
                vec![LogLine::Debug(Line::new(&told.plain()))]
            }
            Outcome::Done | Outcome::AlreadySo => vec![text(&told)],
            Outcome::Held => match (problem, account.held_back(step)) {
                (Some(problem), _) => annotations.warning(about, &message(&told, problem)),
                (None, Some(reason)) => {
                    let reason = words::reason(reason, account.now());
                    vec![text(&told.words(", because ").then(reason))]
                }
                (None, None) => vec![text(&told)],
            },
            Outcome::Refused | Outcome::Unknown => {
                let message = match problem {
                    Some(problem) => message(&told, problem),
                    None => vec![told.plain()],
                };
                annotations.error(about, &message)
            }
            Outcome::Blocked(_) => {
                *match account.fate(outcome).trouble() {
                    Some(Trouble::Held) => &mut self.behind_held,
                    Some(Trouble::Failed) | None => &mut self.behind_failed,
                } += 1;
                return Vec::new();
            }
            Outcome::PackageEnded => {
                self.given_up += 1;
                if !self.ended_packages.insert(step.package.clone()) {
                    return Vec::new();
                }
                return annotations.error(about, &[words::package_ended(&step.package).plain()]);
            }
            Outcome::NotReached => return Vec::new(),
        };
        self.ended += 1;
        lines.extend(self.progress(account, step.change).as_ref().map(text));
        lines
    }

    /// What was not tried, one line per cause.
    pub(super) fn not_tried(&self, account: &Account) -> Vec<LogLine> {
        let counted = [
            (self.behind_held, " held, because what must change first is held"),
            (self.behind_failed, " not tried, because what must change first failed"),
            (self.given_up, " not tried, because GitHub refused too much of the package"),
            (account.remaining(), " not reached, because the run ended early"),
        ];
        let told = counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| {
            text(&Sentence::default().count(count, "version", "versions").words(why))
        });
        told.collect()
    }

    /// How far the run is, from time to time.
    fn progress(&self, account: &Account, change: Change) -> Option<Sentence> {
        if !self.ended.is_multiple_of(PROGRESS_EVERY) {
            return None;
        }
        let deeds = account.deeds();
        (deeds.tried() < deeds.all()).then(|| progress(&deeds, change))
    }
}

/// `progress: 300 of 1,200 versions: 298 deleted, 1 held and 1 failed`.
fn progress(deeds: &Deeds, change: Change) -> Sentence {
    Sentence::new("progress: ").then(how_far(deeds, change))
}

/// `300 of 1,200 versions: 298 deleted, 1 held and 1 failed`.
pub(super) fn how_far(deeds: &Deeds, change: Change) -> Sentence {
    let already = match change {
        Change::Delete => " gone already",
        Change::Restore => " there already",
    };
    let counted = [
        (deeds.deleted, " deleted"),
        (deeds.restored, " restored"),
        (deeds.already_so, already),
        (deeds.held, " held"),
        (deeds.failed, " failed"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let sentence = Sentence::default().number(deeds.tried()).words(" of ").count(
        deeds.all(),
        "version",
        "versions",
    );
    if deeds.tried() == 0 {
        return sentence;
    }
    sentence
        .words(": ")
        .list(counted.map(|(count, what)| Sentence::default().number(count).words(what)))
}

/// Whether a step changes a part of an image, and not an image.
fn is_part(step: &StepEvent, account: &Account) -> bool {
    let mut entries = account.entries(step).peekable();
    entries.peek().is_some() && entries.all(|entry| !entry.is_root())
}

/// What happened to something, and what is known about it.
fn message(told: &Sentence, problem: &Problem) -> Vec<String> {
    let details = words::details(problem).into_iter().map(|line| line.plain());
    [told.plain()].into_iter().chain(details).collect()
}

pub(super) fn text(sentence: &Sentence) -> LogLine {
    LogLine::Text(Line::new(&sentence.plain()))
}
