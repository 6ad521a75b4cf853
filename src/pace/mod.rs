//! How fast GitHub may be asked: one governor for all requests to its API. Pure: the time comes in as a
//! value, so that hours are simulated in milliseconds.
//!
//! `docs/pacing.md` gives GitHub's words and the numbers that follow from them.

mod brake;
mod forecast;
mod governor;
mod hour;
mod minute;
mod others;
mod spacing;
mod terms;

pub use brake::Pause;
pub use forecast::*;
pub use governor::*;
pub use hour::Budget;
pub use terms::*;
