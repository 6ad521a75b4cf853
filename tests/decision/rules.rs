//! Several rules in one policy.

use package_steward::domain::{Reason, Rule, RuleName, TagStatus, TimestampField, Verdict};

use crate::support::{
    Dated as _, World, age, anchor, hours_ago, image, newest, now, rule_with, several, tagged,
    tags, taken, unguarded,
};

fn called(name: &str, set: impl FnOnce(&mut Rule)) -> Rule {
    rule_with(|rule| {
        rule.name = RuleName::Named(name.to_owned());
        set(rule);
    })
}

#[test]
fn what_any_rule_takes_goes() {
    let policy = several(vec![
        called("pulls", |rule| rule.tags = Some(tags("pr-*"))),
        called("nightly", |rule| rule.tags = Some(tags("nightly-*"))),
    ]);
    assert_eq!(taken(&policy, &["pr-1", "nightly-1", "v1"]), ["pr-1", "nightly-1"]);
}

#[test]
fn the_reason_names_the_rule_that_took_it() {
    let policy = several(vec![
        called("pulls", |rule| rule.tags = Some(tags("pr-*"))),
        called("nightly", |rule| rule.tags = Some(tags("nightly-*"))),
    ]);
    let told = tagged(&["nightly-1", "nightly-2 v1"]).plan(&policy);
    assert!(
        matches!(told.reason(1), Reason::Taken { rule: RuleName::Named(name), .. } if name == "nightly"),
        "{:?}",
        told.reason(1)
    );
    assert!(
        matches!(
            told.reason(2),
            Reason::TagsNotAllTaken { rule: RuleName::Named(name), .. } if name == "nightly"
        ),
        "{:?}",
        told.reason(2)
    );
}

#[test]
fn a_tag_that_only_a_rule_for_older_ones_takes_holds_the_version() {
    let policy = several(vec![
        called("pulls", |rule| rule.tags = Some(tags("pr-*"))),
        called("old", |rule| {
            rule.tags = Some(tags("nightly-*"));
            rule.older_than = Some(age("30d"));
        }),
    ]);
    let versions = vec![
        image(1, "pr-1 nightly-1").hours_old(24),
        image(2, "pr-2 nightly-2").hours_old(24 * 31),
        anchor(),
    ];
    let told = World::container(versions).plan(&policy);
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn what_the_newest_of_one_rule_are_no_other_rule_takes() {
    let policy = unguarded(several(vec![
        called("all but three", |rule| {
            rule.tags = Some(tags("v*"));
            rule.keep_latest = newest(1);
        }),
        called("everything", |rule| rule.tags = Some(tags("*"))),
    ]));
    let told = tagged(&["v1", "v2", "x"]).plan(&policy);
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!(told.verdict(2), Verdict::Keep);
}

#[test]
fn what_is_younger_than_a_rule_that_keeps_the_latest_asks_for_no_other_rule_takes() {
    let policy = unguarded(several(vec![
        called("slowly", |rule| {
            rule.tags = Some(tags("v*"));
            rule.keep_latest = newest(1);
            rule.older_than = Some(age("30d"));
        }),
        called("everything", |rule| rule.tags = Some(tags("*"))),
    ]));
    let versions = vec![
        image(1, "v1").hours_old(24 * 40),
        image(2, "v2").hours_old(24 * 20),
        image(3, "v3").hours_old(24 * 10),
        image(4, "x").hours_old(24 * 10),
        anchor(),
    ];
    let told = World::container(versions).plan(&policy);
    assert_eq!(told.goes(), [1, 4]);
    assert_eq!(told.verdict(2), Verdict::Keep, "{:?}", told.reason(2));
}

#[test]
fn an_age_without_a_keep_of_the_latest_protects_against_its_own_rule_alone() {
    let policy = unguarded(several(vec![
        called("slowly", |rule| rule.older_than = Some(age("30d"))),
        called("pulls", |rule| rule.tags = Some(tags("pr-*"))),
    ]));
    let versions =
        vec![image(1, "pr-1").hours_old(24 * 10), image(2, "x").hours_old(24 * 10), anchor()];
    assert_eq!(World::container(versions).goes(&policy), [1]);
}

#[test]
fn each_rule_has_its_own_tag_status_and_its_own_clock() {
    let policy = unguarded(several(vec![
        called("untagged", |rule| rule.tag_status = TagStatus::Untagged),
        called("idle", |rule| {
            rule.timestamp = TimestampField::Updated;
            rule.older_than = Some(age("30d"));
        }),
    ]));
    let versions = vec![
        image(1, "").hours_old(48),
        image(2, "a").at(Some(hours_ago(24 * 90)), Some(hours_ago(24))),
        image(3, "b").at(Some(hours_ago(24 * 90)), Some(hours_ago(24 * 60))),
        anchor().at(Some(now()), Some(now())),
    ];
    assert_eq!(World::container(versions).goes(&policy), [1, 3]);
}

#[test]
fn the_slots_of_one_rule_are_not_those_of_another() {
    let policy = unguarded(several(vec![
        called("v", |rule| {
            rule.tags = Some(tags("v*"));
            rule.keep_latest = newest(1);
        }),
        called("w", |rule| {
            rule.tags = Some(tags("w*"));
            rule.keep_latest = newest(2);
        }),
    ]));
    assert_eq!(taken(&policy, &["v1", "w1", "v2", "w2", "w3"]), ["v1", "w1"]);
}
