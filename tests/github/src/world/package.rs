//! Packages.

use std::collections::HashSet;

use jiff::Timestamp;

use super::owner::Grant;
use super::version::Versions;

/// The types that GitHub Packages knows, in the words of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PackageType {
    /// `npm`.
    Npm,
    /// `maven`, Gradle included.
    Maven,
    /// `rubygems`.
    Rubygems,
    /// `nuget`.
    Nuget,
    /// `docker`: the closed registry at `docker.pkg.github.com`.
    Docker,
    /// `container`: `ghcr.io`.
    Container,
}

impl PackageType {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Npm, Self::Maven, Self::Rubygems, Self::Nuget, Self::Docker, Self::Container];

    /// As paths, queries and answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Maven => "maven",
            Self::Rubygems => "rubygems",
            Self::Nuget => "nuget",
            Self::Docker => "docker",
            Self::Container => "container",
        }
    }

    /// The type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether versions of this type carry tags.
    pub fn has_tags(self) -> bool {
        matches!(self, Self::Docker | Self::Container)
    }
}

/// Who may see something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Those with a role.
    Private,
    /// Members of the organisation.
    Internal,
}

impl Visibility {
    /// As queries and answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Internal => "internal",
        }
    }
}

/// Whether workflows of the linked repository have the admin role by that link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InheritedAccess {
    /// They have: the default for a package that its repository published.
    On,
    /// Only what was granted counts.
    Off,
}

/// A package.
#[derive(Clone, Debug)]
pub struct Package {
    /// GitHub's number for it.
    pub id: u64,
    /// Number of the owner.
    pub owner: u64,
    /// Its type.
    pub package_type: PackageType,
    /// Its name, decoded; container names may contain slashes.
    pub name: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// Full name of the repository that it is linked to.
    pub repository: Option<String>,
    /// Whether that link gives the repository's workflows the admin role.
    pub inherited_access: InheritedAccess,
    /// Further roles.
    pub grants: Vec<Grant>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was deleted whole, while it is.
    pub deleted_at: Option<Timestamp>,
    /// Its versions.
    pub versions: Versions,
    /// Digests of the blobs that the registry keeps for it.
    pub blobs: HashSet<String>,
}

impl Package {
    /// Whether it is not deleted.
    pub fn is_active(&self) -> bool {
        self.deleted_at.is_none()
    }
}
