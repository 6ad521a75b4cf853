//! Paths in the workspace.

use std::path::{Component, Path, PathBuf};

/// Where the record goes when nobody says where.
const DEFAULT_RECORD: &str = ".package-steward/record.jsonl";

/// Where manifests are kept when nobody says where.
const DEFAULT_CACHE: &str = ".package-steward/cache";

/// A path from the workspace to something within it, in names alone: it neither begins at the root nor
/// goes up, and is never the workspace itself. Links on its way are not looked at here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspacePath(PathBuf);

/// Why a text is no path in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoWorkspacePath {
    /// It begins at the root, and not with the workspace.
    Outside,
    /// It has a part `..`.
    GoesUp,
    /// It is the workspace itself.
    Workspace,
    /// It is more than one line.
    Lines,
}

impl NoWorkspacePath {
    /// What to do.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::Outside => {
                "it leads out of the workspace, which has another path within this container than \
                 outside; write it from the workspace, without a `/` at its beginning"
            }
            Self::GoesUp => "write it from the workspace, without `..`",
            Self::Workspace => "that is the workspace itself; write a path within it",
            Self::Lines => "write one path, on one line",
        }
    }
}

impl WorkspacePath {
    /// Reads a path that is written from the workspace, or that begins with it.
    pub(super) fn parse(text: &str, workspace: Option<&Path>) -> Result<Self, NoWorkspacePath> {
        if text.chars().any(char::is_control) {
            return Err(NoWorkspacePath::Lines);
        }
        let path = Path::new(text);
        let within = match workspace {
            Some(workspace) => path.strip_prefix(workspace).unwrap_or(path),
            None => path,
        };
        let mut names = PathBuf::new();
        for component in within.components() {
            match component {
                Component::Normal(name) => names.push(name),
                Component::CurDir => {}
                Component::ParentDir => return Err(NoWorkspacePath::GoesUp),
                Component::RootDir | Component::Prefix(_) => return Err(NoWorkspacePath::Outside),
            }
        }
        if names.as_os_str().is_empty() { Err(NoWorkspacePath::Workspace) } else { Ok(Self(names)) }
    }

    /// Where manifests are kept when nobody says where.
    pub(super) fn default_cache() -> Self {
        Self(DEFAULT_CACHE.into())
    }

    /// The path, to be joined to the workspace's.
    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

/// The file that the plan, or the record of the run, goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordPath {
    /// Nobody said. Where it can't be written, that is warned of.
    Auto,
    /// The user's. Where it can't be written, the inputs are unsound.
    Given(WorkspacePath),
}

impl RecordPath {
    /// The path, to be joined to the workspace's.
    pub fn as_path(&self) -> &Path {
        match self {
            Self::Auto => Path::new(DEFAULT_RECORD),
            Self::Given(path) => path.as_path(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_from_the_workspace_or_begins_with_it() {
        let workspace = Path::new("/github/workspace/");
        for (text, expected) in [
            ("record.jsonl", "record.jsonl"),
            ("./out//a b/./record.jsonl", "out/a b/record.jsonl"),
            (".package-steward/cache/", ".package-steward/cache"),
            ("...", "..."),
            ("a..b/..c", "a..b/..c"),
            ("/github/workspace/out/x", "out/x"),
            ("github/workspace", "github/workspace"),
        ] {
            let path = WorkspacePath::parse(text, Some(workspace)).unwrap();
            assert_eq!(path.as_path(), Path::new(expected));
        }
    }

    #[test]
    fn what_leads_out_of_the_workspace_is_no_path_in_it() {
        let workspace = Path::new("/github/workspace");
        for (text, expected) in [
            ("/etc/passwd", NoWorkspacePath::Outside),
            ("/github/workspaces/x", NoWorkspacePath::Outside),
            ("/github/../github/workspace/x", NoWorkspacePath::Outside),
            ("/", NoWorkspacePath::Outside),
            ("..", NoWorkspacePath::GoesUp),
            ("../x", NoWorkspacePath::GoesUp),
            ("a/../../x", NoWorkspacePath::GoesUp),
            ("a/../x", NoWorkspacePath::GoesUp),
            ("/github/workspace/../x", NoWorkspacePath::GoesUp),
            (".", NoWorkspacePath::Workspace),
            ("././", NoWorkspacePath::Workspace),
            ("", NoWorkspacePath::Workspace),
            ("/github/workspace/", NoWorkspacePath::Workspace),
            ("a\nb", NoWorkspacePath::Lines),
            ("a\tb", NoWorkspacePath::Lines),
        ] {
            assert_eq!(WorkspacePath::parse(text, Some(workspace)), Err(expected), "{text:?}");
        }
        assert_eq!(WorkspacePath::parse("/tmp/x", None), Err(NoWorkspacePath::Outside));
    }

    #[test]
    fn the_defaults_are_paths_in_the_workspace() {
        for default in [RecordPath::Auto.as_path(), WorkspacePath::default_cache().as_path()] {
            let text = default.to_str().unwrap();
            assert_eq!(WorkspacePath::parse(text, None).unwrap().as_path(), default);
            assert!(default.starts_with(".package-steward"));
        }
    }
}
