//! Guard: what stops or limits a run.

use crate::domain::{Guards, LastVersion};
use crate::events::DryRun;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// What a plan must leave.
pub(super) fn guards(reader: &mut Reader<'_>) -> Result<Guards, Noted> {
    let max_deletions = reader.number(Input::MaxDeletions, u64::MAX);
    let min_remaining = reader.number(Input::MinRemaining, u64::MAX);
    Ok(Guards {
        max_deletions: max_deletions?,
        // No such limit: none need remain.
        min_remaining: min_remaining?.unwrap_or(0),
        last_version: LastVersion::Keep,
    })
}

/// Whether anything may be changed, which so far can't be.
pub(super) fn dry_run(reader: &mut Reader<'_>) -> Result<DryRun, Noted> {
    if reader.switch(Input::DryRun)? {
        return Ok(DryRun::Yes);
    }
    let text = reader.value(Input::DryRun)?;
    let advice = "this release only plans and can't delete yet; leave `dry-run` out or `true`";
    Err(reader.refuse(Input::DryRun, &text, advice))
}
