//! Plans that are carried out.

use std::path::Path;

use super::support::*;
use crate::domain::{Guards, LastVersion};
use crate::inputs::{Environment, Request};

fn environment(changes: &[(&str, &str)]) -> Environment {
    without("INPUT_TAGS", &[&[("INPUT_APPLY", "out/plan.jsonl")], changes].concat())
}

fn applied(changes: &[(&str, &str)]) -> Request {
    request(&environment(changes))
}

#[test]
fn a_plan_needs_no_selector_and_makes_no_rule() {
    let request = applied(&[]);
    assert_eq!(request.apply.unwrap().as_path(), Path::new("out/plan.jsonl"));
    assert_eq!(request.policy.rules, []);
    assert_eq!(request.given.last().unwrap().0, "apply");
    assert_eq!(sound(&[]).apply, None);
}

#[test]
fn what_selects_or_keeps_beside_a_plan_is_an_error() {
    for (name, value) in [
        ("tags", "v*"),
        ("version-names", "1.*"),
        ("semver", "1.x"),
        ("prereleases", "only"),
        ("version-ids", "5"),
        ("tag-status", "any"),
        ("older-than", "1d"),
        ("timestamp", "updated"),
        ("incomplete-images", "delete"),
        ("orphaned-referrers", "delete"),
        ("keep-latest", "3"),
        ("keep-tags", "none"),
        ("keep-version-names", "1.*"),
        ("keep-semver", "1.x"),
        ("untagged-grace", "none"),
    ] {
        let variable = format!("INPUT_{}", name.to_uppercase());
        let problem = the_only(problems(&environment(&[(&variable, value)])));
        assert_eq!(problem.input, name);
        assert!(problem.expected.ends_with("beside `apply`"), "{problem}");
    }
}

#[test]
fn guards_hold_beside_a_plan() {
    let guards = applied(&[("INPUT_MAX_DELETIONS", "5"), ("INPUT_MIN_REMAINING", "3")]);
    let expected =
        Guards { max_deletions: Some(5), min_remaining: 3, last_version: LastVersion::Keep };
    assert_eq!(guards.policy.guards, expected);
}

#[test]
fn a_plan_is_carried_out_by_deleting_alone() {
    for (variable, value) in [("INPUT_MODE", "restore"), ("INPUT_TARGET", "packages")] {
        assert!(unsound(&environment(&[(variable, value)])).contains(&"apply".to_owned()));
    }
}

#[test]
fn the_record_never_replaces_the_plan() {
    for (plan, record) in [
        ("out/plan.jsonl", "./out//plan.jsonl"),
        ("/github/workspace/plan.jsonl", "plan.jsonl"),
        (".package-steward/record.jsonl", "auto"),
    ] {
        let problem = the_only(problems(&environment(&[
            ("GITHUB_WORKSPACE", "/github/workspace"),
            ("INPUT_APPLY", plan),
            ("INPUT_RECORD_FILE", record),
        ])));
        assert_eq!(problem.input, "apply");
        assert!(problem.expected.contains("`record-file`"), "{problem}");
    }
    let moved = [
        ("INPUT_APPLY", ".package-steward/record.jsonl"),
        ("INPUT_RECORD_FILE", ".package-steward/second.jsonl"),
    ];
    applied(&moved);
}

#[test]
fn a_plan_is_a_file_in_the_workspace() {
    for path in ["/tmp/plan.jsonl", "../plan.jsonl", "out/", ".", "auto", "true"] {
        assert_eq!(unsound(&environment(&[("INPUT_APPLY", path)])), ["apply"], "{path}");
    }
}
