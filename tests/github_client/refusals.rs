//! Every refusal that GitHub gives daily, as it arrives.

use github_standin::{
    Fault, Method, PackageType as Kind, Token, Visibility, WorkflowPermission, World, any, matching,
};
use package_steward::domain::{Login, Owner, PackageType, VersionId};
use package_steward::github::{Answer, ApiError, Refusal, RefusalKind, VersionState};

use crate::support::{Bench, ORGANIZATION, TOKEN, npm, organization, package, world};

/// `hello` with versions 1 and 2; `container/app` with version 3, tagged, and 4, untagged.
fn seeded() -> World {
    let mut world = world();
    let owner = || ORGANIZATION;
    world
        .organization(owner())
        .package(Kind::Npm, "hello")
        .version("1.0.0")
        .with_id(1)
        .version("1.0.1")
        .with_id(2);
    world
        .organization(owner())
        .package(Kind::Container, "app")
        .visibility(Visibility::Public)
        .version("sha256:a")
        .with_id(3)
        .tags(&["latest"])
        .version("sha256:b")
        .with_id(4)
        .downloads(5001);
    world.organization(owner()).package(Kind::Npm, "single").version("1.0.0").with_id(5);
    world
}

fn with_token(token: Token) -> Bench {
    let mut world = seeded();
    world.add_token("other", token);
    Bench::with_token(world, "other")
}

async fn read(bench: &Bench) -> Refusal {
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    refused(listed)
}

fn refused<T: std::fmt::Debug>(result: Result<T, ApiError>) -> Refusal {
    let error = result.expect_err("refused");
    let problem = error.problem();
    for part in [&problem.doing, &problem.said, &problem.means] {
        assert!(!part.is_empty(), "{problem:?}");
    }
    let refusal = error.refusal().expect("a refusal").clone();
    assert!(problem.said.contains(&refusal.message), "{problem:?}");
    assert!(problem.said.contains(&refusal.status.to_string()), "{problem:?}");
    refusal
}

async fn delete(bench: &Bench, package_type: PackageType, name: &str, id: u64) -> Refusal {
    let key = package(package_type, name);
    let answer = bench.client.delete_version(&organization(), &key, VersionId(id)).await;
    let Ok(Answer::Refused(refusal)) = answer else { panic!("{answer:?}") };
    assert!(bench.server.mutations().is_empty());
    assert_eq!(bench.server.requests().len(), 1);
    refusal
}

#[tokio::test]
async fn an_unknown_token_has_bad_credentials() {
    let refusal = read(&Bench::with_token(seeded(), "ghp_unknown")).await;
    assert_eq!((refusal.status, refusal.kind), (401, RefusalKind::BadCredentials));
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let scope = |scope: &str| RefusalKind::ScopeMissing { scope: Some(scope.to_owned()) };
    let bench = with_token(Token::classic("octocat").scopes(&["repo"]));
    assert_eq!(read(&bench).await.kind, scope("read:packages"));
    let listed = bench.client.list_packages(&organization(), PackageType::Npm, None).await;
    assert_eq!(refused(listed).kind, scope("read:packages"));
    let bench = with_token(Token::classic("octocat").scopes(&["read:packages"]));
    let refusal = delete(&bench, PackageType::Npm, "hello", 1).await;
    assert_eq!(refusal.kind, scope("delete:packages"));
}

#[tokio::test]
async fn a_workflow_without_the_permission_may_not() {
    let token = Token::workflow("Octo-Org/app").permission(WorkflowPermission::Read);
    let refusal = delete(&with_token(token), PackageType::Npm, "hello", 1).await;
    assert_eq!(refusal.kind, RefusalKind::NotAccessibleByIntegration);
    let problem = refusal.problem("delete version 1 of npm/hello".to_owned());
    assert!(problem.advice.contains("Manage Actions access"), "{}", problem.advice);
}

#[tokio::test]
async fn a_workflows_token_lists_no_packages() {
    let bench = with_token(Token::workflow("Octo-Org/app"));
    let listed = bench.client.list_packages(&organization(), PackageType::Container, None).await;
    let refusal = refused(listed);
    assert_eq!((refusal.status, refusal.kind), (400, RefusalKind::ListingNotForThisToken));
}

#[tokio::test]
async fn a_workflows_token_belongs_to_nobody() {
    let bench = with_token(Token::workflow("Octo-Org/app"));
    let refusal = refused(bench.client.authenticated_user().await);
    assert_eq!(refusal.kind, RefusalKind::NotAccessibleByIntegration);
    assert_eq!(bench.client.scopes(), None);
}

#[tokio::test]
async fn a_fine_grained_token_is_not_taken() {
    let refusal = read(&with_token(Token::fine_grained("octocat"))).await;
    assert_eq!(refusal.kind, RefusalKind::NotAccessibleByFineGrainedToken);
}

#[tokio::test]
async fn single_sign_on_is_asked_for_with_its_link() {
    let mut world = seeded();
    world.organization(ORGANIZATION).requiring_sso();
    let refusal = read(&Bench::with_token(world, TOKEN)).await;
    let RefusalKind::SamlRequired { url: Some(url) } = &refusal.kind else { panic!("{refusal:?}") };
    assert!(url.starts_with("https://github.com/orgs/Octo-Org/sso?"), "{url}");
    assert!(refusal.problem(String::new()).advice.contains(url));
}

#[tokio::test]
async fn the_last_tagged_version_of_a_container_is_kept_by_github() {
    let refusal = delete(&Bench::new(seeded()), PackageType::Container, "app", 3).await;
    assert_eq!((refusal.status, refusal.kind), (400, RefusalKind::LastTaggedVersion));
}

#[tokio::test]
async fn the_last_version_of_a_package_is_kept_by_github() {
    let refusal = delete(&Bench::new(seeded()), PackageType::Npm, "single", 5).await;
    assert_eq!((refusal.status, refusal.kind), (400, RefusalKind::LastVersion));
}

#[tokio::test]
async fn a_version_with_many_downloads_is_kept_by_github() {
    let refusal = delete(&Bench::new(seeded()), PackageType::Container, "app", 4).await;
    assert_eq!((refusal.status, refusal.kind), (400, RefusalKind::TooManyDownloads));
}

#[tokio::test]
async fn a_package_that_is_not_there_is_told_from_a_version_and_from_a_path() {
    let bench = Bench::new(seeded());
    let none = package(PackageType::Npm, "none");
    let refusal = refused(bench.client.get_package(&organization(), &none).await);
    assert_eq!(refusal.kind, RefusalKind::PackageNotFound);
    let error = bench.client.get_version(&organization(), &npm(), VersionId(99)).await;
    let error = error.expect_err("no such version");
    assert!(error.is_not_found());
    assert_eq!(refused::<()>(Err(error)).kind, RefusalKind::VersionNotFound);
    // A path for organisations does not lead to a user.
    let user = Owner::Organization(Login::new("octocat"));
    let refusal = refused(bench.client.get_package(&user, &npm()).await);
    assert_eq!(refusal.kind, RefusalKind::RouteNotFound);
    let refusal = refused(bench.client.owner_kind(&Login::new("nobody")).await);
    assert_eq!(refusal.kind, RefusalKind::RouteNotFound);
}

#[tokio::test]
async fn no_admin_role_looks_like_a_missing_package() {
    let mut world = seeded();
    world.add_token("other", Token::classic("stranger"));
    world
        .organization(ORGANIZATION)
        .package(Kind::Npm, "hello")
        .grant_user("stranger", github_standin::Role::Read);
    let bench = Bench::with_token(world, "other");
    let refusal = delete(&bench, PackageType::Npm, "hello", 1).await;
    assert_eq!(refusal.kind, RefusalKind::PackageNotFound);
    assert!(bench.client.get_version(&organization(), &npm(), VersionId(1)).await.is_ok());
}

#[tokio::test]
async fn a_version_that_is_only_listed_is_gone() {
    let bench = Bench::new(seeded());
    bench.server.fail_next(matching(Method::DELETE, "/versions/1"), Fault::AlreadyGone, 1);
    let refusal = delete(&bench, PackageType::Npm, "hello", 1).await;
    assert_eq!(refusal.kind, RefusalKind::VersionNotFound);
}

#[tokio::test]
async fn any_other_refusal_is_quoted_with_its_status() {
    for (status, kind) in [
        (400, RefusalKind::Other),
        (403, RefusalKind::Other),
        (409, RefusalKind::Other),
        (410, RefusalKind::UnsupportedApiVersion),
        (422, RefusalKind::Other),
        (451, RefusalKind::Other),
    ] {
        let bench = Bench::new(seeded());
        let message = "##[error]::set-output name=x::y".to_owned();
        bench.server.fail_next(any(), Fault::Hostile { status, message: message.clone() }, 1);
        let refusal = read(&bench).await;
        assert_eq!((refusal.status, refusal.message, refusal.kind), (status, message, kind));
    }
}
