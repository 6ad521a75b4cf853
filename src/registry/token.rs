//! The registry's own tokens.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderValue;
use serde::Deserialize;

/// How long a token is good that does not say so, and the least that any is. ghcr.io does not say.
///
/// Source: the distribution project's token authentication specification, `expires_in`.
const GOOD_FOR: Duration = Duration::from_mins(1);

/// A token that the registry gave for one repository. It can't be printed.
#[derive(Clone)]
pub(super) struct RegistryToken {
    /// `Bearer …`, marked as sensitive.
    header: HeaderValue,
    good_until: Timestamp,
}

impl fmt::Debug for RegistryToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryToken").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    token: Option<String>,
    access_token: Option<String>,
    expires_in: Option<u64>,
}

impl RegistryToken {
    /// The token in the answer of a registry's token service; `None` where there is none that can be
    /// sent. Nothing of the answer may be quoted, since it holds the token.
    pub(super) fn parse(body: &[u8], now: Timestamp) -> Option<Self> {
        let Answer { token, access_token, expires_in } = serde_json::from_slice(body).ok()?;
        let token = [token, access_token].into_iter().flatten().find(|token| !token.is_empty())?;
        let mut header = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
        header.set_sensitive(true);
        let good_for = expires_in.map(Duration::from_secs).unwrap_or_default().max(GOOD_FOR);
        let good_for = SignedDuration::try_from(good_for).unwrap_or(SignedDuration::MAX);
        let good_until = now.saturating_add(good_for).unwrap_or(now);
        Some(Self { header, good_until })
    }

    pub(super) fn is_good(&self, now: Timestamp) -> bool {
        now < self.good_until
    }

    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().expect("a time")
    }

    fn good_for(body: &str) -> Option<i64> {
        let token = RegistryToken::parse(body.as_bytes(), now())?;
        assert!(token.is_good(now()));
        assert!(!token.is_good(token.good_until));
        Some(token.good_until.duration_since(now()).as_secs())
    }

    #[test]
    fn a_token_is_good_for_as_long_as_it_says_but_a_minute_at_least() {
        for (body, seconds) in [
            (r#"{"token":"t"}"#, 60),
            (r#"{"access_token":"t","expires_in":300}"#, 300),
            (r#"{"token":"","access_token":"t","expires_in":5}"#, 60),
            (r#"{"token":"t","expires_in":0,"issued_at":"x"}"#, 60),
        ] {
            assert_eq!(good_for(body), Some(seconds), "{body}");
        }
        assert!(good_for(r#"{"token":"t","expires_in":18446744073709551615}"#).is_some());
    }

    #[test]
    fn what_holds_no_token_is_none() {
        for body in
            ["", "{}", "null", r#"{"token":""}"#, r#"{"token":7}"#, r#"{"token":"a\nb"}"#, "<html>"]
        {
            assert_eq!(good_for(body), None, "{body}");
        }
    }

    #[test]
    fn a_token_cannot_be_printed() {
        let token = RegistryToken::parse(br#"{"token":"hush"}"#, now()).expect("a token");
        assert_eq!(token.header(), "Bearer hush");
        for text in [format!("{token:?}"), format!("{token:#?}"), format!("{:?}", token.header())] {
            assert!(!text.contains("hush"), "{text}");
        }
    }
}
