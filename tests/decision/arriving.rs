//! What a build that runs at the same time pushes anew.

use package_steward::domain::{AsPlanned, EarlierPlan, Fact, Reason, Verdict, VersionId};

use crate::support::{
    Dated as _, World, age, beside_an_anchor, hours_ago, image, tagged_so, untagged, with,
};

/// An image of two parts that was pushed long ago, one part of which was touched so many hours ago.
fn touched(hours: i64) -> World {
    let old = image(1, "");
    let pushed = old.created_at;
    let part = old.at(pushed, Some(hours_ago(hours)));
    beside_an_anchor(vec![part, image(2, ""), image(3, "pr-1")]).lists(3, &[1, 2])
}

#[test]
fn h49_a_part_that_is_pushed_anew_stays_although_its_image_goes() {
    let told = touched(1).plan(&tagged_so("pr-1"));
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(told.verdict(1), Verdict::Hold);
    assert!(matches!(told.reason(1), Reason::WithinGrace { .. }), "{:?}", told.reason(1));
}

#[test]
fn h49_a_part_that_was_touched_long_ago_goes_and_so_it_does_without_a_grace() {
    assert_eq!(touched(25).goes(&tagged_so("pr-1")), [1, 2, 3]);
    let without = with(tagged_so("pr-1"), |policy| policy.untagged_grace = None);
    assert_eq!(touched(1).goes(&without), [1, 2, 3]);
    let longer = with(tagged_so("pr-1"), |policy| policy.untagged_grace = Some(age("2d")));
    assert_eq!(touched(25).goes(&longer), [2, 3]);
}

#[test]
fn h49_a_young_image_goes_with_its_parts_whatever_their_age() {
    let young = |number, tags| image(number, tags).hours_old(1);
    let world = beside_an_anchor(vec![young(1, ""), young(2, ""), young(3, "pr-1")]);
    assert_eq!(world.lists(3, &[1, 2]).goes(&tagged_so("pr-1")), [1, 2, 3]);
    // Pushed an hour ago as it was long ago: the index came last.
    let again = |number, tags: &str, hours| {
        let version = image(number, tags);
        let pushed = version.created_at;
        version.at(pushed, Some(hours_ago(hours)))
    };
    let world = beside_an_anchor(vec![again(1, "", 2), again(2, "", 2), again(3, "pr-1", 1)]);
    assert_eq!(world.lists(3, &[1, 2]).goes(&tagged_so("pr-1")), [1, 2, 3]);
}

#[test]
fn h49_what_was_left_over_is_not_taken_when_it_was_touched_since() {
    let then = |hours: i64| AsPlanned { tags: Vec::new(), updated_at: Some(hours_ago(hours)) };
    let plan = |hours: i64| EarlierPlan {
        taken: [(VersionId(1), then(hours))].into(),
        left_over: [(VersionId(1), VersionId(77))].into(),
    };
    let pushed = image(1, "").created_at;
    for (touched, expected) in [(2, vec![]), (1, vec![1])] {
        let mut world = beside_an_anchor(vec![image(1, "").at(pushed, Some(hours_ago(1)))]);
        world.knowledge.earlier = Some(plan(touched));
        assert_eq!(
            world.goes(&tagged_so("pr-1")),
            expected,
            "touched {touched} hours before the plan was made"
        );
    }
}

#[test]
fn h50_a_registry_that_knows_nothing_makes_no_ghosts() {
    let versions = || vec![image(1, ""), image(2, ""), image(3, ""), image(4, "v1")];
    let unknown = |numbers: &[u64]| {
        let world = beside_an_anchor(versions());
        numbers.iter().fold(world, |world, number| world.knowing(*number, Fact::Gone))
    };
    for ghosts in [&[1][..], &[1, 2, 3], &[1, 2, 3, 4]] {
        assert_eq!(unknown(ghosts).goes(&untagged()), [1, 2, 3], "{ghosts:?}");
    }
    let told = unknown(&[1, 2, 3, 4, 9_000]).plan(&untagged());
    assert_eq!(told.goes(), [0_u64; 0]);
    assert!(!told.plan.unreadable.is_empty(), "the run says so and fails");
}
