//! How a release is made: the scripts that the release workflow runs, with a registry that is played.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that can't set its scene has failed")]

mod release;
mod scene;
