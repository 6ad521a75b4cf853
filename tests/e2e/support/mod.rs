//! The real binary beside a stand-in for GitHub, started as GitHub's runner would start it.

mod outcome;
mod stage;
mod terminal;
mod worlds;

pub(crate) use outcome::{Outcome, sorted};
pub(crate) use stage::{ACTION, PROGRAM, Stage};
pub(crate) use terminal::{on_a_real_terminal, on_a_terminal};
pub(crate) use worlds::{CLASSIC, ORGANIZATION, REPOSITORY, USER, WORKFLOW, listed, world};
