//! Who calls the registry, and what they may do there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};

use super::error::{denied, error};
use super::token::RegistryToken;
use crate::api::{Account, Answer, Authorization, account_of, authorization_of, basic_password};
use crate::world::{
    OwnerKind, PackageType, Role, Token, TokenKind, Visibility, WorkflowPermission, World,
};

/// How a request to the registry introduces itself.
#[derive(Clone, Debug)]
pub(crate) enum Visitor {
    /// Not at all.
    Nobody,
    /// With a GitHub token of its own.
    Direct { token: Token, by: Introduction },
    /// With a token that the registry gave out and that still holds.
    Exchanged(RegistryToken),
    /// With something that nobody gave out, or that is over.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Introduction {
    /// As the password of Basic credentials.
    Basic,
    /// As a bearer, in base64: undocumented, and it works.
    EncodedBearer,
    /// As a bearer, as it is: refused.
    RawBearer,
}

impl Visitor {
    pub(crate) fn of(headers: &HeaderMap, world: &World) -> Self {
        let Some(value) = headers.get(AUTHORIZATION) else { return Self::Nobody };
        let value = value.to_str().unwrap_or_default();
        let (scheme, rest) = value.split_once(' ').unwrap_or(("", value));
        let direct = |text: &str, by| {
            let token = world.token(text)?.clone();
            Some(Self::Direct { token, by })
        };
        let found = if scheme.eq_ignore_ascii_case("basic") {
            basic_password(rest).and_then(|text| direct(&text, Introduction::Basic))
        } else {
            let given = world.registry_tokens.get(rest);
            let now = world.clock().now();
            let valid = given.filter(|given| now < given.expires).cloned().map(Self::Exchanged);
            valid
                .or_else(|| direct(rest, Introduction::RawBearer))
                .or_else(|| direct(&decoded(rest)?, Introduction::EncodedBearer))
        };
        found.unwrap_or(Self::Unknown)
    }

    pub(crate) fn authorization(&self) -> Authorization {
        match self {
            Self::Nobody => Authorization::None,
            Self::Direct { token, .. } => authorization_of(token),
            Self::Exchanged(_) => Authorization::Registry,
            Self::Unknown => Authorization::Unknown,
        }
    }

    pub(crate) fn account(&self, world: &World) -> Account {
        match self {
            Self::Nobody | Self::Unknown => Account::Anonymous,
            Self::Direct { token, .. } => account_of(token, world),
            Self::Exchanged(given) => given.account.clone(),
        }
    }

    /// Refuses whoever is not introduced as it has to be; `scope` is what they would need.
    pub(super) fn admit(&self, origin: &str, scope: Option<&str>) -> Result<(), Answer> {
        match self {
            Self::Exchanged(_) | Self::Direct { by: Introduction::EncodedBearer, .. } => Ok(()),
            Self::Direct { by: Introduction::Basic | Introduction::RawBearer, .. } => {
                Err(denied("invalid token"))
            }
            Self::Nobody | Self::Unknown => {
                let scope = scope.map(|scope| format!(",scope=\"{scope}\"")).unwrap_or_default();
                let challenge =
                    format!("Bearer realm=\"{origin}/token\",service=\"ghcr.io\"{scope}");
                let message = "authentication required";
                let answer = error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message);
                Err(answer.with("www-authenticate", &challenge))
            }
        }
    }

    /// What they may do with a repository now.
    pub(super) fn rights(&self, world: &World, repository: &str) -> Rights {
        match self {
            Self::Nobody | Self::Unknown => Rights::default(),
            Self::Direct { token, .. } => rights(world, Some(token), repository),
            Self::Exchanged(given) => {
                let scope = given.scopes.iter().find(|(name, _)| name == repository);
                let given_then = scope.map(|(_, rights)| *rights).unwrap_or_default();
                let now = rights(world, given.behind.as_ref(), repository);
                Rights { pull: given_then.pull && now.pull, push: given_then.push && now.push }
            }
        }
    }
}

/// `base64(TOKEN)` and `base64(USER:TOKEN)` both serve.
fn decoded(text: &str) -> Option<String> {
    let plain = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    Some(plain.split_once(':').map_or(plain.as_str(), |(_, token)| token).to_owned())
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rights {
    pub(super) pull: bool,
    pub(super) push: bool,
}

pub(super) fn rights(world: &World, token: Option<&Token>, repository: &str) -> Rights {
    let (owner, name) = repository.split_once('/').unwrap_or((repository, ""));
    let (reads, writes) = match token.map(|token| &token.kind) {
        None | Some(TokenKind::Installation { .. } | TokenKind::FineGrained { .. }) => {
            (false, false)
        }
        Some(TokenKind::Classic { .. }) => {
            let has = |scope| token.is_some_and(|token| token.has_scope(scope));
            (has("read:packages"), has("write:packages"))
        }
        Some(TokenKind::Workflow { packages, .. }) => {
            (*packages >= WorkflowPermission::Read, *packages >= WorkflowPermission::Write)
        }
    };
    let Some(package) = world.package(owner, PackageType::Container, name) else {
        let at_home = token.is_some_and(|token| is_at_home(world, token, owner));
        return Rights { pull: reads && at_home, push: writes && at_home };
    };
    let role = world.role(token, package);
    let public = package.visibility == Visibility::Public;
    Rights { pull: public || (reads && role.is_some()), push: writes && role >= Some(Role::Write) }
}

/// Whether a token may make packages for an owner.
fn is_at_home(world: &World, token: &Token, owner: &str) -> bool {
    let Some(owner) = world.owner(owner) else { return false };
    match (&token.kind, &owner.kind) {
        (TokenKind::Workflow { repository, .. }, _) => {
            repository.split_once('/').is_some_and(|(login, _)| owner.is_called(login))
        }
        (TokenKind::Classic { login, .. }, OwnerKind::User) => owner.is_called(login),
        (TokenKind::Classic { login, .. }, OwnerKind::Organization { owners, members, .. }) => {
            owners.iter().chain(members).any(|it| it.eq_ignore_ascii_case(login))
        }
        (TokenKind::Installation { .. } | TokenKind::FineGrained { .. }, _) => false,
    }
}
