//! What can't be read: what it forbids, and how it is got rid of.

use github_standin::{Fault, Image, Manifest, Method, days_ago, matching};
use serde_json::json;

use crate::setting::{Setting, app, package, set, world};

/// A package with an image to delete and an untagged version of this manifest, and another package.
fn beside(manifest: &Manifest) -> (Setting, u64, u64, u64) {
    let mut world = world();
    let push = |label: &str, tag: &str| Image::labelled(label).tags(&[tag]).created(days_ago(30));
    let odd = app(&mut world).when(days_ago(20)).push_manifest(manifest).id();
    app(&mut world).push_image(&push("kept", "v1"));
    let goes = app(&mut world).push_image(&push("goes", "pr-1")).root.id;
    let other = package(&mut world, "other").push_image(&push("other", "pr-1")).root.id;
    package(&mut world, "other").push_image(&push("stays", "v1"));
    (Setting::of(world), odd, goes, other)
}

const RULES: [(&str, &str); 3] =
    [("packages", "app, other"), ("tags", "pr-*"), ("older-than", "7d")];

fn of_unknown_type() -> Manifest {
    let media_type = "application/vnd.example.manifest.v9+json";
    let body = json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": [] });
    Manifest::of_json(media_type, &body)
}

#[test]
fn h19_what_can_never_be_read_stops_its_package_and_no_other() {
    let (setting, odd, goes, other) = beside(&of_unknown_type());
    let run = setting.run(&RULES);
    run.ended_with(1).says(&format!("version {odd}"));
    assert!(setting.is_there(goes), "beside something unreadable nothing goes");
    assert!(!setting.is_there(other), "the other package goes on");
    setting.is_untroubled();
    // It can be taken out by its number, alone; then the way is free.
    let alone = setting.run(&[("version-ids", &odd.to_string()), ("untagged-grace", "none")]);
    assert_eq!(setting.deleted(), set([odd, other]), "{}", alone.log);
    setting.run(&RULES).ended_with(0);
    assert!(!setting.is_there(goes));
    setting.is_untroubled();
}

#[test]
fn h19_what_could_not_be_read_now_stops_its_package_and_goes_by_no_number() {
    let (setting, odd, goes, other) = beside(&Manifest::image("odd"));
    let manifests_of = matching(Method::GET, "/app/manifests/");
    let denied = Fault::Hostile { status: 403, message: "denied".to_owned() };
    setting.server.fail_next(manifests_of.clone(), denied.clone(), 1_000);
    setting.run(&RULES).ended_with(1);
    assert_eq!(setting.deleted(), set([other]));
    let named = [("version-ids", &*odd.to_string()), ("untagged-grace", "none")];
    setting.run(&named).ended_with(1);
    assert!(setting.is_there(odd) && setting.is_there(goes));
    setting.is_untroubled();
}

#[test]
fn h39_old_kinds_are_leaves_and_stop_nothing() {
    for manifest in [
        Manifest::docker_schema_1("old"),
        Manifest::oci_artifact(&Manifest::image("subject"), "artifact"),
    ] {
        let (setting, odd, goes, other) = beside(&manifest);
        setting.run(&RULES).ended_with(0);
        assert_eq!(setting.deleted(), set([goes, other]));
        assert!(setting.is_there(odd));
        setting.is_untroubled();
    }
}

#[test]
fn h50_a_registry_that_knows_nothing_of_a_package_makes_nobody_a_ghost() {
    let mut world = world();
    let image = Image::labelled("kept").platforms(&["linux/amd64", "linux/arm64"]);
    // Without a tag, so that nothing has to be looked at a minute later.
    let kept = app(&mut world).push_image(&image.created(days_ago(30)));
    let setting = Setting::of(world);
    setting.server.fail_next(matching(Method::GET, "/manifests/"), Fault::AlreadyGone, 1_000);
    let keep = kept.root.manifest.digest().to_owned();
    let run = setting.run(&[("tag-status", "untagged"), ("keep-version-names", &keep)]);
    run.ended_with(1);
    assert_eq!(setting.deleted(), set([]), "{}", run.log);
    setting.is_untroubled();
}
