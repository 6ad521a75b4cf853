//! The real binary, from its variables to its outputs, against a stand-in for GitHub over HTTP. It is
//! always a dry run here, unless a test compares one with what a run then does.
//!
//! What the inputs mean is told sentence by sentence in `docs/semantics.md`, with the test that shows
//! each; some of them are here.

mod hostile;
mod inputs;
mod large;
mod listing_hazards;
mod owners;
mod packages;
mod rights;
mod selection_hazards;
mod semantics;
mod support;
mod terminal;
