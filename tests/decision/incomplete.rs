//! Images that lack a part.

use package_steward::domain::{
    Decision, Fact, IncompleteImages, Notice, Policy, Question, Reason, TagStatus, Verdict,
};

use crate::support::{
    World, beside_an_anchor, digest, everything, image, names, tagged_so, taking, unguarded,
    untagged, with,
};

/// Image 3 lists a part that no listing has; image 2 is whole.
fn broken(tags: &str) -> World {
    beside_an_anchor(vec![image(1, ""), image(2, "whole"), image(3, tags)]).lists(3, &[1, 404])
}

fn deleting(policy: Policy) -> Policy {
    with(policy, |policy| {
        for rule in &mut policy.rules {
            rule.incomplete_images = IncompleteImages::Delete;
        }
    })
}

/// Takes every tagged image without a word on its tags.
fn every_tagged() -> Policy {
    unguarded(taking(|_| ()))
}

#[test]
fn an_incomplete_image_is_reported_and_held_with_its_parts() {
    let told = broken("v1").plan(&every_tagged());
    assert_eq!(told.goes(), [2]);
    let reason = Reason::Incomplete { missing: digest(404) };
    assert_eq!((told.verdict(3), told.reason(3)), (Verdict::Hold, &reason));
    assert_eq!(told.root(1), 3);
    let notice = Notice::IncompleteImage { root: image(3, "").id, missing: digest(404) };
    assert_eq!(told.plan.notices, [notice]);
}

#[test]
fn incomplete_images_go_like_others_where_the_policy_says_so() {
    for policy in [every_tagged(), everything()] {
        assert_eq!(broken("v1").goes(&deleting(policy)), [1, 2, 3]);
    }
    let told = broken("v1").plan(&deleting(tagged_so("whole")));
    assert_eq!(told.goes(), [2], "it never selects");
    assert_eq!(broken("").goes(&untagged()), [0_u64; 0]);
    assert_eq!(broken("").goes(&deleting(untagged())), [1, 3]);
}

#[test]
fn who_names_all_tags_of_an_image_takes_it_whole_or_not() {
    assert_eq!(broken("v1 v2").goes(&tagged_so("v*")), [1, 3]);
    assert_eq!(broken("v1 v2").goes(&tagged_so("v1 whole v?")), [1, 2, 3]);
    let by_name = names(&digest(3).to_string());
    let named = unguarded(taking(|rule| {
        rule.version_names = Some(by_name);
        rule.tag_status = TagStatus::Any;
    }));
    assert_eq!(broken("v1 v2").goes(&named), [0_u64; 0], "its name says nothing of its tags");
}

#[test]
fn a_part_at_any_depth_may_be_the_missing_one() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "v1"), image(3, "v2")])
        .lists(1, &[404])
        .nests(2, &[1])
        .nests(3, &[1]);
    assert_eq!(world.goes(&every_tagged()), [0_u64; 0]);
}

#[test]
fn a_part_that_the_registry_does_not_know_is_missing_although_it_is_listed() {
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, "v1")]).lists(2, &[1]).knowing(1, Fact::Gone);
    let told = world.plan(&every_tagged());
    assert_eq!(*told.reason(2), Reason::Incomplete { missing: digest(1) });
    assert!(told.plan.notices.contains(&Notice::Ghost(image(1, "").id)));
}

#[test]
fn a_blob_is_no_part() {
    let world = beside_an_anchor(vec![image(1, "v1")]).caches(1, &[404]);
    assert_eq!(world.questions(&every_tagged()), []);
    assert_eq!(world.goes(&every_tagged()), [1]);
}

#[test]
fn a_part_that_no_listing_has_is_asked_for_only_where_that_makes_a_difference() {
    let asked = [Question::Manifest(digest(404))];
    assert_eq!(broken("v1").questions(&every_tagged()), asked);
    for policy in [deleting(every_tagged()), tagged_so("v1"), tagged_so("whole")] {
        assert_eq!(broken("v1").questions(&policy), []);
    }
}

#[test]
fn a_part_that_is_there_after_all_is_not_missing() {
    let world = broken("v1").knowing(404, Fact::OldLeaf { subject: None });
    let Decision::Plan(_) = world.decide(&every_tagged()) else { panic!("it asks") };
    assert_eq!(world.goes(&every_tagged()), [1, 2, 3]);
}
