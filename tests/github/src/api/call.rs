//! A request to the API, and who sent it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::answer::{Answer, DOCS};
use crate::world::{Token, TokenKind, World};

/// A request, as far as answers depend on it.
#[derive(Debug)]
pub(crate) struct Call<'r> {
    pub(crate) method: &'r Method,
    /// As it arrived, percent-encoding and all, without the API's prefix.
    pub(crate) path: &'r str,
    pub(crate) query: Query,
    pub(crate) headers: &'r HeaderMap,
    /// Where the API's paths begin, without a slash at the end.
    pub(crate) base: &'r str,
}

/// The pairs of a query, decoded, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(raw: &str) -> Self {
        let pairs = raw.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key), decoded(&value.replace('+', " ")))
        });
        Self(pairs.collect())
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Who shares one allowance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Account {
    /// Nobody: by address, so all of them here.
    Anonymous,
    /// A user, all personal tokens together.
    User(u64),
    /// The workflows of a repository.
    Repository(String),
    /// An installation of an App.
    Installation(u64),
}

/// Who is calling.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) token: Option<Token>,
    pub(crate) account: Account,
}

/// What kind of credentials came with a request. Never the credentials themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// None.
    None,
    /// A classic personal access token.
    Classic,
    /// A workflow's `GITHUB_TOKEN`.
    Workflow,
    /// An installation token of a GitHub App.
    Installation,
    /// A fine-grained personal access token.
    FineGrained,
    /// A token that the registry gave out.
    Registry,
    /// Something that the world does not know.
    Unknown,
}

impl Caller {
    /// Who a request comes from: `Bearer`, `token` and Basic (token as the password) all serve.
    pub(crate) fn of(headers: &HeaderMap, world: &World) -> Result<Self, Answer> {
        let Some(text) = credentials(headers) else {
            return Ok(Self { token: None, account: Account::Anonymous });
        };
        let Some(token) = world.token(&text) else {
            return Err(Answer::error(StatusCode::UNAUTHORIZED, "Bad credentials", DOCS));
        };
        Ok(Self { account: account_of(token, world), token: Some(token.clone()) })
    }

    pub(crate) fn authorization(&self) -> Authorization {
        self.token.as_ref().map_or(Authorization::None, authorization_of)
    }
}

pub(crate) fn authorization_of(token: &Token) -> Authorization {
    match token.kind {
        TokenKind::Classic { .. } => Authorization::Classic,
        TokenKind::Workflow { .. } => Authorization::Workflow,
        TokenKind::Installation { .. } => Authorization::Installation,
        TokenKind::FineGrained { .. } => Authorization::FineGrained,
    }
}

pub(crate) fn account_of(token: &Token, world: &World) -> Account {
    match &token.kind {
        TokenKind::Classic { login, .. } | TokenKind::FineGrained { login } => {
            Account::User(world.owner(login).map_or(0, |owner| owner.id))
        }
        TokenKind::Workflow { repository, .. } => Account::Repository(repository.to_lowercase()),
        TokenKind::Installation { id } => Account::Installation(*id),
    }
}

/// The token's text, however it was sent.
pub(crate) fn credentials(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ').unwrap_or(("", value));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(basic_password(rest).unwrap_or_default());
    }
    Some(rest.trim().to_owned())
}

/// The password of Basic credentials.
pub(crate) fn basic_password(encoded: &str) -> Option<String> {
    let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    plain.split_once(':').map(|(_, password)| password.to_owned())
}
