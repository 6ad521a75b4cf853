//! When something must have been deleted to come back.

use crate::domain::DeletedWindow;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// The time of deletion. Like all that selects, its bounds hold together where several are given.
pub(super) fn window(reader: &mut Reader<'_>) -> Result<DeletedWindow, Noted> {
    let within = reader.age(Input::DeletedWithin);
    let since = reader.time(Input::DeletedSince);
    let until = reader.time(Input::DeletedUntil);
    let window = DeletedWindow { within: within?, since: since?, until: until? };
    match (window.since, window.until) {
        (Some(since), Some(until)) if since > until => {
            let value = reader.value(Input::DeletedUntil)?;
            let expected = "a time that is not before `deleted-since`";
            let advice =
                "nothing was deleted after the one and before the other; change the two over";
            Err(reader.object(Input::DeletedUntil, &value, expected, advice))
        }
        _ => Ok(window),
    }
}
