//! The runner of GitHub Actions: workflow commands, command files, the record's file, signals and the
//! standard output.
//!
//! This room knows the runner's rules and nothing of packages.

mod command;
mod files;
mod record_file;
mod signals;
mod terminal;

pub use command::{Command, Level, masks};
pub use files::{FileError, OutputFile, SummaryFile, Written};
pub use record_file::*;
pub use signals::Signals;
pub use terminal::Terminal;
