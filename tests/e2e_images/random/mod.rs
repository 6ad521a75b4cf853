//! Random packages, policies, cut-offs and pushes.

mod meanwhile;
mod model;
mod policy;
mod properties;
mod repaired;
mod scene;
mod undoing;
