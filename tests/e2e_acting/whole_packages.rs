//! `target: packages`: what is named goes and comes back as a whole.

use github_standin::{Fault, Method, PackageType, Visibility, World, days_ago, matching};

use crate::support::{Deed, ORGANIZATION, Outcome, Scene, WORKFLOW, tagged, versions, world};

const WHOLE: [(&str, &str); 2] = [("package-type", "npm"), ("target", "packages")];

/// Packages of npm by these names, with two versions each.
fn packages(names: &[&str]) -> World {
    let mut world = world();
    for name in names {
        versions(&mut world, PackageType::Npm, name, &[("1.0.0", 9, &[]), ("1.1.0", 8, &[])]);
    }
    world
}

fn there(scene: &Scene) -> Vec<String> {
    let world = scene.server.world();
    let active = world.packages().iter().filter(|package| package.is_active());
    active.map(|package| package.name.clone()).collect()
}

fn run(scene: &Scene, with: &[(&str, &str)]) -> Outcome {
    scene.run(&[&WHOLE, with].concat())
}

fn deed(change: &'static str, name: &str) -> Deed {
    Deed { change, package: format!("npm/{name}"), id: None }
}

#[test]
fn packages_named_exactly_go_and_come_back_with_all_their_versions() {
    let scene = Scene::new(packages(&["one", "two", "three"]));
    let ran = run(&scene, &[("packages", "one, three")]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds, [deed("delete", "one"), deed("delete", "three")]);
    assert_eq!(there(&scene), ["two"]);

    let ran = run(&scene, &[("packages", "one, three"), ("mode", "restore")]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds, [deed("restore", "one"), deed("restore", "three")]);
    assert_eq!(there(&scene), ["one", "two", "three"]);
    for name in ["one", "three"] {
        assert_eq!(scene.labels(PackageType::Npm, name), ["1.0.0", "1.1.0"]);
    }
}

#[test]
fn a_restore_of_what_is_there_changes_nothing_and_is_no_failure() {
    let scene = Scene::new(packages(&["one", "two"]));
    run(&scene, &[("packages", "one")]).assert_status(0);
    let restore = [("packages", "one"), ("mode", "restore")];
    run(&scene, &restore).assert_status(0);
    let again = run(&scene, &restore);
    again.assert_status(0).assert_true_record();
    assert_eq!(again.deeds, []);
    assert_eq!(there(&scene), ["one", "two"]);
}

#[test]
fn a_package_whose_name_was_used_again_is_held() {
    let scene = Scene::new(packages(&["one", "two"]));
    run(&scene, &[("packages", "one")]).assert_status(0);
    versions(&mut scene.server.world(), PackageType::Npm, "one", &[("5.0.0", 0, &[])]);
    let ran = run(&scene, &[("packages", "one"), ("mode", "restore")]);
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("held"), 1);
    assert_eq!(scene.labels(PackageType::Npm, "one"), ["5.0.0"]);
}

#[test]
fn a_package_that_never_was_is_told_when_it_is_to_come_back() {
    let scene = Scene::new(packages(&["one"]));
    let ran = run(&scene, &[("packages", "nobody"), ("mode", "restore")]);
    ran.assert_status(1);
    assert_eq!(ran.assert_true_record().count("refused"), 1);
    assert_eq!(ran.deeds, []);
}

#[test]
fn a_glob_needs_max_deletions_and_too_many_are_refused_whole() {
    let names = ["lib-a", "lib-b", "lib-c", "tool"];
    let scene = Scene::new(packages(&names));
    let ran = run(&scene, &[("packages", "lib-*")]);
    ran.assert_status(2).assert_says("max-deletions");
    assert_eq!(ran.requests.len(), 0);

    let ran = run(&scene, &[("packages", "lib-*"), ("max-deletions", "2")]);
    ran.assert_status(1);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(there(&scene), names);

    let ran = run(&scene, &[("packages", "lib-*"), ("max-deletions", "3")]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(there(&scene), ["tool"]);
}

#[test]
fn h10_a_package_is_never_guessed() {
    let scene = Scene::new(packages(&["app", "one"]));
    let ran = run(&scene, &[]);
    ran.assert_status(2).assert_says("packages");
    assert_eq!(ran.requests.len(), 0);
}

#[test]
fn what_the_deletion_of_a_package_costs_is_said_before() {
    let scene = Scene::new(packages(&["one", "two"]));
    let ran = run(&scene, &[("packages", "one"), ("dry-run", "true")]);
    ran.assert_status(0);
    assert_eq!(ran.deeds, []);
    let said = ran.ran.log.to_lowercase();
    assert!(said.contains("visibility") && said.contains("access"), "{}", ran.ran.log);
}

#[test]
fn every_type_of_package_goes_and_comes_back_whole() {
    for kind in PackageType::ALL {
        let mut world = world();
        let name = if kind == PackageType::Maven { "com.octo.one" } else { "one" };
        let tags: &[&str] = if kind.has_tags() { &["latest"] } else { &[] };
        versions(&mut world, kind, name, &[("1.0.0", 9, tags)]);
        let scene = Scene::new(world);
        let common = [("package-type", kind.as_str()), ("target", "packages"), ("packages", name)];
        scene.run(&common).assert_status(0).assert_true_record();
        assert_eq!(there(&scene), [""; 0], "{}", kind.as_str());
        let ran = scene.run(&[&common[..], &[("mode", "restore")]].concat());
        ran.assert_status(0).assert_true_record();
        assert_eq!(there(&scene), [name], "{}", kind.as_str());
        assert_eq!(ran.output("restored-count"), "1", "{}", kind.as_str());
        assert_eq!(ran.ids("restored").len(), 1, "{}", kind.as_str());
    }
}

#[test]
fn a_package_that_somebody_pushed_to_meanwhile_is_held() {
    let scene = Scene::new(packages(&["one", "two"]));
    // The plan lists each package twice; then the first is looked at again.
    scene.server.on_request(matching(Method::GET, "/one/versions?").nth(3), |world| {
        versions(world, PackageType::Npm, "one", &[("2.0.0", 0, &[])]);
    });
    let ran = run(&scene, &[("packages", "one, two")]);
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("held"), 1);
    assert_eq!(there(&scene), ["one"]);
}

#[test]
fn a_package_that_was_pulled_too_often_is_held_and_the_others_go() {
    let mut world = packages(&["one", "two"]);
    let package = world.organization(ORGANIZATION).package(PackageType::Npm, "one");
    let mut package = package.visibility(Visibility::Public);
    package.existing("1.0.0").downloads(6_000);
    let scene = Scene::new(world);
    let ran = run(&scene, &[("packages", "one, two")]);
    ran.assert_true_record();
    assert_eq!(there(&scene), ["one"]);
}

#[test]
fn a_lost_answer_is_settled_by_a_look_at_the_package() {
    for (fault, changes) in
        [(Fault::ResetAfter, 1), (Fault::ResetBefore, 2), (Fault::ServerErrorAfter, 1)]
    {
        let scene = Scene::new(packages(&["one", "two"]));
        scene.server.fail_next(matching(Method::DELETE, "/npm/one"), fault.clone(), 1);
        let ran = run(&scene, &[("packages", "one")]);
        ran.assert_status(0).assert_true_record();
        assert_eq!(ran.changes().len(), changes, "{fault:?}");
        assert_eq!(there(&scene), ["two"], "{fault:?}");
    }
}

#[test]
fn the_jobs_own_token_takes_packages_by_their_names() {
    let scene = Scene::with_token(packages(&["one", "two"]), WORKFLOW);
    run(&scene, &[("packages", "one")]).assert_status(0).assert_true_record();
    assert_eq!(there(&scene), ["two"]);
}

#[test]
fn keeps_do_not_concern_whole_packages_and_are_refused_beside_them() {
    let scene = Scene::new(tagged(&["latest"]));
    let with = [("package-type", "docker"), ("target", "packages"), ("packages", "app")];
    let ran = scene.run(&[&with[..], &[("keep-tags", "release-*")]].concat());
    ran.assert_status(2).assert_says("keep-tags");
    let mut world = scene.server.world();
    let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
    assert!(package.created(days_ago(1)).id() > 0, "it is there");
}
