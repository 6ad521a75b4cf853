//! From events to the lines of a record.

use jiff::Timestamp;

use super::super::words;
use super::line::{DifferenceLine, Header, PackageName, RecordLine, SCHEMA, StepLine};
use crate::domain::{Coverage, PackageKey, Tag, Verdict};
use crate::events::{DryRun, Event, GuardRefusal, RunStarted, StepEvent, StopCause};
use crate::execution::{Change, Difference, Outcome, Target};

/// The record of one run, made as the run goes on.
#[derive(Clone, Debug, Default)]
pub struct Record {
    now: Option<Timestamp>,
}

impl Record {
    /// The line that an event makes, without its end; `None` for what the record leaves out.
    pub fn observe(&mut self, event: &Event) -> Option<String> {
        if let Event::RunStarted(started) = event {
            self.now = Some(started.at);
            return serde_json::to_string(&header(started)).ok();
        }
        serde_json::to_string(&self.line(event)?).ok()
    }

    fn line(&self, event: &Event) -> Option<RecordLine> {
        Some(match event {
            Event::PackageListed { package, versions, coverage } => RecordLine::Listed {
                package: name(package),
                versions: *versions,
                coverage: coverage_word(coverage).to_owned(),
            },
            Event::Judged { package, version, judgement } => match judgement.verdict {
                Verdict::Keep | Verdict::Untouched => return None,
                verdict @ (Verdict::Delete | Verdict::Restore | Verdict::Hold) => {
                    RecordLine::Judged {
                        package: name(package),
                        id: version.id.0,
                        name: version.name.clone(),
                        tags: version
                            .tags
                            .iter()
                            .map(|tag: &Tag| tag.as_str().to_owned())
                            .collect(),
                        verdict: verdict.as_str().to_owned(),
                        root: judgement.root.0,
                        reason: words::reason(&judgement.reason, self.now).bare(),
                    }
                }
            },
            Event::PackagePlanned { package, images } => RecordLine::Planned {
                package: name(package),
                images: images.total,
                doomed: images.doomed,
            },
            Event::StepSent { step, at } => {
                RecordLine::Sent { step: step_line(step), at: at.to_string() }
            }
            Event::StepEnded { step, at, outcome, problem } => RecordLine::Ended {
                step: step_line(step),
                at: at.to_string(),
                outcome: outcome_word(*outcome).to_owned(),
                said: problem.as_ref().map(|problem| problem.said.clone()),
            },
            Event::Failed { package, problem } => RecordLine::Failed {
                package: package.as_ref().map(name),
                doing: problem.doing.clone(),
                said: problem.said.clone(),
            },
            Event::PlanRefused(refusal) => {
                RecordLine::Refused { guard: guard_word(refusal).to_owned() }
            }
            Event::Stopping(cause) => RecordLine::Stopping { cause: cause_word(*cause).to_owned() },
            Event::Checked { package, differences } => RecordLine::Checked {
                package: name(package),
                differences: differences.iter().map(difference_line).collect(),
            },
            Event::HeldBack { step, reason } => RecordLine::HeldBack {
                step: step_line(step),
                reason: words::reason(reason, self.now).bare(),
            },
            Event::Healed { package, version, needed_by, outcome } => RecordLine::Healed {
                package: name(package),
                id: version.id.0,
                name: version.name.clone(),
                needed_by: needed_by.clone(),
                outcome: outcome_word(*outcome).to_owned(),
            },
            Event::RunEnded { at } => RecordLine::Finished { at: at.to_string() },
            Event::RunStarted(_)
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::Noticed { .. }
            | Event::ManifestsRead { .. }
            | Event::RightsChecked(_)
            | Event::Waiting { .. }
            | Event::RateLimit { .. }
            | Event::Recorded { .. } => return None,
        })
    }
}

fn header(started: &RunStarted) -> Header {
    Header {
        record: "package-steward".to_owned(),
        schema: SCHEMA,
        program: started.program.clone(),
        at: started.at.to_string(),
        api: started.api.clone(),
        owner: started.owner.as_str().to_owned(),
        dry_run: started.dry_run == DryRun::Yes,
        inputs: started.inputs.clone(),
    }
}

fn name(package: &PackageKey) -> PackageName {
    PackageName {
        package_type: package.package_type.as_str().to_owned(),
        name: package.name.as_str().to_owned(),
    }
}

fn step_line(step: &StepEvent) -> StepLine {
    let id = match step.target {
        Target::Version(id) => Some(id.0),
        Target::WholePackage => None,
    };
    let change = match step.change {
        Change::Delete => "delete",
        Change::Restore => "restore",
    };
    StepLine { number: step.number, package: name(&step.package), id, change: change.to_owned() }
}

fn difference_line(difference: &Difference) -> DifferenceLine {
    let (kind, version) = match difference {
        Difference::StillThere(version) => ("still-there", version),
        Difference::Missing(version) => ("missing", version),
        Difference::NotBack(version) => ("not-back", version),
        Difference::TagNotBack(version, _) => ("tag-not-back", version),
    };
    DifferenceLine { kind: kind.to_owned(), id: version.id.0, name: version.name.clone() }
}

const fn coverage_word(coverage: &Coverage) -> &'static str {
    match coverage {
        Coverage::Stable => "stable",
        Coverage::Unstable(_) => "unstable",
        Coverage::Truncated(_) => "truncated",
    }
}

const fn guard_word(refusal: &GuardRefusal) -> &'static str {
    match refusal {
        GuardRefusal::MaxDeletions { .. } => "max-deletions",
        GuardRefusal::LastVersion(_) => "last-version",
    }
}

const fn cause_word(cause: StopCause) -> &'static str {
    match cause {
        StopCause::Signal(name) => name,
        StopCause::TimeLimit => "time-limit",
        StopCause::WaitLimit => "wait-limit",
    }
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::AlreadySo => "already-so",
        Outcome::Held => "held",
        Outcome::Refused => "refused",
        Outcome::Unknown => "unknown",
        Outcome::Blocked(_) => "blocked",
        Outcome::PackageEnded => "package-ended",
        Outcome::NotReached => "not-reached",
    }
}
