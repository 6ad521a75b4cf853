//! Ten thousand versions: what listing and planning them asks of GitHub and of the machine.
//!
//! `cargo test --release --test e2e large -- --nocapture` shows how much memory the shipped binary takes.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use github_standin::{Manifest, PackageType, World, days_ago};

use crate::support::{CLASSIC, Outcome, PROGRAM, Stage, USER, world};

const VERSIONS: u32 = 10_000;

/// The most memory that a process has had so far, in KiB; `None` when it is gone, or where the system
/// does not tell.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Runs, looks every moment how much memory it takes, and tells the most that was seen.
fn measured(stage: &Stage, what: &str, with: &[(&str, &str)]) -> Outcome {
    stage.server.forget_requests();
    let step = stage.step(with).with("dry-run", "true");
    let running = step.start(Path::new(PROGRAM)).expect("a run");
    let process = running.id();
    let watch = thread::spawn(move || {
        let mut peak = None;
        while let Some(now) = peak_memory(process) {
            peak = Some(now);
            thread::sleep(Duration::from_micros(300));
        }
        peak
    });
    let ran = running.wait().expect("a run");
    if let Some(peak) = watch.join().expect("the watch") {
        println!("{what}: {}.{} MiB at its peak", peak / 1024, peak % 1024 * 10 / 1024);
    }
    let outcome = Outcome { ran, requests: stage.server.requests() };
    outcome.assert_complete_report(stage.job.token());
    outcome.assert_status(0);
    outcome
}

#[track_caller]
fn assert_pages_and_proof(outcome: &Outcome, path: &str) {
    let mut lines = outcome.lines();
    assert_eq!(lines.remove(0), "GET /users/octocat");
    assert_eq!(lines.len(), 100 + 2, "{:?}", &lines[lines.len().saturating_sub(5)..]);
    let first = format!("GET {path}/versions?per_page=100&state=active");
    assert_eq!(lines.iter().filter(|line| **line == first).count(), 2, "the first, twice");
    for page in 2..=100 {
        let suffix = format!("&page={page}");
        let times = lines.iter().filter(|line| line.ends_with(&suffix)).count();
        assert_eq!(times, if page == 100 { 2 } else { 1 }, "page {page}");
    }
}

/// A user's package with that many versions.
fn many(kind: PackageType) -> World {
    let mut world = world();
    for number in 0..VERSIONS {
        let age = days_ago(400 - number / 100);
        let mut package = world.user(USER).package(kind, "app").when(age);
        if kind == PackageType::Container {
            let manifest = Manifest::image(&number.to_string());
            package.push_manifest(&manifest).tags(&[&format!("main-{number}")]);
        } else {
            package.version(&format!("0.{number}.0"));
        }
    }
    world
}

#[test]
fn ten_thousand_versions_take_their_pages_the_proof_and_the_owner() {
    let stage = Stage::with_token(many(PackageType::Npm), CLASSIC);
    let with = [("owner", USER), ("packages", "app"), ("package-type", "npm")];
    let outcome =
        measured(&stage, "10,000 planned", &[&with[..], &[("older-than", "1d")]].concat());
    assert_pages_and_proof(&outcome, "/users/octocat/packages/npm/app");
    assert_eq!(outcome.output("planned-count"), "9999");
    assert_eq!(outcome.output("truncated"), "true");
}

#[test]
fn ten_thousand_images_of_which_none_goes_are_listed_and_not_read() {
    let stage = Stage::with_token(many(PackageType::Container), CLASSIC);
    let with = [("owner", USER), ("packages", "app"), ("older-than", "1000d")];
    let outcome = measured(&stage, "10,000 images, none to go", &with);
    assert_pages_and_proof(&outcome, "/users/octocat/packages/container/app");
    assert_eq!(outcome.output("planned-count"), "0");
}
