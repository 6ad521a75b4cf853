//! Why manifests are not kept.

use std::io;
use std::path::{Path, PathBuf};

/// Why the cache can't be used, or not any more. The run goes on without it and reads more.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} `{}`: {source}", path.display())]
pub struct CacheUnusable {
    /// What was tried.
    pub doing: &'static str,
    /// With what.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl CacheUnusable {
    /// The error of doing something with a path.
    pub(super) fn when(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { doing, path, source }
    }
}
