//! What a listing found in one package, and how far it can be trusted.

use jiff::Timestamp;

use super::package::PackageKey;
use super::version::{Version, VersionId};

/// How far a listing can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Read to the end, and page 1 and the last were found as expected afterwards.
    Stable,
    /// Read to the end, but what others pushed or deleted meanwhile moved versions between pages in a
    /// way that three attempts could not explain. Says what was seen.
    Unstable(String),
    /// Not read to the end. Says why.
    Truncated(String),
}

/// The versions of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// The package.
    pub package: PackageKey,
    /// Its versions, newest first: by creation, then by number. Those without a time come first,
    /// for nothing may take them for old.
    versions: Vec<Version>,
    /// How far the list can be trusted.
    pub coverage: Coverage,
}

impl Inventory {
    /// An inventory of these versions, in whatever order they were listed.
    pub fn new(package: PackageKey, mut versions: Vec<Version>, coverage: Coverage) -> Self {
        versions.sort_by_key(|version| {
            let seconds = version.created_at.map_or(i128::MAX, Timestamp::as_nanosecond);
            std::cmp::Reverse((seconds, version.id))
        });
        versions.dedup_by_key(|version| version.id);
        Self { package, versions, coverage }
    }

    /// The versions, newest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version with this number.
    pub fn version(&self, id: VersionId) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }
}
