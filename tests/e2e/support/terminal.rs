//! The program as a person starts it, without a runner.

use std::process::{Command, Stdio};

use super::stage::PROGRAM;

/// What the program printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Printed {
    pub status: i32,
    pub text: String,
}

/// Runs the program with these arguments and with no variables but these, in a folder of its own.
pub(crate) fn on_a_terminal(arguments: &[&str], variables: &[(&str, &str)]) -> Printed {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().envs(variables.iter().copied());
    let output = command.current_dir(&folder).stdin(Stdio::null()).output().expect("a run");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "nothing goes to the standard error");
    Printed {
        status: output.status.code().expect("an exit status"),
        text: String::from_utf8(output.stdout).expect("text"),
    }
}
