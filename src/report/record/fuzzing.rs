//! How a record is read again, for fuzzing alone.

use super::planned::{RecordedPlan, RecordedVerdicts};
use super::read::read_record;
use super::seal::Sum;
use crate::execution::Change;

/// A record as it is, and with its lines sealed anew, so that it is read beyond the first of them.
///
/// # Panics
/// When a record that was cut off reads as another one.
pub(in crate::report) fn record(bytes: &[u8]) {
    take(bytes);
    let mut sum = Sum::default();
    let lines = std::str::from_utf8(bytes).unwrap_or_default().lines();
    let sealed: Vec<String> = lines.filter_map(|line| sum.seal(line)).collect();
    take(format!("{}\n", sealed.join("\n")).as_bytes());
}

fn take(bytes: &[u8]) {
    let Ok(read) = read_record(bytes) else { return };
    for change in [Change::Delete, Change::Restore] {
        drop(read.changes(change));
    }
    drop(RecordedPlan::of(&read));
    RecordedVerdicts::of(&read).taken().for_each(drop);
    if let Ok(cut) = read_record(&bytes[..bytes.len() / 2]) {
        assert_eq!(cut.header, read.header, "another header");
        assert!(read.lines.starts_with(&cut.lines), "other lines");
    }
}
