//! Which files fit a glob.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file_glob::{FileGlob, Places};
use super::files::{MOST_ENTRIES, MOST_FILES, Trouble};

/// A folder to look through.
struct Folder {
    /// From the workspace, with a slash at its end unless it is that.
    path: String,
    place: PathBuf,
    /// How much of the glob its path has come through.
    places: Places,
}

/// The files that fit, each by its path from the workspace, with where it really is.
///
/// Links to files are followed, and links to folders where more of the glob than `**` fits them; both within the workspace.
pub(super) fn find(root: &Path, glob: &FileGlob) -> Result<BTreeMap<String, PathBuf>, Trouble> {
    let begin = Folder { path: String::new(), place: root.to_owned(), places: glob.begin() };
    let mut found = BTreeMap::new();
    let mut folders = vec![begin];
    let mut entries = 0;
    while let Some(folder) = folders.pop() {
        let shown = if folder.path.is_empty() { "the workspace" } else { &folder.path };
        let unreadable = |error: io::Error| format!("`{shown}` can't be read: {error}");
        for entry in fs::read_dir(&folder.place).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            entries += 1;
            if entries > MOST_ENTRIES {
                let advice = format!(
                    "more than {MOST_ENTRIES} files and folders would have to be looked at; begin it with a \
                     folder"
                );
                return Err(advice);
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            let places = glob.after(&folder.places, &name);
            if places.is_empty() {
                continue;
            }
            let path = format!("{}{name}", folder.path);
            let unreadable = |error: io::Error| format!("`{path}` can't be read: {error}");
            let mut place = entry.path();
            let mut kind = entry.file_type().map_err(unreadable)?;
            let is_link = kind.is_symlink();
            if is_link {
                let (is_done, is_meant) =
                    (glob.is_done(&places), glob.is_meant(&folder.places, &name));
                let leads_to = place.canonicalize();
                if !is_done && !is_meant {
                    continue;
                }
                place = leads_to.map_err(unreadable)?;
                kind = fs::metadata(&place).map_err(unreadable)?.file_type();
                if kind.is_dir() && !is_meant {
                    continue;
                }
                if !place.starts_with(root) {
                    return Err(format!(
                        "`{path}` leads out of the workspace; take the link out of it"
                    ));
                }
            }
            if kind.is_dir() && glob.goes_on(&places) {
                folders.push(Folder { path: format!("{path}/"), place, places });
            } else if kind.is_file() && glob.is_done(&places) {
                found.insert(path, place);
                if found.len() > MOST_FILES {
                    return Err(format!("more than {MOST_FILES} files fit it; narrow it"));
                }
            }
        }
    }
    Ok(found)
}
