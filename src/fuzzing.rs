//! Every parser that is written here, behind functions that take any bytes. Only fuzzers and tests see it.
//!
//! `fuzz/targets` has a target for each function; a test reads every file of their corpora.

use crate::domain::{Age, PackageType, Pattern, Ranges, read_version};
use crate::inputs::{Environment, parse};
use crate::{domain, github, inputs, registry, report};

/// A function that reads bytes, by the name of its target.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("addresses", addresses),
    ("ages", ages),
    ("bodies", bodies),
    ("cached_names", cached_names),
    ("escaping", escaping),
    ("file_globs", file_globs),
    ("inputs", inputs),
    ("links", links),
    ("lists", lists),
    ("manifests", manifests),
    ("paths", paths),
    ("patterns", patterns),
    ("policies", policies),
    ("ranges", ranges),
    ("records", records),
    ("references", references),
    ("refusals", refusals),
    ("registry_headers", registry_headers),
    ("registry_tokens", registry_tokens),
    ("siblings", siblings),
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

/// The address of an API or a registry.
pub fn addresses(bytes: &[u8]) {
    with_text(bytes, inputs::fuzzing::address_of_a_server);
}

/// An age such as `2w 3d`.
pub fn ages(bytes: &[u8]) {
    with_text(bytes, |text| drop(Age::parse(text)));
}

/// The body of an answer of the API.
pub fn bodies(bytes: &[u8]) {
    github::fuzzing::body(bytes);
}

/// The names of a folder and of a file in the cache of manifests.
pub fn cached_names(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (folder, file) = halves(text);
        registry::fuzzing::cached_name(folder, file);
    });
}

/// Foreign text on its way to log, summary, outputs and YAML.
pub fn escaping(bytes: &[u8]) {
    with_text(bytes, report::fuzzing::foreign_text);
}

/// A glob on files of the workspace, and a path that it is held against.
pub fn file_globs(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (glob, path) = halves(text);
        inputs::fuzzing::file_glob(glob, path);
    });
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

/// A list as it stands in an input.
pub fn lists(bytes: &[u8]) {
    with_text(bytes, inputs::fuzzing::list);
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

/// The names of an owner and of a package in paths of the API and of the registry.
pub fn paths(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (owner, name) = halves(text);
        github::fuzzing::path(owner, name);
        registry::fuzzing::path(owner, name);
    });
}

/// A pattern, and a text that it is held against.
///
/// # Panics
/// When a pattern takes parts of a text that does not fit, or parts that it can't take in any way.
pub fn patterns(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (pattern, subject) = halves(text);
        for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
            let Ok(read) = read(pattern) else { continue };
            let fits = read.matches(subject);
            for capture in read.captures(subject).into_iter().flatten() {
                assert!(fits, "{pattern} captures in {subject}");
                let readings = read.readings(capture.placeholder, subject);
                assert!(readings.contains(capture.text), "{pattern} reads {subject} otherwise");
            }
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
        let ranges = Ranges::parse(range);
        for package_type in PackageType::ALL {
            let version = read_version(package_type, version);
            if let (Ok(ranges), Some(version)) = (&ranges, &version) {
                ranges.first_cover(version);
            }
        }
    });
}

/// A record of a run, as it is and with its lines sealed anew.
pub fn records(bytes: &[u8]) {
    report::fuzzing::record(bytes);
}

/// A file that names images.
pub fn references(bytes: &[u8]) {
    with_text(bytes, domain::fuzzing::text_of_a_file);
}

/// A refusal of the API and one of the registry: headers, an empty line and a body.
pub fn refusals(bytes: &[u8]) {
    with_text(bytes, |text| {
        let (head, body) = text.split_once("\n\n").unwrap_or(("", text));
        github::fuzzing::refusal(head, body);
        registry::fuzzing::refusal(head, body);
    });
}

/// A challenge, and the wait that a refusal speaks of.
pub fn registry_headers(bytes: &[u8]) {
    with_text(bytes, |text| {
        drop(registry::bearer_challenge(text));
        registry::hint_in(text);
    });
}

/// What a registry's token service answers.
pub fn registry_tokens(bytes: &[u8]) {
    registry::fuzzing::token(bytes);
}

/// Values in YAML that name images.
pub fn siblings(bytes: &[u8]) {
    with_text(bytes, inputs::fuzzing::siblings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_targets_of_fuzzers_are_these() {
        let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/targets");
        let files = fs::read_dir(targets).unwrap().map(|file| file.unwrap().path());
        let mut names: Vec<String> =
            files.map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(names, TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn every_target_reads_its_whole_corpus() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        for (name, read) in TARGETS {
            let corpus = fs::read_dir(fuzz.join("corpus").join(name));
            let files: Vec<_> = corpus.into_iter().flatten().flatten().collect();
            assert!(!files.is_empty(), "{name} has no corpus");
            for file in files {
                read(&fs::read(file.path()).unwrap());
            }
        }
    }
}
