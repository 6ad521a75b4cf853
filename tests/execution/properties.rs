//! Random graphs, random refusals, lost answers and cut-offs.

use package_steward::execution::{Bounds, Change, Outcome, Stop};
use proptest::collection::{btree_map, vec, vec_deque};
use proptest::prelude::*;

use crate::world::{Draft, Fate, Run, World};

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let one = (0..3_usize, any::<bool>(), vec(any::<prop::sample::Index>(), 0..3));
    vec(one, 1..24).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(at, (package, restores, after))| {
            let mut after: Vec<usize> =
                if at == 0 { Vec::new() } else { after.iter().map(|one| one.index(at)).collect() };
            after.sort_unstable();
            after.dedup();
            let change = if restores { Change::Restore } else { Change::Delete };
            Draft { package, change, after, image: at / 3 }
        })
        .collect()
    })
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Works),
        1 => Just(Fate::RefusedForThis),
        1 => Just(Fate::RefusedForAccess),
        1 => Just(Fate::RefusedOtherwise),
        1 => Just(Fate::HiddenBy404),
        2 => Just(Fate::LostBefore),
        2 => Just(Fate::LostAfter),
        1 => Just(Fate::Limited),
        1 => Just(Fate::HeldBack),
        1 => Just(Fate::NotLookedAt),
    ]
}

prop_compose! {
    fn world()(
        drafts in drafts(),
    )(
        fates in btree_map(0..drafts.len(), vec_deque(fate(), 0..5), 0..drafts.len()),
        already in vec(prop::bool::weighted(0.1), drafts.len()),
        blind in vec(prop::bool::weighted(0.1), drafts.len()),
        stop in proptest::option::of((0..24_usize, prop_oneof![Just(Stop::AtOnce), Just(Stop::BetweenImages)])),
        at_once in 1..6_usize,
        order in vec_deque(any::<usize>(), 0..80),
        drafts in Just(drafts),
    ) -> World {
        let bounds = Bounds { at_once, wait_limit: None };
        World { fates, already, blind, stop_after_sends: stop, bounds, order, ..World::of(drafts) }
    }
}

/// What an outcome claims must be so in the world.
fn is_true_of(run: &Run, at: usize, was_already: bool) -> bool {
    match run.outcomes[at] {
        Some(Outcome::Done) => run.changed[at] && !was_already,
        Some(Outcome::AlreadySo) => run.changed[at] && was_already,
        Some(
            Outcome::Held
            | Outcome::Refused
            | Outcome::Blocked(_)
            | Outcome::PackageEnded
            | Outcome::NotReached,
        ) => run.changed[at] == was_already,
        Some(Outcome::Unknown) => true,
        None => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The judge in `World::run` asserts on every command that nothing is sent before what it depends
    /// on has come about, nothing twice without a look, nothing after the end, and each end told once.
    #[test]
    fn every_step_ends_with_one_outcome_that_is_true(world in world()) {
        let already = world.already.clone();
        let run = world.run();
        for (at, was_already) in already.iter().enumerate() {
            prop_assert!(is_true_of(&run, at, *was_already), "step {at}: {:?}", run.outcomes[at]);
        }
    }

    #[test]
    fn a_plan_that_meets_no_fault_is_carried_out_whole(drafts in drafts(), at_once in 1..6_usize) {
        let bounds = Bounds { at_once, wait_limit: None };
        let count = drafts.len();
        let run = World { bounds, ..World::of(drafts) }.run();
        prop_assert_eq!(run.outcomes, vec![Some(Outcome::Done); count]);
        prop_assert_eq!(run.sent.len(), count);
    }

    #[test]
    fn a_step_that_fails_blocks_what_depends_on_it_and_nothing_else(
        drafts in drafts(),
        failing in any::<prop::sample::Index>(),
    ) {
        let failing = failing.index(drafts.len());
        let mut blocked = vec![false; drafts.len()];
        for at in 0..drafts.len() {
            blocked[at] = drafts[at].after.iter().any(|one| *one == failing || blocked[*one]);
        }
        let run = World::of(drafts).fate(failing, &[Fate::RefusedForThis]).run();
        for (at, outcome) in run.outcomes.iter().enumerate() {
            let expected = match (at == failing, blocked[at]) {
                (true, _) => Outcome::Held,
                (false, true) => Outcome::Blocked(package_steward::execution::StepId(failing)),
                (false, false) => Outcome::Done,
            };
            prop_assert_eq!(*outcome, Some(expected), "step {}", at);
        }
    }
}
