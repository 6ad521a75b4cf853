//! Semver ranges as users write them, and the strict reading of versions.

mod comparison;
mod error;
mod interval;
mod ranges;
mod reading;

pub use error::RangeError;
pub use ranges::{Range, Ranges};
pub use reading::{is_prerelease, precedence, read_version};

#[cfg(test)]
mod tests;
