//! From a request to an answer.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::access::Visitor;
use super::error::{denied, error, manifest_unknown, name_unknown, unsupported};
use super::route::{Route, What, route};
use super::{blobs, manifests, tags, token};
use crate::api::{Answer, Query};
use crate::world::{PackageType, World};

/// A request, as far as answers depend on it.
pub(crate) struct Ask<'r> {
    pub(crate) method: &'r Method,
    pub(crate) path: &'r str,
    pub(crate) query: Query,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r Bytes,
    /// Where the registry is.
    pub(crate) origin: &'r str,
}

impl Ask<'_> {
    pub(super) fn reads(&self) -> bool {
        *self.method == Method::GET || *self.method == Method::HEAD
    }
}

/// Whether a path is the registry's.
pub(crate) fn is_registry(path: &str) -> bool {
    path == "/token" || path == "/v2" || path.starts_with("/v2/")
}

pub(crate) fn answer(ask: &Ask<'_>, visitor: &Visitor, world: &mut World) -> Answer {
    let answer = perform(ask, visitor, world).unwrap_or_else(|refusal| refusal);
    answer.with("docker-distribution-api-version", "registry/2.0")
}

fn perform(ask: &Ask<'_>, visitor: &Visitor, world: &mut World) -> Result<Answer, Answer> {
    if ask.path == "/token" && *ask.method == Method::GET {
        return Ok(token::exchange(&ask.query, visitor, world));
    }
    if matches!(ask.path, "/v2" | "/v2/") {
        visitor.admit(ask.origin, None)?;
        return Ok(Answer::json(StatusCode::OK, &json!({})));
    }
    let Some(route) = route(ask.path) else {
        return Err(error(StatusCode::NOT_FOUND, "NOT_FOUND", "page not found"));
    };
    if !route.is_well_named() {
        let message = "invalid repository name: it must be lower case";
        return Err(error(StatusCode::BAD_REQUEST, "NAME_INVALID", message));
    }
    let action = if ask.reads() { "pull" } else { "pull,push" };
    visitor.admit(ask.origin, Some(&format!("repository:{}:{action}", route.repository)))?;
    let rights = visitor.rights(world, &route.repository);
    if !rights.pull {
        return Err(denied("requested access to the resource is denied"));
    }
    if *ask.method == Method::DELETE {
        return Err(unsupported());
    }
    if !ask.reads() && !rights.push {
        return Err(denied("permission_denied: write_package"));
    }
    dispatch(ask, &route, world)
}

fn dispatch(ask: &Ask<'_>, route: &Route, world: &mut World) -> Result<Answer, Answer> {
    let (owner, name) = route.owner_and_name();
    let owner_id = world.owner(owner).map(|owner| owner.id).ok_or_else(name_unknown)?;
    let known = world.package_at(owner_id, PackageType::Container, name);
    let Some(at) = known else {
        if ask.reads() {
            return Err(name_unknown());
        }
        let at = world.create_container(owner_id, name);
        return write(ask, route, at, world);
    };
    match &route.what {
        What::Manifest(reference) if ask.reads() => manifests::get(ask, reference, at, world),
        What::Tags if ask.reads() => Ok(tags::list(ask, &route.repository, at, world)),
        What::Blob(digest) if ask.reads() => blobs::look(digest, at, world),
        // GitHub's registry has no referrers API.
        What::Referrers => Err(manifest_unknown()),
        What::Manifest(_) | What::Tags | What::Blob(_) | What::Uploads | What::Upload => {
            write(ask, route, at, world)
        }
    }
}

fn write(ask: &Ask<'_>, route: &Route, at: usize, world: &mut World) -> Result<Answer, Answer> {
    match (&route.what, ask.method) {
        (What::Manifest(reference), &Method::PUT) => {
            manifests::put(ask, reference, &route.repository, at, world)
        }
        (What::Uploads, &Method::POST) => blobs::begin(ask, &route.repository, at, world),
        (What::Upload, &Method::PUT) => blobs::end(ask, &route.repository, at, world),
        _ => Err(unsupported()),
    }
}
