//! Which operation a path means. Routing looks at the raw path: an encoded slash in a package's
//! name stays within its segment, an unencoded one or a slash at the end is another path.

use http::Method;

use super::call::decoded;
use super::evidence::{RepositoryHandle, RepositoryPath, Subject};
use super::operation::{Action, Operation, Space};
use crate::world::PackageType;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Packages(Operation),
    Repository(RepositoryPath),
    /// `GET /users/{login}`.
    Account(String),
    /// `GET /user`.
    OwnAccount,
    /// `GET /rate_limit`.
    RateLimit,
}

/// Who a path speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Handle {
    Login(String),
    Id(u64),
}

pub(crate) fn route(method: &Method, path: &str) -> Option<Route> {
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let reads = method == Method::GET || method == Method::HEAD;
    match segments.as_slice() {
        ["rate_limit"] if reads => Some(Route::RateLimit),
        ["user"] if reads => Some(Route::OwnAccount),
        ["users", login] if reads && !login.is_empty() => Some(Route::Account(decoded(login))),
        ["repos", owner, name, rest @ ..] if reads => {
            let full_name = format!("{}/{}", decoded(owner), decoded(name));
            repository(RepositoryHandle::FullName(full_name), rest)
        }
        ["repositories", id, rest @ ..] if reads => {
            repository(RepositoryHandle::Id(number(id)?), rest)
        }
        ["orgs", login, "packages", rest @ ..] => {
            operation(method, Space::Organization(Handle::Login(decoded(login))), rest)
        }
        ["organizations", id, "packages", rest @ ..] => {
            operation(method, Space::Organization(Handle::Id(number(id)?)), rest)
        }
        ["users", login, "packages", rest @ ..] => {
            operation(method, Space::User(Handle::Login(decoded(login))), rest)
        }
        ["user", "packages", rest @ ..] => operation(method, Space::Own, rest),
        ["user", id, "packages", rest @ ..] => {
            operation(method, Space::User(Handle::Id(number(id)?)), rest)
        }
        _ => None,
    }
}

fn repository(repository: RepositoryHandle, rest: &[&str]) -> Option<Route> {
    let raw: String = rest.iter().flat_map(|segment| ["/", segment]).collect();
    let rest: Vec<String> = rest.iter().map(|segment| decoded(segment)).collect();
    let subject = Subject::of(&rest)?;
    Some(Route::Repository(RepositoryPath { repository, subject, rest: raw }))
}

fn operation(method: &Method, space: Space, rest: &[&str]) -> Option<Route> {
    let (action, kind, name, version) = match rest {
        [] => (Action::ListPackages, None, None, None),
        [kind, name] => (on_package(method)?, Some(kind), Some(name), None),
        [kind, name, "restore"] => (Action::RestorePackage, Some(kind), Some(name), None),
        [kind, name, "versions"] => (Action::ListVersions, Some(kind), Some(name), None),
        [kind, name, "versions", id] => (on_version(method)?, Some(kind), Some(name), Some(id)),
        [kind, name, "versions", id, "restore"] => {
            (Action::RestoreVersion, Some(kind), Some(name), Some(id))
        }
        _ => return None,
    };
    if !action.accepts(method) || name.is_some_and(|name| name.is_empty()) {
        return None;
    }
    let package_type = match kind {
        Some(kind) => Some(PackageType::named(kind)?),
        None => None,
    };
    let version = match version {
        Some(id) => Some(number(id)?),
        None => None,
    };
    let name = name.map(|name| decoded(name)).unwrap_or_default();
    Some(Route::Packages(Operation { action, space, package_type, name, version }))
}

fn on_package(method: &Method) -> Option<Action> {
    match *method {
        Method::GET | Method::HEAD => Some(Action::GetPackage),
        Method::DELETE => Some(Action::DeletePackage),
        _ => None,
    }
}

fn on_version(method: &Method) -> Option<Action> {
    match *method {
        Method::GET | Method::HEAD => Some(Action::GetVersion),
        Method::DELETE => Some(Action::DeleteVersion),
        _ => None,
    }
}

fn number(text: &str) -> Option<u64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(method: &Method, path: &str) -> Option<(Action, String)> {
        match route(method, path)? {
            Route::Packages(operation) => Some((operation.action, operation.name)),
            Route::Repository(_) | Route::Account(_) | Route::OwnAccount | Route::RateLimit => None,
        }
    }

    #[test]
    fn an_encoded_slash_stays_within_the_name() {
        for name in ["repo%2Fimage", "repo%2fimage"] {
            let path = format!("/orgs/o/packages/container/{name}/versions");
            let found = action(&Method::GET, &path);
            assert_eq!(found, Some((Action::ListVersions, "repo/image".to_owned())), "{name}");
        }
    }

    #[test]
    fn a_name_may_be_made_of_words_of_the_path() {
        let found = action(&Method::GET, "/user/packages/container/versions%2Frestore/versions");
        assert_eq!(found, Some((Action::ListVersions, "versions/restore".to_owned())));
    }

    #[test]
    fn other_paths_are_not_routed() {
        for path in [
            "/orgs/o/packages/container/repo/image/versions",
            "/orgs/o/packages/container/image/versions/",
            "/orgs/o/packages/",
            "/orgs/o/packages/container/image/versions/12a",
            "/orgs/o/packages/container/image/versions/+1",
            "/orgs/o/packages/oci/image",
            "/user/octocat/packages",
            "//orgs/o/packages",
        ] {
            assert_eq!(route(&Method::GET, path), None, "{path}");
        }
        assert_eq!(route(&Method::POST, "/orgs/o/packages/npm/x/versions/1"), None);
        assert_eq!(route(&Method::GET, "/orgs/o/packages/npm/x/versions/1/restore"), None);
    }
}
