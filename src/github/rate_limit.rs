//! What an answer's headers tell about the token: its hour, and its scopes.

use jiff::Timestamp;
use reqwest::header::HeaderMap;

/// The hour's budget of a token, by the `x-ratelimit-*` headers of one answer. A server that limits
/// nothing (the default of GitHub Enterprise Server) sends none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests an hour.
    pub limit: u64,
    /// Those that are left.
    pub remaining: u64,
    /// When all of them are there again.
    pub reset: Timestamp,
}

impl RateLimit {
    /// What the headers say, where they say all of it.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let reset = i64::try_from(number("x-ratelimit-reset")?).ok()?;
        Some(Self {
            limit: number("x-ratelimit-limit")?,
            remaining: number("x-ratelimit-remaining")?,
            reset: Timestamp::from_second(reset).ok()?,
        })
    }
}

/// The scopes of a classic token, by `x-oauth-scopes`. `None` for other kinds of tokens, of which
/// GitHub tells nothing; an empty list for a classic token without any.
pub(super) fn scopes(headers: &HeaderMap) -> Option<Vec<String>> {
    let text = headers.get("x-oauth-scopes")?.to_str().ok()?;
    let words = text.split(',').map(str::trim).filter(|scope| !scope.is_empty());
    Some(words.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn the_budget_is_read_only_where_all_of_it_is_told() {
        let all = [
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1800000000"),
        ];
        let budget = RateLimit::from_headers(&headers(&all)).expect("told");
        assert_eq!((budget.limit, budget.remaining), (5000, 0));
        for missing in 0..all.len() {
            let mut some = all.to_vec();
            some.remove(missing);
            assert_eq!(RateLimit::from_headers(&headers(&some)), None);
        }
        let garbage = [all[0], all[1], ("x-ratelimit-reset", "99999999999999999999")];
        assert_eq!(RateLimit::from_headers(&headers(&garbage)), None);
    }

    #[test]
    fn scopes_are_a_list_or_unknown() {
        let of = |value| scopes(&headers(&[("x-oauth-scopes", value)]));
        assert_eq!(of("read:packages, repo"), Some(vec!["read:packages".into(), "repo".into()]));
        assert_eq!(of(""), Some(Vec::new()));
        assert_eq!(scopes(&HeaderMap::new()), None);
    }
}
