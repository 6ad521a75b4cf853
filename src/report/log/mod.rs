//! The log: a fold over the events into lines.

mod annotations;
mod fold;
mod line;

pub use fold::{Detail, Log};
pub use line::{Annotation, LogLine};
