//! Version numbers, and the readings that types of packages have of them.

use semver::Prerelease;

use super::scheme::Scheme;
use crate::domain::PackageType;

/// A version as the ordering of its package's type reads it. Two that are equal by precedence are equal,
/// and the order is that of precedence: number by number, and what comes before a release before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionNumber {
    pub(super) release: [u64; 4],
    /// What comes before the release, in the form in which the type's own ordering is that of semver.
    pub(super) prerelease: Prerelease,
    pub(super) scheme: Scheme,
}

/// The version that the text is for packages of this type, with an optional leading `v`; else `None`.
///
/// Containers, `docker` and npm have strict semver. The others read in addition, or instead, what their
/// own tools order so; `docs/versions.md` has the table. Nothing is coerced: `latest`, `1`, `01.2.3`,
/// `V1.2.3` and `2024-10-10` are no versions for any type. Each number has at most 64 bits.
pub fn read_version(package_type: PackageType, text: &str) -> Option<VersionNumber> {
    Scheme::of(package_type).read(text.strip_prefix('v').unwrap_or(text))
}

impl VersionNumber {
    /// Whether it comes before a release (`1.2.3-rc.1`). Build metadata makes no pre-release.
    pub fn is_prerelease(&self) -> bool {
        !self.prerelease.is_empty()
    }

    /// The release that it comes before; itself where it is one.
    #[must_use]
    pub fn its_release(&self) -> Self {
        Self { prerelease: Prerelease::EMPTY, ..self.clone() }
    }

    /// The first number.
    pub const fn major(&self) -> u64 {
        self.release[0]
    }

    /// The second number.
    pub const fn minor(&self) -> u64 {
        self.release[1]
    }
}
