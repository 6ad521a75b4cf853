//! An answer before it is put on the wire.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;

/// Where GitHub's errors point when no operation is concerned.
pub(crate) const DOCS: &str = "https://docs.github.com/rest";

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// Boxed: answers are passed as errors too.
    pub(crate) headers: Box<HeaderMap>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn no_content() -> Self {
        Self::bytes(StatusCode::NO_CONTENT, None, Bytes::new())
    }

    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Only a map with keys that are no text fails here, and no answer has one.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::bytes(status, Some("application/json; charset=utf-8"), body.into())
    }

    pub(crate) fn bytes(
        status: StatusCode,
        content_type: Option<&'static str>,
        body: Bytes,
    ) -> Self {
        let mut answer = Self { status, headers: Box::default(), body };
        if let Some(content_type) = content_type {
            answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        answer
    }

    /// GitHub's shape of an error.
    pub(crate) fn error(status: StatusCode, message: &str, documentation_url: &str) -> Self {
        let body = json!({
            "message": message,
            "documentation_url": documentation_url,
            "status": status.as_str(),
        });
        Self::json(status, &body)
    }

    /// A path that GitHub does not route.
    pub(crate) fn not_found() -> Self {
        Self::error(StatusCode::NOT_FOUND, "Not Found", DOCS)
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
    }
}
