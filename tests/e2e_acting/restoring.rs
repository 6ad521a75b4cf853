//! What comes back, and what must not.

use github_standin::{Method, PackageType, World, days_ago, hours_ago, matching};

use crate::support::{ORGANIZATION, Scene, releases, tagged, world};

const DOCKER: [(&str, &str); 3] =
    [("package-type", "docker"), ("packages", "app"), ("mode", "restore")];

const NPM: [(&str, &str); 3] = [("package-type", "npm"), ("packages", "app"), ("mode", "restore")];

fn push_tagged(world: &mut World, name: &str, tag: &str) -> u64 {
    let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
    package.version(name).tags(&[tag]).id()
}

/// A docker package with `stable` and `old` deleted an hour ago, and `base` there.
fn two_deleted() -> (World, [u64; 2]) {
    let mut world = tagged(&["old", "stable", "base"]);
    let ids = ["old", "stable"].map(|tag| {
        let package = world.package(ORGANIZATION, PackageType::Docker, "app").expect("seeded");
        let row = package.versions.tagged(tag).expect("seeded");
        (row.id, row.name.clone())
    });
    for (_, name) in &ids {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
        package.existing(name).deleted(hours_ago(1));
    }
    (world, ids.map(|(id, _)| id))
}

fn restore(scene: &Scene, kind: &[(&str, &str)], select: (&str, &str)) -> crate::support::Outcome {
    let mut with = kind.to_vec();
    with.push(select);
    scene.run(&with)
}

#[test]
fn h42_a_tag_that_moved_on_holds_the_restore() {
    let (mut world, [old, stable]) = two_deleted();
    push_tagged(&mut world, "sha256:new", "stable");
    let scene = Scene::new(world);
    let ran = restore(&scene, &DOCKER, ("deleted-within", "1d"));
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds.iter().filter_map(|deed| deed.id).collect::<Vec<_>>(), [old]);
    assert_eq!(ran.ids("held"), [stable]);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["old", "base", "stable"]);
}

#[test]
fn h42_a_tag_that_moves_on_between_the_plan_and_the_restore_holds_it() {
    let (world, [old, stable]) = two_deleted();
    let scene = Scene::new(world);
    // The look right before the first change.
    scene.server.on_request(matching(Method::GET, "&page=1"), |world| {
        push_tagged(world, "sha256:new", "stable");
    });
    let ran = restore(&scene, &DOCKER, ("deleted-within", "1d"));
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.held_back().into_keys().collect::<Vec<_>>(), [stable]);
    assert_eq!([record.outcome_of(old), record.outcome_of(stable)], ["done", "held"]);
    assert_eq!(ran.changes().len(), 1);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["old", "base", "stable"]);
}

#[test]
fn h42_a_tag_that_moves_back_to_an_old_version_holds_the_restore_too() {
    // What is promoted is far from page 1.
    let mut world = tagged(&["promoted"; 150].map(|_| ""));
    let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
    let lost = package.version("sha256:lost").created(days_ago(1)).tags(&["stable"]);
    let lost = lost.deleted(hours_ago(1)).id();
    let scene = Scene::new(world);
    let oldest = scene.server.world().package(ORGANIZATION, PackageType::Docker, "app").map(|it| {
        let rows: Vec<u64> = it.versions.active().map(|row| row.id).collect();
        rows[0]
    });
    let oldest = oldest.expect("a version");
    scene.server.on_request(matching(Method::GET, "&page=1"), move |world| {
        world.put_tag(oldest, "stable");
    });
    let ran = restore(&scene, &DOCKER, ("deleted-within", "1d"));
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().outcome_of(lost), "held");
    assert_eq!(ran.changes(), [""; 0]);
}

#[test]
fn h42_a_tag_that_moves_on_in_the_last_moment_is_told_and_fails_the_run() {
    let (world, [_, stable]) = two_deleted();
    let scene = Scene::new(world);
    scene.server.on_request(matching(Method::POST, "/restore"), |world| {
        push_tagged(world, "sha256:new", "stable");
    });
    let ran = restore(&scene, &DOCKER, ("deleted-within", "1d"));
    ran.assert_status(1);
    assert_eq!(ran.assert_true_record().differences(), [("tag-not-back".to_owned(), stable)]);
}

#[test]
fn of_several_with_one_tag_the_last_deleted_comes_back() {
    let mut world = tagged(&["base"]);
    let mut ids = Vec::new();
    for hours in [30, 20, 25] {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
        let name = format!("sha256:{hours}");
        package = {
            let id = package.version(&name).created(days_ago(9)).tags(&["nightly"]).id();
            ids.push(id);
            world.organization(ORGANIZATION).package(PackageType::Docker, "app")
        };
        package.existing(&name).deleted(hours_ago(hours));
    }
    let scene = Scene::new(world);
    let ran = restore(&scene, &DOCKER, ("tags", "nightly"));
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds.iter().filter_map(|deed| deed.id).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(ran.ids("held").len(), 2);
}

#[test]
fn a_name_that_was_published_again_is_held() {
    let mut world = world();
    let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
    let old = package.version("1.0.0").created(days_ago(9)).deleted(hours_ago(2)).id();
    let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
    package.version("1.0.0").created(hours_ago(1));
    let scene = Scene::new(world);
    let ran = restore(&scene, &NPM, ("deleted-within", "1d"));
    ran.assert_status(0);
    assert_eq!(ran.ids("held"), [old]);
    assert_eq!(ran.changes(), [""; 0]);
}

#[test]
fn the_window_and_the_selectors_both_hold() {
    let mut world = releases(6);
    for (patch, hours) in [(0, 1), (1, 30), (2, 50), (3, 100)] {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.existing(&format!("1.0.{patch}")).deleted(hours_ago(hours));
    }
    let scene = Scene::new(world);
    let mut with = NPM.to_vec();
    with.extend([("deleted-within", "3d"), ("version-names", "1.0.[023]")]);
    let ran = scene.run(&with);
    ran.assert_status(0).assert_true_record();
    let there = scene.labels(PackageType::Npm, "app");
    assert_eq!(there, ["1.0.0", "1.0.2", "1.0.4", "1.0.5"]);
}

#[test]
fn what_somebody_else_has_brought_back_meanwhile_is_no_failure() {
    let mut world = releases(3);
    let ids = ["1.0.0", "1.0.1"].map(|name| {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.existing(name).deleted(hours_ago(1)).id()
    });
    let scene = Scene::new(world);
    scene.server.on_request(matching(Method::POST, &ids[0].to_string()), move |world| {
        world.restore_version(ids[0]);
    });
    let ran = restore(&scene, &NPM, ("deleted-within", "1d"));
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(ids.map(|id| record.outcome_of(id)), ["already-so", "done"]);
}
