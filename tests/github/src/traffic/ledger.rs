//! The ledger of requests.

use http::Method;
use jiff::Timestamp;

use super::faults::Fault;
use crate::api::Authorization;

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// Position in the ledger, from 1, in the order of arrival.
    pub seq: u64,
    /// When it arrived, in the world's time.
    pub at: Timestamp,
    /// Its method.
    pub method: Method,
    /// Its path as it arrived, percent-encoding and all.
    pub path: String,
    /// Its query as it arrived, without the question mark.
    pub query: String,
    /// What kind of credentials it carried.
    pub authorization: Authorization,
    /// Its `Accept` header.
    pub accept: Option<String>,
    /// Its `User-Agent` header.
    pub user_agent: Option<String>,
    /// Its `If-None-Match` header.
    pub if_none_match: Option<String>,
    /// The status that answered it; `None` where no answer was sent.
    pub status: Option<u16>,
    /// The fault that was done to it.
    pub fault: Option<Fault>,
}

impl Request {
    /// Path and query as they arrived.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Method and path, for assertions.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}
