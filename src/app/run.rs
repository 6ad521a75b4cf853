//! The process: from the environment to the exit status.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context as _;
use secrecy::SecretString;

use super::knowing::Reader;
use super::stage::Stage;
use super::stop::{Deadlines, stop_switch};
use super::story::{Earlier, Run};
use super::{compare, resume, undoing};
use crate::clock::Clock;
use crate::domain::{Notice, PackageType};
use crate::events::Event;
use crate::github::{Client, ClientSettings};
use crate::inputs::{Environment, InputProblems, RecordPath, Request, parse};
use crate::registry::{self, CACHE_LIMIT, ManifestCache, RegistryUrl};
use crate::runner::{RecordFile, Signals};

/// What the process ends with when the inputs are unsound. Nothing was requested.
const UNSOUND_INPUTS: u8 = 2;

/// What the process ends with when it can't even begin, or is told to end at once.
const FAILED: u8 = 1;

/// Runs the program on what the environment says, and gives the status that the process ends with.
pub(super) async fn run(environment: Environment) -> ExitCode {
    // Before anything that takes time: as process 1 of a container it gets no signal that it does not
    // listen to.
    let signals = Signals::listen();
    let stage = Rc::new(Stage::new(&environment));
    let request = match parse(&environment) {
        Ok(request) => request,
        Err(problems) => {
            stage.complain(&problems);
            return ExitCode::from(UNSOUND_INPUTS);
        }
    };
    stage.mask(&request.token);
    let workspace = environment.workspace().unwrap_or_else(|| PathBuf::from("."));
    let (request, record) = match &request.apply {
        None => (request, None),
        Some(path) => match resume::load(&environment, &request, &workspace, path) {
            Ok((request, record)) => (request, Some(record)),
            Err(problems) => {
                for problem in &problems {
                    stage.error("Unsound input", problem);
                }
                return ExitCode::from(UNSOUND_INPUTS);
            }
        },
    };
    let undone = match &request.restore_from {
        None => None,
        Some(path) => match undoing::load(&request, &workspace, path) {
            Ok(undone) => Some(undone),
            Err(problem) => {
                stage.error("Unsound input", &problem);
                return ExitCode::from(UNSOUND_INPUTS);
            }
        },
    };
    let other_plan = match &request.compare_to {
        None => None,
        Some(path) => match compare::load(&request, &workspace, path) {
            Ok(other_plan) => Some(other_plan),
            Err(problem) => {
                stage.error("Unsound input", &problem);
                return ExitCode::from(UNSOUND_INPUTS);
            }
        },
    };
    let earlier = Earlier { record, undone, other_plan };
    if let Err(problems) = open_record(&request, &workspace, &stage) {
        stage.complain(&problems);
        return ExitCode::from(UNSOUND_INPUTS);
    }
    match Box::pin(begin(&request, earlier, &workspace, &stage, signals)).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            stage.error("The run can't begin", &format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Runs a sound request.
async fn begin(
    request: &Request,
    earlier: Earlier,
    workspace: &Path,
    stage: &Rc<Stage>,
    signals: io::Result<Signals>,
) -> anyhow::Result<u8> {
    let signals = signals.context("the signals that end a run can't be listened to")?;
    let deadlines = request.limits.time.map(Deadlines::before);
    let (stopper, stop) = stop_switch(deadlines);
    let clock = Clock::system();
    let token = || SecretString::from(request.token.expose());
    let wait_limit = request.limits.wait.unwrap_or(Duration::MAX);
    let listener = || -> Box<dyn Fn(Event)> {
        let stage = Rc::clone(stage);
        Box::new(move |event| stage.tell(&event))
    };
    let client = Client::new(ClientSettings {
        wait_limit,
        pace: request.pace,
        clock: clock.clone(),
        tell: listener(),
        ..ClientSettings::new(request.place.api.clone(), token())
    })?;
    let registry = registry::Client::new(registry::ClientSettings {
        http: client.http(),
        registry: RegistryUrl::at(request.place.registry.clone())?,
        token: token(),
        wait_limit,
        clock: clock.clone(),
        tell: listener(),
    });
    let cache = RefCell::new(open_cache(request, workspace, stage, clock.now()));
    let reader = Rc::new(Reader { registry, cache, clock: clock.clone(), wait_limit });
    let (client, stage) = (Rc::new(client), Rc::clone(stage));
    let run = Run { request, earlier, client, reader, clock, stage: Rc::clone(&stage), stop };
    tokio::select! {
        () = run.tell() => Ok(stage.close()),
        () = stopper.watch(signals, deadlines) => {
            // The record has everything up to here; nothing else is waited for.
            stage.error("The run was ended", "a second signal came, so nothing more is written");
            Ok(FAILED)
        }
    }
}

/// The cache of manifests, or one that keeps nothing where its folder can't be used.
fn open_cache(
    request: &Request,
    workspace: &Path,
    stage: &Stage,
    now: jiff::Timestamp,
) -> ManifestCache {
    let Some(path) = &request.cache else { return ManifestCache::off() };
    // Only containers have manifests; nothing else needs a folder.
    if !request.place.package_types.contains(&PackageType::Container) {
        return ManifestCache::off();
    }
    ManifestCache::open(&workspace.join(path.as_path()), CACHE_LIMIT, now).unwrap_or_else(|error| {
        let notice = Notice::NoCache(error.to_string());
        stage.tell(&Event::Noticed { package: None, notice });
        ManifestCache::off()
    })
}

/// Opens the record. The default place may be unwritable, one that was asked for may not.
fn open_record(request: &Request, workspace: &Path, stage: &Stage) -> Result<(), InputProblems> {
    match RecordFile::create(workspace, request.record_file.as_path()) {
        Ok(file) => {
            stage.record_to(file, request.record_file.as_path());
            Ok(())
        }
        Err(error) => match &request.record_file {
            RecordPath::Auto => {
                stage.warn("There is no record", &error.to_string());
                Ok(())
            }
            RecordPath::Given(path) => Err(InputProblems::of_record_file(path, &error)),
        },
    }
}
