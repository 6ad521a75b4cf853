//! Versions by their verdict.

use crate::domain::Verdict;

/// Versions by their verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::report) struct Tally {
    /// Those that are to go.
    pub(in crate::report) doomed: u64,
    /// Those that are to come back.
    pub(in crate::report) returning: u64,
    /// Those that a rule took and something holds.
    pub(in crate::report) held: u64,
    /// Those that a keep protects.
    pub(in crate::report) kept: u64,
    /// Those that no rule took.
    pub(in crate::report) untouched: u64,
}

impl Tally {
    /// Counts a version.
    pub(super) fn add(&mut self, verdict: Verdict) {
        *self.slot(verdict) += 1;
    }

    /// Counts a version anew whose verdict is no longer what it was.
    pub(super) fn turn(&mut self, from: Verdict, to: Verdict) {
        let before = self.slot(from);
        *before = before.saturating_sub(1);
        self.add(to);
    }

    fn slot(&mut self, verdict: Verdict) -> &mut u64 {
        match verdict {
            Verdict::Delete => &mut self.doomed,
            Verdict::Restore => &mut self.returning,
            Verdict::Hold => &mut self.held,
            Verdict::Keep => &mut self.kept,
            Verdict::Untouched => &mut self.untouched,
        }
    }

    /// Those that are to change.
    pub(in crate::report) const fn changing(self) -> u64 {
        self.doomed + self.returning
    }

    /// Those that stay as they are and were not held.
    pub(in crate::report) const fn staying(self) -> u64 {
        self.kept + self.untouched
    }

    /// All of them.
    pub(in crate::report) const fn all(self) -> u64 {
        self.changing() + self.held + self.staying()
    }
}
