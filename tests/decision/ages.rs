//! How old something must be, by which clock, and what is never old.

use jiff::SignedDuration;
use package_steward::domain::{
    Age, Fit, Misfit, PackageType, Reason, Rule, RuleName, TagStatus, TimestampField, Verdict,
    Version, believable,
};

use crate::support::{
    Dated as _, World, age, anchor, hours_ago, ids, image, now, release, rule_with, several, tags,
    taking, time, unguarded, with,
};

fn older_than(text: &str) -> impl FnOnce(&mut Rule) {
    let age = age(text);
    move |rule| rule.older_than = Some(age)
}

fn by(timestamp: TimestampField) -> impl FnOnce(&mut Rule) {
    move |rule| {
        rule.older_than = Some(age("30d"));
        rule.timestamp = timestamp;
    }
}

fn beside_an_anchor(versions: Vec<Version>) -> World {
    World::container([versions, vec![anchor().at(Some(now()), Some(now()))]].concat())
}

#[test]
fn older_than_takes_what_has_reached_that_age_to_the_second() {
    let exactly = hours_ago(24 * 30);
    let one_second_younger = exactly + SignedDuration::from_secs(1);
    let world = beside_an_anchor(vec![
        image(1, "a").at(Some(exactly), Some(now())),
        image(2, "b").at(Some(one_second_younger), Some(exactly)),
    ]);
    let told = world.plan(&taking(older_than("30d")));
    assert_eq!(told.goes(), [1]);
    let too_young = Misfit::TooYoung {
        age: age("30d"),
        time: one_second_younger,
        field: TimestampField::Created,
    };
    assert_eq!(*told.reason(2), Reason::NotTaken { misfit: too_young });
    let fit = Fit::OlderThan { age: age("30d"), time: exactly, field: TimestampField::Created };
    assert_eq!(*told.reason(1), Reason::Taken { rule: RuleName::Inputs, by: vec![fit] });
}

#[test]
fn the_timestamp_says_which_time_counts() {
    let (old, young) = (Some(hours_ago(24 * 60)), Some(hours_ago(24)));
    let world = beside_an_anchor(vec![
        image(1, "pushed-long-ago-touched-today").at(old, young),
        image(2, "touched-before-it-was-pushed").at(young, old),
        image(3, "old").at(old, old),
    ]);
    assert_eq!(world.goes(&taking(by(TimestampField::Created))), [1, 3]);
    assert_eq!(world.goes(&taking(by(TimestampField::Updated))), [2, 3]);
}

#[test]
fn h21_what_has_no_believable_time_is_never_deleted() {
    let unbelievable = ["1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"].map(time).map(believable);
    for created in [None, unbelievable[0], unbelievable[1]] {
        for kind in [PackageType::Container, PackageType::Docker, PackageType::Npm] {
            let name = if kind.has_tags() { image(1, "").name } else { "1.0.0".to_owned() };
            let tags = if kind.has_tags() { "a" } else { "" };
            let undated = Version { name, ..image(1, tags).at(created, Some(hours_ago(9_000))) };
            let other = Version { tags: image(2, tags).tags, ..release(2, "2.0.0") };
            let mut world = World::container(vec![undated, other]);
            world.package_type = kind;
            if kind == PackageType::Container {
                world.versions[1].name = image(2, "").name;
                world = World::container(world.versions);
            }
            for policy in [
                taking(|_| ()),
                taking(|rule| rule.version_ids = Some(ids(&[1]))),
                taking(by(TimestampField::Updated)),
                taking(by(TimestampField::Created)),
            ] {
                let told = world.plan(&unguarded(policy));
                assert_eq!(told.verdict(1), Verdict::Hold, "{kind}");
                let reason = Reason::NoTime { field: TimestampField::Created };
                assert_eq!(*told.reason(1), reason, "{kind}");
            }
        }
    }
}

#[test]
fn h21_a_missing_time_is_not_older_than_anything() {
    let world = beside_an_anchor(vec![
        image(1, "a").at(Some(hours_ago(9_000)), None),
        image(2, "b").at(Some(hours_ago(9_000)), believable(time("1980-01-01T00:00:00Z"))),
    ]);
    let told = world.plan(&taking(by(TimestampField::Updated)));
    assert_eq!(told.goes(), [0_u64; 0]);
    let reason = Reason::NoTime { field: TimestampField::Updated };
    assert_eq!((told.reason(1), told.reason(2)), (&reason, &reason));
}

#[test]
fn h21_an_untagged_image_without_a_time_is_held_though_no_grace_is_asked_for() {
    let policy = with(unguarded(taking(|rule| rule.tag_status = TagStatus::Untagged)), |policy| {
        policy.untagged_grace = None;
    });
    let world = beside_an_anchor(vec![image(1, "").at(None, None), image(2, "")]);
    assert_eq!(world.goes(&policy), [2]);
}

#[test]
fn a_time_in_the_future_is_never_old() {
    let world = beside_an_anchor(vec![image(1, "a").hours_old(-1), image(2, "b").hours_old(0)]);
    for policy in [taking(older_than("1s")), taking(by(TimestampField::Updated))] {
        assert_eq!(world.goes(&policy), [0_u64; 0]);
    }
    let at_once = taking(|rule| rule.older_than = Some(Age::ZERO));
    assert_eq!(world.goes(&at_once), [2], "an age of nothing still is no future");
}

#[test]
fn without_an_age_a_tagged_image_of_today_goes() {
    let world = beside_an_anchor(vec![image(1, "pr-1").hours_old(0)]);
    assert_eq!(world.goes(&taking(|rule| rule.tags = Some(tags("pr-*")))), [1]);
}

#[test]
fn an_age_goes_with_the_other_selectors_of_its_rule() {
    let policy = several(vec![rule_with(|rule| {
        rule.tags = Some(tags("pr-*"));
        rule.older_than = Some(age("30d"));
    })]);
    let world =
        beside_an_anchor(vec![image(1, "pr-1"), image(2, "v1"), image(3, "pr-3").hours_old(24)]);
    assert_eq!(world.goes(&policy), [1]);
}
