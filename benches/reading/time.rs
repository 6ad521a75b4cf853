//! How long reading takes where the network is slow.

use std::fs;
use std::time::Duration;

use crate::measuring::{Measured, Program, Row, Watched, median, milliseconds, watch};
use crate::worlds::{PARTS, SAME, images, npm, serve};

const VERSIONS: u32 = 10_000;
const PAGES: u32 = VERSIONS / 100;

/// Pages that are asked for at once, and connections to the registry.
const PAGES_AT_ONCE: u32 = 40;
const REGISTRY_CONNECTIONS: u32 = 8;

const LATENCIES: [Duration; 2] = [Duration::from_millis(60), Duration::from_millis(120)];

/// From before the process is started to the arrival of its first request.
pub(crate) fn first_request(program: &Program, runs: usize) -> Measured {
    let (server, job) = serve(npm(1), Duration::ZERO)?;
    let with = [&SAME[..], &[("package-type", "npm"), ("older-than", "1d")]].concat();
    let mut times = Vec::new();
    for _ in 0..runs {
        times.extend(watch(program, &server, &job, &with)?.first_request);
    }
    let time = median(times).ok_or("no request came")?;
    let figure = format!("{}.{} ms", time.as_millis(), time.as_micros() / 100 % 10);
    Ok(vec![Row { what: "exec to first request".to_owned(), figure, least: String::new() }])
}

/// A dry run over the versions of an npm package: its listing, and nothing else.
pub(crate) fn listing(program: &Program, runs: usize) -> Measured {
    let mut rows = Vec::new();
    let with = [&SAME[..], &[("package-type", "npm"), ("older-than", "1d")]].concat();
    for latency in LATENCIES {
        let (server, job) = serve(npm(VERSIONS), latency)?;
        let mut seen = Vec::new();
        for _ in 0..runs {
            seen.push(watch(program, &server, &job, &with)?);
        }
        let least = latency * PAGES.div_ceil(PAGES_AT_ONCE);
        rows.extend(told("dry run, 10,000 npm versions", latency, &seen, PAGES, least));
    }
    Ok(rows)
}

/// A dry run over the versions of a package of multi-platform images, without and with a cache of
/// manifests.
pub(crate) fn packages_of_images(program: &Program, runs: usize) -> Measured {
    let mut rows = Vec::new();
    let with = [&SAME[..], &[("tags", "main-*"), ("older-than", "1d")]].concat();
    let manifests = VERSIONS / PARTS;
    for latency in LATENCIES {
        let (server, job) = serve(images(VERSIONS), latency)?;
        let cache = job.workspace().join(".package-steward");
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            fs::remove_dir_all(&cache).ok();
            cold.push(watch(program, &server, &job, &with)?);
            warm.push(watch(program, &server, &job, &with)?);
        }
        let listing = latency * PAGES.div_ceil(PAGES_AT_ONCE);
        let reading = latency * manifests.div_ceil(REGISTRY_CONNECTIONS);
        let what = "dry run, 10,000 versions of images, cold";
        rows.extend(told(what, latency, &cold, PAGES + manifests, listing + reading));
        let what = "dry run, 10,000 versions of images, warm cache";
        rows.extend(told(what, latency, &warm, PAGES, listing));
    }
    Ok(rows)
}

/// Time and requests of several like runs.
fn told(
    what: &str,
    latency: Duration,
    seen: &[Watched],
    least_requests: u32,
    least_time: Duration,
) -> Vec<Row> {
    let what = format!("{what}, {}", milliseconds(latency));
    let figure = |figure: Option<String>| figure.unwrap_or_default();
    let took = median(seen.iter().map(|one| one.took).collect()).map(milliseconds);
    let requests = median(seen.iter().map(|one| one.requests.len()).collect());
    vec![
        Row {
            what: format!("{what}: time"),
            figure: figure(took),
            least: milliseconds(least_time),
        },
        Row {
            what: format!("{what}: requests"),
            figure: figure(requests.map(|requests| requests.to_string())),
            least: least_requests.to_string(),
        },
    ]
}
