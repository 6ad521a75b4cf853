//! What changed in the world, and by whom.

use jiff::Timestamp;

use super::package::PackageType;

/// One change, as the ledger of mutations keeps it.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// Position in the ledger, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// Login of the package's owner.
    pub owner: String,
    /// The package's type.
    pub package_type: PackageType,
    /// The package's name.
    pub package: String,
    /// The version that changed, where it was not the package as a whole.
    pub version: Option<u64>,
    /// What happened.
    pub change: Change,
}

/// Who changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The request with this number in the ledger of requests.
    Request(u64),
    /// Somebody else: the test, through the world itself.
    Other,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A package came to be.
    PackageCreated,
    /// A package was deleted whole.
    PackageDeleted,
    /// A package was restored whole.
    PackageRestored,
    /// A version was pushed.
    VersionPushed,
    /// What a version is was pushed once more.
    VersionPushedAgain,
    /// A version was deleted.
    VersionDeleted,
    /// A version was restored.
    VersionRestored,
    /// A tag was put on a version.
    TagPut {
        /// The tag.
        tag: String,
        /// The version that lost it by that.
        from: Option<u64>,
    },
    /// A tag was taken off a version.
    TagTaken {
        /// The tag.
        tag: String,
    },
}
