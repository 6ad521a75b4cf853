//! Files of the workspace that users name by globs, and the texts in them.

mod file_glob;
mod files;
mod finding;
mod text;

pub(super) use file_glob::FileGlob;
pub(super) use files::WorkspaceFiles;

#[cfg(test)]
mod tests;
