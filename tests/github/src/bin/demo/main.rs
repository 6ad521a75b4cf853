//! The action's main job on a fresh machine: no token, no network, no configuration.
//!
//! Builds the program, starts a stand-in for GitHub with a namespace in it, and runs the steps of
//! a workflow against it, each with the environment that GitHub's runner sets. Shows what goes in
//! and what comes out. Ends with status 0 when everything went as it should.

mod program;
mod screen;
mod steps;

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use github_standin::runner::{Action, Job};
use github_standin::{Server, seed};

use screen::Screen;
use steps::{Changes, PlannedStep};

fn main() -> ExitCode {
    match show(&mut Screen::standard()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            // Where the standard error is closed there is nobody to tell.
            drop(writeln!(io::stderr(), "the demo ended early: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs all steps, and counts what did not go as it should.
fn show(screen: &mut Screen) -> Result<usize, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let action = Action::read(&root.join("action.yml"))?;
    let program = program::build(&root)?;
    let server = Server::start(seed::demo())?;
    let job = Job::on(&server, seed::DEMO_REPOSITORY, seed::DEMO_WORKFLOW_TOKEN)?;

    screen.introduce(&server, &program)?;
    let listed = || listed(&server);
    let before = listed();
    let mut complaints = 0;
    let mut steps: VecDeque<PlannedStep> = steps::all().into();
    while let Some(planned) = steps.pop_front() {
        server.forget_requests();
        let step = planned.step(&job, &action)?;
        screen.step(&planned, &step.inputs()?)?;
        let ran = step.run(&program)?;
        screen.ran(&ran)?;
        screen.requests(&server.requests())?;
        let mut found = steps::judge(&action, &ran, &server, planned.changes);
        let is_undo = planned.with.iter().any(|(name, _)| name == "mode");
        if planned.changes == Changes::Some && !is_undo {
            steps.extend(steps::undo(ran.summary.text())?);
        } else if is_undo && listed() != before {
            found.push("it did not bring everything back as it was".to_owned());
        }
        screen.complaints(&found)?;
        complaints += found.len();
    }
    screen.close(complaints)?;
    Ok(complaints)
}

/// What is there, by number, with its tags.
fn listed(server: &Server) -> BTreeMap<u64, Vec<String>> {
    let world = server.world();
    let versions = world.packages().iter().flat_map(|package| package.versions.active());
    versions.map(|version| (version.id, version.tags.clone())).collect()
}
