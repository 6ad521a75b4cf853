//! The steps of the workflow that the demo runs.

use std::error::Error;

use github_standin::runner::{Action, Job, Ran, Step, Summary};
use github_standin::{Server, seed};

/// A step before it runs.
#[derive(Debug)]
pub(crate) struct PlannedStep {
    /// The step's `name:`.
    pub(crate) name: &'static str,
    /// Its `with:`.
    pub(crate) with: &'static [(&'static str, &'static str)],
}

/// The steps, in order.
pub(crate) fn all() -> [PlannedStep; 3] {
    [
        PlannedStep {
            name: "npm: drop old pre-releases, but keep the two newest",
            with: &[
                ("package-type", "npm"),
                ("packages", "shop-client"),
                ("prereleases", "only"),
                ("older-than", "30d"),
                ("keep-latest", "2"),
                ("dry-run", "true"),
            ],
        },
        PlannedStep {
            name: "Maven: drop snapshots after a month",
            with: &[
                ("package-type", "maven"),
                ("packages", "com.octo.shop"),
                ("version-names", "*-SNAPSHOT"),
                ("older-than", "30d"),
                ("max-deletions", "10"),
                ("dry-run", "true"),
            ],
        },
        PlannedStep {
            name: "Images: drop those of pull requests after two weeks",
            with: &[
                ("packages", "shop"),
                ("tags", "pr-*"),
                ("older-than", "14d"),
                ("dry-run", "true"),
            ],
        },
    ]
}

impl PlannedStep {
    /// The step, in a job.
    pub(crate) fn step<'j>(
        &self,
        job: &'j Job,
        action: &'j Action,
    ) -> Result<Step<'j>, Box<dyn Error>> {
        let mut step = job.step(action);
        for (name, value) in self.with {
            if !action.inputs().iter().any(|(declared, _)| declared == name) {
                return Err(format!("action.yml declares no input {name}").into());
            }
            step = step.with(name, value);
        }
        Ok(step)
    }
}

/// What did not go as it should.
pub(crate) fn judge(action: &Action, ran: &Ran, server: &Server) -> Vec<String> {
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
    let changes = server.mutations().len();
    if changes > 0 {
        complain(format!("a dry run made {changes} changes"));
    }
    complaints
}
