//! Folds over the events of a run: what a person reads and what a following step uses. Pure.
//!
//! Each fold has `observe`, which takes one event, and an end that gives what it made of them. A
//! new kind of event fails to compile in each of them until somebody has said what it means there.

mod account;
mod escape;
mod exit;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod log;
mod outputs;
mod record;
mod reporter;
mod site;
mod summary;
mod words;

pub use escape::Line;
pub use exit::Status;
pub use log::{Annotation, Detail, LogLine};
pub use outputs::{OUTPUT_NAMES, Output};
pub use record::*;
pub use reporter::{Report, Reporter};
pub use summary::SUMMARY_POINTER;

#[cfg(test)]
mod samples;
