//! Images: roots, their members, and who reaches whom.

mod graph;
mod referrer;

pub use graph::*;
pub use referrer::*;
