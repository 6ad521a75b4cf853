//! Listings: read page by page, and never a part taken for the whole.

mod packages;
mod page;
mod proof;
mod versions;
