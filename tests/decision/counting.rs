//! What `keep-latest` counts by, and in which order.

use package_steward::domain::{
    Coverage, Fact, Fit, KeepOrder, KeepPer, Placeholder, Policy, Prereleases, Reason, Rule,
    RuleName, TagStatus, Uncounted, Verdict,
};

use crate::support::{
    Dated as _, World, age, anchor, highest_per, hours_ago, image, keeping_tags, newest_per,
    rule_with, several, tagged, tags, taking, unguarded,
};

fn counting(per: KeepPer, set: impl FnOnce(&mut Rule)) -> Policy {
    unguarded(taking(|rule| {
        rule.keep_latest = newest_per(1, per);
        set(rule);
    }))
}

fn by(word: &str) -> KeepPer {
    KeepPer::Placeholder(Placeholder::parse(word).expect(word))
}

fn why(told: &crate::support::Told, number: u64) -> Uncounted {
    let Reason::NotCounted { rule: RuleName::Inputs, why } = told.reason(number) else {
        panic!("{:?}", told.reason(number))
    };
    why.clone()
}

#[test]
fn the_newest_of_each_minor_stay() {
    let world = tagged(&["1.1.0", "1.1.1", "1.2.0 1.2", "1.2.1 latest", "2.0.0", "v1.1.2"]);
    let told = world.plan(&counting(KeepPer::Minor, |_| ()));
    assert_eq!(told.goes(), [1, 2, 3]);
    let kept = |group: &str| Reason::KeptAsLatest {
        rule: RuleName::Inputs,
        place: 1,
        of: newest_per(1, KeepPer::Minor).expect("one"),
        group: Some(group.to_owned()),
    };
    assert_eq!([told.reason(6), told.reason(4)], [&kept("1.1"), &kept("1.2")]);
    let by = vec![Fit::BeyondLatest { keep: newest_per(1, KeepPer::Minor).expect("one") }];
    assert_eq!(*told.reason(1), Reason::Taken { rule: RuleName::Inputs, by });
}

#[test]
fn the_newest_of_each_major_stay() {
    let world = tagged(&["1.1.0", "1.2.0", "2.0.0-rc.1", "2.0.0", "10.0.0"]);
    assert_eq!(world.goes(&counting(KeepPer::Major, |_| ())), [1, 3]);
}

#[test]
fn the_newest_of_each_text_of_a_placeholder_stay() {
    let world = tagged(&["web-1", "web-2", "api-1", "api-2 api-3", "db-1"]);
    let policy = counting(by("app"), |rule| rule.tags = Some(tags("{app}-*")));
    assert_eq!(world.goes(&policy), [1, 3]);
    let world = tagged(&["pr-2-a", "pr-20-b", "pr-2-c", "pr-20-d"]);
    let policy = counting(by("pr"), |rule| rule.tags = Some(tags("pr-{pr}-*")));
    assert_eq!(world.goes(&policy), [1, 2]);
}

#[test]
fn where_a_placeholder_takes_nothing_that_is_a_group_like_others() {
    let world = tagged(&["nightly", "nightly-1", "nightly-2", "nightlynightly"]);
    let policy = counting(by("rest"), |rule| rule.tags = Some(tags("nightly{rest} nightly-[0-9]")));
    assert_eq!(world.goes(&policy), [0_u64; 0]);
}

#[test]
fn an_image_without_the_key_is_held() {
    let told =
        tagged(&["1.2.0", "nightly", "1.2", "1.2.1"]).plan(&counting(KeepPer::Minor, |_| ()));
    assert_eq!(told.goes(), [1]);
    for number in [2, 3] {
        assert_eq!(told.verdict(number), Verdict::Hold);
        assert_eq!(why(&told, number), Uncounted::NoKey(KeepPer::Minor));
    }
}

#[test]
fn an_image_with_two_different_keys_is_held_and_with_one_twice_is_not() {
    let world = tagged(&["1.2.0", "1.2.1 1.3.0", "1.2.2 v1.2.2", "1.2.3 1.3.0-rc.1"]);
    let told = world.plan(&counting(KeepPer::Minor, |_| ()));
    assert_eq!(told.goes(), [1]);
    assert_eq!([told.verdict(2), told.verdict(3)], [Verdict::Hold, Verdict::Keep]);
    let keys = vec!["1.2".to_owned(), "1.3".to_owned()];
    assert_eq!(why(&told, 2), Uncounted::SeveralKeys { per: KeepPer::Minor, keys });
    let told = world.plan(&counting(KeepPer::Major, |_| ()));
    assert_eq!(told.goes(), [1, 2, 3], "all have one major");
}

#[test]
fn what_a_count_holds_no_other_rule_takes() {
    let per_minor = rule_with(|rule| {
        rule.tags = Some(tags("v*"));
        rule.keep_latest = newest_per(1, KeepPer::Minor);
    });
    let nightly = rule_with(|rule| rule.tags = Some(tags("v-nightly-* dev")));
    let policy = unguarded(several(vec![per_minor, nightly]));
    let told = tagged(&["v-nightly-1", "dev", "v1.2.3", "v1.2.4"]).plan(&policy);
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn what_is_kept_or_young_or_not_selected_is_not_also_held() {
    let world = World::container(vec![
        image(1, "stable").hours_old(900),
        image(2, "young").hours_old(10),
        image(3, "other").hours_old(900),
        image(4, "old-1").hours_old(900),
        anchor(),
    ]);
    let policy = counting(KeepPer::Minor, |rule| {
        rule.older_than = Some(age("30d"));
        rule.tags = Some(tags("stable young old-*"));
    });
    let told = world.plan(&keeping_tags(policy, "stable the-anchor"));
    let verdicts = [1, 2, 3, 4].map(|number| told.verdict(number));
    assert_eq!(verdicts, [Verdict::Keep, Verdict::Keep, Verdict::Untouched, Verdict::Hold]);
}

#[test]
fn an_image_only_some_of_whose_tags_are_selected_takes_a_place_in_its_group() {
    let policy = counting(KeepPer::Minor, |rule| rule.tags = Some(tags("v*")));
    let told = tagged(&["v1.2.0", "v1.2.1 stable", "v1.3.0 9.9.9"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert_eq!([told.verdict(2), told.verdict(3)], [Verdict::Hold; 2]);
    assert!(matches!(told.reason(3), Reason::TagsNotAllTaken { .. }), "only `v*` is counted by");
}

#[test]
fn what_another_keep_protects_takes_no_place_in_its_group() {
    let policy = keeping_tags(counting(KeepPer::Minor, |_| ()), "1.2.2 the-anchor");
    assert_eq!(tagged(&["1.2.0", "1.2.1", "1.2.2"]).goes(&policy), [1]);
}

#[test]
fn untagged_images_have_no_key_and_are_held_where_a_rule_wants_them() {
    let policy = counting(KeepPer::Minor, |rule| rule.tag_status = TagStatus::Any);
    let told = tagged(&["1.2.0", "", "1.2.1"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert_eq!(why(&told, 2), Uncounted::NoKey(KeepPer::Minor));
}

#[test]
fn h17_by_semver_the_highest_stay_whenever_they_were_pushed() {
    let world = tagged(&["2.0.0", "1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "1.9.1 1.0.1"]);
    let highest =
        |count| unguarded(taking(|rule| rule.keep_latest = highest_per(count, KeepPer::Package)));
    assert_eq!(world.goes(&highest(1)), [2, 3, 4, 5, 6]);
    assert_eq!(world.goes(&highest(3)), [2, 4, 6]);
    assert_eq!(world.goes(&highest(4)), [2, 4], "its highest version counts");
    let told = world.plan(&highest(3));
    let of = highest_per(3, KeepPer::Package).expect("three");
    let kept = Reason::KeptAsLatest { rule: RuleName::Inputs, place: 3, of, group: None };
    assert_eq!(*told.reason(3), kept);
}

#[test]
fn h17_of_equal_versions_the_newest_stays() {
    let same = hours_ago(100);
    let world = World::container(vec![
        image(1, "1.0.0").hours_old(500),
        image(2, "v1.0.0").at(Some(same), Some(same)),
        image(3, "v1.0.0-rc.1").hours_old(1),
        anchor(),
    ]);
    let policy = unguarded(taking(|rule| rule.keep_latest = highest_per(1, KeepPer::Package)));
    assert_eq!(world.goes(&policy), [1, 3]);
}

#[test]
fn by_semver_an_image_without_a_version_is_held() {
    let policy = unguarded(taking(|rule| {
        rule.keep_latest = highest_per(1, KeepPer::Package);
        assert_eq!(rule.keep_latest.as_ref().map(|keep| keep.order), Some(KeepOrder::Semver));
    }));
    let told = tagged(&["1.0.0", "nightly", "2.0.0"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert_eq!(why(&told, 2), Uncounted::NoVersion);
}

#[test]
fn by_semver_the_highest_of_each_minor_stay() {
    let world = tagged(&["1.2.9", "1.2.3", "1.3.0", "1.2.10", "1.3.0-rc.1"]);
    let policy = unguarded(taking(|rule| rule.keep_latest = highest_per(1, KeepPer::Minor)));
    assert_eq!(world.goes(&policy), [1, 2, 5]);
}

fn superseded() -> Policy {
    unguarded(taking(|rule| rule.prereleases = Prereleases::Superseded))
}

#[test]
fn superseded_takes_only_pre_releases_whose_release_is_there() {
    let all =
        ["1.0.0-rc.1", "1.0.0", "v1.1.0-rc.1", "1.1.0+5", "2.0.0-rc.1", "nightly", "1.1.0-b x"];
    let told = tagged(&all).plan(&superseded());
    assert_eq!(told.goes(), [1, 3]);
    let fit = vec![Fit::Superseded { text: "1.0.0-rc.1".to_owned() }];
    assert_eq!(*told.reason(1), Reason::Taken { rule: RuleName::Inputs, by: fit });
    assert_eq!(told.verdict(5), Verdict::Untouched);
    assert_eq!(told.verdict(7), Verdict::Hold, "asked of every tag");
}

#[test]
fn a_release_that_no_selector_fits_supersedes_all_the_same() {
    let policy = unguarded(taking(|rule| {
        rule.prereleases = Prereleases::Superseded;
        rule.tags = Some(tags("*-rc.*"));
    }));
    assert_eq!(tagged(&["1.0.0-rc.1", "1.0.0 latest", "1.1.0-rc.1"]).goes(&policy), [1]);
}

#[test]
fn a_pre_release_on_the_same_image_as_its_release_is_held() {
    let told = tagged(&["1.0.0-rc.2 1.0.0", "1.0.0-rc.1"]).plan(&superseded());
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn a_release_that_nobody_can_pull_supersedes_nothing() {
    let world = tagged(&["1.0.0-rc.1", "1.0.0"]).knowing(2, Fact::Gone);
    assert_eq!(world.clone().covered(Coverage::Stable).goes(&superseded()), [0_u64; 0]);
}
