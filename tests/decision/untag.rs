//! Which tags come off versions that stay.

use package_steward::domain::{
    Coverage, Decision, Policy, Question, Untagging, Verdict, tags_to_take_off,
};
use proptest::prelude::*;

use crate::support::{
    World, age, keeping_tags, newest, now, rule_with, several, tagged, tags, taking, with,
};

/// Number and tag of each that comes off.
fn off(world: &World, policy: &Policy) -> Vec<(u64, String)> {
    match decided(world, policy) {
        Untagging::Off(off) => {
            off.iter().map(|one| (one.version.0, one.tag.as_str().to_owned())).collect()
        }
        Untagging::Ask(questions) => panic!("it asks {questions:?}"),
    }
}

fn decided(world: &World, policy: &Policy) -> Untagging {
    let Decision::Plan(plan) = world.decide(policy) else { panic!("it asks") };
    tags_to_take_off(&world.inventory(), &world.knowledge, policy, &plan, now())
}

fn pull_requests() -> Policy {
    taking(|rule| rule.tags = Some(tags("pr-*")))
}

#[test]
fn selected_tags_come_off_what_other_tags_hold_and_off_nothing_else() {
    let world = tagged(&["pr-1 pr-2", "pr-3 stable pr-4", "stable-2"]);
    let expected = [(2, "pr-3".to_owned()), (2, "pr-4".to_owned())];
    assert_eq!(off(&world, &pull_requests()), expected);
    assert_eq!(world.plan(&pull_requests()).verdict(2), Verdict::Hold);
}

#[test]
fn what_a_keep_protects_keeps_all_its_tags() {
    let world = tagged(&["pr-1 stable", "pr-2 other", "pr-3 latest"]);
    let policy = keeping_tags(pull_requests(), "stable latest");
    assert_eq!(off(&world, &policy), [(2, "pr-2".to_owned())]);
}

#[test]
fn the_newest_that_a_rule_leaves_keep_all_their_tags() {
    let world = tagged(&["pr-1 a", "pr-2 b", "pr-3 c"]);
    let policy = taking(|rule| {
        rule.tags = Some(tags("pr-*"));
        rule.keep_latest = newest(2);
    });
    let held = off(&world, &policy);
    assert_eq!(held.len(), 1, "{held:?}");
}

#[test]
fn what_is_too_young_for_the_rule_keeps_its_tags() {
    let world = tagged(&["pr-1 a"]);
    let old = |text: &str| {
        taking(|rule| {
            rule.tags = Some(tags("pr-*"));
            rule.older_than = Some(age(text));
        })
    };
    assert_eq!(off(&world, &old("1d")), [(1, "pr-1".to_owned())]);
    assert_eq!(off(&world, &old("900w")), []);
}

#[test]
fn of_a_listing_that_is_not_stable_nothing_comes_off() {
    for coverage in
        [Coverage::Unstable("it moved".to_owned()), Coverage::Truncated("page 2".to_owned())]
    {
        let world = tagged(&["pr-1 stable"]).covered(coverage);
        assert_eq!(off(&world, &pull_requests()), []);
    }
}

#[test]
fn what_git_tags_may_protect_is_asked_for_first() {
    let policy = with(pull_requests(), |policy| {
        policy.keep.git_tags = package_steward::domain::KeepGitTags::Yes;
    });
    let asked = decided(&tagged(&["pr-1 v1.0.0"]), &policy);
    let expected = vec![Question::GitTags, Question::Releases];
    assert_eq!(asked, Untagging::Ask(expected));
}

proptest! {
    /// Whatever tags there are and whatever is selected: a tag comes off only where the rules take it, and
    /// never the last one.
    #[test]
    fn a_tag_that_was_not_selected_never_comes_off_and_one_always_stays(
        rows in prop::collection::vec(prop::collection::btree_set("(pr|v|x)-[0-9]", 1..5), 1..8),
        both in any::<bool>(),
    ) {
        let rows: Vec<String> =
            rows.into_iter().map(|row| row.into_iter().collect::<Vec<_>>().join(" ")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let world = tagged(&rows);
        let more = rule_with(|rule| rule.tags = Some(tags("v-*")));
        let first = rule_with(|rule| rule.tags = Some(tags("pr-*")));
        let policy = several(if both { vec![first, more] } else { vec![first] });
        let goes = world.plan(&policy).goes();
        for (id, tag) in off(&world, &policy) {
            prop_assert!(tag.starts_with("pr-") || (both && tag.starts_with("v-")), "{}", tag);
            prop_assert!(!goes.contains(&id));
            let all = world.versions.iter().find(|one| one.id.0 == id).expect("it is listed");
            let of_it = off(&world, &policy).into_iter().filter(|(other, _)| *other == id);
            prop_assert!(of_it.count() < all.tags.len());
        }
    }
}
