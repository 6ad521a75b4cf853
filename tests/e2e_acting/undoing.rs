//! A run is undone by its record: just what it deleted comes back, whatever else was deleted then.

use std::collections::BTreeSet;
use std::time::Duration;

use github_standin::{
    Fault, Image, Lag, Limits, Method, PackageType, World, any, days_ago, hours_ago, matching,
    minutes_ago,
};

use crate::support::{
    ORGANIZATION, Outcome, Scene, State, gate, images, releases, state, tagged, versions, world,
};

const NPM: [(&str, &str); 2] = [("package-type", "npm"), ("packages", "app")];

/// The inputs that undo the run whose record is at the usual place.
const UNDO: [(&str, &str); 3] = [
    ("mode", "restore"),
    ("restore-from", ".package-steward/record.jsonl"),
    ("record-file", ".package-steward/undone.jsonl"),
];

fn undo(scene: &Scene) -> Outcome {
    scene.run(&UNDO)
}

/// The numbers of what came back.
fn back(ran: &Outcome) -> BTreeSet<u64> {
    assert!(ran.deeds.iter().all(|deed| deed.change == "restore"), "{:?}", ran.deeds);
    ran.deeds.iter().filter_map(|deed| deed.id).collect()
}

/// Runs, undoes that, and compares.
#[track_caller]
fn there_and_back(world: World, with: &[(&str, &str)]) {
    let scene = Scene::new(world);
    scene.server.set_limits(Limits::none());
    let before = state(&scene);
    scene.run(with).assert_status(0).assert_true_record();
    assert_ne!(state(&scene), before);
    let ran = undo(&scene);
    ran.assert_status(0);
    assert_eq!(state(&scene), before);
    assert_eq!(scene.server.violations(), [], "nothing was incomplete on the way");
    let again = undo(&scene);
    again.assert_status(0);
    assert_eq!(again.changes(), [""; 0], "there is nothing to do a second time");
}

#[test]
fn every_type_comes_back_as_it_was() {
    there_and_back(releases(9), &[&NPM[..], &[("version-names", "1.0.[1-4]")]].concat());
    let docker = [("package-type", "docker"), ("packages", "app"), ("keep-tags", "base")];
    let rows = ["v1", "", "v2 stable", "latest", "", "base"];
    let any = [("older-than", "1d"), ("tag-status", "any")];
    there_and_back(tagged(&rows), &[&docker[..], &any].concat());
    there_and_back(images(), &[("packages", "deep/app"), ("tags", "pr-*\nnightly")]);
    there_and_back(releases(240), &[&NPM[..], &[("version-names", "*")]].concat());
}

#[test]
fn what_others_deleted_at_the_same_time_stays_deleted() {
    let scene = Scene::new(releases(9));
    let before = state(&scene);
    let [first, second] = ["1.0.7", "1.0.8"].map(|name| scene.id(PackageType::Npm, "app", name));
    scene.server.world().delete_version(first);
    scene.run(&[&NPM[..], &[("version-names", "1.0.[1-4]")]].concat()).assert_status(0);
    scene.server.world().delete_version(second);
    let ran = undo(&scene);
    ran.assert_status(0);
    assert_eq!(back(&ran).len(), 4);
    let there = scene.labels(PackageType::Npm, "app");
    assert!(!there.contains(&"1.0.7".to_owned()) && !there.contains(&"1.0.8".to_owned()));
    {
        let mut world = scene.server.world();
        assert!(world.restore_version(first) && world.restore_version(second));
    }
    assert_eq!(state(&scene), before);
}

#[test]
fn several_packages_come_back_and_can_be_narrowed() {
    let mut world = images();
    versions(&mut world, PackageType::Npm, "deep", &[("1.0.0", 9, &[]), ("1.1.0", 8, &[])]);
    let scene = Scene::new(world);
    let before = state(&scene);
    let with = [
        ("package-type", "container, npm"),
        ("packages", "deep/app, deep"),
        ("older-than", "8d"),
        ("if-missing", "ignore"),
    ];
    scene.run(&with).assert_status(0);
    let ran = scene.run(&[&UNDO[..], &[("package-type", "npm")]].concat());
    ran.assert_status(0);
    assert_eq!(back(&ran).len(), 1);
    let ran = scene.run(&[&UNDO[..], &[("packages", "deep/*")]].concat());
    ran.assert_status(0);
    assert_eq!(state(&scene), before);
}

#[test]
fn whole_packages_come_back_without_a_target_and_are_counted() {
    let mut world = world();
    for name in ["one", "two", "three"] {
        versions(&mut world, PackageType::Maven, name, &[("1.0", 9, &[]), ("1.1", 8, &[])]);
    }
    let scene = Scene::new(world);
    let before = state(&scene);
    let with = [("package-type", "maven"), ("target", "packages"), ("packages", "one, two")];
    scene.run(&with).assert_status(0);
    let ran = undo(&scene);
    ran.assert_status(0);
    assert_eq!(state(&scene), before);
    assert_eq!(ran.output("restored-count"), "4");
    assert_eq!(ran.ids("restored").len(), 4);
}

#[test]
fn a_package_that_was_deleted_with_its_last_version_comes_back() {
    let scene = Scene::new(releases(3));
    let before = state(&scene);
    let all = [("version-names", "*"), ("min-remaining", "0"), ("last-version", "delete-package")];
    scene.run(&[&NPM[..], &all].concat()).assert_status(0);
    assert_eq!(state(&scene), State::new());
    undo(&scene).assert_status(0);
    assert_eq!(state(&scene), before);
}

#[test]
fn a_run_that_was_killed_anywhere_is_undone() {
    // With a number of its own each change keeps its distance, so that one is under way at a time.
    let apart = ("deletes-per-minute", "170");
    let container = [("packages", "deep/app"), ("tags", "pr-*\nnightly"), apart];
    let requests = {
        let scene = Scene::new(images());
        scene.run(&container).requests.len() as u64
    };
    let before = state(&Scene::new(images()));
    let mut undone = 0;
    for at in (2..=requests).step_by(3) {
        let scene = Scene::new(images());
        let gate = gate(&scene.server, any().nth(at));
        let mut running = scene.start(&container);
        gate.wait();
        running.kill().expect("killed");
        running.wait().expect("an end");
        gate.open();
        // What was in the stand-in's hands is done when it answers the next one.
        drop(scene.server.mutations());
        let gone = before.values().flatten().count() - state(&scene).values().flatten().count();
        let ran = undo(&scene);
        ran.assert_status(0);
        assert_eq!(back(&ran).len(), gone, "{at}");
        assert_eq!(state(&scene), before, "{at}");
        assert_eq!(scene.server.violations(), [], "{at}");
        undone += gone;
    }
    assert!(undone > 30, "{undone}");
}

#[test]
fn what_the_run_never_got_to_is_not_touched() {
    let scene = Scene::new(releases(9));
    let before = state(&scene);
    let limit = Fault::SecondaryLimit { status: 403, retry_after: Some(3_600) };
    let fifth = matching(Method::DELETE, "/versions/").nth(5);
    scene.server.fail_next(fifth, limit, 1);
    let ran = scene.run(&[&NPM[..], &[("version-names", "*")]].concat());
    ran.assert_status(0);
    assert!((4..8).contains(&ran.deeds.len()), "{}", ran.deeds.len());
    // Somebody else deletes one that the run had planned and not reached.
    let planned = ran.output("remaining-count").parse::<u64>().expect("a number");
    assert!(planned > 0);
    let theirs = scene.labels(PackageType::Npm, "app").first().cloned().expect("one is left");
    let theirs = scene.id(PackageType::Npm, "app", &theirs);
    scene.server.world().delete_version(theirs);
    let ran = undo(&scene);
    ran.assert_status(0);
    assert!(!back(&ran).contains(&theirs));
    scene.server.world().restore_version(theirs);
    assert_eq!(state(&scene), before);
}

#[test]
fn what_can_no_longer_be_brought_back_is_told_and_the_rest_comes_back() {
    let scene = Scene::new(releases(5));
    scene.run(&[&NPM[..], &[("version-names", "1.0.[0-2]")]].concat()).assert_status(0);
    let lost = {
        let mut world = scene.server.world();
        let package = world.package(ORGANIZATION, PackageType::Npm, "app").expect("seeded");
        let id = package.versions.all()[1].id;
        assert!(world.restore_version(id));
        let mut package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.existing("1.0.1").deleted(days_ago(31)).id()
    };
    // So shortly after its run the record might know more than a listing that is behind, which is waited for.
    let ran = undo(&scene);
    ran.assert_status(1).assert_says(&lost.to_string()).assert_says("30 days");
    assert_eq!(back(&ran).len(), 2);
    assert_eq!(scene.labels(PackageType::Npm, "app"), ["1.0.0", "1.0.2", "1.0.3", "1.0.4"]);
}

#[test]
fn a_name_that_was_published_again_is_held() {
    let scene = Scene::new(releases(5));
    let lost = scene.id(PackageType::Npm, "app", "1.0.1");
    scene.run(&[&NPM[..], &[("version-names", "1.0.[0-2]")]].concat()).assert_status(0);
    {
        let mut world = scene.server.world();
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.version("1.0.1").created(minutes_ago(1));
    }
    let ran = undo(&scene);
    ran.assert_status(0);
    assert_eq!(ran.ids("held"), [lost]);
    assert_eq!(back(&ran).len(), 2);
}

#[test]
fn h42_a_tag_that_moved_on_is_not_taken_back_even_where_listings_lag() {
    for lag in [Lag::None, Lag::Requests(2)] {
        let mut world = tagged(&["v1", "stable", "base"]);
        world.lag = lag;
        let scene = Scene::new(world);
        let old = scene.id(PackageType::Docker, "app", "stable");
        let docker = [("package-type", "docker"), ("packages", "app")];
        scene.run(&[&docker[..], &[("tags", "v1, stable")]].concat()).assert_status(0);
        let new = {
            let mut world = scene.server.world();
            let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
            package.version("sha256:new").created(hours_ago(0)).tags(&["stable"]).id()
        };
        let ran = undo(&scene);
        ran.assert_status(0);
        assert_eq!(ran.ids("held"), [old], "{lag:?}");
        assert_eq!(back(&ran).len(), 1, "{lag:?}");
        assert_eq!(scene.id(PackageType::Docker, "app", "stable"), new, "{lag:?}");
    }
}

#[test]
fn a_listing_that_is_behind_hides_nothing_of_what_is_to_come_back() {
    let mut world = releases(9);
    world.lag = Lag::Requests(4);
    let scene = Scene::new(world);
    let before = state(&scene);
    let ninth = matching(Method::DELETE, "/versions/").nth(3);
    let gate = gate(&scene.server, ninth);
    let one_by_one = [("version-names", "1.0.[0-5]"), ("deletes-per-minute", "20")];
    let mut running = scene.start(&[&NPM[..], &one_by_one].concat());
    gate.wait();
    running.kill().expect("killed");
    running.wait().expect("an end");
    gate.open();
    let gone = scene.server.mutations().len();
    let ran = undo(&scene);
    ran.assert_status(0);
    assert_eq!(back(&ran).len(), gone);
    assert_eq!(state(&scene), before);
}

#[test]
fn a_dry_run_and_a_restoration_are_no_runs_to_undo() {
    let scene = Scene::new(releases(5));
    let with = [&NPM[..], &[("version-names", "1.0.[0-2]")]].concat();
    scene.run(&[&with[..], &[("dry-run", "true")]].concat()).assert_status(0);
    let ran = undo(&scene);
    ran.assert_status(2).assert_says("dry run");
    assert_eq!(ran.requests.len(), 0);
    scene.run(&with).assert_status(0);
    let again = [&NPM[..], &[("mode", "restore"), ("deleted-within", "1d")]].concat();
    scene.run(&again).assert_status(0);
    let ran = undo(&scene);
    ran.assert_status(2).assert_says("restored");
    assert_eq!(ran.requests.len(), 0);
}

#[test]
fn a_dry_run_of_the_way_back_says_what_would_come_back() {
    let scene = Scene::new(images());
    scene.run(&[("packages", "deep/app"), ("tags", "pr-*")]).assert_status(0);
    let ran = scene.run(&[&UNDO[..], &[("dry-run", "true")]].concat());
    ran.assert_status(0);
    assert_eq!(ran.changes(), [""; 0]);
    let planned = ran.ids("planned");
    let really = undo(&scene);
    assert_eq!(back(&really), planned.into_iter().collect());
}

/// The numbers of what `pr-1` of [`images`] alone consists of.
fn of_pr_1() -> BTreeSet<u64> {
    let scene = Scene::new(images());
    let ran = scene.run(&[("packages", "deep/app"), ("tags", "pr-1")]);
    ran.assert_status(0);
    ran.deeds.iter().filter_map(|deed| deed.id).collect()
}

/// The numbers of what is deleted of the package of [`images`].
fn deleted(scene: &Scene) -> BTreeSet<u64> {
    let world = scene.server.world();
    let package = world.package(ORGANIZATION, PackageType::Container, "deep/app").expect("seeded");
    let rows = package.versions.all().iter().filter(|row| !row.is_active());
    rows.map(|row| row.id).collect()
}

#[test]
fn h42_the_parts_of_an_image_whose_tag_moved_on_stay_deleted_with_it() {
    let image = of_pr_1();
    for cache in ["auto", "none"] {
        let scene = Scene::new(images());
        scene.run(&[("packages", "deep/app"), ("tags", "pr-*\nnightly")]).assert_status(0);
        {
            let mut world = scene.server.world();
            let package = world.organization(ORGANIZATION);
            let mut package = package.package(PackageType::Container, "deep/app");
            package.push_image(&Image::labelled("newer").tags(&["pr-1"]));
        }
        let ran = scene.run(&[&UNDO[..], &[("cache-path", cache)]].concat());
        ran.assert_status(0);
        assert!(ran.output("held").contains("which is held"), "{}", ran.output("held"));
        assert_eq!(deleted(&scene), image, "{cache}");
        assert_eq!(BTreeSet::from_iter(ran.ids("held")), image, "{cache}");
        assert!(back(&ran).is_disjoint(&image) && back(&ran).len() >= 7, "{cache}");
        assert_eq!(scene.server.world().incomplete_tags(), [], "{cache}");
    }
}

#[test]
fn what_somebody_deleted_again_after_the_run_stays_deleted() {
    let image = of_pr_1();
    for cache in ["auto", "none"] {
        let scene = Scene::new(images());
        scene.run(&[("packages", "deep/app"), ("tags", "pr-*\nnightly")]).assert_status(0);
        {
            let mut world = scene.server.world();
            assert!(image.iter().all(|id| world.restore_version(*id)));
            world.clock().advance(Duration::from_hours(1));
            assert!(image.iter().all(|id| world.delete_version(*id)));
        }
        let ran = scene.run(&[&UNDO[..], &[("cache-path", cache)]].concat());
        ran.assert_status(0).assert_says("somebody deleted it again");
        assert_eq!(deleted(&scene), image, "{cache}");
        assert_eq!(BTreeSet::from_iter(ran.ids("held")), image, "{cache}");
        assert!(back(&ran).len() >= 7, "{cache}");
    }
}
