//! From events to lines.

use super::super::account::{Account, PackageAccount, Tally, goes, unit_of, whole_packages, would};
use super::super::escape::Line;
use super::super::words::{self, Sentence, Unit, label};
use super::acting::{Acting, text};
use super::annotations::Annotations;
use super::line::LogLine;
use crate::domain::{
    Comparison, Coverage, ImageCount, Judgement, PackageKey, Verdict, Version, Weight,
};
use crate::events::{DryRun, Event, HourWait, Rights, RunStarted, StopCause};
use crate::execution::{Change, Difference, Outcome};

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
pub(in crate::report) struct Log {
    detail: Detail,
    annotations: Annotations,
    acting: Acting,
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
    pub(in crate::report) fn new(detail: Detail) -> Self {
        Self {
            detail,
            annotations: Annotations::default(),
            acting: Acting::default(),
            group: None,
            budget: None,
        }
    }

    /// Takes an event into account, which the account has seen, and gives the lines that it makes.
    pub(in crate::report) fn observe(&mut self, event: &Event, account: &Account) -> Vec<LogLine> {
        match event {
            Event::RunStarted(run) => vec![text(&started(run))],
            Event::OwnerFound(_) | Event::Reading { .. } => Vec::new(),
            Event::Weighed { package, weight } => self.weighed(package, weight, account),
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
            Event::Judged { package, version, judgement }
            | Event::Joined { package, version, judgement, was: _ } => {
                self.judged(package, version, judgement, account)
            }
            Event::PackagePlanned { package, images } => {
                let tally = account.package(package).map(|package| package.tally);
                let line = planned(account, package, *images, tally.unwrap_or_default());
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Explained { package, explanation } => {
                let now = account.now();
                let told = words::explained(package, explanation, now);
                self.ungrouped(|_| told.iter().map(text).collect())
            }
            Event::Compared { package, comparison } => {
                let lines = compared(package, comparison, account);
                self.ungrouped(|_| lines)
            }
            Event::Noticed { package, notice } => {
                let message = [words::notice(notice, package.as_ref()).plain()];
                self.ungrouped(|log| log.annotations.warning(package.as_ref(), &message))
            }
            Event::Failed { package, problem } => {
                let message: Vec<String> =
                    words::problem(problem).iter().map(Sentence::plain).collect();
                self.ungrouped(|log| log.annotations.error(package.as_ref(), &message))
            }
            Event::PlanRefused(refusal) => {
                let message = [words::refusal(refusal, account.guarded()).plain()];
                self.ungrouped(|log| log.annotations.error(None, &message))
            }
            Event::RightsChecked(rights) => self.rights(rights),
            Event::Waiting { cause, seconds } => {
                let line = Sentence::new("waiting ").span(*seconds).words(": ").message(cause);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Estimated { work, seconds, wait } => {
                self.estimated(&words::estimate(work, *seconds, *wait), *wait)
            }
            Event::StepSent { step, at: _ } => {
                self.debug(&Sentence::new("sent: ").then(account.target(step)))
            }
            Event::StepEnded { step, outcome, problem, at: _ } => self.ungrouped(|log| {
                let annotations = &mut log.annotations;
                let mut lines =
                    log.acting.ended(step, *outcome, problem.as_ref(), account, annotations);
                lines.retain(|line| log.tells(line));
                lines
            }),
            Event::HeldBack { step, reason } => self.debug(
                &Sentence::new("held back: ")
                    .then(account.target(step))
                    .words(", because ")
                    .then(words::reason(reason, account.now())),
            ),
            Event::Stopping(cause) => self.stopping(*cause),
            Event::ManifestsRead { package, read, cached } => {
                let line = words::manifests_read(package, *read, *cached);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::Healed { package, version, needed_by, outcome } => {
                let message = words::healed(package, version, needed_by, *outcome).plain();
                self.healed(package, message, *outcome)
            }
            Event::Retagged { package, version, tag, outcome, why } => {
                let line = words::retagged(package, version, tag, *outcome, why.as_deref());
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::UntagPlanned { .. }
            | Event::Untagging { .. }
            | Event::Untagged { .. }
            | Event::TagPutOn { .. } => self.tag(event, account),
            Event::Checked { package, differences } => self.checked(package, differences),
            Event::Recorded { path } => {
                let line = words::recorded(path);
                self.ungrouped(|_| vec![text(&line)])
            }
            Event::RateLimit { limit, remaining, sent } => {
                self.budget = Some(Budget { limit: *limit, remaining: *remaining, sent: *sent });
                Vec::new()
            }
            Event::RunEnded { at: _ } => self.ended(account),
        }
    }

    /// What becomes of a tag whose version stays.
    fn tag(&mut self, event: &Event, account: &Account) -> Vec<LogLine> {
        let Some(told) = words::of_tag(event, account.dry_run()) else { return Vec::new() };
        let line = told.sentence;
        match told.package_of_failure {
            Some(package) => {
                self.ungrouped(|log| log.annotations.error(Some(package), &[line.plain()]))
            }
            None => self.ungrouped(|_| vec![text(&line)]),
        }
    }

    fn stopping(&mut self, cause: StopCause) -> Vec<LogLine> {
        let message = [words::stopping(cause).plain()];
        self.ungrouped(|log| match cause {
            StopCause::Signal(_) => log.annotations.error(None, &message),
            StopCause::TimeLimit | StopCause::WaitLimit => log.annotations.warning(None, &message),
        })
    }

    /// How long the changes will take, as a warning where the run will end before them.
    fn estimated(&mut self, told: &Sentence, wait: Option<HourWait>) -> Vec<LogLine> {
        self.ungrouped(|log| match wait {
            Some(wait) if wait.is_too_long => log.annotations.warning(None, &[told.plain()]),
            Some(_) | None => vec![text(told)],
        })
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
        account: &Account,
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
            Verdict::Delete => would(Change::Delete, account.dry_run()),
            Verdict::Restore => would(Change::Restore, account.dry_run()),
            Verdict::Hold => "held:",
            Verdict::Keep => "kept:",
            Verdict::Untouched => "not selected:",
        };
        let line = Sentence::new(verdict)
            .words(" ")
            .then(label(version))
            .words(", because ")
            .then(words::reason(&judgement.reason, account.now()));
        let mut lines = self.group_of(package);
        lines.push(make(Line::new(&line.plain())));
        lines
    }

    fn weighed(
        &mut self,
        package: &PackageKey,
        weight: &Weight,
        account: &Account,
    ) -> Vec<LogLine> {
        let bytes = account.package(package).map_or(0, PackageAccount::bytes_going);
        let line = words::weight(bytes, weight.known, weight.going, account.dry_run());
        let line = Sentence::default().literal(package).words(": ").then(line);
        self.ungrouped(|_| vec![text(&line)])
    }

    fn healed(&mut self, package: &PackageKey, message: String, outcome: Outcome) -> Vec<LogLine> {
        let (package, message) = (Some(package), [message]);
        self.ungrouped(|log| {
            if outcome.came_about() {
                log.annotations.warning(package, &message)
            } else {
                log.annotations.error(package, &message)
            }
        })
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

    /// Whether this log tells so much.
    const fn tells(&self, line: &LogLine) -> bool {
        match self.detail {
            Detail::Everything => true,
            Detail::Decisions => !matches!(line, LogLine::Debug(_)),
        }
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

    fn ended(&mut self, account: &Account) -> Vec<LogLine> {
        let headline = account.headline();
        let budget = self.budget;
        self.ungrouped(|log| {
            let mut lines = log.acting.not_tried(account);
            lines.extend(log.annotations.finish());
            lines.push(LogLine::Headline(Line::new(&headline.plain())));
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

fn started(run: &RunStarted) -> Sentence {
    Sentence::new("package-steward ")
        .message(&run.program)
        .words(match run.dry_run {
            DryRun::Yes => ", a dry run that changes nothing, for ",
            DryRun::No => " for ",
        })
        .literal(&run.owner)
}

/// How a plan differs from an earlier one, image by image.
fn compared(package: &PackageKey, comparison: &Comparison, account: &Account) -> Vec<LogLine> {
    let mut lines = vec![text(&words::compared(package, comparison))];
    let differing = [(&comparison.more, "takes more: "), (&comparison.less, "takes less: ")];
    for (images, what) in differing {
        for one in images {
            let told = Sentence::new(what)
                .then(label(&one.version))
                .words("; ")
                .then(words::both_sides(one, account.now()));
            lines.push(text(&told));
        }
    }
    lines
}

/// What the plan means for one package: `container/web: would delete 1 image (2 versions) of 4 images;
/// …`.
fn planned(
    account: &Account,
    package: &PackageKey,
    images: ImageCount,
    versions: Tally,
) -> Sentence {
    let change = account.asked();
    let unit = unit_of(package.package_type, change);
    let sentence = Sentence::default().literal(package).words(": ");
    let known = account.package(package);
    if account.guarded() == Unit::Packages && known.is_some_and(|one| one.goes_as_a_whole(change)) {
        let cost = match change {
            Change::Delete => "; its visibility and its access settings go with it",
            Change::Restore => "",
        };
        return sentence
            .words(would(change, account.dry_run()))
            .words(" ")
            .then(whole_packages(1, versions.changing()))
            .words(cost);
    }
    let sentence = match (images.doomed, change) {
        (0, Change::Delete) => sentence.words("nothing to delete"),
        (0, Change::Restore) => sentence.words("nothing to restore"),
        (doomed, change) => {
            sentence.then(goes(change, account.dry_run(), unit, doomed, versions.changing()))
        }
    };
    sentence
        .words(" of ")
        .then(match change {
            Change::Delete => Sentence::default().count(images.total, unit.one(), unit.many()),
            // What comes back is counted by version, so what it is taken from is too.
            Change::Restore => {
                Sentence::default().count(versions.all(), "deleted version", "deleted versions")
            }
        })
        .words("; versions: ")
        .number(versions.held)
        .words(" held, ")
        .number(versions.kept)
        .words(" kept, ")
        .number(versions.untouched)
        .words(" not selected")
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
