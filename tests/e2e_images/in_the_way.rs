//! Versions of which nobody can tell what they list.

use github_standin::{
    Cosign, Fault, Image, Manifest, Method, PackageSeed, World, days_ago, digest_of, hours_ago,
    matching, media, tag_of,
};
use serde_json::json;

use crate::setting::{Setting, app, package, set, world};

/// Images that go in `app` and in `other`, and one that stays in each; the numbers of those that go.
fn packages() -> (World, [u64; 2]) {
    let mut world = world();
    let ids = ["app", "other"].map(|name| {
        let mut package = package(&mut world, name).when(days_ago(30));
        package.push_image(&Image::labelled("kept").tags(&["v1"]));
        package.push_image(&Image::labelled("going").tags(&["pr-1"])).root.id
    });
    (world, ids)
}

const RULES: [(&str, &str); 2] = [("packages", "app\nother"), ("tags", "pr-*")];

/// Nothing goes in `app`, `other` goes on, and the run fails and says why. Then the version is taken out by
/// its number, alone; and then everything goes.
fn is_in_the_way(setting: &Setting, ids: [u64; 2], unreadable: u64, why: &str) {
    let run = setting.run(&RULES);
    run.ended_with(1).says(why).says(&format!("version-ids: {unreadable}"));
    assert_eq!(setting.deleted(), set([ids[1]]), "{why}");
    assert_eq!(run.output("complete"), "false");

    let run = setting.run(&[("version-ids", &unreadable.to_string())]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], unreadable]), "{why}: {}", run.log);

    setting.run(&RULES).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], unreadable]), "{why}");
    setting.is_untroubled();
}

fn with_fault(fault: Fault, why: &str) {
    let (mut world, ids) = packages();
    let odd = app(&mut world).when(days_ago(9)).push_image(&Image::labelled("odd").tags(&["odd"]));
    let setting = Setting::of(world);
    let path = format!("/manifests/{}", odd.root.manifest.digest());
    setting.server.fail_next(matching(Method::GET, &path), fault, 99);
    is_in_the_way(&setting, ids, odd.root.id, why);
}

#[test]
fn h19_other_bytes_than_the_digests_tell_nothing() {
    with_fault(Fault::WrongBytes, "have another digest");
}

#[test]
fn h19_a_manifest_that_is_too_large_tells_nothing() {
    with_fault(Fault::Oversized { bytes: 5 << 20 }, "4194304");
}

#[test]
fn h19_an_unknown_manifest_type_is_not_taken_for_an_image() {
    let unknown = "application/vnd.example.manifest.v9+json";
    let subject = Manifest::image("any");
    for (manifest, why) in [
        (Manifest::of_json(unknown, &json!({"mediaType": unknown})), "no known manifest type"),
        (
            Manifest::of_json("application/json", &json!({"schemaVersion": 2})),
            "no known manifest type",
        ),
        (
            Manifest::of_json(
                media::OCI_INDEX,
                &json!({
                    "schemaVersion": 2,
                    "mediaType": media::OCI_INDEX,
                    "manifests": [{"mediaType": unknown, "digest": subject.digest(), "size": 1}],
                }),
            ),
            "no known manifest type",
        ),
        (Manifest::of_bytes(media::OCI_IMAGE, "[]"), "no JSON object"),
    ] {
        let (mut world, ids) = packages();
        let odd = app(&mut world).when(days_ago(9)).push_manifest(&manifest).tags(&["odd"]).id();
        is_in_the_way(&Setting::of(world), ids, odd, why);
    }
}

/// `sha256-<hex>` can be put on anything: here on an index that lists what the tag speaks of.
#[test]
fn h39_a_circle_of_tags_is_in_the_way_and_what_makes_it_goes_by_its_number() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(days_ago(9));
    let part = app.push_manifest(&Manifest::image("part")).pushed();
    app.push_cosign(&part.manifest, Cosign::Signature, "behind the circle, newest of all");
    let index = Manifest::index(&[part.manifest.platform("linux/amd64")]);
    let index = app.push_manifest(&index).tags(&[&tag_of(part.manifest.digest())]).id();
    app.push_cosign(&part.manifest, Cosign::Sbom, "and newer still");
    let setting = Setting::of(world);
    let run = setting.run(&RULES);
    run.ended_with(1).says("speaks of by its tags").says(&format!("version-ids: {index}"));
    assert_eq!(setting.deleted(), set([ids[1]]));
    let run = setting.run(&[("version-ids", &index.to_string())]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], index]), "{}", run.log);
    setting.run(&RULES).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], index, ids[0]]));
    // By its tag the index spoke of the part, and took that word with it.
    assert_eq!(setting.server.violations().len(), 1);
    assert_eq!(setting.server.world().incomplete_tags(), []);
}

#[test]
fn h39_two_that_speak_of_each_other_go_when_both_are_named() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(days_ago(9));
    let pair = ["one", "two"].map(|label| app.push_manifest(&Manifest::image(label)).pushed());
    for (one, other) in [(0, 1), (1, 0)] {
        let tag = tag_of(pair[other].manifest.digest());
        app.existing(pair[one].manifest.digest()).tags(&[&tag]);
    }
    let setting = Setting::of(world);
    setting.run(&RULES).ended_with(1);
    assert_eq!(setting.deleted(), set([ids[1]]));
    setting.run(&[("version-ids", &pair[0].id.to_string())]).ended_with(1);
    assert_eq!(setting.deleted(), set([ids[1]]), "the other one still speaks in a circle");
    let both = format!("{},{}", pair[0].id, pair[1].id);
    let run = setting.run(&[("version-ids", &both)]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], pair[0].id, pair[1].id]), "{}", run.log);
    setting.run(&RULES).ended_with(0);
    assert!(!setting.is_there(ids[0]));
}

/// What it lists nobody can tell, but its tag tells what it speaks of; and that stays.
#[test]
fn h39_an_unreadable_word_on_an_image_that_stays_goes_by_its_number_and_stays_gone() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(days_ago(9));
    let subject = app.tagged("v1").expect("it");
    let odd = Manifest::of_bytes("application/vnd.example.v9+json", "{}");
    let odd = app.push_manifest(&odd).tags(&[&tag_of(subject.digest())]).id();
    let setting = Setting::of(world);
    setting.run(&RULES).ended_with(1).says(&format!("version-ids: {odd}"));
    let run = setting.run(&[("version-ids", &odd.to_string())]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], odd]), "{}", run.log);
    setting.run(&RULES).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], odd]));
}

/// GitHub lists it, and the registry does not know it.
fn unknown(app: PackageSeed<'_>, label: &str) -> u64 {
    app.version(&digest_of(label.as_bytes())).id()
}

#[test]
fn h39_what_the_registry_does_not_know_yet_is_in_the_way() {
    let (mut world, ids) = packages();
    let young = unknown(app(&mut world).when(hours_ago(2)), "young");
    let setting = Setting::of(world);
    let run = setting.run(&RULES);
    run.ended_with(1).says("does not know it yet");
    assert_eq!(setting.deleted(), set([ids[1]]));
    // It is held as everything that is young and has no tag, also by its number.
    setting.run(&[("version-ids", &young.to_string())]).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1]]));
    let without_grace = [("version-ids", young.to_string()), ("untagged-grace", "none".to_owned())];
    let without_grace = without_grace.each_ref().map(|(name, value)| (*name, value.as_str()));
    setting.run(&without_grace).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[1], young]));
    setting.is_untroubled();
}

#[test]
fn h39_an_old_ghost_is_reported_and_in_nobodys_way_and_may_be_selected() {
    let (mut world, ids) = packages();
    let ghost = unknown(app(&mut world).when(days_ago(9)), "old");
    // Listed and otherwise gone: GitHub has been seen to do that.
    let phantom = digest_of(b"listed only");
    app(&mut world).when(days_ago(9)).version(&phantom).listed_only();
    let setting = Setting::of(world);
    let run = setting.run(&RULES);
    run.ended_with(0).says("::warning").says(&ghost.to_string());
    assert_eq!(setting.deleted(), ids.into());
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], ghost]));
    setting.is_untroubled();
}

#[test]
fn what_others_delete_before_it_is_read_is_neither_a_ghost_nor_in_the_way() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(hours_ago(1));
    let theirs =
        app.push_image(&Image::labelled("theirs").platforms(&["linux/amd64"]).tags(&["pr-2"]));
    let setting = Setting::of(world);
    let all = theirs.ids();
    setting.server.on_request(matching(Method::GET, "/manifests/"), move |world| {
        for id in all {
            world.delete_version(id);
        }
    });
    let run = setting.run(&RULES);
    run.ended_with(0).does_not_say("::warning");
    assert_eq!(run.ids("deleted"), ids.into());
    setting.is_untroubled();
}

#[test]
fn h39_leaves_of_old_kinds_are_understood() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(days_ago(20));
    app.push_manifest(&Manifest::docker_schema_1("kept")).tags(&["old"]);
    let schema_1 = app.push_manifest(&Manifest::docker_schema_1("going")).tags(&["pr-2"]).id();
    let kept = app.tagged("v1").expect("it");
    app.push_manifest(&Manifest::oci_artifact(&kept, "of what stays"));
    let going = app.tagged("pr-1").expect("it");
    let artifact = app.push_manifest(&Manifest::oci_artifact(&going, "of what goes")).id();
    let setting = Setting::of(world);
    setting.run(&RULES).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], schema_1, artifact]));
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], schema_1, artifact]), "v1 has its artifact");
    setting.is_untroubled();
}

/// One may list the other, so the number of one is not enough.
#[test]
fn h39_of_two_that_cannot_be_read_both_must_be_named() {
    let (mut world, ids) = packages();
    let mut app = app(&mut world).when(days_ago(9));
    let odd = ["one", "two"].map(|label| {
        let manifest =
            Manifest::of_bytes("application/vnd.example.v9+json", format!("{{\"{label}\":1}}"));
        app.push_manifest(&manifest).tags(&[label]).id()
    });
    let setting = Setting::of(world);
    for id in odd {
        setting.run(&[("version-ids", &id.to_string())]).ended_with(1);
        assert_eq!(setting.deleted(), set([]));
    }
    let both = format!("{}\n{}", odd[0], odd[1]);
    // What is named beside them is not unreadable, and they go alone.
    let more = format!("{both}\n{}", ids[0]);
    setting.run(&[("version-ids", &more)]).ended_with(0);
    assert_eq!(setting.deleted(), odd.into());
    setting.is_untroubled();
}

#[test]
fn h39_an_unreadable_part_goes_with_what_lists_it_and_not_before() {
    let (mut world, _) = packages();
    let mut app = app(&mut world).when(days_ago(9));
    let leaf = app.push_manifest(&Manifest::image("leaf")).pushed();
    let part = app.push_manifest(&Manifest::index(&[leaf.manifest.platform("linux/386")])).pushed();
    let entries = [part.manifest.entry(), leaf.manifest.platform("linux/amd64")];
    let root = app.push_manifest(&Manifest::index(&entries)).tags(&["v2"]).pushed();
    app.push_cosign(&root.manifest, Cosign::Signature, "signature");
    app.push_referrer(&part.manifest, "of the part");
    let setting = Setting::of(world);
    let path = format!("/manifests/{}", part.manifest.digest());
    setting.server.fail_next(matching(Method::GET, &path), Fault::WrongBytes, 99);
    let run = setting.run(&[("version-ids", &part.id.to_string())]);
    assert_eq!(setting.deleted(), set([]), "{}", run.log);
    let both = format!("{},{}", root.id, part.id);
    setting.run(&[("version-ids", &both)]).ended_with(0);
    assert_eq!(setting.deleted(), set([root.id, part.id]), "and nothing beside them");
    setting.is_untroubled();
}

#[test]
fn h39_what_a_keep_protects_stays_also_where_it_cannot_be_read() {
    let (mut world, _) = packages();
    let manifest = Manifest::of_bytes("application/vnd.example.v9+json", "{}");
    let odd = app(&mut world).when(days_ago(9)).push_manifest(&manifest).tags(&["latest"]).id();
    let setting = Setting::of(world);
    setting.run(&[("version-ids", &odd.to_string())]);
    assert_eq!(setting.deleted(), set([]));
    setting.run(&[("version-ids", &odd.to_string()), ("keep-tags", "none")]).ended_with(0);
    assert_eq!(setting.deleted(), set([odd]));
}
