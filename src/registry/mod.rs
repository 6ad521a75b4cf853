//! The container registry: what a manifest lists and what it speaks of, and one door to put a tag back.
//!
//! Pure parts (addresses, challenges, refusals, hints, the reading of manifests) stand apart from the
//! client that sends and from the cache that stores. `docs/registry.md` says what is read, and when.

mod cache;
mod challenge;
mod client;
mod dice;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod grant;
mod hint;
mod host;
mod lanes;
mod manifest;
mod outage;
mod reading;
mod refusal;
mod repository;
mod response;
mod session;
mod token;
mod tries;
mod write;

pub use crate::clock::Clock;
pub use cache::*;
pub use challenge::*;
pub use client::*;
pub use hint::*;
pub use host::*;
pub use manifest::*;
pub use reading::*;
pub use repository::*;
pub use write::*;
