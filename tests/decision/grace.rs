//! The grace of what has no tag.

use jiff::SignedDuration;
use package_steward::domain::{PackageType, Reason, TagStatus, TimestampField, Verdict};

use crate::support::{
    Dated as _, World, age, anchor, hours_ago, image, numbered, release, tag_of, tags, taking,
    unguarded, untagged, with,
};

#[test]
fn h06_an_untagged_image_of_the_last_day_is_held() {
    let versions = vec![image(1, "").hours_old(23), image(2, "").hours_old(24), anchor()];
    let told = World::container(versions).plan(&untagged());
    assert_eq!(told.goes(), [2]);
    let reason = Reason::WithinGrace { since: hours_ago(23), grace: age("1d") };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &reason));
}

#[test]
fn h06_platforms_that_were_pushed_before_their_index_are_held_for_a_day() {
    let versions = vec![image(1, "").hours_old(1), image(2, "").hours_old(1), anchor()];
    for status in [TagStatus::Untagged, TagStatus::Any] {
        let policy = unguarded(taking(|rule| rule.tag_status = status));
        assert_eq!(World::container(versions.clone()).goes(&policy), [0_u64; 0]);
    }
}

#[test]
fn h43_a_digest_that_was_pushed_again_is_held_by_the_later_of_its_times() {
    let versions = vec![
        image(1, "").at(Some(hours_ago(9_000)), Some(hours_ago(2))),
        image(2, "").at(Some(hours_ago(2)), Some(hours_ago(9_000))),
        image(3, "").at(Some(hours_ago(9_000)), Some(hours_ago(25))),
        anchor(),
    ];
    let told = World::container(versions).plan(&untagged());
    assert_eq!(told.goes(), [3]);
    for number in [1, 2] {
        let reason = Reason::WithinGrace { since: hours_ago(2), grace: age("1d") };
        assert_eq!(*told.reason(number), reason);
    }
}

#[test]
fn h43_without_the_time_of_its_last_touch_an_untagged_image_is_held() {
    let versions = vec![image(1, "").at(Some(hours_ago(9_000)), None), anchor()];
    let told = World::container(versions).plan(&untagged());
    assert_eq!(*told.reason(1), Reason::NoTime { field: TimestampField::Updated });
}

#[test]
fn the_grace_ends_to_the_second_and_a_time_in_the_future_is_within_it() {
    let second = SignedDuration::from_secs(1);
    let end = hours_ago(24);
    let versions = vec![
        image(1, "").at(Some(end), Some(end)),
        image(2, "").at(Some(end), Some(end + second)),
        image(3, "").at(Some(end), Some(hours_ago(-5))),
        anchor(),
    ];
    assert_eq!(World::container(versions).goes(&untagged()), [1]);
}

#[test]
fn without_a_grace_an_untagged_image_of_this_minute_goes() {
    let policy = with(untagged(), |policy| policy.untagged_grace = None);
    let versions = vec![image(1, "").hours_old(0), anchor()];
    assert_eq!(World::container(versions).goes(&policy), [1]);
}

#[test]
fn the_grace_concerns_no_image_with_a_tag() {
    let versions = vec![image(1, "pr-1").hours_old(0), anchor()];
    let policy = taking(|rule| rule.tags = Some(tags("pr-*")));
    assert_eq!(World::container(versions).goes(&policy), [1]);
}

#[test]
fn a_named_id_is_no_way_around_the_grace() {
    let policy = numbered(&[1]);
    let versions = vec![image(1, "").hours_old(2), anchor()];
    assert_eq!(World::container(versions).plan(&policy).verdict(1), Verdict::Hold);
}

#[test]
fn the_old_docker_registry_has_a_grace_and_types_without_tags_have_none() {
    let docker = World::of(PackageType::Docker, vec![image(1, "").hours_old(1), anchor()]);
    assert_eq!(docker.plan(&untagged()).verdict(1), Verdict::Hold);
    for kind in [PackageType::Npm, PackageType::Maven, PackageType::Nuget, PackageType::Rubygems] {
        let versions = vec![release(1, "1.0.0").hours_old(0), release(2, "2.0.0").hours_old(0)];
        assert_eq!(World::of(kind, versions).goes(&taking(|_| ())), [1], "{kind}");
    }
}

#[test]
fn members_go_with_their_root_whatever_their_age() {
    let signature = tag_of(1, ".sig");
    let versions = vec![
        image(1, "pr-1"),
        image(2, "").hours_old(1),
        image(3, "").at(None, None),
        image(4, &signature).hours_old(1),
        anchor(),
    ];
    let world = World::container(versions).lists(1, &[2, 3]);
    assert_eq!(world.goes(&taking(|rule| rule.tags = Some(tags("pr-*")))), [1, 2, 3, 4]);
}

#[test]
fn a_root_within_its_grace_protects_what_it_lists() {
    let versions = vec![image(1, "").hours_old(1), image(2, ""), image(3, "pr-1"), anchor()];
    let world = World::container(versions).lists(1, &[2]).lists(3, &[2]);
    let policy = unguarded(taking(|rule| rule.tag_status = TagStatus::Any));
    assert_eq!(world.goes(&policy), [3]);
}
