//! The REST API of GitHub Packages, behind one client.
//!
//! Pure parts (paths, `Link` headers, refusals, retry, the proof of a listing) stand apart from the
//! one function that sends. `docs/operations.md` says which operation serves what.

mod account;
mod admission;
mod answer;
mod client;
mod endpoint;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod link;
mod listing;
mod packages;
mod rate_limit;
mod refusal;
mod repositories;
mod response;
mod retry;
mod wire;

pub use crate::clock::Clock;
pub use crate::transport::Timeouts;
pub use account::*;
pub use answer::*;
pub use client::*;
pub use endpoint::*;
pub use listing::PAGES_AT_ONCE;
pub use rate_limit::*;
pub use refusal::*;
pub use repositories::*;
pub use retry::*;
pub use wire::DecodeError;
