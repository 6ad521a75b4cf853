//! From events to lines.

use jiff::Timestamp;

use super::super::escape::Line;
use super::super::totals::{Tally, Totals, goes, would_delete, would_restore};
use super::super::words::{self, Sentence, Unit, label};
use super::annotations::Annotations;
use super::line::LogLine;
use crate::domain::{Coverage, ImageCount, Judgement, PackageKey, Verdict, Version};
use crate::events::{DryRun, Event, Problem, Rights, RunStarted, StepEvent, StopCause};
use crate::execution::{Difference, Outcome};

/// How much the log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Decisions that matter: what is to go and what is held.
    Decisions,
    /// Every decision, as debug lines beside the others.
    Everything,
}

/// The log of a run, made as the run goes on.
#[derive(Clone, Debug)]
pub struct Log {
    detail: Detail,
    now: Option<Timestamp>,
    dry_run: Option<DryRun>,
    totals: Totals,
    annotations: Annotations,
    group: Option<PackageKey>,
    budget: Option<Budget>,
}

/// The hour's budget as last told.
#[derive(Clone, Copy, Debug)]
struct Budget {
    limit: u64,
    remaining: u64,
    sent: u64,
}

impl Log {
    /// An empty log that will tell so much.
    pub fn new(detail: Detail) -> Self {
        Self {
            detail,
            now: None,
            dry_run: None,
            totals: Totals::default(),
            annotations: Annotations::default(),
            group: None,
            budget: None,
        }
    }

    /// Takes an event into account, and gives the lines that it makes.
    pub fn observe(&mut self, event: &Event) -> Vec<LogLine> {
        let tally = self.totals.observe(event);
        match event {
            Event::RunStarted(started) => self.started(started),
            Event::PackageMissing { name, types } => {
                let message = [words::missing(name, types).plain()];
                self.ungrouped(|log| log.annotations.notice(None, &message))
            }
            Event::NoPackageFits => {
                let message = [words::no_package_fits().plain()];
                self.ungrouped(|log| log.annotations.warning(None, &message))
            }
            Event::PackageListed { package, versions, coverage } => {
                self.listed(package, *versions, coverage)
            }
            Event::Judged { package, version, judgement } => {
                self.judged(package, version, judgement)
            }
            Event::PackagePlanned { package, images } => {
                let line = planned(self.dry_run, package, *images, tally.unwrap_or_default());
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Noticed { package, notice } => {
                let message = [words::notice(notice, package.as_ref()).plain()];
                self.ungrouped(|log| log.annotations.warning(package.as_ref(), &message))
            }
            Event::Failed { package, problem } => {
                let message = problem_lines(problem);
                self.ungrouped(|log| log.annotations.error(package.as_ref(), &message))
            }
            Event::PlanRefused(refusal) => {
                let message = [words::refusal(refusal).plain()];
                self.ungrouped(|log| log.annotations.error(None, &message))
            }
            Event::RightsChecked(rights) => self.rights(rights),
            Event::Waiting { cause, seconds } => {
                let line = Sentence::new("waiting ").span(*seconds).words(": ").message(cause);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::StepSent { step, at: _ } => {
                let line = Sentence::new("sent: ").then(words::target(step));
                self.debug(&line)
            }
            Event::StepEnded { step, outcome, problem, at: _ } => {
                self.step_ended(step, *outcome, problem.as_ref())
            }
            Event::HeldBack { step, reason } => {
                let line = Sentence::new("held: ")
                    .then(words::target(step))
                    .words(", because ")
                    .then(words::reason(reason, self.now));
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Stopping(cause) => {
                let message = [words::stopping(*cause).plain()];
                self.ungrouped(|log| match cause {
                    StopCause::Signal(_) => log.annotations.error(None, &message),
                    StopCause::TimeLimit | StopCause::WaitLimit => {
                        log.annotations.warning(None, &message)
                    }
                })
            }
            Event::ManifestsRead { package, read, cached } => {
                let line = words::manifests_read(package, *read, *cached);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Healed { package, version, needed_by, outcome } => {
                let message = [words::healed(package, version, needed_by, *outcome).plain()];
                self.ungrouped(|log| {
                    if outcome.came_about() {
                        log.annotations.warning(Some(package), &message)
                    } else {
                        log.annotations.error(Some(package), &message)
                    }
                })
            }
            Event::Checked { package, differences } => self.checked(package, differences),
            Event::Recorded { path } => {
                let line = words::recorded(path);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::RateLimit { limit, remaining, sent } => {
                self.budget = Some(Budget { limit: *limit, remaining: *remaining, sent: *sent });
                Vec::new()
            }
            Event::RunEnded { at: _ } => self.ended(),
        }
    }

    fn started(&mut self, started: &RunStarted) -> Vec<LogLine> {
        self.now = Some(started.at);
        self.dry_run = Some(started.dry_run);
        let line = Sentence::new("package-steward ")
            .message(&started.program)
            .words(match started.dry_run {
                DryRun::Yes => ", a dry run that changes nothing, for ",
                DryRun::No => " for ",
            })
            .literal(&started.owner);
        vec![text(&line)]
    }

    fn listed(&mut self, package: &PackageKey, versions: u64, coverage: &Coverage) -> Vec<LogLine> {
        let line = Sentence::default()
            .literal(package)
            .words(": ")
            .count(versions, "version", "versions")
            .words(" listed");
        let doubt = words::coverage(package, coverage).map(|doubt| [doubt.plain()]);
        self.ungrouped(|log| {
            let mut lines = vec![text(&line)];
            if let Some(message) = doubt {
                lines.extend(log.annotations.warning(Some(package), &message));
            }
            lines
        })
    }

    fn judged(
        &mut self,
        package: &PackageKey,
        version: &Version,
        judgement: &Judgement,
    ) -> Vec<LogLine> {
        let is_root = judgement.root == judgement.version;
        let make: fn(Line) -> LogLine = match judgement.verdict {
            Verdict::Delete | Verdict::Restore | Verdict::Hold if is_root => LogLine::Text,
            Verdict::Delete
            | Verdict::Restore
            | Verdict::Hold
            | Verdict::Keep
            | Verdict::Untouched => match self.detail {
                Detail::Decisions => return Vec::new(),
                Detail::Everything => LogLine::Debug,
            },
        };
        let verdict = match judgement.verdict {
            Verdict::Delete => would_delete(self.dry_run),
            Verdict::Restore => would_restore(self.dry_run),
            Verdict::Hold => "held:",
            Verdict::Keep => "kept:",
            Verdict::Untouched => "not selected:",
        };
        let line = Sentence::new(verdict)
            .words(" ")
            .then(label(version))
            .words(", because ")
            .then(words::reason(&judgement.reason, self.now));
        let mut lines = self.group_of(package);
        lines.push(make(Line::new(&line.plain())));
        lines
    }

    fn step_ended(
        &mut self,
        step: &StepEvent,
        outcome: Outcome,
        problem: Option<&Problem>,
    ) -> Vec<LogLine> {
        let line = words::ended(words::target(step), step.change, outcome);
        let told = problem.map(problem_lines);
        let about = Some(&step.package);
        match (outcome, told) {
            (Outcome::Blocked(_) | Outcome::NotReached | Outcome::PackageEnded, _) => {
                self.debug(&line)
            }
            (Outcome::Done | Outcome::AlreadySo, _) | (Outcome::Held, None) => {
                self.ungrouped(|_| vec![text(&line)])
            }
            (Outcome::Held, Some(message)) => {
                self.ungrouped(|log| log.annotations.warning(about, &message))
            }
            (Outcome::Refused | Outcome::Unknown, told) => {
                let message = told.unwrap_or_else(|| vec![line.plain()]);
                self.ungrouped(|log| log.annotations.error(about, &message))
            }
        }
    }

    fn checked(&mut self, package: &PackageKey, differences: &[Difference]) -> Vec<LogLine> {
        if differences.is_empty() {
            let line = words::as_it_should_be(package);
            return self.ungrouped(|_| vec![text(&line)]);
        }
        self.ungrouped(|log| {
            let told = differences.iter().map(|one| words::difference(package, one).plain());
            told.flat_map(|message| log.annotations.error(Some(package), &[message])).collect()
        })
    }

    /// A line for whoever looks for a fault.
    fn debug(&mut self, sentence: &Sentence) -> Vec<LogLine> {
        match self.detail {
            Detail::Decisions => Vec::new(),
            Detail::Everything => {
                self.ungrouped(|_| vec![LogLine::Debug(Line::new(&sentence.plain()))])
            }
        }
    }

    fn rights(&mut self, rights: &Rights) -> Vec<LogLine> {
        let Some(sentence) = words::rights(rights) else { return Vec::new() };
        match rights {
            Rights::ScopesMissing(_) => {
                self.ungrouped(|log| log.annotations.error(None, &[sentence.plain()]))
            }
            Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown => {
                self.ungrouped(|_| vec![text(&sentence)])
            }
        }
    }

    fn ended(&mut self) -> Vec<LogLine> {
        let headline = self.totals.headline();
        let budget = self.budget;
        self.ungrouped(|log| {
            let mut lines = log.annotations.finish();
            lines.push(text(&headline));
            if let Some(Budget { limit, remaining, sent }) = budget {
                lines.push(text(&words::rate_limit(limit, remaining, sent)));
            }
            lines
        })
    }

    /// Opens the group of this package, unless it is open.
    fn group_of(&mut self, package: &PackageKey) -> Vec<LogLine> {
        if self.group.as_ref() == Some(package) {
            return Vec::new();
        }
        let mut lines = self.end_of_group();
        self.group = Some(package.clone());
        lines.push(LogLine::Group(Line::new(&format!("the plan for {package}"))));
        lines
    }

    /// Closes the open group, for what must be seen must not be folded away.
    fn ungrouped(&mut self, make: impl FnOnce(&mut Self) -> Vec<LogLine>) -> Vec<LogLine> {
        let mut lines = self.end_of_group();
        lines.extend(make(self));
        lines
    }

    fn end_of_group(&mut self) -> Vec<LogLine> {
        self.group.take().map(|_| LogLine::EndGroup).into_iter().collect()
    }
}

fn text(sentence: &Sentence) -> LogLine {
    LogLine::Text(Line::new(&sentence.plain()))
}

/// What the plan means for one package: `container/web: would delete 1 of 4 images (2 versions);
/// …`.
fn planned(
    dry_run: Option<DryRun>,
    package: &PackageKey,
    images: ImageCount,
    versions: Tally,
) -> Sentence {
    let unit = Unit::of(package.package_type);
    let sentence = Sentence::default().literal(package).words(": ");
    let sentence = if images.doomed == 0 {
        sentence.words("nothing to delete")
    } else {
        sentence.then(goes(dry_run, unit, images.doomed, versions.doomed))
    };
    sentence
        .words(" of ")
        .count(images.total, unit.one(), unit.many())
        .words("; versions: ")
        .number(versions.held)
        .words(" held, ")
        .number(versions.kept)
        .words(" kept, ")
        .number(versions.untouched)
        .words(" not selected")
}

/// A problem as the lines of a message, without those that say nothing.
fn problem_lines(problem: &Problem) -> Vec<String> {
    let Problem { doing, said, means, advice } = problem;
    let lines = [
        ("could not ", doing),
        ("what came: ", said),
        ("what it means: ", means),
        ("what to do: ", advice),
    ];
    lines
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| Sentence::new(label).message(text).plain())
        .collect()
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
