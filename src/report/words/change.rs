//! What was changed, and what was found after it.

use super::label::label;
use super::sentence::Sentence;
use crate::domain::{PackageKey, Version};
use crate::events::{StepEvent, StopCause};
use crate::execution::{Change, Difference, Outcome, Target};

/// What a step names: `the version with id 7 of npm/hello`.
pub(crate) fn target(step: &StepEvent) -> Sentence {
    match step.target {
        Target::Version(id) => {
            Sentence::new("the version with id ").id(id.0).words(" of ").literal(&step.package)
        }
        Target::WholePackage => {
            Sentence::new("the package ").literal(&step.package).words(" with all its versions")
        }
    }
}

/// How a change of something ended.
pub(crate) fn ended(what: Sentence, change: Change, outcome: Outcome) -> Sentence {
    match (outcome, change) {
        (Outcome::Done, Change::Delete) => Sentence::new("deleted ").then(what),
        (Outcome::Done, Change::Restore) => Sentence::new("restored ").then(what),
        (Outcome::AlreadySo, Change::Delete) => what.words(" was gone already"),
        (Outcome::AlreadySo, Change::Restore) => what.words(" was there already"),
        (Outcome::Held, Change::Delete) => {
            Sentence::new("held: ").then(what).words(", which stays as it is")
        }
        (Outcome::Held, Change::Restore) => {
            Sentence::new("held: ").then(what).words(", which stays deleted")
        }
        (Outcome::Refused, Change::Delete) => Sentence::new("GitHub refused to delete ").then(what),
        (Outcome::Refused, Change::Restore) => {
            Sentence::new("GitHub refused to restore ").then(what)
        }
        (Outcome::Unknown, Change::Delete) => {
            Sentence::new("nobody knows whether this was deleted: ").then(what)
        }
        (Outcome::Unknown, Change::Restore) => {
            Sentence::new("nobody knows whether this was restored: ").then(what)
        }
        (Outcome::Blocked(_), Change::Delete) => {
            what.words(" was not tried, for what must go before it did not go")
        }
        (Outcome::Blocked(_), Change::Restore) => {
            what.words(" was not tried, for what must be back before it is not")
        }
        (Outcome::PackageEnded, _) => {
            what.words(" was not tried, for GitHub refused too much of its package")
        }
        (Outcome::NotReached, _) => what.words(" was not reached"),
    }
}

/// Why the run ends early.
pub(crate) fn stopping(cause: StopCause) -> Sentence {
    match cause {
        StopCause::Signal(name) => Sentence::new("the run ends early because ")
            .literal(name)
            .words(" came: what was sent is finished, and nothing else is sent"),
        StopCause::TimeLimit => {
            Sentence::new("the run ends early because ").literal("time-limit").words(
                " is near: images that were begun are finished, and the next run takes up the rest",
            )
        }
        StopCause::WaitLimit => {
            Sentence::new("the run ends early because GitHub asks for a longer wait than ")
                .literal("wait-limit")
                .words(" allows: the next run takes up the rest")
        }
    }
}

/// What is not as it should be after the changes.
pub(crate) fn difference(package: &PackageKey, difference: &Difference) -> Sentence {
    let of = |version: &Version| label(version).words(" of ").literal(package);
    match difference {
        Difference::StillThere(version) => {
            of(version).words(" is still there, though GitHub said that it was deleted")
        }
        Difference::Missing(version) => {
            of(version).words(" is gone, though this run did not delete it")
        }
        Difference::NotBack(version) => {
            of(version).words(" is not there, though GitHub said that it was restored")
        }
        Difference::TagNotBack(version, tag) => {
            of(version).words(" was restored without its tag ").literal(tag)
        }
    }
}

/// That a fresh look found nothing wrong.
pub(crate) fn as_it_should_be(package: &PackageKey) -> Sentence {
    Sentence::default().literal(package).words(": a fresh look found everything as it should be")
}

/// What became of something that this run deleted and others need.
pub(crate) fn healed(
    package: &PackageKey,
    version: &Version,
    needed_by: &str,
    outcome: Outcome,
) -> Sentence {
    let what = label(version).words(" of ").literal(package);
    let needed = |sentence: Sentence| {
        sentence.literal(needed_by).words(" needs it, which was pushed meanwhile")
    };
    if outcome.came_about() {
        needed(Sentence::new("restored ").then(what).words(", which this run had deleted: "))
    } else {
        needed(what.words(" was deleted by this run and could not be restored, though "))
            .words("; restore it by hand, or push again what needs it")
    }
}

/// How many manifests were read to decide over a package.
pub(crate) fn manifests_read(package: &PackageKey, read: u64, cached: u64) -> Sentence {
    Sentence::default()
        .literal(package)
        .words(": ")
        .count(read, "manifest", "manifests")
        .words(" read, ")
        .number(cached)
        .words(" taken from the cache")
}

/// Where the record is.
pub(crate) fn recorded(path: &str) -> Sentence {
    Sentence::new("the record of this run is ").literal(path)
}
