//! What finds and reads files of the workspace, for fuzzing alone.

use std::path::Path;

use super::{FileGlob, references_of_siblings};
use crate::inputs::workspace_path::WorkspacePath;

/// A path in the workspace and a glob on paths, held against a path.
///
/// # Panics
/// When a path leads out of the workspace, or when a glob without wildcards does not find its own path.
pub(in crate::inputs) fn file_glob(text: &str, path: &str) {
    let workspace = Path::new("/github/workspace");
    let Ok(within) = WorkspacePath::parse(text, Some(workspace)) else { return };
    let joined = workspace.join(within.as_path());
    assert!(joined.starts_with(workspace) && joined != workspace, "{text:?} leads out");
    assert!(!within.as_path().iter().any(|name| name == ".."), "{text:?} goes up");
    let Ok(glob) = FileGlob::parse(text, Some(workspace)) else { return };
    if !text.contains(['*', '?', '[']) {
        let names: Vec<&str> = within.as_path().iter().filter_map(|name| name.to_str()).collect();
        assert!(fits(&glob, &names), "{text:?} does not find itself");
    }
    fits(&glob, &path.split('/').collect::<Vec<_>>());
}

fn fits(glob: &FileGlob, names: &[&str]) -> bool {
    let mut places = glob.begin();
    for name in names {
        places = glob.after(&places, name);
        if places.is_empty() {
            return false;
        }
    }
    glob.is_done(&places)
}

/// Any text behind a document of YAML that names an image in entries beside each other.
///
/// # Panics
/// When the text hides the image before it.
pub(in crate::inputs) fn siblings(text: &str) {
    references_of_siblings(text);
    let values = "image:\n  registry: ghcr.io\n  repository: octo-org/app\n  tag: v1\n";
    let found = references_of_siblings(&format!("{values}---\n{text}"));
    let expected = (3, "ghcr.io/octo-org/app:v1".to_owned());
    assert_eq!(found.first(), Some(&expected), "the image is hidden");
}
