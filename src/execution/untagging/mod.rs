//! Taking one tag off a version that stays: a pure machine. What was seen goes in, what to do comes out.
//!
//! The registry knows one way: an empty manifest is pushed under the tag, and the new version that this makes
//! is deleted. A listing may be behind, an answer may be lost and others push meanwhile. So nothing is deleted
//! but the version of the digest that was just pushed, under a number that was not there before; and whatever
//! is in doubt, the tag goes back to where it was.

mod machine;
mod protocol;

pub use machine::*;
pub use protocol::*;
