use super::super::super::samples::{
    acted_run, after, answered, by_id, deletion, ended, ended_step, failed, judged, key,
    large_acted_run, listed, planned, restoring_run, small_run, started, step, version,
};
use super::*;
use crate::domain::{PackageType, Verdict, VersionId};
use crate::events::GuardRefusal;

fn account(events: impl IntoIterator<Item = Event>) -> Account {
    let mut account = Account::default();
    for event in events {
        account.observe(&event);
    }
    account
}

fn headline(events: impl IntoIterator<Item = Event>) -> String {
    account(events).headline().plain()
}

fn refused() -> Event {
    Event::PlanRefused(GuardRefusal::MaxDeletions { planned: 2, allowed: 1 })
}

fn web() -> PackageKey {
    key(PackageType::Container, "web")
}

/// A real run whose plan is to delete the versions 1 to 5 of a container package.
fn five_planned() -> Vec<Event> {
    let mut events = vec![started(DryRun::No), listed(&web(), 5, Coverage::Stable)];
    for id in 1..=5 {
        events.push(judged(&web(), version(id, "x", &["t"]), Verdict::Delete, by_id()));
    }
    events.push(planned(&web(), 5, 5));
    events
}

/// The same, with its steps ending so, in order.
fn five_ended(outcomes: [Outcome; 5]) -> Vec<Event> {
    let mut events = five_planned();
    for (number, outcome) in (0..).zip(outcomes) {
        events.extend(answered(deletion(number, &web(), number + 1), 1, outcome));
    }
    events
}

fn fates(account: &Account) -> Vec<Fate> {
    account.packages().flat_map(|package| package.entries().map(|entry| entry.fate)).collect()
}

#[test]
fn everything_is_counted_once() {
    let account = account(small_run());
    let tally = Tally { doomed: 3, returning: 0, held: 2, kept: 2, untouched: 1 };
    assert_eq!(account.versions, tally);
    assert_eq!(account.images, ImageCount { total: 6, doomed: 2 });
    assert_eq!(account.packages().count(), 2);
    assert_eq!(account.deeds(), Deeds::default(), "a dry run does nothing");
    assert_eq!(fates(&account), [], "and remembers nothing for it");
}

#[test]
fn the_headline_of_a_plan_says_what_would_happen() {
    let hello = key(PackageType::Npm, "hello");
    let goes = [
        started(DryRun::Yes),
        judged(&hello, version(7, "1.0.0", &[]), Verdict::Delete, by_id()),
        planned(&hello, 2, 1),
    ];
    let mut returns = goes.clone();
    returns[1] = judged(&hello, version(7, "1.0.0", &[]), Verdict::Restore, by_id());
    let with = |more: &[Event]| [small_run().as_slice(), more].concat();
    for (events, expected) in [
        (vec![started(DryRun::Yes), ended()], "dry run: nothing to delete"),
        (vec![started(DryRun::Yes), failed(None)], "dry run: nothing to delete; 1 problem"),
        (goes.to_vec(), "dry run: would delete 1 version"),
        (returns.to_vec(), "dry run: would restore 1 version"),
        (small_run(), "dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held"),
        (
            with(&[refused()]),
            "plan refused: would delete 2 images (3 versions) in 2 packages; 2 versions held",
        ),
        (
            with(&[refused(), failed(None)]),
            "plan refused: would delete 2 images (3 versions) in 2 packages; 2 versions held; 2 problems",
        ),
    ] {
        assert_eq!(headline(events), expected);
    }
}

#[test]
fn the_headline_of_a_run_says_what_happened() {
    use Outcome::{AlreadySo, Blocked, Done, Held, NotReached, PackageEnded, Refused, Unknown};
    let nothing = [NotReached; 5];
    let with = |outcomes, more: &[Event]| [five_ended(outcomes).as_slice(), more].concat();
    let whole = step(9, &key(PackageType::Npm, "old"), Target::WholePackage, Change::Delete);
    let whole = answered(whole, 2, Done);
    let unmade = step(9, &key(PackageType::Npm, "old"), Target::WholePackage, Change::Restore);
    for (events, expected) in [
        (vec![started(DryRun::No), ended()], "nothing to delete"),
        (acted_run(), "deleted 2 images (3 versions) in 2 packages; 2 versions held"),
        (restoring_run(3), "restored 3 versions"),
        (five_ended([Done; 5]), "deleted 5 images"),
        (
            five_ended([Done, AlreadySo, Held, Refused, Unknown]),
            "deleted 1 image; 1 version held; 2 versions failed",
        ),
        (
            five_ended([Refused, Blocked(StepId(0)), Held, Blocked(StepId(2)), PackageEnded]),
            "nothing deleted; 2 versions held; 3 versions failed",
        ),
        (
            with(
                [Done, Done, Done, NotReached, NotReached],
                &[Event::Stopping(StopCause::TimeLimit)],
            ),
            "stopped at `time-limit`: deleted 3 images; 2 versions not reached",
        ),
        (
            with(nothing, &[Event::Stopping(StopCause::WaitLimit)]),
            "stopped at `wait-limit`: nothing deleted; 5 versions not reached",
        ),
        (
            [five_planned(), vec![Event::Stopping(StopCause::Signal("SIGINT"))]].concat(),
            "stopped by `SIGINT`: nothing deleted; 5 versions not reached",
        ),
        (with([Done; 5], &[failed(None)]), "deleted 5 images; 1 problem"),
        (with([Done; 5], &whole), "deleted 5 images and 1 whole package"),
        (
            [vec![started(DryRun::No)], answered(unmade, 2, Done).to_vec()].concat(),
            "restored 1 whole package",
        ),
    ] {
        assert_eq!(headline(events), expected);
    }
}

/// A run with these inputs.
fn with_inputs(mut events: Vec<Event>, inputs: &[(&str, &str)]) -> Vec<Event> {
    if let Event::RunStarted(started) = &mut events[0] {
        started.inputs =
            inputs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    }
    events
}

#[test]
fn whole_packages_are_counted_as_such() {
    let hello = key(PackageType::Npm, "hello");
    let plan = |dry_run, verdict| {
        let mut events = vec![started(dry_run)];
        events.extend((1..=2).map(|id| judged(&hello, version(id, "x", &[]), verdict, by_id())));
        events.push(planned(&hello, 2, 2));
        with_inputs(events, &[("target", "packages"), ("packages", "hello")])
    };
    let gone = step(0, &hello, Target::WholePackage, Change::Delete);
    let restore = [("target", "packages"), ("mode", "restore")];
    let lost = |dry_run| with_inputs(vec![started(dry_run), planned(&hello, 0, 0)], &restore);
    let back = step(0, &hello, Target::WholePackage, Change::Restore);
    for (events, expected) in [
        (plan(DryRun::Yes, Verdict::Delete), "dry run: would delete 1 whole package (2 versions)"),
        (plan(DryRun::Yes, Verdict::Hold), "dry run: nothing to delete; 2 versions held"),
        (
            [plan(DryRun::No, Verdict::Delete), answered(gone, 1, Outcome::Done).to_vec()].concat(),
            "deleted 1 whole package (2 versions)",
        ),
        (lost(DryRun::Yes), "dry run: would restore 1 whole package"),
        (
            [lost(DryRun::No), answered(back, 1, Outcome::Done).to_vec()].concat(),
            "restored 1 whole package",
        ),
    ] {
        assert_eq!(headline(events), expected);
    }
}

#[test]
fn a_package_of_which_nothing_can_be_listed_leaves_a_run_complete() {
    let back = step(0, &web(), Target::WholePackage, Change::Restore);
    let events =
        [vec![started(DryRun::No)], answered(back, 1, Outcome::Done).to_vec(), vec![ended()]];
    assert!(account(events.concat()).is_complete());
}

#[test]
fn a_signal_outranks_a_limit() {
    let signal = Event::Stopping(StopCause::Signal("SIGINT"));
    let limit = Event::Stopping(StopCause::TimeLimit);
    for events in [[limit.clone(), signal.clone()], [signal, limit]] {
        assert_eq!(account(events).stopped, Some(StopCause::Signal("SIGINT")));
    }
}

#[test]
fn a_step_that_was_blocked_ends_like_what_blocked_it() {
    use Outcome::{Blocked, Held, Refused, Unknown};
    let outcomes = [Held, Blocked(StepId(0)), Refused, Blocked(StepId(2)), Unknown];
    let account = account(five_ended(outcomes));
    assert_eq!(
        fates(&account),
        [Fate::Held, Fate::Held, Fate::Failed, Fate::Failed, Fate::Unknown]
    );
}

#[test]
fn steps_of_a_later_round_are_not_taken_for_those_of_the_first() {
    let mut events = five_ended([Outcome::Held; 5]);
    let restore = |number| step(number, &web(), Target::Version(VersionId(9)), Change::Restore);
    events.push(ended_step(restore(0), 1, Outcome::Refused));
    let account = account(events);
    assert_eq!(account.fate(Outcome::Blocked(StepId(0))), Fate::Failed);
    assert_eq!(account.fate(Outcome::Blocked(StepId(1))), Fate::Held);
}

#[test]
fn what_is_brought_back_is_deleted_no_more() {
    let healed = |outcome| Event::Healed {
        package: web(),
        version: version(2, "x", &[]),
        needed_by: "v9".to_owned(),
        outcome,
    };
    let back = step(0, &web(), Target::Version(VersionId(2)), Change::Restore);
    for (more, expected, complete) in [
        (vec![healed(Outcome::Done)], Fate::Healed, true),
        (
            [answered(back.clone(), 3, Outcome::Done).to_vec(), vec![healed(Outcome::Done)]]
                .concat(),
            Fate::Healed,
            true,
        ),
        (
            [answered(back, 3, Outcome::Refused).to_vec(), vec![healed(Outcome::Refused)]].concat(),
            Fate::Done,
            false,
        ),
    ] {
        let account = account([five_ended([Outcome::Done; 5]), more, vec![ended()]].concat());
        assert_eq!(fates(&account)[1], expected);
        let healed = u64::from(expected == Fate::Healed);
        assert_eq!((account.deeds().deleted, account.deeds().healed), (5 - healed, healed));
        assert_eq!(account.is_complete(), complete);
    }
}

#[test]
fn a_fresh_look_is_believed() {
    let differences = vec![
        Difference::StillThere(version(1, "x", &[])),
        Difference::Missing(version(77, "y", &[])),
    ];
    let checked = Event::Checked { package: web(), differences };
    let account = account([five_ended([Outcome::Done; 5]), vec![checked, ended()]].concat());
    assert_eq!(fates(&account)[0], Fate::Doubtful);
    assert_eq!((account.deeds().deleted, account.deeds().failed, account.problems), (4, 1, 2));
    assert!(!account.is_complete());
}

#[test]
fn what_goes_with_its_package_is_counted() {
    let whole = step(0, &web(), Target::WholePackage, Change::Delete);
    for (outcome, expected) in [
        (Outcome::Done, "deleted 1 whole package (5 versions)"),
        (Outcome::Refused, "nothing deleted; 5 versions failed"),
    ] {
        let events = [five_planned(), answered(whole.clone(), 1, outcome).to_vec()].concat();
        assert_eq!(headline(events), expected);
    }
}

#[test]
fn a_whole_package_that_fails_is_a_problem_also_where_its_versions_are_not_known() {
    let whole = step(0, &web(), Target::WholePackage, Change::Restore);
    let events =
        [vec![started(DryRun::No)], answered(whole, 1, Outcome::Refused).to_vec()].concat();
    assert_eq!(headline(events), "nothing to restore; 1 problem");
}

#[test]
fn what_nobody_judged_is_counted_when_it_is_changed() {
    let events =
        [vec![started(DryRun::No)], answered(deletion(0, &web(), 3), 1, Outcome::Done).to_vec()];
    let account = account(events.concat());
    assert_eq!(account.deeds().deleted, 1);
    let entry = account.packages().next().and_then(|package| package.entry(VersionId(3)));
    assert_eq!(entry.map(|entry| entry.version.name.as_str()), Some("3"));
}

#[test]
fn the_time_of_a_packages_changes_spans_from_the_first_sent_to_the_last_ended() {
    let account = account(acted_run());
    let span = |package: &PackageKey| {
        account.package(package).and_then(|one| one.span).map(|span| (span.first, span.last))
    };
    assert_eq!(span(&web()), Some((after(1), after(4))));
    assert_eq!(span(&key(PackageType::Npm, "hello")), Some((after(5), after(6))));
}

#[test]
fn a_run_is_complete_when_each_package_was_listed_and_judged_in_full_and_nothing_is_left() {
    let full = vec![
        started(DryRun::Yes),
        listed(&web(), 0, Coverage::Stable),
        planned(&web(), 0, 0),
        ended(),
    ];
    let complete = |events: Vec<Event>| account(events).is_complete();
    assert!(complete(full.clone()));
    assert!(complete(acted_run()));
    let without = |left_out: usize| {
        let mut events = full.clone();
        events.remove(left_out);
        events
    };
    assert!(!complete(without(2)), "a package was not judged");
    assert!(!complete(without(3)), "the run has not ended");
    let with = |event: Event| {
        let mut events = full.clone();
        events.insert(1, event);
        events
    };
    for coverage in [Coverage::Unstable(String::new()), Coverage::Truncated(String::new())] {
        assert!(!complete(with(listed(&key(PackageType::Npm, "x"), 0, coverage))));
    }
    assert!(!complete(with(failed(None))), "something failed");
    assert!(!complete(with(Event::Stopping(StopCause::TimeLimit))), "it was stopped");
    assert!(complete(with(refused())), "a refused plan is a whole plan");
    for (outcome, expected) in [
        (Outcome::Done, true),
        (Outcome::AlreadySo, true),
        (Outcome::Held, true),
        (Outcome::Refused, false),
        (Outcome::Unknown, false),
        (Outcome::PackageEnded, false),
        (Outcome::NotReached, false),
    ] {
        assert_eq!(complete([five_ended([outcome; 5]), vec![ended()]].concat()), expected);
    }
}

#[test]
fn every_version_has_one_fate_whatever_happens() {
    let account = account(large_acted_run(20_000));
    let deeds = account.deeds();
    assert_eq!((deeds.deleted, deeds.all(), account.remaining()), (20_000, 20_000, 0));
}
