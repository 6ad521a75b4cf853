//! How ranges select. What a range covers is tested beside its reader; this is what follows.

use package_steward::domain::{Fit, Range, Reason, Rule, RuleName, Tag, Verdict};

use crate::support::{
    named, ranges, rule_with, several, tagged, tags, taken, taken_names, taking, unguarded,
};

fn covering(text: &str) -> impl FnOnce(&mut Rule) {
    let ranges = ranges(text);
    move |rule| rule.semver = Some(ranges)
}

#[test]
fn latest_and_partial_versions_are_no_semver_and_hold_a_version_against_it() {
    for beside in ["latest", "1", "1.2", "v1", "stable", "1.2.3.4", "01.2.3", "V1.2.3"] {
        let tags = format!("1.2.3 {beside}");
        let told = tagged(&[&tags, "1.2.2"]).plan(&unguarded(taking(covering("1.2.x"))));
        assert_eq!(told.goes(), [2], "{beside}");
        assert_eq!(told.verdict(1), Verdict::Hold, "{beside}");
        let spared = vec![Tag::new(beside)];
        let reason = Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared };
        assert_eq!(*told.reason(1), reason, "{beside}");
    }
}

#[test]
fn what_is_held_beside_semver_goes_when_another_rule_takes_the_rest() {
    let partial = rule_with(|rule| rule.tags = Some(tags("1 1.2")));
    let policy = several(vec![rule_with(covering("1.2.x")), partial]);
    assert_eq!(taken(&policy, &["1.2.3 1 1.2", "1.2.2 1.1"]), ["1.2.3 1 1.2"]);
}

#[test]
fn a_tag_really_named_none_is_written_with_brackets() {
    let policy = taking(|rule| rule.tags = Some(tags("[n]one")));
    assert_eq!(taken(&policy, &["none", "one", "[n]one-not", "nnone"]), ["none"]);
}

#[test]
fn h16_nothing_is_coerced_into_a_version() {
    let policy = taking(covering("*"));
    let versions = ["1.2.3", "v1.2.3", "pr-123", "2024-10-10", "123", "1.2.3.Final", "1.2"];
    assert_eq!(taken(&policy, &versions), ["1.2.3", "v1.2.3"]);
}

#[test]
fn h16_build_metadata_is_ignored() {
    let policy = taking(covering("1.2.3"));
    assert_eq!(taken_names(&policy, &["1.2.3+build5", "1.2.4+build5"]), ["1.2.3+build5"]);
}

#[test]
fn a_bare_version_means_exactly_that() {
    assert_eq!(taken(&taking(covering("1.2.3")), &["1.2.2", "1.2.3", "1.2.4", "1.3.0"]), ["1.2.3"]);
}

#[test]
fn pre_releases_take_part_by_precedence_but_not_those_of_an_upper_bound() {
    let versions = ["1.5.0-rc.1", "1.5.0", "2.0.0-rc.1", "2.0.0"];
    assert_eq!(taken(&taking(covering("<2.0.0")), &versions), ["1.5.0-rc.1", "1.5.0"]);
    assert_eq!(
        taken(&taking(covering("<2.0.0-rc.2")), &versions),
        ["1.5.0-rc.1", "1.5.0", "2.0.0-rc.1"],
        "a bound that is a pre-release itself"
    );
    let close = ["1.2.4-rc.1", "1.2.4", "1.2.5-rc.1"];
    assert_eq!(taken(&taking(covering("<=1.2.4")), &close), ["1.2.4-rc.1", "1.2.4"]);
}

#[test]
fn a_comma_means_and_and_two_bars_or_a_new_line_mean_or() {
    let versions = ["1.0.0", "1.5.0", "2.0.0", "3.0.0"];
    assert_eq!(taken(&taking(covering(">=1.2.0, <3.0.0")), &versions), ["1.5.0", "2.0.0"]);
    for either in ["1.0.0 || 3.0.0", "1.0.0\n3.0.0"] {
        assert_eq!(taken(&taking(covering(either)), &versions), ["1.0.0", "3.0.0"], "{either}");
    }
}

#[test]
fn a_partial_version_needs_an_operator_or_a_wildcard() {
    let error = Range::parse("1.2").expect_err("bare and partial");
    assert!(error.to_string().contains("1.2.x"), "{error}");
    let versions = ["1.1.9", "1.2.0", "1.2.9", "1.3.0"];
    for (range, expected) in [
        ("1.2.x", &["1.2.0", "1.2.9"][..]),
        (">=1.2", &["1.2.0", "1.2.9", "1.3.0"]),
        ("<1.2", &["1.1.9"]),
    ] {
        assert_eq!(taken(&taking(covering(range)), &versions), expected, "{range}");
    }
}

#[test]
fn for_types_without_tags_ranges_ask_the_name() {
    let told = named(&["1.0.0", "2.0.0", "not-semver"]).plan(&taking(covering("<2.0.0")));
    assert_eq!(told.goes(), [1]);
    let by = vec![Fit::Semver { text: "1.0.0".to_owned(), range: "<2.0.0".to_owned() }];
    assert_eq!(*told.reason(1), Reason::Taken { rule: RuleName::Inputs, by });
    assert_eq!(told.verdict(3), Verdict::Untouched);
}
