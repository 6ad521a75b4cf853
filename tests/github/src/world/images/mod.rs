//! Making manifests of every kind that people push, and pushing them as their tools do.

mod build;
mod push;

pub use build::{Entry, tag_of};
pub use push::{Cosign, Image, Pushed, PushedImage};
