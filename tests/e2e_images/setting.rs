//! `octo-org/app` on a stand-in that watches every change, and the real binary as the runner starts it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use github_standin::runner::{Action, Job, Ran, Running};
use github_standin::{
    Actor, Change, Limits, Method, PackageSeed, PackageType, Request, Server, Token, Watch, World,
};
use serde_json::Value;

pub(crate) const OWNER: &str = "octo-org";
pub(crate) const PACKAGE: &str = "app";
const REPOSITORY: &str = "octo-org/app";
const TOKEN: &str = "ghp_octocat";

/// A world with an empty package, and a token that may do everything with it.
pub(crate) fn world() -> World {
    let mut world = World::new();
    world.add_token(TOKEN, Token::classic("octocat"));
    world.organization(OWNER).owned_by("octocat");
    package(&mut world, PACKAGE);
    world
}

/// The package that nearly all tests are about.
pub(crate) fn app(world: &mut World) -> PackageSeed<'_> {
    package(world, PACKAGE)
}

pub(crate) fn package<'w>(world: &'w mut World, name: &str) -> PackageSeed<'w> {
    world.organization(OWNER).package(PackageType::Container, name).linked_to(REPOSITORY)
}

/// A served world, and a job whose workspace lasts over several runs.
pub(crate) struct Setting {
    pub(crate) server: Server,
    job: Job,
    action: Action,
}

impl Setting {
    /// Serves a world. From now on every change by a request is watched.
    pub(crate) fn of(mut world: World) -> Self {
        world.watch = Watch::On;
        let server = Server::start(world).expect("a port");
        server.set_limits(Limits::none());
        let job = Job::on(&server, REPOSITORY, TOKEN).expect("a folder");
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let action = Action::read(&manifest.join("action.yml")).expect("the action's metadata");
        Self { server, job, action }
    }

    /// Writes a file into the workspace.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.job.workspace().join(name), text).expect("a writable workspace");
    }

    /// Runs the program with these inputs, to its end.
    pub(crate) fn run(&self, inputs: &[(&str, &str)]) -> Run {
        Run::of(self.start(inputs).wait().expect("a run"))
    }

    /// Runs it with these inputs and none beside.
    pub(crate) fn run_as_given(&self, inputs: &[(&str, &str)]) -> Run {
        Run::of(self.start_as_given(inputs).wait().expect("a run"))
    }

    /// Starts the program with these inputs.
    pub(crate) fn start(&self, inputs: &[(&str, &str)]) -> Running {
        let given = |name: &str| inputs.iter().any(|(given, _)| *given == name);
        let defaults = DEFAULTS.into_iter().filter(|(name, _)| !given(name));
        self.start_as_given(&defaults.chain(inputs.iter().copied()).collect::<Vec<_>>())
    }

    fn start_as_given(&self, inputs: &[(&str, &str)]) -> Running {
        // The machine's certificates are of no use here, and to read them all takes half of the time.
        let mut step = self.job.step(&self.action).env("SSL_CERT_FILE", "/dev/null");
        for (name, value) in inputs {
            step = step.with(name, value);
        }
        step.start(Path::new(env!("CARGO_BIN_EXE_package-steward"))).expect("the program")
    }

    /// The workspace of the job.
    pub(crate) fn workspace(&self) -> PathBuf {
        self.job.workspace()
    }

    /// The versions that requests have deleted and that are deleted now.
    pub(crate) fn deleted(&self) -> BTreeSet<u64> {
        let world = self.server.world();
        let ours = world.mutations().iter().filter(|one| {
            one.change == Change::VersionDeleted && matches!(one.by, Actor::Request(_))
        });
        let gone = |id: &u64| world.version(*id).is_some_and(|(_, row)| !row.is_active());
        ours.filter_map(|one| one.version).filter(gone).collect()
    }

    /// Whether the version is there.
    pub(crate) fn is_there(&self, id: u64) -> bool {
        self.server.world().version(id).is_some_and(|(_, row)| row.is_active())
    }

    /// Nothing was broken by a request, at no moment.
    #[track_caller]
    pub(crate) fn is_untroubled(&self) {
        assert_eq!(self.server.violations(), [], "a request broke an image that stays");
    }

    /// The requests for manifests so far.
    pub(crate) fn manifests_read(&self) -> usize {
        self.requests(&Method::GET, "/manifests/").len()
    }

    pub(crate) fn requests(&self, method: &Method, part: &str) -> Vec<Request> {
        let all = self.server.requests().into_iter();
        all.filter(|one| one.method == *method && one.target().contains(part)).collect()
    }
}

/// What every run is given unless it is given otherwise: nothing holds what is not young in these
/// worlds, and the guards on what remains have tests of their own.
const DEFAULTS: [(&str, &str); 1] = [("min-remaining", "0")];

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) log: String,
    ran: Ran,
}

impl Run {
    pub(crate) fn of(ran: Ran) -> Self {
        Self { status: ran.status.code(), log: ran.log.clone(), ran }
    }

    /// The status, with the log beside it when it is another.
    #[track_caller]
    pub(crate) fn ended_with(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "{}", self.log);
        self
    }

    /// The log says this somewhere.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.log.contains(text), "no \"{text}\" in:\n{}", self.log);
        self
    }

    /// The log says this nowhere.
    #[track_caller]
    pub(crate) fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.log.contains(text), "\"{text}\" in:\n{}", self.log);
        self
    }

    /// The value of an output.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> &str {
        self.ran.output(name).unwrap_or_else(|| panic!("no output {name} in:\n{}", self.log))
    }

    /// The numbers in an output that is a list.
    #[track_caller]
    pub(crate) fn ids(&self, list: &str) -> BTreeSet<u64> {
        let rows: Vec<Value> = serde_json::from_str(self.output(list)).expect("a JSON array");
        rows.iter().map(|row| row["id"].as_u64().expect("a number")).collect()
    }
}

/// Numbers as a set.
pub(crate) fn set<const N: usize>(ids: [u64; N]) -> BTreeSet<u64> {
    ids.into()
}
