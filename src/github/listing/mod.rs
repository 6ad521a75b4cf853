//! Listings: read in pages, and never a part taken for the whole.

mod ahead;
mod packages;
mod page;
mod proof;
mod versions;

pub use ahead::PAGES_AT_ONCE;
