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
        match verdict {
            Verdict::Delete => self.doomed += 1,
            Verdict::Restore => self.returning += 1,
            Verdict::Hold => self.held += 1,
            Verdict::Keep => self.kept += 1,
            Verdict::Untouched => self.untouched += 1,
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
