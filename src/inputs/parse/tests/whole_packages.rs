//! Packages that go, or come back, as a whole.

use super::support::*;
use crate::inputs::{InputProblem, Request};

fn environment(changes: &[(&str, &str)]) -> crate::inputs::Environment {
    without("INPUT_TAGS", &[&[("INPUT_TARGET", "packages")], changes].concat())
}

fn whole(changes: &[(&str, &str)]) -> Request {
    request(&environment(changes))
}

fn refused(changes: &[(&str, &str)]) -> InputProblem {
    the_only(problems(&environment(changes)))
}

const RESTORE: (&str, &str) = ("INPUT_MODE", "restore");

#[test]
fn whole_packages_need_no_selector_and_make_no_rule() {
    assert_eq!(whole(&[]).policy.rules, []);
    assert_eq!(whole(&[RESTORE]).policy.rules, []);
}

#[test]
fn whole_packages_are_written_out() {
    let in_actions =
        |changes: &[_]| in_actions(&[&[("INPUT_TARGET", "packages")], changes].concat());
    for changes in [&[] as &[_], &[RESTORE]] {
        let problem = the_only(problems(&in_actions(changes)));
        assert_eq!(problem.input, "packages");
        assert!(problem.advice.contains("write them out"), "{problem}");
    }
    request(&in_actions(&[("INPUT_PACKAGES", "app")]));
}

#[test]
fn globs_need_max_deletions() {
    for packages in ["old-*", "app, old-*", "**, !app"] {
        let packages = ("INPUT_PACKAGES", packages);
        for none in [&[] as &[_], &[("INPUT_MAX_DELETIONS", "none")]] {
            let problem = refused(&[&[packages], none].concat());
            assert_eq!(problem.input, "max-deletions");
            assert!(problem.expected.contains("a glob in `packages`"), "{problem}");
        }
        let guards = whole(&[packages, ("INPUT_MAX_DELETIONS", "3")]).policy.guards;
        assert_eq!(guards.max_deletions, Some(3));
    }
    // What only takes out needs none, and an unsound number is not also a missing one.
    whole(&[("INPUT_PACKAGES", "app, old-app, !old-*")]);
    let unsound = [("INPUT_PACKAGES", "old-*"), ("INPUT_MAX_DELETIONS", "three")];
    assert_eq!(refused(&unsound).expected, "a whole number, or `none`");
}

#[test]
fn whole_packages_are_restored_by_exact_names_only() {
    whole(&[RESTORE, ("INPUT_PACKAGES", "app, tools/cli")]);
    let problem = refused(&[RESTORE, ("INPUT_PACKAGES", "app, old-*")]);
    assert_eq!(problem.input, "packages");
    assert!(problem.advice.contains("lists no deleted packages"), "{problem}");
}

#[test]
fn what_else_is_wrong_with_the_place_is_said_beside_it() {
    let changes = [("INPUT_PACKAGES", "old-*"), ("INPUT_API_URL", "x"), ("INPUT_VISIBILITY", "y")];
    assert_eq!(unsound(&environment(&changes)), ["visibility", "api-url", "max-deletions"]);
}
