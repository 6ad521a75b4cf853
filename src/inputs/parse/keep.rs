//! Keep: what is protected.

use std::num::NonZeroU32;

use super::referenced::{Nameable, referenced_in};
use crate::domain::{
    Age, Keep, KeepGitTags, KeepLatest, KeepOrder, KeepPer, KeepTags, Origin, Pattern, Patterns,
    Placeholder,
};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// What protects against every rule.
pub(super) fn keep(reader: &mut Reader<'_>, nameable: Nameable<'_>) -> Result<Keep, Noted> {
    let tags = keep_tags(reader);
    let version_names = reader.patterns(Input::KeepVersionNames, Pattern::for_names);
    let semver = reader.ranges(Input::KeepSemver);
    let git_tags = reader.switch(Input::KeepGitTags);
    let referenced_in = referenced_in(reader, nameable);
    Ok(Keep {
        tags: tags?,
        version_names: version_names?.unwrap_or_default(),
        semver: semver?.unwrap_or_default(),
        git_tags: if git_tags? { KeepGitTags::Yes } else { KeepGitTags::No },
        referenced_in: referenced_in?,
    })
}

/// The tags that protect. What differs from the default is the user's word, also `none`; and
/// all that a rule says is.
fn keep_tags(reader: &mut Reader<'_>) -> Result<KeepTags, Noted> {
    let input = Input::KeepTags;
    let patterns = reader.patterns(input, Pattern::for_tags)?.unwrap_or_default();
    let origin = if reader.is_given(input) { Origin::Given } else { Origin::Default };
    Ok(KeepTags { patterns, origin })
}

/// Which of the newest images that a rule takes stay; a count of `0` is as good as `none`.
pub(super) fn keep_latest(
    reader: &mut Reader<'_>,
    tags: Result<Option<&Patterns>, Noted>,
) -> Result<Option<KeepLatest>, Noted> {
    let most = u64::from(u32::MAX);
    let count = reader.number(Input::KeepLatest, most);
    let per = keep_per(reader, tags);
    let order = reader.word(Input::KeepOrder, keep_order);
    let count = count?.and_then(|count| u32::try_from(count).ok()).and_then(NonZeroU32::new);
    let Some(count) = count else {
        per?;
        order?;
        for input in [Input::KeepPer, Input::KeepOrder] {
            refuse_without_a_count(reader, input);
        }
        return Ok(None);
    };
    Ok(Some(KeepLatest { count, per: per?, order: order? }))
}

fn keep_order(word: &str) -> Option<KeepOrder> {
    match word {
        "date" => Some(KeepOrder::Date),
        "semver" => Some(KeepOrder::Semver),
        _ => None,
    }
}

/// What is counted by. A placeholder must stand in `tags`: without it every image would be held.
fn keep_per(
    reader: &mut Reader<'_>,
    tags: Result<Option<&Patterns>, Noted>,
) -> Result<KeepPer, Noted> {
    let input = Input::KeepPer;
    let text = reader.value(input)?;
    let placeholder = match text.as_str() {
        "package" => return Ok(KeepPer::Package),
        "major" => return Ok(KeepPer::Major),
        "minor" => return Ok(KeepPer::Minor),
        word => Placeholder::parse(word).ok_or_else(|| {
            reader.refuse(input, word, "write the name alone, without braces and in lower case")
        })?,
    };
    let Ok(tags) = tags else { return Ok(KeepPer::Placeholder(placeholder)) };
    let mut known = tags.into_iter().flat_map(Patterns::placeholders);
    if known.any(|known| *known == placeholder) {
        return Ok(KeepPer::Placeholder(placeholder));
    }
    let advice =
        format!("no pattern of `tags` has `{{{placeholder}}}`; write it where the tags have it");
    Err(reader.refuse(input, &text, advice))
}

/// Refuses what only says how `keep-latest` counts where nothing is counted.
fn refuse_without_a_count(reader: &mut Reader<'_>, input: Input) {
    if reader.is_given(input) {
        let value = reader.value(input).unwrap_or_default();
        let advice = "it says how `keep-latest` counts; give that too, or leave this out";
        reader.object(input, &value, "`keep-latest` beside it", advice);
    }
}

/// How long untagged images are held; no time at all is as good as `none`.
pub(super) fn untagged_grace(reader: &mut Reader<'_>) -> Result<Option<Age>, Noted> {
    Ok(reader.span(Input::UntaggedGrace)?.filter(|grace| !grace.is_zero()))
}
