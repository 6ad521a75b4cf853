//! Every parser that is written here, behind functions that take any bytes. Only fuzzers and tests see it.
//!
//! `fuzz/targets` has a target for each function; a test reads every file of their corpora.

use crate::domain::{Age, PackageType, Pattern, Ranges, read_version};
use crate::inputs::{Environment, parse};
use crate::{github, registry, report};

/// A function that reads bytes, by the name of its target.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("ages", ages),
    ("bodies", bodies),
    ("escaping", escaping),
    ("inputs", inputs),
    ("links", links),
    ("manifests", manifests),
    ("patterns", patterns),
    ("policies", policies),
    ("ranges", ranges),
    ("records", records),
    ("registry_headers", registry_headers),
];

fn with_text(bytes: &[u8], read: impl Fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
}

/// The two parts of a text on both sides of its first line break.
fn halves(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// An age such as `2w 3d`.
pub fn ages(bytes: &[u8]) {
    with_text(bytes, |text| drop(Age::parse(text)));
}

/// The body of an answer of the API.
pub fn bodies(bytes: &[u8]) {
    github::fuzzing::body(bytes);
}

/// Foreign text on its way to log, summary, outputs and YAML.
pub fn escaping(bytes: &[u8]) {
    with_text(bytes, report::fuzzing::foreign_text);
}

/// All inputs: each line a name, `=` and a value.
///
/// # Panics
/// When the token is told.
pub fn inputs(bytes: &[u8]) {
    const TOKEN: &str = "a-very-secret-token";
    with_text(bytes, |text| {
        let given = text.lines().filter_map(|line| line.split_once('='));
        let given = given.map(|(name, value)| (format!("INPUT_{}", name.to_uppercase()), value));
        let token = ("INPUT_TOKEN".to_owned(), TOKEN);
        let environment: Environment =
            given.chain([token]).map(|(name, value)| (name, value.replace("\\n", "\n"))).collect();
        match parse(&environment) {
            Ok(request) => assert!(!format!("{request:?}").contains(TOKEN)),
            Err(problems) => assert!(!format!("{problems:?}").contains(TOKEN)),
        }
    });
}

/// A `Link` header.
pub fn links(bytes: &[u8]) {
    with_text(bytes, github::fuzzing::link_header);
}

/// A manifest under each kind of content type that a registry sends.
pub fn manifests(bytes: &[u8]) {
    for content_type in [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "text/plain",
    ] {
        drop(registry::fact_of(bytes, content_type));
    }
}

/// A pattern, and a text that it is held against.
///
/// # Panics
/// When a pattern without wildcards fits another text than itself.
pub fn patterns(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (pattern, subject) = halves(text);
        for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
            let Ok(read) = read(pattern) else { continue };
            let fits = read.matches(subject);
            assert!(read.captures(subject).is_none() || fits, "{pattern} captures in {subject}");
        }
    });
}

/// A policy in YAML.
pub fn policies(bytes: &[u8]) {
    with_text(bytes, |text| {
        let policy = format!("{text}\n");
        let variables = [
            ("INPUT_TOKEN", "t"),
            ("INPUT_OWNER", "o"),
            ("INPUT_PACKAGES", "p"),
            ("INPUT_POLICY", policy.as_str()),
        ];
        let environment: Environment = variables.into_iter().collect();
        drop(parse(&environment));
    });
}

/// Ranges, and a version that they are held against as each type reads it.
pub fn ranges(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (range, version) = halves(text);
        let Ok(ranges) = Ranges::parse(range) else { return };
        for package_type in PackageType::ALL {
            if let Some(version) = read_version(package_type, version) {
                ranges.first_cover(&version);
            }
        }
    });
}

/// A record of a run.
pub fn records(bytes: &[u8]) {
    drop(report::read_record(bytes));
}

/// A challenge, and the wait that a refusal speaks of.
pub fn registry_headers(bytes: &[u8]) {
    with_text(bytes, |text| {
        drop(registry::bearer_challenge(text));
        registry::hint_in(text);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_target_reads_its_whole_corpus() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        for (name, read) in TARGETS {
            let target = fuzz.join("targets").join(format!("{name}.rs"));
            assert!(target.exists(), "{name} has no target");
            let corpus = fs::read_dir(fuzz.join("corpus").join(name));
            let files: Vec<_> = corpus.into_iter().flatten().flatten().collect();
            assert!(!files.is_empty(), "{name} has no corpus");
            for file in files {
                read(&fs::read(file.path()).unwrap());
            }
        }
    }
}
