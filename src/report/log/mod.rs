//! The log: a fold over the events into lines.

mod acting;
mod annotations;
mod fold;
mod line;
mod progress;

pub use fold::Detail;
pub(super) use fold::Log;
pub use line::{Annotation, LogLine};
pub(super) use progress::Progress;
