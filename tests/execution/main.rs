//! The machine that carries out plans, alone: random graphs against a world of sets.

#![expect(clippy::expect_used, reason = "the world runs in tests only, and fails them aloud")]

mod hazards;
mod properties;
mod untagging;
mod world;
