//! What ends a run before its plan is done, and what it must leave.

use std::time::Duration;

use super::support::*;
use crate::domain::LastVersion;
use crate::inputs::Limits;

fn limits(changes: &[(&str, &str)]) -> Limits {
    sound(changes).limits
}

#[test]
fn a_run_may_take_its_time_but_waits_no_longer_than_ten_minutes_at_once() {
    assert_eq!(limits(&[]), Limits { time: None, wait: Some(Duration::from_mins(10)) });
}

#[test]
fn limits_are_durations() {
    let given = limits(&[("INPUT_TIME_LIMIT", "1h 30m"), ("INPUT_WAIT_LIMIT", "90s")]);
    let expected =
        Limits { time: Some(Duration::from_mins(90)), wait: Some(Duration::from_secs(90)) };
    assert_eq!(given, expected);
}

#[test]
fn a_limit_can_be_switched_off() {
    let given = limits(&[("INPUT_TIME_LIMIT", "none"), ("INPUT_WAIT_LIMIT", "none")]);
    assert_eq!(given, Limits { time: None, wait: None });
}

#[test]
fn not_to_wait_at_all_is_a_limit() {
    assert_eq!(limits(&[("INPUT_WAIT_LIMIT", "0s")]).wait, Some(Duration::ZERO));
}

#[test]
fn last_version_is_kept_unless_said_otherwise() {
    let last_version = |word| {
        let changes = [("INPUT_LAST_VERSION", word), ("INPUT_MIN_REMAINING", "0")];
        sound(&changes).policy.guards.last_version
    };
    assert_eq!(sound(&[]).policy.guards.last_version, LastVersion::Keep);
    assert_eq!(last_version("keep"), LastVersion::Keep);
    assert_eq!(last_version("fail"), LastVersion::Fail);
    assert_eq!(last_version("delete-package"), LastVersion::DeletePackage);
}

#[test]
fn last_version_other_than_keep_needs_min_remaining_0() {
    for word in ["fail", "delete-package"] {
        for beside in
            [&[] as &[_], &[("INPUT_MIN_REMAINING", "1")], &[("INPUT_MIN_REMAINING", "5")]]
        {
            let problem = problem(&[&[("INPUT_LAST_VERSION", word)], beside].concat());
            assert_eq!(problem.input, "last-version");
            assert!(problem.expected.contains("`min-remaining: 0`"), "{problem}");
        }
        sound(&[("INPUT_LAST_VERSION", word), ("INPUT_MIN_REMAINING", "none")]);
    }
    sound(&[("INPUT_LAST_VERSION", "keep"), ("INPUT_MIN_REMAINING", "5")]);
}
