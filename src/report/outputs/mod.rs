//! The step's outputs: a fold over the events.

mod fold;
mod list;

pub(super) use fold::Outputs;
pub use fold::{OUTPUT_NAMES, Output};
