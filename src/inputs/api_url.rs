//! Where the REST API is.

use url::Url;

use super::address::{NoAddress, address, is_web_site};

/// The REST API of github.com.
const GITHUB_COM: &str = "https://api.github.com";

/// What an address of the API may look like.
pub(super) const EXAMPLE: &str = "https://HOST/api/v3";

/// The API's address, without a slash at its end.
pub(super) fn api_url(text: &str) -> Result<Url, NoAddress> {
    let url = address(text)?;
    if is_web_site(&url) { Err(NoAddress::WebSite(GITHUB_COM)) } else { Ok(url) }
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
    fn the_web_site_is_not_the_api() {
        for text in ["https://github.com", "https://GitHub.com/", "https://www.github.com"] {
            assert_eq!(api_url(text), Err(NoAddress::WebSite(GITHUB_COM)), "{text}");
        }
        assert!(api_url("https://github.company.example/api/v3").is_ok());
    }

    #[test]
    fn a_host_in_letters_that_are_not_ascii_is_an_error_and_in_punycode_it_is_none() {
        for text in [
            "https://gi\u{307}Thub.example",
            "https://G%C4%B0THUB.example",
            "https://\u{e9}.example",
        ] {
            assert!(api_url(text).is_err(), "{text}");
        }
        assert!(api_url("https://xn--9ca.example").is_ok());
        assert_eq!(
            api_url("https://GHES.example").map(String::from),
            Ok("https://ghes.example/".to_owned())
        );
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
