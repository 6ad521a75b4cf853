//! Guard: what stops or limits a run.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::domain::{Age, Guards, LastVersion};
use crate::events::DryRun;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::request::Limits;
use crate::inputs::table::Input;
use crate::pace::{Reserve, Share, Terms};

/// What a plan must leave.
pub(super) fn guards(reader: &mut Reader<'_>) -> Result<Guards, Noted> {
    let max_deletions = reader.number(Input::MaxDeletions, u64::MAX);
    let min_remaining = reader.number(Input::MinRemaining, u64::MAX);
    let last_version = reader.word(Input::LastVersion, |word| match word {
        "keep" => Some(LastVersion::Keep),
        "fail" => Some(LastVersion::Fail),
        "delete-package" => Some(LastVersion::DeletePackage),
        _ => None,
    });
    // No such limit: none need remain.
    let min_remaining = min_remaining.map(Option::unwrap_or_default);
    let (last_version, min_remaining) = (last_version?, min_remaining?);
    if last_version != LastVersion::Keep && min_remaining > 0 {
        let value = reader.value(Input::LastVersion)?;
        let expected = "`min-remaining: 0` beside it";
        let advice = "`min-remaining` holds tagged images, so that the last one is never reached; \
                      set it to 0, or leave `last-version` out";
        return Err(reader.object(Input::LastVersion, &value, expected, advice));
    }
    Ok(Guards { max_deletions: max_deletions?, min_remaining, last_version })
}

/// When the run ends before its plan is done.
pub(super) fn limits(reader: &mut Reader<'_>) -> Result<Limits, Noted> {
    let seconds = |age: Age| Duration::from_secs(age.seconds());
    let time = reader.age(Input::TimeLimit);
    // Not to wait at all is the strictest such limit, not its absence.
    let wait = reader.span(Input::WaitLimit);
    Ok(Limits { time: time?.map(seconds), wait: wait?.map(seconds) })
}

/// How fast GitHub is asked.
pub(super) fn pace(reader: &mut Reader<'_>) -> Result<Terms, Noted> {
    let reserve = reader.percent(Input::RequestReserve);
    let share = reader.count(Input::Share);
    let changes_per_minute = reader.count(Input::DeletesPerMinute)?;
    // What reads percentages gives none of a hundred.
    let reserve = Reserve::percent(reserve?).unwrap_or(Terms::default().reserve);
    let share = Share::one_of(share?.unwrap_or(NonZeroU32::MIN));
    Ok(Terms { reserve, share, changes_per_minute })
}

/// Whether anything may be changed.
pub(super) fn dry_run(reader: &mut Reader<'_>) -> Result<DryRun, Noted> {
    Ok(if reader.switch(Input::DryRun)? { DryRun::Yes } else { DryRun::No })
}
