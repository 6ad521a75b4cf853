//! The runner of GitHub Actions: workflow commands and command files.

mod record_file;

pub use record_file::{RecordError, RecordFile};
