//! A plan that was made, looked at and carried out later: only what both it and the decision of then
//! contain.

use std::collections::BTreeSet;

use github_standin::{Image, Manifest, Method, PushedImage, World, days_ago};

use crate::setting::{Run, Setting, app, set, world};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

const RECORD: &str = ".package-steward/record.jsonl";

fn push(world: &mut World, label: &str, tags: &[&str], days: u32) -> PushedImage {
    let image = Image::labelled(label).platforms(&PLATFORMS).tags(tags);
    app(world).when(days_ago(days)).push_image(&image)
}

/// Makes the plan, lets something happen, and carries the plan out.
fn apply(setting: &Setting, rules: &[(&str, &str)], meanwhile: impl FnOnce(&mut World)) -> Run {
    setting
        .run(&[rules, &[("dry-run", "true"), ("record-file", "plan.jsonl")]].concat())
        .ended_with(0);
    assert_eq!(setting.deleted(), set([]), "a plan changes nothing");
    meanwhile(&mut setting.server.world());
    let run = setting.run_as_given(&[("apply", "plan.jsonl")]);
    run.ended_with(0);
    setting.is_untroubled();
    run
}

fn ids(images: &[&PushedImage]) -> BTreeSet<u64> {
    images.iter().flat_map(|image| image.ids()).collect()
}

#[test]
fn a_plan_that_is_carried_out_when_nothing_changed_does_what_a_direct_run_does() {
    let rules = [("tags", "pr-*"), ("keep-latest", "1"), ("older-than", "7d")];
    let scene = || {
        let mut world = world();
        push(&mut world, "kept", &["v1"], 30);
        let all: Vec<_> = (1..5)
            .map(|n| push(&mut world, &format!("{n}"), &[&format!("pr-{n}")], 30 - n))
            .collect();
        app(&mut world).when(days_ago(20)).push_referrer(&all[0].root.manifest, "signed");
        world
    };
    let (direct, planned) = (Setting::of(scene()), Setting::of(scene()));
    direct.run(&rules).ended_with(0);
    let run = apply(&planned, &rules, |_| {});
    assert_eq!(planned.deleted(), direct.deleted());
    assert_eq!(planned.deleted().len(), 3 * 3 + 2);
    assert_eq!(run.output("record"), RECORD);
    // Once more there is nothing left to do.
    planned.run_as_given(&[("apply", "plan.jsonl")]).ended_with(0);
    assert_eq!(planned.deleted(), direct.deleted());
}

#[test]
fn what_was_pushed_since_the_plan_was_made_is_held() {
    let mut scene = world();
    push(&mut scene, "kept", &["v1"], 30);
    let old = push(&mut scene, "old", &["pr-1"], 20);
    let setting = Setting::of(scene);
    let run = apply(&setting, &[("tags", "pr-*")], |world| {
        push(world, "new", &["pr-2"], 0);
    });
    assert_eq!(setting.deleted(), ids(&[&old]));
    assert_eq!(run.ids("held").len(), 3, "the image with its platforms");
    run.says("because the plan that is carried out does not have it");
}

#[test]
fn h07_what_was_tagged_or_pushed_again_since_the_plan_was_made_is_held() {
    for touch in ["tag put", "tag moved", "tag taken", "pushed again"] {
        let mut scene = world();
        let kept = push(&mut scene, "kept", &["v1"], 30);
        let old = push(&mut scene, "old", &["pr-1"], 20);
        let touched = push(&mut scene, "touched", &["pr-2", "pr-3"], 10);
        let root = touched.root.clone();
        let setting = Setting::of(scene);
        let run = apply(&setting, &[("tags", "pr-*")], move |world| match touch {
            "tag put" => world.put_tag(root.id, "pr-4"),
            "tag moved" => world.put_tag(root.id, "pr-1"),
            "tag taken" => world.put_tag(kept.root.id, "pr-3"),
            _ => drop(app(world).push_manifest(&root.manifest)),
        });
        let gone = if touch == "tag moved" { ids(&[]) } else { ids(&[&old]) };
        assert_eq!(setting.deleted(), gone, "{touch}: {}", run.log);
        assert!(run.ids("held").contains(&touched.root.id), "{touch}");
        run.says("because its tags or its `updated_at` changed after the package was listed");
    }
}

#[test]
fn h17_where_newer_images_are_gone_the_next_ones_take_their_places() {
    let mut scene = world();
    let all: Vec<_> =
        (1..6).map(|n| push(&mut scene, &format!("{n}"), &[&format!("pr-{n}")], 30 - n)).collect();
    let newest = all[4].ids();
    let setting = Setting::of(scene);
    // Kept are 5 and 4, and then 4 and 3.
    let run = apply(&setting, &[("tags", "pr-*"), ("keep-latest", "2")], move |world| {
        for id in &newest {
            world.delete_version(*id);
        }
    });
    assert_eq!(setting.deleted(), ids(&[&all[0], &all[1]]), "{}", run.log);
}

#[test]
fn h07_a_new_index_over_old_members_keeps_them() {
    let mut scene = world();
    push(&mut scene, "kept", &["v1"], 30);
    let old = push(&mut scene, "old", &["pr-1"], 20);
    let part = old.members[0].clone();
    let setting = Setting::of(scene);
    let run = apply(&setting, &[("tags", "pr-*")], move |world| {
        let index = Manifest::index(&[part.manifest.platform("linux/amd64")]);
        app(world).push_manifest(&index).tags(&["v2"]);
    });
    assert_eq!(setting.deleted(), set([old.root.id, old.members[1].id]), "{}", run.log);
}

#[test]
fn what_others_have_deleted_is_not_asked_for_again() {
    let mut scene = world();
    push(&mut scene, "kept", &["v1"], 30);
    let (gone, old) =
        (push(&mut scene, "gone", &["pr-1"], 20), push(&mut scene, "old", &["pr-2"], 20));
    let theirs = gone.ids();
    let setting = Setting::of(scene);
    apply(&setting, &[("tags", "pr-*")], move |world| {
        for id in &theirs {
            world.delete_version(*id);
        }
    });
    assert_eq!(setting.requests(&Method::DELETE, "/versions/").len(), old.ids().len());
    assert_eq!(setting.deleted(), ids(&[&old]));
}

#[test]
fn what_was_deleted_and_pushed_anew_is_another_version() {
    let mut scene = world();
    push(&mut scene, "kept", &["v1"], 30);
    let old = push(&mut scene, "old", &["pr-1"], 20);
    let (theirs, root) = (old.ids(), old.clone());
    let setting = Setting::of(scene);
    apply(&setting, &[("tags", "pr-*")], move |world| {
        for id in &theirs {
            world.delete_version(*id);
        }
        drop(root);
        push(world, "old", &["pr-1"], 0);
    });
    assert_eq!(setting.requests(&Method::DELETE, "/versions/").len(), 0);
}

/// Explains this, in a dry run of these rules.
fn explain(setting: &Setting, text: &str) -> Run {
    let run = setting.run(&[("tags", "pr-*"), ("dry-run", "true"), ("explain", text)]);
    run.ended_with(0);
    run
}

#[test]
fn explain_tells_by_which_way_something_lists_a_version_or_speaks_of_it() {
    let mut scene = world();
    let mut package = app(&mut scene).when(days_ago(30));
    let deep = package.push_manifest(&Manifest::image("deep")).pushed();
    let nested = Manifest::index(&[deep.manifest.platform("linux/amd64")]);
    let nested = package.push_manifest(&nested).pushed();
    let root =
        package.push_manifest(&Manifest::index(&[nested.manifest.entry()])).tags(&["v1"]).pushed();
    let (referrer, _) = package.push_referrer(&root.manifest, "signed");
    push(&mut scene, "going", &["pr-1"], 20);
    let setting = Setting::of(scene);
    let says = |run: &Run, parts: &[String]| {
        let found = run.log.lines().any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(found, "no {parts:?} in {}", run.log);
    };
    let id = |id: u64| format!("id {id})");
    let of_deep = explain(&setting, &deep.id.to_string());
    says(&of_deep, &[id(deep.id), "because".to_owned()]);
    let way = [id(root.id), " lists ".to_owned(), id(nested.id), ", which lists it".to_owned()];
    says(&of_deep, &way);
    let of_referrer = explain(&setting, &referrer.id.to_string());
    says(&of_referrer, &[id(root.id), " is the subject of ".to_owned()]);
    let of_root = explain(&setting, "v1");
    says(&of_root, &[id(root.id), "is no part of anything".to_owned()]);
    explain(&setting, "pr-1")
        .says("would be deleted, because its tag `pr-1` fits `pr-*` of `tags`");
    explain(&setting, "pr-11").says("there is `pr-1`");
    let digest = deep.manifest.digest().to_owned();
    for text in [&digest[..], &digest[..19], &digest[7..19]] {
        says(&explain(&setting, text), &way);
    }
}

#[test]
fn explain_finds_the_way_also_where_nothing_is_selected() {
    let mut scene = world();
    let kept = push(&mut scene, "kept", &["v1"], 30);
    let setting = Setting::of(scene);
    let run = explain(&setting, &kept.members[0].id.to_string());
    run.says(&format!("id {}) lists it", kept.root.id));
}
