//! From an inventory, what is known, a policy and a time to questions or a plan.

mod closed;
mod earlier;
mod finding;
mod guard;
mod incomplete;
mod keep;
mod latest;
mod members;
mod order;
mod orphans;
mod reading;
mod roots;
mod select;
mod siblings;
mod touched;
mod unreadable;
mod untag;
mod verdicts;

pub use closed::evidence_to_renew;
pub use reading::questions_about;
pub(super) use reading::{tagged_to_read, untagged_to_read};
pub(super) use select::{Selection, select_version};
pub(super) use siblings::Siblings;
pub use untag::{TagOff, Untagging, tags_to_take_off};
pub use verdicts::{Decision, decide};
