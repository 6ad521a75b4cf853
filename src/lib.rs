//! `package-steward` looks after the versions in GitHub Packages.
//!
//! The library exists for the binary beside it and for its tests.

pub mod app;
pub mod clock;
pub mod domain;
pub mod events;
pub mod execution;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod github;
pub mod inputs;
pub mod pace;
pub mod registry;
pub mod report;
pub mod runner;
pub mod transport;
