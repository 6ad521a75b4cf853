//! The story of a run, in order. The only room that sees all others.

mod decision;
mod packages;
mod rights;
mod stage;
mod story;

use std::process::ExitCode;

use crate::github::Clock;
use crate::inputs::{Environment, parse};
use stage::Stage;

/// What the process ends with when the inputs are unsound. Nothing was requested.
const UNSOUND_INPUTS: u8 = 2;

/// Runs the program on what the environment says, and gives the status that the process ends with.
pub async fn run(environment: Environment) -> ExitCode {
    let stage = Stage::new(&environment);
    let request = match parse(&environment) {
        Ok(request) => request,
        Err(problems) => {
            stage.complain(&problems);
            return ExitCode::from(UNSOUND_INPUTS);
        }
    };
    stage.mask(&request.token);
    story::tell(&request, &stage, &Clock::system()).await;
    ExitCode::from(stage.close())
}
