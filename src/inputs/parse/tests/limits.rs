//! What ends a run before its plan is done, and what it must leave.

use std::num::NonZeroU32;
use std::time::Duration;

use super::support::*;
use crate::domain::LastVersion;
use crate::inputs::Limits;
use crate::pace::{Reserve, Share, Terms};

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
fn the_pace_is_what_the_limits_allow_but_for_a_tenth_of_the_hour() {
    assert_eq!(sound(&[]).pace, Terms::default());
    let percent = |percent| Reserve::percent(percent).unwrap();
    assert_eq!(sound(&[]).pace.reserve, percent(10));
    let pace = |name, value| sound(&[(name, value)]).pace;
    assert_eq!(pace("INPUT_REQUEST_RESERVE", "25%").reserve, percent(25));
    assert_eq!(pace("INPUT_REQUEST_RESERVE", "none").reserve, percent(0));
    assert_eq!(pace("INPUT_DELETES_PER_MINUTE", "60").changes_per_minute, NonZeroU32::new(60));
    assert_eq!(pace("INPUT_DELETES_PER_MINUTE", "auto").changes_per_minute, None);
    assert_eq!(pace("INPUT_SHARE", "4").share, Share::one_of(NonZeroU32::new(4).unwrap()));
}

#[test]
fn h14_a_pace_is_read_strictly() {
    for (name, value) in [
        ("request-reserve", "10"),
        ("request-reserve", "100%"),
        ("request-reserve", "some"),
        ("deletes-per-minute", "0"),
        ("deletes-per-minute", "60/m"),
        ("deletes-per-minute", "none"),
        ("share", "0"),
        ("share", "half"),
        ("share", "none"),
    ] {
        let variable = format!("INPUT_{}", name.to_uppercase());
        assert_eq!(problem(&[(&variable, value)]).input, name, "{value}");
    }
}

/// Outside of a matrix the runner may know of no number of jobs.
#[test]
fn a_share_that_is_empty_is_one() {
    assert_eq!(sound(&[("INPUT_SHARE", " ")]).pace, Terms::default());
    assert_eq!(sound(&[("INPUT_SHARE", "1")]).given, sound(&[]).given);
    assert_ne!(sound(&[("INPUT_SHARE", "2")]).given, sound(&[]).given);
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
