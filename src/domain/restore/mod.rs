//! The decision over what is deleted: what comes back, in which order, and what must not.

mod apart;
mod claims;
mod comeback;
mod decide;
mod order;
mod parts;

pub use comeback::*;
pub use decide::decide_restore;
pub use parts::{lacks_of_restored, unproved_of_restored, unread_of_restored};
