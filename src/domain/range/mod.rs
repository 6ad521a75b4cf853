//! Semver ranges as users write them, and what each type of package reads as a version.

mod comparison;
mod error;
mod interval;
mod number;
mod ranges;
mod scheme;

pub use error::RangeError;
pub use number::{VersionNumber, read_version};
pub use ranges::{Range, Ranges};

#[cfg(test)]
mod tests;
