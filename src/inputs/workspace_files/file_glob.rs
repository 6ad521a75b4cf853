//! A glob on paths of files.

use std::path::Path;

use glob::{MatchOptions, Pattern};

use crate::inputs::workspace_path::WorkspacePath;

/// Folders that only their own name finds: what git keeps, and what this program writes, both full of digests of
/// things that may go.
const HIDDEN: [&str; 2] = [".git", ".package-steward"];

/// A glob on paths from the workspace. `*` and `?` stop at a slash, `**` stands for any folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inputs) struct FileGlob {
    parts: Vec<Part>,
}

/// One name of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Any number of folders; at the end whatever is in them.
    AnyFolders,
    /// This name.
    Name(String),
    /// A name that fits.
    Fits(Pattern),
}

/// How much of a glob a path has come through: places between its parts.
pub(super) type Places = Vec<usize>;

impl FileGlob {
    /// Reads a glob that is written from the workspace.
    ///
    /// # Errors
    /// What to do instead.
    pub(in crate::inputs) fn parse(text: &str, workspace: Option<&Path>) -> Result<Self, String> {
        if text.contains('\\') {
            return Err("write `/` between folders; a `\\` means nothing else here".to_owned());
        }
        if text.ends_with('/') {
            return Err(format!("that is a folder; write `{text}**` for all that is in it"));
        }
        let path = WorkspacePath::parse(text, workspace).map_err(|why| why.advice().to_owned())?;
        let parts = path.as_path().iter().filter_map(|name| name.to_str());
        parts.map(part).collect::<Result<_, _>>().map(|parts| Self { parts })
    }

    /// Where a path begins.
    pub(super) fn begin(&self) -> Places {
        self.with_skipped([0])
    }

    /// Where a path is after one more name. Nowhere when it does not fit.
    pub(super) fn after(&self, places: &[usize], name: &str) -> Places {
        let next = places.iter().filter_map(|at| match self.parts.get(*at)? {
            Part::AnyFolders => (!HIDDEN.contains(&name)).then_some(*at),
            Part::Name(part) => (part == name).then_some(at + 1),
            Part::Fits(pattern) => {
                (!HIDDEN.contains(&name) && pattern.matches_with(name, OPTIONS)).then_some(at + 1)
            }
        });
        self.with_skipped(next)
    }

    /// Whether a path that came here fits as a whole.
    pub(super) fn is_done(&self, places: &[usize]) -> bool {
        places.contains(&self.parts.len())
    }

    /// Whether a path that came here can fit with more names.
    pub(super) fn goes_on(&self, places: &[usize]) -> bool {
        places.iter().any(|at| *at < self.parts.len())
    }

    /// Whether a folder came here by what was written for it, and not by `**` alone.
    pub(super) fn is_meant(&self, before: &[usize], name: &str) -> bool {
        let is_by_name = |at: &usize| match self.parts.get(*at) {
            Some(Part::Name(part)) => part == name,
            Some(Part::Fits(pattern)) => pattern.matches_with(name, OPTIONS),
            Some(Part::AnyFolders) | None => false,
        };
        before.iter().any(is_by_name)
    }

    /// The places, and those that are reached from them by no folder for `**`.
    fn with_skipped(&self, places: impl IntoIterator<Item = usize>) -> Places {
        let mut all = Places::new();
        for mut at in places {
            while !all.contains(&at) {
                all.push(at);
                if self.parts.get(at) == Some(&Part::AnyFolders) {
                    at += 1;
                }
            }
        }
        all
    }
}

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

fn part(text: &str) -> Result<Part, String> {
    if text == "**" {
        return Ok(Part::AnyFolders);
    }
    if !text.contains(['*', '?', '[']) {
        return Ok(Part::Name(text.to_owned()));
    }
    let advice = |error| format!("`{text}` is no glob: {error}; `**` stands alone between slashes");
    Pattern::new(text).map(Part::Fits).map_err(advice)
}
