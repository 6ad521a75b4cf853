//! Who may do what: refusals that do not depend on the version asked for.

use http::StatusCode;

use super::answer::Answer;
use super::call::Caller;
use super::operation::{Action, Operation, Space};
use super::route::Handle;
use crate::world::{
    Owner, OwnerKind, Package, PackageType, Role, SingleSignOn, Token, TokenKind,
    WorkflowPermission, World,
};

/// Refuses in the name of one operation.
pub(crate) struct Refusals(String);

impl Refusals {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self(operation.documentation_url())
    }

    pub(crate) fn refuse(&self, status: StatusCode, message: &str) -> Answer {
        Answer::error(status, message, &self.0)
    }

    pub(crate) fn no_package(&self) -> Answer {
        self.refuse(StatusCode::NOT_FOUND, "Package not found.")
    }

    pub(crate) fn no_version(&self) -> Answer {
        self.refuse(StatusCode::NOT_FOUND, "Package version not found.")
    }

    pub(crate) fn bad_request(&self, message: &str) -> Answer {
        self.refuse(StatusCode::BAD_REQUEST, message)
    }

    fn forbid(&self, message: &str) -> Answer {
        self.refuse(StatusCode::FORBIDDEN, message)
    }
}

/// Refuses what the token's kind or scopes forbid, before anything is looked up.
pub(crate) fn check_token<'c>(
    operation: &Operation,
    caller: &'c Caller,
    refusals: &Refusals,
) -> Result<&'c Token, Answer> {
    let Some(token) = &caller.token else {
        return Err(refusals.refuse(StatusCode::UNAUTHORIZED, "Requires authentication"));
    };
    let action = operation.action;
    match &token.kind {
        TokenKind::Classic { .. } => check_scopes(operation, token, refusals)?,
        TokenKind::Workflow { packages, .. } => {
            // There is no user behind the token, so nothing is the authenticated user's own.
            let enough = if action.needs_admin() {
                WorkflowPermission::Write
            } else {
                WorkflowPermission::Read
            };
            if operation.space == Space::Own || *packages < enough {
                return Err(refusals.forbid("Resource not accessible by integration"));
            }
            if action == Action::ListPackages {
                return Err(refusals.bad_request("Invalid argument."));
            }
        }
        // GitHub's support says that Packages does not take them. A package that a personal
        // token sees has been reported as 404; what a list answers is an assumption.
        TokenKind::Installation { .. } if action == Action::ListPackages => {
            return Err(refusals.forbid("Resource not accessible by integration"));
        }
        TokenKind::Installation { .. } => return Err(refusals.no_package()),
        // Not documented for packages: the text is GitHub's general one for such tokens.
        TokenKind::FineGrained { .. } => {
            return Err(refusals.forbid("Resource not accessible by personal access token"));
        }
    }
    Ok(token)
}

fn check_scopes(operation: &Operation, token: &Token, refusals: &Refusals) -> Result<(), Answer> {
    let (scopes, purpose) = operation.action.scopes();
    // Maven is what still lives in a repository, and needs `repo` beside the others.
    let maven = operation.package_type == Some(PackageType::Maven);
    let needed = scopes.iter().copied().chain(maven.then_some("repo"));
    for scope in needed {
        if !token.has_scope(scope) {
            let message = format!("You need at least {scope} scope to {purpose}.");
            return Err(refusals.forbid(&message));
        }
    }
    Ok(())
}

/// The owner that a path speaks of. A path for organisations does not route for a user; the
/// other way round it does, as GitHub's own action shows.
pub(crate) fn find_owner<'w>(
    space: &Space,
    token: &Token,
    world: &'w World,
) -> Result<&'w Owner, Answer> {
    let by = |handle: &Handle| match handle {
        Handle::Login(login) => world.owner(login),
        Handle::Id(id) => world.owner_by_id(*id),
    };
    let found = match space {
        Space::Organization(handle) => by(handle).filter(|owner| owner.is_organization()),
        Space::User(handle) => by(handle),
        Space::Own => token.login().and_then(|login| world.owner(login)),
    };
    found.ok_or_else(Answer::not_found)
}

/// Refuses a classic token that an organisation with single sign-on has not authorised.
pub(crate) fn check_sign_on(
    owner: &Owner,
    token: &Token,
    refusals: &Refusals,
) -> Result<(), Answer> {
    let OwnerKind::Organization { sso: SingleSignOn::Required, .. } = owner.kind else {
        return Ok(());
    };
    let classic = matches!(token.kind, TokenKind::Classic { .. });
    if !classic || token.authorized_for.iter().any(|login| owner.is_called(login)) {
        return Ok(());
    }
    let message = "Resource protected by organization SAML enforcement. You must grant your \
                   Personal Access token access to this organization.";
    let page = format!("https://github.com/orgs/{}/sso?authorization_request=A", owner.login);
    Err(refusals.forbid(message).with("x-github-sso", &format!("required; url={page}")))
}

/// Refuses whoever does not see a package (404: GitHub does not confirm that it is there), or
/// lacks the admin role that the action needs (404 as well, with the same text).
pub(crate) fn check_role(
    action: Action,
    package: &Package,
    token: &Token,
    world: &World,
    refusals: &Refusals,
) -> Result<(), Answer> {
    let needed = if action.needs_admin() { Role::Admin } else { Role::Read };
    if world.role(Some(token), package) < Some(needed) {
        return Err(refusals.no_package());
    }
    Ok(())
}
