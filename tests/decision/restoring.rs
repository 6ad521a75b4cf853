//! What comes back of what was deleted, and what must not.

use jiff::SignedDuration;
use package_steward::domain::{
    Age, Comeback, Coverage, DeletedByRun, DeletedWindow, Fit, Inventory, Knowledge, Misfit,
    Notice, PackageType, Reason, Rule, Tag, TagStatus, Verdict, Version, VersionId, decide_restore,
    unread_of_restored,
};

use crate::support::{
    Dated as _, Told, World, age, hours_ago, ids, image, newest, now, package, release, rule_with,
    tag_of, tags,
};

const ANY_TIME: DeletedWindow = DeletedWindow { within: None, since: None, until: None };

/// A package with what is there and what was deleted from it.
struct Shelf {
    package_type: PackageType,
    active: Vec<Version>,
    deleted: Vec<Version>,
}

impl Shelf {
    fn of(active: Vec<Version>, deleted: Vec<Version>) -> Self {
        Self { package_type: PackageType::Container, active, deleted }
    }

    fn plan(&self, rules: &[Rule], window: DeletedWindow) -> Told {
        self.covered(rules, window, Coverage::Stable, Coverage::Stable)
    }

    fn covered(
        &self,
        rules: &[Rule],
        window: DeletedWindow,
        active: Coverage,
        deleted: Coverage,
    ) -> Told {
        let package = || package(self.package_type);
        let active = Inventory::new(package(), self.active.clone(), active);
        let gone = Inventory::new(package(), self.deleted.clone(), deleted);
        let comeback = Comeback::Selected { rules, window: &window };
        let plan = decide_restore(&active, &gone, &comeback, &Knowledge::default(), now());
        Told::new(plan, &self.deleted)
    }

    /// As it is after the plan was carried out.
    fn after(mut self, told: &Told) -> Self {
        let back = told.comes_back();
        let (back, gone): (Vec<Version>, Vec<Version>) =
            self.deleted.into_iter().partition(|version| back.contains(&version.id.0));
        self.active.extend(back.into_iter().map(|version| Version { deleted_at: None, ..version }));
        self.deleted = gone;
        self
    }
}

fn any() -> Vec<Rule> {
    vec![rule_with(|rule| rule.tag_status = TagStatus::Any)]
}

fn tagged_so(patterns: &str) -> Vec<Rule> {
    let patterns = tags(patterns);
    vec![rule_with(|rule| {
        rule.tag_status = TagStatus::Any;
        rule.tags = Some(patterns);
    })]
}

#[test]
fn selectors_say_what_comes_back() {
    let shelf = Shelf::of(
        Vec::new(),
        vec![
            image(1, "v1").deleted(5),
            image(2, "v2 stable").deleted(5),
            image(3, "pr-1").deleted(5),
            image(4, "").deleted(5),
        ],
    );
    let told = shelf.plan(&tagged_so("v*"), ANY_TIME);
    assert_eq!(told.comes_back(), [1]);
    assert_eq!((told.images().total, told.images().doomed), (4, 1));
    assert_eq!(told.verdict(2), Verdict::Hold, "all tags must be selected here too");
    assert_eq!(told.verdict(3), Verdict::Untouched);
    assert_eq!(shelf.plan(&any(), ANY_TIME).comes_back(), [1, 2, 3, 4]);
    let by_id = vec![rule_with(|rule| {
        rule.tag_status = TagStatus::Any;
        rule.version_ids = Some(ids(&[2, 4, 404]));
    })];
    let told = shelf.plan(&by_id, ANY_TIME);
    assert_eq!(told.comes_back(), [2, 4]);
    assert_eq!(told.notices(), [Notice::NoSuchVersion(VersionId(404))]);
}

#[test]
fn neither_slots_nor_guards_nor_the_grace_take_part() {
    let deleted =
        vec![image(1, "latest").hours_old(2).deleted(1), image(2, "").hours_old(2).deleted(1)];
    let rules = vec![rule_with(|rule| {
        rule.tag_status = TagStatus::Any;
        rule.keep_latest = newest(5);
    })];
    assert_eq!(Shelf::of(Vec::new(), deleted).plan(&rules, ANY_TIME).comes_back(), [1, 2]);
}

#[test]
fn windows_are_bounds_that_belong_to_them() {
    let deleted =
        || vec![image(1, "a").deleted(10), image(2, "b").deleted(20), image(3, "c").deleted(30)];
    let shelf = Shelf::of(Vec::new(), deleted());
    let (within, since, until) = (Some(age("20h")), Some(hours_ago(20)), Some(hours_ago(20)));
    for (window, back) in [
        (DeletedWindow { within, ..ANY_TIME }, &[1, 2][..]),
        (DeletedWindow { since, ..ANY_TIME }, &[1, 2]),
        (DeletedWindow { until, ..ANY_TIME }, &[2, 3]),
        (DeletedWindow { since, until, within: None }, &[2]),
        (DeletedWindow { within, until, since: None }, &[2]),
        (DeletedWindow { within: Some(age("9h")), ..ANY_TIME }, &[]),
        (DeletedWindow { within: Some(Age::from_seconds(20 * 3_600 - 1)), ..ANY_TIME }, &[1]),
        (ANY_TIME, &[1, 2, 3]),
    ] {
        let told = shelf.plan(&any(), window);
        assert_eq!(told.comes_back(), back, "{window:?}");
        assert_eq!(window.is_bounded(), window != ANY_TIME);
    }
    let told = shelf.plan(&any(), DeletedWindow { within, ..ANY_TIME });
    let misfit = Misfit::DeletedAt(hours_ago(30));
    assert_eq!(
        (told.verdict(3), told.reason(3)),
        (Verdict::Untouched, &Reason::NotTaken { misfit })
    );
    assert!(
        matches!(told.reason(1), Reason::Taken { by, .. } if by.contains(&Fit::DeletedAt(hours_ago(10)))),
        "{:?}",
        told.reason(1)
    );
}

#[test]
fn h14_within_no_time_at_all_is_not_within_any_time() {
    let shelf = Shelf::of(Vec::new(), vec![image(1, "a").deleted(1), image(2, "b").deleted(0)]);
    let told = shelf.plan(&any(), DeletedWindow { within: Some(Age::ZERO), ..ANY_TIME });
    assert_eq!(told.comes_back(), [2]);
}

#[test]
fn a_deletion_of_unknown_time_is_held_in_a_window_and_comes_back_without_one() {
    let shelf = Shelf::of(Vec::new(), vec![image(1, "a")]);
    let told = shelf.plan(&any(), DeletedWindow { within: Some(age("9999d")), ..ANY_TIME });
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &Reason::NoTimeOfDeletion));
    assert_eq!(shelf.plan(&any(), ANY_TIME).comes_back(), [1]);
}

#[test]
fn h42_a_version_whose_tag_moved_on_is_held() {
    let shelf = Shelf::of(
        vec![image(10, "stable new")],
        vec![image(1, "v1 stable").deleted(5), image(2, "v2").deleted(5)],
    );
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [2]);
    let reason = Reason::TagMovedOn { tag: Tag::new("stable"), to: VersionId(10) };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &reason));
}

#[test]
fn a_version_whose_name_was_used_again_is_held() {
    let shelf = Shelf {
        package_type: PackageType::Npm,
        active: vec![release(10, "1.0.0")],
        deleted: vec![release(1, "1.0.0").deleted(5), release(2, "1.1.0").deleted(5)],
    };
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [2]);
    assert_eq!(*told.reason(1), Reason::NameUsedAgain { by: VersionId(10) });
}

#[test]
fn a_digest_that_was_pushed_again_is_held() {
    let again = Version { name: image(1, "").name, ..image(10, "") };
    let told = Shelf::of(vec![again], vec![image(1, "v1").deleted(5)]).plan(&any(), ANY_TIME);
    assert_eq!(told.verdict(1), Verdict::Hold);
}

#[test]
fn of_several_with_one_tag_the_last_deleted_comes_back() {
    let shelf = Shelf::of(
        Vec::new(),
        vec![
            image(1, "stable").deleted(5),
            image(2, "stable").deleted(10),
            image(3, "stable").deleted(20),
        ],
    );
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [1]);
    for number in [2, 3] {
        let reason = Reason::TagOfLaterDeleted { tag: Tag::new("stable"), by: VersionId(1) };
        assert_eq!((told.verdict(number), told.reason(number)), (Verdict::Hold, &reason));
    }
}

#[test]
fn of_several_with_one_name_the_last_deleted_comes_back() {
    let shelf = Shelf {
        package_type: PackageType::Maven,
        active: Vec::new(),
        deleted: vec![
            release(1, "1.0-SNAPSHOT").deleted(5),
            release(2, "1.0-SNAPSHOT").deleted(10),
        ],
    };
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [1]);
    assert_eq!(*told.reason(2), Reason::NameOfLaterDeleted { by: VersionId(1) });
}

#[test]
fn only_what_is_selected_competes_for_a_tag() {
    let shelf =
        Shelf::of(Vec::new(), vec![image(1, "stable").deleted(5), image(2, "stable").deleted(10)]);
    let until = Some(hours_ago(8));
    let told = shelf.plan(&any(), DeletedWindow { until, ..ANY_TIME });
    assert_eq!(told.comes_back(), [2], "as it was eight hours ago");
}

#[test]
fn what_was_deleted_last_holds_the_others_also_where_it_is_held_itself() {
    let shelf = Shelf::of(
        Vec::new(),
        vec![image(1, "a").deleted(15), image(2, "a b").deleted(10), image(3, "b").deleted(5)],
    );
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [3]);
    let later = |tag: &str, by| Reason::TagOfLaterDeleted { tag: Tag::new(tag), by: VersionId(by) };
    assert_eq!((told.reason(1), told.reason(2)), (&later("a", 2), &later("b", 3)));
    let again = shelf.after(&told).plan(&any(), ANY_TIME);
    assert_eq!(again.order(), [0_u64; 0], "nothing to do the second time");
}

#[test]
fn untagged_versions_come_first_and_every_tagged_one_waits_for_them() {
    let shelf = Shelf::of(
        Vec::new(),
        vec![
            image(1, "").deleted(5),
            image(2, "v1").deleted(5),
            image(3, "").deleted(5),
            image(4, "v2").deleted(5),
        ],
    );
    let told = shelf.plan(&any(), ANY_TIME);
    let mut first = told.order()[..2].to_vec();
    first.sort_unstable();
    assert_eq!(first, [1, 3]);
    assert_eq!((told.comes_after(2), told.comes_after(4)), (vec![1, 3], vec![1, 3]));
}

#[test]
fn where_an_image_is_one_version_none_waits_for_another() {
    for (kind, deleted) in [
        (PackageType::Docker, vec![image(1, "").deleted(5), image(2, "v1").deleted(5)]),
        (PackageType::Npm, vec![release(1, "1.0.0").deleted(5), release(2, "1.0.1").deleted(5)]),
    ] {
        let shelf = Shelf { package_type: kind, active: Vec::new(), deleted };
        let told = shelf.plan(&any(), ANY_TIME);
        assert_eq!(told.comes_back(), [1, 2], "{kind}");
        assert!(told.plan.steps.iter().all(|step| step.after.is_empty()), "{kind}");
    }
}

#[test]
fn h20_a_listing_that_is_not_proved_restores_nothing() {
    let shelf = Shelf::of(Vec::new(), vec![image(1, "a").deleted(5)]);
    let cut = || Coverage::Truncated("cut off".to_owned());
    for (active, deleted) in [(cut(), Coverage::Stable), (Coverage::Stable, cut()), (cut(), cut())]
    {
        let told = shelf.covered(&any(), ANY_TIME, active, deleted);
        assert_eq!(told.comes_back(), [0_u64; 0]);
        assert_eq!(*told.reason(1), Reason::ListingNotProved("cut off".to_owned()));
    }
}

#[test]
fn there_is_nothing_to_do_the_second_time() {
    let shelf = Shelf::of(
        vec![image(10, "moved")],
        vec![
            image(1, "v1").deleted(5),
            image(2, "").deleted(5),
            image(3, "moved").deleted(5),
            image(4, "v1").deleted(50),
        ],
    );
    let told = shelf.plan(&any(), ANY_TIME);
    assert_eq!(told.comes_back(), [1, 2]);
    let again = shelf.after(&told).plan(&any(), ANY_TIME);
    assert_eq!(again.comes_back(), [0_u64; 0]);
}

#[test]
fn ages_of_rules_are_asked_for_in_restoring_too() {
    let deleted =
        vec![image(1, "a").hours_old(100).deleted(5), image(2, "b").hours_old(10).deleted(5)];
    let rules = vec![rule_with(|rule| rule.older_than = Some(age("2d")))];
    assert_eq!(Shelf::of(Vec::new(), deleted).plan(&rules, ANY_TIME).comes_back(), [1]);
}

#[test]
fn so_many_versions_wait_for_each_other_by_few_edges() {
    const MANY: u64 = 10_000;
    let untagged = (1..=MANY).map(|number| image(number, "").deleted(5));
    let tagged =
        (MANY + 1..=2 * MANY).map(|number| image(number, &format!("v{number}")).deleted(5));
    let shelf = Shelf::of(Vec::new(), untagged.chain(tagged).collect());
    let told = shelf.plan(&any(), ANY_TIME);
    let edges: usize = told.plan.steps.iter().map(|step| step.after.len()).sum();
    assert!(edges as u64 <= 2 * MANY, "{edges}");
    assert_eq!(told.comes_after(2 * MANY).len() as u64, MANY);
}

/// What a run deleted, in the order in which it did, each with its root.
fn undone(shelf: &Shelf, in_order: &[(u64, u64)]) -> Told {
    undone_knowing(shelf, in_order, &Knowledge::default())
}

/// The same where this is known.
fn undone_knowing(shelf: &Shelf, in_order: &[(u64, u64)], knowledge: &Knowledge) -> Told {
    let run =
        DeletedByRun::new(in_order.iter().map(|(id, root)| (VersionId(*id), VersionId(*root))));
    undone_run(shelf, &run, knowledge)
}

fn undone_run(shelf: &Shelf, run: &DeletedByRun, knowledge: &Knowledge) -> Told {
    let inventory = |rows: &[Version]| {
        Inventory::new(package(shelf.package_type), rows.to_vec(), Coverage::Stable)
    };
    let (active, gone) = (inventory(&shelf.active), inventory(&shelf.deleted));
    let comeback = Comeback::OfRun(run);
    let plan = decide_restore(&active, &gone, &comeback, knowledge, now());
    Told::new(plan, &shelf.deleted)
}

#[test]
fn what_a_run_deleted_comes_back_in_the_reverse_order_and_nothing_else_does() {
    let rows = ["v1", "", "v1-amd64", "v2", "", "theirs"];
    let deleted = (1..).zip(rows).map(|(id, tags)| image(id, tags).deleted(5));
    let shelf = Shelf::of(Vec::new(), deleted.collect());
    // Two images share a part.
    let told = undone(&shelf, &[(1, 1), (4, 4), (2, 1), (3, 1), (5, 4)]);
    assert_eq!(told.comes_back(), [1, 2, 3, 4, 5]);
    assert_eq!(told.order(), [5, 3, 2, 4, 1]);
    assert_eq!((told.waits_for(1), told.waits_for(4)), (vec![2, 3], vec![5]));
    assert_eq!((told.root(3), told.root(5)), (1, 4));
    assert_eq!(
        *told.reason(6),
        Reason::NotTaken { misfit: Misfit::NotOfThatRun },
        "whatever others deleted"
    );
}

#[test]
fn what_an_image_of_the_run_lists_comes_back_with_it_whoever_deleted_it() {
    let deleted: Vec<Version> = (1..)
        .zip(["", "", "x", "y", "", "z"])
        .map(|(id, tags)| image(id, tags).deleted(5))
        .collect();
    let known = World::container(deleted.clone()).lists(3, &[1, 2]).lists(4, &[1]).lists(6, &[5]);
    let shelf = Shelf::of(Vec::new(), deleted);
    // The part 1 stayed for image 4, and went with that later.
    let told = undone_knowing(&shelf, &[(3, 3), (2, 3)], &known.knowledge);
    assert_eq!(told.comes_back(), [1, 2, 3]);
    assert_eq!(*told.reason(1), Reason::PartOfRestored { root: VersionId(3) });
    assert_eq!((told.root(1), told.waits_for(3)), (3, vec![1, 2]));
    for other in [4, 5, 6] {
        assert_eq!(*told.reason(other), Reason::NotTaken { misfit: Misfit::NotOfThatRun });
    }
}

#[test]
fn h42_the_parts_of_an_image_that_is_held_stay_deleted_unless_something_else_needs_them() {
    let signature = tag_of(4, ".sig");
    let rows = ["", "", "", "x", "y", signature.as_str(), "x-amd64"];
    let deleted: Vec<Version> =
        (1..).zip(rows).map(|(id, tags)| image(id, tags).deleted(5)).collect();
    let there = vec![image(9, "x"), image(10, "z")];
    let all = deleted.iter().chain(&there).cloned().collect();
    let known = World::container(all).lists(4, &[1, 2, 3, 7]).lists(5, &[2]).lists(10, &[3]);
    let shelf = Shelf::of(there, deleted);
    let run = [(4, 4), (5, 5), (1, 4), (2, 4), (3, 4), (6, 4), (7, 4)];
    let told = undone_knowing(&shelf, &run, &known.knowledge);
    assert_eq!(
        told.comes_back(),
        [2, 3, 5, 7],
        "5 comes back and needs 2, 10 is there and needs 3, and 7 has a tag of its own"
    );
    for part in [1, 6] {
        let reason = Reason::HeldWithRoot { root: VersionId(4) };
        assert_eq!((told.verdict(part), told.reason(part)), (Verdict::Hold, &reason));
        assert_eq!(told.root(part), 4);
    }
    assert_eq!((told.root(2), told.waits_for(5)), (5, vec![2]));
    let unknown = undone(&shelf, &run);
    assert_eq!(unknown.comes_back(), [5, 7], "2 follows once 5 is back and was read");
}

#[test]
fn the_parts_of_an_image_that_was_pushed_again_come_back_for_it() {
    let again = Version { name: image(3, "").name, ..image(9, "x") };
    let deleted = ["", "", "x"];
    let deleted = (1..).zip(deleted).map(|(id, tags)| image(id, tags).deleted(5)).collect();
    let told = undone(&Shelf::of(vec![again], deleted), &[(3, 3), (1, 3), (2, 3)]);
    assert_eq!(told.verdict(3), Verdict::Hold);
    assert_eq!(told.comes_back(), [1, 2]);
}

#[test]
fn what_was_deleted_again_well_after_the_run_stays_deleted() {
    let minutes = |count: i64| now() - SignedDuration::from_mins(count);
    let rows = [
        (1, "", 54, 2),
        (2, "a", 54, 2),
        (3, "", 55, 4),
        (4, "b", 55, 4),
        (5, "", 54, 6),
        (6, "c", 55, 6),
        (7, "", 54, 99),
        (8, "", 55, 99),
        (9, "a-amd64", 54, 2),
        (10, "a-arm64", 55, 2),
    ];
    let gone = |(id, tags, ago, _): (u64, &str, i64, u64)| Version {
        deleted_at: Some(minutes(ago)),
        ..image(id, tags)
    };
    let untimed = image(11, "d");
    let shelf = Shelf::of(Vec::new(), rows.map(gone).into_iter().chain([untimed]).collect());
    let run = rows.map(|(id, _, _, root)| (id, root)).into_iter().chain([(11, 11)]);
    let run = DeletedByRun::new(run.map(|(id, root)| (VersionId(id), VersionId(root))))
        .gone_by((1..=11).map(|id| (VersionId(id), minutes(60))).collect());
    let told = undone_run(&shelf, &run, &Knowledge::default());
    assert_eq!(
        told.comes_back(),
        [3, 4, 5, 6, 8, 10, 11],
        "clocks differ, an image comes back with its parts, and some times nobody knows"
    );
    for again in [2, 7, 9] {
        let reason = Reason::DeletedSinceThatRun(minutes(54));
        assert_eq!((told.verdict(again), told.reason(again)), (Verdict::Hold, &reason));
    }
    assert_eq!(*told.reason(1), Reason::HeldWithRoot { root: VersionId(2) });
}

#[test]
fn what_comes_back_is_read_where_it_may_list_what_does_not() {
    let deleted = [image(1, "").deleted(5), image(2, "").deleted(5), image(3, "v1").deleted(5)];
    let unread = |package_type, numbers: &[u64], known: &[u64]| {
        let gone = Inventory::new(package(package_type), deleted.to_vec(), Coverage::Stable);
        let active = Inventory::new(package(package_type), Vec::new(), Coverage::Stable);
        let chosen = ids(numbers);
        let rules = vec![rule_with(|rule| {
            rule.tag_status = TagStatus::Any;
            rule.version_ids = Some(chosen);
        })];
        let comeback = Comeback::Selected { rules: &rules, window: &ANY_TIME };
        let nothing_known = World::container(Vec::new());
        let knowledge =
            known.iter().fold(nothing_known, |world, number| world.lists(*number, &[1]));
        let plan = decide_restore(&active, &gone, &comeback, &knowledge.knowledge, now());
        let unread = unread_of_restored(&plan, &gone, &knowledge.knowledge);
        unread.into_iter().map(|(version, _)| version.id.0).collect::<Vec<_>>()
    };
    let container = PackageType::Container;
    assert_eq!(unread(container, &[1, 3], &[]), [3, 1], "what is tagged first");
    assert_eq!(unread(container, &[1, 3], &[1]), [3], "what is known is not read again");
    assert_eq!(unread(container, &[1, 3], &[3]), [0_u64; 0], "an image in an index lists nothing");
    assert_eq!(unread(container, &[1, 2, 3], &[]), [0_u64; 0], "all of it comes back");
    assert_eq!(unread(PackageType::Docker, &[1, 3], &[]), [0_u64; 0], "no manifest can be read");
}

#[test]
fn of_two_deleted_parts_of_one_digest_the_one_that_went_last_comes_back() {
    let twin = Version { name: image(1, "").name, ..image(7, "") };
    let deleted = vec![image(1, "").deleted(5), twin.deleted(9), image(3, "v1").deleted(5)];
    let known = World::container(deleted.clone()).lists(3, &[1]);
    let told = undone_knowing(&Shelf::of(Vec::new(), deleted), &[(3, 3)], &known.knowledge);
    assert_eq!(told.comes_back(), [1, 3]);
}

#[test]
fn a_part_that_is_there_takes_no_step() {
    let deleted = vec![image(2, "").deleted(5), image(3, "v1").deleted(5)];
    let there = vec![image(1, "")];
    let all = deleted.iter().chain(&there).cloned().collect();
    let known = World::container(all).lists(3, &[1, 2]);
    let told = undone_knowing(&Shelf::of(there, deleted), &[(3, 3), (2, 3)], &known.knowledge);
    assert_eq!(told.order(), [2, 3]);
}
