//! What: the rule that the single inputs make, or the keys of one in a policy.

use std::collections::BTreeSet;

use super::images::incomplete_images;
use super::keep::keep_latest;
use crate::domain::{
    DeletedWindow, KeepOrder, KeepPer, OnlyClosed, OrphanedReferrers, PackageType, Pattern,
    Patterns, Placeholder, Prereleases, Rule, RuleName, TagStatus, TimestampField, VersionId,
};
use crate::inputs::problem::Noted;
use crate::inputs::reading::{Reader, Separator, whole_number};
use crate::inputs::spec::RunKind;
use crate::inputs::table::Input;

/// What is taken: one rule, or none where all that is taken needs none.
pub(super) fn rules(
    reader: &mut Reader<'_>,
    kind: Result<RunKind, Noted>,
    package_types: Result<&[PackageType], Noted>,
    window: Result<DeletedWindow, Noted>,
    orphaned_referrers: Result<OrphanedReferrers, Noted>,
) -> Result<Vec<Rule>, Noted> {
    let rule = rule(reader, kind, package_types, RuleName::Inputs);
    let (kind, rule) = (kind?, rule?);
    let selects = selects(&rule);
    match kind {
        RunKind::DeletePackages
        | RunKind::RestorePackages
        | RunKind::RestoreRecorded
        | RunKind::Repair => Ok(Vec::new()),
        // The plan has its own rules.
        RunKind::DeleteVersions if reader.is_given(Input::Apply) => Ok(Vec::new()),
        RunKind::DeleteVersions | RunKind::RestoreVersions if selects => Ok(vec![rule]),
        // A rule that nothing narrows takes whatever was deleted then,
        RunKind::RestoreVersions if window?.is_bounded() => Ok(vec![rule]),
        // but would delete all that there is.
        RunKind::DeleteVersions if orphaned_referrers? == OrphanedReferrers::Delete => {
            Ok(Vec::new())
        }
        RunKind::DeleteVersions | RunKind::RestoreVersions => {
            Err(refuse_without_selector(reader, kind))
        }
    }
}

/// The rule that the inputs make, or the keys in their place. What does not go together is noted beside what is wrong by
/// itself.
pub(super) fn rule(
    reader: &mut Reader<'_>,
    kind: Result<RunKind, Noted>,
    package_types: Result<&[PackageType], Noted>,
    name: RuleName,
) -> Result<Rule, Noted> {
    let tags = reader.patterns(Input::Tags, Pattern::for_tags);
    let version_names = reader.patterns(Input::VersionNames, Pattern::for_names);
    let semver = reader.ranges(Input::Semver);
    let prereleases = reader.word(Input::Prereleases, prereleases);
    let version_ids = version_ids(reader);
    let tag_status = reader.word(Input::TagStatus, tag_status);
    let older_than = reader.age(Input::OlderThan);
    let timestamp = reader.word(Input::Timestamp, timestamp);
    let only_closed = only_closed(reader, &tags);
    let keep_latest =
        keep_latest(reader, tags.as_ref().map(Option::as_ref).map_err(|noted| *noted));
    let incomplete_images = incomplete_images(reader, package_types);

    if let Ok(types) = package_types {
        refuse_tags_where_there_are_none(
            reader,
            types,
            &[
                (Input::Tags, matches!(tags, Ok(Some(_)))),
                (Input::TagStatus, matches!(tag_status, Ok(Some(_)))),
            ],
        );
    }
    if tag_status == Ok(Some(TagStatus::Untagged)) {
        refuse_tags_of_the_untagged(
            reader,
            &[
                (Input::Tags, matches!(tags, Ok(Some(_)))),
                (Input::Semver, matches!(semver, Ok(Some(_)))),
                (
                    Input::Prereleases,
                    matches!(prereleases, Ok(Prereleases::Only | Prereleases::Superseded)),
                ),
                (
                    Input::KeepPer,
                    matches!(&keep_latest, Ok(Some(latest)) if latest.per != KeepPer::Package),
                ),
                (
                    Input::KeepOrder,
                    matches!(&keep_latest, Ok(Some(latest)) if latest.order == KeepOrder::Semver),
                ),
            ],
        );
    }
    let (version_names, version_ids) = (version_names?, version_ids?);
    // A name or a number means its version, whether that has tags or not; and so does what was deleted.
    let takes_any =
        version_names.is_some() || version_ids.is_some() || kind? == RunKind::RestoreVersions;
    Ok(Rule {
        name,
        tags: tags?,
        semver: semver?,
        prereleases: prereleases?,
        tag_status: tag_status?.unwrap_or(if takes_any {
            TagStatus::Any
        } else {
            TagStatus::Tagged
        }),
        version_names,
        version_ids,
        older_than: older_than?,
        timestamp: timestamp?,
        only_closed: only_closed?,
        keep_latest: keep_latest?,
        incomplete_images: incomplete_images?,
    })
}

/// Whether the rule waits until what its tag patterns name is done with. Each of them must name something.
fn only_closed(
    reader: &mut Reader<'_>,
    tags: &Result<Option<Patterns>, Noted>,
) -> Result<OnlyClosed, Noted> {
    let input = Input::OnlyClosed;
    if !reader.switch(input)? {
        return Ok(OnlyClosed::No);
    }
    let Ok(tags) = tags else { return Ok(OnlyClosed::Yes) };
    let names_nothing = |pattern: &&Pattern| {
        !pattern.placeholders().any(|one| matches!(one, Placeholder::Pr | Placeholder::Branch))
    };
    let expected = "`{pr}` or `{branch}` in every pattern of `tags` beside it";
    let nameless = match tags {
        Some(tags) => tags.iter().find(names_nothing).map(Pattern::as_str),
        None => Some("none"),
    };
    match nameless {
        None => Ok(OnlyClosed::Yes),
        Some(pattern) => {
            let advice = format!(
                "`{pattern}` names no pull request and no branch; write where the tag does, such as \
                 `pr-{{pr}}`"
            );
            let value = reader.value(input)?;
            Err(reader.object(input, &value, expected, advice))
        }
    }
}

fn prereleases(word: &str) -> Option<Prereleases> {
    match word {
        "include" => Some(Prereleases::Include),
        "exclude" => Some(Prereleases::Exclude),
        "only" => Some(Prereleases::Only),
        "superseded" => Some(Prereleases::Superseded),
        _ => None,
    }
}

/// `Some(None)` is `auto`.
#[expect(clippy::option_option, reason = "the outer one says whether the word is known at all")]
fn tag_status(word: &str) -> Option<Option<TagStatus>> {
    match word {
        "auto" => Some(None),
        "tagged" => Some(Some(TagStatus::Tagged)),
        "untagged" => Some(Some(TagStatus::Untagged)),
        "any" => Some(Some(TagStatus::Any)),
        _ => None,
    }
}

fn timestamp(word: &str) -> Option<TimestampField> {
    match word {
        "created" => Some(TimestampField::Created),
        "updated" => Some(TimestampField::Updated),
        _ => None,
    }
}

/// The numbers of versions.
fn version_ids(reader: &mut Reader<'_>) -> Result<Option<BTreeSet<VersionId>>, Noted> {
    let input = Input::VersionIds;
    let Some(items) = reader.list(input, Separator::Comma)? else { return Ok(None) };
    let ids = reader.each_item(input, &items, |reader, item| {
        whole_number(item, u64::MAX)
            .map(VersionId)
            .map_err(|why| reader.refuse(input, item, why.advice()))
    })?;
    Ok(Some(ids.into_iter().collect()))
}

/// Refuses what speaks of tags where a package's type has none.
fn refuse_tags_where_there_are_none(
    reader: &mut Reader<'_>,
    types: &[PackageType],
    given: &[(Input, bool)],
) {
    let (with, without): (Vec<PackageType>, Vec<PackageType>) =
        types.iter().partition(|package_type| package_type.has_tags());
    if without.is_empty() {
        return;
    }
    let (with, without) = (words(&with), words(&without));
    let advice = if with.is_empty() {
        format!(
            "{without} has no tags, and every version counts as tagged; `version-names` selects there"
        )
    } else {
        format!(
            "{without} has no tags; use two steps, one for {with} and one for {without} with \
             `version-names`"
        )
    };
    for (input, _) in given.iter().filter(|(_, is_given)| *is_given) {
        let value = reader.value(*input).unwrap_or_default();
        reader.object(*input, &value, "only types with tags in `package-type`", advice.as_str());
    }
}

/// Refuses what asks for tags where only what has none is taken: it would never select anything.
fn refuse_tags_of_the_untagged(reader: &mut Reader<'_>, given: &[(Input, bool)]) {
    for (input, _) in given.iter().filter(|(_, is_given)| *is_given) {
        let value = reader.value(*input).unwrap_or_default();
        let advice = "what has no tag never fits it; take one of the two out";
        let expected = "nothing that asks for tags beside `tag-status: untagged`";
        reader.object(*input, &value, expected, advice);
    }
}

/// The types as a sentence names them.
fn words(types: &[PackageType]) -> String {
    let words: Vec<String> = types.iter().map(|package_type| format!("`{package_type}`")).collect();
    words.join(", ")
}

/// Whether the rule selects. One that nothing narrows takes all that is there.
pub(super) fn selects(rule: &Rule) -> bool {
    // Every field is named, so that a new one has to say here whether it selects.
    let Rule {
        name: _,
        tags,
        version_names,
        semver,
        prereleases,
        version_ids,
        tag_status,
        older_than,
        timestamp: _,
        only_closed: _,
        keep_latest,
        incomplete_images: _,
    } = rule;
    tags.is_some()
        || version_names.is_some()
        || semver.is_some()
        || matches!(prereleases, Prereleases::Only | Prereleases::Superseded)
        || version_ids.is_some()
        || *tag_status == TagStatus::Untagged
        || older_than.is_some()
        || keep_latest.is_some()
}

/// Notes that nothing selects.
fn refuse_without_selector(reader: &mut Reader<'_>, kind: RunKind) -> Noted {
    let selectors: Vec<String> =
        Input::selectors(kind).map(|selector| format!("`{selector}`")).collect();
    let expected = format!("a selector beside {}: {}", kind.as_written(), selectors.join(", "));
    let advice = match kind {
        RunKind::DeleteVersions | RunKind::DeletePackages => {
            "say what is to go; without a selector it would be everything"
        }
        RunKind::RestoreVersions
        | RunKind::RestorePackages
        | RunKind::RestoreRecorded
        | RunKind::Repair => "say what is to come back; without a selector it would be everything",
    };
    reader.note_lack(Input::Mode, expected, advice)
}
