//! One benchmark and its figures.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::program::Program;

/// What came of measuring.
pub(crate) type Measured = Result<Vec<Row>, Box<dyn Error>>;

/// One benchmark.
#[derive(Clone, Copy)]
pub(crate) struct Bench {
    /// By what it is asked for.
    pub(crate) name: &'static str,
    /// Takes its figures, each so many times.
    pub(crate) measure: fn(&Program, usize) -> Measured,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) figure: String,
    /// What nobody could do better; empty where nothing says so.
    pub(crate) least: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} | {} | {} |", self.what, self.figure, self.least)
    }
}

/// The one in the middle of several figures.
pub(crate) fn median<T: Ord + Copy>(mut figures: Vec<T>) -> Option<T> {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied()
}

/// A time as it is told.
pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// A long time as it is told.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs())
}
