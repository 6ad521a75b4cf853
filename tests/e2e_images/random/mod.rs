//! Random packages, policies, cut-offs and pushes.

mod meanwhile;
mod model;
mod policy;
mod properties;
mod scene;
mod undoing;
