//! Manifests on disk, so that none is read twice.

mod entry;
mod error;
mod folder;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;

pub use error::*;
pub use folder::*;

#[cfg(test)]
mod tests;
