//! Undoing a run whose images share parts, or whose tags and versions others have changed since.

use github_standin::{Image, Manifest, PushedImage, World, days_ago};

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
