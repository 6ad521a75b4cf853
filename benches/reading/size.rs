//! How large the program is, on disk and in memory.

use std::fs;
use std::time::Duration;

use crate::measuring::{Measured, Program, Row, median, watch};
use crate::worlds::{SAME, images, npm, serve};

/// The binary as it is shipped, but for static linking.
pub(crate) fn binary(program: &Program, _: usize) -> Measured {
    let kib = fs::metadata(&program.path)?.len() / 1024;
    let figure = mebibytes(kib);
    Ok(vec![Row { what: "binary size".to_owned(), figure, least: String::new() }])
}

/// The most memory of a dry run that plans 100,000 versions: all to go, and images none of which is to go.
pub(crate) fn memory(program: &Program, runs: usize) -> Measured {
    const VERSIONS: u32 = 100_000;
    let worlds = [
        ("npm, all but one to go", npm(VERSIONS), [("package-type", "npm"), ("older-than", "1d")]),
        ("images, none to go", images(VERSIONS), [("tags", "main-*"), ("older-than", "9000d")]),
    ];
    let mut rows = Vec::new();
    for (what, world, with) in worlds {
        let (server, job) = serve(world, Duration::ZERO)?;
        let with = [&SAME[..], &with].concat();
        let mut peaks = Vec::new();
        for _ in 0..runs {
            let seen = watch(program, &server, &job, &with)?;
            if seen.output("complete") != "true" {
                return Err(format!("the run is not complete\n{}", seen.ran.log).into());
            }
            peaks.extend(seen.memory);
        }
        let figure = median(peaks).map_or_else(|| "unknown".to_owned(), mebibytes);
        let what = format!("memory, 100,000 versions planned ({what})");
        rows.push(Row { what, figure, least: String::new() });
    }
    Ok(rows)
}

fn mebibytes(kib: u64) -> String {
    format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024)
}
