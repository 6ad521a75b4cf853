//! Parts of images: what an index lists goes with it or not at all.

use github_standin::{Image, Manifest, PushedImage, World, days_ago};

use crate::setting::{Setting, app, set, world};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// A multi-platform image with an attestation beside each platform, pushed so many days ago.
fn push(world: &mut World, label: &str, tags: &[&str], days: u32) -> PushedImage {
    let image = Image::labelled(label).platforms(&PLATFORMS).attested().tags(tags);
    app(world).when(days_ago(days)).push_image(&image)
}

#[test]
fn h01_untagged_parts_of_what_stays_are_no_untagged_images() {
    let mut world = world();
    push(&mut world, "docker", &["v0"], 50);
    let docker = Image::labelled("list").platforms(&PLATFORMS).docker().tags(&["v1"]);
    app(&mut world).when(days_ago(40)).push_image(&docker);
    let old = push(&mut world, "old", &[], 30);
    push(&mut world, "new", &["v2", "latest"], 20);
    let setting = Setting::of(world);
    let run = setting.run(&[("tag-status", "untagged")]);
    run.ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), old.ids().into_iter().collect());
    assert_eq!(run.ids("deleted"), setting.deleted());
}

#[test]
fn h02_images_are_counted_and_neither_their_parts_nor_their_tags() {
    let mut world = world();
    let images: Vec<PushedImage> = [9, 7, 5, 3]
        .map(|days| {
            push(&mut world, &format!("{days}"), &[&format!("v{days}"), &format!("{days}")], days)
        })
        .into();
    let setting = Setting::of(world);
    setting.run(&[("tags", "*"), ("keep-latest", "2")]).ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), images[..2].iter().flat_map(PushedImage::ids).collect());
}

#[test]
fn h03_a_part_that_two_indexes_share_stays_at_once_and_a_run_later() {
    let mut world = world();
    let shared =
        app(&mut world).when(days_ago(20)).push_manifest(&Manifest::image("shared")).pushed();
    let own = app(&mut world).when(days_ago(20)).push_manifest(&Manifest::image("own")).pushed();
    let entry = shared.manifest.platform("linux/amd64");
    let doomed = Manifest::index(&[entry.clone(), own.manifest.platform("linux/arm64")]);
    let doomed = app(&mut world).when(days_ago(20)).push_manifest(&doomed).tags(&["pr-1"]).pushed();
    let kept = Manifest::index(&[entry]);
    app(&mut world).when(days_ago(10)).push_manifest(&kept).tags(&["v1"]).pushed();
    let setting = Setting::of(world);
    for _ in 0..2 {
        setting.run(&[("tags", "pr-*")]).ended_with(0);
        assert_eq!(setting.deleted(), set([doomed.id, own.id]));
    }
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    assert_eq!(setting.deleted(), set([doomed.id, own.id]));
    setting.is_untroubled();
}

#[test]
fn h04_an_untagged_index_that_nobody_selected_protects_what_it_lists() {
    for ages in [[30, 20], [20, 30]] {
        let mut world = world();
        let mut app = app(&mut world).when(days_ago(40));
        let shared = app.push_manifest(&Manifest::image("shared")).pushed();
        let [untagged, doomed] = ["arm64", "amd64"]
            .map(|name| Manifest::index(&[shared.manifest.platform(&format!("linux/{name}"))]));
        let mut pushes = [(ages[0], &untagged, &[][..]), (ages[1], &doomed, &["pr-1"])];
        pushes.sort_by_key(|(days, ..)| std::cmp::Reverse(*days));
        for (days, manifest, tags) in pushes {
            app = app.when(days_ago(days));
            app.push_manifest(manifest).tags(tags);
        }
        let id = app.existing(doomed.digest()).id();
        app.push_image(&Image::labelled("kept").tags(&["v1"]));
        let setting = Setting::of(world);
        setting.run(&[("tags", "pr-*")]).ended_with(0);
        setting.is_untroubled();
        assert_eq!(setting.deleted(), set([id]), "{ages:?}");
    }
}

/// What is older than everything that goes is not read. A part that only the guard's choice of today
/// leaves to go can be older than what was read so far.
#[test]
fn h04_an_old_untagged_index_is_read_also_where_a_hold_changes_what_a_guard_leaves() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(60));
    let old_part = app.push_manifest(&Manifest::image("old part")).pushed();
    app.push_manifest(&Manifest::index(&[old_part.manifest.platform("linux/arm64")]));
    let mut app = app.when(days_ago(30));
    let lost = app.push_manifest(&Manifest::image("lost")).pushed();
    let incomplete = Manifest::index(&[lost.manifest.platform("linux/amd64")]);
    let incomplete = app.push_manifest(&incomplete).tags(&["a"]).pushed();
    let mut app = app.when(days_ago(10));
    let newest = Manifest::index(&[old_part.manifest.platform("linux/amd64")]);
    let newest = app.push_manifest(&newest).tags(&["b"]).pushed();
    world.delete_version(lost.id);
    let setting = Setting::of(world);
    let ids = format!("{},{}", incomplete.id, newest.id);
    setting.run(&[("version-ids", &ids), ("min-remaining", "1")]).ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), set([newest.id]));
}

#[test]
fn h28_the_leaves_of_nested_indexes_stay_with_what_stays() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let leaves = ["a", "b", "c"].map(|label| app.push_manifest(&Manifest::image(label)).pushed());
    let [a, b, c] = &leaves;
    let inner =
        Manifest::index(&[a.manifest.platform("linux/amd64"), b.manifest.platform("linux/arm64")]);
    let inner = app.push_manifest(&inner).pushed();
    let middle = app.push_manifest(&Manifest::index(&[inner.manifest.entry()])).pushed();
    let kept = Manifest::index(&[middle.manifest.entry()]);
    app.push_manifest(&kept).tags(&["v1"]);
    let going = Manifest::index(&[inner.manifest.entry(), c.manifest.platform("linux/amd64")]);
    let nested = app.push_manifest(&going).pushed();
    let root = Manifest::index(&[nested.manifest.entry(), a.manifest.platform("linux/386")]);
    let root = app.push_manifest(&root).tags(&["pr-1"]).pushed();
    let setting = Setting::of(world);
    setting.run(&[("tags", "pr-*")]).ended_with(0);
    assert_eq!(setting.deleted(), set([root.id, nested.id, c.id]));
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    assert_eq!(setting.deleted(), set([root.id, nested.id, c.id]));
    setting.is_untroubled();
}

#[test]
fn h28_a_nested_index_alone_takes_all_that_is_below_it() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let leaf = app.push_manifest(&Manifest::image("leaf")).pushed();
    let mut below =
        app.push_manifest(&Manifest::index(&[leaf.manifest.platform("linux/amd64")])).pushed();
    let mut going = set([leaf.id, below.id]);
    for _ in 0..4 {
        below = app.push_manifest(&Manifest::index(&[below.manifest.entry()])).pushed();
        going.insert(below.id);
    }
    app.existing(below.manifest.digest()).tags(&["pr-1"]);
    app.push_image(&Image::labelled("kept").tags(&["v1"]));
    let setting = Setting::of(world);
    setting.run(&[("tags", "pr-*")]).ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), going);
}

#[test]
fn h37_a_tagged_part_is_held_by_the_index_that_lists_it() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let parts = ["v1-amd64", "v1-arm64"]
        .map(|tag| app.push_manifest(&Manifest::image(tag)).tags(&[tag]).pushed());
    let index =
        Manifest::index(&parts.each_ref().map(|part| part.manifest.platform("linux/amd64")));
    let index = app.push_manifest(&index).tags(&["v1"]).pushed();
    app.push_image(&Image::labelled("kept").tags(&["main"]));
    let ids = parts.each_ref().map(|part| part.id);
    let setting = Setting::of(world);

    let run = setting.run(&[("tags", "*-amd64\n*-arm64")]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([]));
    assert_eq!(run.ids("held"), ids.into(), "they were selected, and the index needs them");

    // The index goes; the part whose own tag is not selected is an image of its own from then on.
    let run = setting.run(&[("tags", "v1\n*-amd64")]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([index.id, ids[0]]));
    assert_eq!(run.ids("held"), set([ids[1]]));

    setting.run(&[("tags", "*-arm64")]).ended_with(0);
    assert_eq!(setting.deleted(), set([index.id, ids[0], ids[1]]));
    setting.is_untroubled();
}

#[test]
fn h37_a_tagged_part_takes_no_slot_of_the_latest() {
    let mut world = world();
    for (version, days) in [("v1", 20), ("v2", 10)] {
        let mut app = app(&mut world).when(days_ago(days));
        let parts = ["amd64", "arm64"].map(|name| {
            let tag = format!("{version}-{name}");
            app.push_manifest(&Manifest::image(&tag)).tags(&[&tag]).pushed()
        });
        let index =
            Manifest::index(&parts.each_ref().map(|it| it.manifest.platform("linux/amd64")));
        app.push_manifest(&index).tags(&[version]);
    }
    let setting = Setting::of(world);
    setting.run(&[("tags", "v*"), ("keep-latest", "2")]).ended_with(0);
    assert_eq!(setting.deleted(), set([]));
    setting.run(&[("tags", "v*"), ("keep-latest", "1")]).ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted().len(), 3, "the older image, whole");
}

#[test]
fn h38_an_index_of_blobs_is_a_cache_and_no_broken_image() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let going = app.push_manifest(&Manifest::buildkit_cache("pr", 6)).tags(&["cache-pr-1"]).id();
    app.push_manifest(&Manifest::buildkit_cache("main", 6)).tags(&["cache-main"]);
    let untagged = app.push_manifest(&Manifest::buildkit_cache("left", 6)).id();
    app.push_image(&Image::labelled("kept").tags(&["v1"]));
    let setting = Setting::of(world);
    let run = setting.run(&[
        ("tag-status", "any"),
        ("older-than", "1d"),
        ("keep-tags", "v1\ncache-main"),
    ]);
    run.ended_with(0).does_not_say("incomplete");
    setting.is_untroubled();
    assert_eq!(setting.deleted(), set([going, untagged]));
}

/// An entry whose media type is no manifest's is a blob, whatever else has its digest.
#[test]
fn h38_a_blob_that_has_the_digest_of_a_version_protects_and_takes_nothing() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let image = app.push_manifest(&Manifest::image("image")).tags(&["v1"]).pushed();
    let cache = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": github_standin::media::OCI_INDEX,
        "manifests": [{
            "mediaType": github_standin::media::OCI_LAYER,
            "digest": image.manifest.digest(),
            "size": 3,
        }],
    });
    let cache = Manifest::of_json(github_standin::media::OCI_INDEX, &cache);
    let cache = app.push_manifest(&cache).tags(&["cache"]).id();
    let setting = Setting::of(world);
    setting.run(&[("tags", "cache")]).ended_with(0);
    assert_eq!(setting.deleted(), set([cache]));
    setting.is_untroubled();
}
