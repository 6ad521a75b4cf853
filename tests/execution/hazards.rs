//! Hazards that the machine itself answers for.

use jiff::SignedDuration;
use package_steward::execution::{Bounds, Change, Outcome, Stop};

use crate::world::{Draft, Fate, World};

fn alone(count: usize) -> Vec<Draft> {
    let one = |image| Draft { package: 0, change: Change::Delete, after: Vec::new(), image };
    (0..count).map(one).collect()
}

/// A root and the members that go only after it.
fn root_and_members(members: usize) -> Vec<Draft> {
    let member = Draft { package: 0, change: Change::Delete, after: vec![0], image: 0 };
    let mut drafts = alone(1);
    drafts.extend(vec![member; members]);
    drafts
}

#[test]
fn h36_members_stay_when_their_root_is_refused_or_its_answer_is_lost_for_good() {
    for fates in [
        &[Fate::RefusedForThis][..],
        &[Fate::RefusedForAccess],
        &[Fate::HiddenBy404],
        &[Fate::RefusedOtherwise],
        &[Fate::LostBefore; 5],
    ] {
        let run = World::of(root_and_members(3)).fate(0, fates).run();
        assert_eq!(run.changed, [false; 4], "{fates:?}");
        assert!(run.sent.iter().all(|at| *at == 0), "{fates:?}: {:?}", run.sent);
    }
}

#[test]
fn h36_members_stay_when_nobody_can_tell_whether_their_root_is_gone() {
    let mut world = World::of(root_and_members(3)).fate(0, &[Fate::LostAfter]);
    world.blind[0] = true;
    let run = world.run();
    assert_eq!(run.outcomes[0], Some(Outcome::Unknown));
    assert_eq!(run.changed, [true, false, false, false]);
}

#[test]
fn h36_members_follow_a_root_whose_lost_answer_a_look_has_settled() {
    let run = World::of(root_and_members(2)).fate(0, &[Fate::LostAfter]).run();
    assert_eq!(run.outcomes, [Some(Outcome::Done); 3]);
    assert_eq!(run.sent, [0, 1, 2]);
}

#[test]
fn h46_the_first_change_of_a_package_goes_alone_until_one_has_succeeded() {
    let bounds = Bounds { at_once: 8, wait_limit: None };
    let world = World { bounds, ..World::of(alone(20)) }.fate(0, &[Fate::RefusedForThis; 1]);
    let run = world.run();
    assert_eq!(run.sent[..2], [0, 1], "the second goes when the first is answered");
    assert_eq!(run.most_in_flight, 8);
    let refused = World { bounds, ..World::of(alone(20)) };
    let refused = (0..20).fold(refused, |world, at| world.fate(at, &[Fate::RefusedForThis]));
    assert_eq!(refused.run().most_in_flight, 1, "none succeeded, so each goes alone");
}

#[test]
fn h46_three_refusals_that_do_not_speak_of_one_version_end_the_package() {
    for fate in [Fate::RefusedForAccess, Fate::HiddenBy404] {
        let world = World::of(alone(5_000));
        let world = (0..5_000).fold(world, |world, at| world.fate(at, &[fate]));
        let run = world.run();
        assert_eq!(run.sent.len(), 3, "{fate:?}");
        let ended = run.outcomes.iter().filter(|one| **one == Some(Outcome::PackageEnded)).count();
        assert_eq!(ended, 4_997, "{fate:?}");
    }
}

#[test]
fn h46_refusals_of_single_versions_end_nothing() {
    let world = World::of(alone(50));
    let world = (0..40).fold(world, |world, at| world.fate(at, &[Fate::RefusedForThis]));
    let run = world.run();
    assert_eq!(run.changed.iter().filter(|changed| **changed).count(), 10);
}

#[test]
fn h46_an_ended_package_does_not_end_others() {
    let mut drafts = alone(10);
    drafts.extend(alone(3).into_iter().map(|draft| Draft { package: 1, ..draft }));
    let world = World::of(drafts);
    let world = (0..10).fold(world, |world, at| world.fate(at, &[Fate::RefusedForAccess]));
    assert_eq!(world.run().outcomes[10..], [Some(Outcome::Done); 3]);
}

#[test]
fn h46_a_404_beside_what_is_there_is_a_slip_where_a_change_has_succeeded() {
    let run = World::of(alone(10)).fate(4, &[Fate::HiddenBy404]).run();
    assert_eq!(run.outcomes, [Some(Outcome::Done); 10]);
    assert_eq!(run.sent, [0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn h46_a_role_that_is_taken_away_meanwhile_ends_the_package() {
    let world = World::of(alone(5_000));
    let run = (10..5_000).fold(world, |world, at| world.fate(at, &[Fate::HiddenBy404; 9])).run();
    assert_eq!(run.sent.len(), 10 + 3 * 3);
    assert_eq!(run.outcomes[13..], vec![Some(Outcome::PackageEnded); 4_987]);
}

#[test]
fn h46_refusals_with_successes_between_them_end_nothing() {
    let world = World::of(alone(40));
    let odd = (1..40).step_by(2);
    let run = odd.fold(world, |world, at| world.fate(at, &[Fate::RefusedForAccess])).run();
    assert_eq!(run.changed.iter().filter(|changed| **changed).count(), 20);
}

#[test]
fn three_looks_in_a_row_that_fail_right_before_a_change_end_the_package() {
    let run = World::of(alone(100)).fate(5, &[Fate::NotLookedAt; 9]).run();
    assert_eq!(run.outcomes[5..], [Some(Outcome::PackageEnded); 95]);
    let run = World::of(alone(100)).fate(5, &[Fate::NotLookedAt; 2]).run();
    assert_eq!(run.outcomes, [Some(Outcome::Done); 100]);
}

#[test]
fn a_restore_of_what_is_there_already_is_no_failure() {
    let back = |draft| Draft { change: Change::Restore, ..draft };
    let mut world = World::of(alone(3).into_iter().map(back).collect());
    world.already[1] = true;
    let run = world.fate(2, &[Fate::RefusedOtherwise]).run();
    let expected = [Outcome::Done, Outcome::AlreadySo, Outcome::Refused];
    assert_eq!(run.outcomes, expected.map(Some));
    assert_eq!(run.sent, [0, 1, 2]);
}

#[test]
fn a_limit_begins_no_image_whose_first_change_github_turned_away() {
    let world = World { stop_after_sends: Some((2, Stop::BetweenImages)), ..World::of(alone(3)) };
    let run = world.fate(1, &[Fate::Limited]).run();
    let expected = [Outcome::Done, Outcome::NotReached, Outcome::NotReached];
    assert_eq!(run.outcomes, expected.map(Some));
}

#[test]
fn h25_one_refusal_never_stops_the_rest() {
    let run = World::of(alone(10)).fate(4, &[Fate::RefusedOtherwise]).run();
    assert_eq!(run.outcomes[4], Some(Outcome::Refused));
    assert_eq!(run.changed.iter().filter(|changed| **changed).count(), 9);
}

#[test]
fn h31_after_a_signal_nothing_is_sent_and_what_is_left_is_told() {
    let world = World { stop_after_sends: Some((4, Stop::AtOnce)), ..World::of(alone(10)) };
    let run = world.run();
    assert_eq!(run.sent, [0, 1, 2, 3]);
    assert_eq!(run.outcomes[3], Some(Outcome::Done), "the one in flight is finished");
    assert_eq!(run.outcomes[4..], [Some(Outcome::NotReached); 6]);
}

#[test]
fn a_limit_finishes_the_images_that_were_begun_and_begins_no_other() {
    let mut drafts = root_and_members(3);
    drafts.extend(alone(3).into_iter().map(|draft| Draft { image: 1 + draft.image, ..draft }));
    let world = World { stop_after_sends: Some((1, Stop::BetweenImages)), ..World::of(drafts) };
    let run = world.run();
    assert_eq!(run.sent, [0, 1, 2, 3]);
    assert_eq!(run.outcomes[4..], [Some(Outcome::NotReached); 3]);
}

#[test]
fn a_wait_that_github_asks_for_is_kept_to_and_counts_as_no_try() {
    let run = World::of(alone(1)).fate(0, &[Fate::Limited; 5]).run();
    assert_eq!(run.outcomes, [Some(Outcome::Done)]);
    assert!(run.elapsed >= SignedDuration::from_secs(300), "{:?}", run.elapsed);
}

#[test]
fn a_wait_beyond_the_limit_ends_the_run_cleanly() {
    let bounds = Bounds { at_once: 1, wait_limit: Some(SignedDuration::from_secs(59)) };
    let run = World { bounds, ..World::of(alone(3)) }.fate(1, &[Fate::Limited]).run();
    assert_eq!(
        run.outcomes,
        [Some(Outcome::Done), Some(Outcome::NotReached), Some(Outcome::NotReached)]
    );
}
