//! A record that an input names: the file, and whether it is about the packages of this run.

use std::fs;
use std::path::Path;

use crate::inputs::{Request, WorkspacePath};
use crate::report::{LONGEST_RECORD, ReadRecord, read_record};

/// Reads the record that the input of this name names. It has to be of the same owner and the same API
/// as this run: the numbers in it mean nothing elsewhere.
///
/// # Errors
/// What is wrong with the file, in a sentence that names the input. Nothing was requested.
pub(super) fn read_named(
    input: &str,
    request: &Request,
    workspace: &Path,
    path: &WorkspacePath,
) -> Result<ReadRecord, String> {
    let read = bytes_of(workspace, path.as_path(), request.record_file.as_path())
        .and_then(|bytes| read_record(&bytes).map_err(|error| error.to_string()))
        .and_then(|read| is_of_this_place(&read, request).map(|()| read));
    read.map_err(|why| problem(input, path, &why))
}

/// What is wrong with the record that an input names, as a sentence.
pub(super) fn problem(input: &str, path: &WorkspacePath, why: &str) -> String {
    format!("input `{input}`: {}: {why}", path.as_path().display())
}

/// What is in the file. A link that leads out of the workspace is not followed.
fn bytes_of(workspace: &Path, path: &Path, record_file: &Path) -> Result<Vec<u8>, String> {
    let said = |error: std::io::Error| format!("it can't be read: {error}");
    let root = workspace.canonicalize().map_err(said)?;
    let file = workspace.join(path).canonicalize().map_err(said)?;
    if !file.starts_with(&root) {
        return Err("it leads out of the workspace".to_owned());
    }
    // The record of this run replaces what is in its place.
    if workspace.join(record_file).canonicalize().is_ok_and(|record| record == file) {
        return Err(
            "it is the file of `record-file`, which the record of this run replaces; give \
                    `record-file` another path"
                .to_owned(),
        );
    }
    let about = fs::metadata(&file).map_err(said)?;
    // A pipe or a device has no end that could be waited for.
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    let length = about.len();
    if length > LONGEST_RECORD as u64 {
        return Err(format!("it has {length} bytes, and no record has more than {LONGEST_RECORD}"));
    }
    fs::read(&file).map_err(said)
}

fn is_of_this_place(read: &ReadRecord, request: &Request) -> Result<(), String> {
    let (header, place) = (&read.header, &request.place);
    if !header.owner.eq_ignore_ascii_case(place.owner.as_str()) {
        return Err(format!(
            "it is about the packages of `{}`, and this run is for `{}`; give the same `owner`",
            header.owner, place.owner
        ));
    }
    if header.api.trim_end_matches('/') != place.api.as_str().trim_end_matches('/') {
        return Err(format!(
            "it was made with the API at {}, and this run asks {}; ids mean nothing elsewhere",
            header.api, place.api
        ));
    }
    Ok(())
}
