//! The look after the changes: is there what should be there?

use std::sync::atomic::{AtomicBool, Ordering};

use github_standin::{Fault, Lag, Limits, Matcher, Method, PackageType, World, matching};

use crate::support::{ORGANIZATION, Outcome, Scene, active, releases, tagged};

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "1.0.[0-3]")];

fn id(scene: &Scene, name: &str) -> u64 {
    scene.id(PackageType::Npm, "app", name)
}

/// The last delete.
fn last() -> Matcher {
    matching(Method::DELETE, "/versions/").nth(4)
}

fn run(count: u32, change: impl FnOnce(&Scene) -> Box<dyn FnOnce(&mut World) + Send>) -> Outcome {
    let scene = Scene::new(releases(count));
    let change = change(&scene);
    scene.server.on_request(last(), change);
    scene.run(&NPM)
}

#[test]
fn what_vanishes_by_somebody_elses_hand_is_told_and_fails_the_run() {
    let mut vanished = 0;
    let ran = run(8, |scene| {
        vanished = id(scene, "1.0.6");
        let gone = vanished;
        Box::new(move |world| {
            world.delete_version(gone);
        })
    });
    ran.assert_status(1).assert_says("1.0.6");
    assert_eq!(ran.assert_true_record().differences(), [("missing".to_owned(), vanished)]);
    assert_eq!(ran.output("deleted-count"), "4", "what was done is done");
}

#[test]
fn what_comes_back_by_somebody_elses_hand_is_told_and_fails_the_run() {
    let mut back = 0;
    let ran = run(8, |scene| {
        back = id(scene, "1.0.0");
        let again = back;
        Box::new(move |world| {
            world.restore_version(again);
        })
    });
    ran.assert_status(1);
    assert_eq!(ran.assert_true_record().differences(), [("still-there".to_owned(), back)]);
}

#[test]
fn what_is_pushed_meanwhile_is_no_difference() {
    let ran = run(8, |_| {
        Box::new(|world| {
            let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
            package.version("2.0.0");
        })
    });
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().differences(), []);
}

#[test]
fn a_listing_that_lags_behind_is_not_believed_alone() {
    let mut world = releases(8);
    world.lag = Lag::Requests(3);
    let scene = Scene::new(world);
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!((record.count("done"), record.differences().len()), (4, 0));
}

#[test]
fn what_nobody_changed_is_not_looked_at_again() {
    let scene = Scene::new(releases(8));
    let ran = scene.run(&[&NPM[..2], &[("version-names", "9.*")]].concat());
    ran.assert_status(0);
    assert_eq!(ran.requests.len(), 2, "the listing and its proof");
}

#[test]
fn h07_a_tag_that_was_put_on_in_the_last_moment_brings_its_version_back() {
    let scene = Scene::new(tagged(&["pr-1", "pr-2", "base"]));
    let one = scene.id(PackageType::Docker, "app", "pr-1");
    let delete = matching(Method::DELETE, &format!("/versions/{one}"));
    scene.server.on_request(delete, move |world| world.put_tag(one, "release"));
    let docker = [("package-type", "docker"), ("packages", "app"), ("tags", "pr-*")];
    let ran = scene.run(&docker);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.healed_ids(), [one]);
    assert_eq!(record.differences(), []);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["pr-1 release", "base"]);
    assert_eq!(ran.output("deleted-count"), "1", "what came back is not called deleted");
    assert_eq!(active(&scene.server, PackageType::Docker, "app").len(), 2);
}

#[test]
fn what_was_to_come_back_and_did_not_is_told_and_fails_the_run() {
    let scene = Scene::new(releases(5));
    scene.run(&NPM).assert_status(0);
    // Those that are there again when the last one is about to come back go once more.
    let last = matching(Method::POST, "/restore").nth(4);
    scene.server.on_request(last, |world| {
        let package = world.package(ORGANIZATION, PackageType::Npm, "app").expect("there");
        let back = package.versions.active().filter(|row| row.name != "1.0.4");
        let back: Vec<u64> = back.map(|row| row.id).collect();
        assert_eq!(back.len(), 3);
        for id in back {
            world.delete_version(id);
        }
    });
    let restore = [
        ("package-type", "npm"),
        ("packages", "app"),
        ("mode", "restore"),
        ("deleted-within", "1h"),
    ];
    let ran = scene.run(&restore);
    ran.assert_status(1);
    let differences = ran.assert_true_record().differences();
    assert_eq!(differences.len(), 3);
    assert!(differences.iter().all(|(kind, _)| kind == "not-back"), "{differences:?}");
}

#[test]
fn a_look_back_that_breaks_off_is_told_and_costs_no_request_for_each_version() {
    let scene = Scene::new(releases(251));
    scene.server.set_limits(Limits::none());
    let npm = [("package-type", "npm"), ("packages", "app")];
    scene.run(&[&npm[..], &[("version-names", "*")]].concat()).assert_status(0);
    // Page 2 of what is there, once something came back.
    let begun = AtomicBool::new(false);
    let page_2 = Matcher::new(move |request| {
        begun.fetch_or(request.method == "POST", Ordering::SeqCst)
            && request.query.contains("page=2")
            && !request.query.contains("deleted")
    });
    scene.server.fail_next(page_2, Fault::EmptyPage, 99);
    let ran = scene.run(&[&npm[..], &[("mode", "restore"), ("deleted-within", "1h")]].concat());
    ran.assert_status(1).assert_says("look at all of npm/app");
    let record = ran.assert_true_record();
    assert_eq!((record.count("done"), record.differences().len()), (250, 0));
    let singles =
        ran.requests.iter().filter(|one| one.method == "GET" && one.path.contains("/versions/"));
    assert_eq!(singles.count(), 0);
}
