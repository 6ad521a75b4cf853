//! What a package is called in its registry, and the paths to its manifests.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::host::RegistryUrl;
use super::session::Access;
use crate::domain::{Digest, Login, PackageName, Tag};

/// A package's repository: `owner/package`, all in lower case, which registries demand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository(String);

/// A name that has no place in a path of a registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names nothing in a container registry: a part between slashes is empty, `.` or `..`"
)]
pub struct NoRepository(String);

/// What names a manifest within a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Digest(Digest),
    Tag(Tag),
}

/// What stays as it is within one part of a path. Everything else is percent-encoded.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Repository {
    /// The repository of an owner's package.
    pub fn new(owner: &Login, package: &PackageName) -> Result<Self, NoRepository> {
        let name = format!("{owner}/{package}").to_lowercase();
        // A URL resolves dots as steps, also when they are encoded, and would lead elsewhere.
        let is_name = |part: &str| !matches!(part, "" | "." | "..");
        if name.split('/').all(is_name) { Ok(Self(name)) } else { Err(NoRepository(name)) }
    }

    /// What a token is asked for.
    ///
    /// Source: the distribution project's token scope specification.
    pub(super) fn scope(&self, access: Access) -> String {
        match access {
            Access::Pull => format!("repository:{}:pull", self.0),
            Access::Push => format!("repository:{}:pull,push", self.0),
        }
    }

    /// Where a manifest is. Slashes in the name stay slashes, as the distribution specification
    /// has them.
    pub(super) fn manifest_url(&self, registry: &RegistryUrl, reference: &Reference) -> Url {
        let parts: Vec<String> =
            self.0.split('/').map(|part| utf8_percent_encode(part, PART).to_string()).collect();
        let mut url = registry.url().clone();
        let reference = match reference {
            Reference::Digest(digest) => digest.to_string(),
            Reference::Tag(tag) => utf8_percent_encode(tag.as_str(), PART).to_string(),
        };
        url.set_path(&format!("/v2/{}/manifests/{reference}", parts.join("/")));
        url
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Reference {
    /// The reference by a tag; `None` for what no registry takes as one.
    ///
    /// Source: OCI distribution specification, "Pulling manifests":
    /// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
    pub(super) fn of_tag(tag: &Tag) -> Option<Self> {
        let text = tag.as_str().as_bytes();
        let (first, rest) = text.split_first()?;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let sound = is_word(first)
            && rest.len() < 128
            && rest.iter().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'));
        sound.then(|| Self::Tag(tag.clone()))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => digest.fmt(f),
            Self::Tag(tag) => tag.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(owner: &str, package: &str) -> Result<Repository, NoRepository> {
        Repository::new(&Login::new(owner), &PackageName::new(package))
    }

    fn path(owner: &str, package: &str) -> String {
        let registry = RegistryUrl::at(Url::parse("https://ghcr.io").expect("a URL"));
        let digest = Digest::from_bytes([0xab; 32]);
        let url = repository(owner, package)
            .expect("a repository")
            .manifest_url(&registry.expect("a registry"), &Reference::Digest(digest));
        url.path().to_owned()
    }

    #[test]
    fn h26_names_are_lower_case_encoded_and_keep_their_slashes() {
        let tail = format!("manifests/sha256:{}", "ab".repeat(32));
        for (owner, package, expected) in [
            ("Octo-Org", "App", "/v2/octo-org/app/"),
            ("octo", "app/Web", "/v2/octo/app/web/"),
            ("octo", "a b", "/v2/octo/a%20b/"),
            ("octo", "a?b#c%2f", "/v2/octo/a%3Fb%23c%252f/"),
            ("octo", "ä", "/v2/octo/%C3%A4/"),
            ("octo", "a\\..\\b", "/v2/octo/a%5C..%5Cb/"),
        ] {
            assert_eq!(path(owner, package), format!("{expected}{tail}"), "{package}");
        }
    }

    #[test]
    fn a_name_that_would_lead_elsewhere_is_refused() {
        for package in ["", ".", "..", "../other/app", "app/../other", "app//web", "/app", "app/"] {
            assert!(repository("octo", package).is_err(), "{package}");
        }
        assert!(repository("", "app").is_err());
        assert!(repository("octo", "..app/...").is_ok());
    }

    #[test]
    fn a_token_is_asked_for_one_repository_alone() {
        let scope = repository("Octo", "App/Web").expect("a repository").scope(Access::Pull);
        assert_eq!(scope, "repository:octo/app/web:pull");
    }

    #[test]
    fn only_what_a_registry_takes_as_a_tag_is_asked_for() {
        for (tag, sound) in [
            ("latest", true),
            ("_1.2-rc.1", true),
            (&*"a".repeat(128), true),
            (&*"a".repeat(129), false),
            ("", false),
            ("..", false),
            ("-a", false),
            ("a/b", false),
            ("ä", false),
        ] {
            assert_eq!(Reference::of_tag(&Tag::new(tag)).is_some(), sound, "{tag}");
        }
    }
}
