//! Which deleted versions come back because images miss them, and which images can't be saved.

use std::collections::BTreeSet;

use package_steward::domain::{
    Coverage, Decision, Fact, Inventory, Knowledge, Manifest, Notice, PackageType, Question,
    Reason, Tag, Unrepaired, Verdict, Version, VersionId, decide_repair,
};

use crate::support::{Dated as _, Told, World, digest, image, package, tag_of};

/// What is there, known as in other tests, and what was deleted.
struct Shelf {
    world: World,
    deleted: Vec<Version>,
    back: BTreeSet<VersionId>,
    deleted_coverage: Coverage,
}

fn shelf(there: Vec<Version>, deleted: Vec<Version>, know: impl FnOnce(World) -> World) -> Shelf {
    let world = know(World::container(there));
    Shelf { world, deleted, back: BTreeSet::new(), deleted_coverage: Coverage::Stable }
}

impl Shelf {
    fn decide(&self) -> Decision {
        let package = package(PackageType::Container);
        let deleted = Inventory::new(package, self.deleted.clone(), self.deleted_coverage.clone());
        decide_repair(&self.world.inventory(), &deleted, &self.back, &self.world.knowledge)
    }

    fn questions(&self) -> Vec<Question> {
        match self.decide() {
            Decision::Ask(questions) => questions,
            Decision::Plan(_) => Vec::new(),
        }
    }

    /// The plan; the registry knows nothing of what it asks for.
    fn plan(mut self) -> Told {
        loop {
            match self.decide() {
                Decision::Plan(plan) => return Told::new(plan, &self.deleted),
                Decision::Ask(questions) => {
                    for question in questions {
                        let Question::Manifest(asked) = question else { panic!("{question:?}") };
                        assert!(self.world.knowledge.facts.insert(asked, Fact::Gone).is_none());
                    }
                }
            }
        }
    }
}

fn ask(number: u64) -> Question {
    Question::Manifest(digest(number))
}

#[test]
fn h01_just_those_come_back_that_an_image_lists() {
    let deleted = vec![image(1, "").deleted(5), image(2, "").deleted(5), image(3, "v0").deleted(5)];
    let told = shelf(vec![image(10, "v1")], deleted, |world| world.lists(10, &[1])).plan();
    assert_eq!(told.comes_back(), [1]);
    let missed = Reason::MissedBy { root: VersionId(10), root_name: image(10, "").name };
    assert_eq!(*told.reason(1), missed);
    for number in [2, 3] {
        assert_eq!(told.verdict(number), Verdict::Untouched);
        assert_eq!(*told.reason(number), Reason::MissedByNone);
    }
    assert_eq!(told.plan.notices, []);
}

#[test]
fn an_untagged_image_that_stays_is_repaired_like_any_other() {
    let deleted = vec![image(1, "").deleted(5)];
    let told = shelf(vec![image(10, "")], deleted, |world| world.lists(10, &[1])).plan();
    assert_eq!(told.comes_back(), [1]);
}

#[test]
fn blobs_are_no_parts() {
    let deleted = vec![image(1, "").deleted(5)];
    let told = shelf(vec![image(10, "cache")], deleted, |world| world.caches(10, &[1])).plan();
    assert_eq!(told.comes_back(), [0_u64; 0]);
    assert_eq!(told.plan.notices, []);
}

#[test]
fn a_deleted_signature_is_missed_by_nobody() {
    let signature = tag_of(10, ".sig");
    let deleted = vec![image(11, &signature).deleted(5), image(12, "").deleted(5)];
    let know = |world: World| world.speaks_of(12, 10);
    let told = shelf(vec![image(10, "v1")], deleted, know).plan();
    assert_eq!(told.comes_back(), [0_u64; 0]);
}

#[test]
fn what_a_fallback_index_lists_is_missed_while_its_subject_is_there() {
    let fallback = tag_of(10, "");
    let deleted = || vec![image(12, "").deleted(5)];
    let there = vec![image(10, "v1"), image(11, &fallback)];
    let told = shelf(there, deleted(), |world| world.attests(11, &[12])).plan();
    assert_eq!(told.comes_back(), [12]);
    // Without its subject it is no image.
    let there = vec![image(9, "v1"), image(11, &fallback)];
    let told = shelf(there, deleted(), |world| world.attests(11, &[12])).plan();
    assert_eq!(told.comes_back(), [0_u64; 0]);
    assert_eq!(told.plan.notices, []);
}

#[test]
fn an_attestation_is_missed_again_once_the_part_that_it_speaks_of_comes_back() {
    let fallback = tag_of(1, "");
    let deleted = vec![image(1, "").deleted(5), image(3, "").deleted(5)];
    let there = vec![image(10, "v1"), image(11, &fallback)];
    let told = shelf(there, deleted, |world| world.lists(10, &[1]).attests(11, &[3])).plan();
    assert_eq!(told.comes_back(), [1, 3]);
}

#[test]
fn what_a_deleted_index_lists_comes_back_before_it_where_that_is_known() {
    let deleted = || [1, 2, 3].map(|number| image(number, "").deleted(5)).to_vec();
    let know = |world: World| world.nests(10, &[3]).lists(3, &[1, 2]);
    let told = shelf(vec![image(10, "v1")], deleted(), know).plan();
    assert_eq!(told.order(), [1, 2, 3]);
    assert_eq!(told.waits_for(3), [1, 2]);
    assert_eq!(told.waits_for(1), [0_u64; 0]);

    // Where it is not, it is asked for, and asked again when it is back.
    let mut unknown = shelf(vec![image(10, "v1")], deleted(), |world| world.nests(10, &[3]));
    assert_eq!(unknown.questions(), [ask(3)]);
    unknown.world.knowledge.facts.insert(digest(3), Fact::Gone);
    let Decision::Plan(plan) = unknown.decide() else { panic!("it asks") };
    assert_eq!(Told::new(plan, &unknown.deleted).comes_back(), [3]);
    unknown.back = BTreeSet::from([VersionId(3)]);
    unknown.world.knowledge.facts.remove(&digest(3));
    assert_eq!(unknown.questions(), [ask(3)]);
    unknown.world = unknown.world.lists(3, &[1, 2]);
    assert_eq!(unknown.plan().comes_back(), [1, 2]);
}

#[test]
fn what_is_back_and_not_known_yet_is_told() {
    let deleted = vec![image(3, "").deleted(5)];
    let mut shelf = shelf(vec![image(10, "v1")], deleted, |world| world.nests(10, &[3]));
    shelf.back = BTreeSet::from([VersionId(3)]);
    let told = shelf.plan();
    let unreadable: Vec<u64> = told.plan.unreadable.iter().map(|one| one.version.0).collect();
    assert_eq!(unreadable, [3]);
}

#[test]
fn h42_a_part_whose_tag_moved_on_is_held_and_its_image_told() {
    let there = vec![image(10, "v1"), image(11, "v1-amd64")];
    let deleted = vec![image(1, "v1-amd64").deleted(5), image(2, "").deleted(5)];
    let told = shelf(there, deleted, |world| world.lists(10, &[1, 2])).plan();
    assert_eq!(told.comes_back(), [2]);
    let moved = Reason::TagMovedOn { tag: Tag::new("v1-amd64"), to: VersionId(11) };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &moved));
    let told_of = Notice::Unrepaired {
        root: VersionId(10),
        tags: vec![Tag::new("v1")],
        missing: digest(1),
        more: 0,
        why: Unrepaired::Held(VersionId(1)),
    };
    assert_eq!(told.plan.notices, [told_of]);
}

#[test]
fn h42_of_several_parts_with_one_tag_the_last_deleted_comes_back() {
    let there = vec![image(10, "v1"), image(11, "v2")];
    let deleted = vec![image(1, "edge-amd64").deleted(9), image(2, "edge-amd64").deleted(5)];
    let know = |world: World| world.lists(10, &[1]).lists(11, &[2]);
    let told = shelf(there, deleted, know).plan();
    assert_eq!(told.comes_back(), [2]);
    let later = Reason::TagOfLaterDeleted { tag: Tag::new("edge-amd64"), by: VersionId(2) };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &later));
}

#[test]
fn h42_a_tag_of_something_that_nobody_misses_holds_nothing() {
    let deleted = vec![image(1, "edge-amd64").deleted(9), image(2, "edge-amd64").deleted(5)];
    let told = shelf(vec![image(10, "v1")], deleted, |world| world.lists(10, &[1])).plan();
    assert_eq!(told.comes_back(), [1]);
}

#[test]
fn what_is_held_does_not_bring_its_parts_back() {
    let there = vec![image(10, "v1"), image(11, "moved")];
    let deleted = vec![image(1, "").deleted(5), image(3, "moved").deleted(5)];
    let told = shelf(there, deleted, |world| world.nests(10, &[3]).lists(3, &[1])).plan();
    assert_eq!(told.comes_back(), [0_u64; 0]);
}

#[test]
fn of_one_content_that_was_deleted_twice_one_comes_back() {
    let same = |number, tags, hours| Version {
        name: image(1, "").name,
        ..image(number, tags).deleted(hours)
    };
    let there = || vec![image(10, "v1"), image(11, "moved")];
    let told = |deleted| shelf(there(), deleted, |world| world.lists(10, &[1])).plan();
    let twice = vec![same(1, "", 9), same(2, "", 5)];
    assert_eq!(told(twice).comes_back(), [2], "the last deleted");
    let twice = vec![same(1, "", 9), same(2, "moved", 5)];
    assert_eq!(told(twice).comes_back(), [1], "the one that takes no tag");
    // And what was pushed again is there.
    let again = vec![image(10, "v1"), Version { name: image(1, "").name, ..image(9, "") }];
    let twice = vec![same(1, "", 9), same(2, "", 5)];
    let told = shelf(again, twice, |world| world.lists(10, &[1])).plan();
    assert_eq!(told.comes_back(), [0_u64; 0]);
}

#[test]
fn an_image_whose_part_is_not_among_the_deleted_is_told_with_its_tags() {
    let know = |world: World| world.lists(10, &[1, 2, 3]).lists(11, &[1]);
    let there = || vec![image(10, "v1 stable"), image(11, "")];
    let asked = shelf(there(), vec![image(3, "").deleted(5)], know);
    assert_eq!(asked.questions(), [ask(1), ask(2)], "the registry may have it");
    let told = asked.plan();
    assert_eq!(told.comes_back(), [3], "what can be saved is");
    let lost = |root, tags: &[&str], more| Notice::Unrepaired {
        root: VersionId(root),
        tags: tags.iter().copied().map(Tag::new).collect(),
        missing: digest(1),
        more,
        why: Unrepaired::NotAmongDeleted,
    };
    assert_eq!(told.plan.notices, [lost(11, &[], 0), lost(10, &["v1", "stable"], 1)]);
    assert_eq!(told.plan.unreadable, []);

    let has_it = |world: World| {
        let both = know(world).knowing(1, Fact::Read(Manifest::default()));
        both.knowing(2, Fact::Read(Manifest::default()))
    };
    assert_eq!(shelf(there(), vec![image(3, "").deleted(5)], has_it).plan().plan.notices, []);
    let nobody_knows = |world: World| {
        let why = || Fact::Unanswered("503 three times".to_owned());
        know(world).knowing(1, why()).knowing(2, why())
    };
    let told = shelf(there(), Vec::new(), nobody_knows).plan();
    assert!(!told.plan.unreadable.is_empty(), "{:?}", told.plan.notices);
}

#[test]
fn h19_what_cannot_be_read_is_told_and_everything_else_repaired() {
    let know = |world: World| {
        world.lists(10, &[1]).knowing(11, Fact::Unanswered("503 three times".to_owned()))
    };
    let there = vec![image(10, "v1"), image(11, "v2")];
    let deleted = vec![image(1, "").deleted(5), image(2, "").deleted(5)];
    let told = shelf(there, deleted, know).plan();
    assert_eq!(told.comes_back(), [1]);
    let unreadable: Vec<u64> = told.plan.unreadable.iter().map(|one| one.version.0).collect();
    assert_eq!(unreadable, [11]);
}

#[test]
fn h20_a_listing_that_is_not_proved_restores_nothing_and_buries_nothing() {
    let cut = || Coverage::Truncated("cut off".to_owned());
    for (active, deleted) in [(cut(), Coverage::Stable), (Coverage::Stable, cut())] {
        let mut shelf = shelf(vec![image(10, "v1")], vec![image(1, "").deleted(5)], |world| {
            world.lists(10, &[1, 2]).covered(active)
        });
        shelf.deleted_coverage = deleted;
        let told = shelf.plan();
        assert_eq!(told.comes_back(), [0_u64; 0]);
        assert_eq!(*told.reason(1), Reason::ListingNotProved("cut off".to_owned()));
        assert_eq!(told.plan.notices, []);
    }
}

#[test]
fn h27_only_what_may_list_something_that_could_come_back_is_read() {
    let there = vec![
        image(1, ""),
        image(2, &tag_of(1, ".sig")),
        image(3, "v1"),
        image(20, ""),
        image(21, ""),
        image(22, "v2"),
    ];
    let mut shelf = shelf(there, vec![image(10, "").deleted(5)], |world| world);
    shelf.world.knowledge = Knowledge::default();
    assert_eq!(shelf.questions(), [ask(22), ask(3)], "what has a tag, but for signatures");
    shelf.world = shelf.world.lists(22, &[21]).lists(3, &[]);
    assert_eq!(shelf.questions(), [ask(20)], "what is no older than what was deleted");
    shelf.world = shelf.world.lists(20, &[]);
    assert_eq!(shelf.questions(), []);
    shelf.deleted.clear();
    shelf.world.knowledge.facts.remove(&digest(20));
    assert_eq!(shelf.questions(), [], "where nothing was deleted nothing untagged is read");
}

#[test]
fn what_is_listed_and_the_registry_does_not_know_is_told() {
    let there = vec![image(1, "v1"), image(2, "")];
    let told = shelf(there, Vec::new(), |world| world.knowing(2, Fact::Gone)).plan();
    assert_eq!(told.plan.notices, [Notice::Ghost(VersionId(2))]);
}

#[test]
fn what_an_image_lists_and_nobody_lists_is_asked_for_only_where_listings_are_proved() {
    let mut shelf = shelf(vec![image(1, "v1")], Vec::new(), |world| world.lists(1, &[404]));
    assert_eq!(shelf.questions(), [ask(404)]);
    shelf.deleted_coverage = Coverage::Truncated("cut off".to_owned());
    assert_eq!(shelf.questions(), []);
}

#[test]
fn of_two_that_had_a_tag_the_one_that_was_deleted_last_comes_back_with_it() {
    let deleted = vec![image(1, "v1").deleted(5), image(2, "v1").deleted(9)];
    let told = shelf(vec![image(9, "x")], deleted, |world| world.lists(9, &[1, 2])).plan();
    assert_eq!(told.comes_back(), [1]);
}
