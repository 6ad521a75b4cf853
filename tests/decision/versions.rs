//! How ids and names select.

use package_steward::domain::{
    Fit, Misfit, Notice, PackageType, Reason, RuleName, Verdict, Version, VersionId,
};

use crate::support::{
    World, anchor, digest, ids, image, named, names, numbered, release, rule_with, several, tagged,
    tags, taken_names, taking, unguarded,
};

#[test]
fn version_ids_take_exactly_those_versions() {
    let policy = numbered(&[2, 3]);
    let told = tagged(&["a", "b c", "", "d"]).plan(&policy);
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(*told.reason(2), Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::Id] });
    assert_eq!(*told.reason(1), Reason::NotTaken { misfit: Misfit::Ids });
    assert_eq!(told.notices(), []);
}

#[test]
fn an_id_that_no_version_has_is_noticed_and_stops_nothing() {
    let policy = unguarded(taking(|rule| rule.version_ids = Some(ids(&[1, 404, 405]))));
    let told = tagged(&["a", "b"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    let missing = [404, 405].map(|id| Notice::NoSuchVersion(VersionId(id)));
    assert_eq!(told.notices(), missing);
}

#[test]
fn ids_of_several_rules_are_looked_for_in_all_of_them() {
    let rules = [404, 1].map(|id| rule_with(|rule| rule.version_ids = Some(ids(&[id]))));
    let told = tagged(&["a"]).plan(&unguarded(several(rules.to_vec())));
    assert_eq!(told.goes(), [1]);
    assert_eq!(told.notices(), [Notice::NoSuchVersion(VersionId(404))]);
}

#[test]
fn ids_need_more_than_32_bits_one_day() {
    let big = u64::from(u32::MAX) + 1;
    let version = image(1, "a");
    let version = Version { id: VersionId(big), ..version };
    let world = World::container(vec![version, anchor(), image(2, "b")]);
    let policy = unguarded(taking(|rule| rule.version_ids = Some(ids(&[big]))));
    assert_eq!(world.goes(&policy), [big]);
}

#[test]
fn every_selector_that_a_rule_gives_must_fit() {
    let policy = unguarded(taking(|rule| {
        rule.version_ids = Some(ids(&[1, 2]));
        rule.tags = Some(tags("pr-*"));
    }));
    assert_eq!(tagged(&["pr-1", "x", "pr-3"]).goes(&policy), [1]);
}

#[test]
fn names_are_matched_whole_and_with_their_case() {
    let policy = taking(|rule| rule.version_names = Some(names("1.*-SNAPSHOT")));
    let versions = ["1.0-SNAPSHOT", "1.0-snapshot", "x1.0-SNAPSHOT", "1.0-SNAPSHOT.2"];
    assert_eq!(taken_names(&policy, &versions), ["1.0-SNAPSHOT"]);
}

#[test]
fn the_star_of_a_version_name_crosses_everything() {
    let policy = taking(|rule| rule.version_names = Some(names("a*z")));
    assert_eq!(taken_names(&policy, &["a/b/z", "az", "a.z"]), ["a/b/z", "az", "a.z"]);
}

#[test]
fn a_rule_that_fits_nothing_leaves_everything_untouched() {
    let told = named(&["1.0.0", "1.1.0"])
        .plan(&taking(|rule| rule.version_names = Some(names("nothing"))));
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!(*told.reason(1), Reason::NotTaken { misfit: Misfit::Names });
}

#[test]
fn a_policy_without_rules_only_protects() {
    let told = tagged(&["a", ""]).plan(&several(Vec::new()));
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!(*told.reason(1), Reason::NoRuleTakes);
}

#[test]
fn a_package_without_versions_gives_an_empty_plan() {
    let told = World::container(Vec::new()).plan(&taking(|_| ()));
    assert_eq!(told.order(), [0_u64; 0]);
    assert_eq!((told.images().total, told.images().doomed), (0, 0));
}

#[test]
fn a_row_that_was_listed_twice_is_one_version() {
    let versions = vec![image(1, "a"), image(2, "b"), image(1, "a"), anchor()];
    let world = World::container(versions);
    assert_eq!(world.inventory().versions().len(), 3);
    assert_eq!(world.goes(&taking(|rule| rule.tags = Some(tags("a")))), [1]);
}

#[test]
fn names_of_types_without_tags_are_never_taken_for_digests() {
    let name = digest(1).to_string();
    let world = World::of(
        PackageType::Nuget,
        vec![release(1, &name), release(2, "1.0.0"), release(3, "2.0.0")],
    );
    let told = world.plan(&taking(|rule| rule.version_ids = Some(ids(&[1]))));
    assert_eq!(told.goes(), [1]);
    assert_eq!(told.verdict(2), Verdict::Untouched);
}
