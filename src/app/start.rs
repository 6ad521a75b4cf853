//! The process: what its arguments ask for, and the runtime that the rest needs.

use std::ffi::OsString;
use std::process::ExitCode;

use super::run::run;
use crate::inputs::{Environment, help};
use crate::runner::Terminal;

/// Runs the program and gives the status that the process ends with.
///
/// An action has no arguments: inputs come by the environment. `--help` and `--version` are for people.
pub fn start(arguments: impl Iterator<Item = OsString>, environment: Environment) -> ExitCode {
    let mut terminal = Terminal::stdout();
    let arguments: Vec<OsString> = arguments.collect();
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let text = match words.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..] {
        [] => return with_runtime(environment),
        ["--help" | "-h"] => help(),
        ["--version" | "-V"] => format!("package-steward {}", env!("CARGO_PKG_VERSION")),
        _ => {
            let _closed = terminal.line(
                "error: expected no arguments, --help or --version; inputs are given as INPUT_ variables",
            );
            return ExitCode::from(2);
        }
    };
    // Whoever asked and went away does not need the answer.
    let _closed = text.lines().try_for_each(|line| terminal.line(line));
    let _closed = terminal.flush();
    ExitCode::SUCCESS
}

fn with_runtime(environment: Environment) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => {
            let code = tokio::task::LocalSet::new().block_on(&runtime, run(environment));
            // A look-up of a name may still be under way, which nobody needs any more.
            runtime.shutdown_background();
            code
        }
        Err(error) => {
            let _closed = Terminal::stdout().line(&format!("error: no runtime: {error}"));
            ExitCode::FAILURE
        }
    }
}
