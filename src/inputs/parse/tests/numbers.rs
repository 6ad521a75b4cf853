//! Numbers, durations, booleans and words: strict, all of them.

use super::support::*;
use crate::domain::{Age, VersionId};
use crate::events::DryRun;
use crate::inputs::{Input, Takes};

#[test]
fn numbers_are_strict() {
    for variable in
        ["INPUT_KEEP_LATEST", "INPUT_MAX_DELETIONS", "INPUT_MIN_REMAINING", "INPUT_VERSION_IDS"]
    {
        for value in ["five", "7d", "1e3", "10%", "-1", "+1", "1.5", "1_000", "0x1", "٣", "true"] {
            let problem = problem(&[(variable, value)]);
            assert!(problem.advice.starts_with("write digits only"), "{problem}");
        }
    }
    let latest = rule(&[("INPUT_KEEP_LATEST", " 10 ")]).keep_latest.unwrap();
    assert_eq!(latest.count.get(), 10);
    assert_eq!(sound(&[("INPUT_MAX_DELETIONS", "0")]).policy.guards.max_deletions, Some(0));
    assert_eq!(sound(&[("INPUT_MIN_REMAINING", "3")]).policy.guards.min_remaining, 3);
}

#[test]
fn numbers_that_overflow_are_refused() {
    for (variable, value, most) in [
        ("INPUT_KEEP_LATEST", "4294967296", "4294967295"),
        ("INPUT_MAX_DELETIONS", "18446744073709551616", "18446744073709551615"),
        ("INPUT_MIN_REMAINING", "99999999999999999999999", "18446744073709551615"),
        ("INPUT_VERSION_IDS", "18446744073709551616", "18446744073709551615"),
    ] {
        let problem = problem(&[(variable, value)]);
        assert!(problem.advice.ends_with(most), "{problem}");
    }
}

#[test]
fn version_ids_are_numbers_of_64_bits() {
    let ids =
        rule_of(&[("INPUT_VERSION_IDS", "4294967297, 5\n18446744073709551615, 5")]).version_ids;
    let expected = [VersionId(5), VersionId(4_294_967_297), VersionId(u64::MAX)];
    assert_eq!(ids, Some(expected.into_iter().collect()));
}

#[test]
fn durations_are_strict() {
    for variable in
        ["INPUT_OLDER_THAN", "INPUT_UNTAGGED_GRACE", "INPUT_TIME_LIMIT", "INPUT_WAIT_LIMIT"]
    {
        for value in
            ["30", "five", "-1d", "1e3d", "1.5d", "10%", "d", "1month", "1y", "2 weeks ago"]
        {
            let problem = problem(&[(variable, value)]);
            assert_eq!(problem.expected, "a duration, or `none`");
        }
    }
    let age = |text| rule(&[("INPUT_OLDER_THAN", text)]).older_than;
    assert_eq!(age("2w 3d"), Some(Age::from_seconds(17 * 86_400)));
    assert_eq!(age(" 12h "), Some(Age::from_seconds(12 * 3_600)));
}

#[test]
fn a_duration_of_no_time_is_refused_where_it_reads_like_a_limit_and_is_none() {
    for variable in ["INPUT_OLDER_THAN", "INPUT_TIME_LIMIT"] {
        for value in ["0d", "0s", "0w 0d"] {
            let problem = problem(&[(variable, value)]);
            assert!(problem.advice.contains("write `none`"), "{problem}");
        }
    }
    for (variable, value) in [("INPUT_DELETED_WITHIN", "0d"), ("INPUT_DELETED_WITHIN", "0s")] {
        let problem = the_only(problems(&restoring(&[(variable, value)])));
        assert!(problem.advice.contains("write `none`"), "{problem}");
    }
}

#[test]
fn the_untagged_grace_is_a_day_unless_said_otherwise() {
    let day = Age::from_seconds(86_400);
    assert_eq!(sound(&[]).policy.untagged_grace, Some(day));
    let grace = |text| sound(&[("INPUT_UNTAGGED_GRACE", text)]).policy.untagged_grace;
    assert_eq!(grace("2d"), Some(Age::from_seconds(2 * 86_400)));
    for none in ["none", "0d", "0s", "0h 0m"] {
        assert_eq!(grace(none), None, "{none}");
    }
}

#[test]
fn booleans_are_strict() {
    for value in ["true", "True", "TRUE"] {
        assert_eq!(sound(&[("INPUT_DRY_RUN", value)]).dry_run, DryRun::Yes);
    }
    for value in ["false", "False", "FALSE"] {
        assert_eq!(sound(&[("INPUT_DRY_RUN", value)]).dry_run, DryRun::No);
    }
    for value in ["yes", "1", "on", "tRUE", "none"] {
        assert_eq!(problem(&[("INPUT_DRY_RUN", value)]).expected, "`true` or `false`");
    }
}

#[test]
fn a_run_changes_something_unless_it_is_a_dry_one() {
    assert_eq!(sound(&[]).dry_run, DryRun::No);
    assert_eq!(request(&in_actions(&[("INPUT_TAGS", "pr-*")])).dry_run, DryRun::No);
}

#[test]
fn every_word_that_the_reference_offers_is_understood() {
    for input in Input::ALL {
        for word in input.spec().takes.words() {
            let variable = format!("INPUT_{}", input.name().to_uppercase());
            // What goes together with each word.
            let selector = match *word {
                "restore" => ("INPUT_DELETED_WITHIN", "1d"),
                "packages" => ("INPUT_PACKAGES", "app"),
                _ if *input == Input::KeepOrder => ("INPUT_KEEP_LATEST", "1"),
                "true" if *input == Input::OnlyClosed => ("INPUT_TAGS", "pr-{pr}"),
                _ => ("INPUT_OLDER_THAN", "1d"),
            };
            let remaining = if *input == Input::LastVersion { "0" } else { "1" };
            let guard = ("INPUT_MIN_REMAINING", remaining);
            // A repair selects by itself.
            let beside: &[(&str, &str)] = match *word {
                "repair" => &[],
                _ => &[selector, guard],
            };
            let changes = [beside, &[(variable.as_str(), *word)]].concat();
            drop(request(&without("INPUT_TAGS", &changes)));
        }
    }
}

#[test]
fn other_words_are_errors_with_the_nearest_that_is_meant() {
    for (variable, value, near) in [
        ("INPUT_OWNER_TYPE", "organisation", "organization"),
        ("INPUT_VISIBILITY", "Public", "public"),
        ("INPUT_TAG_STATUS", "untaged", "untagged"),
        ("INPUT_PACKAGE_TYPE", "containers", "container"),
        ("INPUT_IF_MISSING", "failed", "fail"),
    ] {
        assert_eq!(problem(&[(variable, value)]).advice, format!("did you mean `{near}`?"));
    }
    for input in Input::ALL {
        if let Takes::Word(_) | Takes::Words(_) = input.spec().takes {
            let variable = format!("INPUT_{}", input.name().to_uppercase());
            assert_eq!(problem(&[(&variable, "zzz")]).input, input.name());
        }
    }
}
