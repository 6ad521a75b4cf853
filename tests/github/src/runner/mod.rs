//! What GitHub's runner does around an action that is a container: it sets inputs as variables,
//! makes files for outputs and summary, starts the program, and reads the files afterwards.
//!
//! - [`Action`] is the action's metadata, `action.yml`.
//! - [`Job`] has what all its steps share: repository, token, workspace.
//! - [`read_commands`] finds what the runner would obey in a log.
//! - [`Step`] is a step that uses the action; [`Running`] and [`Ran`] are what becomes of it.
//!
//! The program runs without a container: paths are this machine's, and nothing is masked.

mod action;
mod environment;
mod expression;
mod file_commands;
mod job;
mod log;
mod step;

pub use action::Action;
pub use file_commands::{Summary, read_outputs};
pub use job::Job;
pub use log::{LogCommand, read_commands};
pub use step::{Ran, Running, Step};
