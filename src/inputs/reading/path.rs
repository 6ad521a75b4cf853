//! Paths in the workspace.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;
use crate::inputs::workspace_path::WorkspacePath;

impl Reader<'_> {
    /// The path of a folder in the workspace.
    pub(in crate::inputs) fn folder(
        &mut self,
        input: Input,
        text: &str,
    ) -> Result<WorkspacePath, Noted> {
        let workspace = self.environment().workspace();
        WorkspacePath::parse(text, workspace.as_deref())
            .map_err(|why| self.refuse(input, text, why.advice()))
    }

    /// The path of a file in the workspace.
    pub(in crate::inputs) fn file(
        &mut self,
        input: Input,
        text: &str,
    ) -> Result<WorkspacePath, Noted> {
        let path = self.folder(input, text)?;
        let is_folder = text.ends_with('/') || text.ends_with("/.");
        // Words that others accept would make a file that nobody expects.
        let advice = if is_folder {
            "that is a folder; write the name of a file in it as well"
        } else if matches!(text, "none" | "auto" | "true" | "false") {
            "it is no word that is known here; write `./` before what a file is really called"
        } else {
            return Ok(path);
        };
        Err(self.refuse(input, text, advice))
    }
}
