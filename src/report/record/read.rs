//! From the lines of a record back to what happened.

use super::line::{Header, RecordLine, SCHEMA};

/// The longest record that is read, in bytes. A run over 135,000 versions leaves less than half of it.
pub const LONGEST_RECORD: usize = 100 * 1024 * 1024;

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRecord {
    /// Its first line.
    pub header: Header,
    /// The lines that follow, as they were written.
    pub lines: Vec<RecordLine>,
    /// Whether its last line is whole. A run that was killed while it wrote leaves a part of one.
    pub end: RecordEnd,
}

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordEnd {
    /// With a whole line.
    Whole,
    /// In the middle of a line, which is left out.
    CutOff,
}

/// Why a text is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It holds no whole line.
    #[error("it is empty, or was cut off in its first line")]
    Empty,
    /// It is longer than any record.
    #[error("it has {found} bytes, and no record has more than {LONGEST_RECORD}")]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
    /// Its first line is not that of a record.
    #[error("its first line is not the header of a record: {why}")]
    NoHeader {
        /// What is wrong with it.
        why: String,
    },
    /// It was written in a form that this program does not know.
    #[error(
        "it has the form {found}, and this program reads {SCHEMA}; use the version that wrote it"
    )]
    OtherSchema {
        /// The number that it gives.
        found: u32,
    },
    /// A line in its middle is damaged.
    #[error("line {number} is damaged: {why}")]
    Damaged {
        /// The line, from 1.
        number: usize,
        /// What is wrong with it.
        why: String,
    },
}

/// Reads a record. Only its last line may be incomplete: a run that was killed leaves that.
pub fn read_record(text: &str) -> Result<ReadRecord, RecordError> {
    if text.len() > LONGEST_RECORD {
        return Err(RecordError::TooLong { found: text.len() });
    }
    let (whole, rest) = text.rsplit_once('\n').ok_or(RecordError::Empty)?;
    let mut lines = whole.split('\n');
    let first = lines.next().filter(|line| !line.is_empty()).ok_or(RecordError::Empty)?;
    let header = header(first)?;
    let lines = lines
        .enumerate()
        .map(|(place, line)| {
            serde_json::from_str(line)
                .map_err(|error| RecordError::Damaged { number: place + 2, why: error.to_string() })
        })
        .collect::<Result<Vec<RecordLine>, RecordError>>()?;
    let end = if rest.is_empty() { RecordEnd::Whole } else { RecordEnd::CutOff };
    Ok(ReadRecord { header, lines, end })
}

fn header(line: &str) -> Result<Header, RecordError> {
    let header: Header = serde_json::from_str(line)
        .map_err(|error| RecordError::NoHeader { why: error.to_string() })?;
    if header.record != "package-steward" {
        let why = format!("`record` is `{}`, not `package-steward`", header.record);
        return Err(RecordError::NoHeader { why });
    }
    if header.schema != SCHEMA {
        return Err(RecordError::OtherSchema { found: header.schema });
    }
    Ok(header)
}
