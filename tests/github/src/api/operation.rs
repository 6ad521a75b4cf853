//! The 24 operations: eight actions in three spaces.

use http::Method;

use super::route::Handle;
use crate::world::PackageType;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) action: Action,
    pub(crate) space: Space,
    /// Absent for the list of packages, which says it in the query.
    pub(crate) package_type: Option<PackageType>,
    pub(crate) name: String,
    pub(crate) version: Option<u64>,
}

/// Whose packages a path is about, and in which of the three ways it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Organization(Handle),
    User(Handle),
    /// The authenticated user's.
    Own,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    ListPackages,
    GetPackage,
    DeletePackage,
    RestorePackage,
    ListVersions,
    GetVersion,
    DeleteVersion,
    RestoreVersion,
}

impl Action {
    pub(crate) fn accepts(self, method: &Method) -> bool {
        match self {
            Self::ListPackages | Self::GetPackage | Self::ListVersions | Self::GetVersion => {
                method == Method::GET || method == Method::HEAD
            }
            Self::DeletePackage | Self::DeleteVersion => method == Method::DELETE,
            Self::RestorePackage | Self::RestoreVersion => method == Method::POST,
        }
    }

    /// Whether it answers page by page.
    pub(crate) fn is_listing(self) -> bool {
        matches!(self, Self::ListPackages | Self::ListVersions)
    }

    /// The scopes that a classic token needs, the weaker one first, and how GitHub's refusal
    /// names what they are for. Only the texts of the two lists have been seen; the others are
    /// made after them, which is an assumption.
    pub(crate) fn scopes(self) -> (&'static [&'static str], &'static str) {
        const READ: &[&str] = &["read:packages"];
        const DELETE: &[&str] = &["read:packages", "delete:packages"];
        const RESTORE: &[&str] = &["read:packages", "write:packages"];
        match self {
            Self::ListPackages => (READ, "list packages"),
            Self::GetPackage => (READ, "get a package"),
            Self::ListVersions => (READ, "get a package's versions"),
            Self::GetVersion => (READ, "get a package version"),
            Self::DeletePackage => (DELETE, "delete a package"),
            Self::DeleteVersion => (DELETE, "delete a package version"),
            Self::RestorePackage => (RESTORE, "restore a package"),
            Self::RestoreVersion => (RESTORE, "restore a package version"),
        }
    }

    /// Whether it needs the admin role on the package.
    pub(crate) fn needs_admin(self) -> bool {
        match self {
            Self::ListPackages | Self::GetPackage | Self::ListVersions | Self::GetVersion => false,
            Self::DeletePackage
            | Self::DeleteVersion
            | Self::RestorePackage
            | Self::RestoreVersion => true,
        }
    }
}

impl Operation {
    /// `documentation_url` of its errors: GitHub's anchors are not made by one pattern.
    pub(crate) fn documentation_url(&self) -> String {
        let own = self.space == Space::Own;
        let whose = match &self.space {
            Space::Organization(_) => "an-organization",
            Space::User(_) => "a-user",
            Space::Own => "the-authenticated-user",
        };
        let article = if own { "a-" } else { "" };
        let anchor = match self.action {
            Action::ListPackages if own => {
                "list-packages-for-the-authenticated-users-namespace".to_owned()
            }
            Action::ListPackages => format!("list-packages-for-{whose}"),
            Action::GetPackage => format!("get-a-package-for-{whose}"),
            Action::DeletePackage => format!("delete-a-package-for-{whose}"),
            Action::RestorePackage => format!("restore-a-package-for-{whose}"),
            Action::ListVersions => {
                format!("list-package-versions-for-a-package-owned-by-{whose}")
            }
            Action::GetVersion => format!("get-a-package-version-for-{whose}"),
            Action::DeleteVersion => format!("delete-{article}package-version-for-{whose}"),
            Action::RestoreVersion => format!("restore-{article}package-version-for-{whose}"),
        };
        format!("https://docs.github.com/rest/packages/packages#{anchor}")
    }
}
