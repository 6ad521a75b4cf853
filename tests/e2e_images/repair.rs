//! Images that miss parts, and what brings those back.

use std::collections::BTreeSet;

use github_standin::{Cosign, Fault, Image, Manifest, Method, Pushed, World, days_ago, matching};

use crate::setting::{Setting, app, set, world};

const REPAIR: (&str, &str) = ("mode", "repair");

/// An index `v1` of a leaf, a nested index of another, and what signs it; beside images that miss
/// nothing.
struct Scene {
    world: World,
    leaf: Pushed,
    deep: Pushed,
    nested: Pushed,
    signature: Pushed,
    other: u64,
}

fn scene() -> Scene {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(9));
    let [leaf, deep] =
        ["leaf", "deep"].map(|label| app.push_manifest(&Manifest::image(label)).pushed());
    let nested = Manifest::index(&[deep.manifest.platform("linux/arm64")]);
    let nested = app.push_manifest(&nested).pushed();
    let root = [leaf.manifest.platform("linux/amd64"), nested.manifest.entry()];
    let root = app.push_manifest(&Manifest::index(&root)).tags(&["v1"]).pushed();
    let signature = app.push_cosign(&root.manifest, Cosign::Signature, "of v1");
    let other = app.push_image(&Image::labelled("other").tags(&["v2"])).root.id;
    Scene { world, leaf, deep, nested, signature, other }
}

impl Scene {
    /// The scene without these.
    fn without(mut self, ids: &[u64]) -> Setting {
        for id in ids {
            assert!(self.world.delete_version(*id), "{id}");
        }
        Setting::of(self.world)
    }
}

#[test]
fn just_what_images_miss_comes_back() {
    let scene = scene();
    let (leaf, gone) = (scene.leaf.id, [scene.leaf.id, scene.other, scene.signature.id]);
    let setting = scene.without(&gone);
    let dry = setting.run_as_given(&[REPAIR, ("dry-run", "true")]);
    dry.ended_with(0);
    assert_eq!(dry.ids("planned"), set([leaf]), "{}", dry.log);
    assert!(!setting.is_there(leaf));
    let run = setting.run_as_given(&[REPAIR]);
    run.ended_with(0).says("found everything as it should be");
    assert_eq!(run.ids("restored"), set([leaf]), "{}", run.log);
    assert_eq!(run.output("complete"), "true");
    assert_eq!(setting.server.world().incomplete_tags(), []);
    assert!(!setting.is_there(gone[1]) && !setting.is_there(gone[2]), "nobody misses them");
    setting.run_as_given(&[REPAIR]).ended_with(0).says("nothing to restore");
    setting.is_untroubled();
}

/// Nobody can tell what a deleted index lists before it is back.
#[test]
fn what_a_restored_index_misses_comes_back_too() {
    let scene = scene();
    let gone = [scene.deep.id, scene.nested.id, scene.leaf.id];
    let (nested, leaf) = (scene.nested.id, scene.leaf.id);
    let setting = scene.without(&gone);
    let dry = setting.run_as_given(&[REPAIR, ("dry-run", "true"), ("cache-path", "none")]);
    assert_eq!(dry.ids("planned"), set([nested, leaf]), "{}", dry.log);
    let run = setting.run_as_given(&[REPAIR, ("cache-path", "none")]);
    run.ended_with(0);
    assert_eq!(run.ids("restored"), gone.into(), "{}", run.log);
    assert_eq!(run.output("kept-count"), "0", "each version has one verdict");
    assert_eq!(setting.server.world().incomplete_tags(), []);
}

#[test]
fn where_the_cache_knows_a_deleted_index_its_parts_come_back_before_it() {
    let scene = scene();
    let (deep, nested) = (scene.deep.id, scene.nested.id);
    let setting = Setting::of(scene.world);
    setting.run(&[("tags", "v*"), ("dry-run", "true")]).ended_with(0);
    for id in [deep, nested] {
        assert!(setting.server.world().delete_version(id));
    }
    let dry = setting.run_as_given(&[REPAIR, ("dry-run", "true")]);
    assert_eq!(dry.ids("planned"), set([deep, nested]), "{}", dry.log);
    setting.run_as_given(&[REPAIR]).ended_with(0);
    let restores: Vec<String> = setting
        .requests(&Method::POST, "/restore")
        .iter()
        .map(github_standin::Request::target)
        .collect();
    assert!(restores[0].contains(&deep.to_string()), "{restores:?}");
    assert_eq!(setting.server.world().incomplete_tags(), []);
    setting.is_untroubled();
}

#[test]
fn an_image_that_cannot_be_saved_is_told_with_its_tags_and_the_others_are_saved() {
    let mut scene = scene();
    let nested = scene.nested.id;
    let digest = scene.leaf.manifest.digest().to_owned();
    app(&mut scene.world).existing(&digest).deleted(days_ago(31));
    let setting = scene.without(&[nested]);
    let run = setting.run_as_given(&[REPAIR]);
    run.ended_with(0).says("::warning").says("`v1`").says("can't be saved");
    assert_eq!(run.ids("restored"), set([nested]), "{}", run.log);
}

#[test]
fn h42_a_part_whose_tag_moved_on_stays_deleted() {
    let mut scene = scene();
    let (leaf, other) = (scene.leaf.id, scene.other);
    scene.world.put_tag(leaf, "edge-amd64");
    let setting = scene.without(&[leaf]);
    setting.server.world().put_tag(other, "edge-amd64");
    let run = setting.run_as_given(&[REPAIR]);
    run.ended_with(0).says("`edge-amd64`").says("which is held");
    assert_eq!(run.ids("held"), set([leaf]), "{}", run.log);
    assert!(!setting.is_there(leaf));
}

#[test]
fn h19_what_cannot_be_read_is_told_and_all_else_repaired() {
    let mut scene = scene();
    let leaf = scene.leaf.id;
    let odd =
        app(&mut scene.world).when(days_ago(8)).push_image(&Image::labelled("odd").tags(&["odd"]));
    let odd = format!("/manifests/{}", odd.root.manifest.digest());
    let setting = scene.without(&[leaf]);
    setting.server.fail_next(matching(Method::GET, &odd), Fault::WrongBytes, 99);
    let run = setting.run_as_given(&[REPAIR]);
    run.ended_with(1).says("all else is repaired");
    assert_eq!(run.ids("restored"), set([leaf]), "{}", run.log);
    assert_eq!(run.output("complete"), "false");
}

/// Each restore in turn refused, or its answer lost: what is left is done by the next run.
#[test]
fn a_repair_that_is_cut_off_is_finished_by_another() {
    let gone = |scene: &Scene| [scene.leaf.id, scene.deep.id, scene.nested.id];
    for nth in 1..=3 {
        for fault in [Fault::ServerError, Fault::ServerErrorAfter] {
            let scene = scene();
            let gone = gone(&scene);
            let setting = scene.without(&gone);
            let restores = matching(Method::POST, "/restore").nth(nth);
            setting.server.fail_next(restores, fault.clone(), 1);
            let inputs = [REPAIR, ("cache-path", "none"), ("wait-limit", "0s")];
            setting.run_as_given(&inputs);
            setting.run_as_given(&inputs).ended_with(0);
            assert_eq!(setting.server.world().incomplete_tags(), [], "{fault:?} at {nth}");
            let all: BTreeSet<u64> = gone.into();
            assert!(all.iter().all(|id| setting.is_there(*id)), "{fault:?} at {nth}");
        }
    }
}
