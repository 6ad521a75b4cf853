//! The machine that carries out plans, alone: random graphs against a world of sets.

mod hazards;
mod properties;
mod world;
