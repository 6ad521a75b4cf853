//! Globs as users write them, for tags, version names and package names.

mod error;
mod matching;
mod path;
mod pieces;
mod placeholder;
mod tag_grammar;
mod template;

pub use error::PatternError;
pub use matching::{Pattern, Patterns};
pub use placeholder::{BranchForm, Capture, Placeholder};

#[cfg(test)]
mod placeholder_tests;
#[cfg(test)]
mod tests;
