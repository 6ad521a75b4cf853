//! The program as it is shipped, built by the cargo that built the benchmarks.

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use github_standin::runner::Action;
use serde_json::Value;

const NAME: &str = "package-steward";

/// The program, and the metadata of the action.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) action: Action,
}

impl Program {
    /// Builds it as a release.
    pub(crate) fn build() -> Result<Self, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.args(["build", "--release", "--locked", "--bin", NAME]);
        command.arg("--message-format=json-render-diagnostics");
        let built = command.current_dir(root).stderr(Stdio::inherit()).output()?;
        if !built.status.success() {
            return Err(format!("cargo could not build {NAME}: {}", built.status).into());
        }
        let messages = String::from_utf8(built.stdout)?;
        let executable = messages.lines().filter_map(executable).next_back();
        let path = executable.ok_or_else(|| format!("cargo did not say where it put {NAME}"))?;
        Ok(Self { path, action: Action::read(&root.join("action.yml"))? })
    }
}

/// The executable that a message of cargo speaks of.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["target"]["name"] != NAME {
        return None;
    }
    message["executable"].as_str().map(PathBuf::from)
}
