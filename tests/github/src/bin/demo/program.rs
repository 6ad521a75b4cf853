//! The program that the demo runs, built by the cargo that built the demo.

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const NAME: &str = "package-steward";

/// Builds the program, and answers where cargo says that it is.
pub(crate) fn build(root: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--bin", NAME, "--message-format=json-render-diagnostics"]);
    let built = command.current_dir(root).stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        return Err(format!("cargo could not build {NAME}: {}", built.status).into());
    }
    let messages = String::from_utf8(built.stdout)?;
    let executable = messages.lines().filter_map(executable).next_back();
    executable.ok_or_else(|| format!("cargo did not say where it put {NAME}").into())
}

/// The executable that a message of cargo speaks of.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["target"]["name"] != NAME {
        return None;
    }
    message["executable"].as_str().map(PathBuf::from)
}
