//! The newest that stay: one image, one slot.

use package_steward::domain::{
    Fit, PackageType, Policy, Prereleases, Reason, Rule, RuleName, TagStatus, TimestampField,
    Verdict, Version,
};

use crate::support::{
    Dated as _, World, age, anchor, hours_ago, ids, image, keeping_tags, newest, ranges, release,
    tagged, tags, taking, unguarded, with,
};

fn leaving(count: u32, set: impl FnOnce(&mut Rule)) -> Policy {
    unguarded(taking(|rule| {
        rule.keep_latest = newest(count);
        set(rule);
    }))
}

fn versions(kind: PackageType, versions: Vec<Version>) -> World {
    if kind == PackageType::Container {
        World::container([versions, vec![anchor()]].concat())
    } else {
        World::of(kind, versions)
    }
}

#[test]
fn the_newest_stay_and_the_others_go() {
    let told = tagged(&["a", "b", "c", "d"]).plan(&leaving(2, |_| ()));
    assert_eq!(told.goes(), [1, 2]);
    let two = || newest(2).expect("two");
    let kept =
        |place| Reason::KeptAsLatest { rule: RuleName::Inputs, place, of: two(), group: None };
    assert_eq!((told.reason(4), told.reason(3)), (&kept(1), &kept(2)));
    let by = vec![Fit::BeyondLatest { keep: two() }];
    assert_eq!(*told.reason(2), Reason::Taken { rule: RuleName::Inputs, by });
}

#[test]
fn h17_an_image_with_three_tags_takes_one_slot() {
    let told = tagged(&["a", "b", "c1 c2 c3"]).plan(&leaving(2, |_| ()));
    assert_eq!(told.goes(), [1]);
}

#[test]
fn h17_the_order_is_by_creation_and_then_by_number() {
    let same = hours_ago(100);
    let world = versions(
        PackageType::Container,
        vec![
            image(1, "pushed-last").hours_old(1),
            image(2, "equal").at(Some(same), Some(same)),
            image(3, "equal-too").at(Some(same), Some(same)),
            image(4, "pushed-first").hours_old(1_000),
        ],
    );
    assert_eq!(world.goes(&leaving(1, |_| ())), [2, 3, 4]);
    assert_eq!(world.goes(&leaving(2, |_| ())), [2, 4], "of equal times the higher number");
    assert_eq!(world.goes(&leaving(3, |_| ())), [4]);
}

#[test]
fn h17_a_moved_tag_makes_no_image_newer() {
    let world = versions(
        PackageType::Container,
        vec![
            image(1, "touched-now").at(Some(hours_ago(500)), Some(hours_ago(0))),
            image(2, "untouched").hours_old(400),
        ],
    );
    let by_update = |rule: &mut Rule| rule.timestamp = TimestampField::Updated;
    assert_eq!(world.goes(&leaving(1, by_update)), [1]);
}

#[test]
fn with_an_age_everything_younger_stays_too() {
    let world = versions(
        PackageType::Container,
        vec![
            image(1, "a").hours_old(24 * 50),
            image(2, "b").hours_old(24 * 40),
            image(3, "c").hours_old(24 * 20),
            image(4, "d").hours_old(24 * 10),
            image(5, "e").hours_old(24),
        ],
    );
    let monthly = |rule: &mut Rule| rule.older_than = Some(age("30d"));
    assert_eq!(world.goes(&leaving(1, monthly)), [1, 2]);
    assert_eq!(world.goes(&leaving(3, monthly)), [1, 2], "the young ones take the slots");
    assert_eq!(world.goes(&leaving(4, monthly)), [1], "and the old ones what is left of them");
}

#[test]
fn every_other_selector_narrows_what_is_counted() {
    let all = ["v1.0.0", "x", "v1.1.0-rc.1", "v2.0.0", "y"];
    for (set, goes) in [
        ((|rule| rule.tags = Some(tags("v*"))) as fn(&mut Rule), &[1, 3][..]),
        (|rule| rule.semver = Some(ranges("<2.0.0")), &[1]),
        (|rule| rule.prereleases = Prereleases::Exclude, &[1, 2, 4]),
        (|rule| rule.version_ids = Some(ids(&[1, 2, 4])), &[1, 2]),
    ] {
        assert_eq!(tagged(&all).goes(&leaving(1, set)), goes);
    }
}

#[test]
fn untagged_images_take_no_slot_unless_only_they_are_asked_for() {
    let world = tagged(&["a", "", "b", ""]);
    let any = leaving(1, |rule| rule.tag_status = TagStatus::Any);
    assert_eq!(world.goes(&any), [1, 2, 4], "two untagged ones are beside the count");
    let untagged = leaving(1, |rule| rule.tag_status = TagStatus::Untagged);
    assert_eq!(world.goes(&untagged), [2]);
}

#[test]
fn what_another_keep_protects_takes_no_slot() {
    let policy = keeping_tags(leaving(1, |_| ()), "stable the-anchor");
    let told = tagged(&["a", "b", "stable"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert!(matches!(told.reason(2), Reason::KeptAsLatest { place: 1, .. }));
    assert!(matches!(told.reason(3), Reason::KeptByTag { .. }));
}

#[test]
fn a_version_of_which_only_some_tags_are_selected_is_held_and_takes_a_slot() {
    let policy = leaving(2, |rule| rule.tags = Some(tags("v*")));
    let told = tagged(&["v1", "v2", "v3 stable"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert_eq!(told.verdict(2), Verdict::Keep);
    assert_eq!(told.verdict(3), Verdict::Hold);
}

#[test]
fn h47_keeping_the_newest_does_not_lose_latest_to_busy_pull_requests() {
    let world = tagged(&["latest", "pr-1", "pr-2", "pr-3"]);
    let policy = with(leaving(2, |_| ()), |policy| policy.keep.tags = taking(|_| ()).keep.tags);
    assert_eq!(world.goes(&policy), [2]);
}

#[test]
fn versions_of_types_without_tags_all_take_slots() {
    for kind in [PackageType::Npm, PackageType::Maven, PackageType::Nuget, PackageType::Rubygems] {
        let releases: Vec<Version> = (1..=4).map(|at| release(at, &format!("1.0.{at}"))).collect();
        for status in [TagStatus::Tagged, TagStatus::Any] {
            let policy = leaving(3, |rule| rule.tag_status = status);
            assert_eq!(versions(kind, releases.clone()).goes(&policy), [1], "{kind}");
        }
    }
}

#[test]
fn more_slots_than_images_leave_everything() {
    assert_eq!(tagged(&["a", "b"]).goes(&leaving(u32::MAX, |_| ())), [0_u64; 0]);
}
