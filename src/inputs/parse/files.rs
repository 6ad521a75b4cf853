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

/// The plan or record that this input names, if any. It may not be where the record goes, which replaces
/// what is there.
pub(super) fn earlier_record(
    reader: &mut Reader<'_>,
    input: Input,
    record_file: Result<&RecordPath, Noted>,
) -> Result<Option<WorkspacePath>, Noted> {
    let plan = match reader.value(input)?.as_str() {
        "none" => return Ok(None),
        text => reader.file(input, text)?,
    };
    if record_file?.as_path() == plan.as_path() {
        let value = reader.value(input)?;
        let expected = "another file than the one of `record-file`";
        let advice = "the record of this run would replace it; give `record-file` another path";
        return Err(reader.object(input, &value, expected, advice));
    }
    Ok(Some(plan))
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
