//! GitHub's JSON.
//!
//! Read tolerantly where that can do no harm (unknown fields, times, visibility) and strictly where
//! it could: a version whose number, name or tags can't be read makes its whole page an error.

mod decode;
mod repositories;
mod rows;
#[cfg(test)]
mod tests;

pub use decode::DecodeError;
pub(super) use repositories::{pull_request, pull_requests, refs, releases};
pub(super) use rows::{account, package, packages, version, versions};
