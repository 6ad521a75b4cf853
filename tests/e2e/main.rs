//! The real binary, from its variables to its outputs, against a stand-in for GitHub over HTTP. It is
//! always a dry run here, unless a test compares one with what a run then does.
//!
//! What the inputs mean is told sentence by sentence in `docs/semantics.md`, with the test that shows
//! each; some of them are here.

#[cfg(test)]
mod counting;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod large;
#[cfg(test)]
mod listing_hazards;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod referenced;
mod rights;
#[cfg(test)]
mod selection_hazards;
#[cfg(test)]
mod semantics;
#[cfg(test)]
mod support;
#[cfg(test)]
mod terminal;
