//! The program: see the library beside it.

use std::process::ExitCode;

use package_steward::app;
use package_steward::inputs::Environment;

fn main() -> ExitCode {
    app::start(std::env::args_os().skip(1), Environment::of_this_process())
}
