//! Whole packages: written out, and only so many as was said.

use crate::domain::{ExactNames, Packages};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::spec::RunKind;
use crate::inputs::table::Input;

/// The packages, unless they go or come back as a whole and are not meant for certain.
pub(super) fn refuse_unless_meant(
    reader: &mut Reader<'_>,
    kind: Result<RunKind, Noted>,
    packages: Result<Packages, Noted>,
) -> Result<Packages, Noted> {
    let (kind, packages) = (kind?, packages?);
    match kind {
        RunKind::DeleteVersions
        | RunKind::RestoreVersions
        | RunKind::Repair
        | RunKind::RestoreRecorded => {
            return Ok(packages);
        }
        RunKind::DeletePackages | RunKind::RestorePackages => {}
    }
    let input = Input::Packages;
    let value = reader.value(input)?;
    if matches!(packages.exact, ExactNames::Repository(_)) {
        let expected = "the names of packages beside `target: packages`";
        let advice = "whole packages are never guessed; write them out";
        return Err(reader.object(input, &value, expected, advice));
    }
    if !packages.need_a_listing() {
        return Ok(packages);
    }
    if kind == RunKind::RestorePackages {
        let expected = "exact names beside `mode: restore` of whole packages";
        let advice = "GitHub lists no deleted packages that a glob could be compared with; write \
                      them out";
        return Err(reader.object(input, &value, expected, advice));
    }
    if reader.value(Input::MaxDeletions)? == "none" {
        let expected = "a number beside `target: packages` and a glob in `packages`";
        let advice = "say how many packages may go at the most";
        return Err(reader.note_lack(Input::MaxDeletions, expected, advice));
    }
    Ok(packages)
}
