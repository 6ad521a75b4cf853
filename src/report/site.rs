//! Where packages and versions are to be seen on GitHub's web site.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::{Owner, PackageKey, PackageType, VersionId};

/// What stands for itself in a segment of a path. Nothing that Markdown takes for markup does.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.');

/// The pages of an owner's packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// `https://github.com/orgs/octo-org/packages`.
    packages: String,
}

impl Site {
    /// The pages of this owner, on the site that belongs to the API at this root. `None` where the address
    /// of the API does not tell which that is.
    pub(super) fn of(api: &str, owner: &Owner) -> Option<Self> {
        let root = web_root(api)?;
        let (kind, login) = match owner {
            Owner::Organization(login) => ("orgs", login),
            Owner::User(login) | Owner::TokenOwner(login) => ("users", login),
        };
        let login = segment(&login.to_string());
        Some(Self { packages: format!("{root}/{kind}/{login}/packages") })
    }

    /// The page of a version. Packages of repositories have theirs below the repository, which nobody
    /// names here.
    pub(super) fn version(&self, package: &PackageKey, id: VersionId) -> Option<String> {
        let (package_type, name) = place(package)?;
        Some(format!("{}/{package_type}/{name}/{id}", self.packages))
    }

    /// The page of a package, from which its settings are reached.
    pub(super) fn package(&self, package: &PackageKey) -> Option<String> {
        let (package_type, name) = place(package)?;
        Some(format!("{}/{package_type}/package/{name}", self.packages))
    }
}

/// The type and the name, as they stand in an address.
fn place(package: &PackageKey) -> Option<(&'static str, String)> {
    match package.package_type {
        PackageType::Container | PackageType::Npm | PackageType::Nuget | PackageType::Rubygems => {
            Some((package.package_type.as_str(), segment(package.name.as_str())))
        }
        PackageType::Docker | PackageType::Maven => None,
    }
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// `https://github.com` for `https://api.github.com/`, and what corresponds to it on GHE.com (`api.`
/// before the host) and on GitHub Enterprise Server (`/api/v3` after it).
///
/// Source: GitHub documentation, "Getting started with the REST API".
fn web_root(api: &str) -> Option<String> {
    let api = api.trim_end_matches('/');
    let (scheme, rest) = api.split_once("://")?;
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let host = match rest.strip_suffix("/api/v3") {
        Some(host) => host,
        None => rest.strip_prefix("api.")?,
    };
    let is_host = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':');
    (!host.is_empty() && host.chars().all(is_host)).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::super::samples::key;
    use super::*;
    use crate::domain::Login;

    fn pages(api: &str, owner: &Owner) -> Option<String> {
        Site::of(api, owner)?.version(&key(PackageType::Container, "app/web"), VersionId(7))
    }

    #[test]
    fn a_version_has_its_page_where_its_owner_has_them() {
        let octo = || Login::new("octo");
        for (api, owner, expected) in [
            (
                "https://api.github.com/",
                Owner::Organization(octo()),
                Some("https://github.com/orgs/octo/packages/container/app%2Fweb/7"),
            ),
            (
                "https://ghes.example:8443/api/v3/",
                Owner::User(octo()),
                Some("https://ghes.example:8443/users/octo/packages/container/app%2Fweb/7"),
            ),
            (
                "https://api.octo.ghe.com",
                Owner::TokenOwner(octo()),
                Some("https://octo.ghe.com/users/octo/packages/container/app%2Fweb/7"),
            ),
            ("http://127.0.0.1:8080/", Owner::User(octo()), None),
            ("ftp://api.github.com/", Owner::User(octo()), None),
            ("https://api.x)[y](https:z/", Owner::User(octo()), None),
        ] {
            assert_eq!(pages(api, &owner).as_deref(), expected, "{api}");
        }
    }

    #[test]
    fn what_belongs_to_a_repository_has_no_page_that_can_be_told() {
        let site = Site::of("https://api.github.com", &Owner::User(Login::new("octo")));
        let site = site.expect("a site");
        let page = |package_type| site.package(&key(package_type, "x"));
        assert_eq!(page(PackageType::Maven), None);
        assert_eq!(page(PackageType::Docker), None);
        let npm = "https://github.com/users/octo/packages/npm/package/x";
        assert_eq!(page(PackageType::Npm).as_deref(), Some(npm));
    }

    #[test]
    fn h32_a_hostile_name_stays_inside_its_address() {
        let site = Site::of("https://api.github.com", &Owner::User(Login::new("a)b|c")));
        let site = site.expect("a site");
        for text in super::super::escape::hostile::TEXTS {
            let page = site.version(&key(PackageType::Npm, text), VersionId(1)).expect("a page");
            let is_safe = |char: char| char.is_ascii_alphanumeric() || "-.%/:".contains(char);
            assert!(page.chars().all(is_safe), "{page}");
            assert_eq!(page.matches('/').count(), 8, "{page}");
        }
    }
}
