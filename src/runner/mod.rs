//! The runner of GitHub Actions: workflow commands and command files.
