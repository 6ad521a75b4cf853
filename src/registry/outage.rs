//! Whether a registry is down.

use std::cell::{Cell, RefCell};

use super::reading::{FailureKind, ReadFailure, Reading};

/// How many manifests in a row may fail for reasons that are not theirs, before the rest of them is
/// not asked for. The registry is down then, or does not let this token in.
const MOST_FAILURES_IN_A_ROW: u32 = 3;

/// Whether there is any use in asking for more.
#[derive(Default)]
pub(super) struct Outage {
    in_a_row: Cell<u32>,
    first: RefCell<Option<ReadFailure>>,
}

impl Outage {
    pub(super) fn count(&self, reading: &Reading) {
        let failed = match reading {
            Reading::Failed(failure) if failure.kind != FailureKind::Lasting => failure,
            Reading::Failed(_) | Reading::Read(_) | Reading::Unknown => {
                self.in_a_row.set(0);
                self.first.borrow_mut().take();
                return;
            }
        };
        let in_a_row = match failed.kind {
            FailureKind::WaitTooLong { .. } => MOST_FAILURES_IN_A_ROW,
            FailureKind::Passing | FailureKind::Lasting => self.in_a_row.get().saturating_add(1),
        };
        self.in_a_row.set(in_a_row);
        self.first.borrow_mut().get_or_insert_with(|| failed.clone());
    }

    /// What is to be said of all that is left, where it is not to be asked for.
    pub(super) fn rest(&self) -> Option<ReadFailure> {
        if self.in_a_row.get() < MOST_FAILURES_IN_A_ROW {
            return None;
        }
        let first = self.first.borrow().clone()?;
        Some(ReadFailure {
            why: format!("not asked for, after others failed: {}", first.why),
            ..first
        })
    }
}
