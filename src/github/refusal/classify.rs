//! From an answer to the kind of refusal that it is. Pure.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

use super::kind::{Refusal, RefusalKind, WaitHints};
use super::token::TokenKind;

/// How much of a message is kept, in characters. GitHub's are a sentence or two.
const MESSAGE_LIMIT: usize = 1000;

/// Tells what kind of refusal an answer is. Takes any status and any body, GitHub's or not: a proxy
/// or a wrong `api-url` may have answered in its place. Whom it was given to is not in it:
/// [`Refusal::given_to`].
pub fn classify(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let said = Said::read(status, body);
    let wait = wait_hints(headers);
    let kind = kind(status, headers, &said, wait);
    let Said { message, documentation_url, .. } = said;
    Refusal { kind, status, message, documentation_url, wait, token: TokenKind::Other }
}

fn kind(status: u16, headers: &HeaderMap, said: &Said, wait: WaitHints) -> RefusalKind {
    match status {
        300..=399 => RefusalKind::Redirect { location: text_of(headers, LOCATION.as_str()) },
        400 => bad_request(said),
        401 => RefusalKind::BadCredentials,
        403 | 429 => forbidden(status, headers, said, wait),
        404 => not_found(said),
        410 => RefusalKind::UnsupportedApiVersion,
        500..=599 => RefusalKind::ServerError,
        _ => RefusalKind::Other,
    }
}

fn bad_request(said: &Said) -> RefusalKind {
    let about_listing =
        said.documentation_url.as_ref().is_none_or(|url| url.contains("list-packages"));
    if said.has("last tagged version") {
        RefusalKind::LastTaggedVersion
    } else if said.has("last version of a package") {
        RefusalKind::LastVersion
    } else if said.has("downloads cannot be deleted") || said.has("5000 downloads") {
        RefusalKind::TooManyDownloads
    } else if said.has("invalid argument") && about_listing {
        RefusalKind::ListingNotForThisToken
    } else if said.has("per_page") && said.has("10000") {
        RefusalKind::PageTooDeep
    } else if said.has("api version") || said.has("x-github-api-version") {
        RefusalKind::UnsupportedApiVersion
    } else {
        RefusalKind::Other
    }
}

/// What a 403 or a 429 means. Texts that speak of rights come first: such a refusal may well be the
/// one that used up the hour's last request, and waiting would not help it.
fn forbidden(status: u16, headers: &HeaderMap, said: &Said, wait: WaitHints) -> RefusalKind {
    if said.has("resource not accessible by integration") {
        return RefusalKind::NotAccessibleByIntegration;
    }
    if said.has("resource not accessible by personal access token") {
        return RefusalKind::NotAccessibleByFineGrainedToken;
    }
    if said.has("you need at least") && said.has("scope") {
        return RefusalKind::ScopeMissing { scope: said.scope() };
    }
    let sso = text_of(headers, "x-github-sso").filter(|sso| sso.starts_with("required"));
    if sso.is_some() || said.has("saml enforcement") {
        let url = sso.and_then(|sso| sso.split_once("url=").map(|(_, url)| url.trim().to_owned()));
        return RefusalKind::SamlRequired { url };
    }
    if said.has("login attempts") {
        return RefusalKind::BadCredentials;
    }
    let about_secondary = |text: &str| text.contains("secondary-rate-limit");
    if said.has("secondary rate")
        || said.has("abuse detection")
        || said.documentation_url.as_deref().is_some_and(about_secondary)
    {
        return RefusalKind::SecondaryRateLimit;
    }
    if wait.reset.is_some() || nothing_remains(headers) || said.has("api rate limit exceeded") {
        return RefusalKind::PrimaryRateLimit;
    }
    if status == 429 || wait.retry_after.is_some() {
        return RefusalKind::SecondaryRateLimit;
    }
    RefusalKind::Other
}

fn not_found(said: &Said) -> RefusalKind {
    if said.has("package version not found") {
        RefusalKind::VersionNotFound
    } else if said.has("package not found") {
        RefusalKind::PackageNotFound
    } else {
        RefusalKind::RouteNotFound
    }
}

fn wait_hints(headers: &HeaderMap) -> WaitHints {
    let number = |name: &str| text_of(headers, name)?.parse::<u32>().ok();
    let reset = number("x-ratelimit-reset").filter(|_| nothing_remains(headers));
    WaitHints {
        retry_after: number(RETRY_AFTER.as_str())
            .map(|seconds| Duration::from_secs(seconds.into())),
        reset: reset.and_then(|seconds| Timestamp::from_second(seconds.into()).ok()),
    }
}

fn nothing_remains(headers: &HeaderMap) -> bool {
    text_of(headers, "x-ratelimit-remaining").is_some_and(|remaining| remaining == "0")
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.trim().to_owned())
}

/// What the body of an answer says.
struct Said {
    message: String,
    /// The message in lower case, for comparing.
    lower: String,
    documentation_url: Option<String>,
}

impl Said {
    fn read(status: u16, body: &[u8]) -> Self {
        let parsed: Option<Value> = serde_json::from_slice(body).ok();
        let text_at = |key: &str| parsed.as_ref()?.get(key)?.as_str().map(str::to_owned);
        let mut message = match text_at("message") {
            Some(message) => message,
            None => Self::without_message(status, body),
        };
        let errors = parsed.as_ref().and_then(|parsed| parsed.get("errors"));
        if let Some(errors) = errors.filter(|errors| !errors.is_null()) {
            message.push(' ');
            message.push_str(&errors.to_string());
        }
        let message: String = message.chars().take(MESSAGE_LIMIT).collect();
        let lower = message.to_lowercase();
        Self { message, lower, documentation_url: text_at("documentation_url") }
    }

    /// What to quote from a body that is not GitHub's JSON.
    fn without_message(status: u16, body: &[u8]) -> String {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        if text.is_empty() {
            let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
            return format!("{} (without a text)", reason.unwrap_or("unknown status"));
        }
        if text.starts_with('<') {
            return match title(text) {
                Some(title) => format!("an HTML page titled \"{title}\""),
                None => "an HTML page".to_owned(),
            };
        }
        text.to_owned()
    }

    fn has(&self, part: &str) -> bool {
        self.lower.contains(part)
    }

    /// The scope in `You need at least read:packages scope to list packages.`
    fn scope(&self) -> Option<String> {
        let (_, after) = self.lower.split_once("you need at least ")?;
        let (scope, _) = after.split_once(" scope")?;
        (!scope.is_empty() && !scope.contains(' ')).then(|| scope.to_owned())
    }
}

fn title(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let length = lower[start..].find("</title>")?;
    let words: Vec<&str> = html[start..start + length].split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
            })
            .collect()
    }

    fn body(message: &str) -> Vec<u8> {
        serde_json::json!({ "message": message, "documentation_url": "https://docs.github.com/rest", "status": "x" })
            .to_string()
            .into_bytes()
    }

    fn kind_of(status: u16, pairs: &[(&'static str, &str)], message: &str) -> RefusalKind {
        classify(status, &headers(pairs), &body(message)).kind
    }

    #[test]
    fn every_refusal_that_users_meet_is_told_apart() {
        let scope = |scope: &str| RefusalKind::ScopeMissing { scope: Some(scope.to_owned()) };
        for (status, message, expected) in [
            (
                400,
                "You cannot delete the last tagged version of a package. You must delete the package instead.",
                RefusalKind::LastTaggedVersion,
            ),
            (
                400,
                "You cannot delete the last version of a package. You must delete the package instead.",
                RefusalKind::LastVersion,
            ),
            (
                400,
                "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.",
                RefusalKind::TooManyDownloads,
            ),
            (
                400,
                "The value of `per_page` multiplied by `page` cannot be greater than 10000.",
                RefusalKind::PageTooDeep,
            ),
            (400, "Unsupported API version '1999-01-01'.", RefusalKind::UnsupportedApiVersion),
            (400, "Problems parsing JSON", RefusalKind::Other),
            (401, "Bad credentials", RefusalKind::BadCredentials),
            (
                403,
                "You need at least read:packages scope to list packages.",
                scope("read:packages"),
            ),
            (
                403,
                "You need at least read:packages scope to get a package's versions.",
                scope("read:packages"),
            ),
            (
                403,
                "You need at least delete:packages scope to delete a package version.",
                scope("delete:packages"),
            ),
            (
                403,
                "Resource not accessible by integration",
                RefusalKind::NotAccessibleByIntegration,
            ),
            (
                403,
                "Resource not accessible by personal access token",
                RefusalKind::NotAccessibleByFineGrainedToken,
            ),
            (
                403,
                "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
                RefusalKind::SamlRequired { url: None },
            ),
            (
                403,
                "Maximum number of login attempts exceeded. Please try again later.",
                RefusalKind::BadCredentials,
            ),
            (403, "API rate limit exceeded for user ID 1.", RefusalKind::PrimaryRateLimit),
            (429, "API rate limit exceeded for installation ID 2.", RefusalKind::PrimaryRateLimit),
            (
                403,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                RefusalKind::SecondaryRateLimit,
            ),
            (
                403,
                "You have triggered an abuse detection mechanism.",
                RefusalKind::SecondaryRateLimit,
            ),
            (429, "Too many requests", RefusalKind::SecondaryRateLimit),
            (403, "Must have admin rights to Repository.", RefusalKind::Other),
            (404, "Package not found.", RefusalKind::PackageNotFound),
            (404, "Package version not found.", RefusalKind::VersionNotFound),
            (404, "Not Found", RefusalKind::RouteNotFound),
            (410, "This version of the API is retired.", RefusalKind::UnsupportedApiVersion),
            (422, "Validation Failed", RefusalKind::Other),
            (500, "Server Error", RefusalKind::ServerError),
            (502, "", RefusalKind::ServerError),
        ] {
            assert_eq!(kind_of(status, &[], message), expected, "{status} {message}");
        }
    }

    #[test]
    fn invalid_argument_is_about_the_token_only_where_packages_are_listed() {
        let with = |url: &str| {
            let body =
                serde_json::json!({ "message": "Invalid argument.", "documentation_url": url });
            classify(400, &HeaderMap::new(), body.to_string().as_bytes()).kind
        };
        let page = "https://docs.github.com/rest/packages/packages";
        assert_eq!(
            with(&format!("{page}#list-packages-for-an-organization")),
            RefusalKind::ListingNotForThisToken
        );
        assert_eq!(with(&format!("{page}#get-a-package")), RefusalKind::Other);
        let bare = classify(400, &HeaderMap::new(), br#"{"message":"Invalid argument."}"#);
        assert_eq!(bare.kind, RefusalKind::ListingNotForThisToken);
    }

    #[test]
    fn a_rate_limit_is_known_by_its_headers_too() {
        let reset = ("x-ratelimit-reset", "1800000000");
        for (status, pairs, expected) in [
            (403, vec![("x-ratelimit-remaining", "0"), reset], RefusalKind::PrimaryRateLimit),
            (429, vec![("x-ratelimit-remaining", "0")], RefusalKind::PrimaryRateLimit),
            (403, vec![("retry-after", "7")], RefusalKind::SecondaryRateLimit),
            (429, vec![("x-ratelimit-remaining", "12"), reset], RefusalKind::SecondaryRateLimit),
            (403, vec![("x-ratelimit-remaining", "12"), reset], RefusalKind::Other),
        ] {
            assert_eq!(kind_of(status, &pairs, "no"), expected, "{status} {pairs:?}");
        }
    }

    #[test]
    fn a_missing_right_is_no_rate_limit_although_nothing_remains_of_the_hour() {
        let nothing_left = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1800000000")];
        for (message, expected) in [
            ("Resource not accessible by integration", RefusalKind::NotAccessibleByIntegration),
            (
                "You need at least read:packages scope to list packages.",
                RefusalKind::ScopeMissing { scope: Some("read:packages".to_owned()) },
            ),
        ] {
            assert_eq!(kind_of(403, &nothing_left, message), expected);
        }
    }

    #[test]
    fn the_hints_about_waiting_are_kept() {
        let both = headers(&[
            ("retry-after", "61"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1800000000"),
        ]);
        let refusal = classify(429, &both, &body("x"));
        assert_eq!(refusal.wait.retry_after, Some(Duration::from_secs(61)));
        assert_eq!(refusal.wait.reset.map(Timestamp::as_second), Some(1_800_000_000));
        let remaining =
            headers(&[("x-ratelimit-remaining", "5"), ("x-ratelimit-reset", "1800000000")]);
        assert_eq!(classify(429, &remaining, &body("x")).wait, WaitHints::default());
        let garbage = headers(&[
            ("retry-after", "soon"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "-1"),
        ]);
        assert_eq!(classify(429, &garbage, &body("x")).wait, WaitHints::default());
    }

    #[test]
    fn the_link_for_single_sign_on_is_kept() {
        let url = "https://github.com/orgs/octo/sso?authorization_request=AB";
        let sso = headers(&[("x-github-sso", &format!("required; url={url}"))]);
        let refusal = classify(403, &sso, &body("Resource protected"));
        assert_eq!(refusal.kind, RefusalKind::SamlRequired { url: Some(url.to_owned()) });
        let partial = headers(&[("x-github-sso", "partial-results; organizations=1,2")]);
        assert_eq!(classify(403, &partial, &body("no")).kind, RefusalKind::Other);
    }

    #[test]
    fn a_redirect_says_where_it_leads() {
        let to = headers(&[("location", "https://elsewhere.example/x")]);
        for status in [301, 302, 303, 307, 308] {
            let location = Some("https://elsewhere.example/x".to_owned());
            assert_eq!(classify(status, &to, b"").kind, RefusalKind::Redirect { location });
        }
    }

    #[test]
    fn a_body_that_is_not_githubs_is_quoted_briefly() {
        let message = |body: &[u8]| classify(502, &HeaderMap::new(), body).message;
        assert_eq!(message(b""), "Bad Gateway (without a text)");
        assert_eq!(
            message(b"<!DOCTYPE html><html><head><TITLE>\n Unicorn! &middot; GitHub </TITLE>"),
            "an HTML page titled \"Unicorn! &middot; GitHub\""
        );
        assert_eq!(message(b"<html>"), "an HTML page");
        assert_eq!(message(b" upstream failed \n"), "upstream failed");
        assert_eq!(message(b"{\"error\":1}"), "{\"error\":1}");
        assert_eq!(message(b"{\"message\":5}"), "{\"message\":5}");
        assert_eq!(message(&[0xff, 0xfe]), "\u{fffd}\u{fffd}");
        assert_eq!(message("é".repeat(5000).as_bytes()).chars().count(), MESSAGE_LIMIT);
        assert_eq!(
            message(br#"{"message":"Validation Failed","errors":[{"code":"taken"}]}"#),
            "Validation Failed [{\"code\":\"taken\"}]"
        );
    }

    #[test]
    fn githubs_message_and_documentation_are_kept() {
        let refusal = classify(404, &HeaderMap::new(), &body("Package not found."));
        assert_eq!(refusal.message, "Package not found.");
        assert_eq!(refusal.documentation_url.as_deref(), Some("https://docs.github.com/rest"));
        assert_eq!(refusal.to_string(), "404: Package not found. (https://docs.github.com/rest)");
    }

    #[test]
    fn every_status_has_a_kind_whatever_comes_with_it() {
        for status in 300..=599 {
            for text in [&b""[..], b"{}", b"[1]", b"null", b"<title>", b"{\"message\":\"x\""] {
                let refusal = classify(status, &HeaderMap::new(), text);
                assert_eq!(refusal.status, status);
                assert!(!refusal.message.is_empty());
                assert_eq!(refusal.kind == RefusalKind::ServerError, status >= 500, "{status}");
                let is_redirect = matches!(refusal.kind, RefusalKind::Redirect { .. });
                assert_eq!(is_redirect, status < 400, "{status}");
                let problem = refusal.problem("do it".to_owned());
                assert!(!problem.said.is_empty() && !problem.means.is_empty(), "{status}");
            }
        }
    }
}
