//! Measuring: what to run, how often, and how a figure is told.

mod asked;
mod bench;
mod program;
mod watched;

pub(crate) use asked::Asked;
pub(crate) use bench::{Bench, Measured, Row, median, milliseconds, seconds};
pub(crate) use program::Program;
pub(crate) use watched::{Watched, watch};
