//! Keep: what is protected.

use std::num::NonZeroU32;

use crate::domain::{Age, Keep, KeepTags, Origin, Pattern};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// What protects against every rule.
pub(super) fn keep(reader: &mut Reader<'_>) -> Result<Keep, Noted> {
    let tags = keep_tags(reader);
    let version_names = reader.patterns(Input::KeepVersionNames, Pattern::for_names);
    let semver = reader.ranges(Input::KeepSemver);
    Ok(Keep {
        tags: tags?,
        version_names: version_names?.unwrap_or_default(),
        semver: semver?.unwrap_or_default(),
    })
}

/// The tags that protect. What differs from the default is the user's word, also `none`.
fn keep_tags(reader: &mut Reader<'_>) -> Result<KeepTags, Noted> {
    let input = Input::KeepTags;
    let patterns = reader.patterns(input, Pattern::for_tags)?.unwrap_or_default();
    let origin = if reader.is_given(input) { Origin::Given } else { Origin::Default };
    Ok(KeepTags { patterns, origin })
}

/// How many of the newest images that a rule takes stay; `0` is as good as `none`.
pub(super) fn keep_latest(reader: &mut Reader<'_>) -> Result<Option<NonZeroU32>, Noted> {
    let most = u64::from(u32::MAX);
    let count = reader.number(Input::KeepLatest, most)?;
    Ok(count.and_then(|count| u32::try_from(count).ok()).and_then(NonZeroU32::new))
}

/// How long untagged images are held; no time at all is as good as `none`.
pub(super) fn untagged_grace(reader: &mut Reader<'_>) -> Result<Option<Age>, Noted> {
    Ok(reader.span(Input::UntaggedGrace)?.filter(|grace| !grace.is_zero()))
}
