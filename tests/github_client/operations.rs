//! Each of the 24 operations arrives as GitHub documents it, and does what it says.

use github_standin::{Change, PackageType as Kind, VersionSeed, World};
use package_steward::domain::{Coverage, Login, Owner, PackageType, VersionId};
use package_steward::github::{AccountKind, Answer, VersionState};

use crate::listener::{Listener, answer, header};
use crate::support::{Bench, ORGANIZATION, USER, organization, package, world};

const NAME: &str = "app/web";

enum Act {
    ListPackages,
    GetPackage,
    DeletePackage,
    RestorePackage,
    ListVersions,
    GetVersion,
    DeleteVersion,
    RestoreVersion,
}

/// `app/web` of both owners: version 1 with a tag, version 2 without, version 3 deleted.
fn two_owners() -> World {
    let mut world = world();
    for (login, first) in [(ORGANIZATION, 10), (USER, 20)] {
        let owner = if login == USER { world.user(login) } else { world.organization(login) };
        let seed: VersionSeed<'_> = owner.package(Kind::Container, NAME).version("sha256:a");
        let seed = seed.with_id(first + 1).tags(&["latest"]).version("sha256:b");
        let seed = seed.with_id(first + 2).version("sha256:c").with_id(first + 3);
        seed.deleted(github_standin::days_ago(1));
    }
    world
}

async fn act(owner: Owner, act: Act, expected: &str) {
    let bench = Bench::new(two_owners());
    let (client, key) = (&bench.client, package(PackageType::Container, NAME));
    let first = if matches!(owner, Owner::Organization(_)) { 10 } else { 20 };
    let id = |number: u64| VersionId(first + number);
    match act {
        Act::ListPackages => {
            let packages =
                client.list_packages(&owner, PackageType::Container, None).await.expect("packages");
            assert_eq!(packages.len(), 1);
            assert_eq!(packages[0].key, key);
        }
        Act::GetPackage => {
            let package = client.get_package(&owner, &key).await.expect("a package");
            assert_eq!(package.key, key);
        }
        Act::DeletePackage => {
            assert_eq!(client.delete_package(&owner, &key).await, Ok(Answer::Done));
            assert_eq!(bench.server.mutations().len(), 1);
        }
        Act::RestorePackage => {
            let number = bench
                .server
                .world()
                .packages()
                .iter()
                .find(|package| package.versions.get(id(1).0).is_some())
                .expect("the package")
                .id;
            bench.server.world().delete_package(number);
            assert_eq!(client.restore_package(&owner, &key).await, Ok(Answer::Done));
        }
        Act::ListVersions => {
            let listed = client.list_versions(&owner, &key, VersionState::Active).await;
            let listed = listed.expect("versions");
            assert_eq!(listed.coverage, Coverage::Stable);
            let ids: Vec<_> = listed.versions().iter().map(|version| version.id).collect();
            assert_eq!(ids, [id(2), id(1)]);
        }
        Act::GetVersion => {
            let version = client.get_version(&owner, &key, id(1)).await.expect("a version");
            assert_eq!(version.tags[0].as_str(), "latest");
        }
        Act::DeleteVersion => {
            assert_eq!(client.delete_version(&owner, &key, id(2)).await, Ok(Answer::Done));
            assert_eq!(bench.server.mutations()[0].change, Change::VersionDeleted);
        }
        Act::RestoreVersion => {
            assert_eq!(client.restore_version(&owner, &key, id(3)).await, Ok(Answer::Done));
            assert_eq!(bench.server.mutations()[0].change, Change::VersionRestored);
        }
    }
    let requests = bench.server.requests();
    for request in &requests {
        assert_eq!(request.line(), expected);
    }
    // A listing of versions reads its only page twice.
    let sent = if matches!(act, Act::ListVersions) { 2 } else { 1 };
    assert_eq!(requests.len(), sent);
    assert_eq!(client.requests_sent(), sent as u64);
}

fn user() -> Owner {
    Owner::User(Login::new(USER))
}

fn token_owner() -> Owner {
    Owner::TokenOwner(Login::new(USER))
}

macro_rules! operations {
    ($($name:ident: $owner:ident, $act:ident, $expected:literal;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                act($owner(), Act::$act, $expected).await;
            }
        )*
    };
}

operations! {
    an_organizations_packages_are_listed:
        organization, ListPackages, "GET /orgs/Octo-Org/packages";
    an_organizations_package_is_looked_up:
        organization, GetPackage, "GET /orgs/Octo-Org/packages/container/app%2Fweb";
    an_organizations_package_is_deleted:
        organization, DeletePackage, "DELETE /orgs/Octo-Org/packages/container/app%2Fweb";
    an_organizations_package_is_restored:
        organization, RestorePackage, "POST /orgs/Octo-Org/packages/container/app%2Fweb/restore";
    an_organizations_versions_are_listed:
        organization, ListVersions, "GET /orgs/Octo-Org/packages/container/app%2Fweb/versions";
    an_organizations_version_is_looked_up:
        organization, GetVersion, "GET /orgs/Octo-Org/packages/container/app%2Fweb/versions/11";
    an_organizations_version_is_deleted:
        organization, DeleteVersion, "DELETE /orgs/Octo-Org/packages/container/app%2Fweb/versions/12";
    an_organizations_version_is_restored:
        organization, RestoreVersion,
        "POST /orgs/Octo-Org/packages/container/app%2Fweb/versions/13/restore";

    a_users_packages_are_listed:
        user, ListPackages, "GET /users/octocat/packages";
    a_users_package_is_looked_up:
        user, GetPackage, "GET /users/octocat/packages/container/app%2Fweb";
    a_users_package_is_deleted:
        user, DeletePackage, "DELETE /users/octocat/packages/container/app%2Fweb";
    a_users_package_is_restored:
        user, RestorePackage, "POST /users/octocat/packages/container/app%2Fweb/restore";
    a_users_versions_are_listed:
        user, ListVersions, "GET /users/octocat/packages/container/app%2Fweb/versions";
    a_users_version_is_looked_up:
        user, GetVersion, "GET /users/octocat/packages/container/app%2Fweb/versions/21";
    a_users_version_is_deleted:
        user, DeleteVersion, "DELETE /users/octocat/packages/container/app%2Fweb/versions/22";
    a_users_version_is_restored:
        user, RestoreVersion, "POST /users/octocat/packages/container/app%2Fweb/versions/23/restore";

    the_token_owners_packages_are_listed:
        token_owner, ListPackages, "GET /user/packages";
    the_token_owners_package_is_looked_up:
        token_owner, GetPackage, "GET /user/packages/container/app%2Fweb";
    the_token_owners_package_is_deleted:
        token_owner, DeletePackage, "DELETE /user/packages/container/app%2Fweb";
    the_token_owners_package_is_restored:
        token_owner, RestorePackage, "POST /user/packages/container/app%2Fweb/restore";
    the_token_owners_versions_are_listed:
        token_owner, ListVersions, "GET /user/packages/container/app%2Fweb/versions";
    the_token_owners_version_is_looked_up:
        token_owner, GetVersion, "GET /user/packages/container/app%2Fweb/versions/21";
    the_token_owners_version_is_deleted:
        token_owner, DeleteVersion, "DELETE /user/packages/container/app%2Fweb/versions/22";
    the_token_owners_version_is_restored:
        token_owner, RestoreVersion, "POST /user/packages/container/app%2Fweb/versions/23/restore";
}

#[tokio::test]
async fn an_account_is_looked_up_whatever_the_case_of_its_login() {
    let bench = Bench::new(two_owners());
    let account = bench.client.owner_kind(&Login::new("octo-ORG")).await.expect("an account");
    assert_eq!(account.login, Login::new(ORGANIZATION));
    assert_eq!(account.kind, AccountKind::Organization);
    let account = bench.client.owner_kind(&Login::new(USER)).await.expect("an account");
    assert_eq!(account.kind, AccountKind::User);
    assert_eq!(bench.requests(), ["GET /users/octo-ORG", "GET /users/octocat"]);
}

#[tokio::test]
async fn the_tokens_owner_is_looked_up() {
    let bench = Bench::new(two_owners());
    let account = bench.client.authenticated_user().await.expect("an account");
    assert_eq!(account.login, Login::new(USER));
    assert_eq!(bench.requests(), ["GET /user"]);
}

#[tokio::test]
async fn h34_a_token_of_any_shape_is_sent_as_it_is() {
    let long = format!("ghs_1234567_{}.{}~+/=", "aB0-_".repeat(60), "x".repeat(200));
    for token in ["x", "ghp_abc", "github_pat_1.2", "not a known shape, at all", &long] {
        let listener = Listener::start(|_| answer(204, &[], ""));
        let client = listener.client(token);
        let key = package(PackageType::Npm, "hello");
        let answer = client.restore_version(&organization(), &key, VersionId(1)).await;
        assert_eq!(answer, Ok(Answer::Done));
        let head = &listener.heads()[0];
        assert_eq!(header(head, "authorization"), Some(format!("Bearer {token}")));
    }
}

#[tokio::test]
async fn every_request_says_what_it_is_and_what_it_understands() {
    let listener = Listener::start(|_| answer(204, &[], ""));
    let client = listener.client("t");
    let key = package(PackageType::Npm, "hello");
    client.restore_version(&organization(), &key, VersionId(1)).await.expect("addressable");
    let head = &listener.heads()[0];
    assert!(head.starts_with("POST /orgs/Octo-Org/packages/npm/hello/versions/1/restore HTTP/1.1"));
    let name = format!("package-steward/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(header(head, "user-agent"), Some(name));
    assert_eq!(header(head, "accept").as_deref(), Some("application/vnd.github+json"));
    assert_eq!(header(head, "x-github-api-version").as_deref(), Some("2022-11-28"));
    assert_eq!(header(head, "content-length").as_deref(), Some("0"));
    assert_eq!(header(head, "cookie"), None);
}

#[tokio::test]
async fn the_api_of_an_enterprise_server_is_under_its_own_path() {
    let mut world = two_owners();
    world.edition = github_standin::Edition::EnterpriseServer;
    let bench = Bench::new(world);
    let key = package(PackageType::Container, NAME);
    let listed = bench.client.list_versions(&organization(), &key, VersionState::Active).await;
    assert_eq!(listed.expect("versions").versions().len(), 2);
    let request = &bench.server.requests()[0];
    assert_eq!(request.line(), "GET /api/v3/orgs/Octo-Org/packages/container/app%2Fweb/versions");
}

#[tokio::test]
async fn deleted_versions_are_listed_with_when_they_were_deleted() {
    let bench = Bench::new(two_owners());
    let key = package(PackageType::Container, NAME);
    let listed = bench.client.list_versions(&organization(), &key, VersionState::Deleted).await;
    let listed = listed.expect("versions");
    assert_eq!(listed.versions().len(), 1);
    assert_eq!(listed.versions()[0].id, VersionId(13));
    assert_eq!(listed.versions()[0].deleted_at, "2026-11-21T12:00:00Z".parse().ok());
    assert_eq!(bench.server.requests()[0].query, "per_page=100&state=deleted");
}

#[tokio::test]
async fn h26_a_name_that_would_address_something_else_is_never_sent() {
    let bench = Bench::new(two_owners());
    for name in ["", ".", ".."] {
        let key = package(PackageType::Container, name);
        assert!(bench.client.delete_package(&organization(), &key).await.is_err());
        let error = bench.client.get_package(&organization(), &key).await.expect_err("no address");
        assert!(!error.problem().said.is_empty());
    }
    assert!(bench.server.requests().is_empty());
}

#[tokio::test]
async fn what_the_answers_tell_of_the_token_is_remembered() {
    let bench = Bench::new(two_owners());
    assert_eq!((bench.client.rate_limit(), bench.client.scopes()), (None, None));
    bench.client.authenticated_user().await.expect("an account");
    let budget = bench.client.rate_limit().expect("a budget");
    assert_eq!((budget.limit, budget.remaining), (5000, 4999));
    let scopes = bench.client.scopes().expect("scopes");
    assert!(scopes.contains(&"delete:packages".to_owned()), "{scopes:?}");
}
