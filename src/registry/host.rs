//! Where the registry is.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// The root of a container registry. The token is sent to its origin and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryUrl(Url);

/// Why an address is not that of a registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryUrlError {
    /// The token would travel in the clear.
    #[error("expected an address that begins with https://, found `{0}`")]
    NotEncrypted(String),
    /// It holds more than a host and a port.
    #[error("expected a host alone, such as https://containers.example.com, found `{0}`")]
    NotARoot(String),
    /// A server that is named by a number has no subdomains.
    #[error(
        "the registry's address can't be derived from the server's, `{0}`; give it as `registry-url`"
    )]
    NotDerivable(String),
}

impl RegistryUrl {
    /// The registry that belongs to a GitHub server.
    ///
    /// github.com has `ghcr.io`. GitHub Enterprise Server with subdomain isolation and GHE.com have
    /// `containers.` before the server's host.
    ///
    /// Source: GitHub's documentation of "Enabling subdomain isolation" and of data residency.
    pub fn of_server(server: &Url) -> Result<Self, RegistryUrlError> {
        let not_derivable = || RegistryUrlError::NotDerivable(without_secrets(server));
        let Some(Host::Domain(host)) = server.host() else { return Err(not_derivable()) };
        let registry = if matches!(host, "github.com" | "www.github.com") {
            "https://ghcr.io".to_owned()
        } else {
            let port = server.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}://containers.{host}{port}", server.scheme())
        };
        Self::at(Url::parse(&registry).ok().ok_or_else(not_derivable)?)
    }

    /// The registry at this address. It must be encrypted, unless it is on this machine itself.
    pub fn at(url: Url) -> Result<Self, RegistryUrlError> {
        let encrypted = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
        if !encrypted || url.host().is_none() {
            return Err(RegistryUrlError::NotEncrypted(without_secrets(&url)));
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if bare { Ok(Self(url)) } else { Err(RegistryUrlError::NotARoot(without_secrets(&url))) }
    }

    /// The root.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The URL that `target` is, seen from `base`, provided that it is on the registry's own origin.
    pub(super) fn own(&self, base: &Url, target: &str) -> Option<Url> {
        let url = base.join(target).ok()?;
        // A user or password in the URL would take the place of ours.
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        (is_anonymous && url.origin() == self.0.origin()).then_some(url)
    }
}

impl fmt::Display for RegistryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// The address for a message: without user and password, which may be somebody's, and without what
/// comes after the path.
fn without_secrets(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    // Both fail only for addresses that can't hold a user at all.
    shown.set_username("").ok();
    shown.set_password(None).ok();
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn each_kind_of_server_has_its_registry() {
        for (server, registry) in [
            ("https://github.com", "https://ghcr.io"),
            ("https://github.com/", "https://ghcr.io"),
            ("https://GitHub.com", "https://ghcr.io"),
            ("https://octo.ghe.com", "https://containers.octo.ghe.com"),
            ("https://github.example.com", "https://containers.github.example.com"),
            ("https://git.example.com:8443", "https://containers.git.example.com:8443"),
        ] {
            let found = RegistryUrl::of_server(&url(server)).expect(server);
            assert_eq!(found.to_string(), registry, "{server}");
        }
    }

    #[test]
    fn a_server_named_by_a_number_has_no_derivable_registry() {
        for server in ["https://10.0.0.1", "http://127.0.0.1:80", "https://[::1]"] {
            let found = RegistryUrl::of_server(&url(server));
            assert!(matches!(found, Err(RegistryUrlError::NotDerivable(_))), "{server}: {found:?}");
        }
    }

    #[test]
    fn an_address_is_encrypted_unless_it_is_on_this_machine() {
        for (text, sound) in [
            ("https://ghcr.io", true),
            ("http://127.0.0.1:5000", true),
            ("http://127.9.9.9:5000", true),
            ("http://[::1]:5000", true),
            ("http://localhost:5000", true),
            ("http://ghcr.io", false),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
            ("file:///etc", false),
        ] {
            let found = RegistryUrl::at(url(text));
            assert_eq!(found.is_ok(), sound, "{text}: {found:?}");
        }
        let server = RegistryUrl::of_server(&url("http://git.example.com"));
        assert!(matches!(server, Err(RegistryUrlError::NotEncrypted(_))), "{server:?}");
    }

    #[test]
    fn an_address_holds_nothing_but_a_host() {
        for text in [
            "https://ghcr.io/v2",
            "https://ghcr.io/?a=b",
            "https://ghcr.io/#a",
            "https://octocat@ghcr.io/",
        ] {
            let found = RegistryUrl::at(url(text));
            assert!(matches!(found, Err(RegistryUrlError::NotARoot(_))), "{text}: {found:?}");
        }
    }

    #[test]
    fn an_error_shows_no_password() {
        let error =
            RegistryUrl::at(url("https://me:hush@ghcr.io/?token=hush")).expect_err("a user");
        assert!(!error.to_string().contains("hush"), "{error}");
    }

    #[test]
    fn only_the_registrys_own_origin_is_its_own() {
        let registry = RegistryUrl::at(url("https://ghcr.io")).expect("a registry");
        let base = url("https://ghcr.io/v2/a/b/manifests/latest");
        for (target, own) in [
            ("/v2/c", true),
            ("other", true),
            ("https://ghcr.io/v2/c", true),
            ("https://GHCR.io:443/v2/c", true),
            ("//ghcr.io/v2/c", true),
            ("http://ghcr.io/v2/c", false),
            ("https://ghcr.io:444/v2/c", false),
            ("https://ghcr.io.example.com/v2/c", false),
            ("https://me@ghcr.io/v2/c", false),
            ("//example.com/v2/c", false),
            ("https://", false),
        ] {
            assert_eq!(registry.own(&base, target).is_some(), own, "{target}");
        }
    }
}
