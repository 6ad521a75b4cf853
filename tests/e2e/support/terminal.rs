//! The program as a person starts it, without a runner.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

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

/// The same with a real terminal as the standard output, which turns each end of a line into a carriage return
/// and a line feed.
pub(crate) fn on_a_real_terminal(variables: &[(&str, &str)]) -> Printed {
    let folder = tempfile::tempdir().expect("a folder");
    let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&person).expect("granted");
    unlockpt(&person).expect("unlocked");
    let name = ptsname(&person, Vec::new()).expect("its name").into_string().expect("text");
    let screen = OpenOptions::new().read(true).write(true).open(name).expect("its other side");
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(variables.iter().copied()).current_dir(&folder);
    let mut child = command.stdin(Stdio::null()).stdout(screen).spawn().expect("a run");
    // It holds the other side, which has to be closed before the end can be seen.
    drop(command);
    let (mut person, mut seen) = (File::from(person), Vec::new());
    // That nobody holds the other side any more is an error here, not an end.
    let _closed = person.read_to_end(&mut seen);
    Printed {
        status: child.wait().expect("an end").code().expect("an exit status"),
        text: String::from_utf8(seen).expect("text"),
    }
}
