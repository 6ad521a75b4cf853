//! The order in which versions go.

use package_steward::domain::{PackageType, TagStatus};

use crate::support::{World, anchor, everything, image, release, tag_of, taking, unguarded};

#[test]
fn h05_a_root_goes_before_its_members_at_every_depth() {
    let world =
        World::container(vec![image(1, ""), image(2, ""), image(3, ""), image(4, "v1"), anchor()])
            .lists(3, &[1, 2])
            .nests(4, &[3]);
    let told = world.plan(&everything());
    assert_eq!(told.order()[..2], [4, 3]);
    assert_eq!(told.waits_for(4), [0_u64; 0]);
    assert_eq!(told.waits_for(3), [4]);
    assert_eq!(told.waits_for(1), [3]);
}

#[test]
fn h36_a_member_waits_for_all_that_list_it_and_for_its_subject() {
    let signature = tag_of(1, ".sig");
    let world = World::container(vec![
        image(1, ""),
        image(2, "v1"),
        image(3, "v2"),
        image(4, &signature),
        image(5, ""),
        anchor(),
    ])
    .lists(2, &[1])
    .lists(3, &[1, 4])
    .speaks_of(5, 4);
    let told = world.plan(&everything());
    assert_eq!(told.waits_for(1), [2, 3]);
    assert_eq!(told.waits_for(4), [1, 3]);
    assert_eq!(told.waits_for(5), [4]);
}

#[test]
fn a_step_waits_for_nothing_that_stays() {
    let world = World::container(vec![image(1, "v1"), image(2, ""), anchor()]).lists(2, &[1]);
    let told = world.plan(&unguarded(taking(|rule| rule.tag_status = TagStatus::Untagged)));
    assert_eq!(told.order(), [2]);
    assert_eq!(told.waits_for(2), [0_u64; 0]);
}

#[test]
fn the_oldest_image_goes_first_and_its_parts_right_after_it() {
    let world = World::container(vec![
        image(1, ""),
        image(2, "v1"),
        image(3, ""),
        image(4, "v2"),
        image(5, "v3"),
        anchor(),
    ])
    .lists(2, &[1])
    .lists(4, &[3]);
    assert_eq!(world.plan(&everything()).order(), [2, 1, 4, 3, 5]);
}

#[test]
fn every_step_names_its_image() {
    let world = World::container(vec![image(1, ""), image(2, ""), image(3, "v1"), anchor()])
        .lists(2, &[1])
        .nests(3, &[2]);
    let told = world.plan(&everything());
    assert!(told.plan.steps.iter().all(|step| step.image.0 == 3), "{:?}", told.plan.steps);
}

#[test]
fn versions_of_other_types_wait_for_nothing_and_go_oldest_first() {
    let versions = (1..=3).map(|at| release(at, &format!("1.0.{at}"))).collect();
    let world = World::of(PackageType::Npm, versions);
    let told = world.plan(&taking(|_| ()));
    assert_eq!(told.order(), [1, 2]);
    assert!(told.plan.steps.iter().all(|step| step.after.is_empty()));
}
