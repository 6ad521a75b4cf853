//! The way back that a run's summary tells is followed to the letter, and everything is as before.

use std::collections::BTreeMap;

use github_standin::{Limits, PackageType, World, days_ago};
use yaml_serde::Value;

use crate::support::{
    CLASSIC, Outcome, Scene, USER, images, releases, state, tagged, versions, world,
};

/// The steps that the summary offers, each with its inputs as the runner would hand them over.
fn offered(ran: &Outcome) -> Vec<Vec<(String, String)>> {
    steps_of_block(ran, 0)
}

/// The steps of a block of the summary.
fn steps_of_block(ran: &Outcome, number: usize) -> Vec<Vec<(String, String)>> {
    let summary = ran.ran.summary.text();
    let mut blocks = summary.split("```yaml\n").skip(1);
    let rest = blocks.nth(number).unwrap_or_else(|| panic!("no step: {summary}"));
    let (yaml, _) = rest.split_once("```").expect("an end of the block");
    let steps: Vec<BTreeMap<String, Value>> = yaml_serde::from_str(yaml).expect("YAML");
    let text = |value: &Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => yaml_serde::to_string(value).expect("YAML").trim().to_owned(),
    };
    let with = steps.iter().map(|step| {
        assert!(step["uses"].as_str().expect("a text").starts_with("package-steward/"));
        let with = step["with"].as_mapping().expect("inputs");
        with.iter().map(|(name, value)| (text(name), text(value))).collect()
    });
    with.collect()
}

/// Follows the offered steps one after the other.
fn follow(scene: &Scene, ran: &Outcome) -> Vec<Outcome> {
    let runs = offered(ran).into_iter().map(|with| {
        let with: Vec<(&str, &str)> = with.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let ran = scene.run(&with);
        ran.assert_status(0).assert_true_record();
        ran
    });
    runs.collect()
}

/// Runs with these inputs, then goes the way back, and that way back too.
fn there_and_back(world: World, with: &[(&str, &str)]) {
    let scene = Scene::new(world);
    scene.server.set_limits(Limits::none());
    let before = state(&scene);
    let ran = scene.run(with);
    ran.assert_status(0).assert_true_record();
    assert!(!ran.deeds.is_empty());
    let after = state(&scene);
    assert_ne!(after, before);

    let back = follow(&scene, &ran);
    assert_eq!(state(&scene), before, "{with:?}: as before");
    assert_eq!(scene.server.violations(), [], "and nothing was incomplete on the way");
    for again in back {
        follow(&scene, &again);
    }
    assert_eq!(state(&scene), after, "{with:?}: and once more");
}

#[test]
fn versions_without_tags() {
    let npm = [("package-type", "npm"), ("packages", "app")];
    there_and_back(releases(9), &[&npm[..], &[("version-names", "1.0.[1-4]")]].concat());
}

#[test]
fn so_many_versions_that_the_time_stands_for_them() {
    let npm = [("package-type", "npm"), ("packages", "app")];
    there_and_back(releases(240), &[&npm[..], &[("version-names", "*")]].concat());
}

#[test]
fn where_the_time_stands_for_versions_the_record_brings_back_just_those() {
    let scene = Scene::new(releases(240));
    scene.server.set_limits(Limits::none());
    let theirs = scene.id(PackageType::Npm, "app", "1.0.200");
    scene.server.world().delete_version(theirs);
    let before = state(&scene);
    let npm = [("package-type", "npm"), ("packages", "app"), ("version-names", "1.0.1*")];
    let ran = scene.run(&npm);
    ran.assert_status(0);
    assert!(ran.deeds.len() > 100);
    let [with] = &steps_of_block(&ran, 1)[..] else { panic!("one step") };
    let with: Vec<(&str, &str)> = with.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    scene.run(&with).assert_status(0);
    assert_eq!(state(&scene), before, "and what somebody else deleted is still gone");
}

#[test]
fn versions_with_tags_and_without() {
    let docker = [("package-type", "docker"), ("packages", "app"), ("keep-tags", "base")];
    let rows = ["v1", "", "v2 stable", "latest", "", "base"];
    there_and_back(
        tagged(&rows),
        &[&docker[..], &[("older-than", "1d"), ("tag-status", "any")]].concat(),
    );
}

#[test]
fn images_with_their_parts_and_signatures() {
    there_and_back(images(), &[("packages", "deep/app"), ("tags", "pr-*\nnightly")]);
}

#[test]
fn packages_of_several_types_in_one_run() {
    let mut world = images();
    versions(&mut world, PackageType::Npm, "deep", &[("1.0.0", 9, &[]), ("1.1.0", 8, &[])]);
    versions(&mut world, PackageType::Nuget, "Deep", &[("1.0.0", 9, &[]), ("1.1.0", 8, &[])]);
    let with = [
        ("package-type", "container, npm, nuget"),
        ("packages", "deep/app, deep, Deep"),
        ("older-than", "8d"),
        ("if-missing", "ignore"),
    ];
    there_and_back(world, &with);
}

#[test]
fn whole_packages() {
    let mut world = world();
    for name in ["one", "two", "three"] {
        versions(&mut world, PackageType::Maven, name, &[("1.0", 9, &[]), ("1.1", 8, &[])]);
    }
    let with = [("package-type", "maven"), ("target", "packages"), ("packages", "one, two")];
    there_and_back(world, &with);
}

#[test]
fn the_owners_other_names_are_kept() {
    let mut world = world();
    for (name, days) in [("1.0.0", 9), ("1.1.0", 8), ("1.2.0", 7)] {
        world.user(USER).package(PackageType::Npm, "mine").version(name).created(days_ago(days));
    }
    let with = [
        ("owner", USER),
        ("owner-type", "self"),
        ("token", CLASSIC),
        ("package-type", "npm"),
        ("packages", "mine"),
        ("semver", "<1.2.0"),
    ];
    there_and_back(world, &with);
}

#[test]
fn a_run_that_was_cut_off_tells_the_way_back_from_what_it_did() {
    let scene = Scene::new(releases(9));
    let before = state(&scene);
    let limit = github_standin::Fault::SecondaryLimit { status: 403, retry_after: Some(3_600) };
    let fifth = github_standin::matching(github_standin::Method::DELETE, "/versions/").nth(5);
    scene.server.fail_next(fifth, limit, 1);
    let npm = [("package-type", "npm"), ("packages", "app"), ("version-names", "*")];
    let ran = scene.run(&npm);
    ran.assert_status(0);
    assert!((4..8).contains(&ran.deeds.len()), "{}", ran.deeds.len());
    follow(&scene, &ran);
    assert_eq!(state(&scene), before);
}
