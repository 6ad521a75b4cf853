//! Carrying out a plan: a pure machine. Answers and the time go in, commands come out.

mod closing;
mod machine;
mod package_state;
mod plan_steps;
mod step;
mod untagging;

pub use closing::*;
pub use machine::*;
pub use plan_steps::*;
pub use step::*;
pub use untagging::*;
