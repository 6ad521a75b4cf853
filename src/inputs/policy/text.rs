//! The text of a policy: inline, or of a file in the workspace.

use std::fs;
use std::path::{Path, PathBuf};

use crate::inputs::problem::{Came, Noted};
use crate::inputs::reading::{Mark, Reader};
use crate::inputs::table::Input;

/// The longest policy, in bytes. It is kept whole in every record.
const LONGEST: u64 = 256 * 1024;

/// A policy before anybody looked at what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inputs) struct PolicyText {
    /// Its YAML.
    pub(in crate::inputs) yaml: String,
    /// The file that it is in, as it was written; `None` where it is inline.
    pub(in crate::inputs) file: Option<String>,
}

impl PolicyText {
    /// The text as one can give it inline: what has no line break would be taken for the name of a file.
    pub(in crate::inputs) fn inline(&self) -> String {
        if self.yaml.trim().contains('\n') {
            self.yaml.clone()
        } else {
            format!("# the policy of this run\n{}", self.yaml)
        }
    }
}

/// The text of the policy, if there is one.
pub(in crate::inputs) fn policy_text(reader: &mut Reader<'_>) -> Result<Option<PolicyText>, Noted> {
    let input = Input::Policy;
    let text = reader.value(input)?;
    if text.trim() == "none" {
        return Ok(None);
    }
    if text.trim().contains('\n') {
        return Ok(Some(PolicyText { yaml: text, file: None }));
    }
    let text = text.trim();
    let path = reader.file(input, text)?;
    let workspace = reader.environment().workspace().unwrap_or_else(|| PathBuf::from("."));
    let bytes = match bytes_of(&workspace, path.as_path()) {
        Ok(bytes) => bytes,
        Err(why) => {
            let expected = "a file in the workspace that can be read";
            let advice = if text.contains(": ") || text.contains('{') {
                format!("{why}; a policy that is written inline has to have more than one line")
            } else {
                format!(
                    "{why}; check the path, and that the workflow checks the repository out before"
                )
            };
            return Err(reader.object(input, text, expected, advice));
        }
    };
    let file = Some(text.to_owned());
    match String::from_utf8(bytes) {
        Ok(yaml) => Ok(Some(PolicyText { yaml, file })),
        Err(error) => {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let came = Came::text("a byte that is no UTF-8");
            let advice = "save it as UTF-8";
            Err(reader.object_in_policy(file.as_deref(), end_of(sound), "text", came, advice))
        }
    }
}

/// What is in the file. A link that leads out of the workspace is not followed.
fn bytes_of(workspace: &Path, path: &Path) -> Result<Vec<u8>, String> {
    let said = |error: std::io::Error| format!("it can't be read: {error}");
    let root = workspace.canonicalize().map_err(said)?;
    let file = workspace.join(path).canonicalize().map_err(said)?;
    if !file.starts_with(&root) {
        return Err("it leads out of the workspace".to_owned());
    }
    let found = fs::metadata(&file).map_err(said)?;
    if !found.is_file() {
        return Err("it is no file".to_owned());
    }
    let length = found.len();
    if length > LONGEST {
        return Err(format!("it has {length} bytes, and a policy has at most {LONGEST}"));
    }
    fs::read(&file).map_err(said)
}

/// Where a text ends.
fn end_of(bytes: &[u8]) -> Mark {
    let text = String::from_utf8_lossy(bytes);
    let last = text.rsplit('\n').next().unwrap_or_default();
    Mark { line: text.matches('\n').count() + 1, column: last.chars().count() + 1 }
}
