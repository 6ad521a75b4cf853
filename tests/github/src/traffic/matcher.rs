//! Telling requests apart.

use std::fmt;
use std::sync::Arc;

use http::Method;

use super::ledger::Request;

/// Which requests something is about, and from which match on.
#[derive(Clone)]
pub struct Matcher {
    test: Arc<dyn Fn(&Request) -> bool + Send + Sync>,
    nth: u64,
}

impl Matcher {
    /// Those for which `test` says so.
    pub fn new(test: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        Self { test: Arc::new(test), nth: 1 }
    }

    /// From the `n`th match on, counted from 1 and from when the matcher was handed over.
    #[must_use]
    pub fn nth(self, n: u64) -> Self {
        Self { nth: n, ..self }
    }

    pub(super) fn matches(&self, request: &Request) -> bool {
        (self.test)(request)
    }

    /// Whether the matcher's turn has come, `seen` matches having been counted.
    pub(super) fn is_due(&self, seen: u64) -> bool {
        seen >= self.nth
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matcher").field("nth", &self.nth).finish_non_exhaustive()
    }
}

/// Requests with this method whose path and query, as they arrived, contain `part`.
pub fn matching(method: Method, part: &str) -> Matcher {
    let part = part.to_owned();
    Matcher::new(move |request| request.method == method && request.target().contains(&part))
}

/// All requests.
pub fn any() -> Matcher {
    Matcher::new(|_| true)
}
