//! Paths in the workspace.

use std::path::Path;

use super::support::*;
use crate::inputs::{InputProblems, RecordPath};

const WORKSPACE: (&str, &str) = ("GITHUB_WORKSPACE", "/github/workspace");

fn record(text: &str) -> RecordPath {
    sound(&[WORKSPACE, ("INPUT_RECORD_FILE", text)]).record_file
}

fn cache(text: &str) -> Option<String> {
    let cache = sound(&[WORKSPACE, ("INPUT_CACHE_PATH", text)]).cache;
    cache.map(|path| path.as_path().to_str().unwrap().to_owned())
}

#[test]
fn the_record_is_in_a_folder_of_its_own_unless_the_user_says_otherwise() {
    assert_eq!(sound(&[]).record_file, RecordPath::Auto);
    assert_eq!(record("auto"), RecordPath::Auto);
    assert_eq!(RecordPath::Auto.as_path(), Path::new(".package-steward/record.jsonl"));
}

#[test]
fn a_record_that_was_given_is_told_from_the_default() {
    for (text, expected) in [
        ("out/plan.jsonl", "out/plan.jsonl"),
        ("./plan.jsonl", "plan.jsonl"),
        ("/github/workspace/plan.jsonl", "plan.jsonl"),
        // The default, and yet the user's own word: where it can't be written that is an error.
        (".package-steward/record.jsonl", ".package-steward/record.jsonl"),
        ("./none", "none"),
    ] {
        let record = record(text);
        assert!(matches!(record, RecordPath::Given(_)), "{text}");
        assert_eq!(record.as_path(), Path::new(expected));
    }
}

#[test]
fn the_cache_is_beside_it_or_elsewhere_or_nowhere() {
    assert_eq!(cache("auto").as_deref(), Some(".package-steward/cache"));
    assert_eq!(cache("none"), None);
    assert_eq!(cache("tmp/manifests/").as_deref(), Some("tmp/manifests"));
    assert_eq!(cache("/github/workspace/x").as_deref(), Some("x"));
}

#[test]
fn a_path_that_leads_out_of_the_workspace_is_an_error() {
    for variable in ["INPUT_RECORD_FILE", "INPUT_CACHE_PATH"] {
        for path in [
            "/etc/passwd",
            "/home/runner/app/plan.jsonl",
            "/github/workspace/../file_commands/x",
            "..",
            "../plan.jsonl",
            "out/../../plan.jsonl",
            "out/../plan.jsonl",
        ] {
            let problem = problem(&[WORKSPACE, (variable, path)]);
            assert!(problem.advice.contains("from the workspace"), "{problem}");
        }
        let problem = problem(&[(variable, "/tmp/x")]);
        assert!(problem.advice.contains("from the workspace"), "{problem}");
    }
}

#[test]
fn a_path_names_something_within_the_workspace() {
    for variable in ["INPUT_RECORD_FILE", "INPUT_CACHE_PATH"] {
        for path in [".", "./", "/github/workspace", "a\nb", "a\tb"] {
            problem(&[WORKSPACE, (variable, path)]);
        }
    }
}

#[test]
fn a_file_is_no_folder_and_no_word() {
    for path in ["out/", "out/.", "none", "true", "false"] {
        assert_eq!(problem(&[("INPUT_RECORD_FILE", path)]).input, "record-file");
    }
}

#[test]
fn a_record_that_cannot_be_written_is_an_unsound_input() {
    let RecordPath::Given(path) = record("out/plan.jsonl") else { panic!("given") };
    let why = std::io::Error::other("out is a file");
    assert_eq!(
        InputProblems::of_record_file(&path, &why).to_string(),
        "input `record-file`: expected a file in the workspace that can be written, but \
         `out/plan.jsonl` came; out is a file; write another path, or leave the input out for its \
         default"
    );
}
