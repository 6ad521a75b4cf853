//! What is taken, and what does not go together.

use super::support::*;
use crate::domain::{
    IncompleteImages, OnlyClosed, OrphanedReferrers, Prereleases, RuleName, TagStatus,
    TimestampField,
};
use crate::inputs::{Input, RunKind, Selects};

const ORPHANS: (&str, &str) = ("INPUT_ORPHANED_REFERRERS", "delete");

#[test]
fn the_single_inputs_make_one_rule() {
    let rule = rule(&[
        ("INPUT_PRERELEASES", "exclude"),
        ("INPUT_TIMESTAMP", "updated"),
        ("INPUT_TAG_STATUS", "any"),
    ]);
    assert_eq!(rule.name, RuleName::Inputs);
    assert_eq!(rule.prereleases, Prereleases::Exclude);
    assert_eq!(rule.timestamp, TimestampField::Updated);
    assert_eq!(rule.tag_status, TagStatus::Any);
    assert!(rule.tags.unwrap().first_match("pr-5").is_some());
}

#[test]
fn deleting_versions_without_a_selector_is_an_error_that_lists_them() {
    let problem = the_only(problems(&without(
        "INPUT_TAGS",
        &[("INPUT_PRERELEASES", "exclude"), ("INPUT_TAG_STATUS", "any"), ("INPUT_KEEP_TAGS", "v*")],
    )));
    assert_eq!(
        problem.expected,
        "a selector beside `mode: delete`: `tags`, `version-names`, `semver`, `prereleases: only`, \
         `prereleases: superseded`, `version-ids`, `tag-status: untagged`, `older-than`, `orphaned-referrers: delete`, \
         `keep-latest`"
    );
}

#[test]
fn each_selector_alone_is_enough() {
    for (input, value) in [
        (Input::Tags, "pr-*"),
        (Input::VersionNames, "1.*"),
        (Input::Semver, "1.x"),
        (Input::Prereleases, "only"),
        (Input::Prereleases, "superseded"),
        (Input::VersionIds, "5"),
        (Input::TagStatus, "untagged"),
        (Input::OlderThan, "30d"),
        (Input::KeepLatest, "3"),
    ] {
        assert_ne!(input.spec().selects, Selects::Never, "{}", input.name());
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        rule_of(&[(&variable, value)]);
    }
    assert_eq!(Input::selectors(RunKind::DeleteVersions).count(), 9 + 1);
}

#[test]
fn orphaned_referrers_delete_selects_those_alone() {
    let policy =
        |changes: &[_]| request(&without("INPUT_TAGS", &[&[ORPHANS], changes].concat())).policy;
    let alone = policy(&[]);
    assert_eq!(alone.orphaned_referrers, OrphanedReferrers::Delete);
    assert_eq!(alone.rules, []);
    // Nothing that only narrows makes a rule either.
    for narrowing in [
        ("INPUT_TAG_STATUS", "any"),
        ("INPUT_PRERELEASES", "exclude"),
        ("INPUT_TIMESTAMP", "updated"),
    ] {
        assert_eq!(policy(&[narrowing]).rules, [], "{narrowing:?}");
    }
    let beside_others = policy(&[("INPUT_TAGS", "pr-*")]);
    assert_eq!(beside_others.orphaned_referrers, OrphanedReferrers::Delete);
    assert_eq!(beside_others.rules, [rule(&[])]);
}

#[test]
fn incomplete_images_never_select() {
    let changes = [("INPUT_INCOMPLETE_IMAGES", "delete")];
    assert_eq!(the_only(problems(&without("INPUT_TAGS", &changes))).input, "mode");
    assert_eq!(rule(&changes).incomplete_images, IncompleteImages::Delete);
    assert_eq!(rule(&[]).incomplete_images, IncompleteImages::Report);
    assert_eq!(sound(&[]).policy.orphaned_referrers, OrphanedReferrers::Report);
}

#[test]
fn what_concerns_images_alone_needs_a_type_that_has_some() {
    for name in ["incomplete-images", "orphaned-referrers"] {
        let variable = format!("INPUT_{}", name.to_uppercase());
        let given = |types| {
            let others = [("INPUT_OLDER_THAN", "1d"), ("INPUT_PACKAGE_TYPE", types)];
            without("INPUT_TAGS", &[&others[..], &[(&variable, "delete")]].concat())
        };
        for types in ["npm", "docker, maven"] {
            let problem = the_only(problems(&given(types)));
            assert_eq!(problem.input, name);
            assert!(problem.expected.contains("`container`"), "{problem}");
        }
        request(&given("npm, container"));
    }
}

#[test]
fn an_unsound_selector_is_not_also_a_missing_one() {
    let environment = without("INPUT_TAGS", &[("INPUT_OLDER_THAN", "5 months")]);
    assert_eq!(unsound(&environment), ["older-than"]);
}

#[test]
fn tag_status_auto_is_tagged_but_any_where_versions_are_named() {
    for (changes, expected) in [
        (&[("INPUT_OLDER_THAN", "1d")] as &[_], TagStatus::Tagged),
        (&[("INPUT_VERSION_IDS", "5")], TagStatus::Any),
        (&[("INPUT_VERSION_NAMES", "sha256:*")], TagStatus::Any),
        (&[("INPUT_VERSION_IDS", "5"), ("INPUT_TAG_STATUS", "tagged")], TagStatus::Tagged),
        (&[("INPUT_OLDER_THAN", "1d"), ("INPUT_TAG_STATUS", "untagged")], TagStatus::Untagged),
    ] {
        assert_eq!(rule_of(changes).tag_status, expected, "{changes:?}");
    }
}

#[test]
fn tags_or_tag_status_given_for_a_type_without_tags_is_an_error_that_names_version_names() {
    for types in ["npm", "maven", "nuget", "rubygems", "npm, maven"] {
        for (variable, value) in [("INPUT_TAGS", "1.*"), ("INPUT_TAG_STATUS", "any")] {
            let environment = without(
                "INPUT_TAGS",
                &[("INPUT_OLDER_THAN", "1d"), ("INPUT_PACKAGE_TYPE", types), (variable, value)],
            );
            let problem = the_only(problems(&environment));
            assert!(variable.ends_with(&problem.input.to_uppercase().replace('-', "_")));
            assert!(problem.advice.contains("`version-names`"), "{problem}");
        }
    }
    // What protects tags or the untagged is no error: it does not concern such a type.
    rule_of(&[
        ("INPUT_PACKAGE_TYPE", "npm"),
        ("INPUT_OLDER_THAN", "1d"),
        ("INPUT_KEEP_TAGS", "v*"),
        ("INPUT_UNTAGGED_GRACE", "2d"),
    ]);
}

#[test]
fn types_with_and_without_tags_need_two_steps_where_tags_are_given() {
    let problem = problem(&[("INPUT_PACKAGE_TYPE", "container, npm")]);
    assert_eq!(problem.input, "tags");
    assert!(problem.advice.contains("two steps"), "{problem}");
    rule_of(&[("INPUT_PACKAGE_TYPE", "container, npm"), ("INPUT_SEMVER", "1.x")]);
}

#[test]
fn what_asks_for_tags_beside_untagged_could_never_select() {
    for (variable, value) in
        [("INPUT_TAGS", "pr-*"), ("INPUT_SEMVER", "1.x"), ("INPUT_PRERELEASES", "only")]
    {
        let problems = problems(&without(
            "INPUT_TAGS",
            &[("INPUT_TAG_STATUS", "untagged"), (variable, value)],
        ));
        let problem = the_only(problems);
        assert!(problem.expected.contains("`tag-status: untagged`"), "{problem}");
        assert!(variable.ends_with(&problem.input.to_uppercase()), "{problem}");
    }
    rule_of(&[("INPUT_TAG_STATUS", "untagged"), ("INPUT_PRERELEASES", "exclude")]);
}

#[test]
fn all_that_does_not_go_together_is_said_at_once() {
    let environment = with(&[
        ("INPUT_PACKAGE_TYPE", "npm"),
        ("INPUT_TAG_STATUS", "tagged"),
        ("INPUT_OLDER_THAN", ""),
        ("INPUT_API_URL", "x"),
    ]);
    assert_eq!(unsound(&environment), ["api-url", "tags", "tag-status", "older-than"]);
}

#[test]
fn only_closed_needs_a_placeholder_in_every_tag_pattern() {
    let only = |tags: &str, word: &str| with(&[("INPUT_TAGS", tags), ("INPUT_ONLY_CLOSED", word)]);
    for tags in ["pr-{pr}", "b-{branch}", "pr-{pr}-*, b-{branch}-{commit}"] {
        let rules = request(&only(tags, "true")).policy.rules;
        assert_eq!(rules[0].only_closed, OnlyClosed::Yes, "{tags}");
        assert_eq!(request(&only(tags, "false")).policy.rules[0].only_closed, OnlyClosed::No);
    }
    for tags in ["pr-*", "pr-{pr}, dev-*", "v{number}", "none"] {
        let problems = problems(&only(tags, "true"));
        assert!(problems.iter().any(|one| one.input == "only-closed"), "{tags}: {problems:?}");
    }
}
