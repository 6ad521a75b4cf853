//! Comparing a plan with the record of another run.

use std::path::Path;

use super::named_record::{problem, read_named};
use crate::inputs::{Request, WorkspacePath};
use crate::report::{RecordEnding, RecordedVerdicts};

/// Reads the record that a request names to be compared with.
///
/// # Errors
/// What is wrong with the file, in a sentence. Nothing was requested.
pub(super) fn load(
    request: &Request,
    workspace: &Path,
    path: &WorkspacePath,
) -> Result<RecordedVerdicts, String> {
    const INPUT: &str = "compare-to";
    let read = read_named(INPUT, request, workspace, path)?;
    if read.ending == RecordEnding::CutOff {
        let why =
            "it is not whole: its last line is missing, so nobody knows what else its run took";
        return Err(problem(INPUT, path, why));
    }
    if read.header.inputs.iter().any(|(name, value)| name == "mode" && value != "delete") {
        return Err(problem(INPUT, path, "it is about restoring, and this run deletes"));
    }
    Ok(RecordedVerdicts::of(&read))
}
