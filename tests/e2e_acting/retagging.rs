//! Where restoring does not bring a version's tags back, they are put on again, if they are still free.

use github_standin::{Fault, Image, Method, PackageType, RestoredTags, World, matching};

use crate::support::{ORGANIZATION, Outcome, Scene, images, state};

const UNDO: [(&str, &str); 3] = [
    ("mode", "restore"),
    ("restore-from", ".package-steward/record.jsonl"),
    ("record-file", ".package-steward/undone.jsonl"),
];

/// A scene in a world in which tags stay lost, after a run that deleted images.
fn deleted(mut world: World) -> Scene {
    world.restored_tags = RestoredTags::Lost;
    let scene = Scene::new(world);
    let with = [("packages", "deep/app"), ("tags", "pr-*\nnightly")];
    scene.run(&with).assert_status(0).assert_true_record();
    scene
}

/// What was put under a tag, as path and status.
fn puts(ran: &Outcome) -> Vec<String> {
    ran.changes().into_iter().filter(|line| line.starts_with("PUT ")).collect()
}

#[test]
fn tags_that_did_not_come_back_are_put_on_again() {
    let before = state(&Scene::new(images()));
    let scene = deleted(images());
    let ran = scene.run(&UNDO);
    ran.assert_status(0).assert_says("which was put on it again");
    assert_eq!(state(&scene), before, "the same versions with the same tags");
    // Two tags of one image, one of another, and what is signed and attested by a tag of its own.
    assert!(puts(&ran).len() >= 3, "{:?}", puts(&ran));
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

#[test]
fn h42_a_tag_that_somebody_gave_away_in_the_last_moment_stays_theirs() {
    let scene = deleted(images());
    // The last look at the tag, right before the push.
    scene.server.on_request(matching(Method::GET, "/manifests/pr-1"), |world| {
        let mut package =
            world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
        package.push_image(&Image::labelled("theirs").tags(&["pr-1"]));
    });
    let ran = scene.run(&UNDO);
    ran.assert_status(1);
    assert!(puts(&ran).iter().all(|line| !line.contains("/pr-1")), "{:?}", puts(&ran));
    let world = scene.server.world();
    let package = world.package(ORGANIZATION, PackageType::Container, "deep/app").expect("it");
    let theirs = package.versions.tagged("pr-1").expect("a tag");
    assert_eq!(package.versions.all().last().map(|row| row.id), Some(theirs.id));
}

#[test]
fn an_image_that_lost_its_tag_in_that_very_moment_is_named() {
    let scene = deleted(images());
    let (tell, told) = std::sync::mpsc::channel();
    scene.server.on_request(matching(Method::PUT, "/manifests/pr-1"), move |world| {
        let package = world.organization(ORGANIZATION);
        let mut package = package.package(PackageType::Container, "deep/app");
        let platforms = ["linux/amd64", "linux/arm64"];
        let image = Image::labelled("theirs").platforms(&platforms).tags(&["pr-1"]);
        tell.send(package.push_image(&image)).expect("somebody listens");
    });
    let ran = scene.run(&UNDO);
    ran.assert_status(0);
    let theirs = told.try_recv().expect("it was pushed");
    let (begin, end) = ("the image `", "and has no tag");
    let warnings: Vec<&str> =
        ran.ran.log.lines().filter(|line| line.contains(begin) && line.contains(end)).collect();
    assert_eq!(warnings.len(), 1, "and none of its platforms: {warnings:#?}");
    assert!(warnings[0].contains(&format!("(id {})", theirs.root.id)), "{warnings:#?}");
    assert!(warnings[0].contains("`pr-1`"), "{warnings:#?}");
}

#[test]
fn nothing_is_asked_between_the_last_look_at_a_tag_and_its_push() {
    let scene = deleted(images());
    let ran = scene.run(&UNDO);
    ran.assert_status(0);
    let all: Vec<String> = ran.requests.iter().map(github_standin::Request::line).collect();
    let pushes: Vec<_> = all.windows(2).filter(|two| two[1].starts_with("PUT ")).collect();
    assert!(!pushes.is_empty(), "{all:#?}");
    for two in pushes {
        let path = two[1].split(' ').nth(1).expect("a path");
        assert!(two[0].starts_with(&format!("GET {path}")), "{two:?}");
    }
}

#[test]
fn a_token_that_may_not_push_leaves_the_tag_and_says_so() {
    let scene = deleted(images());
    scene.server.fail_next(
        matching(Method::PUT, "/manifests/"),
        Fault::Hostile { status: 403, message: "denied".to_owned() },
        9,
    );
    let ran = scene.run(&UNDO);
    ran.assert_status(1).assert_says("could not be put on it again");
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

#[test]
fn a_lost_answer_is_settled_by_a_look_at_the_tag() {
    let before = state(&Scene::new(images()));
    let scene = deleted(images());
    let put = matching(Method::PUT, "/manifests/");
    scene.server.fail_next(put, Fault::ResetAfter, 1);
    let ran = scene.run(&UNDO);
    ran.assert_status(0);
    assert_eq!(state(&scene), before);
}
