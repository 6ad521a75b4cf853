//! Files in the workspace that the run writes.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;
use crate::inputs::workspace_path::{RecordPath, WorkspacePath};

/// Where the record goes. Whether it can be written, nobody knows before it is tried.
pub(super) fn record_file(reader: &mut Reader<'_>) -> Result<RecordPath, Noted> {
    let input = Input::RecordFile;
    match reader.value(input)?.as_str() {
        "auto" => Ok(RecordPath::Auto),
        text => reader.file(input, text).map(RecordPath::Given),
    }
}

/// Where manifests are kept, if at all.
pub(super) fn cache_path(reader: &mut Reader<'_>) -> Result<Option<WorkspacePath>, Noted> {
    let input = Input::CachePath;
    match reader.value(input)?.as_str() {
        "auto" => Ok(Some(WorkspacePath::default_cache())),
        "none" => Ok(None),
        text => reader.folder(input, text).map(Some),
    }
}
