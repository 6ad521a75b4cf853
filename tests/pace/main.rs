//! Hours under GitHub's limits, simulated: the governor against the limits of the stand-in.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod hours;
mod jobs;
mod limits;
mod simulation;
