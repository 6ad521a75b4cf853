//! Undoing a run whose images share parts, or whose tags and versions others have changed since.

use github_standin::{Image, Manifest, Pushed, PushedImage, World, days_ago};

use crate::setting::{Run, Setting, app, set, world};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn push(world: &mut World, label: &str, tags: &[&str], days: u32) -> PushedImage {
    let image = Image::labelled(label).platforms(&PLATFORMS).tags(tags);
    app(world).when(days_ago(days)).push_image(&image)
}

fn delete(setting: &Setting, tags: &str, record: &str) {
    setting.run(&[("tags", tags), ("record-file", record)]).ended_with(0);
}

fn undo(setting: &Setting, record: &str, cache: &str) -> Run {
    setting.run_as_given(&[("mode", "restore"), ("restore-from", record), ("cache-path", cache)])
}

#[test]
fn a_part_that_a_later_run_deleted_comes_back_with_the_image_that_needs_it() {
    for cache in ["auto", "none"] {
        let mut world = world();
        push(&mut world, "kept", &["latest"], 30);
        let mut app = app(&mut world).when(days_ago(20));
        let [shared, own] =
            ["shared", "own"].map(|label| app.push_manifest(&Manifest::image(label)).pushed());
        let entry = shared.manifest.platform("linux/amd64");
        let first = Manifest::index(&[entry.clone(), own.manifest.platform("linux/arm64")]);
        let first = app.push_manifest(&first).tags(&["x"]).pushed();
        let second = app.push_manifest(&Manifest::index(&[entry])).tags(&["y"]).pushed();
        let setting = Setting::of(world);
        delete(&setting, "x", "a.jsonl");
        assert_eq!(setting.deleted(), set([first.id, own.id]));
        delete(&setting, "y", "b.jsonl");
        let run = undo(&setting, "a.jsonl", cache);
        run.ended_with(0);
        assert_eq!(setting.deleted(), set([second.id]), "{cache}: {}", run.log);
        assert_eq!(run.ids("restored"), set([first.id, own.id, shared.id]), "{cache}");
    }
}

#[test]
fn a_part_of_an_image_that_is_held_comes_back_with_the_other_one_that_needs_it() {
    for (cache, moved) in [("auto", "x"), ("none", "x"), ("auto", "y"), ("none", "y")] {
        let mut world = world();
        push(&mut world, "kept", &["latest"], 30);
        let mut seeded = app(&mut world).when(days_ago(20));
        let [shared, own, other] = ["shared", "own", "other"]
            .map(|label| seeded.push_manifest(&Manifest::image(label)).pushed());
        let entry = shared.manifest.platform("linux/amd64");
        let index = |part: &Pushed| {
            Manifest::index(&[entry.clone(), part.manifest.platform("linux/arm64")])
        };
        let first = seeded.push_manifest(&index(&own)).tags(&["x"]).pushed();
        let second = seeded.push_manifest(&index(&other)).tags(&["y"]).pushed();
        let setting = Setting::of(world);
        delete(&setting, "x\ny", "a.jsonl");
        app(&mut setting.server.world()).push_image(&Image::labelled("newer").tags(&[moved]));
        let run = undo(&setting, "a.jsonl", cache);
        run.ended_with(0).says("2 versions held");
        let held = if moved == "x" { [first.id, own.id] } else { [second.id, other.id] };
        assert_eq!(setting.deleted(), set(held), "{cache} {moved}: {}", run.log);
        assert_eq!(run.ids("held"), set(held), "{cache} {moved}");
        assert_eq!(setting.server.world().incomplete_tags(), [], "{cache} {moved}");
    }
}
