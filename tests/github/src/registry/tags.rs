//! The list of tags.

use http::StatusCode;
use serde_json::json;

use super::serve::Ask;
use crate::api::{Answer, encoded};
use crate::world::World;

/// Pages of about this many tags have been seen, whatever was asked for.
const MOST_TAGS: usize = 1_000;

pub(super) fn list(ask: &Ask<'_>, repository: &str, at: usize, world: &World) -> Answer {
    let asked = ask.query.get("n").and_then(|text| text.parse().ok());
    let most = asked.filter(|&n: &usize| n > 0).unwrap_or(MOST_TAGS).min(MOST_TAGS);
    let last = ask.query.get("last").unwrap_or_default();
    let rows = world.package_by_position(at).versions.active();
    let mut tags: Vec<&str> = rows
        .flat_map(|row| row.tags.iter().map(String::as_str))
        .filter(|tag| *tag > last)
        .collect();
    tags.sort_unstable();
    let more = tags.len() > most;
    tags.truncate(most);
    let answer = Answer::json(StatusCode::OK, &json!({ "name": repository, "tags": tags }));
    match tags.last() {
        Some(last) if more => {
            let next = format!("/v2/{repository}/tags/list?last={}&n={most}", encoded(last));
            answer.with("link", &format!("<{next}>; rel=\"next\""))
        }
        _ => answer,
    }
}
