//! What the 24 operations do.

use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::access::{Refusals, check_role, check_sign_on, check_token, find_owner};
use super::answer::Answer;
use super::call::{Call, Caller};
use super::operation::{Action, Operation, Space};
use super::paging::{Page, encoded};
use super::refusal::{refuse_deleting_package, refuse_deleting_version, refuse_restoring_version};
use super::wire::{self, VersionWriter};
use crate::world::{Owner, Package, PackageType, Presence, Shown, Token, Version, World};

pub(crate) fn perform(
    operation: &Operation,
    call: &Call<'_>,
    caller: &Caller,
    world: &mut World,
) -> Result<Answer, Answer> {
    let refusals = Refusals::of(operation);
    let token = check_token(operation, caller, &refusals)?;
    let owner = find_owner(&operation.space, token, world)?.clone();
    check_sign_on(&owner, token, &refusals)?;
    let Some(kind) = operation.package_type else {
        return list_packages(operation, call, &owner, token, world, &refusals);
    };
    let at = if operation.action == Action::RestorePackage {
        world.deleted_package_at(owner.id, kind, &operation.name)
    } else {
        world.package_at(owner.id, kind, &operation.name)
    };
    let Some(at) = at else {
        return Err(no_such_package(operation, kind, &owner, token, world, &refusals));
    };
    check_role(operation.action, world.package_by_position(at), token, world, &refusals)?;
    let scene = Scene { call, owner: &owner, at, refusals: &refusals };
    match operation.action {
        Action::ListPackages | Action::GetPackage => Ok(scene.get_package(world)),
        Action::DeletePackage => scene.delete_package(world),
        Action::RestorePackage => scene.restore_package(kind, &operation.name, world),
        Action::ListVersions => Ok(scene.list_versions(operation, world)),
        Action::GetVersion => scene.get_version(operation, world),
        Action::DeleteVersion => scene.delete_version(operation, world),
        Action::RestoreVersion => scene.restore_version(operation, world),
    }
}

/// GitHub's texts for a restore that cannot be are not known: that an active package answers 400
/// is an assumption, made after its other refusals.
fn no_such_package(
    operation: &Operation,
    kind: PackageType,
    owner: &Owner,
    token: &Token,
    world: &World,
    refusals: &Refusals,
) -> Answer {
    let active = world.package_at(owner.id, kind, &operation.name);
    if operation.action == Action::RestorePackage
        && let Some(at) = active
    {
        let allowed =
            check_role(operation.action, world.package_by_position(at), token, world, refusals);
        return match allowed {
            Ok(()) => refusals.bad_request("The package is not deleted."),
            Err(answer) => answer,
        };
    }
    refusals.no_package()
}

/// One package, found and allowed.
struct Scene<'s> {
    call: &'s Call<'s>,
    owner: &'s Owner,
    at: usize,
    refusals: &'s Refusals,
}

impl Scene<'_> {
    fn get_package(&self, world: &World) -> Answer {
        let package = world.package_by_position(self.at);
        ok(&wire::package(package, self.owner, world, self.call.base))
    }

    fn delete_package(&self, world: &mut World) -> Result<Answer, Answer> {
        let package = world.package_by_position(self.at);
        refuse_deleting_package(package, self.refusals)?;
        world.delete_package(package.id);
        Ok(Answer::no_content())
    }

    /// GitHub's text for a name that was used again is not known: this one is an assumption.
    fn restore_package(
        &self,
        kind: PackageType,
        name: &str,
        world: &mut World,
    ) -> Result<Answer, Answer> {
        if world.package_at(self.owner.id, kind, name).is_some() {
            let message = "The package namespace is used by a new package. Delete it first.";
            return Err(self.refusals.bad_request(message));
        }
        let id = world.package_by_position(self.at).id;
        world.restore_package(id);
        Ok(Answer::no_content())
    }

    fn list_versions(&self, operation: &Operation, world: &World) -> Answer {
        let shown = match self.call.query.get("state") {
            Some("deleted") => Shown::Deleted,
            _ => Shown::Active,
        };
        let package = world.package_by_position(self.at);
        let page = Page::asked(&self.call.query);
        let (total, rows) = world.listing(self.at, shown, page.skip(), page.size);
        let writer = VersionWriter::of(package, self.owner, world, self.call.base);
        let rows: Vec<_> = rows.into_iter().map(|row| writer.write(row)).collect();
        let path =
            format!("/{}/{}/versions", package.package_type.as_str(), encoded(&package.name));
        let url = canonical(operation, self.owner, self.call.base) + &path;
        paged(&rows, page, &url, self.call, total)
    }

    fn get_version(&self, operation: &Operation, world: &World) -> Result<Answer, Answer> {
        let row = self.version(operation, world)?;
        if !row.is_active() || row.presence == Presence::ListedOnly {
            return Err(self.refusals.no_version());
        }
        let package = world.package_by_position(self.at);
        let writer = VersionWriter::of(package, self.owner, world, self.call.base);
        Ok(ok(&writer.write(row)))
    }

    fn delete_version(&self, operation: &Operation, world: &mut World) -> Result<Answer, Answer> {
        let row = self.version(operation, world)?;
        refuse_deleting_version(world.package_by_position(self.at), row, self.refusals)?;
        let id = row.id;
        world.delete_version(id);
        Ok(Answer::no_content())
    }

    fn restore_version(&self, operation: &Operation, world: &mut World) -> Result<Answer, Answer> {
        let row = self.version(operation, world)?;
        let now = world.clock().now();
        refuse_restoring_version(world.package_by_position(self.at), row, now, self.refusals)?;
        let id = row.id;
        world.restore_version(id);
        Ok(Answer::no_content())
    }

    fn version<'w>(&self, operation: &Operation, world: &'w World) -> Result<&'w Version, Answer> {
        let versions = &world.package_by_position(self.at).versions;
        let found = operation.version.and_then(|id| versions.get(id));
        found.ok_or_else(|| self.refusals.no_version())
    }
}

fn list_packages(
    operation: &Operation,
    call: &Call<'_>,
    owner: &Owner,
    token: &Token,
    world: &World,
    refusals: &Refusals,
) -> Result<Answer, Answer> {
    // What GitHub says when the type is absent or unknown is an assumption.
    let Some(kind) = call.query.get("package_type").and_then(PackageType::named) else {
        return Err(refusals.bad_request("Invalid argument."));
    };
    let page = Page::asked(&call.query);
    if page.number.saturating_mul(page.size) > 10_000 {
        let message = "The value of `per_page` multiplied by `page` cannot be greater than 10000.";
        return Err(refusals.bad_request(message));
    }
    let visibility = call.query.get("visibility");
    let is_listed = |package: &&Package| {
        package.is_active()
            && package.owner == owner.id
            && package.package_type == kind
            && visibility.is_none_or(|wanted| package.visibility.as_str() == wanted)
            && world.role(Some(token), package).is_some()
    };
    let all: Vec<&Package> = world.packages().iter().filter(is_listed).collect();
    let rows: Vec<_> = all
        .iter()
        .skip(page.skip())
        .take(page.size)
        .map(|package| wire::package(package, owner, world, call.base))
        .collect();
    let url = canonical(operation, owner, call.base);
    Ok(paged(&rows, page, &url, call, all.len()))
}

/// Where `Link` leads: GitHub writes owners there by number.
fn canonical(operation: &Operation, owner: &Owner, base: &str) -> String {
    match operation.space {
        Space::Organization(_) => format!("{base}/organizations/{}/packages", owner.id),
        Space::User(_) => format!("{base}/user/{}/packages", owner.id),
        Space::Own => format!("{base}/user/packages"),
    }
}

fn ok(body: &impl Serialize) -> Answer {
    Answer::json(StatusCode::OK, body)
}

fn paged(rows: &impl Serialize, page: Page, url: &str, call: &Call<'_>, total: usize) -> Answer {
    let answer = ok(rows);
    match page.link(url, &call.query, total) {
        Some(link) => answer.with("link", &link),
        None => answer,
    }
}

/// `GET /users/{login}`.
pub(crate) fn account(login: &str, call: &Call<'_>, world: &World) -> Answer {
    let doc = "https://docs.github.com/rest/users/users#get-a-user";
    match world.owner(login) {
        Some(owner) => ok(&with_profile(wire::owner(owner, call.base), login)),
        None => Answer::error(StatusCode::NOT_FOUND, "Not Found", doc),
    }
}

/// `GET /user`.
pub(crate) fn own_account(call: &Call<'_>, caller: &Caller, world: &World) -> Answer {
    let doc = "https://docs.github.com/rest/users/users#get-the-authenticated-user";
    let Some(token) = &caller.token else {
        return Answer::error(StatusCode::UNAUTHORIZED, "Requires authentication", doc);
    };
    let Some(owner) = token.login().and_then(|login| world.owner(login)) else {
        let message = "Resource not accessible by integration";
        return Answer::error(StatusCode::FORBIDDEN, message, doc);
    };
    ok(&with_profile(wire::owner(owner, call.base), &owner.login))
}

fn with_profile(mut account: serde_json::Value, name: &str) -> serde_json::Value {
    account["name"] = json!(name);
    account["public_repos"] = json!(1);
    account
}
