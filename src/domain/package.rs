//! What is looked after: owners, packages and the types that GitHub Packages knows.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::repository::RepositoryName;

/// The kind of registry a package lives in, as GitHub's REST API names it in a path.
///
/// Source: the `package_type` parameter of every packages operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageType {
    /// Images in the container registry (ghcr.io). A version's name is a digest.
    Container,
    /// Images in the old Docker registry, which lives on in GitHub Enterprise Server.
    Docker,
    /// npm packages; the name is without the scope.
    Npm,
    /// Maven and Gradle packages; the name is group and artifact joined by a dot.
    Maven,
    /// `NuGet` packages.
    Nuget,
    /// Ruby gems.
    Rubygems,
}

impl PackageType {
    /// Every type, in the order in which the documentation lists them.
    pub const ALL: [Self; 6] =
        [Self::Container, Self::Docker, Self::Npm, Self::Maven, Self::Nuget, Self::Rubygems];

    /// The word that GitHub uses in paths and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Docker => "docker",
            Self::Npm => "npm",
            Self::Maven => "maven",
            Self::Nuget => "nuget",
            Self::Rubygems => "rubygems",
        }
    }

    /// The type that GitHub's word names, or `None` for a word that it does not use.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }

    /// Whether versions of this type carry tags. Where they do not, every version counts as tagged.
    pub const fn has_tags(self) -> bool {
        match self {
            Self::Container | Self::Docker => true,
            Self::Npm | Self::Maven | Self::Nuget | Self::Rubygems => false,
        }
    }

    /// Whether the registry of this type accepts only lower-case names.
    pub const fn has_lower_case_names(self) -> bool {
        match self {
            Self::Container | Self::Docker | Self::Npm => true,
            Self::Maven | Self::Nuget | Self::Rubygems => false,
        }
    }
}

impl fmt::Display for PackageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The login of a user or an organisation. GitHub does not distinguish case in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// A login as the user or GitHub wrote it.
    pub fn new(login: impl Into<String>) -> Self {
        Self(login.into())
    }

    /// The login as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both name the same account.
    pub fn is_same_account(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of GitHub's three families of paths addresses an owner's packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// `/orgs/{org}/packages`.
    Organization(Login),
    /// `/users/{username}/packages`.
    User(Login),
    /// `/user/packages`: the account that the token belongs to.
    TokenOwner(Login),
}

impl Owner {
    /// The login, also for the token's own namespace.
    pub const fn login(&self) -> &Login {
        match self {
            Self::Organization(login) | Self::User(login) | Self::TokenOwner(login) => login,
        }
    }
}

/// The name of a package within its owner and type. It may hold slashes (`app/web`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackageName(String);

impl PackageName {
    /// A name as the user or GitHub wrote it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name, unencoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What tells one package of an owner from every other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageKey {
    /// The registry it lives in.
    pub package_type: PackageType,
    /// Its name there.
    pub name: PackageName,
}

impl fmt::Display for PackageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.package_type, self.name)
    }
}

/// Who may see a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Those who were given access.
    Private,
    /// Members of the enterprise. GitHub's schema omits it although its API filters by it.
    Internal,
}

impl Visibility {
    /// GitHub's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Internal => "internal",
        }
    }

    /// The visibility that GitHub's word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Internal]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// A package as GitHub describes it in a listing of packages or in answer to its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Type and name.
    pub key: PackageKey,
    /// Who may see it, where GitHub says so with a word that is known.
    pub visibility: Option<Visibility>,
    /// The repository that it is linked to.
    pub repository: Option<RepositoryName>,
    /// How many versions GitHub counts in it.
    pub version_count: Option<u64>,
}
