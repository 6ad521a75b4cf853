//! Manifests as they come from a registry, and what they say.

mod attached;
mod document;
mod empty;
mod media_type;
mod read;
mod signed;
mod wire;

pub use document::*;
pub use empty::empty_index;
pub use media_type::*;
pub use read::*;

#[cfg(test)]
mod tests;
