//! Where the container registry is.

use url::{Host, Url};

use super::address::{NoAddress, address, is_this_machine, is_web_site};

/// The registry of github.com.
const GITHUB_COM: &str = "https://ghcr.io";

/// What an address of a registry may look like.
pub(super) const EXAMPLE: &str = "https://containers.HOST";

/// The registry's address: a host, and a port where it has its own.
pub(super) fn registry_url(text: &str) -> Result<Url, NoAddress> {
    let url = address(text)?;
    if is_web_site(&url) {
        return Err(NoAddress::WebSite(GITHUB_COM));
    }
    if url.path() == "/" { Ok(url) } else { Err(NoAddress::Path) }
}

/// The address of the registry that belongs to the API's server.
///
/// `server` is what the runner says of its server, and only to be given where the API is that
/// server's: the token must not go to a registry of somebody else.
pub(super) fn default_registry_url(api: &Url, server: Option<&str>) -> String {
    let server = server.and_then(|server| Url::parse(server).ok());
    registry_of(&server.unwrap_or_else(|| server_of(api)))
}

/// The registry of a server. github.com has `ghcr.io`; GHE.com, and GitHub Enterprise Server with
/// subdomain isolation, have `containers.` before the host. A server without a name of its own has no
/// subdomains, so it is asked itself.
///
/// Source: GitHub's documentation of subdomain isolation and of data residency.
fn registry_of(server: &Url) -> String {
    let mut registry = server.clone();
    match server.host() {
        Some(Host::Domain(_)) if is_web_site(server) => return GITHUB_COM.to_owned(),
        Some(Host::Domain(host)) if !is_this_machine(server) => {
            // What is too long for a host's name stays as it is, and is nobody's registry.
            registry.set_host(Some(&format!("containers.{host}"))).ok();
        }
        _ => {}
    }
    registry.origin().ascii_serialization()
}

/// The server that an API belongs to: what [`super::api_url::default_api_url`] makes of a server, back.
fn server_of(api: &Url) -> Url {
    let mut server = api.clone();
    let host = api.host_str().and_then(|host| host.strip_prefix("api."));
    if let Some(host) = host.filter(|host| *host == "github.com" || host.ends_with(".ghe.com")) {
        // A part of a host's name is a host's name.
        server.set_host(Some(host)).ok();
    }
    server
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_server_has_its_registry() {
        for (server, expected) in [
            ("https://github.com", "https://ghcr.io"),
            ("https://GitHub.com/", "https://ghcr.io"),
            ("https://octo.ghe.com", "https://containers.octo.ghe.com"),
            ("https://ghes.example/", "https://containers.ghes.example"),
            ("https://https:8443", "https://containers.https:8443"),
            ("http://ghes.example", "http://containers.ghes.example"),
            ("https://10.0.0.1", "https://10.0.0.1"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:8080/", "http://localhost:8080"),
        ] {
            assert_eq!(registry_of(&Url::parse(server).unwrap()), expected, "{server}");
        }
    }

    #[test]
    fn the_registry_of_an_api_is_that_of_its_server() {
        for (api, expected) in [
            ("https://api.github.com", "https://ghcr.io"),
            ("https://api.octo.ghe.com/", "https://containers.octo.ghe.com"),
            ("https://ghes.example/api/v3", "https://containers.ghes.example"),
            ("https://api.ghes.example:8443/x", "https://containers.api.ghes.example:8443"),
            ("http://127.0.0.1:8080/api/v3", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(default_registry_url(&Url::parse(api).unwrap(), None), expected, "{api}");
        }
    }

    #[test]
    fn the_runners_server_comes_first_and_what_is_no_url_is_passed_over() {
        let api = Url::parse("https://ghes.example/api/v3").unwrap();
        let registry = |server| default_registry_url(&api, Some(server));
        assert_eq!(registry("https://git.example"), "https://containers.git.example");
        assert_eq!(registry("git.example"), "https://containers.ghes.example");
    }

    #[test]
    fn a_registry_is_a_host_alone() {
        for (text, expected) in [
            ("https://ghcr.io/v2", NoAddress::Path),
            ("https://ghcr.io/octo/app", NoAddress::Path),
            ("https://ghcr.io/?a", NoAddress::Tail),
            ("https://octo@ghcr.io", NoAddress::Credentials),
            ("http://ghcr.io", NoAddress::Scheme),
            ("https://github.com", NoAddress::WebSite(GITHUB_COM)),
            ("ghcr.io", NoAddress::Malformed(url::ParseError::RelativeUrlWithoutBase)),
        ] {
            assert_eq!(registry_url(text), Err(expected), "{text}");
        }
        assert_eq!(registry_url("https://ghcr.io//").unwrap().as_str(), "https://ghcr.io/");
        assert_eq!(registry_url("http://[::1]:5000").unwrap().as_str(), "http://[::1]:5000/");
    }
}
