//! The story of a run, in order; the only room that sees all others.

mod printer;

pub use printer::{Printer, Style};
