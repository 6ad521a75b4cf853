//! The steps of the workflow that the demo runs.

use std::collections::BTreeMap;
use std::error::Error;

use github_standin::runner::{Action, Job, Ran, Step, Summary};
use github_standin::{Method, Server, seed};

/// A step before it runs.
#[derive(Debug)]
pub(crate) struct PlannedStep {
    /// The step's `name:`.
    pub(crate) name: String,
    /// Its `with:`.
    pub(crate) with: Vec<(String, String)>,
    /// Whether it is to change anything.
    pub(crate) changes: Changes,
}

/// Whether a step is to change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    None,
    Some,
}

fn planned(name: &str, changes: Changes, with: &[(&str, &str)]) -> PlannedStep {
    let with = with.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
    PlannedStep { name: name.to_owned(), with: with.collect(), changes }
}

/// The steps, in order: what would go, then the images for real.
pub(crate) fn all() -> [PlannedStep; 4] {
    let images = [("packages", "shop"), ("tags", "pr-*"), ("older-than", "14d")];
    let dry = |with: &[(&'static str, &'static str)]| [with, &[("dry-run", "true")]].concat();
    [
        planned(
            "npm: drop old pre-releases, but keep the two newest",
            Changes::None,
            &dry(&[
                ("package-type", "npm"),
                ("packages", "shop-client"),
                ("prereleases", "only"),
                ("older-than", "30d"),
                ("keep-latest", "2"),
            ]),
        ),
        planned(
            "Maven: drop snapshots after a month",
            Changes::None,
            &dry(&[
                ("package-type", "maven"),
                ("packages", "com.octo.shop"),
                ("version-names", "*-SNAPSHOT"),
                ("older-than", "30d"),
                ("max-deletions", "10"),
            ]),
        ),
        planned(
            "Images: what would go of those of pull requests after two weeks",
            Changes::None,
            &dry(&images),
        ),
        planned("Images: the same, for real", Changes::Some, &images),
    ]
}

/// The steps that a summary tells to paste for bringing back what its run took.
pub(crate) fn undo(summary: &str) -> Result<Vec<PlannedStep>, Box<dyn Error>> {
    let blocks = summary.split("```yaml\n").skip(1);
    let text: String = blocks.filter_map(|rest| rest.split("```").next()).collect();
    let steps: Vec<UndoStep> = yaml_serde::from_str(&text)?;
    let pasted = |step: UndoStep| PlannedStep {
        name: "Undo: the step from the end of that summary, pasted".to_owned(),
        with: step.with.into_iter().map(|(name, value)| (name, text_of(&value))).collect(),
        changes: Changes::Some,
    };
    Ok(steps.into_iter().map(pasted).collect())
}

/// A step of a workflow, as far as it is pasted.
#[derive(serde::Deserialize)]
struct UndoStep {
    with: BTreeMap<String, yaml_serde::Value>,
}

/// A value as the runner hands it to an action.
fn text_of(value: &yaml_serde::Value) -> String {
    value.as_str().map_or_else(
        || yaml_serde::to_string(&value).unwrap_or_default().trim_end().to_owned(),
        str::to_owned,
    )
}

impl PlannedStep {
    /// The step, in a job.
    pub(crate) fn step<'j>(
        &self,
        job: &'j Job,
        action: &'j Action,
    ) -> Result<Step<'j>, Box<dyn Error>> {
        let mut step = job.step(action);
        for (name, value) in &self.with {
            if !action.inputs().iter().any(|(declared, _)| declared == name) {
                return Err(format!("action.yml declares no input {name}").into());
            }
            step = step.with(name, value);
        }
        Ok(step)
    }
}

/// What did not go as it should.
pub(crate) fn judge(action: &Action, ran: &Ran, server: &Server, changes: Changes) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |what: String| complaints.push(what);
    if !ran.status.success() {
        complain(format!("it ended with {}", ran.status));
    }
    if let Err(why) = &ran.outputs {
        complain(format!("the runner would refuse its outputs: {why}"));
    }
    for name in action.outputs().iter().filter(|name| ran.output(name).is_none()) {
        complain(format!("it wrote no output {name}"));
    }
    match &ran.summary {
        Summary::Shown(text) if text.trim().is_empty() => {
            complain("it wrote no summary".to_owned());
        }
        Summary::Shown(_) => {}
        Summary::TooLarge(bytes) => complain(format!("its summary of {bytes} bytes is lost")),
    }
    let outputs = ran.outputs.iter().flatten().map(|(_, value)| value.as_str());
    let mut said = outputs.chain(ran.shown_log()).chain([ran.summary.text()]);
    if said.any(|text| text.contains(seed::DEMO_WORKFLOW_TOKEN)) {
        complain("it told the token".to_owned());
    }
    if server.requests().is_empty() {
        complain("it asked GitHub for nothing".to_owned());
    }
    let to_change =
        server.requests().iter().filter(|request| request.method != Method::GET).count();
    match changes {
        Changes::None if to_change > 0 => {
            complain(format!("a dry run asked for {to_change} changes"));
        }
        Changes::Some if to_change == 0 => complain("it changed nothing".to_owned()),
        Changes::None | Changes::Some => {}
    }
    complaints
}
