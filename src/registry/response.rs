//! An answer, read to its end or to a limit.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};

use super::challenge::{Challenge, bearer_challenge};
use super::manifest::LARGEST_MANIFEST;
use super::reading::ReadFailure;
use super::refusal::{Refusal, classify};
use super::tries::Setback;
use crate::transport::told_with_causes;

/// How much of a refusal is read, in bytes. Registries' are below 1 KiB; pages of proxies are longer, and
/// only their beginnings are quoted.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// An answer, whole.
pub(super) struct Response {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// Reads an answer. A refusal that is longer than what is worth quoting is cut off; anything else
    /// that is larger than a manifest can be is a setback.
    pub(super) async fn read(mut answer: reqwest::Response) -> Result<Self, Setback> {
        let status = answer.status();
        let limit = if status.is_success() { LARGEST_MANIFEST } else { LARGEST_REFUSAL };
        let mut body = Vec::new();
        loop {
            let chunk = answer.chunk().await.map_err(|error| Setback::Trouble {
                asked: None,
                why: format!("the registry's answer broke off: {}", told_with_causes(error)),
            })?;
            let Some(chunk) = chunk else { break };
            let room = limit - body.len();
            if chunk.len() > room && status.is_success() {
                return Err(Setback::Refused(ReadFailure::lasting(format!(
                    "the answer is larger than the {LARGEST_MANIFEST} bytes that a manifest can have"
                ))));
            }
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() == limit && !status.is_success() {
                break;
            }
        }
        Ok(Self { status, headers: answer.headers().clone(), body })
    }

    pub(super) fn refusal(&self) -> Refusal {
        classify(self.status.as_u16(), self.header(&RETRY_AFTER), &self.body)
    }

    /// What the body is said to be; empty where nothing is said.
    pub(super) fn content_type(&self) -> &str {
        self.header(&CONTENT_TYPE).unwrap_or_default()
    }

    /// The digest that the registry says a manifest has.
    ///
    /// Source: OCI distribution specification, `Docker-Content-Digest`.
    pub(super) fn digest(&self) -> Option<&str> {
        self.headers.get("docker-content-digest")?.to_str().ok()
    }

    /// The demand for a token, where there is one.
    pub(super) fn challenge(&self) -> Option<Challenge> {
        let headers = self.headers.get_all(WWW_AUTHENTICATE);
        headers.iter().filter_map(|value| value.to_str().ok()).find_map(bearer_challenge)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What kept an answer from coming.
pub(super) fn no_answer(error: reqwest::Error) -> Setback {
    let what = if error.is_connect() { "no connection to" } else { "no answer from" };
    Setback::Trouble {
        asked: None,
        why: format!("{what} the registry: {}", told_with_causes(error)),
    }
}
