//! `GET /token`: a GitHub token is exchanged for one of the registry.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::access::{Rights, Visitor, rights};
use super::error::{denied, error};
use crate::api::{Account, Answer, Query};
use crate::world::{Token, TokenKind, World};

/// What the registry gave out.
#[derive(Clone, Debug)]
pub(crate) struct RegistryToken {
    pub(super) behind: Option<Token>,
    pub(super) account: Account,
    pub(super) scopes: Vec<(String, Rights)>,
    pub(super) expires: Timestamp,
}

/// The specification's default where the answer does not say.
const DEFAULT_SECONDS: u32 = 60;

pub(super) fn exchange(query: &Query, visitor: &Visitor, world: &mut World) -> Answer {
    let token = match visitor {
        Visitor::Nobody => None,
        Visitor::Direct { token, .. } => Some(token),
        Visitor::Exchanged(_) | Visitor::Unknown => return denied("denied"),
    };
    let mut scopes = Vec::new();
    for scope in query.0.iter().filter(|(key, _)| key == "scope").map(|(_, value)| value) {
        // repository:OWNER/NAME:pull,push
        let [_, name, actions] = scope.splitn(3, ':').collect::<Vec<_>>()[..] else { continue };
        let has = rights(world, token, name);
        let asked = |action: &str| actions.split(',').any(|one| one == action);
        let given = Rights { pull: has.pull && asked("pull"), push: has.push && asked("push") };
        if given == Rights::default() {
            return refused(token);
        }
        scopes.push((name.to_owned(), given));
    }
    let seconds = world.registry_token_seconds;
    let lifetime = SignedDuration::from_secs(i64::from(seconds.unwrap_or(DEFAULT_SECONDS)));
    let now = world.clock().now();
    let text = format!("registry-{:08x}", world.registry_tokens.len());
    let given = RegistryToken {
        behind: token.cloned(),
        account: visitor.account(world),
        scopes,
        expires: now.saturating_add(lifetime).unwrap_or(now),
    };
    world.registry_tokens.insert(text.clone(), given);
    let mut body = json!({ "token": text });
    if let Some(seconds) = seconds {
        body["expires_in"] = json!(seconds);
    }
    Answer::json(StatusCode::OK, &body)
}

/// Only the text for installations has been seen; the others are what registries say.
fn refused(token: Option<&Token>) -> Answer {
    match token.map(|token| &token.kind) {
        None => error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "authentication required"),
        Some(TokenKind::Installation { .. }) => {
            denied("Permission installation not allowed to Read organization package")
        }
        Some(
            TokenKind::Classic { .. } | TokenKind::Workflow { .. } | TokenKind::FineGrained { .. },
        ) => denied("requested access to the resource is denied"),
    }
}
