//! What is said about a plan: a comparison, an explanation.

use std::path::Path;

use super::support::*;

const DRY: (&str, &str) = ("INPUT_DRY_RUN", "true");

#[test]
fn what_says_something_about_a_plan_needs_a_dry_run() {
    for (variable, input) in [("INPUT_COMPARE_TO", "compare-to"), ("INPUT_EXPLAIN", "explain")] {
        let problem = the_only(problems(&with(&[(variable, "x")])));
        assert_eq!(problem.input, input);
        assert_eq!(problem.expected, "`dry-run: true` beside it");
    }
    let request = sound(&[DRY, ("INPUT_COMPARE_TO", "plans/x.jsonl"), ("INPUT_EXPLAIN", "v1")]);
    assert_eq!(request.compare_to.unwrap().as_path(), Path::new("plans/x.jsonl"));
    assert_eq!(request.explain.as_deref(), Some("v1"));
    let request = sound(&[DRY]);
    assert_eq!((request.compare_to, request.explain), (None, None));
}

#[test]
fn what_is_compared_with_is_a_file_in_the_workspace_and_not_where_the_record_goes() {
    for path in ["/tmp/plan.jsonl", "../plan.jsonl", "out/", ".", "auto", "true"] {
        assert_eq!(unsound(&with(&[DRY, ("INPUT_COMPARE_TO", path)])), ["compare-to"], "{path}");
    }
    let record = ".package-steward/record.jsonl";
    let problem = the_only(problems(&with(&[DRY, ("INPUT_COMPARE_TO", record)])));
    assert!(problem.expected.contains("`record-file`"), "{problem}");
}

#[test]
fn one_thing_is_explained_at_a_time() {
    assert_eq!(unsound(&with(&[DRY, ("INPUT_EXPLAIN", "v1\nv2")])), ["explain"]);
}

#[test]
fn plans_are_compared_only_where_something_is_deleted() {
    for mode in [("INPUT_MODE", "restore"), ("INPUT_TARGET", "packages")] {
        let found = unsound(&with(&[DRY, mode, ("INPUT_COMPARE_TO", "x.jsonl")]));
        assert!(found.contains(&"compare-to".to_owned()), "{found:?}");
    }
}
