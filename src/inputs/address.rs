//! Addresses that the token may be sent to.

use url::{Host, Url};

/// Why a text is no address that the token may be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoAddress {
    /// It is no URL.
    Malformed(url::ParseError),
    /// It has another scheme than `https`, or `http` on this machine.
    Scheme,
    /// It holds a user's name or a password.
    Credentials,
    /// It has a query or a fragment.
    Tail,
    /// It has a path, where a host alone is asked for.
    Path,
    /// It is the web site of github.com. Holds what stands at this address instead.
    WebSite(&'static str),
}

impl NoAddress {
    /// What to do, with an example of what is accepted.
    pub(super) fn advice(self, example: &str) -> String {
        match self {
            Self::Malformed(error) => {
                format!("that is no URL ({error}); write one such as `{example}`")
            }
            Self::Scheme => "write `https://`: the token is sent there, and `http://` would show it \
                             to everybody on the way (only this machine's own addresses may do without)"
                .to_owned(),
            Self::Credentials => {
                "take the user's name and password out of it; `token` is what identifies you".to_owned()
            }
            Self::Tail => "take out what begins with `?` or `#`".to_owned(),
            Self::Path => format!("take out what follows the host, as in `{example}`"),
            Self::WebSite(instead) => format!("that is the web site; write `{instead}`"),
        }
    }
}

/// The address, without a slash at its end.
pub(super) fn address(text: &str) -> Result<Url, NoAddress> {
    let mut url = Url::parse(text).map_err(NoAddress::Malformed)?;
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        _ => return Err(NoAddress::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NoAddress::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(NoAddress::Tail);
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Whether it is the web site of github.com.
pub(super) fn is_web_site(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "github.com" || host == "www.github.com")
}

/// Whether nothing that is sent there leaves this machine.
pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
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
            assert_eq!(address(text).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn the_token_goes_over_plain_http_to_this_machine_only() {
        for own in
            ["http://127.0.0.1:8080", "http://127.1.2.3", "http://[::1]:1", "http://localhost:1"]
        {
            assert!(address(own).is_ok(), "{own}");
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
            assert_eq!(address(foreign), Err(NoAddress::Scheme), "{foreign}");
        }
    }

    #[test]
    fn what_an_address_may_not_hold_is_told_apart() {
        for (text, expected) in [
            ("https://octo@ghes.example", NoAddress::Credentials),
            ("https://:secret@ghes.example", NoAddress::Credentials),
            ("https://ghes.example/api/v3?a=b", NoAddress::Tail),
            ("https://ghes.example/#x", NoAddress::Tail),
            ("ghes.example/api", NoAddress::Malformed(url::ParseError::RelativeUrlWithoutBase)),
            ("https://", NoAddress::Malformed(url::ParseError::EmptyHost)),
        ] {
            assert_eq!(address(text), Err(expected), "{text}");
        }
    }
}
