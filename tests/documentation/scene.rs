//! Where the steps of the documentation are run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use github_standin::runner::{Action, Job, Ran};
use github_standin::{Limits, PackageType, PullState, Server, Token, World, days_ago};

const OWNER: &str = "octo-org";
const REPOSITORY: &str = "octo-org/app";
/// A classic token of an owner of the organisation.
const CLASSIC: &str = "ghp_octocat";

/// What the runner puts in the place of expressions.
const EXPRESSIONS: [(&str, &str); 5] = [
    ("${{ secrets.PACKAGES_TOKEN }}", CLASSIC),
    ("${{ github.event.number }}", "7"),
    ("${{ matrix.package }}", "app"),
    ("${{ matrix.packages }}", "app"),
    ("${{ strategy.job-total }}", "1"),
];

/// A world with a package of each name that the pages use, in which something fits each example.
pub(crate) fn world() -> World {
    let mut world = World::new();
    world.add_token(CLASSIC, Token::classic("octocat"));
    world.user("octocat");
    world.organization(OWNER).owned_by("octocat");
    let repository = world.add_repository(REPOSITORY);
    repository.branch("main").git_tag("v1.1.0").pull(7, PullState::Closed, "fix");
    for name in ["app", "my-image", "foo", "bar", "baz"] {
        images(&mut world, name, IMAGES);
    }
    releases(&mut world, RELEASES);
    world
}

/// Images of every container package, by age in days and tags.
const IMAGES: &[(u32, &[&str])] = &[
    (400, &["v1.0.0"]),
    (390, &[]),
    (380, &["v1.1.0-rc.1"]),
    (370, &["v1.1.0"]),
    (100, &["pr-7"]),
    (90, &["nightly-1"]),
    (80, &["prod"]),
    (20, &["v2.0.0"]),
    (2, &["latest"]),
];

const RELEASES: &[(u32, &str)] = &[(90, "1.0.0"), (80, "1.1.0-rc.1"), (70, "1.1.0"), (3, "2.0.0")];

/// Pushes images of one platform, oldest first.
pub(crate) fn images(world: &mut World, package: &str, images: &[(u32, &[&str])]) {
    for (days, tags) in images {
        let seed = world.organization(OWNER).package(PackageType::Container, package);
        let mut seed = seed.linked_to(REPOSITORY);
        let manifest = github_standin::Manifest::image(&format!("{package} {days}"));
        seed.push_manifest(&manifest).created(days_ago(*days)).tags(tags);
    }
}

/// Publishes versions of the npm package `my-package`, oldest first.
pub(crate) fn releases(world: &mut World, releases: &[(u32, &str)]) {
    for (days, version) in releases {
        let seed = world.organization(OWNER).package(PackageType::Npm, "my-package");
        seed.linked_to(REPOSITORY).version(version).created(days_ago(*days));
    }
}

/// A job of somebody who may do everything.
pub(crate) struct Scene {
    pub(crate) server: Server,
    job: Job,
    action: Action,
}

impl Scene {
    pub(crate) fn new(world: World) -> Self {
        let server = Server::start(world).expect("a server");
        server.set_limits(Limits::none());
        let job = Job::on(&server, REPOSITORY, CLASSIC).expect("a job");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let action = Action::read(&root.join("action.yml")).expect("the action's metadata");
        Self { server, job, action }
    }

    /// Runs a step with these inputs, expressions and all.
    pub(crate) fn run(&self, with: &[(String, String)]) -> Ran {
        let mut step = self.job.step(&self.action).env("SSL_CERT_FILE", "/dev/null");
        for (name, value) in with {
            let value = EXPRESSIONS
                .iter()
                .fold(value.clone(), |value, (expression, with)| value.replace(expression, with));
            assert!(!value.contains("${{"), "no value for {value}");
            step = step.with(name, &value);
        }
        step.run(Path::new(env!("CARGO_BIN_EXE_package-steward"))).expect("a run")
    }

    /// Runs a step that the documentation does not tell.
    pub(crate) fn prepare(&self, with: &[(&str, &str)]) {
        let with: Vec<(String, String)> =
            with.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let ran = self.run(&with);
        assert!(ran.status.success(), "{}", ran.log);
    }

    /// Writes a file into the workspace.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.job.workspace().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a writable workspace");
        fs::write(file, text).expect("a writable workspace");
    }

    /// Makes a file of the workspace stand at its top as well.
    pub(crate) fn copy_up(&self, file: &str) {
        let from = self.job.workspace().join(file);
        let to = self.job.workspace().join(from.file_name().expect("a name"));
        fs::copy(from, to).expect("a copy");
    }

    /// Labels (tags, else the name) of what was deleted, with the package: `app:v1`.
    pub(crate) fn deleted(&self) -> BTreeSet<String> {
        let world = self.server.world();
        let packages = world.packages().iter();
        let rows = packages.flat_map(|package| {
            let gone = package.versions.all().iter().filter(|row| !row.is_active());
            gone.map(|row| {
                let label = if row.tags.is_empty() { row.name.clone() } else { row.tags.join(" ") };
                let label =
                    if label.starts_with("sha256:") { "untagged".to_owned() } else { label };
                format!("{}:{label}", package.name)
            })
        });
        rows.collect()
    }
}
