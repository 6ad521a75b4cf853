//! What the API's answers are read with, for fuzzing alone.

use url::Url;

use super::link::{links, on_own_origin, page_number};
use super::wire;
use crate::domain::PackageType;

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
