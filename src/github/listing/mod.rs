//! Listings: read in pages, and never a part taken for the whole.

mod ahead;
mod memory;
mod packages;
mod page;
mod proof;
mod version_pages;
mod versions;

pub use ahead::PAGES_AT_ONCE;
pub(super) use memory::PageMemory;
pub(super) use page::Page;
