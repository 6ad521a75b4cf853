//! What the machine says, and what it is told.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::{Digest, Tag, Version, VersionId};
use crate::execution::Outcome;

/// What a tag is taken off, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntagTask {
    /// The tag.
    pub tag: Tag,
    /// The number of the version that carries it and stays.
    pub original: VersionId,
    /// That version's digest.
    pub original_digest: Digest,
    /// The digest of the empty manifest, which nobody has pushed before.
    pub empty: Digest,
    /// The numbers of all versions that were there before.
    pub known: BTreeSet<VersionId>,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UntagCommand {
    /// Look whether the registry knows the empty manifest already.
    LookForEmpty,
    /// Look where the tag leads that is to hold the version.
    LookAtOther,
    /// Look where the tag leads.
    LookAtTag,
    /// Push the empty manifest under the tag.
    PushEmpty,
    /// List the newest versions of the package.
    List,
    /// Tell which of these, pushed in the same moment, was the last of one push: the one that lists all
    /// others.
    Weigh(Vec<Digest>),
    /// Look at the version of this number.
    LookAtVersion(VersionId),
    /// Delete the version of this number.
    Delete(VersionId),
    /// Push the manifest of this digest under the tag.
    PushBack(Digest),
    /// Wait.
    Wait(Duration),
    /// It is over: how, and why it is so where the tag is not off.
    End(Outcome, Option<String>),
}

/// What came of what was to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UntagAnswer {
    /// Of a look at where a tag leads, or at what the registry has of a digest.
    Lead(Lead),
    /// Of a push.
    Push(PushEnd),
    /// What is listed; nothing where that could not be had.
    Listed(Vec<Version>),
    /// That one lists all others; or none does.
    Weighed(Option<Digest>),
    /// Of a look at a version.
    Row(RowSight),
    /// Of a deletion.
    Deletion(DeletionEnd),
    /// The wait is over.
    Waited,
    /// The run ends: no more waits.
    Stopped,
}

/// Where a tag leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To the manifest of this digest.
    To(Digest),
    /// Nowhere.
    Nowhere,
    /// Nobody knows. Says why.
    Unseen(String),
}

/// What came of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushEnd {
    /// It was taken.
    Taken,
    /// It was refused: nothing was written. Says why.
    Refused(String),
    /// Nobody knows whether it was taken. Says why.
    Lost(String),
}

/// What a look at a version found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSight {
    /// The version.
    There(Version),
    /// There is none of that number.
    Gone,
    /// Nobody knows.
    Unseen,
}

/// What came of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeletionEnd {
    /// It is gone.
    Done,
    /// It was refused: the version is there. Says why.
    Refused(String),
    /// Nobody knows whether it is gone.
    Lost,
}
