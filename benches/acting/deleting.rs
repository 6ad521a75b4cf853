//! A thousand deletes in real time, against the limits of a user's token: 5,000 requests an hour, 900 points
//! a minute.

use std::thread;
use std::time::Duration;

use github_standin::runner::Job;
use github_standin::{Latency, Limits, PackageType, Request, Server, World, days_ago};
use jiff::Timestamp;

use crate::measuring::{Measured, Program, Row, Watched, median, seconds, watch};
use crate::worlds::{OWNER, TOKEN, empty};

const DOOMED: u32 = 1_000;
const PER_PAGE: u32 = 100;

const LATENCY: Duration = Duration::from_millis(60);

/// What a minute of GitHub's has room for, if nothing is read.
const MOST_A_MINUTE: u32 = 180;

const WITH: [(&str, &str); 4] = [
    ("owner-type", "organization"),
    ("packages", "app"),
    ("package-type", "npm"),
    ("version-names", "*-rc"),
];

/// Every other version of 20 pages.
pub(crate) fn dense(program: &Program, runs: usize) -> Measured {
    deleting(program, runs, 2)
}

/// One version of each of a thousand pages. So many versions are kept in memory for three runs at the most.
pub(crate) fn sparse(program: &Program, runs: usize) -> Measured {
    deleting(program, runs.min(3), PER_PAGE)
}

/// Deletes a thousand versions, one of each `every`. The runs are waiting most of the time, so all go at
/// once, each against a server of its own.
fn deleting(program: &Program, runs: usize, every: u32) -> Measured {
    let seen: Result<Vec<Watched>, String> = thread::scope(|scope| {
        let running: Vec<_> = (0..runs).map(|_| scope.spawn(move || one(program, every))).collect();
        let ended = running.into_iter().map(thread::ScopedJoinHandle::join);
        ended.map(|run| run.ok().ok_or("a run broke off")?).collect()
    });
    let seen = seen?;
    let pages = DOOMED * every / PER_PAGE;
    let what = |figure: &str| {
        format!(
            "1,000 deletes on {pages} pages, {} ms, 5,000 an hour: {figure}",
            LATENCY.as_millis()
        )
    };
    let minutes: Vec<Vec<usize>> = seen.iter().map(|one| minutes(&one.requests)).collect();
    let row = |name: &str, figure: Option<String>, least: String| Row {
        what: what(name),
        figure: figure.unwrap_or_default(),
        least,
    };
    let slowest = minutes.iter().map(|minutes| minutes.iter().min().copied().unwrap_or_default());
    let worst = slowest.clone().min().unwrap_or_default();
    let median_of_slowest = median(slowest.collect());
    let requests = median(seen.iter().map(|one| one.requests.len()).collect());
    let refused: usize = seen.iter().map(|one| refusals(&one.requests)).sum();
    Ok(vec![
        row(
            "deletes in the slowest full minute after the first (of all runs)",
            median_of_slowest.map(|median| format!("{median} ({worst})")),
            MOST_A_MINUTE.to_string(),
        ),
        row(
            "requests",
            requests.map(|requests| requests.to_string()),
            (pages + DOOMED).to_string(),
        ),
        row("refused in all runs", Some(refused.to_string()), "0".to_owned()),
        row("time", median(seen.iter().map(|one| one.took).collect()).map(seconds), String::new()),
    ])
}

fn one(program: &Program, every: u32) -> Result<Watched, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let server = Server::start(world(every)).map_err(|error| told(&error))?;
    server.set_limits(Limits::documented());
    server.set_latency(Latency::of(LATENCY));
    let job = Job::on(&server, &format!("{OWNER}/app"), TOKEN).map_err(|error| told(&error))?;
    let seen = watch(program, &server, &job, &WITH).map_err(|error| told(&*error))?;
    if seen.output("deleted-count") == DOOMED.to_string() {
        Ok(seen)
    } else {
        Err(format!("not all was deleted\n{}", seen.ran.log))
    }
}

/// A package in which one version of each `every` is a pre-release, a thousand in all.
fn world(every: u32) -> World {
    let mut world = empty();
    for number in 0..DOOMED * every {
        let kind = if number % every == 0 { "-rc" } else { "" };
        let package = world.organization(OWNER).package(PackageType::Npm, "app");
        package.version(&format!("1.0.{number}{kind}")).created(days_ago(30));
    }
    world
}

/// How many versions went in each full minute after the first, counted from the first delete.
fn minutes(requests: &[Request]) -> Vec<usize> {
    let gone: Vec<Timestamp> = requests
        .iter()
        .filter(|request| request.method == "DELETE" && request.status == Some(204))
        .map(|request| request.at)
        .collect();
    let (Some(first), Some(last)) = (gone.first(), gone.last()) else { return Vec::new() };
    let minute = |at: Timestamp| at.duration_since(*first).as_secs() / 60;
    let in_minute = |number: i64| gone.iter().filter(|at| minute(**at) == number).count();
    (1..minute(*last)).map(in_minute).collect()
}

/// How many requests a limit refused.
fn refusals(requests: &[Request]) -> usize {
    requests.iter().filter(|request| matches!(request.status, Some(403 | 429))).count()
}
