//! Tags come off versions that stay, and only what was pushed for that is deleted.

use github_standin::{Fault, Image, Lag, Method, PackageType, World, any, matching};

use crate::support::{ORGANIZATION, Outcome, Scene, State, gate, images, state};

const UNTAG: [(&str, &str); 3] = [("packages", "deep/app"), ("tags", "pr-2"), ("untag", "true")];

const UNDO: [(&str, &str); 3] = [
    ("mode", "restore"),
    ("restore-from", ".package-steward/record.jsonl"),
    ("record-file", ".package-steward/undone.jsonl"),
];

/// What is there, with this tag off.
fn without(tag: &str, mut state: State) -> State {
    for (_, _, tags) in state.values_mut().flatten() {
        tags.retain(|one| one != tag);
    }
    state
}

/// The name of the version that carries a tag.
fn on(scene: &Scene, tag: &str) -> Option<String> {
    let world = scene.server.world();
    let package = world.package(ORGANIZATION, PackageType::Container, "deep/app")?;
    package.versions.tagged(tag).map(|row| row.name.clone())
}

/// Everything that was there before is there, whatever else is.
#[track_caller]
fn assert_all_stay(scene: &Scene, before: &State) {
    let after = state(scene);
    for (package, rows) in before {
        for (id, name, _) in rows {
            assert!(after[package].iter().any(|(there, _, _)| there == id), "{id} {name} is gone");
        }
    }
}

/// Somebody pushes another image under the tag right before the first request of this kind.
fn push_before(scene: &Scene, method: Method, part: &str) {
    scene.server.on_request(matching(method, part), |world: &mut World| {
        let mut package =
            world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
        package.push_image(&Image::labelled("theirs").tags(&["pr-2"]));
    });
}

fn puts(ran: &Outcome) -> usize {
    ran.changes().iter().filter(|line| line.starts_with("PUT ")).count()
}

#[test]
fn a_selected_tag_comes_off_and_the_record_puts_it_on_again() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let ran = scene.run(&UNTAG);
    ran.assert_status(0).assert_says("took the tag `pr-2` off");
    assert_eq!(state(&scene), without("pr-2", before.clone()));
    assert_eq!(ran.output("deleted-count"), "0");
    let list: serde_json::Value = serde_json::from_str(ran.output("untagged")).expect("JSON");
    assert_eq!(list[0]["tags"], serde_json::json!(["pr-2"]));
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    let summary = format!("{:?}", ran.ran.summary);
    assert!(summary.contains("How to undo this run"), "{summary}");
    scene.run(&UNDO).assert_status(0).assert_says("put the tag `pr-2` on");
    assert_eq!(state(&scene), before);
}

#[test]
fn a_dry_run_says_which_tags_would_come_off_and_writes_nothing() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let with = [UNTAG[0], UNTAG[1], UNTAG[2], ("dry-run", "true")];
    let ran = scene.run(&with);
    ran.assert_status(0).assert_says("would take the tag `pr-2` off");
    assert_eq!((ran.changes(), state(&scene)), (Vec::<String>::new(), before));
    assert_eq!(ran.output("untagged"), "[]");
}

#[test]
fn images_that_no_tag_holds_go_and_others_lose_the_tags_that_were_selected() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let with = [("packages", "deep/app"), ("tags", "pr-*"), ("untag", "true")];
    let ran = scene.run(&with);
    ran.assert_status(0);
    assert_eq!((on(&scene, "pr-1"), on(&scene, "pr-2")), (None, None));
    assert!(on(&scene, "nightly").is_some());
    assert_ne!(ran.output("deleted-count"), "0");
    scene.run(&UNDO).assert_status(0);
    assert_eq!(state(&scene), before);
}

#[test]
fn a_tag_that_a_keep_protects_and_those_beside_it_stay() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let with = [UNTAG[0], UNTAG[1], UNTAG[2], ("keep-tags", "night*")];
    scene.run(&with).assert_status(0);
    assert_eq!(state(&scene), before);
}

#[test]
fn h18_a_listing_that_lags_makes_nothing_go_but_what_was_pushed() {
    for behind in [2, 4] {
        let mut world = images();
        world.lag = Lag::Requests(behind);
        let scene = Scene::new(world);
        let before = state(&scene);
        scene.run(&UNTAG).assert_status(0);
        assert_eq!(state(&scene), without("pr-2", before), "{behind}");
    }
}

#[test]
fn h18_where_the_new_version_never_shows_the_tag_goes_back() {
    let mut world = images();
    world.lag = Lag::Requests(10_000);
    let scene = Scene::new(world);
    let before = state(&scene);
    let original = on(&scene, "pr-2");
    let ran = scene.run(&UNTAG);
    ran.assert_status(1).assert_says("the tag is on its version as before");
    assert_all_stay(&scene, &before);
    assert_eq!(on(&scene, "pr-2"), original);
    assert!(ran.changes().iter().all(|line| !line.starts_with("DELETE ")));
    assert_eq!(ran.output("untagged"), "[]");
}

#[test]
fn h48_what_somebody_pushes_under_the_tag_meanwhile_stays_theirs() {
    let moments = [
        (Method::GET, "/manifests/pr-2"),
        (Method::PUT, "/manifests/pr-2"),
        (Method::DELETE, "/versions/"),
    ];
    for (method, part) in moments {
        let scene = Scene::new(images());
        let before = state(&scene);
        push_before(&scene, method.clone(), part);
        let ran = scene.run(&UNTAG);
        assert_all_stay(&scene, &before);
        let there = on(&scene, "pr-2").expect("a tag");
        let world = scene.server.world();
        let package = world.package(ORGANIZATION, PackageType::Container, "deep/app").expect("it");
        let row = package.versions.tagged("pr-2").expect("a version");
        let is_old = before.values().flatten().any(|(id, _, _)| *id == row.id);
        assert!(!is_old, "{method} {part}: {there}\n{}", ran.ran.log);
    }
}

#[test]
fn a_token_that_may_not_push_is_told_and_the_tag_stays() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let denied = Fault::Hostile { status: 403, message: "denied".to_owned() };
    scene.server.fail_next(matching(Method::PUT, "/manifests/"), denied, 9);
    let ran = scene.run(&UNTAG);
    ran.assert_status(1).assert_says("needs to be allowed to push");
    assert_eq!(state(&scene), before);
}

#[test]
fn where_the_empty_version_can_not_be_deleted_the_tag_goes_back() {
    let scene = Scene::new(images());
    let before = state(&scene);
    let original = on(&scene, "pr-2");
    let denied = Fault::Hostile { status: 403, message: "denied".to_owned() };
    scene.server.fail_next(matching(Method::DELETE, "/versions/"), denied, 9);
    let ran = scene.run(&UNTAG);
    ran.assert_status(1).assert_says("the tag is on its version as before");
    assert_all_stay(&scene, &before);
    assert_eq!(on(&scene, "pr-2"), original);
}

#[test]
fn lost_answers_are_settled_by_looks() {
    for (method, part, nth) in [(Method::PUT, "/manifests/", 2), (Method::DELETE, "/versions/", 1)]
    {
        let scene = Scene::new(images());
        let before = state(&scene);
        let matcher = matching(method.clone(), part).nth(nth);
        scene.server.fail_next(matcher, Fault::ResetAfter, 1);
        let ran = scene.run(&UNTAG);
        ran.assert_status(0);
        assert_eq!(state(&scene), without("pr-2", before), "{method}");
        assert!(puts(&ran) >= 1);
    }
}

#[test]
fn a_run_that_is_killed_anywhere_is_undone_by_its_record() {
    let mut begun = 0;
    for at in (6..30).step_by(3) {
        let scene = Scene::new(images());
        let before = state(&scene);
        let original = on(&scene, "pr-2");
        let gate = gate(&scene.server, any().nth(at));
        let mut running = scene.start(&UNTAG);
        let Ok(()) = gate.try_wait(std::time::Duration::from_secs(10)) else { break };
        running.kill().expect("killed");
        running.wait().expect("an end");
        gate.open();
        begun += usize::from(on(&scene, "pr-2") != original);
        scene.run(&UNDO).assert_status(0);
        assert_all_stay(&scene, &before);
        assert_eq!(on(&scene, "pr-2"), original, "{at}");
    }
    assert!(begun > 0, "no run was killed in the middle");
}

#[test]
fn a_plan_takes_off_only_what_is_in_it() {
    let scene = Scene::new(images());
    let plan = [
        ("packages", "deep/app"),
        ("tags", "pr-2\npr-7"),
        ("untag", "true"),
        ("dry-run", "true"),
        ("record-file", "plan.jsonl"),
    ];
    scene.run(&plan).assert_status(0);
    let id = scene.id(PackageType::Container, "deep/app", "1.0.0");
    scene.server.world().put_tag(id, "pr-7");
    let ran = scene.run(&[("apply", "plan.jsonl")]);
    ran.assert_status(0).assert_says("took the tag `pr-2` off");
    assert_eq!(on(&scene, "pr-2"), None);
    assert!(on(&scene, "pr-7").is_some(), "nobody has seen that in the plan");
}

#[test]
fn a_dry_run_of_the_way_back_says_which_tags_would_be_put_on() {
    let scene = Scene::new(images());
    scene.run(&UNTAG).assert_status(0);
    let after = state(&scene);
    let with = [UNDO[0], UNDO[1], UNDO[2], ("dry-run", "true")];
    scene.run(&with).assert_status(0).assert_says("did not put the tag `pr-2` on");
    assert_eq!(state(&scene), after);
}

#[test]
fn h42_a_tag_that_somebody_gave_away_since_is_not_taken_back() {
    let scene = Scene::new(images());
    scene.run(&UNTAG).assert_status(0);
    let theirs = scene.id(PackageType::Container, "deep/app", "1.0.0");
    scene.server.world().put_tag(theirs, "pr-2");
    let there = on(&scene, "pr-2");
    scene.run(&UNDO).assert_status(1).assert_says("the tag is on another version now");
    assert_eq!(on(&scene, "pr-2"), there);
}
