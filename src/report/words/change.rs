//! What was changed, and what was found after it.

use super::label::of_package;
use super::sentence::Sentence;
use crate::domain::{PackageKey, Tag, Version};
use crate::events::{HourWait, Problem, StepEvent, StopCause, Work};
use crate::execution::{Change, Difference, Outcome, Target};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

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

/// How long something will take.
pub(crate) fn estimate(work: &Work, seconds: u64, wait: Option<HourWait>) -> Sentence {
    let told = match work {
        Work::Changes(changes) => {
            Sentence::default().count(*changes, "change takes", "changes take").words(" about ")
        }
        Work::Listing { package, pages } => Sentence::new("the listing of ")
            .literal(package)
            .words(" has ")
            .count(*pages, "page", "pages")
            .words(", which take about "),
    };
    let told = told.span(in_round_numbers(seconds)).words(" within GitHub's limits");
    let Some(HourWait { seconds, done_before, is_too_long }) = wait else { return told };
    let told = told
        .words(": this hour's requests are enough for about ")
        .number(done_before)
        .words(", and the next hour's come up to ")
        .span(in_round_numbers(seconds))
        .words(" later");
    match work {
        _ if !is_too_long => told,
        Work::Changes(_) => told
            .words(", which is longer than ")
            .literal("wait-limit")
            .words(" allows: the run will end there, and with its record as ")
            .literal("apply")
            .words(" the next one goes on"),
        // An hour's budget that is too small for a listing is too small in each hour.
        Work::Listing { .. } => told
            .words(", which is longer than ")
            .literal("wait-limit")
            .words(" allows: it is not read. Allow ")
            .literal(&format!("wait-limit: {}m", seconds.div_ceil(MINUTE) + 1))
            .words(
                ", or use a token with more requests an hour: the workflow's own has 1,000, a user's \
                 5,000, and either has 15,000 on GitHub Enterprise Cloud",
            ),
    }
}

/// Whole minutes, and from two hours on the nearest hour: an estimate is no promise.
const fn in_round_numbers(seconds: u64) -> u64 {
    if seconds < 2 * HOUR {
        seconds.div_ceil(MINUTE) * MINUTE
    } else {
        (seconds + HOUR / 2) / HOUR * HOUR
    }
}

/// Why a change did not come about, where nothing in the plan says it.
pub(crate) fn why(change: Change, outcome: Outcome, problem: Option<&Problem>) -> Sentence {
    let sentence = match (outcome, change) {
        (Outcome::Held, _) => Sentence::new("GitHub refuses this for what the version is"),
        (Outcome::Unknown, Change::Delete) => Sentence::new("nobody knows whether it was deleted"),
        (Outcome::Unknown, Change::Restore) => {
            Sentence::new("nobody knows whether it was restored")
        }
        (Outcome::Blocked(_), Change::Delete) => {
            Sentence::new("what must be gone before it is not")
        }
        (Outcome::Blocked(_), Change::Restore) => {
            Sentence::new("what must be back before it is not")
        }
        (Outcome::PackageEnded, _) => Sentence::new("GitHub refused too much of its package"),
        (Outcome::NotReached, _) => Sentence::new("the run ended before it"),
        (Outcome::Refused | Outcome::Done | Outcome::AlreadySo, _) => {
            Sentence::new("GitHub refused it")
        }
    };
    match problem {
        Some(problem) => sentence.words(": ").message(&problem.said),
        None => sentence,
    }
}

/// Why something that this run deleted is a failure.
pub(crate) fn not_healed(needed_by: &str) -> Sentence {
    Sentence::new("this run deleted it, ")
        .literal(needed_by)
        .words(" needs it, and it could not be restored")
}

/// Why something counts as failed that GitHub said was done.
pub(crate) fn contradiction(difference: &Difference) -> Sentence {
    match difference {
        Difference::StillThere(_) => {
            Sentence::new("GitHub said that it was deleted, and a fresh look found it")
        }
        Difference::NotBack(_) => {
            Sentence::new("GitHub said that it was restored, and a fresh look did not find it")
        }
        Difference::Missing(_) => {
            Sentence::new("this run did not delete it, and a fresh look did not find it")
        }
        Difference::TagNotBack(_, tag) => {
            Sentence::new("it was restored without its tag ").literal(tag)
        }
    }
}

/// That no more changes of a package are tried.
pub(crate) fn package_ended(package: &PackageKey) -> Sentence {
    Sentence::new("nothing more of ").literal(package).words(
        " is tried: GitHub refused three of its changes, and not because of what single versions are",
    )
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
    let of = |version: &Version| of_package(version, package);
    match difference {
        Difference::StillThere(version) => of(version).words(
            " is still there, though GitHub said that it was deleted; see whether it stays, and run again",
        ),
        Difference::Missing(version) => of(version).words(
            " is gone, though this run did not delete it; if nobody else did, restore it by its id",
        ),
        Difference::NotBack(version) => of(version).words(
            " is not there, though GitHub said that it was restored; see whether it comes, and run again",
        ),
        Difference::TagNotBack(version, tag) => of(version)
            .words(" was restored without its tag ")
            .literal(tag)
            .words("; set that tag again, if it should be there"),
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
    let what = of_package(version, package);
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

/// What became of a tag that did not come back with its version.
pub(crate) fn retagged(
    package: &PackageKey,
    version: &Version,
    tag: &Tag,
    outcome: Outcome,
    why: Option<&str>,
) -> Sentence {
    let sentence = of_package(version, package).words(" came back without its tag ").literal(tag);
    if outcome.came_about() {
        return sentence.words(", which was put on it again");
    }
    let sentence = sentence.words(", which could not be put on it again");
    match why {
        Some(why) => sentence.words(": ").message(why),
        None => sentence,
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

#[cfg(test)]
mod tests {
    use super::super::super::escape::hostile;
    use super::super::super::samples::{because, deletion, digest, ended_step, key, step, version};
    use super::*;
    use crate::domain::{PackageName, PackageType, Tag};
    use crate::events::Event;
    use crate::execution::StepId;

    const OUTCOMES: [Outcome; 8] = [
        Outcome::Done,
        Outcome::AlreadySo,
        Outcome::Held,
        Outcome::Refused,
        Outcome::Unknown,
        Outcome::Blocked(StepId(0)),
        Outcome::PackageEnded,
        Outcome::NotReached,
    ];

    #[test]
    fn a_listing_beyond_the_hour_says_what_would_read_it() {
        let package =
            PackageKey { package_type: PackageType::Container, name: PackageName::new("app") };
        let wait = HourWait { seconds: 3_290, done_before: 880, is_too_long: false };
        let work = Work::Listing { package, pages: 1_350 };
        let short = estimate(&work, 3_700, Some(wait)).plain();
        assert_eq!(
            short,
            "the listing of `container/app` has 1,350 pages, which take about 62 minutes within GitHub's \
             limits: this hour's requests are enough for about 880, and the next hour's come up to 55 \
             minutes later"
        );
        let long = estimate(&work, 3_700, Some(HourWait { is_too_long: true, ..wait })).plain();
        let advice = long.strip_prefix(&short).expect("what is told in both cases");
        assert!(advice.contains("`wait-limit: 56m`") && advice.contains("15,000"), "{advice}");
    }

    #[test]
    fn an_estimate_says_how_long_and_where_it_will_end() {
        assert_eq!(
            estimate(&Work::Changes(1_000), 341, None).plain(),
            "1,000 changes take about 6 minutes within GitHub's limits"
        );
        let wait = HourWait { seconds: 3_290, done_before: 880, is_too_long: false };
        let short = estimate(&Work::Changes(1_000), 3_700, Some(wait)).plain();
        assert_eq!(
            short,
            "1,000 changes take about 62 minutes within GitHub's limits: this hour's requests \
             are enough for about 880, and the next hour's come up to 55 minutes later"
        );
        let long =
            estimate(&Work::Changes(1_000), 3_700, Some(HourWait { is_too_long: true, ..wait }))
                .plain();
        assert_eq!(
            long,
            format!(
                "{short}, which is longer than `wait-limit` allows: the run will end there, and with \
                 its record as `apply` the next one goes on"
            )
        );
    }

    #[test]
    fn how_a_change_ended_is_said_in_a_sentence() {
        let x = || Sentence::default().literal("x");
        let said = |change| OUTCOMES.map(|outcome| ended(x(), change, outcome).plain());
        assert_eq!(
            said(Change::Delete),
            [
                "deleted `x`",
                "`x` was gone already",
                "held: `x`, which stays as it is",
                "GitHub refused to delete `x`",
                "nobody knows whether this was deleted: `x`",
                "`x` was not tried, for what must go before it did not go",
                "`x` was not tried, for GitHub refused too much of its package",
                "`x` was not reached",
            ]
        );
        assert_eq!(
            said(Change::Restore)[..6],
            [
                "restored `x`",
                "`x` was there already",
                "held: `x`, which stays deleted",
                "GitHub refused to restore `x`",
                "nobody knows whether this was restored: `x`",
                "`x` was not tried, for what must be back before it is not",
            ]
        );
    }

    #[test]
    fn why_a_change_did_not_come_about_is_said_in_a_sentence() {
        let web = key(PackageType::Container, "web");
        let ended = ended_step(deletion(0, &web, 1), 1, Outcome::Refused);
        let Event::StepEnded { problem, .. } = because(ended, "400 No.") else { panic!("a step") };
        for (outcome, expected) in [
            (Outcome::Held, "GitHub refuses this for what the version is: 400 No."),
            (Outcome::Refused, "GitHub refused it: 400 No."),
            (Outcome::Unknown, "nobody knows whether it was deleted: 400 No."),
        ] {
            assert_eq!(why(Change::Delete, outcome, problem.as_ref()).plain(), expected);
        }
        for (change, outcome, expected) in [
            (Change::Restore, Outcome::Unknown, "nobody knows whether it was restored"),
            (Change::Delete, Outcome::Blocked(StepId(0)), "what must be gone before it is not"),
            (Change::Restore, Outcome::Blocked(StepId(0)), "what must be back before it is not"),
            (Change::Delete, Outcome::PackageEnded, "GitHub refused too much of its package"),
            (Change::Delete, Outcome::NotReached, "the run ended before it"),
        ] {
            assert_eq!(why(change, outcome, None).plain(), expected);
        }
    }

    #[test]
    fn what_is_not_as_it_should_be_is_said_with_what_to_do() {
        let web = key(PackageType::Container, "web");
        let one = || version(7, &digest(7), &["v1"]);
        let name = "`v1` (`sha256:000000000000`, id 7) of `container/web`";
        for (found, expected) in [
            (
                Difference::StillThere(one()),
                "is still there, though GitHub said that it was deleted; see whether it stays, and run \
                 again",
            ),
            (
                Difference::Missing(one()),
                "is gone, though this run did not delete it; if nobody else did, restore it by its id",
            ),
            (
                Difference::NotBack(one()),
                "is not there, though GitHub said that it was restored; see whether it comes, and run \
                 again",
            ),
            (
                Difference::TagNotBack(one(), Tag::new("v1")),
                "was restored without its tag `v1`; set that tag again, if it should be there",
            ),
        ] {
            assert_eq!(difference(&web, &found).plain(), format!("{name} {expected}"));
        }
    }

    #[test]
    fn everything_else_is_said_in_a_sentence() {
        let web = key(PackageType::Container, "web");
        let one = version(7, "1.0.0", &[]);
        for (sentence, expected) in [
            (target(&deletion(0, &web, 7)), "the version with id 7 of `container/web`"),
            (
                target(&step(0, &web, Target::WholePackage, Change::Delete)),
                "the package `container/web` with all its versions",
            ),
            (
                package_ended(&web),
                "nothing more of `container/web` is tried: GitHub refused three of its changes, and not \
                 because of what single versions are",
            ),
            (
                stopping(StopCause::Signal("SIGTERM")),
                "the run ends early because `SIGTERM` came: what was sent is finished, and nothing else \
                 is sent",
            ),
            (
                stopping(StopCause::TimeLimit),
                "the run ends early because `time-limit` is near: images that were begun are finished, \
                 and the next run takes up the rest",
            ),
            (
                stopping(StopCause::WaitLimit),
                "the run ends early because GitHub asks for a longer wait than `wait-limit` allows: the \
                 next run takes up the rest",
            ),
            (
                healed(&web, &one, "v9", Outcome::Done),
                "restored `1.0.0` (id 7) of `container/web`, which this run had deleted: `v9` needs it, \
                 which was pushed meanwhile",
            ),
            (
                healed(&web, &one, "v9", Outcome::Unknown),
                "`1.0.0` (id 7) of `container/web` was deleted by this run and could not be restored, \
                 though `v9` needs it, which was pushed meanwhile; restore it by hand, or push again what \
                 needs it",
            ),
            (
                manifests_read(&web, 1, 2_000),
                "`container/web`: 1 manifest read, 2,000 taken from the cache",
            ),
        ] {
            assert_eq!(sentence.plain(), expected);
            hostile::assert_one_cell(&sentence.markdown());
        }
    }
}
