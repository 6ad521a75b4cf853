//! What the registry's answers are read with, for fuzzing alone.

use std::ffi::OsStr;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::cache::fuzzing as cache;
use super::host::RegistryUrl;
use super::refusal::classify;
use super::repository::{Reference, Repository};
use super::token::RegistryToken;
use crate::domain::{Digest, Login, PackageName};

/// The names of a folder and of a file in the cache.
pub(crate) fn cached_name(folder: &str, file: &str) {
    cache::name_of_a_file(OsStr::new(folder), OsStr::new(file));
}

/// A refusal, its first line the `Retry-After` header.
///
/// # Panics
/// When more of what it says is kept than anybody reads, or when it is more than one line.
pub(crate) fn refusal(head: &str, body: &str) {
    for status in [401, 403, 404, 408, 429, 500] {
        let refusal = classify(status, head.lines().next(), body.as_bytes());
        assert!(refusal.said.chars().count() <= 201, "a text without end");
        assert!(!refusal.said.contains('\n'), "more than one line");
    }
}

/// The answer of a token service.
///
/// # Panics
/// When the token can be printed.
pub(crate) fn token(body: &[u8]) {
    let Some(token) = RegistryToken::parse(body, Timestamp::UNIX_EPOCH) else { return };
    let shown = format!("{token:?} {:?}", token.header());
    let said: Option<Value> = serde_json::from_slice(body).ok();
    for key in ["token", "access_token"] {
        let text = said.as_ref().and_then(|said| said[key].as_str()).unwrap_or_default();
        // What is short stands in any text.
        assert!(text.len() < 12 || !shown.contains(text), "the token is shown");
    }
    assert!(token.is_good(Timestamp::UNIX_EPOCH), "no token is bad at once");
}

/// The names of an owner and of a package on their way into a path.
///
/// # Panics
/// When they lead out of where manifests are.
pub(crate) fn path(owner: &str, name: &str) {
    let root = "https://ghcr.io/";
    let registry = Url::parse(root).ok().and_then(|url| RegistryUrl::at(url).ok());
    let repository = Repository::new(&Login::new(owner), &PackageName::new(name));
    let (Some(registry), Ok(repository)) = (registry, repository) else { return };
    let digest = Digest::from_bytes([7; 32]);
    let url = repository.manifest_url(&registry, &Reference::Digest(digest));
    let path = url.as_str().strip_prefix("https://ghcr.io/v2/");
    let parts = path.and_then(|path| path.strip_suffix(&format!("/manifests/{digest}")));
    let count = parts.map(|parts| parts.split('/').count());
    let expected = owner.split('/').count() + name.split('/').count();
    assert_eq!(count, Some(expected), "{owner:?} and {name:?} lead to {url}");
}
