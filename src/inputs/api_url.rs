//! Where the REST API is.

use url::{Host, Url};

/// The REST API of github.com.
const GITHUB_COM: &str = "https://api.github.com";

/// Why a text is no address that the token may be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoApiUrl {
    /// It is no URL.
    Malformed(url::ParseError),
    /// It has another scheme than `https`, or `http` on this machine.
    Scheme,
    /// It holds a user's name or a password.
    Credentials,
    /// It has a query or a fragment.
    Tail,
    /// It is the web site of github.com and not its API.
    WebSite,
}

impl NoApiUrl {
    /// What to do.
    pub(super) fn advice(self) -> String {
        match self {
            Self::Malformed(error) => {
                format!("that is no URL ({error}); write one such as `https://HOST/api/v3`")
            }
            Self::Scheme => "write `https://`: the token is sent there, and `http://` would show it \
                             to everybody on the way (only this machine's own addresses may do without)"
                .to_owned(),
            Self::Credentials => {
                "take the user's name and password out of it; `token` is what identifies you".to_owned()
            }
            Self::Tail => "take out what begins with `?` or `#`".to_owned(),
            Self::WebSite => format!("that is the web site; the API of github.com is `{GITHUB_COM}`"),
        }
    }
}

/// The API's address, without a slash at its end.
pub(super) fn api_url(text: &str) -> Result<Url, NoApiUrl> {
    let mut url = Url::parse(text).map_err(NoApiUrl::Malformed)?;
    let is_private_to_this_machine = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if is_private_to_this_machine => {}
        _ => return Err(NoApiUrl::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NoApiUrl::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(NoApiUrl::Tail);
    }
    if url.host_str().is_some_and(|host| host == "github.com" || host == "www.github.com") {
        return Err(NoApiUrl::WebSite);
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// The API's address by what the runner says of itself.
///
/// GitHub's runners set both variables. Where only the server's is set, the API's follows from it:
/// `https://api.SUBDOMAIN.ghe.com` with data residency, `https://HOST/api/v3` on GitHub Enterprise
/// Server. So a token for another server than github.com never goes to github.com.
pub(super) fn default_api_url(api: Option<String>, server: Option<&str>) -> String {
    if let Some(api) = api {
        return api;
    }
    let Some(server) = server.map(|server| server.trim_end_matches('/')) else {
        return GITHUB_COM.to_owned();
    };
    match Url::parse(server).ok().as_ref().and_then(Url::host_str) {
        Some("github.com") => GITHUB_COM.to_owned(),
        Some(host) if host.ends_with(".ghe.com") => format!("https://api.{host}"),
        _ => format!("{server}/api/v3"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_slash_at_its_end() {
        for (text, expected) in [
            ("https://api.github.com", "https://api.github.com/"),
            ("https://ghes.example/api/v3/", "https://ghes.example/api/v3"),
            ("https://ghes.example:8443/api/v3//", "https://ghes.example:8443/api/v3"),
            ("HTTPS://API.octo.ghe.com/", "https://api.octo.ghe.com/"),
        ] {
            assert_eq!(api_url(text).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn the_token_goes_over_plain_http_to_this_machine_only() {
        for own in
            ["http://127.0.0.1:8080", "http://127.1.2.3", "http://[::1]:1", "http://localhost:1"]
        {
            assert!(api_url(own).is_ok(), "{own}");
        }
        for foreign in [
            "http://api.github.com",
            "http://10.0.0.1",
            "http://localhost.example",
            "http://notlocalhost",
            "http://0.0.0.0",
            "http://[::]",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert_eq!(api_url(foreign), Err(NoApiUrl::Scheme), "{foreign}");
        }
    }

    #[test]
    fn what_an_address_may_not_hold_is_told_apart() {
        for (text, expected) in [
            ("https://octo@ghes.example", NoApiUrl::Credentials),
            ("https://:secret@ghes.example", NoApiUrl::Credentials),
            ("https://ghes.example/api/v3?a=b", NoApiUrl::Tail),
            ("https://ghes.example/#x", NoApiUrl::Tail),
            ("https://github.com", NoApiUrl::WebSite),
            ("https://GitHub.com/", NoApiUrl::WebSite),
            ("ghes.example/api", NoApiUrl::Malformed(url::ParseError::RelativeUrlWithoutBase)),
            ("https://", NoApiUrl::Malformed(url::ParseError::EmptyHost)),
        ] {
            assert_eq!(api_url(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn auto_follows_the_runner_and_then_its_server() {
        let api = |text: &str| Some(text.to_owned());
        for (api, server, expected) in [
            (None, None, "https://api.github.com"),
            (None, Some("https://github.com"), "https://api.github.com"),
            (api("https://api.github.com"), Some("https://github.com"), "https://api.github.com"),
            (
                api("https://x.example/api/v3"),
                Some("https://y.example"),
                "https://x.example/api/v3",
            ),
            (None, Some("https://octo.ghe.com/"), "https://api.octo.ghe.com"),
            (None, Some("https://ghes.example/"), "https://ghes.example/api/v3"),
        ] {
            assert_eq!(default_api_url(api, server), expected);
        }
    }
}
