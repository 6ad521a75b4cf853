//! Stretches of the order of versions.

use std::cmp::Ordering;

use semver::{Prerelease, Version};

use super::number::VersionNumber;

/// The versions from one place in the order by precedence up to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    /// Where it begins.
    pub(super) start: Edge,
    /// Where it ends; `None` where it does not.
    pub(super) end: Option<Edge>,
}

impl Interval {
    /// All versions.
    pub(super) const ALL: Self = Self { start: Edge::before_prereleases(0, 0, 0), end: None };

    /// Whether the version lies in it.
    pub(super) fn covers(&self, version: &VersionNumber) -> bool {
        self.start.lies_before(version)
            && !self.end.as_ref().is_some_and(|end| end.lies_before(version))
    }

    /// What lies in both.
    pub(super) fn and(self, other: Self) -> Self {
        let end = match (self.end, other.end) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { start: self.start.max(other.start), end }
    }

    /// Whether no version of three numbers lies in it.
    pub(super) fn is_empty(&self) -> bool {
        self.end.as_ref().is_some_and(|end| self.start.in_three() >= end.in_three())
    }
}

/// A place between two versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    /// Users write three numbers; the fourth is that of `NuGet` and others.
    release: [u64; 4],
    place: Place,
}

/// Where among the versions with the same numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Before all their pre-releases.
    BeforePrereleases,
    /// Beside the version with this pre-release; an empty one is the release, and the highest.
    Beside(Prerelease, Side),
}

/// On which side of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Before,
    After,
}

impl Edge {
    /// Before the first pre-release of this release.
    pub(super) const fn before_prereleases(major: u64, minor: u64, patch: u64) -> Self {
        Self { release: [major, minor, patch, 0], place: Place::BeforePrereleases }
    }

    /// Right before the version.
    pub(super) fn before(version: &Version) -> Self {
        Self::beside(version, Side::Before)
    }

    /// Right after the version. What has a fourth number comes behind that.
    pub(super) fn after(version: &Version) -> Self {
        Self::beside(version, Side::After)
    }

    fn beside(version: &Version, side: Side) -> Self {
        Self {
            release: [version.major, version.minor, version.patch, 0],
            place: Place::Beside(version.pre.clone(), side),
        }
    }

    /// The same place where versions have three numbers. After a release that is where the pre-releases
    /// of the next patch begin, and it is written so, so that equal places are equal values.
    fn in_three(&self) -> Self {
        let [major, minor, patch, _] = self.release;
        match (&self.place, patch.checked_add(1)) {
            (Place::Beside(pre, Side::After), Some(next)) if pre.is_empty() => {
                Self::before_prereleases(major, minor, next)
            }
            (Place::Beside(..) | Place::BeforePrereleases, _) => self.clone(),
        }
    }

    /// Whether the version comes after this place.
    fn lies_before(&self, version: &VersionNumber) -> bool {
        match self.release.cmp(&version.release) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => match &self.place {
                Place::BeforePrereleases => true,
                Place::Beside(pre, Side::Before) => {
                    version.scheme.prerelease(pre) <= version.prerelease
                }
                Place::Beside(pre, Side::After) => {
                    version.scheme.prerelease(pre) < version.prerelease
                }
            },
        }
    }
}
