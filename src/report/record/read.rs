//! Reading a record again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::line::{RecordHeader, RecordLine, RecordedStep, SCHEMA};
use super::seal::{Sum, goes_on_behind_a_line};
use super::word::OutcomeWord;
use crate::domain::{PackageKey, VersionId};
use crate::execution::Change;

/// The longest record that is read, in bytes. A run that deletes 135,000 versions, the largest that is
/// known, leaves about 90 MB.
pub const LONGEST_RECORD: usize = 256 * 1024 * 1024;

/// A record that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRecord {
    /// Its first line.
    pub header: RecordHeader,
    /// The other lines, in order.
    pub lines: Vec<RecordLine>,
    /// Whether its run came to its end.
    pub ending: RecordEnding,
}

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordEnding {
    /// With the line that says that the run is over.
    Finished,
    /// Before that: the run was cut off.
    CutOff,
}

/// Why a file can't be read as a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableRecord {
    /// It is longer than any record.
    #[error(
        "it has {bytes} bytes, and a record has {LONGEST_RECORD} at the most; is it another file?"
    )]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It holds no whole line.
    #[error("it is empty, or its run was cut off before it began; nothing was changed by that run")]
    NothingWhole,
    /// Its first line is not that of a record.
    #[error("line 1 is not the first line of a record of package-steward: {0}")]
    NotARecord(String),
    /// It is a record of another form.
    #[error(
        "its form has number {found}, and this program reads number {SCHEMA}; use the version of \
         package-steward that wrote it: {program}"
    )]
    OtherSchema {
        /// The number that it has.
        found: u64,
        /// The program that wrote it.
        program: String,
    },
    /// A line is not as it was written, or one before it is missing.
    #[error(
        "line {line} does not have the checksum that it was written with: the file was damaged or \
         changed there"
    )]
    Damaged {
        /// Its number, from 1.
        line: usize,
    },
    /// A line is not one of a record.
    #[error("line {line} is not a line of a record: {expected}")]
    BadLine {
        /// Its number, from 1.
        line: usize,
        /// What was expected there, and what came.
        expected: String,
    },
    /// Something stands behind the line that ends every record.
    #[error("line {line} stands behind the end of the record; are these two records in one file?")]
    BehindTheEnd {
        /// Its number, from 1.
        line: usize,
    },
}

/// Reads a record.
///
/// A run that was killed may leave a part of a last line, which is left out: a line without its line break
/// was never relied on. Everything else has to be as it was written: what is guessed about a record may
/// delete the wrong thing.
///
/// # Errors
/// When it is no record, or not as it was written. Says in which line, what was expected and what came.
pub fn read_record(bytes: &[u8]) -> Result<ReadRecord, UnreadableRecord> {
    if bytes.len() > LONGEST_RECORD {
        return Err(UnreadableRecord::TooLong { bytes: bytes.len() });
    }
    let (whole, rest) = match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (&[][..], bytes),
    };
    let mut lines = (1..).zip(whole.split(|byte| *byte == b'\n'));
    let first = lines.next().map_or(&[][..], |(_, line)| line);
    if whole.is_empty() && first.is_empty() {
        return Err(UnreadableRecord::NothingWhole);
    }
    let mut sum = Sum::default();
    let header = read_header(&mut sum, first)?;
    let mut read = ReadRecord { header, lines: Vec::new(), ending: RecordEnding::CutOff };
    for (number, line) in lines {
        read.add(&mut sum, number, line)?;
    }
    let line = read.lines.len() + 2;
    if read.is_finished() && !rest.is_empty() {
        return Err(UnreadableRecord::BehindTheEnd { line });
    }
    if goes_on_behind_a_line(rest) {
        return Err(UnreadableRecord::Damaged { line });
    }
    Ok(read)
}

fn read_header(sum: &mut Sum, line: &[u8]) -> Result<RecordHeader, UnreadableRecord> {
    let not_a_record = |error: serde_json::Error| UnreadableRecord::NotARecord(error.to_string());
    let value: Value = serde_json::from_slice(line).map_err(not_a_record)?;
    if value["record"].as_str() == Some("package-steward") {
        // The number is looked at first, for all else may differ with it.
        if let Some(found) = value["schema"].as_u64().filter(|found| *found != u64::from(SCHEMA)) {
            let program = value["program"].as_str().unwrap_or_default().to_owned();
            return Err(UnreadableRecord::OtherSchema { found, program });
        }
        let line = sum.open(line).ok_or(UnreadableRecord::Damaged { line: 1 })?;
        return serde_json::from_slice(&line).map_err(not_a_record);
    }
    serde_json::from_slice(line).map_err(not_a_record)
}

impl ReadRecord {
    fn add(&mut self, sum: &mut Sum, line: usize, bytes: &[u8]) -> Result<(), UnreadableRecord> {
        if self.is_finished() {
            return Err(UnreadableRecord::BehindTheEnd { line });
        }
        let opened = sum.open(bytes).ok_or(UnreadableRecord::Damaged { line })?;
        let read: RecordLine = serde_json::from_slice(&opened)
            .map_err(|error| UnreadableRecord::BadLine { line, expected: error.to_string() })?;
        if matches!(read, RecordLine::Finished { .. }) {
            self.ending = RecordEnding::Finished;
        }
        self.lines.push(read);
        Ok(())
    }

    fn is_finished(&self) -> bool {
        self.ending == RecordEnding::Finished
    }

    /// When each version that the run deleted, or may have deleted, was gone at the latest, by the clock of the
    /// run. Where nobody knows whether it went, that is when the record ends.
    pub fn gone_by(&self) -> BTreeMap<PackageKey, BTreeMap<VersionId, Timestamp>> {
        let mut end = self.header.at;
        for line in &self.lines {
            if let RecordLine::Sent { at, .. }
            | RecordLine::Ended { at, .. }
            | RecordLine::Finished { at } = line
            {
                end = end.max(*at);
            }
        }
        let mut gone: BTreeMap<PackageKey, BTreeMap<VersionId, Timestamp>> = BTreeMap::new();
        let mut note = |step: &RecordedStep, at| {
            if let (Change::Delete, Some(id)) = (step.change, step.id) {
                gone.entry(step.package.key()).or_default().insert(id, at);
            }
        };
        for line in &self.lines {
            if let RecordLine::Sent { step, .. } = line {
                note(step, end);
            } else if let RecordLine::Ended { step, at, outcome: OutcomeWord::Done, .. } = line {
                note(step, *at);
            }
        }
        gone
    }

    /// What the run changed so, or may have changed so, by package: what a way back is about.
    pub fn changes(&self, change: Change) -> BTreeMap<PackageKey, RecordedChanges> {
        let mut changes: BTreeMap<PackageKey, RecordedChanges> = BTreeMap::new();
        for line in &self.lines {
            match line {
                RecordLine::Sent { step, at: _ } if step.change == change => {
                    changes.entry(step.package.key()).or_default().sent(step);
                }
                RecordLine::Ended { step, outcome, .. } if step.change == change => {
                    changes.entry(step.package.key()).or_default().ended(step, *outcome);
                }
                RecordLine::Healed { package, id, outcome, .. } if outcome.came_about() => {
                    changes.entry(package.key()).or_default().healed(*id, change);
                }
                RecordLine::Sent { .. }
                | RecordLine::Ended { .. }
                | RecordLine::Healed { .. }
                | RecordLine::Listed { .. }
                | RecordLine::Judged { .. }
                | RecordLine::Planned { .. }
                | RecordLine::Refused { .. }
                | RecordLine::HeldBack { .. }
                | RecordLine::Failed { .. }
                | RecordLine::Stopping { .. }
                | RecordLine::Retagged { .. }
                | RecordLine::UntagPlanned { .. }
                | RecordLine::Untagging { .. }
                | RecordLine::Untagged { .. }
                | RecordLine::TagPutOn { .. }
                | RecordLine::Checked { .. }
                | RecordLine::Finished { .. } => {}
            }
        }
        changes.retain(|_, changes| *changes != RecordedChanges::default());
        changes
    }
}

/// What a run changed of a package.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RecordedChanges {
    /// Versions that are known to be as the run wanted them, whoever made them so.
    pub known: BTreeSet<VersionId>,
    /// Versions that this run changed, or may have changed.
    pub own: BTreeSet<VersionId>,
    /// What is known of the package as a whole, where it was changed as such.
    pub whole: Option<OutcomeWord>,
}

impl RecordedChanges {
    fn sent(&mut self, step: &RecordedStep) {
        match step.id {
            // Until its end is told nobody knows.
            Some(id) => drop(self.own.insert(id)),
            None => self.whole = Some(OutcomeWord::Unknown),
        }
    }

    fn ended(&mut self, step: &RecordedStep, outcome: OutcomeWord) {
        let Some(id) = step.id else {
            self.whole = Some(outcome);
            return;
        };
        if outcome.came_about() {
            self.known.insert(id);
        }
        if matches!(outcome, OutcomeWord::Done | OutcomeWord::Unknown) {
            self.own.insert(id);
        } else {
            self.own.remove(&id);
        }
    }

    fn healed(&mut self, id: VersionId, change: Change) {
        if change == Change::Delete {
            self.known.remove(&id);
            self.own.remove(&id);
        }
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
