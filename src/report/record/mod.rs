//! The record of a run: a header, then a line per event, each a JSON object.
//!
//! `docs/record.md` describes it for people, and what may change in it.

mod line;
mod read;
mod write;

pub use line::*;
pub use read::*;
pub use write::*;
