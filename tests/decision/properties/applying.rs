//! Plans that are carried out later: as they were made where nothing changed, and never more than both
//! sides contain.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use package_steward::domain::{Login, Policy, Tag, Version, VersionId};
use package_steward::events::{DryRun, Event, RunStarted};
use package_steward::report::{Record, RecordedPlan, read_record};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::cases;
use super::graph::wired_world;
use super::graphs::beside_an_anchor;
use super::plain::policy;
use crate::support::{Told, World, digest, hours_ago, image, now, package};

/// The plan, as it is written by a dry run and read again by the run that carries it out.
fn written_and_read(world: &World, told: &Told) -> RecordedPlan {
    let package = package(world.package_type);
    let started = Event::RunStarted(RunStarted {
        at: now(),
        program: "0.1.0".to_owned(),
        owner: Login::new("octocat"),
        api: "https://api.github.com/".to_owned(),
        dry_run: DryRun::Yes,
        inputs: Vec::new(),
    });
    let inventory = world.inventory();
    let judged = inventory.versions().iter().zip(&told.plan.judgements);
    let judged = judged.map(|(version, judgement)| Event::Judged {
        package: package.clone(),
        version: version.clone(),
        judgement: judgement.clone(),
    });
    let mut record = Record::default();
    let events = [started].into_iter().chain(judged).chain([Event::RunEnded { at: now() }]);
    let lines: Vec<String> =
        events.filter_map(|event| record.observe(&event)).map(|line| line + "\n").collect();
    RecordedPlan::of(&read_record(lines.concat().as_bytes()).expect("a record"))
}

fn carrying_out(mut world: World, plan: &RecordedPlan) -> World {
    world.knowledge.earlier = Some(plan.for_package(&world.inventory()));
    world
}

/// Something that happens between the plan and the run that carries it out.
#[derive(Clone, Debug)]
enum Meanwhile {
    /// A tag moves from one version to another, or is put on it anew.
    TagMoved(Index, Index),
    TagTaken(Index),
    TagPut(Index, &'static str),
    /// Somebody pushes the same bytes again.
    PushedAgain(Index),
    /// Somebody deletes it.
    Deleted(Index),
    /// Somebody deletes it and pushes it anew.
    Replaced(Index),
    /// A new image.
    Pushed(&'static str),
    /// A new index over old members.
    Indexed(Vec<Index>, &'static str),
}

fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    let tag = || select(&["", "pr-2", "dev", "1.3.0", "latest"][..]);
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Meanwhile::TagMoved(from, to)),
        any::<Index>().prop_map(Meanwhile::TagTaken),
        (any::<Index>(), tag()).prop_map(|(on, tag)| Meanwhile::TagPut(on, tag)),
        any::<Index>().prop_map(Meanwhile::PushedAgain),
        any::<Index>().prop_map(Meanwhile::Deleted),
        any::<Index>().prop_map(Meanwhile::Replaced),
        tag().prop_map(Meanwhile::Pushed),
        (vec(any::<Index>(), 1..4), tag()).prop_map(|(old, tag)| Meanwhile::Indexed(old, tag)),
    ]
}

/// The version at this place; the anchor is not touched.
fn place(world: &World, index: Index) -> Option<usize> {
    let count = world.versions.iter().filter(|one| one.id.0 < 9_000).count();
    (count > 0).then(|| index.index(count))
}

fn touched(version: &mut Version) {
    version.updated_at = Some(now() + SignedDuration::from_secs(1));
}

fn put_tag(world: &mut World, on: usize, tag: &Tag) {
    for version in &mut world.versions {
        version.tags.retain(|other| other != tag);
    }
    world.versions[on].tags.push(tag.clone());
    touched(&mut world.versions[on]);
}

fn push(mut world: World, number: u64, tag: &str) -> World {
    world.versions.insert(0, image(number, ""));
    if !tag.is_empty() {
        put_tag(&mut world, 0, &Tag::new(tag));
    }
    world.attaches(number, &[])
}

fn after(mut world: World, number: u64, happened: &Meanwhile) -> World {
    let at = |index: Index| place(&world, index);
    match happened {
        Meanwhile::TagMoved(from, to) => {
            if let (Some(from), Some(to)) = (at(*from), at(*to))
                && let Some(tag) = world.versions[from].tags.first().cloned()
            {
                put_tag(&mut world, to, &tag);
            }
        }
        Meanwhile::TagTaken(from) => {
            if let Some(from) = at(*from) {
                world.versions[from].tags.pop();
            }
        }
        Meanwhile::TagPut(on, tag) => {
            if let Some(on) = at(*on).filter(|_| !tag.is_empty()) {
                put_tag(&mut world, on, &Tag::new(*tag));
            }
        }
        Meanwhile::PushedAgain(index) => {
            if let Some(at) = at(*index) {
                touched(&mut world.versions[at]);
            }
        }
        Meanwhile::Deleted(index) => {
            if let Some(at) = at(*index) {
                world.versions.remove(at);
            }
        }
        Meanwhile::Replaced(index) => {
            if let Some(at) = at(*index) {
                let mut again = world.versions.remove(at);
                again.id = VersionId(number);
                again.created_at = Some(hours_ago(0));
                touched(&mut again);
                world.versions.insert(0, again);
            }
        }
        Meanwhile::Pushed(tag) => return push(world, number, tag),
        Meanwhile::Indexed(old, tag) => {
            let names: BTreeSet<String> = old
                .iter()
                .filter_map(|index| Some(world.versions[at(*index)?].name.clone()))
                .collect();
            let numbers = (0..9_000).filter(|number| names.contains(&digest(*number).to_string()));
            let members: Vec<u64> = numbers.collect();
            return push(world, number, tag).lists(number, &members);
        }
    }
    world
}

fn unchanged<'a>(before: &'a World, version: &Version) -> Option<&'a Version> {
    before.versions.iter().find(|one| *one == version)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_plan_that_is_carried_out_when_nothing_changed_is_the_direct_run(wired in wired_world()) {
        let policy = policy(&wired.plain);
        let direct = wired.world.plan(&policy);
        let plan = written_and_read(&wired.world, &direct);
        let applied = carrying_out(wired.world.clone(), &plan).plan(&policy);
        prop_assert_eq!(applied.order(), direct.order());
        for number in direct.order() {
            prop_assert_eq!(applied.waits_for(number), direct.waits_for(number));
        }
        prop_assert_eq!(applied.plan.ending, direct.plan.ending);
    }

    #[test]
    fn whatever_happens_meanwhile_only_what_both_contain_is_carried_out(
        wired in wired_world(),
        happened in vec(meanwhile(), 1..4),
    ) {
        let (before, policy): (World, Policy) = beside_an_anchor(&wired);
        let planned = before.plan(&policy);
        let plan = written_and_read(&before, &planned);
        let numbered = (20..).zip(&happened);
        let world = numbered.fold(before.clone(), |world, (number, one)| after(world, number, one));
        let direct = world.plan(&policy);
        let applied = carrying_out(world.clone(), &plan).plan(&policy);
        let (wanted, allowed) = (planned.goes(), direct.goes());
        for number in applied.goes() {
            prop_assert!(wanted.contains(&number), "{number} is not in the plan");
            prop_assert!(allowed.contains(&number), "{number} would not go today");
            let now = world.versions.iter().find(|one| one.id.0 == number).expect("it is there");
            prop_assert!(unchanged(&before, now).is_some(), "{number} was touched");
        }
    }
}
