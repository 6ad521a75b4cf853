//! Images that are restored by what selects them come back whole, though nothing tells of a deleted version
//! what it consists of: neither a listing nor the registry.

use std::collections::BTreeSet;
use std::fs;

use github_standin::{Image, Manifest, PackageType, Watch, World, days_ago, hours_ago};

use crate::support::{ORGANIZATION, Outcome, REPOSITORY, Scene, images, state, world};

const APP: (&str, &str) = ("packages", "deep/app");

fn delete(scene: &Scene, with: &[(&str, &str)]) -> Outcome {
    let ran = scene.run(&[&[APP], with].concat());
    ran.assert_status(0).assert_true_record();
    assert!(!ran.deeds.is_empty());
    ran
}

fn restore(scene: &Scene, with: &[(&str, &str)]) -> Outcome {
    let ran = scene.run(&[&[APP, ("mode", "restore")], with].concat());
    ran.assert_status(0).assert_true_record();
    ran
}

/// Forgets what was read of manifests.
fn empty_the_cache(scene: &Scene) {
    fs::remove_dir_all(scene.job.workspace().join(".package-steward/cache")).expect("a cache");
}

/// The numbers of all that is there.
fn there(scene: &Scene) -> usize {
    state(scene).values().map(Vec::len).sum()
}

#[test]
fn an_image_comes_back_with_all_that_the_cache_knows_of_it_parts_first() {
    let scene = Scene::new(images());
    let before = state(&scene);
    delete(&scene, &[("tags", "pr-*\nnightly")]);
    let ran = restore(&scene, &[("tags", "pr-1")]);
    // The index, two platforms with an attestation each, cosign's signature, and a referrer by its
    // subject with the index under its fallback tag.
    assert!(ran.deeds.len() >= 7, "{:?}", ran.deeds);
    assert_eq!(scene.server.world().incomplete_tags(), []);
    restore(&scene, &[("tags", "pr-2\nnightly")]);
    assert_eq!(state(&scene), before, "with signatures and attestations");
    assert_eq!(scene.server.violations(), [], "and nothing was incomplete on the way");
}

#[test]
fn without_the_cache_it_comes_back_first_and_is_read_and_its_parts_follow_at_once() {
    let scene = Scene::new(images());
    delete(&scene, &[("tags", "pr-*\nnightly")]);
    let gone = there(&scene);
    empty_the_cache(&scene);
    let ran = restore(&scene, &[("tags", "pr-1")]);
    assert_eq!(scene.server.world().incomplete_tags(), [], "whole in the end");
    assert!(there(&scene) - gone >= 5);
    assert_eq!(ran.output("restored-count"), (there(&scene) - gone).to_string());
    assert_eq!(ran.ids("restored").len(), there(&scene) - gone);
    ran.assert_says("until those followed it was incomplete");
    assert!(ran.record().numbers().windows(2).all(|two| two[0] < two[1]), "numbers go on");
}

#[test]
fn a_time_and_a_selector_bring_no_image_back_without_its_parts() {
    let scene = Scene::new(images());
    delete(&scene, &[("tags", "pr-*\nnightly")]);
    empty_the_cache(&scene);
    restore(&scene, &[("tags", "pr-1"), ("deleted-within", "1h")]);
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

#[test]
fn parts_that_went_before_the_time_that_is_asked_for_come_back_too() {
    let scene = Scene::new(images());
    delete(&scene, &[("tags", "pr-1")]);
    {
        // The platforms went a day before their index.
        let mut world = scene.server.world();
        let package = world.package(ORGANIZATION, PackageType::Container, "deep/app");
        let rows = package.expect("seeded").versions.all().to_vec();
        for row in rows.iter().filter(|row| row.tags.is_empty() && !row.is_active()) {
            assert!(world.restore_version(row.id));
            let mut package =
                world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
            package.existing(&row.name).deleted(hours_ago(24));
        }
    }
    empty_the_cache(&scene);
    restore(&scene, &[("deleted-within", "1h")]);
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

/// An index of indexes.
fn nested() -> World {
    let mut world = world();
    let at = world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
    let mut at = at.linked_to(REPOSITORY).when(days_ago(9));
    let inner = at.push_image(&Image::labelled("inner").platforms(&["linux/amd64", "linux/arm64"]));
    let outer = Manifest::index(&[inner.root.manifest.entry()]);
    at.push_manifest(&outer).tags(&["nested"]);
    at.push_image(&Image::labelled("stays").tags(&["latest"]));
    world
}

#[test]
fn indexes_within_indexes_are_followed_to_their_ends() {
    for cache in ["warm", "cold"] {
        let scene = Scene::new(nested());
        let before = state(&scene);
        delete(&scene, &[("tags", "nested")]);
        if cache == "cold" {
            empty_the_cache(&scene);
        }
        restore(&scene, &[("tags", "nested")]);
        assert_eq!(state(&scene), before, "{cache}");
    }
}

#[test]
fn where_nothing_more_could_come_back_only_tagged_images_are_read_once_all_are_there() {
    let scene = Scene::new(images());
    delete(&scene, &[("tags", "pr-*\nnightly")]);
    empty_the_cache(&scene);
    let ran = restore(&scene, &[("deleted-within", "1h")]);
    let lines: Vec<String> = ran.requests.iter().map(github_standin::Request::line).collect();
    let is_read = |line: &&String| line.starts_with("GET ") && line.contains("/manifests/");
    // The first of them is asked for again with a token.
    let read: BTreeSet<&String> = lines.iter().filter(is_read).collect();
    assert_eq!(read.len(), 2, "{lines:#?}");
    let first = lines.iter().position(|line| is_read(&line)).expect("one is read");
    let last = lines.iter().rposition(|line| line.starts_with("POST ")).expect("one is restored");
    assert!(last < first, "{lines:#?}");
    assert_eq!(scene.server.violations(), [], "the untagged came first");
}

#[test]
fn an_image_that_lacks_a_part_for_good_is_told() {
    for cache in ["warm", "cold"] {
        lacking_a_part_for_good(cache);
    }
}

fn lacking_a_part_for_good(cache: &str) {
    let mut world = images();
    world.watch = Watch::Off;
    let scene = Scene::new(world);
    delete(&scene, &[("tags", "pr-1")]);
    if cache == "cold" {
        empty_the_cache(&scene);
    }
    {
        let mut world = scene.server.world();
        let package = world.package(ORGANIZATION, PackageType::Container, "deep/app");
        let rows = package.expect("seeded").versions.all().to_vec();
        let part = rows.iter().find(|row| row.tags.is_empty() && !row.is_active());
        let part = part.expect("a part");
        assert!(world.restore_version(part.id));
        let mut package =
            world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
        package.existing(&part.name).deleted(days_ago(31));
    }
    // All that is left comes back, so nothing has to be read to find more.
    let ran = restore(&scene, &[("deleted-within", "1h")]);
    ran.assert_says("it can't be pulled whole");
    assert!(!ran.ran.log.contains("found everything as it should be"), "{cache}");
}

#[test]
fn h42_the_parts_of_an_image_whose_tag_moved_on_do_not_come_back_either() {
    let scene = Scene::new(images());
    delete(&scene, &[("tags", "pr-1")]);
    let gone = there(&scene);
    {
        let mut world = scene.server.world();
        let mut package =
            world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
        package.push_image(&Image::labelled("new").tags(&["pr-1"]));
    }
    let there_now = there(&scene);
    assert!(there_now > gone);
    let ran = restore(&scene, &[("tags", "pr-1")]);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.output("held-count"), "1");
}
