//! What repositories tell of pull requests, branches, tags and releases.

use github_standin::{
    PullHead, PullState, ReleaseStage, Repository, Server, Token, Visibility, WorkflowPermission,
    World,
};
use serde_json::{Value, json};

use crate::client::{ADMIN, get, send, serve};

fn world() -> World {
    let mut world = World::new();
    world.add_token(ADMIN, Token::classic("octocat"));
    world.add_token("stranger", Token::classic("stranger"));
    world.add_token("ghs_", Token::workflow("octo-org/app"));
    let none = Token::workflow("octo-org/app").repository_permission(WorkflowPermission::None);
    world.add_token("ghs_none", none);
    world.organization("octo-org").owned_by("octocat");
    fill(world.add_repository("octo-org/app"));
    world
}

fn fill(repository: &mut Repository) {
    repository
        .branch("main")
        .branch("feat/x")
        .branch("fix")
        .pull(1, PullState::Merged, "old")
        .pull(2, PullState::Open, "feat/x")
        .pull_from(3, PullState::Closed, "main", PullHead::Fork("someone/app".to_owned()))
        .pull_from(4, PullState::Open, "patch", PullHead::Gone)
        .release("v1.0.0", ReleaseStage::Published)
        .release("v1.1.0-rc.1", ReleaseStage::Prerelease)
        .release("v2.0.0", ReleaseStage::Draft)
        .git_tag("internal");
}

/// One field of each row.
fn each(rows: &Value, field: &str) -> Value {
    rows.as_array().expect("a list").iter().map(|row| row[field].clone()).collect()
}

#[test]
fn pull_requests_say_how_they_stand_and_where_they_come_from() {
    let server = serve(world());
    for (number, state, merged, repository) in [
        (1, "closed", true, json!("octo-org/app")),
        (2, "open", false, json!("octo-org/app")),
        (3, "closed", false, json!("someone/app")),
        (4, "open", false, Value::Null),
    ] {
        let pull = get(&server, &format!("/repos/Octo-Org/app/pulls/{number}")).json();
        assert_eq!((pull["state"].as_str(), pull["merged"].as_bool()), (Some(state), Some(merged)));
        assert_eq!(pull["head"]["repo"]["full_name"], repository, "{number}");
    }
    let pulls = |query: &str| get(&server, &format!("/repos/octo-org/app/pulls?{query}")).json();
    for (query, numbers) in [
        ("state=open", json!([4, 2])),
        ("", json!([4, 2])),
        ("state=closed", json!([3, 1])),
        ("state=all", json!([4, 3, 2, 1])),
        ("state=all&head=octo-org:feat/x", json!([2])),
        ("state=all&head=someone%3Amain", json!([3])),
    ] {
        assert_eq!(each(&pulls(query), "number"), numbers, "{query}");
    }
    assert_eq!(get(&server, "/repos/octo-org/app/pulls/99").status, 404);
}

#[test]
fn lists_are_paged_by_the_repositorys_number() {
    let server = serve(world());
    let first = get(&server, "/repos/octo-org/app/branches?per_page=2");
    assert_eq!(each(&first.json(), "name"), json!(["main", "feat/x"]));
    let id = server.world().repository("octo-org/app").expect("it").id;
    let next = first.link("next").expect("a second page");
    assert_eq!(next, format!("/repositories/{id}/branches?per_page=2&page=2"));
    assert_eq!(each(&get(&server, &next).json(), "name"), json!(["fix"]));
}

#[test]
fn branches_tags_and_releases_are_found_by_name() {
    let server = serve(world());
    assert_eq!(get(&server, "/repos/octo-org/app/branches/feat/x").status, 200);
    assert_eq!(get(&server, "/repos/octo-org/app/branches/feat%2Fx").status, 200);
    assert_eq!(get(&server, "/repos/octo-org/app/branches/gone").message(), "Branch not found");
    let rows = |path: &str, field: &str| {
        each(&get(&server, &format!("/repos/octo-org/app/{path}")).json(), field)
    };
    let refs = json!(["refs/tags/v1.0.0", "refs/tags/v1.1.0-rc.1"]);
    assert_eq!(rows("git/matching-refs/tags/v1", "ref"), refs);
    assert_eq!(rows("git/matching-refs/tags", "ref").as_array().map(Vec::len), Some(3));
    assert_eq!(rows("tags", "name"), json!(["internal", "v1.1.0-rc.1", "v1.0.0"]));
    assert_eq!(rows("releases", "tag_name"), json!(["v2.0.0", "v1.1.0-rc.1", "v1.0.0"]));
    let seen = send(&server, "GET", "/repos/octo-org/app/releases", "stranger").json();
    assert_eq!(each(&seen, "draft"), json!([false, false]), "drafts are for those who push");
}

#[test]
fn a_private_repository_is_shown_to_those_who_belong_there_alone() {
    let mut world = world();
    world.add_repository("octo-org/app").visibility(Visibility::Private);
    let server = serve(world);
    let status =
        |server: &Server, token| send(server, "GET", "/repos/octo-org/app/pulls/2", token).status;
    for (token, expected) in [(ADMIN, 200), ("ghs_", 200), ("ghs_none", 403), ("stranger", 404)] {
        assert_eq!(status(&server, token), expected, "{token}");
    }
}

#[test]
fn a_renamed_repository_is_redirected_to_its_number() {
    let mut world = world();
    world.add_repository("octo-org/app").rename("octo-org/renamed");
    let server = serve(world);
    let moved = get(&server, "/repos/octo-org/app/pulls/2");
    assert_eq!(moved.status, 301);
    let target = moved.header("location").expect("a location").replace(server.url(), "");
    assert_eq!(get(&server, &target).json()["number"], 2);
    assert_eq!(get(&server, "/repos/octo-org/renamed").json()["full_name"], "octo-org/renamed");
}
