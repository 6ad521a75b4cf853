//! What a plan says of a version that was asked about, and how it differs from another plan.

use jiff::Timestamp;

use super::label::{label, of_package};
use super::reason::reason;
use super::sentence::Sentence;
use crate::domain::{
    Bond, Comparison, Differing, EarlierVerdict, Explanation, Link, PackageKey, PackageType,
    Verdict,
};

/// What there is to say of a version that was asked about: its verdict, then each way by which something
/// needs it.
pub(crate) fn explained(
    package: &PackageKey,
    explanation: &Explanation,
    now: Option<Timestamp>,
) -> Vec<Sentence> {
    let Explanation { version, judgement, ways, more_ways } = explanation;
    let verdict = of_package(version, package)
        .words(becomes(judgement.verdict))
        .words(", because ")
        .then(reason(&judgement.reason, now));
    let mut told = vec![verdict];
    if ways.is_empty() && package.package_type == PackageType::Container {
        told.push(label(version).words(
            " is no part of anything: no index lists it, and it speaks of nothing that is there",
        ));
    }
    told.extend(ways.iter().map(|way| self::way(way)));
    if *more_ways > 0 {
        told.push(Sentence::default().count(
            *more_ways,
            "more such way is left out",
            "more such ways are left out",
        ));
    }
    told
}

/// `v1 lists sha256:…, which is the subject of it`.
fn way(links: &[Link]) -> Sentence {
    let mut sentence = Sentence::default();
    for (at, link) in links.iter().enumerate() {
        sentence = if at == 0 {
            sentence.then(label(&link.version))
        } else {
            sentence.then(label(&link.version)).words(", which")
        };
        sentence = sentence.words(match link.bond {
            Bond::Lists => " lists ",
            Bond::IsSubjectOf => " is the subject of ",
        });
    }
    sentence.words("it")
}

const fn becomes(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Delete => " would be deleted",
        Verdict::Restore => " would be restored",
        Verdict::Keep => " is kept",
        Verdict::Hold => " is held",
        Verdict::Untouched => " is not selected",
    }
}

/// How the plan of a package differs from an earlier one, in numbers.
pub(crate) fn compared(package: &PackageKey, comparison: &Comparison) -> Sentence {
    let sentence = Sentence::default().literal(package);
    let sentence = if comparison.more.is_empty() && comparison.less.is_empty() {
        sentence.words(": takes what the other plan takes, ").count(
            comparison.both,
            "image",
            "images",
        )
    } else {
        sentence
            .words(": takes ")
            .count(comparison.more.len() as u64, "image", "images")
            .words(" more than the other plan and ")
            .number(comparison.less.len() as u64)
            .words(" less; both take ")
            .number(comparison.both)
    };
    match comparison.gone {
        0 => sentence,
        gone => sentence.words("; of the other plan ").count(
            gone,
            "image is gone already",
            "images are gone already",
        ),
    }
}

/// Why one of two plans takes an image, and why the other does not.
pub(crate) fn both_sides(differing: &Differing, now: Option<Timestamp>) -> Sentence {
    let here = Sentence::new("here it")
        .words(becomes(differing.now.verdict))
        .words(", because ")
        .then(reason(&differing.now.reason, now));
    match &differing.then {
        None => here.words("; the other plan does not name it"),
        Some(EarlierVerdict { verdict, reason, .. }) => {
            here.words("; there it").words(becomes(*verdict)).words(": ").message(reason)
        }
    }
}

#[cfg(test)]
#[path = "plans_tests.rs"]
mod tests;
