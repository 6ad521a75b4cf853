//! Files of the workspace that users name by globs, and the texts in them.

mod file_glob;
mod files;
mod finding;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;
mod siblings;
mod text;

pub(super) use file_glob::FileGlob;
pub(super) use files::WorkspaceFiles;
pub(super) use siblings::references_of_siblings;

#[cfg(test)]
mod sibling_tests;
#[cfg(test)]
mod tests;
