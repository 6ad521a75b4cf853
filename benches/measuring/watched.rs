//! One run of the program, watched.

use std::error::Error;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use github_standin::runner::{Job, Ran};
use github_standin::{Request, Server};

use super::program::Program;

/// What was seen of a run.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) ran: Ran,
    /// From before the process was started to its end.
    pub(crate) took: Duration,
    /// From before the process was started to the arrival of its first request.
    pub(crate) first_request: Option<Duration>,
    /// The most memory that it had, in KiB, where the system tells.
    pub(crate) memory: Option<u64>,
    pub(crate) requests: Vec<Request>,
}

impl Watched {
    pub(crate) fn output(&self, name: &str) -> &str {
        self.ran.output(name).unwrap_or_default()
    }
}

/// Runs the program once with these inputs, and fails where it does not end well.
pub(crate) fn watch(
    program: &Program,
    server: &Server,
    job: &Job,
    with: &[(&str, &str)],
) -> Result<Watched, Box<dyn Error>> {
    server.forget_requests();
    let step =
        with.iter().fold(job.step(&program.action), |step, (name, value)| step.with(name, value));
    let world_time = server.world().clock().now();
    let before = Instant::now();
    let running = step.start(&program.path)?;
    let process = running.id();
    let watching = thread::spawn(move || {
        let mut peak = None;
        while let Some(now) = peak_memory(process) {
            peak = Some(now);
            thread::sleep(Duration::from_millis(5));
        }
        peak
    });
    let ran = running.wait()?;
    let took = before.elapsed();
    let memory = watching.join().ok().ok_or("the watch over the memory broke off")?;
    if !ran.status.success() {
        return Err(format!("the run failed: {}\n{}", ran.status, ran.log).into());
    }
    let requests = server.requests();
    let first_request = requests
        .first()
        .and_then(|request| Duration::try_from(request.at.duration_since(world_time)).ok());
    Ok(Watched { ran, took, first_request, memory, requests })
}

/// The most memory that a process has had so far, in KiB; `None` when it is gone.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
