//! Several rules in one policy.

use package_steward::domain::{
    ExactNames, Keep, Notice, OrphanedReferrers, PackageKey, PackageName, PackageType, Packages,
    Patterns, PolicyPart, Reason, Rule, RuleName, RunPolicy, TagStatus, TimestampField, Verdict,
    VersionId,
};

use crate::support::{
    Dated as _, World, age, anchor, files, hours_ago, ids, image, newest, now, rule_with, several,
    tagged, tags, taken, unguarded,
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

#[test]
fn a_rule_of_a_policy_decides_over_its_own_packages_and_no_other() {
    let packages = Packages {
        exact: ExactNames::Written(vec![PackageName::new("app")]),
        globs: Patterns::default(),
        except: Patterns::default(),
    };
    let keep = Keep { referenced_in: files(&["ghcr.io/octo-org/app:1.0"]), ..Keep::default() };
    let name = RuleName::Named("rule".to_owned());
    let part = PolicyPart {
        name: name.clone(),
        packages,
        takes: Some(rule_with(|rule| rule.version_ids = Some(ids(&[7])))),
        keep,
        untagged_grace: None,
        orphaned_referrers: OrphanedReferrers::Delete,
    };
    let mut everywhere = unguarded(several(Vec::new()));
    everywhere.orphaned_referrers = OrphanedReferrers::Report;
    let policy = RunPolicy { everywhere, parts: vec![part] };
    let key =
        |name| PackageKey { package_type: PackageType::Container, name: PackageName::new(name) };
    let (own, other) = (key("app"), key("web"));
    let (of_own, of_other) = (policy.for_package(&own), policy.for_package(&other));
    assert_eq!(
        (of_own.rules.len(), of_own.rule_keeps.len()),
        (1, 1),
        "files protect by themselves"
    );
    assert_eq!(of_own.orphaned_referrers, OrphanedReferrers::Delete);
    assert_eq!((of_other.rules.len(), of_other.rule_keeps.len()), (0, 0));
    assert_eq!(of_other.orphaned_referrers, OrphanedReferrers::Report);

    let matches_nothing =
        Notice::KeepMatchesNothing { rule: name, input: "keep-tags", text: "v*".to_owned() };
    let (seven, eight) = (Notice::NoSuchVersion(VersionId(7)), Notice::NoSuchVersion(VersionId(8)));
    for (notice, expected) in [
        (&matches_nothing, (true, false)),
        (&seven, (true, false)),
        (&eight, (false, false)),
        (&Notice::Ghost(VersionId(7)), (true, true)),
    ] {
        assert_eq!(
            (policy.asks(notice, &own), policy.asks(notice, &other)),
            expected,
            "{notice:?}"
        );
    }
}
