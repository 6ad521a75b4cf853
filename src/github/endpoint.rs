//! The 24 operations of GitHub Packages, and the method and URL of each.
//!
//! Everything that is percent-encoded for the API is encoded here. A name goes into a path whole:
//! `app/web` is one segment, `app%2Fweb`. Guessing where a name ends by the segments around it goes
//! wrong, since names hold words such as `versions` and `restore`.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use url::Url;

use crate::domain::{Login, Owner, PackageKey, PackageType, VersionId, Visibility};

/// Rows asked for per page: the most that GitHub gives.
pub const PAGE_SIZE: usize = 100;

/// All but the characters that RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What can be asked of GitHub Packages. Each exists for organisations, for named users and for the
/// account that the token belongs to, which makes 24 paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// The packages of one type.
    ListPackages {
        /// The type; GitHub answers one at a time.
        package_type: PackageType,
        /// Only those that are visible so.
        visibility: Option<Visibility>,
    },
    /// One package by name.
    GetPackage(&'a PackageKey),
    /// Delete a package with all its versions.
    DeletePackage(&'a PackageKey),
    /// Bring a deleted package back.
    RestorePackage(&'a PackageKey),
    /// The versions of a package.
    ListVersions {
        /// The package.
        package: &'a PackageKey,
        /// Those that are there, or those that are deleted.
        state: VersionState,
    },
    /// One version by number.
    GetVersion(&'a PackageKey, VersionId),
    /// Delete a version with all its tags.
    DeleteVersion(&'a PackageKey, VersionId),
    /// Bring a deleted version back.
    RestoreVersion(&'a PackageKey, VersionId),
}

/// Which versions a listing holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionState {
    /// Those that are there.
    Active,
    /// Those that were deleted and can still be restored, for 30 days.
    Deleted,
}

impl VersionState {
    /// GitHub's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
        }
    }
}

/// Whether a request changes something, which decides whether it may be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads: sending it again does no harm.
    Reads,
    /// It changes something: whoever did not see its answer has to look before sending it again.
    Changes,
}

/// A text that no path of GitHub's API can hold as one segment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` can't be a part of a path in GitHub's API: an empty name, `.` and `..` would address \
     something else"
)]
pub struct Unaddressable {
    /// The text.
    pub text: String,
}

impl Operation<'_> {
    /// The method.
    pub const fn method(&self) -> Method {
        match self {
            Self::ListPackages { .. }
            | Self::GetPackage(_)
            | Self::ListVersions { .. }
            | Self::GetVersion(..) => Method::GET,
            Self::DeletePackage(_) | Self::DeleteVersion(..) => Method::DELETE,
            Self::RestorePackage(_) | Self::RestoreVersion(..) => Method::POST,
        }
    }

    /// Whether it changes something.
    pub const fn effect(&self) -> Effect {
        match self {
            Self::ListPackages { .. }
            | Self::GetPackage(_)
            | Self::ListVersions { .. }
            | Self::GetVersion(..) => Effect::Reads,
            Self::DeletePackage(_)
            | Self::DeleteVersion(..)
            | Self::RestorePackage(_)
            | Self::RestoreVersion(..) => Effect::Changes,
        }
    }

    /// The URL for an owner under the API's root, which may have a path of its own (`/api/v3`).
    pub fn url(&self, api: &Url, owner: &Owner) -> Result<Url, Unaddressable> {
        let mut path = match owner {
            Owner::Organization(login) => format!("/orgs/{}/packages", segment(login.as_str())?),
            Owner::User(login) => format!("/users/{}/packages", segment(login.as_str())?),
            Owner::TokenOwner(_) => "/user/packages".to_owned(),
        };
        if let Some(package) = self.package() {
            path.push('/');
            path.push_str(package.package_type.as_str());
            path.push('/');
            path.push_str(&segment(package.name.as_str())?);
        }
        match self {
            Self::ListPackages { .. } | Self::GetPackage(_) | Self::DeletePackage(_) => {}
            Self::RestorePackage(_) => path.push_str("/restore"),
            Self::ListVersions { .. } => path.push_str("/versions"),
            Self::GetVersion(_, id) | Self::DeleteVersion(_, id) => {
                path.push_str("/versions/");
                path.push_str(&id.to_string());
            }
            Self::RestoreVersion(_, id) => {
                path.push_str("/versions/");
                path.push_str(&id.to_string());
                path.push_str("/restore");
            }
        }
        Ok(under(api, &path, self.query().as_deref()))
    }

    const fn package(&self) -> Option<&PackageKey> {
        match self {
            Self::ListPackages { .. } => None,
            Self::GetPackage(package)
            | Self::DeletePackage(package)
            | Self::RestorePackage(package)
            | Self::ListVersions { package, .. }
            | Self::GetVersion(package, _)
            | Self::DeleteVersion(package, _)
            | Self::RestoreVersion(package, _) => Some(package),
        }
    }

    fn query(&self) -> Option<String> {
        match self {
            Self::ListPackages { package_type, visibility } => {
                let mut query = format!("package_type={package_type}&per_page={PAGE_SIZE}");
                if let Some(visibility) = visibility {
                    query.push_str("&visibility=");
                    query.push_str(visibility.as_str());
                }
                Some(query)
            }
            // For a named user these parameters are not documented, but they work.
            Self::ListVersions { state, .. } => {
                Some(format!("per_page={PAGE_SIZE}&state={}", state.as_str()))
            }
            Self::GetPackage(_)
            | Self::DeletePackage(_)
            | Self::RestorePackage(_)
            | Self::GetVersion(..)
            | Self::DeleteVersion(..)
            | Self::RestoreVersion(..) => None,
        }
    }
}

/// What is being done, to follow "could not".
impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListPackages { package_type, .. } => {
                write!(f, "list the {package_type} packages")
            }
            Self::GetPackage(package) => write!(f, "look up the package {package}"),
            Self::DeletePackage(package) => write!(f, "delete the package {package}"),
            Self::RestorePackage(package) => write!(f, "restore the package {package}"),
            Self::ListVersions { package, state: VersionState::Active } => {
                write!(f, "list the versions of {package}")
            }
            Self::ListVersions { package, state: VersionState::Deleted } => {
                write!(f, "list the deleted versions of {package}")
            }
            Self::GetVersion(package, id) => write!(f, "look up version {id} of {package}"),
            Self::DeleteVersion(package, id) => write!(f, "delete version {id} of {package}"),
            Self::RestoreVersion(package, id) => write!(f, "restore version {id} of {package}"),
        }
    }
}

/// `GET /users/{login}`: an account, whether a user's or an organisation's.
pub fn account_url(api: &Url, login: &Login) -> Result<Url, Unaddressable> {
    Ok(under(api, &format!("/users/{}", segment(login.as_str())?), None))
}

/// `GET /user`: the account that the token belongs to.
pub fn token_owner_url(api: &Url) -> Url {
    under(api, "/user", None)
}

pub(super) fn under(api: &Url, path: &str, query: Option<&str>) -> Url {
    let mut url = api.clone();
    url.set_path(&format!("{}{path}", api.path().trim_end_matches('/')));
    url.set_query(query);
    url.set_fragment(None);
    url
}

/// The text as one segment of a path. URLs take `.` and `..` as steps within the path even where
/// they are encoded, so those and the empty text are refused.
pub(super) fn segment(text: &str) -> Result<String, Unaddressable> {
    match text {
        "" | "." | ".." => Err(Unaddressable { text: text.to_owned() }),
        _ => Ok(utf8_percent_encode(text, SEGMENT).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PackageName;

    fn api() -> Url {
        "https://api.github.com".parse().expect("a URL")
    }

    fn package(package_type: PackageType, name: &str) -> PackageKey {
        PackageKey { package_type, name: PackageName::new(name) }
    }

    fn owners() -> [Owner; 3] {
        let login = Login::new("octo");
        [Owner::Organization(login.clone()), Owner::User(login.clone()), Owner::TokenOwner(login)]
    }

    /// Method and path of every operation for every kind of owner, in the order of the reference.
    fn table() -> Vec<String> {
        let key = package(PackageType::Npm, "hello");
        let id = VersionId(42);
        let mut lines = Vec::new();
        for owner in owners() {
            for operation in [
                Operation::ListPackages { package_type: PackageType::Npm, visibility: None },
                Operation::GetPackage(&key),
                Operation::DeletePackage(&key),
                Operation::RestorePackage(&key),
                Operation::ListVersions { package: &key, state: VersionState::Active },
                Operation::GetVersion(&key, id),
                Operation::DeleteVersion(&key, id),
                Operation::RestoreVersion(&key, id),
            ] {
                let url = operation.url(&api(), &owner).expect("addressable");
                lines.push(format!("{} {}", operation.method(), url.path()));
            }
        }
        lines
    }

    #[test]
    fn each_of_the_24_operations_has_its_method_and_path() {
        assert_eq!(
            table(),
            [
                "GET /orgs/octo/packages",
                "GET /orgs/octo/packages/npm/hello",
                "DELETE /orgs/octo/packages/npm/hello",
                "POST /orgs/octo/packages/npm/hello/restore",
                "GET /orgs/octo/packages/npm/hello/versions",
                "GET /orgs/octo/packages/npm/hello/versions/42",
                "DELETE /orgs/octo/packages/npm/hello/versions/42",
                "POST /orgs/octo/packages/npm/hello/versions/42/restore",
                "GET /users/octo/packages",
                "GET /users/octo/packages/npm/hello",
                "DELETE /users/octo/packages/npm/hello",
                "POST /users/octo/packages/npm/hello/restore",
                "GET /users/octo/packages/npm/hello/versions",
                "GET /users/octo/packages/npm/hello/versions/42",
                "DELETE /users/octo/packages/npm/hello/versions/42",
                "POST /users/octo/packages/npm/hello/versions/42/restore",
                "GET /user/packages",
                "GET /user/packages/npm/hello",
                "DELETE /user/packages/npm/hello",
                "POST /user/packages/npm/hello/restore",
                "GET /user/packages/npm/hello/versions",
                "GET /user/packages/npm/hello/versions/42",
                "DELETE /user/packages/npm/hello/versions/42",
                "POST /user/packages/npm/hello/versions/42/restore",
            ]
        );
    }

    #[test]
    fn the_operations_are_those_of_the_founding_reference_where_it_is_at_hand() {
        let reference = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/data/github-packages-rest-reference-2021.txt"
        );
        let Ok(text) = std::fs::read_to_string(reference) else { return };
        let mut documented: Vec<String> = text
            .lines()
            .filter_map(|line| {
                let (method, path) = line.split_once(" /")?;
                let method = match method {
                    "get" | "post" | "delete" => method.to_uppercase(),
                    _ => return None,
                };
                let path = path
                    .replace("{org}", "octo")
                    .replace("{username}", "octo")
                    .replace("{package_type}", "npm")
                    .replace("{package_name}", "hello")
                    .replace("{package_version_id}", "42");
                Some(format!("{method} /{path}"))
            })
            .collect();
        let mut built = table();
        documented.sort_unstable();
        built.sort_unstable();
        assert_eq!(built, documented);
    }

    #[test]
    fn listings_ask_for_full_pages_and_name_what_they_filter_by() {
        let key = package(PackageType::Container, "app");
        let owner = Owner::Organization(Login::new("octo"));
        let query = |operation: Operation<'_>| {
            operation.url(&api(), &owner).expect("addressable").query().map(str::to_owned)
        };
        for (operation, expected) in [
            (
                Operation::ListVersions { package: &key, state: VersionState::Active },
                "per_page=100&state=active",
            ),
            (
                Operation::ListVersions { package: &key, state: VersionState::Deleted },
                "per_page=100&state=deleted",
            ),
            (
                Operation::ListPackages { package_type: PackageType::Nuget, visibility: None },
                "package_type=nuget&per_page=100",
            ),
            (
                Operation::ListPackages {
                    package_type: PackageType::Container,
                    visibility: Some(Visibility::Internal),
                },
                "package_type=container&per_page=100&visibility=internal",
            ),
        ] {
            assert_eq!(query(operation).as_deref(), Some(expected));
        }
        assert_eq!(query(Operation::GetPackage(&key)), None);
        assert_eq!(
            query(Operation::RestorePackage(&key)),
            None,
            "the `token` parameter is not sent"
        );
    }

    #[test]
    fn h26_a_name_is_encoded_whole_and_its_case_is_kept() {
        let owner = Owner::User(Login::new("Octo-Cat"));
        for (name, encoded) in [
            ("app/web", "app%2Fweb"),
            ("App/Web", "App%2FWeb"),
            ("ocm/v0.0.1/github.com/x/y", "ocm%2Fv0.0.1%2Fgithub.com%2Fx%2Fy"),
            ("a/versions/1/restore", "a%2Fversions%2F1%2Frestore"),
            ("com.example.app_x~y-z", "com.example.app_x~y-z"),
            ("50%?#&=+ é", "50%25%3F%23%26%3D%2B%20%C3%A9"),
            ("a%2Fb", "a%252Fb"),
            ("..a", "..a"),
        ] {
            let key = package(PackageType::Container, name);
            let url = Operation::GetVersion(&key, VersionId(7)).url(&api(), &owner).expect("a URL");
            assert_eq!(
                url.as_str(),
                format!(
                    "https://api.github.com/users/Octo-Cat/packages/container/{encoded}/versions/7"
                )
            );
        }
    }

    #[test]
    fn h26_a_login_is_encoded_too() {
        let key = package(PackageType::Npm, "hello");
        let owner = Owner::Organization(Login::new("a/b?c"));
        let url = Operation::GetPackage(&key).url(&api(), &owner).expect("a URL");
        assert_eq!(url.path(), "/orgs/a%2Fb%3Fc/packages/npm/hello");
        let account = account_url(&api(), &Login::new("a/b")).expect("a URL");
        assert_eq!(account.path(), "/users/a%2Fb");
    }

    #[test]
    fn h26_a_name_that_would_address_something_else_is_refused() {
        let owner = Owner::User(Login::new("octo"));
        for name in ["", ".", ".."] {
            let key = package(PackageType::Npm, name);
            let refused = Operation::DeletePackage(&key).url(&api(), &owner);
            assert_eq!(refused, Err(Unaddressable { text: name.to_owned() }));
            let key = package(PackageType::Npm, "hello");
            let owner = Owner::Organization(Login::new(name));
            assert!(Operation::DeletePackage(&key).url(&api(), &owner).is_err(), "{name:?}");
            assert!(account_url(&api(), &Login::new(name)).is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_path_of_an_enterprise_server_stays_in_front() {
        let key = package(PackageType::Maven, "com.example.app");
        let owner = Owner::TokenOwner(Login::new("octo"));
        for api in ["https://ghes.example/api/v3", "https://ghes.example/api/v3/"] {
            let api: Url = api.parse().expect("a URL");
            let url = Operation::GetPackage(&key).url(&api, &owner).expect("a URL");
            assert_eq!(
                url.as_str(),
                "https://ghes.example/api/v3/user/packages/maven/com.example.app"
            );
            assert_eq!(token_owner_url(&api).as_str(), "https://ghes.example/api/v3/user");
        }
    }

    #[test]
    fn only_reading_operations_are_harmless_to_repeat() {
        let key = package(PackageType::Npm, "hello");
        for operation in [
            Operation::ListPackages { package_type: PackageType::Npm, visibility: None },
            Operation::GetPackage(&key),
            Operation::DeletePackage(&key),
            Operation::RestorePackage(&key),
            Operation::ListVersions { package: &key, state: VersionState::Deleted },
            Operation::GetVersion(&key, VersionId(1)),
            Operation::DeleteVersion(&key, VersionId(1)),
            Operation::RestoreVersion(&key, VersionId(1)),
        ] {
            let reads = operation.method() == Method::GET;
            assert_eq!(operation.effect() == Effect::Reads, reads, "{operation}");
        }
    }
}
