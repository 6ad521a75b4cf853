//! Where a run takes place.

use std::path::Path;
use std::sync::LazyLock;

use github_standin::runner::{Action, Job, Step};
use github_standin::{Server, World};

use super::outcome::Outcome;
use super::worlds::{REPOSITORY, WORKFLOW};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_package-steward");

/// The action's own metadata: every input that it declares is handed over.
pub(crate) static ACTION: LazyLock<Action> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Action::read(&root.join("action.yml")).expect("the action's metadata")
});

/// A job on a GitHub of its own.
pub(crate) struct Stage {
    pub server: Server,
    pub job: Job,
}

impl Stage {
    /// A job in [`REPOSITORY`] that has its workflow's token.
    pub(crate) fn new(world: World) -> Self {
        Self::in_repository(world, REPOSITORY, WORKFLOW)
    }

    /// A job in [`REPOSITORY`] whose `github.token` is this one.
    pub(crate) fn with_token(world: World, token: &str) -> Self {
        Self::in_repository(world, REPOSITORY, token)
    }

    /// A job in a repository, whose `github.token` is this one.
    pub(crate) fn in_repository(world: World, repository: &str, token: &str) -> Self {
        let server = Server::start(world).expect("a server");
        let job = Job::on(&server, repository, token).expect("a job");
        Self { server, job }
    }

    /// A step of the job with these inputs.
    pub(crate) fn step(&self, with: &[(&str, &str)]) -> Step<'_> {
        with.iter().fold(self.job.step(&ACTION), |step, (name, value)| step.with(name, value))
    }

    /// Runs a step to its end.
    pub(crate) fn run(&self, step: Step<'_>) -> Outcome {
        self.server.forget_requests();
        let ran = step.run(Path::new(PROGRAM)).expect("a run");
        Outcome { ran, requests: self.server.requests() }
    }

    /// Runs with these inputs and `dry-run: true`. Fails where the run does not leave what every sound
    /// dry run leaves, or changes anything.
    pub(crate) fn dry_run(&self, with: &[(&str, &str)]) -> Outcome {
        self.dry_run_of(self.step(with))
    }

    /// Runs this step with `dry-run: true`, as [`Self::dry_run`] does.
    pub(crate) fn dry_run_of(&self, step: Step<'_>) -> Outcome {
        let before = self.server.mutations().len();
        let outcome = self.run(step.with("dry-run", "true"));
        outcome.assert_complete_report(self.job.token());
        for request in &outcome.requests {
            assert_eq!(request.method, "GET", "{}", request.target());
        }
        let lists = ["deleted", "restored"].map(|name| outcome.ran.output(name).unwrap_or("[]"));
        assert_eq!(lists, ["[]", "[]"], "a dry run deletes and restores nothing");
        assert_eq!(self.server.mutations().len(), before, "a dry run changed something");
        outcome
    }

    /// Runs with these inputs, which are unsound, and gives what is said about each: its name and the
    /// message. Fails where anything was requested, or written beside the log.
    #[track_caller]
    pub(crate) fn complaints(&self, with: &[(&str, &str)]) -> Vec<(String, String)> {
        let outcome = self.run(self.step(with));
        assert_eq!(outcome.status(), 2, "{}", outcome.ran.log);
        assert!(outcome.requests.is_empty(), "{:?}", outcome.requests);
        assert_eq!(outcome.ran.outputs, Ok(Vec::new()));
        assert_eq!(outcome.ran.summary.text(), "");
        let left = std::fs::read_dir(self.job.workspace()).expect("a workspace").count();
        assert_eq!(left, 0, "something was left in the workspace");
        let complaints = outcome.errors().into_iter().map(|message| {
            let (name, _) = message
                .strip_prefix("input `")
                .and_then(|rest| rest.split_once("`: expected "))
                .unwrap_or_else(|| panic!("no complaint about an input: {message}"));
            (name.to_owned(), message)
        });
        complaints.collect()
    }
}
