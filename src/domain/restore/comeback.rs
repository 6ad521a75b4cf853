//! What is asked for: which of the deleted versions are to come back.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Age, Rule, Version, VersionId};

/// Which of a package's deleted versions are to come back.
#[derive(Clone, Copy, Debug)]
pub enum Comeback<'a> {
    /// Those that a rule takes and that were deleted then, each with all that belongs to it.
    Selected {
        /// The rules.
        rules: &'a [Rule],
        /// The time of deletion.
        window: &'a DeletedWindow,
    },
    /// Those that an earlier run deleted, each with what belongs to it and went since.
    OfRun(&'a DeletedByRun),
}

/// When a version must have been deleted to come back. Without a bound, whenever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DeletedWindow {
    /// At most so long ago.
    pub within: Option<Age>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Not after this time.
    pub until: Option<Timestamp>,
}

impl DeletedWindow {
    /// Whether it leaves out anything at all.
    pub const fn is_bounded(&self) -> bool {
        self.within.is_some() || self.since.is_some() || self.until.is_some()
    }

    pub(super) fn holds(&self, deleted: Timestamp, now: Timestamp) -> bool {
        // Equal ages count as within: the bound itself was asked for.
        !self.within.is_some_and(|age| is_older(age, deleted, now))
            && self.since.is_none_or(|since| deleted >= since)
            && self.until.is_none_or(|until| deleted <= until)
    }
}

/// Whether more than this age has passed.
fn is_older(age: Age, time: Timestamp, now: Timestamp) -> bool {
    now.checked_sub(SignedDuration::from_nanos(1))
        .is_ok_and(|earlier| age.has_passed_since(time, earlier))
}

/// What an earlier run deleted of a package, or may have deleted.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DeletedByRun {
    /// By number: the root of its image, and its place in the order in which they went. A root went
    /// before its parts.
    versions: BTreeMap<VersionId, (VersionId, usize)>,
    /// When each was gone at the latest, by the clock of the run.
    gone_by: BTreeMap<VersionId, Timestamp>,
}

/// The clocks of a run and of GitHub differ by less. What was deleted more than that after the run had deleted
/// it was there in between.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

impl DeletedByRun {
    /// What went, in the order in which it did: each version with the root of its image.
    pub fn new(in_order: impl IntoIterator<Item = (VersionId, VersionId)>) -> Self {
        let versions = in_order.into_iter().enumerate();
        let versions = versions.map(|(at, (id, root))| (id, (root, at))).collect();
        Self { versions, gone_by: BTreeMap::new() }
    }

    /// The same with the time at which each was gone at the latest, by the clock of the run, as far as that is
    /// known.
    #[must_use]
    pub fn gone_by(self, times: BTreeMap<VersionId, Timestamp>) -> Self {
        Self { gone_by: times, ..self }
    }

    /// When it was deleted, if that was so long after the run that the run can't have done it.
    pub(super) fn deleted_since(&self, version: &Version) -> Option<Timestamp> {
        let (deleted, gone_by) = (version.deleted_at?, self.gone_by.get(&version.id)?);
        (deleted.duration_since(*gone_by) > CLOCKS_DIFFER).then_some(deleted)
    }

    /// The numbers of what went.
    pub fn ids(&self) -> impl Iterator<Item = VersionId> {
        self.versions.keys().copied()
    }

    /// Whether it deleted this version.
    pub fn has(&self, id: VersionId) -> bool {
        self.versions.contains_key(&id)
    }

    /// The root of the image that the version belonged to; itself for what is not of that run.
    pub(super) fn root_of(&self, id: VersionId) -> VersionId {
        self.versions.get(&id).map_or(id, |(root, _)| *root)
    }

    /// When it went, counted from the first.
    pub fn place_of(&self, id: VersionId) -> usize {
        self.versions.get(&id).map_or(0, |(_, place)| *place)
    }
}
