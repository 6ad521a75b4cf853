//! Files in the workspace that the run writes.

use crate::events::DryRun;
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

/// The record of another run to compare with, if any. Only a dry run compares.
pub(super) fn compare_to(
    reader: &mut Reader<'_>,
    record_file: Result<&RecordPath, Noted>,
    dry_run: Result<DryRun, Noted>,
) -> Result<Option<WorkspacePath>, Noted> {
    let path = earlier_record(reader, Input::CompareTo, record_file)?;
    match path {
        Some(_) => needs_a_dry_run(reader, Input::CompareTo, dry_run).map(|()| path),
        None => Ok(None),
    }
}

/// What is to be explained, if anything. Only a dry run explains.
pub(super) fn explain(
    reader: &mut Reader<'_>,
    dry_run: Result<DryRun, Noted>,
) -> Result<Option<String>, Noted> {
    let input = Input::Explain;
    let text = reader.value(input)?;
    if text == "none" {
        return Ok(None);
    }
    if text.chars().any(char::is_control) {
        return Err(reader.refuse(input, &text, "write one tag, name or number, on one line"));
    }
    needs_a_dry_run(reader, input, dry_run).map(|()| Some(text))
}

/// Refuses what only a dry run does in one that changes something.
fn needs_a_dry_run(
    reader: &mut Reader<'_>,
    input: Input,
    dry_run: Result<DryRun, Noted>,
) -> Result<(), Noted> {
    match dry_run? {
        DryRun::Yes => Ok(()),
        DryRun::No => {
            let value = reader.value(input)?;
            let expected = "`dry-run: true` beside it";
            let advice = "it says something about a plan, and changes nothing; set `dry-run: true`, \
                          or leave it out";
            Err(reader.object(input, &value, expected, advice))
        }
    }
}

/// The plan or record that this input names, if any. It may not be where the record goes, which replaces
/// what is there.
pub(super) fn earlier_record(
    reader: &mut Reader<'_>,
    input: Input,
    record_file: Result<&RecordPath, Noted>,
) -> Result<Option<WorkspacePath>, Noted> {
    let earlier = match reader.value(input)?.as_str() {
        "none" => return Ok(None),
        text => reader.file(input, text)?,
    };
    if record_file?.as_path() == earlier.as_path() {
        let value = reader.value(input)?;
        let expected = "another file than the one of `record-file`";
        let advice = "the record of this run would replace it; give `record-file` another path";
        return Err(reader.object(input, &value, expected, advice));
    }
    Ok(Some(earlier))
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
