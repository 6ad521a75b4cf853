//! Where a run takes place.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use github_standin::runner::{Action, Job, Ran, Running, Step};
use github_standin::{PackageType, Request, Server, World};
use serde_json::Value;

use super::record::{Deed, Record, deeds};
use super::worlds::{CLASSIC, REPOSITORY, active};

const PROGRAM: &str = env!("CARGO_BIN_EXE_package-steward");

/// The action's own metadata: every input that it declares is handed over.
static ACTION: LazyLock<Action> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Action::read(&root.join("action.yml")).expect("the action's metadata")
});

/// A job on a GitHub of its own.
pub(crate) struct Scene {
    pub server: Server,
    pub job: Job,
}

impl Scene {
    /// A job of somebody who may do everything.
    pub(crate) fn new(world: World) -> Self {
        Self::with_token(world, CLASSIC)
    }

    /// A job whose `github.token` is this one.
    pub(crate) fn with_token(world: World, token: &str) -> Self {
        let server = Server::start(world).expect("a server");
        let job = Job::on(&server, REPOSITORY, token).expect("a job");
        Self { server, job }
    }

    /// A step with these inputs, which may change things.
    pub(crate) fn step(&self, with: &[(&str, &str)]) -> Step<'_> {
        let step = self.job.step(&ACTION).with("dry-run", "false");
        with.iter().fold(step, |step, (name, value)| step.with(name, value))
    }

    /// Runs a step with these inputs to its end.
    pub(crate) fn run(&self, with: &[(&str, &str)]) -> Outcome {
        let before = self.server.mutations().len();
        self.server.forget_requests();
        let ran = self.step(with).run(Path::new(PROGRAM)).expect("a run");
        self.left(ran, before)
    }

    /// Starts a step with these inputs.
    pub(crate) fn start(&self, with: &[(&str, &str)]) -> Running {
        self.server.forget_requests();
        self.step(with).start(Path::new(PROGRAM)).expect("a start")
    }

    /// Waits for the end of a step that was started when nothing had changed yet.
    pub(crate) fn wait(&self, running: Running) -> Outcome {
        let ran = running.wait().expect("an end");
        self.left(ran, 0)
    }

    fn left(&self, ran: Ran, mutations_before: usize) -> Outcome {
        let requests = self.server.requests();
        let deeds = deeds(&self.server.mutations()[mutations_before..]);
        Outcome { ran, requests, deeds, record: Record::read(&self.record_path()) }
    }

    /// Where the record is unless `record-file` says otherwise.
    pub(crate) fn record_path(&self) -> PathBuf {
        self.job.workspace().join(".package-steward/record.jsonl")
    }

    /// Names with tags of what is there in a package, oldest push first.
    pub(crate) fn labels(&self, kind: PackageType, name: &str) -> Vec<String> {
        labels(&active(&self.server, kind, name))
    }

    /// The number of the active version with that tag or name.
    #[track_caller]
    pub(crate) fn id(&self, kind: PackageType, package: &str, label: &str) -> u64 {
        let rows = active(&self.server, kind, package);
        let row = rows.iter().find(|row| row.name == label || row.tags.iter().any(|t| t == label));
        row.unwrap_or_else(|| panic!("no version {label}")).id
    }

    /// Writes a file into the workspace.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.job.workspace().join(name), text).expect("a writable workspace");
    }
}

/// What is there: by type and name of the package its rows, each with number, name and tags.
pub(crate) type State = BTreeMap<(String, String), Vec<(u64, String, Vec<String>)>>;

/// Everything that is there, in words that a version in another state would change.
pub(crate) fn state(scene: &Scene) -> State {
    let world = scene.server.world();
    let active = world.packages().iter().filter(|package| package.is_active());
    let rows = active.map(|package| {
        let rows = package.versions.active().map(|row| {
            let mut tags = row.tags.clone();
            tags.sort();
            (row.id, row.name.clone(), tags)
        });
        let key = (package.package_type.as_str().to_owned(), package.name.clone());
        (key, rows.collect())
    });
    rows.collect()
}

/// The tags of each version, else its name.
pub(crate) fn labels(rows: &[github_standin::Version]) -> Vec<String> {
    let label = |row: &github_standin::Version| match row.tags.as_slice() {
        [] => row.name.clone(),
        tags => tags.join(" "),
    };
    rows.iter().map(label).collect()
}

/// What a run left behind, what it asked for, and what changed meanwhile.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub ran: Ran,
    pub requests: Vec<Request>,
    /// What requests changed, in order.
    pub deeds: Vec<Deed>,
    /// The record at its usual place.
    pub record: Option<Record>,
}

impl Outcome {
    /// Fails unless the run ended with this status.
    #[track_caller]
    pub(crate) fn assert_status(&self, expected: i32) -> &Self {
        assert_eq!(self.ran.status.code(), Some(expected), "{}", self.end_of_log());
        self
    }

    /// The record. Fails where there is none.
    #[track_caller]
    pub(crate) fn record(&self) -> &Record {
        self.record.as_ref().unwrap_or_else(|| panic!("no record\n{}", self.end_of_log()))
    }

    /// The record, held against what the stand-in noted. Fails where they differ.
    #[track_caller]
    pub(crate) fn assert_true_record(&self) -> &Record {
        let record = self.record();
        record.assert_true(&self.deeds);
        record
    }

    /// The value of an output.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> &str {
        let value = self.ran.output(name);
        value.unwrap_or_else(|| panic!("no output {name}\n{}", self.end_of_log()))
    }

    /// The numbers of the versions in a list among the outputs.
    #[track_caller]
    pub(crate) fn ids(&self, name: &str) -> Vec<u64> {
        let list: Value = serde_json::from_str(self.output(name)).expect("JSON");
        let items = list.as_array().expect("a list");
        items.iter().map(|item| item["id"].as_u64().expect("an id")).collect()
    }

    /// Method and path of each request that changes something.
    pub(crate) fn changes(&self) -> Vec<String> {
        let changing = self.requests.iter().filter(|request| request.method != "GET");
        changing.map(Request::line).collect()
    }

    /// Fails unless the log has this text.
    #[track_caller]
    pub(crate) fn assert_says(&self, text: &str) -> &Self {
        assert!(self.ran.log.contains(text), "`{text}` is not in\n{}", self.end_of_log());
        self
    }

    /// Enough of the log to see what went wrong.
    fn end_of_log(&self) -> String {
        let lines: Vec<&str> = self.ran.log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}
