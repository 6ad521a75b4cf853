//! The rows of what repositories tell.

use serde::Deserialize;

use super::decode::{DecodeError, Expected, Shape, one, rows};
use crate::domain::{PullRequest, PullState};

#[derive(Deserialize)]
struct RefRow {
    r#ref: String,
}

#[derive(Deserialize)]
struct ReleaseRow {
    tag_name: String,
}

#[derive(Deserialize)]
struct PullRow {
    number: u64,
    state: String,
    head: EndRow,
    base: EndRow,
}

#[derive(Deserialize)]
struct EndRow {
    r#ref: String,
    /// Absent where a fork is gone.
    repo: Option<RepositoryRow>,
}

#[derive(Deserialize)]
struct RepositoryRow {
    full_name: String,
}

/// A page of pull requests.
pub(in crate::github) fn pull_requests(body: &[u8]) -> Result<Vec<PullRequest>, DecodeError> {
    rows(body, pull_request_of, &PULL_SHAPE)
}

/// One pull request.
pub(in crate::github) fn pull_request(body: &[u8]) -> Result<PullRequest, DecodeError> {
    one(body, pull_request_of, &PULL_SHAPE)
}

/// Whether the branch is the repository's own, its names tell: both are those of today, also after the
/// repository got another.
fn pull_request_of(row: PullRow) -> Result<PullRequest, String> {
    let state = match row.state.as_str() {
        "open" => PullState::Open,
        "closed" => PullState::Closed,
        other => return Err(format!("expected `state` to be open or closed, found `{other}`")),
    };
    let is_own = match (&row.head.repo, &row.base.repo) {
        (Some(head), Some(base)) => head.full_name.eq_ignore_ascii_case(&base.full_name),
        (None, _) | (_, None) => false,
    };
    Ok(PullRequest { number: row.number, state, own_branch: is_own.then_some(row.head.r#ref) })
}

/// The full names of git refs, such as `refs/heads/main`.
pub(in crate::github) fn refs(body: &[u8]) -> Result<Vec<String>, DecodeError> {
    rows(body, |row: RefRow| Ok(row.r#ref), &REF_SHAPE)
}

/// The tags that releases name.
pub(in crate::github) fn releases(body: &[u8]) -> Result<Vec<String>, DecodeError> {
    rows(body, |row: ReleaseRow| Ok(row.tag_name), &RELEASE_SHAPE)
}

const PULL_SHAPE: Shape = Shape {
    noun: "pull request",
    key: "/number",
    fields: &[
        ("/number", Expected::Number),
        ("/state", Expected::Text),
        ("/head", Expected::Object),
        ("/head/ref", Expected::Text),
        ("/head/repo", Expected::Object),
        ("/base", Expected::Object),
        ("/base/ref", Expected::Text),
        ("/base/repo", Expected::Object),
    ],
};

const REF_SHAPE: Shape =
    Shape { noun: "git ref", key: "/ref", fields: &[("/ref", Expected::Text)] };

const RELEASE_SHAPE: Shape =
    Shape { noun: "release", key: "/tag_name", fields: &[("/tag_name", Expected::Text)] };
