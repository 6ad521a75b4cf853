//! A repository with a remote of its own, and a `docker` that writes down what it is asked.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The digest that the played registry gives the image of all architectures.
pub(crate) const DIGEST: &str =
    "sha256:1111111111111111111111111111111111111111111111111111111111111111";

/// What the files of the scripts are, and those that they look into.
const FILES: [&str; 4] = [".ci/release.sh", ".ci/pin-image.sh", ".ci/steps.sh", "action.yml"];

/// The scene.
pub(crate) struct Scene {
    folder: TempDir,
}

impl Scene {
    /// A repository that is ready to release 1.2.3.
    ///
    /// The played `docker` writes each call into a file, with the tags that the remote has at that moment,
    /// and fails where one of its arguments is the text in the file `refuses`.
    pub(crate) fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a folder") };
        let work = scene.work();
        fs::create_dir_all(work.join(".ci")).expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in FILES {
            fs::copy(root.join(file), work.join(file)).expect("a copy");
        }
        fs::write(work.join("Cargo.toml"), "[workspace.package]\nversion = \"1.2.3\"\n")
            .expect("a manifest");
        fs::write(work.join("CHANGELOG.md"), "# Changelog\n\n## 1.2.3 - 2026-01-01\n")
            .expect("a log");
        fs::write(work.join(".gitignore"), "target\n").expect("a file");
        let tools = scene.folder.path().join("tools");
        fs::create_dir(&tools).expect("a folder");
        let docker = tools.join("docker");
        fs::write(&docker, played_docker(scene.folder.path())).expect("a script");
        fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).expect("a mode");
        let remote = scene.remote();
        scene.git(&["init", "--quiet", "--bare", &remote.to_string_lossy()]);
        scene.git(&["init", "--quiet", "--initial-branch", "main"]);
        scene.git(&["remote", "add", "origin", &remote.to_string_lossy()]);
        scene.git(&["add", "--all"]);
        scene.git(&["commit", "--quiet", "--message", "All"]);
        scene.git(&["push", "--quiet", "origin", "main"]);
        scene
    }

    /// Makes the played `docker` fail when it is asked so.
    pub(crate) fn docker_refuses(&self, argument: &str) {
        fs::write(self.folder.path().join("refuses"), argument).expect("a file");
    }

    /// Runs the release script.
    pub(crate) fn release(&self, arguments: &[&str]) -> Output {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let tools = self.folder.path().join("tools");
        self.command(".ci/release.sh")
            .args(arguments)
            .env("PATH", format!("{}:{}", tools.display(), path.display()))
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .expect("bash")
    }

    /// The calls of `docker`, each with the tags that the remote had.
    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// The tags of the remote.
    pub(crate) fn tags(&self) -> Vec<String> {
        let told = self.git(&["ls-remote", "--tags", "origin"]);
        let names = told.lines().filter_map(|line| line.rsplit('/').next());
        names.map(str::to_owned).collect()
    }

    /// A file as a commit or a tag of the remote has it.
    pub(crate) fn file_at(&self, commit: &str, file: &str) -> String {
        let remote = self.remote();
        let remote = remote.to_string_lossy();
        self.git(&["--git-dir", &remote, "show", &format!("{commit}:{file}")])
    }

    /// Runs git, which has to succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let ran = self.command("git").args(arguments).output().expect("git");
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).expect("text")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let name = ("Somebody", "somebody@example.com");
        command
            .current_dir(self.work())
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", name.0), ("GIT_COMMITTER_NAME", name.0)])
            .envs([("GIT_AUTHOR_EMAIL", name.1), ("GIT_COMMITTER_EMAIL", name.1)]);
        command
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn remote(&self) -> PathBuf {
        self.folder.path().join("remote.git")
    }
}

fn played_docker(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "#!/usr/bin/env bash\n\
         tags=$(git ls-remote --tags origin | sed 's|.*/||' | tr '\\n' ' ')\n\
         echo \"$* | tags: $tags\" >>'{folder}/calls'\n\
         for argument in \"$@\"; do\n\
           if [ \"$argument\" = \"$(cat '{folder}/refuses' 2>/dev/null)\" ]; then exit 1; fi\n\
         done\n\
         case $* in *--format*) echo {DIGEST} ;; esac\n"
    )
}
