//! Carrying out a plan: a pure machine. Answers and the time go in, commands come out.

mod machine;
mod package_state;
mod step;

pub use machine::*;
pub use step::*;
