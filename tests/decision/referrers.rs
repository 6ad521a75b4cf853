//! Signatures, attestations and what they leave behind: they belong to their subject.

use package_steward::domain::{Question, Reason, TagStatus, Verdict};

use crate::support::{
    Dated as _, World, beside_an_anchor, digest, everything, image, keeping_tags, newest, numbered,
    tag_of, tagged_so, tags, taking, unguarded, untagged, with,
};

#[test]
fn h23_a_referrer_by_subject_stays_and_goes_with_its_subject() {
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, "")]).speaks_of(2, 1);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 2]);
    assert_eq!(told.order(), [1, 2], "the subject first");
    assert_eq!(*told.reason(2), Reason::PartOfDeleted { root: image(1, "").id });
}

#[test]
fn h23_the_tags_of_cosign_stay_and_go_with_their_subject() {
    for end in [".sig", ".att", ".sbom", ""] {
        let tag = tag_of(1, end);
        let world = beside_an_anchor(vec![image(1, "v1"), image(2, &tag), image(3, "v2")]);
        let told = world.plan(&tagged_so("v1"));
        assert_eq!(told.goes(), [1, 2], "{end}: nobody has to select its tag");
        assert_eq!(world.goes(&tagged_so("sha256-*")), [0_u64; 0], "{end}");
        assert_eq!(world.goes(&tagged_so("v2")), [3], "{end}");
    }
}

#[test]
fn h23_referrers_of_parts_and_of_referrers_belong_to_the_image_too() {
    let signature_of_part = tag_of(1, ".sig");
    let world = beside_an_anchor(vec![
        image(1, ""),
        image(2, ""),
        image(3, "v1"),
        image(4, &signature_of_part),
        image(5, ""),
        image(6, ""),
    ])
    .lists(2, &[1])
    .nests(3, &[2])
    .speaks_of(5, 2)
    .speaks_of(6, 5);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(told.waits_for(6), [5]);
    assert_eq!(told.waits_for(4), [1]);
}

#[test]
fn h23_what_a_referrer_lists_stays_with_it() {
    let fallback = tag_of(2, "");
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, "v1"), image(3, &fallback)]).lists(3, &[1]);
    assert_eq!(world.goes(&untagged()), [0_u64; 0]);
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2, 3]);
}

#[test]
fn the_subject_goes_before_its_fallback_index_and_that_before_the_referrers() {
    let fallback = tag_of(1, "");
    let world =
        beside_an_anchor(vec![image(1, "v1"), image(2, ""), image(3, ""), image(4, &fallback)])
            .speaks_of(2, 1)
            .speaks_of(3, 1)
            .lists(4, &[2, 3]);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.waits_for(4), [1]);
    assert_eq!((told.waits_for(2), told.waits_for(3)), (vec![1, 4], vec![1, 4]));
}

#[test]
fn an_untagged_predecessor_of_a_fallback_index_belongs_to_the_same_subject() {
    let fallback = tag_of(1, "");
    let world = beside_an_anchor(vec![
        image(1, "v1"),
        image(2, ""),
        image(3, ""),
        image(4, ""),
        image(5, &fallback),
    ])
    .speaks_of(2, 1)
    .speaks_of(3, 1)
    .lists(4, &[2])
    .lists(5, &[2, 3]);
    let told = world.plan(&untagged());
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!(told.root(4), 1);
    let told = world.plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 2, 3, 4, 5]);
    assert_eq!(told.waits_for(2), [1, 4, 5]);
}

#[test]
fn a_predecessor_is_known_by_what_the_fallback_index_lists_today() {
    let fallback = tag_of(1, "");
    let versions = ["v1", "", "", "", &fallback];
    let versions = (1_u64..).zip(versions).map(|(number, tags)| image(number, tags)).collect();
    let world = beside_an_anchor(versions).attests(4, &[2]).attests(5, &[2, 3]);
    let told = world.plan(&untagged());
    assert_eq!((told.goes(), told.root(4)), (vec![], 1));
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2, 3, 4, 5]);
}

#[test]
fn an_untagged_index_whose_entries_have_two_subjects_or_none_is_an_image() {
    let versions =
        || vec![image(1, "v1"), image(2, "v2"), image(3, ""), image(4, ""), image(5, "")];
    let two = beside_an_anchor(versions()).speaks_of(3, 1).speaks_of(4, 2).lists(5, &[3, 4]);
    assert_eq!(two.goes(&untagged()), [5]);
    let one_without = beside_an_anchor(versions()).speaks_of(3, 1).lists(5, &[3, 4]);
    assert_eq!(one_without.goes(&untagged()), [4, 5]);
}

#[test]
fn what_cosign_leaves_behind_belongs_to_the_subject_of_what_replaced_it() {
    let signature = tag_of(1, ".sig");
    let world =
        beside_an_anchor(vec![image(1, "v1"), image(2, ""), image(3, ""), image(4, &signature)])
            .attaches(2, &[1])
            .attaches(3, &[1, 2])
            .attaches(4, &[1, 2, 3]);
    let told = world.plan(&untagged());
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!((told.root(2), told.root(3)), (1, 1));
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2, 3, 4]);
}

#[test]
fn h23_what_cosign_leaves_behind_is_looked_up_although_an_index_that_goes_lists_it_too() {
    let signature = tag_of(1, ".sig");
    let versions = vec![image(1, "v1"), image(2, ""), image(3, ""), image(4, &signature)];
    let world = beside_an_anchor(versions).attaches(2, &[1]).attests(3, &[2]).attaches(4, &[1, 2]);
    let told = world.plan(&untagged());
    assert_eq!((told.goes(), told.root(2)), (vec![3], 1));
    let mut unread = world;
    unread.knowledge.facts.remove(&digest(4));
    assert_eq!(unread.questions(&untagged()), [Question::Manifest(digest(4))]);
}

#[test]
fn what_cosign_leaves_behind_of_two_subjects_stays_while_one_of_them_does() {
    let (one, other) = (tag_of(1, ".sbom"), tag_of(2, ".sbom"));
    let world = beside_an_anchor(vec![
        image(1, "v1"),
        image(2, "v2"),
        image(3, ""),
        image(4, &one),
        image(5, &other),
    ])
    .attaches(3, &[1])
    .attaches(4, &[1, 2])
    .attaches(5, &[1, 3]);
    assert_eq!(world.goes(&tagged_so("v1")), [1, 4]);
    assert_eq!(world.goes(&tagged_so("v2")), [2, 5]);
    assert_eq!(world.goes(&tagged_so("v1 v2")), [1, 2, 3, 4, 5]);
}

#[test]
fn an_untagged_manifest_with_a_layer_that_nothing_uses_is_an_image() {
    let signature = tag_of(1, ".sig");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, ""), image(3, &signature)])
        .attaches(2, &[1, 9])
        .attaches(3, &[1]);
    assert_eq!(world.goes(&untagged()), [2]);
}

#[test]
fn h29_signatures_of_platforms_take_no_slots() {
    let signatures = [tag_of(1, ".sig"), tag_of(2, ".sig"), tag_of(3, ".sig")];
    let world = beside_an_anchor(vec![
        image(1, ""),
        image(2, ""),
        image(3, "v1"),
        image(4, "v0").hours_old(24 * 900),
        image(5, &signatures[0]),
        image(6, &signatures[1]),
        image(7, &signatures[2]),
    ])
    .lists(3, &[1, 2]);
    let policy = unguarded(taking(|rule| rule.keep_latest = newest(2)));
    let told = world.plan(&policy);
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!(told.images().total, 3);
    let one = unguarded(taking(|rule| rule.keep_latest = newest(1)));
    assert_eq!(world.goes(&one), [4]);
}

#[test]
fn any_other_tag_beside_makes_a_root_that_counts() {
    let both = format!("{} signatures", tag_of(1, ".sig"));
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, &both)]);
    assert_eq!(world.plan(&everything()).images().total, 3);
    assert_eq!(world.goes(&tagged_so("v1")), [1], "its own tags were not selected");
    assert_eq!(world.goes(&everything()), [1, 2]);
}

#[test]
fn h23_such_a_root_stays_while_what_it_speaks_of_stays() {
    let both = format!("{} signatures", tag_of(1, ".sig"));
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, &both), image(3, "")])
        .lists(2, &[3])
        .speaks_of(2, 1);
    let told = world.plan(&tagged_so("sha256-* signatures"));
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!((told.verdict(2), told.root(3)), (Verdict::Hold, 2));
    let told = world.plan(&everything());
    assert_eq!(told.goes(), [1, 2, 3]);
    assert_eq!(told.waits_for(2), [1]);
}

#[test]
fn h23_a_tag_and_a_subject_may_name_two_and_both_count() {
    let signature = tag_of(1, ".sig");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, "v2"), image(3, &signature)])
        .speaks_of(3, 2);
    assert_eq!(world.goes(&tagged_so("v1")), [1]);
    assert_eq!(world.goes(&tagged_so("v2")), [2]);
    assert_eq!(world.goes(&tagged_so("v1 v2")), [1, 2, 3]);
}

#[test]
fn a_referrer_with_a_tag_of_its_own_goes_with_its_subject_only_when_that_is_selected_too() {
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, "sbom-v1")]).speaks_of(2, 1);
    assert_eq!(world.goes(&tagged_so("sbom-*")), [0_u64; 0]);
    assert_eq!(world.goes(&tagged_so("v1")), [1]);
    assert_eq!(world.goes(&tagged_so("*v1")), [1, 2]);
}

#[test]
fn a_kept_signature_stays_when_its_subject_goes() {
    let signature = tag_of(1, ".sig");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, &signature)]);
    let told = world.plan(&keeping_tags(tagged_so("v1"), "*.sig the-anchor"));
    assert_eq!(told.goes(), [1]);
    assert_eq!(told.verdict(2), Verdict::Keep);
}

/// Signatures, an attestation and a fallback index with its referrer, all of which lost their subject.
fn orphans() -> World {
    let (signature, fallback) = (tag_of(404, ".sig"), tag_of(405, ""));
    beside_an_anchor(vec![
        image(1, &signature),
        image(2, ""),
        image(3, &fallback),
        image(4, ""),
        image(5, "v1"),
        image(6, "v2"),
    ])
    .speaks_of(2, 404)
    .speaks_of(4, 405)
    .lists(3, &[4])
}

#[test]
fn orphaned_referrers_count_nowhere_and_no_pattern_takes_them() {
    for policy in [everything(), untagged(), tagged_so("sha256-*")] {
        let told = orphans().plan(&policy);
        for number in 1..=4 {
            assert_eq!(told.verdict(number), Verdict::Untouched, "{number}");
        }
        assert_eq!(*told.reason(1), Reason::SubjectNotHere);
        assert_eq!(told.images().total, 3);
    }
    let two = unguarded(taking(|rule| {
        rule.keep_latest = newest(1);
        rule.tag_status = TagStatus::Any;
    }));
    assert_eq!(orphans().goes(&two), [5], "they take no slot");
    let guarded = with(everything(), |policy| policy.guards.min_remaining = 3);
    assert_eq!(orphans().goes(&guarded), [0_u64; 0], "they are not what must remain");
}

#[test]
fn version_ids_take_an_orphaned_referrer() {
    let told = orphans().plan(&numbered(&[1, 3]));
    assert_eq!(told.goes(), [1, 3, 4], "and with a fallback index what it lists");
    assert_eq!(told.images().doomed, 0, "no image goes");
    assert_eq!(told.waits_for(4), [3]);
    assert_eq!(orphans().goes(&numbered(&[2])), [2]);
    let kept = keeping_tags(numbered(&[1]), "*.sig the-anchor");
    assert_eq!(orphans().plan(&kept).verdict(1), Verdict::Keep);
    let also_tagged = with(numbered(&[1]), |policy| policy.rules[0].tags = Some(tags("v*")));
    assert_eq!(orphans().goes(&also_tagged), [0_u64; 0]);
}

#[test]
fn h21_an_orphaned_referrer_without_a_time_is_held() {
    let policy = numbered(&[1]);
    let signature = tag_of(404, ".sig");
    let undated = image(1, &signature).at(None, None);
    assert_eq!(beside_an_anchor(vec![undated]).plan(&policy).verdict(1), Verdict::Hold);
}

#[test]
fn h44_a_store_of_signatures_alone_loses_nothing_by_patterns() {
    let signatures: Vec<String> = (404..410).map(|subject| tag_of(subject, ".sig")).collect();
    let versions = (1_u64..).zip(&signatures).map(|(number, tag)| image(number, tag));
    let world = World::container(versions.collect());
    for policy in [everything(), tagged_so("*"), untagged()] {
        assert_eq!(world.goes(&policy), [0_u64; 0]);
    }
}

#[test]
fn a_referrer_with_two_tags_is_no_orphan_while_one_of_its_subjects_is_there() {
    let (signature, other) = (tag_of(1, ".sig"), tag_of(404, ".att"));
    let both = format!("{signature} {other}");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, &both)]);
    assert_eq!(world.goes(&tagged_so("v1")), [1, 2]);
    assert_eq!(world.plan(&tagged_so("v1")).root(2), 1);
}
