//! Files that users name by globs, and what is made of the texts in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file_glob::FileGlob;
use super::finding::find;
use super::text::text_of;

/// So many bytes are read of all files together.
const MOST_BYTES: u64 = 64 << 20;

/// So many bytes a text has at the most.
pub(super) const LONGEST_TEXT: u64 = 8 << 20;

/// So many files fit a glob at the most.
pub(super) const MOST_FILES: usize = 5_000;

/// So many entries of folders are looked at for a glob at the most.
pub(super) const MOST_ENTRIES: usize = 500_000;

/// What goes wrong with the files of a glob, as advice to the user.
pub(in crate::inputs) type Trouble = String;

/// Reads files of a workspace, each once.
pub(in crate::inputs) struct WorkspaceFiles<Meaning> {
    /// With no link in it.
    root: PathBuf,
    known: BTreeMap<PathBuf, Option<Arc<Meaning>>>,
    bytes: u64,
}

impl<Meaning> WorkspaceFiles<Meaning> {
    /// The files of this workspace.
    ///
    /// # Errors
    /// That it is not there.
    pub(in crate::inputs) fn of(workspace: &Path) -> Result<Self, Trouble> {
        let root = workspace.canonicalize();
        let root = root.map_err(|error| format!("the workspace can't be read: {error}"))?;
        Ok(Self { root, known: BTreeMap::new(), bytes: 0 })
    }

    /// The files that fit a glob, in the order of their paths, and what `read` makes of their texts.
    ///
    /// # Errors
    /// That none fits, that one leads out of the workspace or can't be read, or that they are too many or too
    /// large: what was not read would protect nothing.
    pub(in crate::inputs) fn fitting(
        &mut self,
        glob: &FileGlob,
        read: impl Fn(&str, &str) -> Meaning,
    ) -> Result<Vec<Arc<Meaning>>, Trouble> {
        let files = find(&self.root, glob)?;
        if files.is_empty() {
            let advice = "no file in the workspace fits it; check the path, which begins at the workspace, \
                          and whether the repository was checked out before this step";
            return Err(advice.to_owned());
        }
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (path, file) in files {
            if !seen.insert(file.clone()) {
                continue;
            }
            found.extend(self.read(&path, file, &read)?);
        }
        if found.is_empty() {
            return Err("what fits it holds no text, so it could name nothing".to_owned());
        }
        Ok(found)
    }

    fn read(
        &mut self,
        path: &str,
        file: PathBuf,
        read: impl Fn(&str, &str) -> Meaning,
    ) -> Result<Option<Arc<Meaning>>, Trouble> {
        if let Some(known) = self.known.get(&file) {
            return Ok(known.clone());
        }
        let text = text_of(&file).map_err(|why| format!("`{path}` {why}"))?;
        self.bytes += text.as_ref().map_or(0, |text| text.len() as u64);
        if self.bytes > MOST_BYTES {
            return Err(format!("the files have more than {} MiB together", MOST_BYTES >> 20));
        }
        let meaning = text.map(|text| Arc::new(read(path, &text)));
        self.known.insert(file, meaning.clone());
        Ok(meaning)
    }
}
