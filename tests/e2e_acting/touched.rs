//! What changes between the plan and a change: it is looked at again right before.

use github_standin::{Fault, Image, Matcher, Method, PackageType, World, days_ago, matching};

use crate::support::{
    ORGANIZATION, Outcome, REPOSITORY, Scene, active, releases, tagged, versions, world,
};

const DOCKER: [(&str, &str); 2] = [("package-type", "docker"), ("packages", "app")];

/// The first look right before a change: the plan's pages are read without a number.
fn look() -> Matcher {
    matching(Method::GET, "&page=1")
}

fn run(scene: &Scene, with: &[(&str, &str)]) -> Outcome {
    scene.run(&[&DOCKER, with].concat())
}

/// What somebody else does to a version that is to go, another one being there.
type Touch = fn(&mut World, u64, u64);

#[test]
fn h07_a_version_whose_tags_changed_is_held() {
    let changes: [(&str, Touch); 3] = [
        ("a tag of another moved onto it", |world, old, _| world.put_tag(old, "stable")),
        ("it got a tag", |world, old, _| world.put_tag(old, "pr-new")),
        ("it lost its tag", |world, old, _| world.take_tag(old, "pr-1")),
    ];
    for (what, change) in changes {
        let scene = Scene::new(tagged(&["pr-1", "pr-2", "stable", "base"]));
        let old = scene.id(PackageType::Docker, "app", "pr-1");
        let other = scene.id(PackageType::Docker, "app", "stable");
        scene.server.on_request(look(), move |world| change(world, old, other));
        let ran = run(&scene, &[("tags", "pr-*")]);
        ran.assert_status(0);
        let record = ran.assert_true_record();
        assert_eq!(record.outcome_of(old), "held", "{what}");
        assert_eq!(record.held_back().into_keys().collect::<Vec<_>>(), [old], "{what}");
        assert_eq!((record.count("done"), ran.changes().len()), (1, 1), "{what}");
        assert_eq!(ran.ids("held"), [old], "{what}");
        assert_eq!(ran.output("deleted-count"), "1", "{what}");
        let there = active(&scene.server, PackageType::Docker, "app");
        assert!(there.iter().any(|row| row.id == old), "{what}");
    }
}

#[test]
fn h07_a_version_that_was_touched_in_any_way_is_held() {
    // Pushing the same again changes nothing but `updated_at`.
    let mut world = world();
    for (tag, days) in [("pr-1", 9), ("pr-2", 8), ("base", 7)] {
        let package = world.organization(ORGANIZATION).package(PackageType::Container, "app");
        let mut package = package.linked_to(REPOSITORY).when(days_ago(days));
        package.push_image(&Image::labelled(tag).tags(&[tag]));
    }
    let scene = Scene::new(world);
    let old = scene.id(PackageType::Container, "app", "pr-1");
    scene.server.on_request(look(), move |world| {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Container, "app");
        package.push_image(&Image::labelled("pr-1"));
    });
    let ran = scene.run(&[("tags", "pr-*")]);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!((record.outcome_of(old).as_str(), record.count("done")), ("held", 1));
}

#[test]
fn h07_a_new_index_that_lists_a_doomed_part_saves_it() {
    let mut world = world();
    let mut parts = Vec::new();
    for (label, days) in [("pr-1", 9), ("pr-2", 8), ("base", 7)] {
        let package = world.organization(ORGANIZATION).package(PackageType::Container, "app");
        let mut package = package.linked_to(REPOSITORY).when(days_ago(days));
        let image = Image::labelled(label).platforms(&["linux/amd64", "linux/arm64"]);
        parts.push(package.push_image(&image.tags(&[label])).members);
    }
    let scene = Scene::new(world);
    let root = scene.id(PackageType::Container, "app", "pr-1");
    let (saved, other) = (parts[0][0].clone(), parts[0][1].clone());
    let entry = saved.manifest.platform("linux/amd64");
    scene.server.on_request(look(), move |world| {
        let mut package = world.organization(ORGANIZATION).package(PackageType::Container, "app");
        package.push_manifest(&github_standin::Manifest::index(&[entry])).tags(&["release"]);
    });
    let ran = scene.run(&[("tags", "pr-*")]);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.outcome_of(saved.id), "held");
    assert_eq!([root, other.id].map(|id| record.outcome_of(id)), ["done", "done"]);
    assert_eq!(scene.server.violations(), []);
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

#[test]
fn what_was_pushed_after_the_plan_takes_places_that_the_rule_leaves() {
    // With the two newest kept, two new ones push nobody out of the plan, and none into it.
    let scene = Scene::new(tagged(&["v1", "v2", "v3", "v4"]));
    let before = active(&scene.server, PackageType::Docker, "app");
    scene.server.on_request(look(), |world| {
        versions(world, PackageType::Docker, "app", &[("sha256:5", 0, &["v5"])]);
    });
    let ran = run(&scene, &[("tags", "v*"), ("keep-latest", "2")]);
    ran.assert_status(0).assert_true_record();
    let gone: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
    assert_eq!(gone.len(), 2);
    assert!(gone.contains(&before[0].id) && gone.contains(&before[1].id));
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["v3", "v4", "v5"]);
}

#[test]
fn one_look_serves_many_changes_and_shifted_pages_are_followed() {
    // Two hundred pushes between listing and look move everything two pages back.
    let scene = Scene::new(tagged(&["old"; 250].map(|_| "")));
    let ids: Vec<u64> =
        active(&scene.server, PackageType::Docker, "app").iter().map(|row| row.id).collect();
    scene.server.on_request(look(), |world| {
        for number in 0..200 {
            let name = format!("sha256:new{number}");
            versions(world, PackageType::Docker, "app", &[(&name, 0, &[])]);
        }
    });
    let ran = run(&scene, &[("tag-status", "untagged"), ("older-than", "200d")]);
    ran.assert_status(0).assert_true_record();
    let gone: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
    assert!(gone.iter().all(|id| ids.contains(id)));
    assert_eq!(gone.len(), 52, "those of 200 days and more");
    let before_the_first = ran.requests.iter().take_while(|one| one.method == "GET").count();
    assert_eq!(
        before_the_first,
        5 + 5,
        "the listing of three pages with its proof, and five pages"
    );
    let singles =
        ran.requests.iter().filter(|one| one.method == "GET" && one.path.contains("/versions/"));
    assert_eq!(singles.count(), 0);
}

#[test]
fn versions_that_stand_far_apart_are_not_all_looked_at_before_the_first_of_them_goes() {
    // One in each of thirty pages: a look at all of them would be old before it is over.
    let rows: Vec<&str> = (0..3_000).map(|at| if at % 100 == 50 { "pr-1" } else { "v1" }).collect();
    let mut world = world();
    for (at, row) in rows.iter().enumerate() {
        let (name, tag) = (format!("sha256:{at}"), format!("{row}-{at}"));
        versions(&mut world, PackageType::Docker, "app", &[(&name, 90, &[&tag])]);
    }
    let scene = Scene::new(world);
    let ran = run(&scene, &[("tags", "pr-*")]);
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("done"), 30);
    let lines: Vec<bool> = ran.requests.iter().map(|one| one.method == "DELETE").collect();
    let looks: Vec<usize> = lines.split(|is_delete| *is_delete).map(<[bool]>::len).collect();
    // Before the first stands the listing of thirty pages with its proof, behind the last the look back.
    let first = looks[0] - 32;
    let others = &looks[1..looks.len() - 1];
    assert!(first <= 13 && others.iter().all(|gets| *gets <= 13), "{looks:?}");
    assert!(first + others.iter().sum::<usize>() <= 33, "and none is looked at twice: {looks:?}");
}

#[test]
fn what_is_not_where_it_was_is_looked_at_alone() {
    // Somebody deletes a whole page of newer ones: what is to go stands elsewhere now.
    let scene = Scene::new(tagged(&[""; 250]));
    let rows = active(&scene.server, PackageType::Docker, "app");
    let newest: Vec<u64> = rows.iter().rev().take(100).map(|row| row.id).collect();
    scene.server.on_request(look(), move |world| {
        for id in newest {
            world.delete_version(id);
        }
    });
    let touched = rows[3].id;
    scene.server.on_request(look(), move |world| world.put_tag(touched, "wanted"));
    let ran = run(&scene, &[("tag-status", "untagged"), ("older-than", "240d")]);
    let record = ran.assert_true_record();
    assert_eq!(record.outcome_of(touched), "held");
    assert_eq!((record.count("done"), record.count("held")), (11, 1));
}

#[test]
fn a_look_that_fails_sends_nothing_and_is_made_again() {
    let scene = Scene::new(releases(6));
    scene.server.fail_next(look(), Fault::WrongBytes, 2);
    let npm = [("package-type", "npm"), ("packages", "app"), ("version-names", "*")];
    let ran = scene.run(&npm);
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("done"), 5);

    let scene = Scene::new(releases(6));
    scene.server.fail_next(look(), Fault::WrongBytes, 99);
    let ran = scene.run(&npm);
    ran.assert_status(1);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.assert_true_record().count("package-ended"), 5);
    assert_eq!(ran.output("failed-count"), "5");
}
