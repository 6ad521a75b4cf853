//! Guards and keeps.

use super::support::*;
use crate::domain::{Guards, LastVersion, Origin, Pattern};

#[test]
fn guards_are_off_but_for_one_image_that_remains() {
    let expected =
        Guards { max_deletions: None, min_remaining: 1, last_version: LastVersion::Keep };
    assert_eq!(sound(&[]).policy.guards, expected);
}

#[test]
fn given_means_differs_from_the_default() {
    for (value, origin) in [
        ("latest", Origin::Default),
        ("# as ever\n latest\n\n", Origin::Default),
        ("latest, v*", Origin::Given),
        ("latest, latest", Origin::Given),
        ("v*", Origin::Given),
        ("none", Origin::Given),
    ] {
        assert_eq!(sound(&[("INPUT_KEEP_TAGS", value)]).policy.keep.tags.origin, origin, "{value}");
    }
    assert_eq!(sound(&[]).policy.keep.tags.origin, Origin::Default);
    // Words that are the default are not given either, so they can't be out of place.
    rule_of(&[
        ("INPUT_PACKAGE_TYPE", "npm"),
        ("INPUT_TAGS", "none"),
        ("INPUT_TAG_STATUS", "auto"),
        ("INPUT_OLDER_THAN", "1d"),
    ]);
}

#[test]
fn latest_is_kept_by_default() {
    let keep = sound(&[]).policy.keep;
    let tags: Vec<&str> = keep.tags.patterns.iter().map(Pattern::as_str).collect();
    assert_eq!(tags, ["latest"]);
    assert!(keep.version_names.is_empty());
    assert!(keep.semver.is_empty());
}

#[test]
fn keep_latest_0_is_as_good_as_none_and_selects_nothing() {
    assert_eq!(rule(&[("INPUT_KEEP_LATEST", "0")]).keep_latest, None);
    for value in ["0", "00", "none"] {
        let problems = problems(&without("INPUT_TAGS", &[("INPUT_KEEP_LATEST", value)]));
        assert_eq!(the_only(problems).input, "mode");
    }
}
