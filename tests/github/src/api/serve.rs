//! What is common to all answers of the API.

use http::header::{ETAG, IF_NONE_MATCH, USER_AGENT};
use http::{HeaderMap, Method, StatusCode};
use jiff::fmt::rfc2822::DateTimePrinter;
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, DOCS};
use super::call::{Call, Caller};
use super::route::{Route, route};
use super::{evidence, packages};
use crate::world::{Etags, TokenKind, World};

/// The versions of the API that GitHub supports in November 2026, the default first.
const API_VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];

/// Refuses what GitHub refuses before it looks at the path.
pub(crate) fn refuse_unusable(headers: &HeaderMap) -> Result<(), Answer> {
    if headers.get(USER_AGENT).is_none_or(http::HeaderValue::is_empty) {
        let text = "\r\nRequest forbidden by administrative rules. Please make sure your request \
                    has a User-Agent header (https://docs.github.com/en/rest/overview/\
                    resources-in-the-rest-api#user-agent-required). Check \
                    https://developer.github.com for other possible causes.\r\n";
        return Err(Answer::bytes(StatusCode::FORBIDDEN, Some("text/html"), text.into()));
    }
    if let Some(version) = headers.get("x-github-api-version")
        && !API_VERSIONS.iter().any(|known| version.as_bytes() == known.as_bytes())
    {
        // That it is 400 is documented, the text is an assumption.
        let message = format!(
            "{:?} is not a supported version of the GitHub REST API.",
            String::from_utf8_lossy(version.as_bytes())
        );
        let doc = "https://docs.github.com/rest/about-the-rest-api/api-versions";
        return Err(Answer::error(StatusCode::BAD_REQUEST, &message, doc));
    }
    Ok(())
}

/// Whether a request asks for a page of a list.
pub(crate) fn is_listing(method: &Method, path: &str) -> bool {
    match route(method, path) {
        Some(Route::Packages(operation)) => operation.action.is_listing(),
        Some(Route::Repository(path)) => path.subject.is_listing(),
        Some(Route::Account(_) | Route::OwnAccount | Route::RateLimit) | None => false,
    }
}

/// Answers a request; `rate_limit` is the answer to that one question, which the world does not
/// know.
pub(crate) fn answer(
    call: &Call<'_>,
    caller: &Caller,
    world: &mut World,
    rate_limit: impl FnOnce() -> Answer,
) -> Answer {
    let answer = match route(call.method, call.path) {
        Some(Route::Packages(operation)) => {
            packages::perform(&operation, call, caller, world).unwrap_or_else(|refusal| refusal)
        }
        Some(Route::Repository(path)) => evidence::answer(&path, call, caller, world),
        Some(Route::Account(login)) => packages::account(&login, call, world),
        Some(Route::OwnAccount) => packages::own_account(call, caller, world),
        Some(Route::RateLimit) => rate_limit(),
        None => Answer::error(StatusCode::NOT_FOUND, "Not Found", DOCS),
    };
    conditional(with_scopes(answer, caller), call, world)
}

/// Classic tokens are told their scopes.
fn with_scopes(answer: Answer, caller: &Caller) -> Answer {
    match caller.token.as_ref().map(|token| &token.kind) {
        Some(TokenKind::Classic { scopes, .. }) => {
            answer.with("x-oauth-scopes", &scopes.join(", "))
        }
        _ => answer,
    }
}

fn conditional(mut answer: Answer, call: &Call<'_>, world: &World) -> Answer {
    let reads = *call.method == Method::GET || *call.method == Method::HEAD;
    if world.etags == Etags::Off || !reads || answer.status != StatusCode::OK {
        return answer;
    }
    let sum = Sha256::digest(&answer.body);
    let etag = format!("W/\"{sum:x}\"");
    answer.set("etag", &etag);
    let known = call.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == etag)) {
        let mut unchanged = Answer::bytes(StatusCode::NOT_MODIFIED, None, bytes::Bytes::new());
        unchanged.headers = answer.headers;
        unchanged.headers.remove(http::header::CONTENT_TYPE);
        debug_assert!(unchanged.headers.contains_key(ETAG));
        return unchanged;
    }
    answer
}

/// Headers that every answer of the API has.
pub(crate) fn finish(answer: &mut Answer, seq: u64, headers: &HeaderMap, world: &World) {
    stamp(answer, seq, world);
    let version = headers.get("x-github-api-version").and_then(|value| value.to_str().ok());
    answer.set("x-github-api-version-selected", version.unwrap_or(API_VERSIONS[0]));
    answer.set("x-github-media-type", "github.v3; format=json");
}

/// Headers that every answer has.
pub(crate) fn stamp(answer: &mut Answer, seq: u64, world: &World) {
    answer.set("x-github-request-id", &format!("57A1:{seq:04X}:1D2E3F:2F3E4D:6A5B4C3D"));
    answer.set("server", "github.com");
    if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&world.clock().now()) {
        answer.set("date", &date);
    }
}
