//! What protects, whatever the rules say.

use package_steward::domain::{
    Keep, KeepTags, Notice, Origin, Policy, Reason, RuleName, Tag, TagStatus, Verdict,
};

use crate::support::{
    World, anchor, digest, ids, image, keeping_tags, named, names, ranges, rule_with, several,
    tag_of, tagged, tags, taking, unguarded, with,
};

fn everything() -> Policy {
    unguarded(taking(|_| ()))
}

fn unmatched(input: &'static str, text: &str) -> Notice {
    Notice::KeepMatchesNothing { rule: RuleName::Inputs, input, text: text.to_owned() }
}

#[test]
fn latest_is_kept_by_default_and_never_warned_of() {
    let told = tagged(&["latest", "v1"]).plan(&taking(|_| ()));
    assert_eq!(told.goes(), [2]);
    let reason = Reason::KeptByTag { tag: Tag::new("latest"), pattern: "latest".to_owned() };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Keep, &reason));
    assert_eq!(tagged(&["v1"]).plan(&taking(|_| ())).notices(), []);
}

#[test]
fn keep_tags_none_switches_the_default_off() {
    let policy = with(everything(), |policy| {
        policy.keep.tags = KeepTags { patterns: tags(""), origin: Origin::Given };
    });
    let told = tagged(&["latest", "v1"]).plan(&policy);
    assert_eq!(told.verdict(1), Verdict::Delete);
    assert_eq!(told.notices(), []);
}

#[test]
fn one_kept_tag_keeps_the_version_with_all_its_tags() {
    let told = tagged(&["v1 pr-1 stable", "pr-2"]).plan(&keeping_tags(everything(), "stable"));
    assert_eq!(told.verdict(1), Verdict::Keep);
    assert_eq!(told.verdict(2), Verdict::Delete);
}

#[test]
fn keep_tags_match_the_whole_tag() {
    let told =
        tagged(&["stable", "unstable", "stable-2"]).plan(&keeping_tags(everything(), "stable"));
    assert_eq!(told.verdict(1), Verdict::Keep);
    assert_eq!([told.verdict(2), told.verdict(3)], [Verdict::Delete; 2]);
}

#[test]
fn a_keep_wins_over_every_rule_and_over_a_named_id() {
    let policy = keeping_tags(
        unguarded(several(vec![
            rule_with(|rule| rule.tags = Some(tags("v*"))),
            rule_with(|rule| rule.version_ids = Some(ids(&[1]))),
        ])),
        "v1",
    );
    let told = tagged(&["v1", "v2"]).plan(&policy);
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.verdict(1), Verdict::Keep);
}

#[test]
fn keep_version_names_protect_by_name() {
    let policy = with(taking(|_| ()), |policy| {
        policy.keep = Keep { version_names: names("1.*"), ..Keep::default() };
    });
    let told = named(&["1.0.0", "1.1.0", "2.0.0", "11.0.0"]).plan(&policy);
    assert_eq!(told.goes(), [3, 4]);
    assert_eq!(*told.reason(1), Reason::KeptByName { pattern: "1.*".to_owned() });
}

#[test]
fn keep_version_names_protect_an_untagged_container_version_by_its_digest() {
    let policy = with(everything(), |policy| {
        policy.rules[0].tag_status = TagStatus::Any;
        policy.keep.version_names = names(&digest(1).to_string());
    });
    assert_eq!(tagged(&["", "", "a"]).goes(&policy), [2, 3]);
}

#[test]
fn keep_semver_protects_what_a_range_covers_and_nothing_else() {
    let policy = with(everything(), |policy| policy.keep.semver = ranges(">=2.0.0"));
    let told = tagged(&["1.0.0", "2.0.0", "v2.1.0 x", "2", "2.0.0-rc.1"]).plan(&policy);
    assert_eq!(told.goes(), [1, 4, 5]);
    let reason = Reason::KeptBySemver { text: "v2.1.0".to_owned(), range: ">=2.0.0".to_owned() };
    assert_eq!(*told.reason(3), reason);
}

#[test]
fn keep_semver_asks_the_name_where_there_are_no_tags() {
    let policy = with(taking(|_| ()), |policy| policy.keep.semver = ranges("2.x"));
    assert_eq!(named(&["1.0.0", "2.0.0", "2.1.0-rc.1", "2.1"]).goes(&policy), [1, 4]);
}

#[test]
fn each_given_keep_that_matches_nothing_is_noticed() {
    let policy = with(keeping_tags(everything(), "v1 nothing-*"), |policy| {
        policy.keep.version_names = names("no-name");
        policy.keep.semver = ranges("9.x || 1.0.0");
    });
    let mut notices = tagged(&["v1", "1.0.0", "w"]).plan(&policy).notices();
    notices.sort();
    let expected = [
        unmatched("keep-semver", "9.x"),
        unmatched("keep-tags", "nothing-*"),
        unmatched("keep-version-names", "no-name"),
    ];
    assert_eq!(notices, expected);
}

#[test]
fn a_keep_matches_also_what_no_rule_takes_or_another_keep_protects_already() {
    let policy = with(keeping_tags(everything(), "v1 v* w"), |policy| {
        policy.rules[0].tags = Some(tags("nothing"));
        policy.keep.semver = ranges("1.0.0");
    });
    assert_eq!(tagged(&["v1 1.0.0", "w"]).plan(&policy).notices(), []);
}

#[test]
fn a_keep_matches_also_parts_and_referrers() {
    let policy = with(
        keeping_tags(everything(), "v1-amd64 sha256-*.sig sha256-*.att the-anchor"),
        |policy| policy.keep.version_names = names(&digest(3).to_string()),
    );
    let (signature, orphan) = (tag_of(1, ".sig"), tag_of(404, ".att"));
    let versions = vec![
        image(1, "v1"),
        image(2, "v1-amd64"),
        image(3, ""),
        image(4, &signature),
        image(5, &orphan),
        anchor(),
    ];
    let told = World::container(versions).lists(1, &[2, 3]).plan(&policy);
    assert_eq!(told.notices(), []);
    assert_eq!(told.goes(), [1], "only what no keep names");
    let kept = [2, 3, 4, 5].map(|number| told.verdict(number));
    assert_eq!(kept, [Verdict::Keep; 4]);
}

#[test]
fn notices_do_not_depend_on_whether_anything_goes() {
    let policy = with(keeping_tags(everything(), "nothing"), |policy| policy.rules.clear());
    assert_eq!(tagged(&["a"]).plan(&policy).notices(), [unmatched("keep-tags", "nothing")]);
}

#[test]
fn a_kept_image_of_which_only_some_tags_are_selected_is_kept() {
    let policy = with(keeping_tags(everything(), "stable"), |policy| {
        policy.rules[0].tags = Some(tags("v*"));
    });
    let told = tagged(&["v1 stable"]).plan(&policy);
    assert_eq!(told.verdict(1), Verdict::Keep);
    assert!(matches!(told.reason(1), Reason::KeptByTag { .. }));
}
