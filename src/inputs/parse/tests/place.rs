//! Whose packages, and which.

use std::fs;

use super::support::*;
use crate::domain::{ExactNames, PackageName, PackageType, Packages, RepositoryName, Visibility};
use crate::inputs::{IfMissing, OwnerKind};

fn packages(list: &str) -> Packages {
    let [packages] = sound(&[("INPUT_PACKAGES", list)]).place.packages.try_into().unwrap();
    packages
}

fn named(packages: &Packages, package_type: PackageType) -> Vec<String> {
    packages.named(package_type).into_iter().map(|name| name.to_string()).collect()
}

#[test]
fn everything_has_its_place() {
    let place = sound(&[
        ("INPUT_OWNER", "Octo-Org"),
        ("INPUT_PACKAGE_TYPE", "container\ndocker, container"),
        ("INPUT_VISIBILITY", "internal"),
        ("INPUT_IF_MISSING", "ignore"),
        ("INPUT_API_URL", "https://ghes.example/api/v3/"),
    ])
    .place;
    assert_eq!(place.owner.as_str(), "Octo-Org");
    assert_eq!(place.package_types, [PackageType::Container, PackageType::Docker]);
    assert_eq!(place.visibility, Some(Visibility::Internal));
    assert_eq!(place.if_missing, IfMissing::Ignore);
    assert_eq!(place.api.as_str(), "https://ghes.example/api/v3");
}

#[test]
fn a_repository_is_an_owner_and_a_name() {
    let repository = |text| sound(&[("INPUT_REPOSITORY", text)]).place.repository;
    assert_eq!(repository("Octo-Org/app"), RepositoryName::parse("Octo-Org/app"));
    assert_eq!(repository("none"), None);
    for text in ["app", "octo/", "octo/app/x", "https://github.com/octo/app", "octo/*"] {
        assert_eq!(unsound(&with(&[("INPUT_REPOSITORY", text)])), ["repository"], "{text}");
    }
}

#[test]
fn packages_are_named_exactly_or_by_glob_or_taken_out() {
    let packages = packages("app, app/**\n!app/cache, app, tools/cli, ! old-*");
    assert_eq!(
        packages.exact,
        ExactNames::Written(vec![PackageName::new("app"), PackageName::new("tools/cli")])
    );
    assert!(packages.need_a_listing());
    for (name, expected) in [
        ("app/web", true),
        ("app/web/deep", true),
        ("app/cache", false),
        ("old-app", false),
        ("other", false),
    ] {
        assert_eq!(packages.take_from_listing(&PackageName::new(name)), expected, "{name}");
    }
}

#[test]
fn what_is_taken_out_is_not_asked_for_by_name_either() {
    assert_eq!(named(&packages("app, web, !w*"), PackageType::Npm), ["app"]);
}

#[test]
fn only_what_is_taken_out_is_an_error() {
    for list in ["!app", "!a, !b", "app, !app", "app, !*", "app, !**"] {
        let problem = problem(&[("INPUT_PACKAGES", list)]);
        assert!(problem.advice.contains("name what is meant"), "{problem}");
    }
    packages("*, !*");
}

#[test]
fn auto_is_the_repositorys_name_in_lower_case_where_the_registry_wants_it() {
    let types = PackageType::ALL.map(PackageType::as_str).join(",");
    let place =
        request(&in_actions(&[("INPUT_VERSION-NAMES", "1.*"), ("INPUT_PACKAGE-TYPE", &types)]))
            .place;
    assert!(!place.needs_a_listing());
    for (package_type, expected) in [
        (PackageType::Container, "app"),
        (PackageType::Docker, "app"),
        (PackageType::Npm, "app"),
        (PackageType::Maven, "App"),
        (PackageType::Nuget, "App"),
        (PackageType::Rubygems, "App"),
    ] {
        assert_eq!(place.named(package_type), [PackageName::new(expected)]);
    }
}

#[test]
fn auto_needs_the_owner_to_be_the_repositorys() {
    let with_owner = |owner| in_actions(&[("INPUT_TAGS", "pr-*"), ("INPUT_OWNER", owner)]);
    request(&with_owner("OCTO"));
    let problem = the_only(problems(&with_owner("somebody")));
    assert_eq!(problem.input, "packages");
    assert!(problem.advice.contains("write the packages out"), "{problem}");
}

#[test]
fn auto_needs_a_repository() {
    for changes in [&[] as &[_], &[("GITHUB_REPOSITORY", "")], &[("GITHUB_REPOSITORY", "octo")]] {
        let problem = the_only(problems(&without("INPUT_PACKAGES", changes)));
        assert_eq!(problem.input, "packages");
        assert!(problem.advice.contains("GITHUB_REPOSITORY"), "{problem}");
    }
}

#[test]
fn auto_stands_alone() {
    let problem = problem(&[("INPUT_PACKAGES", "auto, other"), ("GITHUB_REPOSITORY", "octo/app")]);
    assert!(problem.advice.contains("stands alone"), "{problem}");
}

#[test]
fn what_no_package_is_called_is_an_error() {
    for list in [
        "@octo/app",
        "app:latest",
        "ghcr.io/octo/app:1",
        "a b",
        "..",
        "a/../b",
        "./a",
        "a%2Fb",
        "/app",
        "app/",
        "a//b",
        "!",
        "!!app",
        "a, {b,c}",
        "a\\b",
        "[a",
    ] {
        assert!(
            unsound(&with(&[("INPUT_PACKAGES", list)])).contains(&"packages".to_owned()),
            "{list}"
        );
    }
}

#[test]
fn what_is_no_login_is_an_error() {
    for (owner, advice) in [
        ("octo/app", "owner alone"),
        ("@octo", "without the `@`"),
        ("octo org", "only letters"),
        ("octo\norg", "only letters"),
        ("öcto", "only letters"),
        ("octo.org", "only letters"),
    ] {
        let problem = problem(&[("INPUT_OWNER", owner)]);
        assert!(problem.advice.contains(advice), "{problem}");
    }
    assert_eq!(sound(&[("INPUT_OWNER", "mona_octo")]).place.owner.as_str(), "mona_octo");
}

#[test]
fn the_owners_kind_is_as_the_user_says_or_as_the_event_tells() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    fs::write(&file, r#"{"repository": {"owner": {"login": "Octo", "type": "Organization"}}}"#)
        .unwrap();
    let event = ("GITHUB_EVENT_PATH", file.to_str().unwrap());
    let kind = |changes: &[_]| sound(changes).place.owner_kind;
    assert_eq!(kind(&[]), OwnerKind::Ask);
    assert_eq!(kind(&[event]), OwnerKind::Organization);
    assert_eq!(kind(&[event, ("INPUT_OWNER", "other")]), OwnerKind::Ask);
    assert_eq!(kind(&[event, ("INPUT_OWNER_TYPE", "auto")]), OwnerKind::Organization);
    assert_eq!(kind(&[event, ("INPUT_OWNER_TYPE", "user")]), OwnerKind::User);
    assert_eq!(kind(&[("INPUT_OWNER_TYPE", "organization")]), OwnerKind::Organization);
    assert_eq!(kind(&[event, ("INPUT_OWNER_TYPE", "self")]), OwnerKind::TokenOwner);
}

#[test]
fn the_api_is_where_the_runner_says_unless_the_user_says_otherwise() {
    let api = |changes: &[_]| sound(changes).place.api.to_string();
    let runner = ("GITHUB_API_URL", "https://ghes.example/api/v3");
    assert_eq!(api(&[]), "https://api.github.com/");
    assert_eq!(api(&[runner]), "https://ghes.example/api/v3");
    assert_eq!(api(&[("GITHUB_SERVER_URL", "https://octo.ghe.com")]), "https://api.octo.ghe.com/");
    let own = ("INPUT_API_URL", "http://127.0.0.1:8080");
    assert_eq!(api(&[runner, own]), "http://127.0.0.1:8080/");
}

#[test]
fn the_registry_is_that_of_the_apis_server_unless_the_user_says_otherwise() {
    let registry = |changes: &[_]| sound(changes).place.registry.to_string();
    let server = ("GITHUB_SERVER_URL", "https://ghes.example");
    let api = ("GITHUB_API_URL", "https://ghes.example/api/v3");
    assert_eq!(registry(&[]), "https://ghcr.io/");
    assert_eq!(registry(&[("GITHUB_SERVER_URL", "https://github.com")]), "https://ghcr.io/");
    assert_eq!(registry(&[server]), "https://containers.ghes.example/");
    assert_eq!(registry(&[server, api]), "https://containers.ghes.example/");
    assert_eq!(
        registry(&[("GITHUB_SERVER_URL", "https://octo.ghe.com")]),
        "https://containers.octo.ghe.com/"
    );
    let own = ("INPUT_REGISTRY_URL", "http://127.0.0.1:5000/");
    assert_eq!(registry(&[server, api, own]), "http://127.0.0.1:5000/");
    let in_actions = |changes: &[_]| request(&in_actions(changes)).place.registry.to_string();
    assert_eq!(in_actions(&[("INPUT_TAGS", "pr-*")]), "https://ghcr.io/");
}

#[test]
fn a_token_for_another_server_goes_to_no_registry_but_that_servers() {
    let registry = |changes: &[_]| sound(changes).place.registry.to_string();
    let runner = ("GITHUB_SERVER_URL", "https://github.com");
    for (api, expected) in [
        ("https://ghes.example/api/v3", "https://containers.ghes.example/"),
        ("https://api.octo.ghe.com", "https://containers.octo.ghe.com/"),
        ("http://127.0.0.1:8080/api/v3", "http://127.0.0.1:8080/"),
    ] {
        assert_eq!(registry(&[runner, ("INPUT_API_URL", api)]), expected);
        assert_eq!(registry(&[("GITHUB_API_URL", api)]), expected);
    }
}

#[test]
fn what_is_no_registrys_address_is_an_error() {
    for address in [
        "http://containers.ghes.example",
        "https://octo:pass@ghcr.io",
        "https://ghcr.io/octo/app",
        "https://ghcr.io/v2",
        "https://ghcr.io?x",
        "https://github.com",
        "ghcr.io",
        "none",
    ] {
        assert_eq!(problem(&[("INPUT_REGISTRY_URL", address)]).input, "registry-url");
    }
}

#[test]
fn an_address_that_the_token_must_not_go_to_is_an_error() {
    for address in [
        "http://ghes.example/api/v3",
        "https://octo:pass@ghes.example",
        "https://ghes.example?x",
        "ghes.example",
        "https://github.com",
        "none",
    ] {
        assert_eq!(problem(&[("INPUT_API_URL", address)]).input, "api-url");
        assert_eq!(problem(&[("GITHUB_API_URL", address)]).input, "api-url");
    }
}
