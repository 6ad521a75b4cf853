//! Globs as users write them, for tags, version names and package names.

mod error;
mod matching;
mod path;
mod pieces;
mod tag_grammar;

pub use error::PatternError;
pub use matching::{Pattern, Patterns};

#[cfg(test)]
mod tests;
