//! What must stay whatever the rules take.

use package_steward::domain::{
    Coverage, Ending, LastVersion, PackageType, Policy, Reason, TagStatus, Verdict, Version,
};

use crate::support::{
    Dated as _, World, age, ids, image, keeping_tags, names, release, rule_with, several, tag_of,
    tags, taking, unguarded, with,
};

const WITHOUT_TAGS: [PackageType; 4] =
    [PackageType::Npm, PackageType::Maven, PackageType::Nuget, PackageType::Rubygems];

/// Takes every image, tagged or not, and leaves `at_least`.
fn all_but(at_least: u64) -> Policy {
    with(taking(|rule| rule.tag_status = TagStatus::Any), |policy| {
        policy.keep.tags.patterns = tags("");
        policy.guards.min_remaining = at_least;
    })
}

fn ending_with(last_version: LastVersion) -> Policy {
    with(all_but(0), |policy| policy.guards.last_version = last_version)
}

fn images(tags: &[&str]) -> World {
    let all = (1_u64..).zip(tags).map(|(number, tags)| image(number, tags));
    World::container(all.collect())
}

fn releases(kind: PackageType, names: &[&str]) -> World {
    World::of(kind, (1_u64..).zip(names).map(|(number, name)| release(number, name)).collect())
}

#[test]
fn the_newest_of_the_planned_ones_are_held_where_fewer_would_stay() {
    let world = images(&["a", "b", "c", "d"]);
    for (at_least, goes) in
        [(1, &[1, 2, 3][..]), (2, &[1, 2]), (3, &[1]), (4, &[]), (5, &[]), (u64::MAX, &[])]
    {
        let told = world.plan(&all_but(at_least));
        assert_eq!(told.goes(), goes, "{at_least}");
        let reason = Reason::MinRemaining { at_least };
        assert_eq!((told.verdict(4), told.reason(4)), (Verdict::Hold, &reason));
        assert_eq!(told.plan.ending, Ending::SomethingStays);
    }
}

#[test]
fn what_stays_anyway_counts_whatever_the_cause() {
    let policy = |at_least| {
        let taking = taking(|rule| rule.tags = Some(tags("pr-*")));
        let policy = keeping_tags(taking, "stable");
        with(policy, |policy| policy.guards.min_remaining = at_least)
    };
    let world = images(&["stable", "untouched", "pr-3 held", "pr-4", "pr-5"]);
    assert_eq!(world.goes(&policy(3)), [4, 5]);
    assert_eq!(world.goes(&policy(4)), [4]);
    assert_eq!(world.goes(&policy(5)), [0_u64; 0]);
}

#[test]
fn untagged_images_neither_count_nor_are_held_for_it() {
    let told = images(&["", "a", "", "b", ""]).plan(&all_but(1));
    assert_eq!(told.goes(), [1, 2, 3, 5]);
}

#[test]
fn h47_an_image_is_counted_once_however_many_parts_and_referrers_it_has() {
    let (signature, fallback) = (tag_of(1, ".sig"), tag_of(1, ""));
    let world = World::container(vec![
        image(1, "v1"),
        image(2, "v1-amd64"),
        image(3, "v1-arm64"),
        image(4, &signature),
        image(5, &fallback),
        image(6, "v2"),
    ])
    .lists(1, &[2, 3]);
    assert_eq!(world.goes(&all_but(1)), [1, 2, 3, 4, 5], "v2 stays, and is the one");
    assert_eq!(world.goes(&all_but(2)), [0_u64; 0], "there are two images");
}

#[test]
fn types_without_tags_leave_so_many_versions() {
    for kind in WITHOUT_TAGS {
        let world = releases(kind, &["1.0.0", "2.0.0", "3.0.0", "4.0.0"]);
        assert_eq!(world.goes(&all_but(1)), [1, 2, 3], "{kind}");
        assert_eq!(world.goes(&all_but(3)), [1], "{kind}");
    }
}

#[test]
fn the_highest_release_is_held_however_old_it_is() {
    for kind in WITHOUT_TAGS {
        let world = releases(kind, &["2.0.0", "1.0.0", "10.0.0-rc.1", "1.0.1", "not-semver"]);
        let told = world.plan(&all_but(1));
        assert_eq!(told.goes(), [2, 3, 4, 5], "{kind}");
        assert_eq!(*told.reason(1), Reason::HighestRelease, "{kind}");
        assert_eq!(world.goes(&all_but(2)), [2, 3, 4], "{kind}: it is one of the two");
    }
}

#[test]
fn the_highest_release_goes_when_its_id_is_named() {
    let policy = taking(|rule| rule.version_ids = Some(ids(&[3])));
    let world = releases(PackageType::Npm, &["1.0.0", "2.0.0", "3.0.0"]);
    assert_eq!(world.goes(&policy), [3]);
    let both =
        several(vec![rule_with(|rule| rule.version_ids = Some(ids(&[1]))), rule_with(|_| ())]);
    let told = world.plan(&both);
    assert_eq!(told.goes(), [1, 2], "another id does not let the highest go");
    assert_eq!(*told.reason(3), Reason::HighestRelease);
}

#[test]
fn a_named_id_is_no_way_around_the_number_that_must_stay() {
    let policy = several(vec![rule_with(|rule| rule.version_ids = Some(ids(&[1, 2, 3])))]);
    let world = releases(PackageType::Npm, &["1.0.0", "2.0.0", "3.0.0"]);
    assert_eq!(world.goes(&policy), [1, 2]);
}

#[test]
fn min_remaining_0_also_ends_the_hold_on_the_highest_release() {
    let policy = with(taking(|rule| rule.version_names = Some(names("3.*"))), |policy| {
        policy.guards.min_remaining = 0;
    });
    let world = releases(PackageType::Npm, &["1.0.0", "2.0.0", "3.0.0"]);
    assert_eq!(world.goes(&policy), [3]);
}

#[test]
fn containers_have_no_highest_release() {
    assert_eq!(images(&["9.0.0", "1.0.0", "1.0.1"]).goes(&all_but(1)), [1, 2]);
}

#[test]
fn last_version_keep_holds_the_newest_tagged_image() {
    let told = images(&["a", "b", ""]).plan(&ending_with(LastVersion::Keep));
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!((told.verdict(2), told.reason(2)), (Verdict::Hold, &Reason::LastVersion));
    assert_eq!(told.plan.ending, Ending::SomethingStays);
}

#[test]
fn last_version_keep_holds_the_newest_version_of_other_types() {
    for kind in WITHOUT_TAGS {
        let told = releases(kind, &["3.0.0", "1.0.0"]).plan(&ending_with(LastVersion::Keep));
        assert_eq!(told.goes(), [1], "{kind}");
        assert_eq!(*told.reason(2), Reason::LastVersion, "{kind}");
    }
}

#[test]
fn last_version_keep_holds_one_also_where_nothing_has_a_tag() {
    assert_eq!(images(&["", "", ""]).goes(&ending_with(LastVersion::Keep)), [1, 2]);
}

#[test]
fn last_version_fail_refuses_before_any_change() {
    for kind in [PackageType::Container, PackageType::Npm] {
        let world =
            if kind.has_tags() { images(&["a", "b"]) } else { releases(kind, &["1.0.0", "2.0.0"]) };
        let told = world.plan(&ending_with(LastVersion::Fail));
        assert_eq!(told.plan.ending, Ending::Refused, "{kind}");
    }
    let beside_untagged = images(&["a", ""]);
    let only_tagged = with(ending_with(LastVersion::Fail), |policy| {
        policy.rules[0].tag_status = TagStatus::Tagged;
    });
    assert_eq!(beside_untagged.plan(&only_tagged).plan.ending, Ending::Refused);
}

#[test]
fn last_version_fail_has_nothing_to_say_where_something_tagged_stays() {
    let policy = keeping_tags(ending_with(LastVersion::Fail), "b");
    let told = images(&["a", "b"]).plan(&policy);
    assert_eq!((told.goes(), told.plan.ending), (vec![1], Ending::SomethingStays));
}

#[test]
fn delete_package_takes_the_package_when_every_version_of_it_goes() {
    let world = images(&["v1", "v1-amd64", "", "v2"]).lists(1, &[2]);
    let told = world.plan(&ending_with(LastVersion::DeletePackage));
    assert_eq!(told.plan.ending, Ending::WholePackage);
    assert_eq!(told.goes(), [1, 2, 3, 4]);
    for kind in WITHOUT_TAGS {
        let told = releases(kind, &["1.0.0"]).plan(&ending_with(LastVersion::DeletePackage));
        assert_eq!(told.plan.ending, Ending::WholePackage, "{kind}");
    }
}

#[test]
fn h45_the_package_stays_when_any_version_stays() {
    let delete_package = || ending_with(LastVersion::DeletePackage);
    let orphan = tag_of(404, ".sig");
    let tagged_only = with(delete_package(), |policy| {
        policy.rules[0].tag_status = TagStatus::Tagged;
    });
    let worlds = [
        ("an untagged one that no rule takes", images(&["v1", "v2", ""]), &tagged_only),
        (
            "an untagged one within its grace",
            World::container(vec![image(1, "v1"), image(2, "v2"), image(3, "").hours_old(1)]),
            &delete_package(),
        ),
        ("an orphaned signature", images(&["v1", "v2", &orphan]), &delete_package()),
    ];
    for (what, world, policy) in worlds {
        let told = world.plan(policy);
        assert_eq!(told.plan.ending, Ending::SomethingStays, "{what}");
        assert!(!told.goes().contains(&3), "{what}");
        assert_eq!(told.goes(), [1], "{what}: the newest image is held");
        assert_eq!(*told.reason(2), Reason::LastVersion, "{what}");
    }
}

#[test]
fn h45_the_package_stays_when_a_tagged_part_stays() {
    let policy = with(ending_with(LastVersion::DeletePackage), |policy| {
        policy.rules[0].tags = Some(tags("v?"));
    });
    let told = images(&["v1", "v1-amd64"]).lists(1, &[2]).plan(&policy);
    assert_eq!(told.plan.ending, Ending::SomethingStays);
    assert!(!told.goes().contains(&2));
}

#[test]
fn h45_the_package_stays_when_its_listing_was_not_stable() {
    for kind in PackageType::ALL {
        for coverage in
            [Coverage::Unstable("it moved".to_owned()), Coverage::Truncated("cut off".to_owned())]
        {
            let world = if kind.has_tags() {
                World { package_type: kind, ..images(&["a", "b"]) }
            } else {
                releases(kind, &["1.0.0", "2.0.0"])
            };
            let told = world.covered(coverage).plan(&ending_with(LastVersion::DeletePackage));
            assert_eq!(told.plan.ending, Ending::SomethingStays, "{kind}");
            assert!(!told.goes().contains(&2), "{kind}: the newest one is held");
        }
    }
}

#[test]
fn h09_a_package_never_goes_as_a_whole_unless_the_policy_says_so() {
    let one = || vec![image(1, "a")];
    let none: Vec<Version> = Vec::new();
    for versions in [one(), none] {
        for kind in [PackageType::Container, PackageType::Docker, PackageType::Npm] {
            let world = World { package_type: kind, ..World::container(versions.clone()) };
            for policy in [
                all_but(1),
                ending_with(LastVersion::Keep),
                ending_with(LastVersion::Fail),
                unguarded(taking(|_| ())),
            ] {
                assert_ne!(world.plan(&policy).plan.ending, Ending::WholePackage, "{kind}");
            }
        }
    }
    let empty = World::container(Vec::new());
    let told = empty.plan(&ending_with(LastVersion::DeletePackage));
    assert_eq!(told.plan.ending, Ending::SomethingStays, "nothing is no reason either");
}

#[test]
fn h09_a_number_that_must_stay_is_stronger_than_the_wish_to_delete_the_package() {
    let policy = with(ending_with(LastVersion::DeletePackage), |policy| {
        policy.guards.min_remaining = 1;
    });
    let told = images(&["a", "b"]).plan(&policy);
    assert_eq!((told.goes(), told.plan.ending), (vec![1], Ending::SomethingStays));
}

#[test]
fn h47_latest_stays_by_default_and_tagged_images_are_left() {
    let cut_off = taking(|rule| rule.older_than = Some(age("30d")));
    let slow = images(&["v1", "v2", "v3 latest"]);
    assert_eq!(slow.goes(&cut_off), [1, 2]);
    let without_latest = images(&["v1", "v2", "v3"]);
    let told = without_latest.plan(&cut_off);
    assert_eq!(told.goes(), [1, 2]);
    assert_eq!(*told.reason(3), Reason::MinRemaining { at_least: 1 });
}

#[test]
fn referrers_do_not_count_as_something_tagged_that_stays() {
    let orphan = tag_of(404, ".sig");
    let told = images(&["v1", &orphan]).plan(&ending_with(LastVersion::Keep));
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!(*told.reason(1), Reason::LastVersion);
}

#[test]
fn what_is_held_by_a_guard_keeps_its_parts() {
    let world = images(&["v1", "", "v2", ""]).lists(1, &[2]).lists(3, &[4, 2]);
    let told = world.plan(&all_but(1));
    assert_eq!(told.goes(), [1]);
    assert_eq!((told.verdict(4), told.root(4)), (Verdict::Hold, 3));
    assert_eq!((told.verdict(2), told.root(2)), (Verdict::Hold, 3));
}
