//! `only-closed`: what was built for a pull request or a branch goes when that is done with.

use std::collections::BTreeSet;

use package_steward::domain::{
    BranchForm, Evidence, Fit, GitNames, Misfit, NotClosed, OnlyClosed, Policy, PullState,
    Question, Reason, RuleName, Told, Verdict, evidence_to_renew,
};

use crate::support::{
    World, age, anchor, image, newest, rule_with, several, tagged, tags, taking, unguarded, with,
};

/// Takes what is tagged so and done with.
fn closed(patterns: &str) -> Policy {
    let patterns = tags(patterns);
    unguarded(taking(|rule| {
        rule.tags = Some(patterns);
        rule.only_closed = OnlyClosed::Yes;
    }))
}

fn names(names: &[&str]) -> Told<GitNames> {
    Told::All(GitNames::new(names.iter().map(|&name| name.to_owned())))
}

fn unreadable<T>() -> Told<T> {
    Told::Unreadable("GitHub answered 403".to_owned())
}

fn pull(mut world: World, number: u64, told: Told<Option<PullState>>) -> World {
    world.knowledge.evidence.pulls.insert(number, told);
    world
}

const OPEN: Told<Option<PullState>> = Told::All(Some(PullState::Open));
const CLOSED: Told<Option<PullState>> = Told::All(Some(PullState::Closed));

/// A repository with these branches, open heads, git tags, and closed pull requests from branches.
fn repository(
    mut world: World,
    branches: &[&str],
    open: &[&str],
    git_tags: &[&str],
    closed: &[(&str, Option<u64>)],
) -> World {
    let evidence = &mut world.knowledge.evidence;
    evidence.branches = Some(names(branches));
    evidence.open_branches = Some(names(open));
    evidence.git_tags = Some(names(git_tags));
    let closed = closed.iter().map(|(form, pull)| (BranchForm::of(form), Told::All(*pull)));
    evidence.closed_branches = closed.collect();
    world
}

#[test]
fn h13_what_was_built_for_a_closed_pull_request_goes_and_for_no_other() {
    let mut world = tagged(&["pr-2", "pr-20", "pr-267", "pr-9"]);
    for (number, told) in [(2, CLOSED), (20, OPEN), (267, OPEN), (9, Told::All(None))] {
        world = pull(world, number, told);
    }
    let told = world.plan(&closed("pr-{pr}"));
    assert_eq!(told.goes(), [1]);
    let Reason::Taken { by, .. } = told.reason(1) else { panic!("{:?}", told.reason(1)) };
    assert!(by.contains(&Fit::ClosedPull(2)), "{by:?}");
    let misfit = Misfit::NotClosed(NotClosed::OpenPull(20));
    assert_eq!(
        (told.verdict(2), told.reason(2)),
        (Verdict::Untouched, &Reason::NotTaken { misfit })
    );
    let misfit = Misfit::NotClosed(NotClosed::NoSuchPull("9".to_owned()));
    assert_eq!(*told.reason(4), Reason::NotTaken { misfit });
}

#[test]
fn only_pull_requests_that_matter_are_asked_about() {
    let versions = vec![
        image(1, "pr-1"),
        image(2, "pr-2-amd64"),
        image(3, "pr-3"),
        image(4, "latest pr-4"),
        anchor(),
    ];
    let policy = closed("pr-{pr} pr-{pr}-*");
    let policy = with(policy, |policy| {
        policy.keep.tags.patterns = tags("pr-3 latest the-anchor");
    });
    let asked = World::container(versions).questions(&policy);
    assert_eq!(asked, [1, 2].map(Question::Pull));
    let young = with(closed("pr-{pr}"), |policy| policy.rules[0].older_than = Some(age("9000d")));
    assert_eq!(tagged(&["pr-1"]).questions(&young), []);
}

#[test]
fn a_pull_request_that_cannot_be_read_holds_its_image() {
    let world = pull(pull(tagged(&["pr-1", "pr-2"]), 1, unreadable()), 2, CLOSED);
    let told = world.plan(&closed("pr-{pr}"));
    assert_eq!(told.goes(), [2]);
    let why = "GitHub answered 403".to_owned();
    let held = Reason::EvidenceUnreadable { input: "only-closed", why };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &held));
}

#[test]
fn h11_an_image_of_two_pull_requests_waits_for_both() {
    let world = pull(pull(tagged(&["pr-1 pr-2"]), 1, CLOSED), 2, OPEN);
    let told = world.plan(&closed("pr-{pr}"));
    assert_eq!((told.goes(), told.verdict(1)), (vec![], Verdict::Hold));
    let Reason::TagsNotAllTaken { spared, .. } = told.reason(1) else { panic!() };
    assert_eq!(spared[0].as_str(), "pr-2");
}

#[test]
fn a_part_of_an_open_pull_request_stays_when_its_index_goes() {
    let versions = vec![image(1, "pr-2-amd64"), image(2, ""), image(3, "pr-1"), anchor()];
    let world = World::container(versions).lists(3, &[1, 2]);
    let world = pull(pull(world, 1, CLOSED), 2, OPEN);
    let told = world.plan(&closed("pr-{pr} pr-{pr}-*"));
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn numbers_that_are_none_of_githubs_name_no_pull_request() {
    let world = tagged(&["pr-007", "pr-0", "pr-99999999999999999999999"]);
    assert_eq!(world.goes(&closed("pr-{pr}")), [0; 0]);
}

#[test]
fn the_newest_are_counted_before_anybody_asks_what_is_closed() {
    let mut world = tagged(&["pr-1", "pr-2", "pr-3"]);
    for number in 1..=3 {
        world = pull(world, number, if number == 3 { OPEN } else { CLOSED });
    }
    let policy = with(closed("pr-{pr}"), |policy| policy.rules[0].keep_latest = newest(1));
    assert_eq!(world.goes(&policy), [1, 2]);
}

#[test]
fn another_rule_takes_what_one_that_waits_does_not() {
    let waiting = rule_with(|rule| {
        rule.name = RuleName::Named("waiting".to_owned());
        rule.tags = Some(tags("pr-{pr}"));
        rule.only_closed = OnlyClosed::Yes;
    });
    let old = rule_with(|rule| {
        rule.name = RuleName::Named("old".to_owned());
        rule.tags = Some(tags("pr-*"));
    });
    for rules in [[waiting.clone(), old.clone()], [old, waiting]] {
        let policy = unguarded(several(rules.to_vec()));
        assert_eq!(tagged(&["pr-1"]).questions(&policy), [], "nothing hangs on it");
        assert_eq!(pull(tagged(&["pr-1"]), 1, OPEN).goes(&policy), [1]);
    }
}

#[test]
fn h41_a_branch_is_gone_only_where_it_is_shown_that_there_was_one() {
    let world = tagged(&["b-feat-x", "b-latest", "b-fix", "b-main", "b-1.2.3", "b-v2"]);
    let proved = &[("feat-x", Some(7)), ("latest", None), ("fix", Some(8)), ("main", Some(9))];
    let world = repository(world, &["main"], &["Fix"], &["v2"], proved);
    let told = world.plan(&closed("b-{branch}"));
    assert_eq!(told.goes(), [1]);
    let Reason::Taken { by, .. } = told.reason(1) else { panic!("{:?}", told.reason(1)) };
    assert!(by.contains(&Fit::ClosedBranch { branch: "feat-x".to_owned(), pull: 7 }));
    for (number, why) in [
        (2, NotClosed::UnprovenBranch("latest".to_owned())),
        (3, NotClosed::OpenBranch("fix".to_owned())),
        (4, NotClosed::LivingBranch("main".to_owned())),
        (5, NotClosed::NoBranch("1.2.3".to_owned())),
        (6, NotClosed::NoBranch("v2".to_owned())),
    ] {
        let misfit = Misfit::NotClosed(why);
        assert_eq!(*told.reason(number), Reason::NotTaken { misfit }, "{number}");
    }
}

#[test]
fn a_branch_is_compared_in_the_form_that_a_tag_can_hold() {
    for (living, expected) in
        [("feat/x", 0), ("Feat/X", 0), ("feat_x", 0), ("feat/x/y", 1), ("feat", 1)]
    {
        let world = tagged(&["b-feat-x"]);
        let world = repository(world, &["main", living], &[], &[], &[("feat-x", Some(7))]);
        assert_eq!(world.goes(&closed("b-{branch}")).len(), expected, "{living}");
    }
}

#[test]
fn a_tag_that_may_mean_a_living_branch_stays_however_it_is_read() {
    // Taken as short as can be, `{branch}` is `feat`, whose pull request is closed.
    let world = tagged(&["feat-x-1a2b3c"]);
    let closed_feat = &[("feat", Some(7))];
    let policy = closed("{branch}-{commit}");
    assert_eq!(repository(world.clone(), &[], &[], &[], closed_feat).goes(&policy), [1]);
    for (branches, open, git_tags) in
        [(&["feat/x"][..], &[][..], &[][..]), (&[], &["feat/x"], &[]), (&[], &[], &["feat-x"])]
    {
        let world = repository(world.clone(), branches, open, git_tags, closed_feat);
        assert_eq!(world.goes(&policy), [0; 0], "{branches:?} {open:?} {git_tags:?}");
    }
}

#[test]
fn whatever_cannot_be_read_of_branches_holds_the_image() {
    let whole = || repository(tagged(&["b-x"]), &[], &[], &[], &[("x", Some(7))]);
    let policy = closed("b-{branch}");
    assert_eq!(whole().goes(&policy), [1]);
    let mut worlds = [whole(), whole(), whole(), whole()];
    worlds[0].knowledge.evidence.branches = Some(unreadable());
    worlds[1].knowledge.evidence.open_branches = Some(unreadable());
    worlds[2].knowledge.evidence.git_tags = Some(unreadable());
    worlds[3].knowledge.evidence.closed_branches.insert(BranchForm::of("x"), unreadable());
    for world in worlds {
        let told = world.plan(&policy);
        assert_eq!((told.goes(), told.verdict(1)), (vec![], Verdict::Hold));
    }
}

#[test]
fn what_is_asked_about_branches_comes_in_two_steps() {
    let world = tagged(&["b-x", "b-main"]);
    let policy = closed("b-{branch}");
    let first = [Question::GitTags, Question::Branches, Question::OpenBranches];
    assert_eq!(world.questions(&policy), first);
    let world = repository(world, &["main"], &[], &[], &[]);
    assert_eq!(world.questions(&policy), [Question::ClosedBranch(BranchForm::of("x"))]);
}

#[test]
fn one_pattern_that_shows_it_is_enough_unless_another_shows_that_it_is_open() {
    let policy = closed("pr-{pr} {branch}-7");
    let world = repository(tagged(&["pr-7"]), &[], &[], &[], &[("pr", None)]);
    assert_eq!(pull(world.clone(), 7, CLOSED).goes(&policy), [1]);
    let closed_branch = repository(tagged(&["pr-7"]), &[], &[], &[], &[("pr", Some(3))]);
    assert_eq!(pull(closed_branch, 7, OPEN).goes(&policy), [0; 0]);
    let living = repository(tagged(&["pr-7"]), &["pr"], &[], &[], &[]);
    assert_eq!(pull(living, 7, CLOSED).goes(&policy), [0; 0]);
}

#[test]
fn a_pattern_with_both_waits_for_both() {
    let policy = closed("pr-{pr}-{branch}");
    let both = repository(tagged(&["pr-7-x"]), &[], &[], &[], &[("x", Some(7))]);
    assert_eq!(pull(both.clone(), 7, CLOSED).goes(&policy), [1]);
    assert_eq!(pull(both, 7, OPEN).goes(&policy), [0; 0]);
    let living = repository(tagged(&["pr-7-x"]), &["x"], &[], &[], &[("x", Some(7))]);
    assert_eq!(pull(living, 7, CLOSED).goes(&policy), [0; 0]);
}

#[test]
fn what_is_open_is_told_before_what_cannot_be_read() {
    let policy = closed("pr-{pr}-{branch}");
    let world = repository(tagged(&["pr-7-x"]), &["x"], &[], &[], &[]);
    let told = pull(world, 7, unreadable()).plan(&policy);
    let living = Misfit::NotClosed(NotClosed::LivingBranch("x".to_owned()));
    assert_eq!(told.reason(1), &Reason::NotTaken { misfit: living });
}

#[test]
fn h11_before_a_version_goes_all_is_asked_again_that_its_rule_relies_on() {
    let versions = [image(1, "pr-7"), image(2, "x")];
    let versions: Vec<_> = versions.iter().collect();
    let asked = evidence_to_renew(&closed("pr-{pr}"), &versions);
    assert_eq!(asked, BTreeSet::from([Question::Pull(7)]));
    let other = unguarded(taking(|rule| rule.tags = Some(tags("pr-{pr}"))));
    assert_eq!(evidence_to_renew(&other, &versions), BTreeSet::new(), "it relies on nothing");

    let known = repository(World::container(Vec::new()), &["a"], &["b"], &["c"], &[("d", Some(1))]);
    let mut known = pull(pull(known, 7, CLOSED), 8, CLOSED).knowledge.evidence;
    known.releases = Some(names(&["e"]));
    let changed = |change: fn(&mut Evidence)| {
        let mut evidence = known.clone();
        change(&mut evidence);
        evidence
    };
    for (question, expected) in [
        (Question::Pull(7), changed(|evidence| drop(evidence.pulls.remove(&7)))),
        (Question::Branches, changed(|evidence| evidence.branches = None)),
        (Question::OpenBranches, changed(|evidence| evidence.open_branches = None)),
        (Question::GitTags, changed(|evidence| evidence.git_tags = None)),
        (Question::Releases, changed(|evidence| evidence.releases = None)),
        (Question::ClosedBranch(BranchForm::of("d")), known.clone()),
    ] {
        let mut evidence = known.clone();
        evidence.forget(&BTreeSet::from([question.clone()]));
        assert_eq!(evidence, expected, "{question:?}");
    }
}
