//! The REST API of GitHub Packages, behind one client.
//!
//! Pure parts (paths, `Link` headers, refusals, retry, the proof of a listing) stand apart from the
//! one function that sends. `docs/operations.md` says which operation serves what.

mod account;
mod answer;
mod client;
pub mod clock;
mod endpoint;
mod link;
mod listing;
mod packages;
mod rate_limit;
mod refusal;
mod response;
mod retry;
pub mod tls;
mod wire;

pub use account::*;
pub use answer::*;
pub use client::*;
pub use clock::Clock;
pub use endpoint::*;
pub use rate_limit::*;
pub use refusal::*;
pub use retry::*;
pub use wire::DecodeError;
