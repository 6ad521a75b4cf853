//! What the API's answers are read with, for fuzzing alone.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::endpoint::{Operation, account_url};
use super::link::{links, on_own_origin, page_number};
use super::refusal::classify;
use super::wire;
use crate::domain::{Login, Owner, PackageKey, PackageName, PackageType, VersionId};

/// A `Link` header, and where it leads.
///
/// # Panics
/// When a link leads to another origin than the API's.
pub(crate) fn link_header(text: &str) {
    let Ok(api) = Url::parse("https://api.github.com") else { return };
    let Ok(found) = links([text]) else { return };
    for target in [found.next, found.last].into_iter().flatten() {
        if let Ok(url) = on_own_origin(&target, &api, &api) {
            assert_eq!(url.origin(), api.origin());
            page_number(&url);
        }
    }
}

/// An answer's body, taken for each of the things that are read.
///
/// # Panics
/// When a version is read that has no number.
pub(crate) fn body(bytes: &[u8]) {
    for package_type in PackageType::ALL {
        if let Ok(versions) = wire::versions(package_type, bytes) {
            assert!(versions.iter().all(|version| !version.name.is_empty() || version.id.0 > 0));
        }
        wire::version(package_type, bytes).ok();
        wire::packages(package_type, bytes).ok();
        wire::package(package_type, bytes).ok();
    }
    wire::account(bytes).ok();
    wire::pull_request(bytes).ok();
    wire::pull_requests(bytes).ok();
    wire::refs(bytes).ok();
    wire::releases(bytes).ok();
}

/// A refusal, each line before an empty one a header, the rest its body.
///
/// # Panics
/// When more of a message is kept than anybody reads.
pub(crate) fn refusal(head: &str, body: &str) {
    let headers: HeaderMap = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
            Some((name, HeaderValue::from_str(value.trim()).ok()?))
        })
        .collect();
    for status in [302, 400, 401, 403, 404, 410, 422, 429, 500] {
        let refusal = classify(status, &headers, body.as_bytes());
        assert!(refusal.message.chars().count() <= 1_001, "a message without end");
        drop(refusal.problem("look".to_owned()));
    }
}

/// The names of an owner and of a package on their way into a path.
///
/// # Panics
/// When they lead to another place than that of the package.
pub(crate) fn path(owner: &str, name: &str) {
    let Ok(api) = Url::parse("https://ghes.example/api/v3") else { return };
    let login = Login::new(owner);
    if let Ok(url) = account_url(&api, &login) {
        assert!(url.as_str().starts_with("https://ghes.example/api/v3/users/"), "{url}");
        assert_eq!(url.path().split('/').count(), 5, "{url}");
    }
    let package = PackageKey { package_type: PackageType::Container, name: PackageName::new(name) };
    let operation = Operation::DeleteVersion(&package, VersionId(42));
    if let Ok(url) = operation.url(&api, &Owner::Organization(login)) {
        let path = url.as_str().strip_prefix("https://ghes.example/api/v3/orgs/");
        let parts: Vec<&str> = path.unwrap_or_default().split('/').collect();
        let is_there = matches!(parts[..], [_, "packages", "container", _, "versions", "42"]);
        assert!(is_there, "{owner:?} and {name:?} lead to {url}");
    }
}
