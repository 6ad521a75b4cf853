//! Manifests by digest and by tag.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;

use super::error::{error, manifest_unknown};
use super::serve::Ask;
use crate::api::Answer;
use crate::world::{Manifest, Presence, World, media};

pub(super) fn get(
    ask: &Ask<'_>,
    reference: &str,
    at: usize,
    world: &mut World,
) -> Result<Answer, Answer> {
    let versions = &world.package_by_position(at).versions;
    let found = if reference.contains(':') {
        versions.named(reference)
    } else {
        versions.tagged(reference)
    };
    let found = found.filter(|row| row.presence == Presence::Real);
    let Some((id, manifest)) = found.and_then(|row| Some((row.id, row.manifest.clone()?))) else {
        return Err(manifest_unknown());
    };
    check_accept(ask.headers, manifest.media_type())?;
    if *ask.method == Method::GET {
        // That a HEAD is not counted is an assumption.
        world.count_download(id);
    }
    Ok(described(Answer::bytes(StatusCode::OK, None, manifest.bytes().clone()), &manifest))
}

/// An `Accept` that does not list the manifest's own type makes it look missing. Seen for OCI's
/// index; the texts of the other three are made after it, and that further types are served
/// whatever is accepted is an assumption.
fn check_accept(headers: &HeaderMap, media_type: &str) -> Result<(), Answer> {
    let (what, plural) = match media_type {
        media::OCI_INDEX => ("OCI index", "OCI indexes"),
        media::OCI_IMAGE => ("OCI manifest", "OCI manifests"),
        media::DOCKER_LIST => ("Manifest list", "manifest lists"),
        media::DOCKER_IMAGE => ("Schema 2 manifest", "schema 2 manifests"),
        _ => return Ok(()),
    };
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let names = |one: &str| one.split(';').next().is_some_and(|name| name.trim() == media_type);
    if accepted.flat_map(|value| value.split(',')).any(names) {
        return Ok(());
    }
    let message = format!("{what} found, but Accept header does not support {plural}");
    Err(error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", &message))
}

fn described(mut answer: Answer, manifest: &Manifest) -> Answer {
    if let Ok(media_type) = HeaderValue::from_str(manifest.media_type()) {
        answer.headers.insert(CONTENT_TYPE, media_type);
    }
    answer.with("docker-content-digest", manifest.digest())
}

pub(super) fn put(
    ask: &Ask<'_>,
    reference: &str,
    repository: &str,
    at: usize,
    world: &mut World,
) -> Result<Answer, Answer> {
    let manifest = read(ask.headers, ask.body)?;
    let by_digest = reference.contains(':');
    if by_digest && reference != manifest.digest() {
        let message = "provided digest did not match uploaded content";
        return Err(error(StatusCode::BAD_REQUEST, "DIGEST_INVALID", message));
    }
    if !by_digest && !is_tag(reference) {
        return Err(error(StatusCode::BAD_REQUEST, "TAG_INVALID", "manifest tag is not valid"));
    }
    check_parts(&manifest, at, world)?;
    let (id, _) = world.push_manifest(at, &manifest);
    if !by_digest {
        world.put_tag(id, reference);
    }
    let location = format!("/v2/{repository}/manifests/{}", manifest.digest());
    let answer = Answer::bytes(StatusCode::CREATED, None, Bytes::new());
    Ok(answer.with("location", &location).with("docker-content-digest", manifest.digest()))
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Manifest, Answer> {
    let invalid = |message: &str| error(StatusCode::BAD_REQUEST, "MANIFEST_INVALID", message);
    let json: Value = serde_json::from_slice(body).map_err(|error| invalid(&error.to_string()))?;
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let said = json["mediaType"].as_str();
    match (sent, said) {
        (Some(sent), Some(said)) if sent != said => {
            Err(invalid("media type of the manifest and of the request differ"))
        }
        (Some(media_type), _) => Ok(Manifest::of_bytes(media_type, body.clone())),
        (None, _) => Err(invalid("the request has no content type")),
    }
}

/// The grammar of the distribution specification.
fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || byte == b'.' || byte == b'-')
}

/// Registries take a manifest only after its parts; that GitHub's does so for the members of an
/// index too is an assumption. A subject need not be there.
fn check_parts(manifest: &Manifest, at: usize, world: &World) -> Result<(), Answer> {
    let package = world.package_by_position(at);
    let unknown = |digest: &&String| !package.blobs.contains(*digest);
    let missing_blob = manifest.blobs().iter().find(unknown);
    let missing_member =
        manifest.members().iter().find(|digest| package.versions.named(digest).is_none());
    match missing_blob.or(missing_member) {
        Some(digest) => {
            let message = format!("blob unknown to registry: {digest}");
            Err(error(StatusCode::BAD_REQUEST, "MANIFEST_BLOB_UNKNOWN", &message))
        }
        None => Ok(()),
    }
}
