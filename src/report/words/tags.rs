//! What becomes of tags whose versions stay.

use super::label::of_package;
use super::sentence::Sentence;
use crate::domain::{PackageKey, Tag, Version};
use crate::events::{DryRun, Event};
use crate::execution::Outcome;

/// What is told of a tag.
pub(crate) struct OfTag<'a> {
    /// What is told.
    pub(crate) sentence: Sentence,
    /// The package, where something went wrong that is told nowhere else.
    pub(crate) package_of_failure: Option<&'a PackageKey>,
}

/// What an event tells of a tag, where it is about one.
pub(crate) fn of_tag(event: &Event, dry_run: DryRun) -> Option<OfTag<'_>> {
    let well = |sentence| Some(OfTag { sentence, package_of_failure: None });
    if let Event::UntagPlanned { package, version, tag } = event {
        return well(untag_planned(package, version, tag, dry_run));
    }
    if let Event::TagPutOn { package, version, tag, outcome, why } = event {
        return well(tag_put_on(package, version, tag, *outcome, why.as_deref()));
    }
    let Event::Untagged { package, version, tag, outcome, why } = event else { return None };
    let sentence = untagged(package, version, tag, *outcome, why.as_deref());
    let failed = matches!(outcome, Outcome::Refused | Outcome::Unknown);
    Some(OfTag { sentence, package_of_failure: failed.then_some(package) })
}

/// That a tag is to come off its version.
fn untag_planned(package: &PackageKey, version: &Version, tag: &Tag, dry_run: DryRun) -> Sentence {
    let verb = match dry_run {
        DryRun::Yes => "would take the tag ",
        DryRun::No => "to take the tag ",
    };
    Sentence::new(verb)
        .literal(tag)
        .words(" off ")
        .then(of_package(version, package))
        .words(", which its other tags hold")
}

/// What became of a tag that was to come off its version.
pub(crate) fn untagged(
    package: &PackageKey,
    version: &Version,
    tag: &Tag,
    outcome: Outcome,
    why: Option<&str>,
) -> Sentence {
    let begin = match outcome {
        Outcome::Done | Outcome::AlreadySo => "took the tag ",
        Outcome::Unknown => "nobody knows whether this run took the tag ",
        Outcome::NotReached => "the run ended before it took the tag ",
        Outcome::Held | Outcome::Refused | Outcome::Blocked(_) | Outcome::PackageEnded => {
            "did not take the tag "
        }
    };
    let sentence = Sentence::new(begin)
        .literal(tag)
        .words(" off ")
        .then(of_package(version, package))
        .words(", which stays");
    match why {
        Some(why) => sentence.words(": ").message(why),
        None => sentence,
    }
}

/// What became of a tag that an earlier run took off.
fn tag_put_on(
    package: &PackageKey,
    version: &Version,
    tag: &Tag,
    outcome: Outcome,
    why: Option<&str>,
) -> Sentence {
    let begin = match outcome {
        Outcome::Done => "put the tag ",
        Outcome::AlreadySo => "nothing was to be done to put the tag ",
        Outcome::NotReached => "did not put the tag ",
        Outcome::Held
        | Outcome::Refused
        | Outcome::Unknown
        | Outcome::Blocked(_)
        | Outcome::PackageEnded => "could not put the tag ",
    };
    let sentence = Sentence::new(begin)
        .literal(tag)
        .words(" on ")
        .then(of_package(version, package))
        .words(" again");
    match why {
        Some(why) => sentence.words(": ").message(why),
        None => sentence,
    }
}
