//! What is told of a version that somebody asks about.

use package_steward::domain::{Bond, Explanation, explain, nearly_called};

use crate::support::{World, beside_an_anchor, image, tag_of, tagged_so};

fn explained(world: &World, number: u64) -> Explanation {
    let plan = world.plan(&tagged_so("pr-*")).plan;
    let told = explain(&world.inventory(), &world.knowledge, &plan, &number.to_string());
    let [told] = <[Explanation; 1]>::try_from(told).expect("one version has that number");
    assert_eq!((told.version.id.0, told.judgement.version.0), (number, number));
    told
}

/// The ways to a version: for each one on a way its number, and how it is bound to the next.
fn ways(world: &World, number: u64) -> Vec<Vec<(u64, Bond)>> {
    let ways = explained(world, number).ways.into_iter();
    ways.map(|way| way.into_iter().map(|link| (link.version.id.0, link.bond)).collect()).collect()
}

#[test]
fn a_way_goes_through_indexes_and_from_what_is_spoken_of_to_what_speaks() {
    let all = ["v1", "", "", &tag_of(1, ".sig")];
    let versions = (1..).zip(all).map(|(number, tags)| image(number, tags)).collect();
    let world = beside_an_anchor(versions).nests(1, &[2]).lists(2, &[3]);
    let (lists, is_subject) = (Bond::Lists, Bond::IsSubjectOf);
    assert_eq!(ways(&world, 3), [vec![(1, lists), (2, lists)]]);
    assert_eq!(ways(&world, 2), [vec![(1, lists)]]);
    assert_eq!(ways(&world, 4), [vec![(1, is_subject)]]);
    assert!(ways(&world, 1).is_empty());
}

#[test]
fn each_beginning_is_told_by_its_shortest_way_the_nearest_first_and_many_are_counted() {
    let versions = (1..=10).map(|number| image(number, "")).collect();
    // 8 lists 1 itself and by way of 7; 2 to 6 and 9 list it, and 10 lists 8.
    let world = (2..=9)
        .filter(|index| *index != 7)
        .fold(beside_an_anchor(versions), |world, index| world.lists(index, &[1]));
    let world = world.lists(7, &[1]).nests(8, &[7]).nests(10, &[8]);
    let told = explained(&world, 1);
    assert_eq!((told.ways.len(), told.more_ways), (5, 2));
    assert!(told.ways.iter().all(|way| way.len() == 1), "the way of 10 is longer");
    assert_eq!(ways(&world, 7), [vec![(10, Bond::Lists), (8, Bond::Lists)]]);
}

#[test]
fn in_a_circle_each_is_needed_by_another() {
    let (of_two, of_one) = (tag_of(2, ""), tag_of(1, ""));
    let world = beside_an_anchor(vec![image(1, &of_two), image(2, &of_one)]);
    assert_eq!(ways(&world, 1), [vec![(2, Bond::IsSubjectOf)]]);
    assert_eq!(ways(&world, 2), [vec![(1, Bond::IsSubjectOf)]]);
}

#[test]
fn what_is_nearly_called_so_may_differ_by_a_third_of_the_name() {
    let versions = [image(1, "release-1999"), image(2, "release-2025"), image(3, "main v1")];
    let near = |text: &str| -> Vec<String> {
        nearly_called(&versions, text).into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(near("Release-2026"), ["release-2025", "release-1999"]);
    assert_eq!(near("v2"), ["v1"]);
    assert_eq!(near("nothing-like-it"), [""; 0]);
}
