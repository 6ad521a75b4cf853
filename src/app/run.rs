//! The process: from the environment to the exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use secrecy::SecretString;

use super::stage::Stage;
use super::stop::stop_switch;
use super::story::Run;
use crate::github::{Client, ClientSettings, Clock};
use crate::inputs::{Environment, RecordPath, Request, help, parse};
use crate::runner::{RecordFile, Signals};

/// What the process ends with when the inputs are unsound. Nothing was requested.
const UNSOUND_INPUTS: u8 = 2;

/// What the process ends with when it can't even begin, or is told to end at once.
const FAILED: u8 = 1;

/// Runs the program on what the environment says, and gives the status that the process ends with.
pub async fn run(environment: Environment) -> ExitCode {
    let stage = Rc::new(Stage::new(&environment));
    let request = match parse(&environment) {
        Ok(request) => request,
        Err(problems) => {
            stage.complain(&problems);
            return ExitCode::from(UNSOUND_INPUTS);
        }
    };
    stage.mask(&request.token);
    if let Err(problem) = open_record(&request, &environment, &stage) {
        stage.error("Unsound input", &problem);
        return ExitCode::from(UNSOUND_INPUTS);
    }
    match begin(&request, &stage).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            stage.error("The run can't begin", &format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Runs a sound request.
async fn begin(request: &Request, stage: &Rc<Stage>) -> anyhow::Result<u8> {
    let signals = Signals::listen().context("the signals that end a run can't be listened to")?;
    let (stopper, stop) = stop_switch();
    let clock = Clock::system();
    let told = Rc::clone(stage);
    let client = Client::new(ClientSettings {
        api: request.place.api.clone(),
        token: SecretString::from(request.token.expose()),
        wait_limit: request.limits.wait.unwrap_or(Duration::MAX),
        clock: clock.clone(),
        tell: Box::new(move |event| told.tell(&event)),
    })?;
    let run = Run { request, client: Rc::new(client), clock, stage: Rc::clone(stage), stop };
    let time_limit = request.limits.time.map(before_the_limit);
    tokio::select! {
        () = run.tell() => Ok(stage.close()),
        () = stopper.watch(signals, time_limit) => {
            // The record has everything up to here; nothing else is waited for.
            stage.error("The run was ended", "a second signal came, so nothing more is written");
            Ok(FAILED)
        }
    }
}

/// When to end so that outputs, summary and the look back still find room before a limit.
fn before_the_limit(limit: Duration) -> Duration {
    const ROOM: Duration = Duration::from_secs(30);
    limit.saturating_sub(ROOM.min(limit / 10))
}

/// Opens the record. The default place may be unwritable, one that was asked for may not.
fn open_record(
    request: &Request,
    environment: &Environment,
    stage: &Stage,
) -> Result<(), String> {
    Ok(())
}
