//! What comes back.

use std::path::Path;

use super::support::*;
use crate::domain::{Age, DeletedWindow, PackageKey, PackageName, PackageType, TagStatus};
use crate::inputs::{Environment, Input, InputProblem, Mode, Request, RunKind, Selects};

const NPM: (&str, &str) = ("INPUT_PACKAGE_TYPE", "npm");
const SINCE: &str = "2026-11-01T09:30:00Z";
const UNTIL: &str = "2026-11-01T09:45:00Z";

fn restored(changes: &[(&str, &str)]) -> Request {
    request(&restoring(changes))
}

fn window(changes: &[(&str, &str)]) -> DeletedWindow {
    match restored(changes).mode {
        Mode::Restore(window) => window,
        Mode::Delete | Mode::Repair => panic!("it restores"),
    }
}

fn refused(changes: &[(&str, &str)]) -> InputProblem {
    the_only(problems(&restoring(changes)))
}

#[test]
fn the_time_of_deletion_is_an_age_or_lies_between_two_times() {
    let age = Some(Age::from_seconds(3 * 86_400));
    let expected = DeletedWindow { within: age, since: None, until: None };
    assert_eq!(window(&[("INPUT_DELETED_WITHIN", "3d")]), expected);
    let between = window(&[("INPUT_DELETED_SINCE", SINCE), ("INPUT_DELETED_UNTIL", UNTIL)]);
    let (since, until) = (SINCE.parse().ok(), UNTIL.parse().ok());
    assert_eq!(between, DeletedWindow { within: None, since, until });
    let offset = window(&[("INPUT_DELETED_SINCE", "2026-11-01T10:30:00+01:00")]);
    assert_eq!(offset, DeletedWindow { within: None, since, until: None });
}

#[test]
fn the_bounds_of_the_time_of_deletion_hold_together() {
    let all = window(&[
        ("INPUT_DELETED_WITHIN", "3d"),
        ("INPUT_DELETED_SINCE", SINCE),
        ("INPUT_DELETED_UNTIL", UNTIL),
    ]);
    assert!(all.within.is_some() && all.since.is_some() && all.until.is_some());
}

#[test]
fn a_time_needs_its_offset() {
    for input in ["deleted-since", "deleted-until"] {
        let variable = format!("INPUT_{}", input.to_uppercase());
        for text in ["2026-11-01", "2026-11-01T09:30:00", "2026-11-01 09:30"] {
            let problem = refused(&[(&variable, text)]);
            assert_eq!(problem.input, input);
            assert!(problem.advice.contains("`+01:00`"), "{problem}");
        }
        for text in ["3d", "yesterday", "1793525400", "2026-11-31T00:00:00Z"] {
            assert_eq!(refused(&[(&variable, text)]).input, input);
        }
    }
}

#[test]
fn since_after_until_is_an_error() {
    let problem = refused(&[("INPUT_DELETED_SINCE", UNTIL), ("INPUT_DELETED_UNTIL", SINCE)]);
    assert_eq!(problem.input, "deleted-until");
    assert!(problem.expected.contains("`deleted-since`"), "{problem}");
    // One moment is a time, if a short one, and offsets are taken into account.
    restored(&[("INPUT_DELETED_SINCE", SINCE), ("INPUT_DELETED_UNTIL", SINCE)]);
    restored(&[
        ("INPUT_DELETED_SINCE", SINCE),
        ("INPUT_DELETED_UNTIL", "2026-11-01T09:00:00-01:00"),
    ]);
}

#[test]
fn restoring_versions_without_a_selector_is_an_error_that_lists_them() {
    let problem = refused(&[NPM, ("INPUT_PRERELEASES", "exclude")]);
    assert_eq!(problem.input, "mode");
    assert_eq!(
        problem.expected,
        "a selector beside `mode: restore`: `tags`, `version-names`, `semver`, \
         `prereleases: only`, `prereleases: superseded`, `version-ids`, `tag-status: untagged`, `older-than`, \
         `deleted-within`, `deleted-since`, `deleted-until`, `restore-from`"
    );
}

#[test]
fn each_selector_alone_is_enough_to_restore() {
    let docker = ("INPUT_PACKAGE_TYPE", "docker");
    for (input, value) in [
        (Input::Tags, "pr-*"),
        (Input::VersionNames, "1.*"),
        (Input::Semver, "1.x"),
        (Input::Prereleases, "only"),
        (Input::Prereleases, "superseded"),
        (Input::VersionIds, "5"),
        (Input::TagStatus, "untagged"),
        (Input::OlderThan, "30d"),
        (Input::DeletedWithin, "1d"),
        (Input::DeletedSince, SINCE),
        (Input::DeletedUntil, UNTIL),
    ] {
        assert_ne!(input.spec().selects, Selects::Never, "{}", input.name());
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        assert_eq!(restored(&[docker, (&variable, value)]).policy.rules.len(), 1);
    }
    assert_eq!(Input::selectors(RunKind::RestoreVersions).count(), 12);
}

#[test]
fn a_time_of_deletion_alone_takes_all_that_was_deleted_then() {
    for types in ["npm", "container", "container, npm"] {
        let changes = [("INPUT_PACKAGE_TYPE", types), ("INPUT_DELETED_WITHIN", "1d")];
        let [rule] = restored(&changes).policy.rules.try_into().unwrap();
        assert_eq!(rule.tag_status, TagStatus::Any);
        assert_eq!((rule.tags, rule.version_names, rule.semver), (None, None, None));
        assert_eq!((rule.version_ids, rule.older_than, rule.keep_latest), (None, None, None));
    }
}

#[test]
fn tag_status_auto_is_any_when_restoring() {
    let docker = ("INPUT_PACKAGE_TYPE", "docker");
    for (changes, expected) in [
        (&[("INPUT_OLDER_THAN", "1d")] as &[_], TagStatus::Any),
        (&[("INPUT_OLDER_THAN", "1d"), ("INPUT_TAG_STATUS", "tagged")], TagStatus::Tagged),
        (&[("INPUT_TAG_STATUS", "untagged")], TagStatus::Untagged),
    ] {
        let [rule] = restored(&[&[docker], changes].concat()).policy.rules.try_into().unwrap();
        assert_eq!(rule.tag_status, expected, "{changes:?}");
    }
}

#[test]
fn selectors_of_images_narrow_each_other_when_restoring() {
    let window = ("INPUT_DELETED_WITHIN", "1d");
    for changes in [
        &[("INPUT_TAGS", "pr-*")][..],
        &[("INPUT_VERSION_IDS", "5"), window],
        &[("INPUT_SEMVER", "1.x"), ("INPUT_PRERELEASES", "exclude"), window],
        &[("INPUT_TAG_STATUS", "untagged"), ("INPUT_OLDER_THAN", "1d")],
    ] {
        assert_eq!(restored(changes).policy.rules.len(), 1, "{changes:?}");
    }
}

#[test]
fn a_time_of_deletion_has_no_part_in_deleting() {
    let problem = problem(&[("INPUT_DELETED_WITHIN", "1d")]);
    assert_eq!(problem.input, "deleted-within");
    assert_eq!(problem.expected, "its default `none` beside `mode: delete`");
}

fn undoing(changes: &[(&str, &str)]) -> Environment {
    let from = [("INPUT_RESTORE_FROM", "out/record.jsonl")];
    restoring(&[&from, changes].concat())
}

#[test]
fn a_record_says_itself_what_comes_back() {
    // Outside Actions an absent variable means its default.
    let from = [("INPUT_MODE", "restore"), ("INPUT_RESTORE_FROM", "out/record.jsonl")];
    let who = [("INPUT_TOKEN", TOKEN), ("INPUT_OWNER", "octo")];
    let request = request(&from.into_iter().chain(who).collect());
    assert_eq!(request.restore_from.unwrap().as_path(), Path::new("out/record.jsonl"));
    assert_eq!(request.policy.rules, []);
    assert!(matches!(request.mode, Mode::Restore(window) if !window.is_bounded()));
    for package_type in PackageType::ALL {
        assert!(request.place.package_types.contains(&package_type));
        let name = PackageName::new("any/of/them");
        assert!(request.place.has(&PackageKey { package_type, name }));
    }
    // Whose repository it runs in does not matter.
    super::support::request(&undoing(&[("INPUT_OWNER", "somebody-else")]));
}

#[test]
fn packages_narrow_what_a_record_brings_back() {
    let place = request(&undoing(&[("INPUT_PACKAGES", "app, web-*, !web-b"), NPM])).place;
    assert_eq!(place.package_types, [PackageType::Npm]);
    let has = |name: &str| {
        let name = PackageName::new(name);
        place.has(&PackageKey { package_type: PackageType::Npm, name })
    };
    assert_eq!(["app", "web-a", "web-b", "other"].map(has), [true, true, false, false]);
}

#[test]
fn a_record_is_undone_by_restoring_alone() {
    for changes in [&[("INPUT_MODE", "delete")][..], &[("INPUT_TARGET", "packages")]] {
        let environment = undoing(changes);
        let said = problems(&environment);
        let problem = said.iter().find(|problem| problem.input == "restore-from").unwrap();
        assert!(problem.advice.contains("takes no part"), "{problem}");
    }
}

#[test]
fn the_record_of_the_undoing_never_replaces_the_one_that_is_undone() {
    for (from, to) in [(".package-steward/record.jsonl", "auto"), ("out/a.jsonl", "./out//a.jsonl")]
    {
        let changes = [("INPUT_RESTORE_FROM", from), ("INPUT_RECORD_FILE", to)];
        let problem = the_only(problems(&restoring(&changes)));
        assert_eq!(problem.input, "restore-from");
        assert!(problem.expected.contains("`record-file`"), "{problem}");
    }
    for path in ["/tmp/record.jsonl", "../record.jsonl", "out/", ".", "auto", "true"] {
        assert_eq!(unsound(&restoring(&[("INPUT_RESTORE_FROM", path)])), ["restore-from"]);
    }
}
