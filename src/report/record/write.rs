//! From events to the lines of a record.

use jiff::Timestamp;
use serde::Serialize;

use super::super::escape::json;
use super::super::words;
use super::line::{RecordHeader, RecordLine, RecordedDifference, RecordedStep, SCHEMA};
use super::seal::Sum;
use super::word::{Marker, RecordedVerdict};
use crate::domain::{Judgement, PackageKey, Version};
use crate::events::{DryRun, Event, GuardRefusal, Problem, RunStarted, StepEvent, StopCause};
use crate::execution::{Difference, Outcome, StepId, Target};

/// The record of one run, made as the run goes on.
#[derive(Clone, Debug, Default)]
pub struct Record {
    now: Option<Timestamp>,
    /// Whether the run only plans.
    is_plan: bool,
    sum: Sum,
}

impl Record {
    /// The line that an event makes, without its end; `None` for what the record leaves out. Each line
    /// stands for all before it, so every one has to be written.
    pub fn observe(&mut self, event: &Event) -> Option<String> {
        let line = if let Event::RunStarted(started) = event {
            self.now = Some(started.at);
            self.is_plan = started.dry_run == DryRun::Yes;
            text(&header(started))
        } else {
            text(&self.line(event)?)
        };
        self.sum.seal(&line?)
    }

    fn line(&self, event: &Event) -> Option<RecordLine> {
        Some(match event {
            Event::PackageListed { package, versions, coverage } => RecordLine::Listed {
                package: package.into(),
                versions: *versions,
                coverage: coverage.into(),
            },
            Event::Judged { package, version, judgement }
            | Event::Joined { package, version, judgement, was: _ } => {
                return self.judged(package, version, judgement);
            }
            Event::PackagePlanned { package, images } => RecordLine::Planned {
                package: package.into(),
                images: images.total,
                changing: images.doomed,
            },
            Event::PlanRefused(refusal) => refused(refusal),
            Event::StepSent { step, at } => RecordLine::Sent { step: step.into(), at: *at },
            Event::HeldBack { step, reason } => RecordLine::HeldBack {
                step: step.into(),
                reason: words::reason(reason, self.now).bare(),
            },
            Event::StepEnded { step, at, outcome, problem } => {
                ended(step, *at, *outcome, problem.as_ref())
            }
            Event::Failed { package, problem } => RecordLine::Failed {
                package: package.as_ref().map(Into::into),
                doing: problem.doing.clone(),
                said: problem.said.clone(),
            },
            Event::Stopping(cause) => stopping(*cause),
            Event::Healed { package, version, needed_by, outcome } => RecordLine::Healed {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                needed_by: needed_by.clone(),
                outcome: (*outcome).into(),
            },
            Event::Retagged { package, version, tag, outcome, why } => RecordLine::Retagged {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                tag: tag.clone(),
                outcome: (*outcome).into(),
                said: why.clone(),
            },
            Event::UntagPlanned { package, version, tag } => RecordLine::UntagPlanned {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                tag: tag.clone(),
            },
            Event::Untagging { package, version, tag, empty } => RecordLine::Untagging {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                tag: tag.clone(),
                empty: empty.to_string(),
            },
            Event::Untagged { package, version, tag, outcome, why } => RecordLine::Untagged {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                tag: tag.clone(),
                outcome: (*outcome).into(),
                said: why.clone(),
            },
            Event::TagPutOn { package, version, tag, outcome, why } => RecordLine::TagPutOn {
                package: package.into(),
                id: version.id,
                name: version.name.clone(),
                tag: tag.clone(),
                outcome: (*outcome).into(),
                said: why.clone(),
            },
            Event::Checked { package, differences } => RecordLine::Checked {
                package: package.into(),
                differences: differences.iter().map(Into::into).collect(),
            },
            Event::RunEnded { at } => RecordLine::Finished { at: *at },
            Event::RunStarted(_)
            | Event::OwnerFound(_)
            | Event::Weighed { .. }
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::Explained { .. }
            | Event::Compared { .. }
            | Event::Noticed { .. }
            | Event::ManifestsRead { .. }
            | Event::RightsChecked(_)
            | Event::Estimated { .. }
            | Event::Reading { .. }
            | Event::Waiting { .. }
            | Event::RateLimit { .. }
            | Event::Recorded { .. } => return None,
        })
    }

    fn judged(
        &self,
        package: &PackageKey,
        version: &Version,
        judgement: &Judgement,
    ) -> Option<RecordLine> {
        let verdict = RecordedVerdict::from(judgement.verdict);
        let is_image = judgement.root == judgement.version;
        if verdict.is_of_what_stays() && !(self.is_plan && is_image) {
            return None;
        }
        Some(RecordLine::Judged {
            package: package.into(),
            id: version.id,
            name: version.name.clone(),
            tags: version.tags.clone(),
            updated: version.updated_at,
            verdict,
            root: judgement.root,
            reason: words::reason(&judgement.reason, self.now).bare(),
        })
    }
}

/// A line before its checksum. Whoever prints a record in a workflow prints what registries said, so it is
/// written like the outputs: nothing in it is obeyed.
pub(super) fn text(line: &impl Serialize) -> Option<String> {
    // Structs of texts, numbers and lists of them can always be written.
    serde_json::to_string(line).ok().map(|line| json(&line))
}

fn header(started: &RunStarted) -> RecordHeader {
    RecordHeader {
        record: Marker::PackageSteward,
        schema: SCHEMA,
        program: started.program.clone(),
        at: started.at,
        api: started.api.clone(),
        owner: started.owner.as_str().to_owned(),
        dry_run: started.dry_run == DryRun::Yes,
        inputs: started.inputs.clone(),
    }
}

fn stopping(cause: StopCause) -> RecordLine {
    let signal = match cause {
        StopCause::Signal(name) => Some(name.to_owned()),
        StopCause::TimeLimit | StopCause::WaitLimit => None,
    };
    RecordLine::Stopping { cause: cause.into(), signal }
}

fn refused(refusal: &GuardRefusal) -> RecordLine {
    let packages = match refusal {
        GuardRefusal::MaxDeletions { .. } => &[][..],
        GuardRefusal::LastVersion(packages) => packages,
    };
    RecordLine::Refused {
        guard: refusal.into(),
        packages: packages.iter().map(Into::into).collect(),
    }
}

fn ended(
    step: &StepEvent,
    at: Timestamp,
    outcome: Outcome,
    problem: Option<&Problem>,
) -> RecordLine {
    let blocked_by = match outcome {
        Outcome::Blocked(StepId(number)) => Some(number as u64),
        Outcome::Done
        | Outcome::AlreadySo
        | Outcome::Held
        | Outcome::Refused
        | Outcome::Unknown
        | Outcome::PackageEnded
        | Outcome::NotReached => None,
    };
    let said = problem.map(|problem| problem.said.clone());
    RecordLine::Ended { step: step.into(), at, outcome: outcome.into(), blocked_by, said }
}

impl From<&StepEvent> for RecordedStep {
    fn from(step: &StepEvent) -> Self {
        let id = match step.target {
            Target::Version(id) => Some(id),
            Target::WholePackage => None,
        };
        Self { number: step.number, package: (&step.package).into(), id, change: step.change }
    }
}

impl From<&Difference> for RecordedDifference {
    fn from(difference: &Difference) -> Self {
        let (version, tag) = match difference {
            Difference::StillThere(version)
            | Difference::Missing(version)
            | Difference::NotBack(version) => (version, None),
            Difference::TagNotBack(version, tag) => (version, Some(tag.clone())),
        };
        Self { kind: difference.into(), id: version.id, name: version.name.clone(), tag }
    }
}
