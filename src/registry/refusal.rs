//! What a registry means when it does not give what was asked for.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::hint::hint_in;

/// How much of a body that is no registry's error is quoted, in characters.
const QUOTED: usize = 200;

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) kind: RefusalKind,
    /// The HTTP status.
    pub(super) status: u16,
    /// What the registry said. Foreign text.
    pub(super) said: String,
}

/// What an answer that is no success means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusalKind {
    /// 401: a token is wanted, or another one.
    Unauthorized,
    /// The registry does not know the manifest.
    ManifestUnknown,
    /// The registry has the manifest, in a kind that was not accepted.
    NotAccepted,
    /// It was asked too often, and wants so long a pause, where it says so.
    Limited { asked: Option<Duration> },
    /// The server failed.
    ServerError { asked: Option<Duration> },
    /// Anything else.
    Other,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if self.said.is_empty() { Ok(()) } else { write!(f, " {}", self.said) }
    }
}

/// A registry's error.
///
/// Source: OCI distribution specification, "Error Codes".
#[derive(Deserialize)]
struct Errors {
    errors: Vec<Error>,
}

#[derive(Deserialize)]
struct Error {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// Tells what an answer that is no success means, by its status, its `Retry-After` header and its body.
pub(super) fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Refusal {
    const UNAUTHORIZED: u16 = 401;
    const NOT_FOUND: u16 = 404;
    const REQUEST_TIMEOUT: u16 = 408;
    const TOO_MANY_REQUESTS: u16 = 429;
    let errors: Vec<Error> =
        serde_json::from_slice(body).map(|Errors { errors }| errors).unwrap_or_default();
    let all_are = |code: &str| !errors.is_empty() && errors.iter().all(|error| error.code == code);
    let asked = || {
        let header = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        header.max(hint_in(&String::from_utf8_lossy(body)))
    };
    let kind = match status {
        UNAUTHORIZED => RefusalKind::Unauthorized,
        TOO_MANY_REQUESTS => RefusalKind::Limited { asked: asked() },
        _ if all_are("TOOMANYREQUESTS") => RefusalKind::Limited { asked: asked() },
        // "OCI index found, but Accept header does not support OCI indexes" comes with the same code
        // as what is really not there.
        NOT_FOUND if all_are("MANIFEST_UNKNOWN") => {
            let speaks_of_accept = |error: &Error| error.message.to_lowercase().contains("accept");
            if errors.iter().any(speaks_of_accept) {
                RefusalKind::NotAccepted
            } else {
                RefusalKind::ManifestUnknown
            }
        }
        REQUEST_TIMEOUT | 500..=599 => RefusalKind::ServerError { asked: asked() },
        _ => RefusalKind::Other,
    };
    let said = match errors.first() {
        Some(Error { code, message }) if message.is_empty() => cut(code),
        Some(Error { code, message }) => cut(&format!("{code}: {message}")),
        None => cut(&String::from_utf8_lossy(body)),
    };
    Refusal { kind, status, said }
}

/// As much of a foreign text as is worth quoting, in one line.
fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(code: &str, message: &str) -> Vec<u8> {
        serde_json::json!({ "errors": [{ "code": code, "message": message }] })
            .to_string()
            .into_bytes()
    }

    fn kind(status: u16, body: &[u8]) -> RefusalKind {
        classify(status, None, body).kind
    }

    #[test]
    fn every_status_has_a_meaning() {
        for status in 300..=599 {
            let expected = match status {
                401 => RefusalKind::Unauthorized,
                429 => RefusalKind::Limited { asked: None },
                408 | 500..=599 => RefusalKind::ServerError { asked: None },
                _ => RefusalKind::Other,
            };
            for body in [&b""[..], b"<html>", b"{}", br#"{"errors":[]}"#, br#"{"errors":{}}"#] {
                assert_eq!(kind(status, body), expected, "{status}");
            }
        }
    }

    #[test]
    fn only_the_code_makes_a_manifest_unknown() {
        let unknown = errors("MANIFEST_UNKNOWN", "manifest unknown");
        assert_eq!(kind(404, &unknown), RefusalKind::ManifestUnknown);
        let bare = br#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;
        assert_eq!(kind(404, bare), RefusalKind::ManifestUnknown);
        assert_eq!(kind(403, &unknown), RefusalKind::Other);
        assert_eq!(kind(500, &unknown), RefusalKind::ServerError { asked: None });
        for other in [
            errors("NAME_UNKNOWN", "repository name not known to registry"),
            errors("manifest unknown", "MANIFEST_UNKNOWN"),
            br#"{"errors":[{"code":"MANIFEST_UNKNOWN"},{"code":"DENIED"}]}"#.to_vec(),
            b"MANIFEST_UNKNOWN".to_vec(),
            br#"{"message":"Not Found"}"#.to_vec(),
        ] {
            assert_eq!(kind(404, &other), RefusalKind::Other);
        }
    }

    #[test]
    fn h19_what_was_found_but_not_accepted_is_not_unknown() {
        for message in [
            "OCI index found, but Accept header does not support OCI indexes",
            "OCI manifest found, but accept header does not support OCI manifests",
        ] {
            let found = kind(404, &errors("MANIFEST_UNKNOWN", message));
            assert_eq!(found, RefusalKind::NotAccepted, "{message}");
        }
    }

    #[test]
    fn a_limit_says_how_long_in_its_body_or_its_header() {
        let hint = "retry-after: 10.305464ms, allowed: 2000/minute";
        let body = errors("TOOMANYREQUESTS", hint);
        for (status, retry_after, body, nanoseconds) in [
            (429, None, &*body, Some(10_305_464)),
            (403, None, &*body, Some(10_305_464)),
            (429, None, hint.as_bytes(), Some(10_305_464)),
            (429, Some("2"), &*body, Some(2_000_000_000)),
            (429, Some(" 1 "), b"", Some(1_000_000_000)),
            (429, Some("Wed, 21 Oct 2026 07:28:00 GMT"), b"", None),
        ] {
            let asked = nanoseconds.map(Duration::from_nanos);
            let found = classify(status, retry_after, body).kind;
            assert_eq!(found, RefusalKind::Limited { asked }, "{status} {retry_after:?}");
        }
        let asked = Some(Duration::from_secs(3));
        let found = classify(503, Some("3"), b"").kind;
        assert_eq!(found, RefusalKind::ServerError { asked });
    }

    #[test]
    fn what_was_said_is_quoted_in_one_line_and_in_part() {
        let shown = |status, body: &[u8]| classify(status, None, body).to_string();
        assert_eq!(shown(404, &errors("NAME_UNKNOWN", "no such")), "404 NAME_UNKNOWN: no such");
        assert_eq!(shown(403, &errors("DENIED", "")), "403 DENIED");
        assert_eq!(shown(502, b"<html>\r\n <h1>Bad\tgateway"), "502 <html> <h1>Bad gateway");
        assert_eq!(shown(500, b""), "500");
        assert!(shown(500, "ö".repeat(9_000).as_bytes()).chars().count() < 210);
        assert_eq!(shown(500, b"\xff"), "500 \u{fffd}");
    }
}
