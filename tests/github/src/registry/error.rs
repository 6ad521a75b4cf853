//! Errors in the registry's shape.

use http::StatusCode;
use serde_json::json;

use crate::api::Answer;

pub(super) fn error(status: StatusCode, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({ "errors": [{ "code": code, "message": message }] }))
}

pub(crate) fn manifest_unknown() -> Answer {
    error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown")
}

pub(super) fn name_unknown() -> Answer {
    let message = "repository name not known to registry";
    error(StatusCode::NOT_FOUND, "NAME_UNKNOWN", message)
}

pub(super) fn unsupported() -> Answer {
    let message = "The operation is unsupported.";
    error(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", message)
}

pub(super) fn denied(message: &str) -> Answer {
    error(StatusCode::FORBIDDEN, "DENIED", message)
}

/// The hint is in the text alone, with a unit of its own: there is no `Retry-After`.
pub(crate) fn too_many_requests(hint: &str, allowed_per_minute: u32) -> Answer {
    let message = format!("retry-after: {hint}, allowed: {allowed_per_minute}/minute");
    error(StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS", &message)
}
