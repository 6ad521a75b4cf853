//! The record of a run: a header, then a line per event, each a JSON object.
//!
//! `docs/record.md` describes it for people, `docs/record.schema.json` for programs.

#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;
mod line;
mod planned;
mod read;
mod seal;
mod time;
mod word;
mod write;

pub use line::*;
pub use planned::{RecordedPlan, RecordedVerdicts};
pub use read::*;
pub use word::*;
pub use write::*;
