//! `only-closed`, asked again right before each change.

use github_standin::{
    Method, PackageType, PullHead, PullState, Repository, Token, Visibility, WorkflowPermission,
    World, days_ago, matching,
};

use crate::support::{REPOSITORY, Scene, world};

const DOCKER: (&str, &str) = ("package-type", "docker");
const CLOSED: (&str, &str) = ("only-closed", "true");
const BY_PULL: (&str, &str) = ("tags", "pr-{pr}");
const BY_BRANCH: (&str, &str) = ("tags", "b-{branch}");

/// A package with these tags, one a version, and an image that stays; and the repository that it is linked to.
fn tagged(tags: &[&str], set: impl FnOnce(&mut Repository)) -> World {
    let mut world = world();
    for tag in tags.iter().chain(&["latest"]) {
        let package = world.organization("octo-org").package(PackageType::Docker, "app");
        package.linked_to(REPOSITORY).version(tag).created(days_ago(9)).tags(&[tag]);
    }
    set(world.add_repository(REPOSITORY).branch("main"));
    world
}

/// What was asked of the repository, without what stands before it.
fn asked(outcome: &crate::support::Outcome) -> Vec<String> {
    let lines = outcome.requests.iter().map(github_standin::Request::target);
    let of_repository = lines.filter_map(|line| {
        let rest = line.strip_prefix("/repos/octo-org/app/").map(str::to_owned);
        rest.map(|rest| rest.replace("&sort=created&direction=desc&per_page=100", ""))
    });
    of_repository.collect()
}

#[test]
fn one_pull_request_is_looked_up_before_the_plan_and_before_the_change() {
    let scene = Scene::new(tagged(&["pr-7"], |it| {
        it.pull(7, PullState::Merged, "x");
    }));
    let outcome = scene.run(&[DOCKER, BY_PULL, CLOSED]);
    outcome.assert_status(0);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["latest"]);
    assert_eq!(asked(&outcome), ["pulls/7", "pulls/7"]);
}

#[test]
fn several_are_told_by_one_page_of_all_and_then_by_the_open_ones() {
    let scene = Scene::new(tagged(&["pr-7", "pr-8", "pr-9", "pr-10"], |it| {
        it.pull(7, PullState::Merged, "x").pull(8, PullState::Closed, "y");
        it.pull_from(9, PullState::Open, "z", PullHead::Gone).pull(11, PullState::Open, "main");
    }));
    let outcome = scene.run(&[DOCKER, BY_PULL, CLOSED]);
    outcome.assert_status(0);
    // Of number 10 nobody knows a pull request: it may be an issue.
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["pr-9", "pr-10", "latest"]);
    assert_eq!(asked(&outcome), ["pulls?state=all&page=1", "pulls?state=open&page=1"]);
}

#[test]
fn few_among_very_many_are_looked_up_one_by_one() {
    let scene = Scene::new(tagged(&["pr-1", "pr-2"], |it| {
        for number in 1..=450 {
            let state = if number < 300 { PullState::Closed } else { PullState::Open };
            it.pull(number, state, "x");
        }
    }));
    let outcome = scene.run(&[DOCKER, BY_PULL, CLOSED]);
    outcome.assert_status(0);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["latest"]);
    let expected = ["pulls?state=all&page=1", "pulls/1", "pulls/2"];
    let again = ["pulls?state=open&page=1", "pulls/1", "pulls/2"];
    assert_eq!(asked(&outcome), [expected, again].concat());
}

#[test]
fn a_pull_request_that_is_opened_again_meanwhile_keeps_its_image() {
    for tags in [&["pr-7"][..], &["pr-7", "pr-8"]] {
        let scene = Scene::new(tagged(tags, |it| {
            it.pull(7, PullState::Closed, "x").pull(8, PullState::Closed, "y");
        }));
        // The first look, from which the plan is made, is answered before this.
        let second = matching(Method::GET, "/pulls").nth(2);
        scene.server.on_request(second, |world| {
            world.add_repository(REPOSITORY).pull(7, PullState::Open, "x");
        });
        let outcome = scene.run(&[DOCKER, BY_PULL, CLOSED]);
        outcome.assert_status(0);
        assert_eq!(scene.labels(PackageType::Docker, "app"), ["pr-7", "latest"]);
        outcome.assert_says("the pull request 7 is open");
    }
}

#[test]
fn a_branch_that_comes_back_meanwhile_keeps_its_image() {
    let scene = Scene::new(tagged(&["b-feat-x"], |it| {
        it.pull(7, PullState::Merged, "feat/x");
    }));
    let second = matching(Method::GET, "/git/matching-refs/heads").nth(2);
    scene.server.on_request(second, |world| {
        world.add_repository(REPOSITORY).branch("feat/x");
    });
    let outcome = scene.run(&[DOCKER, BY_BRANCH, CLOSED]);
    outcome.assert_status(0);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["b-feat-x", "latest"]);
}

#[test]
fn h41_a_branch_that_nobody_knows_of_is_not_one_that_was_deleted() {
    let tags = ["b-feat-x", "b-latest", "b-1.0.0", "b-main", "b-fork", "b-rel"];
    let scene = Scene::new(tagged(&tags, |it| {
        it.pull(7, PullState::Merged, "feat/x").pull(8, PullState::Closed, "1.0.0");
        it.pull(9, PullState::Closed, "rel").git_tag("rel");
        let fork = PullHead::Fork("someone/app".to_owned());
        it.pull_from(10, PullState::Closed, "fork", fork);
    }));
    let outcome = scene.run(&[DOCKER, BY_BRANCH, CLOSED]);
    outcome.assert_status(0);
    let stay = ["b-latest", "b-1.0.0", "b-main", "b-fork", "b-rel", "latest"];
    assert_eq!(scene.labels(PackageType::Docker, "app"), stay);
    let before = ["git/matching-refs/tags", "git/matching-refs/heads", "pulls?state=open"];
    let proof = ["pulls?state=closed&sort=updated&direction=desc&per_page=100&page=1"];
    assert_eq!(asked(&outcome), [&before[..], &proof, &before].concat());
}

#[test]
fn a_permission_that_is_missing_keeps_everything_and_is_named() {
    for (tags, permission) in [(BY_PULL, "pull-requests: read"), (BY_BRANCH, "contents: read")] {
        let mut world = tagged(&["pr-7", "pr-8", "b-x"], |it| {
            it.visibility(Visibility::Private).pull(7, PullState::Closed, "x");
        });
        let none = Token::workflow(REPOSITORY).repository_permission(WorkflowPermission::None);
        world.add_token("ghs_none", none);
        let scene = Scene::with_token(world, "ghs_none");
        let outcome = scene.run(&[DOCKER, tags, CLOSED]);
        outcome.assert_status(1);
        assert_eq!(outcome.deeds.len(), 0);
        outcome.assert_says(&format!("`permissions: {permission}`"));
    }
}

#[test]
fn a_pull_request_that_the_token_does_not_see_keeps_its_image() {
    let mut world = tagged(&["pr-7"], |it| {
        it.visibility(Visibility::Private).pull(7, PullState::Closed, "x");
    });
    let package = world.organization("octo-org").package(PackageType::Docker, "app");
    package.grant_repository("octo-org/other", github_standin::Role::Admin);
    world.add_repository("octo-org/other");
    world.add_token("ghs_other", Token::workflow("octo-org/other"));
    let scene = Scene::with_token(world, "ghs_other");
    let outcome = scene.run(&[DOCKER, BY_PULL, CLOSED]);
    outcome.assert_status(0);
    assert_eq!(outcome.deeds.len(), 0);
}

#[test]
fn a_plan_is_carried_out_without_what_was_opened_again() {
    let scene = Scene::new(tagged(&["pr-7", "pr-8"], |it| {
        it.pull(7, PullState::Closed, "x").pull(8, PullState::Closed, "y");
    }));
    let plan = ("record-file", "plan.jsonl");
    scene.run(&[DOCKER, BY_PULL, CLOSED, plan, ("dry-run", "true")]).assert_status(0);
    scene.server.world().add_repository(REPOSITORY).pull(8, PullState::Open, "y");
    let outcome = scene.run(&[("apply", "plan.jsonl")]);
    outcome.assert_status(0);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["pr-8", "latest"]);
}
