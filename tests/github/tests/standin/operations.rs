//! The 24 operations, each by its exact method and path.

use std::time::Duration;

use github_standin::{Actor, Change, PackageType, days_ago};

use crate::client::{ADMIN, get, send, serve, world};

const SPACES: [&str; 3] = ["/orgs/Octo-Org", "/user", "/users/OctoCat"];

#[test]
fn each_of_the_24_operations_does_what_it_says_for_each_type() {
    for space in SPACES {
        for kind in PackageType::ALL {
            let server = serve(world());
            let package = format!("{space}/packages/{}/hello", kind.as_str());
            let listed = get(&server, &format!("{space}/packages?package_type={}", kind.as_str()));
            assert_eq!(listed.json()[0]["name"], "hello", "{package}");
            assert_eq!(get(&server, &package).json()["version_count"], 2, "{package}");

            let versions = format!("{package}/versions");
            let ids = get(&server, &versions).ids();
            assert_eq!(ids.len(), 2, "{package}");
            assert!(ids[0] > ids[1] && ids[1] > 1_350_000_000, "newest first: {ids:?}");
            let old = format!("{versions}/{}", ids[1]);
            assert_eq!(get(&server, &old).json()["id"], ids[1]);

            let deleted = send(&server, "DELETE", &old, ADMIN);
            assert_eq!((deleted.status, deleted.body.len()), (204, 0), "{old}");
            assert_eq!(get(&server, &old).message(), "Package version not found.");
            assert_eq!(get(&server, &versions).ids(), [ids[0]]);
            let gone = get(&server, &format!("{versions}?state=deleted"));
            assert_eq!(gone.ids(), [ids[1]]);
            assert!(gone.json()[0]["deleted_at"].is_string());
            assert_eq!(send(&server, "POST", &format!("{old}/restore"), ADMIN).status, 204);
            assert_eq!(get(&server, &versions).ids(), ids);

            assert_eq!(send(&server, "DELETE", &package, ADMIN).status, 204);
            assert_eq!(get(&server, &package).message(), "Package not found.");
            assert_eq!(get(&server, &versions).message(), "Package not found.");
            assert_eq!(send(&server, "POST", &format!("{package}/restore"), ADMIN).status, 204);
            assert_eq!(get(&server, &versions).ids(), ids, "the versions are back");

            let changes: Vec<Change> =
                server.mutations().into_iter().map(|mutation| mutation.change).collect();
            let expected = [
                Change::VersionDeleted,
                Change::VersionRestored,
                Change::PackageDeleted,
                Change::PackageRestored,
            ];
            assert_eq!(changes, expected, "{package}");
        }
    }
}

#[test]
fn the_ledger_has_every_request_as_it_arrived_and_who_changed_what() {
    let server = serve(world());
    let versions = "/orgs/octo-org/packages/npm/hello/versions";
    let old = get(&server, &format!("{versions}?per_page=100")).ids()[1];
    send(&server, "DELETE", &format!("/orgs/octo-org/packages/npm/%68ello/versions/{old}"), ADMIN);
    let mutations = server.mutations();
    let requests = server.requests();
    assert_eq!(requests[0].query, "per_page=100");
    assert_eq!(requests[1].path, format!("/orgs/octo-org/packages/npm/%68ello/versions/{old}"));
    assert_eq!(requests[1].status, Some(204));
    assert_eq!(mutations[0].by, Actor::Request(2));
    assert_eq!(mutations[0].version, Some(old));
    assert!(!format!("{requests:?}").contains(ADMIN), "no token is kept");
    server.world().delete_version(old + 1);
    assert_eq!(server.mutations()[1].by, Actor::Other);
}

#[test]
fn what_is_deleted_can_be_restored_for_thirty_days() {
    let server = serve(world());
    let clock = server.world().clock();
    let package = "/orgs/octo-org/packages/npm/hello";
    let old = get(&server, &format!("{package}/versions")).ids()[1];
    send(&server, "DELETE", &format!("{package}/versions/{old}"), ADMIN);
    clock.advance(Duration::from_hours(30 * 24 - 1));
    assert_eq!(get(&server, &format!("{package}/versions?state=deleted")).ids(), [old]);
    clock.advance(Duration::from_hours(1));
    assert_eq!(get(&server, &format!("{package}/versions?state=deleted")).ids(), [0_u64; 0]);
    let late = send(&server, "POST", &format!("{package}/versions/{old}/restore"), ADMIN);
    assert_eq!((late.status, late.message()), (404, "Package version not found.".to_owned()));

    send(&server, "DELETE", package, ADMIN);
    clock.advance(Duration::from_hours(30 * 24));
    let late = send(&server, "POST", &format!("{package}/restore"), ADMIN);
    assert_eq!((late.status, late.message()), (404, "Package not found.".to_owned()));
}

#[test]
fn a_restored_container_version_has_its_tags_again_but_none_that_moved_on() {
    let server = serve(world());
    let versions = "/orgs/octo-org/packages/container/hello/versions";
    let [new, old] = get(&server, versions).ids()[..] else { panic!("two versions") };
    send(&server, "DELETE", &format!("{versions}/{new}"), ADMIN);
    server.world().put_tag(old, "latest");
    assert_eq!(send(&server, "POST", &format!("{versions}/{new}/restore"), ADMIN).status, 204);
    let rows = get(&server, versions).json();
    assert_eq!(rows[0]["metadata"]["container"]["tags"], serde_json::json!(["1.1.0"]));
    assert_eq!(rows[1]["metadata"]["container"]["tags"], serde_json::json!(["1.0.0", "latest"]));
}

#[test]
fn moving_a_tag_changes_updated_at_and_neither_created_at_nor_the_order() {
    let server = serve(world());
    let versions = "/orgs/octo-org/packages/container/hello/versions";
    let before = get(&server, versions).json();
    let old = before[1]["id"].as_u64().expect("an id");
    server.world().put_tag(old, "latest");
    let after = get(&server, versions).json();
    assert_eq!(after[1]["id"], old);
    assert_eq!(after[1]["created_at"], before[1]["created_at"]);
    assert_ne!(after[1]["updated_at"], before[1]["updated_at"]);
    assert_eq!(after[0]["metadata"]["container"]["tags"], serde_json::json!(["1.1.0"]));
}

#[test]
fn odd_timestamps_arrive_as_they_were_seeded() {
    use github_standin::{When, at};
    let mut world = world();
    world
        .organization("octo-org")
        .package(PackageType::Npm, "odd")
        .version("1.0.0")
        .created(When::Missing)
        .version("1.0.1")
        .created(When::Null)
        .version("1.0.2")
        .created(at("1980-01-01T00:00:00Z"))
        .updated(days_ago(1));
    let server = serve(world);
    let rows = get(&server, "/orgs/octo-org/packages/npm/odd/versions").json();
    assert_eq!(rows[0]["created_at"], "1980-01-01T00:00:00Z");
    assert!(rows[0]["updated_at"].is_string());
    assert!(rows[1].as_object().expect("a row")["created_at"].is_null());
    assert!(!rows[2].as_object().expect("a row").contains_key("created_at"));
}

#[test]
fn accounts_are_told_apart_by_type() {
    let server = serve(world());
    for (login, kind) in [("OCTO-ORG", "Organization"), ("octocat", "User")] {
        let account = get(&server, &format!("/users/{login}")).json();
        assert_eq!(account["type"], kind);
    }
    assert_eq!(get(&server, "/user").json()["login"], "octocat");
    assert_eq!(get(&server, "/users/nobody").status, 404);
}
