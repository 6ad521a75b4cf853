//! Versions that were to change, by what became of them.

use super::fate::Fate;
use crate::execution::Change;

/// Versions that were to change, by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::report) struct Deeds {
    /// Those of which nothing is known yet.
    pub(in crate::report) open: u64,
    /// Those that this run deleted, and that are gone.
    pub(in crate::report) deleted: u64,
    /// Those that this run restored, and that are there.
    pub(in crate::report) restored: u64,
    /// Those that somebody else had changed.
    pub(in crate::report) already_so: u64,
    /// Those that were held while the plan was carried out.
    pub(in crate::report) held: u64,
    /// Those that failed, or whose fate nobody knows.
    pub(in crate::report) failed: u64,
    /// Those that the run did not reach.
    pub(in crate::report) not_reached: u64,
    /// Those that were deleted and brought back.
    pub(in crate::report) healed: u64,
}

impl Deeds {
    /// Counts a version of which nothing is known yet.
    pub(super) fn add(&mut self) {
        self.open += 1;
    }

    /// Counts a version anew whose fate is no longer what it was.
    pub(super) fn turn(&mut self, change: Change, from: Fate, to: Fate) {
        let before = self.slot(change, from);
        *before = before.saturating_sub(1);
        *self.slot(change, to) += 1;
    }

    /// Counts those of another package too.
    pub(super) fn join(&mut self, other: &Self) {
        self.open += other.open;
        self.deleted += other.deleted;
        self.restored += other.restored;
        self.already_so += other.already_so;
        self.held += other.held;
        self.failed += other.failed;
        self.not_reached += other.not_reached;
        self.healed += other.healed;
    }

    /// All of them.
    pub(in crate::report) const fn all(&self) -> u64 {
        self.tried() + self.open + self.not_reached
    }

    /// Those of which something is known that says that they were tried.
    pub(in crate::report) const fn tried(&self) -> u64 {
        self.deleted + self.restored + self.already_so + self.held + self.failed + self.healed
    }

    fn slot(&mut self, change: Change, fate: Fate) -> &mut u64 {
        match (fate, change) {
            (Fate::Open, _) => &mut self.open,
            (Fate::Done, Change::Delete) => &mut self.deleted,
            (Fate::Done, Change::Restore) => &mut self.restored,
            (Fate::AlreadySo, _) => &mut self.already_so,
            (Fate::Held, _) => &mut self.held,
            (Fate::Failed | Fate::Unknown | Fate::Doubtful, _) => &mut self.failed,
            (Fate::NotReached, _) => &mut self.not_reached,
            (Fate::Healed, _) => &mut self.healed,
        }
    }
}
