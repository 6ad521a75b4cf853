//! Versions, policies and whole packages in few words.

mod policies;
mod told;
mod versions;
mod world;

pub(crate) use policies::*;
pub(crate) use told::*;
pub(crate) use versions::*;
pub(crate) use world::*;
