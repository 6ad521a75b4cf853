//! What GitHub refuses to those who may do everything.

use github_standin::{MOST_DOWNLOADS, PackageType, Visibility, World};

use crate::client::{ADMIN, digest, get, send, serve, world};

fn delete(server: &github_standin::Server, path: &str) -> (u16, String) {
    let reply = send(server, "DELETE", path, ADMIN);
    let text = if reply.body.is_empty() { String::new() } else { reply.message() };
    (reply.status, text)
}

#[test]
fn the_last_tagged_version_of_a_container_stays_and_untagged_ones_go() {
    let mut world = world();
    let package = world.organization("octo-org").package(PackageType::Container, "one");
    let tagged = package.version(&digest('a')).tags(&["latest", "1"]).id();
    let package = world.organization("octo-org").package(PackageType::Container, "one");
    let untagged = package.version(&digest('b')).id();
    let server = serve(world);
    let versions = "/orgs/octo-org/packages/container/one/versions";
    let text = "You cannot delete the last tagged version of a package. You must delete the package instead.";
    assert_eq!(delete(&server, &format!("{versions}/{tagged}")), (400, text.to_owned()));
    assert_eq!(delete(&server, &format!("{versions}/{untagged}")).0, 204);
}

#[test]
fn the_last_version_of_other_types_stays() {
    for kind in [PackageType::Npm, PackageType::Maven, PackageType::Rubygems, PackageType::Nuget] {
        let server = serve(world());
        let versions = format!("/orgs/octo-org/packages/{}/hello/versions", kind.as_str());
        let ids = get(&server, &versions).ids();
        assert_eq!(delete(&server, &format!("{versions}/{}", ids[0])).0, 204);
        let text =
            "You cannot delete the last version of a package. You must delete the package instead.";
        assert_eq!(delete(&server, &format!("{versions}/{}", ids[1])), (400, text.to_owned()));
    }
}

#[test]
fn popular_public_versions_stay_and_so_does_their_package() {
    let popular = |visibility, downloads| {
        let mut world: World = world();
        let package = world.organization("octo-org").package(PackageType::Npm, "popular");
        let package = package.visibility(visibility);
        let id = package.version("1.0.0").downloads(downloads).version("2.0.0").id() - 1;
        let server = serve(world);
        let package = "/orgs/octo-org/packages/npm/popular";
        let version = delete(&server, &format!("{package}/versions/{id}"));
        (version, delete(&server, package).0)
    };
    let text = "Publicly visible package versions with more than 5000 downloads cannot be deleted. \
                Contact GitHub support for further assistance.";
    let refused = popular(Visibility::Public, MOST_DOWNLOADS + 1);
    assert_eq!(refused, ((400, text.to_owned()), 400));
    assert_eq!(popular(Visibility::Public, MOST_DOWNLOADS).0.0, 204);
    assert_eq!(popular(Visibility::Private, MOST_DOWNLOADS + 1).0.0, 204);
}

#[test]
fn what_is_gone_or_only_listed_answers_404() {
    let mut world = world();
    let ghost = world
        .organization("octo-org")
        .package(PackageType::Npm, "hello")
        .version("3.0.0")
        .listed_only()
        .id();
    let server = serve(world);
    let versions = "/orgs/octo-org/packages/npm/hello/versions";
    assert!(get(&server, versions).ids().contains(&ghost));
    let gone = (404, "Package version not found.".to_owned());
    assert_eq!(delete(&server, &format!("{versions}/{ghost}")), gone);
    let old = get(&server, versions).ids()[2];
    assert_eq!(delete(&server, &format!("{versions}/{old}")).0, 204);
    assert_eq!(delete(&server, &format!("{versions}/{old}")), gone);
    assert_eq!(delete(&server, &format!("{versions}/1")), gone);
}

#[test]
fn a_restore_is_refused_when_the_name_is_taken_or_nothing_is_deleted() {
    let server = serve(world());
    let package = "/orgs/octo-org/packages/npm/hello";
    let post = |path: String| send(&server, "POST", &path, ADMIN).status;
    let old = get(&server, &format!("{package}/versions")).ids()[1];
    assert_eq!(post(format!("{package}/versions/{old}/restore")), 400);
    delete(&server, &format!("{package}/versions/{old}"));
    server.world().organization("octo-org").package(PackageType::Npm, "hello").version("1.0.0");
    assert_eq!(post(format!("{package}/versions/{old}/restore")), 400);

    assert_eq!(post(format!("{package}/restore")), 400, "it is not deleted");
    delete(&server, package);
    server.world().organization("octo-org").package(PackageType::Npm, "hello");
    assert_eq!(post(format!("{package}/restore")), 400, "its name is taken");
    delete(&server, package);
    assert_eq!(post(format!("{package}/restore")), 204);
    assert_eq!(server.world().packages().iter().filter(|it| it.is_active()).count(), 12);
}

#[test]
fn paths_that_do_not_route_answer_not_found_with_githubs_body() {
    let mut world = world();
    world.organization("octo-org").package(PackageType::Container, "app/web").version("sha256:a");
    let server = serve(world);
    for path in [
        "/orgs/octo-org/packages/container/app/web/versions",
        "/orgs/octo-org/packages/container/hello/versions/",
        "/orgs/octo-org/packages/container/hello/",
        "/orgs/octocat/packages/container/hello",
        "/orgs/nobody/packages/container/hello",
        "/api/v3/orgs/octo-org/packages/container/hello",
        "/",
    ] {
        let reply = get(&server, path);
        assert_eq!((reply.status, reply.message()), (404, "Not Found".to_owned()), "{path}");
        assert_eq!(reply.json()["status"], "404");
        assert!(reply.json()["documentation_url"].is_string());
    }
    for path in ["container/app%2Fweb", "container/app%2fweb"] {
        let path = format!("/orgs/octo-org/packages/{path}");
        assert_eq!(get(&server, &path).json()["name"], "app/web");
    }
    let unknown = get(&server, "/orgs/octo-org/packages/container/web/versions");
    assert_eq!(unknown.message(), "Package not found.");
    assert_eq!(
        unknown.json()["documentation_url"],
        "https://docs.github.com/rest/packages/packages#list-package-versions-for-a-package-owned-by-an-organization"
    );
    assert_eq!(get(&server, "/users/octo-org/packages/container/hello").status, 200);
}

#[test]
fn an_enterprise_server_has_its_api_under_a_prefix() {
    let mut world = world();
    world.edition = github_standin::Edition::EnterpriseServer;
    let server = serve(world);
    let reply = get(&server, "/api/v3/orgs/octo-org/packages/npm/hello");
    let url = reply.json()["url"].as_str().expect("a URL").to_owned();
    assert_eq!(url, format!("{}/orgs/octo-org/packages/npm/hello", server.api_url()));
    assert_eq!(get(&server, "/orgs/octo-org/packages/npm/hello").status, 404);
}
