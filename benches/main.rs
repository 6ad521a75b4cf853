//! What this program costs: requests, time, memory, size. One command for all of it:
//!
//! ```console
//! cargo bench --bench benchmarks                     # everything, each figure the median of 11 runs
//! cargo bench --bench benchmarks -- --runs 3 memory  # what has `memory` in its name, three runs each
//! ```
//!
//! It builds the program as it is shipped and runs it against the stand-in for GitHub. The rows that it
//! prints are those of `docs/benchmarks.md`. Nothing here judges a figure: machines differ.

mod acting;
mod measuring;
mod reading;
mod worlds;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use measuring::{Asked, Bench, Program};

/// Every benchmark, in the order of the page.
fn all() -> Vec<Bench> {
    [reading::benches(), acting::benches()].concat()
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where the standard error is closed there is nobody to tell.
            writeln!(io::stderr(), "benchmarks: {error}").ok();
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let asked = Asked::read(std::env::args().skip(1))?;
    let program = Program::build()?;
    let mut out = io::stdout();
    writeln!(out, "| what | figure | least possible |\n| --- | --- | --- |")?;
    for bench in all().into_iter().filter(|bench| asked.wants(bench.name)) {
        for row in (bench.measure)(&program, asked.runs)? {
            writeln!(out, "{row}")?;
            out.flush()?;
        }
    }
    Ok(())
}
