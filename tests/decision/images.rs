//! Images as the unit of everything, on graphs given by hand.

use package_steward::domain::{
    Fact, PackageType, Reason, RuleName, Tag, TagStatus, Verdict, Version,
};

use crate::support::{
    Dated as _, beside_an_anchor, digest, everything, image, keeping_tags, names, newest, numbered,
    rule_with, several, tag_of, tagged_so, tags, taking, unguarded, untagged, with,
};

fn needed_by(root: u64) -> Reason {
    Reason::NeededBy { root: image(root, "").id, root_name: digest(root).to_string() }
}

/// A multi-platform image with an attestation beside each platform, as buildx pushes it.
fn buildx(root: u64, tags: &str) -> Vec<Version> {
    let parts = (root - 4..root).map(|part| image(part, ""));
    parts.chain([image(root, tags)]).collect()
}

#[test]
fn h01_the_platforms_of_tagged_images_are_no_untagged_versions_to_delete() {
    let world = beside_an_anchor([buildx(5, "v1"), buildx(15, "v2"), vec![image(20, "")]].concat())
        .lists(5, &[1, 2, 3, 4])
        .lists(15, &[11, 12, 13, 14]);
    let told = world.plan(&untagged());
    assert_eq!(told.goes(), [20]);
    assert_eq!((told.reason(1), told.root(1)), (&needed_by(5), 5));
}

#[test]
fn h01_nothing_that_a_staying_version_reaches_goes_at_any_depth() {
    let world =
        beside_an_anchor((1..=5).map(|at| image(at, if at == 5 { "v1" } else { "" })).collect())
            .nests(5, &[4])
            .nests(4, &[3])
            .lists(3, &[2, 1]);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2, 3, 4, 5]);
}

#[test]
fn h02_images_are_counted_and_never_their_fragments() {
    let all = [buildx(5, "v1"), buildx(15, "v2"), buildx(25, "v3")].concat();
    let world = beside_an_anchor(all)
        .lists(5, &[1, 2, 3, 4])
        .lists(15, &[11, 12, 13, 14])
        .lists(25, &[21, 22, 23, 24]);
    let policy = unguarded(taking(|rule| {
        rule.keep_latest = newest(2);
        rule.tag_status = TagStatus::Any;
    }));
    let told = world.plan(&policy);
    assert_eq!(told.goes(), [1, 2, 3, 4, 5]);
    assert_eq!((told.images().total, told.images().doomed), (4, 1));
}

#[test]
fn h02_untagged_images_are_counted_by_root_too() {
    let world = beside_an_anchor(vec![
        image(1, ""),
        image(2, ""),
        image(3, ""),
        image(4, ""),
        image(5, ""),
        image(6, ""),
    ])
    .lists(2, &[1])
    .lists(4, &[3])
    .lists(6, &[5]);
    let policy = unguarded(taking(|rule| {
        rule.keep_latest = newest(1);
        rule.tag_status = TagStatus::Untagged;
    }));
    assert_eq!(world.goes(&policy), [1, 2, 3, 4]);
}

#[test]
fn h03_a_child_that_two_indexes_share_goes_with_the_last_of_them() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "v1"), image(4, "v2")])
        .lists(3, &[1, 2])
        .lists(4, &[2]);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!((told.reason(2), told.root(2)), (&needed_by(4), 4));
    let told = world.plan(&tagged_so("v*"));
    assert_eq!(told.goes(), [1, 2, 3, 4]);
    assert_eq!(told.waits_for(2), [3, 4]);
}

#[test]
fn h04_an_untagged_index_that_nobody_selected_protects_what_it_lists() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "pr-1")])
        .lists(2, &[1])
        .lists(3, &[1]);
    assert_eq!(world.goes(&tagged_so("pr-*")), [3]);
}

#[test]
fn h04_every_cause_to_stay_protects_the_same() {
    let shared = |tags: &str| {
        beside_an_anchor(vec![image(1, ""), image(2, tags), image(3, "pr-1")])
            .lists(2, &[1])
            .lists(3, &[1])
    };
    let kept = keeping_tags(tagged_so("*"), "stable the-anchor");
    assert_eq!(shared("stable").goes(&kept), [3], "kept");
    assert_eq!(shared("pr-2 v1").goes(&tagged_so("pr-*")), [3], "held for a tag");
    assert_eq!(shared("v1").goes(&tagged_so("pr-*")), [3], "not selected");
    let mut young = shared("");
    young.versions[1] = image(2, "").hours_old(1);
    assert_eq!(young.goes(&everything()), [3], "within its grace");
    let mut undated = shared("");
    undated.versions[1] = image(2, "").at(None, None);
    assert_eq!(undated.goes(&everything()), [3], "without a time");
    let ghost = shared("").knowing(2, Fact::Gone);
    assert_eq!(ghost.goes(&tagged_so("pr-*")), [1, 3], "what is gone protects nothing");
}

#[test]
fn h28_the_leaves_of_nested_indexes_belong_to_the_outermost() {
    let world = beside_an_anchor(vec![
        image(1, ""),
        image(2, ""),
        image(3, ""),
        image(4, ""),
        image(5, "v1"),
        image(6, "v2"),
    ])
    .lists(3, &[1])
    .lists(4, &[2])
    .nests(5, &[3, 4])
    .nests(6, &[4]);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 3, 5]);
    assert_eq!((told.root(2), told.root(4)), (6, 6));
    assert_eq!(told.root(1), 5);
}

#[test]
fn h37_a_tagged_part_does_not_go_by_its_own_tag() {
    let world = beside_an_anchor(vec![
        image(1, "v1-amd64"),
        image(2, "v1-arm64"),
        image(3, "v1"),
        image(4, "alone-amd64"),
    ])
    .lists(3, &[1, 2]);
    let told = world.plan(&tagged_so("*-amd64"));
    assert_eq!(told.goes(), [4]);
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &needed_by(3)));
    assert_eq!(told.verdict(2), Verdict::Untouched);
}

#[test]
fn h37_a_tagged_part_goes_with_its_index_when_its_own_tags_are_selected_too() {
    let world = beside_an_anchor(vec![image(1, "v1-amd64"), image(2, "x-arm64"), image(3, "v1")])
        .lists(3, &[1, 2]);
    let told = world.plan(&tagged_so("v1 v1-*"));
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!((told.verdict(2), told.root(2)), (Verdict::Hold, 2));
    let reason =
        Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared: vec![Tag::new("x-arm64")] };
    assert_eq!(*told.reason(2), reason);
}

#[test]
fn h37_the_own_tags_of_a_part_may_be_selected_by_another_rule() {
    let named = |name: &str, patterns: &str| {
        rule_with(|rule| {
            rule.name = RuleName::Named(name.to_owned());
            rule.tags = Some(tags(patterns));
        })
    };
    let world =
        beside_an_anchor(vec![image(1, "v1-amd64"), image(2, "v1-arm64 edge"), image(3, "v1")])
            .lists(3, &[1, 2]);
    let policy = unguarded(several(vec![
        named("unrelated", "pr-*"),
        named("releases", "v1"),
        named("parts", "v1-*"),
    ]));
    let told = world.plan(&policy);
    assert_eq!(told.goes(), [1, 3]);
    let rule = RuleName::Named("parts".to_owned());
    assert_eq!(*told.reason(2), Reason::TagsNotAllTaken { rule, spared: vec![Tag::new("edge")] });
}

#[test]
fn h37_a_tagged_part_that_stays_keeps_what_it_reaches_itself() {
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "inner"), image(4, "outer")])
            .lists(3, &[1])
            .nests(4, &[3])
            .lists(4, &[2]);
    let told = world.plan(&tagged_so("outer"));
    assert_eq!(told.goes(), [2, 4]);
    assert_eq!((told.root(1), told.root(3)), (3, 3));
}

#[test]
fn h37_a_part_takes_no_slot_and_is_not_counted() {
    let world = beside_an_anchor(vec![
        image(1, "v1"),
        image(2, "v2-amd64"),
        image(3, "v2-arm64"),
        image(4, "v2"),
    ])
    .lists(4, &[2, 3]);
    let policy = unguarded(taking(|rule| rule.keep_latest = newest(2)));
    let told = world.plan(&policy);
    assert_eq!(told.goes(), [0_u64; 0], "v1 and v2 are the two newest");
    assert_eq!((told.images().total, told.images().doomed), (3, 0));
}

#[test]
fn h37_a_part_waits_for_every_index_that_lists_it() {
    let world = beside_an_anchor(vec![image(1, "part"), image(2, "a"), image(3, "b")])
        .lists(2, &[1])
        .lists(3, &[1]);
    assert_eq!(world.goes(&tagged_so("part a")), [2]);
    assert_eq!(world.plan(&tagged_so("part a b")).waits_for(1), [2, 3]);
}

#[test]
fn a_part_that_was_named_by_its_id_is_held_while_its_image_stays() {
    let policy = numbered(&[1]);
    let told = beside_an_anchor(vec![image(1, ""), image(2, "v1")]).lists(2, &[1]).plan(&policy);
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &needed_by(2)));
}

#[test]
fn h37_a_kept_part_stays_when_its_image_goes() {
    let by_tag = keeping_tags(tagged_so("v1*"), "v1-amd64 the-anchor");
    let by_name = with(tagged_so("v1*"), |policy| {
        policy.keep.version_names = names(&digest(1).to_string());
    });
    for policy in [by_tag, by_name] {
        let world = beside_an_anchor(vec![image(1, "v1-amd64"), image(2, ""), image(3, "v1")]);
        let told = world.lists(3, &[1, 2]).plan(&policy);
        assert_eq!(told.goes(), [2, 3]);
        assert_eq!(told.verdict(1), Verdict::Keep);
    }
}

#[test]
fn an_untagged_part_is_protected_by_its_digest_too() {
    let policy = with(tagged_so("v1"), |policy| {
        policy.keep.version_names = names(&digest(2).to_string());
    });
    let world = beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, ""), image(4, "v1")]);
    let told = world.lists(2, &[1]).nests(4, &[2]).lists(4, &[3]).plan(&policy);
    assert_eq!(told.goes(), [3, 4]);
    assert_eq!((told.verdict(2), told.root(1)), (Verdict::Keep, 2));
}

#[test]
fn h38_an_index_of_blobs_is_an_image_without_parts() {
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, "buildcache")]).caches(2, &[1, 77, 78]);
    let told = world.plan(&tagged_so("buildcache"));
    assert_eq!(told.goes(), [2], "what it lists are layers, not versions");
    assert_eq!(told.verdict(1), Verdict::Untouched);
    assert_eq!(told.images().total, 3);
    assert_eq!(world.goes(&untagged()), [1]);
}

#[test]
fn h38_a_cache_beside_a_real_entry_keeps_that_entry() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "buildcache")])
        .caches(2, &[77])
        .lists(2, &[1]);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
}

#[test]
fn a_missing_part_holds_nothing_up() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "v1")]).lists(2, &[1, 404]);
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2]);
}

#[test]
fn the_old_kinds_of_manifest_are_leaves() {
    let world = beside_an_anchor(vec![image(1, "schema-1"), image(2, ""), image(3, "v1")])
        .knowing(1, Fact::OldLeaf { subject: None })
        .knowing(2, Fact::OldLeaf { subject: Some(digest(3)) });
    assert_eq!(world.goes(&tagged_so("schema-1")), [1]);
    assert_eq!(world.goes(&tagged_so("v1")), [2, 3]);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
}

#[test]
fn h39_a_ghost_may_be_selected() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "v1")]).knowing(1, Fact::Gone);
    assert_eq!(world.goes(&untagged()), [1]);
}

#[test]
fn h19_one_version_that_could_not_be_read_stops_every_deletion_in_its_package() {
    let unreadable = || Fact::Unreadable("503 three times".to_owned());
    let world = beside_an_anchor(vec![image(1, ""), image(2, "pr-1"), image(3, "v1")]);
    for number in [1, 2, 3, 9_000] {
        let told = world.clone().knowing(number, unreadable()).plan(&tagged_so("pr-1"));
        assert_eq!(told.goes(), [0_u64; 0], "{number}");
        assert_eq!(told.verdict(2), Verdict::Hold, "{number}");
    }
    let mut docker = world.knowing(1, unreadable());
    docker.package_type = PackageType::Docker;
    assert_eq!(docker.goes(&tagged_so("pr-1")), [2], "no manifest is read there");
}

#[test]
fn h19_a_container_version_whose_name_is_no_digest_cannot_be_read() {
    let strange = Version { name: "sha512:0".to_owned(), ..image(1, "") };
    assert_eq!(
        beside_an_anchor(vec![strange, image(2, "pr-1")]).goes(&tagged_so("pr-1")),
        [0_u64; 0]
    );
}

#[test]
fn h19_a_cycle_stops_every_deletion_in_its_package() {
    let versions = || vec![image(1, ""), image(2, ""), image(3, ""), image(4, "pr-1")];
    let worlds = [
        ("apart", beside_an_anchor(versions()).nests(2, &[3]).nests(3, &[2])),
        ("below", beside_an_anchor(versions()).nests(2, &[3]).nests(3, &[2]).nests(4, &[2])),
        ("by subject", beside_an_anchor(versions()).lists(3, &[2]).speaks_of(3, 2).lists(4, &[2])),
    ];
    for (what, world) in worlds {
        assert_eq!(world.goes(&tagged_so("pr-1")), [0_u64; 0], "{what}");
    }
}

#[test]
fn an_image_tagged_by_its_own_digest_is_an_image() {
    let own = tag_of(1, "");
    let world = beside_an_anchor(vec![image(1, &own), image(2, "v1")]);
    assert_eq!(world.plan(&everything()).images().total, 3);
    assert_eq!(world.goes(&everything()), [1, 2]);
    assert_eq!(world.goes(&tagged_so("v1")), [2]);
}

#[test]
fn a_part_tagged_by_its_own_digest_is_held_unless_that_tag_is_selected() {
    let own = tag_of(1, "");
    let world = beside_an_anchor(vec![image(1, &own), image(2, "v1")]).lists(2, &[1]);
    assert_eq!(world.goes(&tagged_so("v1")), [2]);
    assert_eq!(world.goes(&tagged_so("v1 sha256-*")), [1, 2]);
}

#[test]
fn a_version_that_lists_itself_is_an_image() {
    let world = beside_an_anchor(vec![image(1, "v1")]).lists(1, &[1]);
    assert_eq!(world.goes(&tagged_so("v1")), [1]);
}
