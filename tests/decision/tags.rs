//! How tags select: whole, all of them, and nothing but them.

use package_steward::domain::{
    Fit, PackageType, Prereleases, Reason, Rule, RuleName, Tag, TagStatus, Verdict,
};

use crate::support::{
    World, digest, image, keeping_tags, names, ranges, release, rule_with, several, tag_of, tagged,
    tags, taken, taking, unguarded,
};

#[test]
fn h11_a_version_goes_only_when_all_its_tags_are_selected() {
    let world = tagged(&["pr-1 pr-2", "pr-3 stable", "stable"]);
    let told = world.plan(&taking(|rule| rule.tags = Some(tags("pr-*"))));
    assert_eq!(told.goes(), [1]);
    assert_eq!(told.verdict(2), Verdict::Hold);
    let spared = vec![Tag::new("stable")];
    assert_eq!(*told.reason(2), Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared });
    assert_eq!(told.verdict(3), Verdict::Untouched);
}

#[test]
fn h11_latest_does_not_go_with_a_release_even_where_its_keep_is_switched_off() {
    let policy = unguarded(taking(|rule| rule.tags = Some(tags("1.*"))));
    let told = tagged(&["1.9.0 latest", "1.8.0"]).plan(&policy);
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn h11_several_rules_may_share_the_tags_of_a_version() {
    let pull_requests = rule_with(|rule| rule.tags = Some(tags("pr-*")));
    let builds = rule_with(|rule| rule.tags = Some(tags("build-*")));
    let policy = several(vec![pull_requests, builds]);
    assert_eq!(taken(&policy, &["pr-1 build-1", "pr-2 build-2 rc"]), ["pr-1 build-1"]);
}

#[test]
fn a_tag_must_fit_tags_and_semver_by_one_rule() {
    let both = |patterns: &str, range: &str| {
        rule_with(|rule| {
            rule.tags = Some(tags(patterns));
            rule.semver = Some(ranges(range));
        })
    };
    let versions = ["v1.0.0", "v2.0.0", "1.0.0", "vague"];
    assert_eq!(taken(&several(vec![both("v*", "<2.0.0")]), &versions), ["v1.0.0"]);
    let apart = several(vec![both("v*", "<1.0.0"), both("1*", "<3.0.0")]);
    assert_eq!(taken(&apart, &versions), ["1.0.0"], "rule by rule");
}

#[test]
fn h13_a_pattern_matches_the_whole_tag_or_nothing() {
    let policy = taking(|rule| rule.tags = Some(tags("pr-2")));
    assert_eq!(taken(&policy, &["pr-2", "pr-20", "pr-267", "my-pr-2", "PR-2"]), ["pr-2"]);
}

#[test]
fn h15_tags_are_matched_against_tags_and_never_against_digests() {
    let hex_of_one = &digest(1).hex()[..8];
    let versions = ["pr-1", "d1"];
    for pattern in ["0000*", hex_of_one, "*d1d1*", "sha256*"] {
        let policy = taking(|rule| rule.tags = Some(tags(pattern)));
        assert_eq!(taken(&policy, &versions), Vec::<&str>::new(), "{pattern}");
    }
}

#[test]
fn h15_version_names_are_matched_against_names_and_never_against_tags() {
    let by_name = |pattern: &str| {
        taking(|rule| {
            rule.version_names = Some(names(pattern));
            rule.tag_status = TagStatus::Any;
        })
    };
    assert_eq!(taken(&by_name("pr-1"), &["pr-1", "pr-2"]), Vec::<&str>::new());
    assert_eq!(taken(&by_name(&digest(1).to_string()), &["pr-1", "pr-2"]), ["pr-1"]);
    assert_eq!(taken(&by_name("pr-*"), &["pr-1", "pr-2"]), Vec::<&str>::new());
}

#[test]
fn h15_keep_tags_protect_tags_and_not_what_a_digest_spells() {
    let policy = keeping_tags(
        taking(|rule| rule.tags = Some(tags("*"))),
        &format!("{} keep-me the-anchor", &digest(1).hex()[..12]),
    );
    let told = tagged(&["a", "keep-me", "c"]).plan(&policy);
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!(told.verdict(2), Verdict::Keep);
}

#[test]
fn tag_status_tells_tagged_from_untagged() {
    let with_status = |status| {
        unguarded(taking(|rule| {
            rule.tag_status = status;
            rule.tags = None;
        }))
    };
    let world = tagged(&["a", "", "b c", ""]);
    for (status, goes) in [
        (TagStatus::Tagged, &[1, 3][..]),
        (TagStatus::Untagged, &[2, 4]),
        (TagStatus::Any, &[1, 2, 3, 4]),
    ] {
        assert_eq!(world.goes(&with_status(status)), goes, "{status:?}");
    }
}

#[test]
fn a_rule_that_asks_for_tags_takes_no_version_without_one() {
    for set in [
        (|rule| rule.tags = Some(tags("*"))) as fn(&mut Rule),
        |rule| rule.semver = Some(ranges("*")),
        |rule| rule.prereleases = Prereleases::Only,
    ] {
        let policy = unguarded(taking(|rule| {
            rule.tag_status = TagStatus::Any;
            set(rule);
        }));
        assert_eq!(tagged(&["", ""]).goes(&policy), [0_u64; 0]);
    }
}

#[test]
fn every_version_of_a_type_without_tags_counts_as_tagged() {
    for kind in [PackageType::Npm, PackageType::Maven, PackageType::Nuget, PackageType::Rubygems] {
        let versions = ["1.0.0", "2.0.0", "3.0.0"];
        let versions = (1..).zip(versions).map(|(at, name)| release(at, name));
        let world = World::of(kind, versions.collect());
        let status = |status| taking(|rule| rule.tag_status = status);
        assert_eq!(world.goes(&status(TagStatus::Tagged)), [1, 2], "{kind}");
        assert_eq!(world.goes(&status(TagStatus::Any)), [1, 2], "{kind}");
        assert_eq!(world.goes(&status(TagStatus::Untagged)), [0_u64; 0], "{kind}");
    }
}

#[test]
fn a_version_of_the_old_docker_registry_is_an_image_whatever_its_tags_spell() {
    let versions = vec![image(1, "a"), image(2, &tag_of(1, ".sig")), image(3, &tag_of(77, ""))];
    let world = World::of(PackageType::Docker, versions);
    let told = world.plan(&unguarded(taking(|rule| rule.tags = Some(tags("sha256-*")))));
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(told.images().total, 3);
}

#[test]
fn the_reason_of_a_deletion_names_every_tag_and_the_pattern_that_it_fits() {
    let policy = taking(|rule| rule.tags = Some(tags("pr-* build-*")));
    let told = tagged(&["pr-1 build-7"]).plan(&policy);
    let fit = |tag: &str, pattern: &str| Fit::Tag { tag: Tag::new(tag), pattern: pattern.into() };
    let by = vec![fit("pr-1", "pr-*"), fit("build-7", "build-*")];
    assert_eq!(*told.reason(1), Reason::Taken { rule: RuleName::Inputs, by });
}

#[test]
fn a_tag_is_foreign_text_and_a_pattern_beside_it_no_regular_expression() {
    let policy = taking(|rule| rule.tags = Some(tags("1.0.0")));
    assert_eq!(taken(&policy, &["1x0x0", "1.0.0", "1.0.0-1"]), ["1.0.0"]);
}
