//! Blobs: only as far as manifests need them to be there. Their bytes are not kept.

use bytes::Bytes;
use http::StatusCode;

use super::error::error;
use super::serve::Ask;
use crate::api::Answer;
use crate::world::{World, digest_of};

/// Says that a blob is there. Nobody reads its bytes, so nobody gets them.
pub(super) fn look(digest: &str, at: usize, world: &World) -> Result<Answer, Answer> {
    if world.package_by_position(at).blobs.contains(digest) {
        let answer = Answer::bytes(StatusCode::OK, None, Bytes::new());
        return Ok(answer.with("docker-content-digest", digest));
    }
    Err(error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry"))
}

/// Begins an upload, or takes a blob that comes with its digest at once.
pub(super) fn begin(
    ask: &Ask<'_>,
    repository: &str,
    at: usize,
    world: &mut World,
) -> Result<Answer, Answer> {
    if ask.query.get("digest").is_some() {
        return end(ask, repository, at, world);
    }
    let answer = Answer::bytes(StatusCode::ACCEPTED, None, Bytes::new());
    Ok(answer.with("location", &format!("/v2/{repository}/blobs/uploads/1")))
}

/// Ends an upload that comes in one piece.
pub(super) fn end(
    ask: &Ask<'_>,
    repository: &str,
    at: usize,
    world: &mut World,
) -> Result<Answer, Answer> {
    let digest = digest_of(ask.body);
    if ask.query.get("digest") != Some(&digest) {
        let message = "provided digest did not match uploaded content";
        return Err(error(StatusCode::BAD_REQUEST, "DIGEST_INVALID", message));
    }
    world.keep_blob(at, &digest);
    let answer = Answer::bytes(StatusCode::CREATED, None, Bytes::new());
    let location = format!("/v2/{repository}/blobs/{digest}");
    Ok(answer.with("location", &location).with("docker-content-digest", &digest))
}
