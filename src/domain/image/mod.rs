//! Images: roots, their members, and who reaches whom.

mod graph;
mod referrer;
mod speech;

pub use graph::*;
pub use referrer::*;
