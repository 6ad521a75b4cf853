//! What repositories tell of versions, and what happens where they don't.

use github_standin::{
    Fault, Method, PackageType, ReleaseStage, Repository, Token, Visibility, WorkflowPermission,
    World, matching,
};

use crate::support::{CLASSIC, REPOSITORY, Stage, WORKFLOW, listed, sorted};

const GIT_TAGS: &str = "GET /repos/octo-org/app/git/matching-refs/tags";
const RELEASES: &str = "GET /repos/octo-org/app/releases?per_page=100";
const PACKAGE: &str = "GET /orgs/octo-org/packages/npm/app";
const VERSIONS: &str = "GET /orgs/octo-org/packages/npm/app/versions?per_page=100&state=active";

const NPM: (&str, &str) = ("package-type", "npm");
const ALL: (&str, &str) = ("version-names", "*");
const KEEP: (&str, &str) = ("keep-git-tags", "true");

/// A package of npm and the repository that it is linked to.
fn npm(set: impl FnOnce(&mut Repository)) -> World {
    let versions = ["1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1", "2.0.0"];
    let rows: Vec<(&str, u32, &[&str])> = versions
        .iter()
        .zip((10_u32..).step_by(10))
        .map(|(name, age)| (*name, age, &[][..]))
        .collect();
    let mut world = listed(PackageType::Npm, "app", &rows);
    set(world.add_repository(REPOSITORY));
    world
}

#[test]
fn what_a_git_tag_or_a_release_names_stays_for_three_requests_more() {
    let stage = Stage::new(npm(|repository| {
        let repository = repository.git_tag("v1.0.0").git_tag("unrelated");
        repository.release("1.1.0", ReleaseStage::Published);
    }));
    let outcome = stage.dry_run(&[NPM, ALL, KEEP]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["1.2.0", "2.0.0-rc.1"]);
    assert_eq!(outcome.lines(), [VERSIONS, VERSIONS, PACKAGE, GIT_TAGS, RELEASES]);
    let summary = outcome.ran.summary.text();
    assert!(summary.contains("git tag or a release names it"), "{summary}");
}

#[test]
fn the_repository_is_asked_for_nothing_where_nothing_would_go() {
    let stage = Stage::new(npm(|_| ()));
    let outcome = stage.dry_run(&[NPM, ("version-names", "9.*"), KEEP]);
    outcome.assert_status(0);
    assert_eq!(outcome.lines(), [VERSIONS, VERSIONS]);
}

#[test]
fn a_draft_counts_for_those_who_can_see_it() {
    let world = || {
        npm(|repository| {
            repository.release("1.2.0", ReleaseStage::Draft);
        })
    };
    let stage = Stage::with_token(world(), CLASSIC);
    assert_eq!(stage.dry_run(&[NPM, ALL, KEEP]).planned(), ["1.0.0", "1.1.0", "2.0.0-rc.1"]);
    let stage = Stage::with_token(world(), WORKFLOW);
    let outcome = stage.dry_run(&[NPM, ALL, KEEP]);
    assert_eq!(outcome.planned(), ["1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1"]);
}

#[test]
fn packages_of_one_repository_share_what_it_told() {
    let mut world = npm(|repository| {
        repository.git_tag("1.0.0");
    });
    let package = world.organization("octo-org").package(PackageType::Npm, "web");
    package.linked_to("Octo-Org/App").version("1.0.0").version("1.1.0").version("1.2.0");
    let stage = Stage::new(world);
    let outcome = stage.dry_run(&[NPM, ("packages", "app, web"), ALL, KEEP]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["1.1.0", "1.1.0", "1.2.0", "2.0.0-rc.1"]);
    let asked = |line: &str| outcome.lines().iter().filter(|one| *one == line).count();
    assert_eq!((asked(GIT_TAGS), asked(RELEASES)), (1, 1));
}

#[test]
fn many_releases_are_read_page_by_page_until_two_readings_agree() {
    let stage = Stage::new(npm(|repository| {
        for number in 0..250 {
            repository.release(&format!("other-{number}"), ReleaseStage::Published);
        }
        repository.release("v1.0.0", ReleaseStage::Published).git_tags.clear();
    }));
    let outcome = stage.dry_run(&[NPM, ALL, KEEP]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["1.1.0", "1.2.0", "2.0.0-rc.1"]);
    let pages = outcome.lines().iter().filter(|line| line.contains("/releases")).count();
    assert_eq!(pages, 6);
}

/// Runs with `keep-git-tags` where the repository can't be read; everything that would go is held.
fn held(stage: &Stage, status: i32) -> crate::support::Outcome {
    let outcome = stage.dry_run(&[NPM, ALL, KEEP]);
    outcome.assert_status(status);
    assert_eq!(outcome.output("planned"), "[]");
    assert_eq!(outcome.held(), sorted(vec!["1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.0.0-rc.1"]));
    assert!(outcome.reason("held", "1.0.0").contains("keep-git-tags"));
    outcome
}

#[test]
fn a_permission_that_is_missing_keeps_everything_and_is_named() {
    let mut world = npm(|repository| {
        repository.visibility(Visibility::Private);
    });
    let none = Token::workflow(REPOSITORY).repository_permission(WorkflowPermission::None);
    world.add_token("ghs_none", none);
    let outcome = held(&Stage::with_token(world, "ghs_none"), 1);
    let errors = outcome.errors().join("\n");
    for part in ["403: Resource not accessible by integration", "`permissions: contents: read`"] {
        assert!(errors.contains(part), "{part} is not in {errors}");
    }
    assert!(outcome.reason("held", "1.0.0").contains("contents: read"));
}

#[test]
fn a_repository_that_the_token_does_not_see_keeps_everything() {
    let mut world = npm(|_| ());
    world.add_repository(REPOSITORY).visibility(Visibility::Private);
    let package = world.organization("octo-org").package(PackageType::Npm, "app");
    package.grant_repository("octo-org/other", github_standin::Role::Admin);
    world.add_repository("octo-org/other");
    world.add_token("ghs_other", Token::workflow("octo-org/other"));
    let stage = Stage::with_token(world, "ghs_other");
    let outcome = held(&stage, 1);
    assert!(outcome.errors().join("\n").contains("run it in the repository"));
}

#[test]
fn what_github_cannot_answer_keeps_everything() {
    for path in ["/git/matching-refs/tags", "/releases"] {
        let stage = Stage::new(npm(|_| ()));
        let refusal = Fault::Hostile { status: 422, message: "Not now.".to_owned() };
        stage.server.fail_next(matching(Method::GET, path), refusal, 1);
        let outcome = held(&stage, 1);
        assert!(outcome.errors().join("\n").contains("422: Not now."), "{:?}", outcome.errors());
    }
}

#[test]
fn a_package_without_a_repository_keeps_everything_and_is_warned_of() {
    let mut world = npm(|_| ());
    let package = world.organization("octo-org").package(PackageType::Npm, "lone");
    package.version("1.0.0").version("1.1.0");
    let stage = Stage::with_token(world, CLASSIC);
    let outcome = stage.dry_run(&[NPM, ("packages", "lone"), ALL, KEEP]);
    outcome.assert_status(0);
    assert_eq!((outcome.output("planned"), outcome.held().len()), ("[]", 2));
    let warnings = outcome.warnings().join("\n");
    assert!(warnings.contains("`npm/lone` is connected to no repository"), "{warnings}");
}
