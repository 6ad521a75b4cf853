//! What the repositories that packages are linked to tell.

mod gap;
mod pulls;
mod witness;

pub(super) use witness::{Asking, Witness};
