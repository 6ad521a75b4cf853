//! An answer, read to its end or to a limit.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use url::Url;

use super::answer::{Failure, FailureKind};
use super::refusal::{Refusal, TokenKind, classify};
use crate::transport::told_with_causes;

/// How much of an answer is read, in bytes. A page of 100 versions has some 100 KiB; one on which
/// every version carries a thousand tags has about 3 MiB.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// How much of a refusal is read, in bytes. GitHub's are below 1 KiB; pages of proxies are longer,
/// and only their titles are quoted.
const REFUSAL_LIMIT: usize = 64 * 1024;

/// An answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Where it came from, after redirects.
    pub(super) url: Url,
    /// Why the body is not whole, where it is not.
    pub(super) broken: Option<Failure>,
    /// The token that it was given to.
    token: TokenKind,
}

impl Response {
    /// Reads an answer. A refusal that is longer than what is worth quoting is cut off.
    pub(super) async fn read(mut answer: reqwest::Response, token: TokenKind) -> Self {
        let status = answer.status();
        let limit = if status.is_success() { BODY_LIMIT } else { REFUSAL_LIMIT };
        let mut body = Vec::new();
        let broken = loop {
            match answer.chunk().await {
                Ok(None) => break None,
                Ok(Some(chunk)) if body.len() + chunk.len() <= limit => {
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) if !status.is_success() => break None,
                Ok(Some(_)) => {
                    let text = format!("more than {BODY_LIMIT} bytes");
                    break Some(Failure { kind: FailureKind::TooLarge, text });
                }
                Err(error) => break Some(Failure::in_body(error)),
            }
        };
        let (headers, url) = (answer.headers().clone(), answer.url().clone());
        Self { status, headers, body, url, broken, token }
    }

    pub(super) fn refusal(&self) -> Refusal {
        classify(self.status.as_u16(), &self.headers, &self.body).given_to(self.token)
    }

    /// A header's text, where it is there and is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The texts of all headers of this name. One that is no text comes as its readable part.
    pub(super) fn header_texts(&self, name: &str) -> Vec<String> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }
}

impl Failure {
    /// Why no answer came.
    pub(super) fn in_request(error: reqwest::Error) -> Self {
        let kind =
            if error.is_connect() { FailureKind::NotConnected } else { FailureKind::NoAnswer };
        Self { kind, text: told_with_causes(error) }
    }

    fn in_body(error: reqwest::Error) -> Self {
        Self { kind: FailureKind::BrokenOff, text: told_with_causes(error) }
    }
}
