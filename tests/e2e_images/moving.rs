//! Moving targets: what is pushed, tagged and deleted while a run is on its way.

use github_standin::{
    Image, Manifest, Matcher, Method, PushedImage, World, any, days_ago, hours_ago, matching,
};

use crate::setting::{Setting, app, set, world};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn push(world: &mut World, label: &str, tags: &[&str], days: u32) -> PushedImage {
    let image = Image::labelled(label).platforms(&PLATFORMS).tags(tags);
    app(world).when(days_ago(days)).push_image(&image)
}

/// Deletions.
fn deletions() -> Matcher {
    matching(Method::DELETE, "/versions/")
}

/// The reading of page 1 that is the look before the changes: listing a single page reads it twice.
fn the_last_look() -> Matcher {
    matching(Method::GET, "/versions?").nth(3)
}

#[test]
fn h06_a_build_that_has_pushed_its_platforms_and_not_yet_its_index_is_left_alone() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let old = push(&mut world, "old", &[], 20);
    let mut app = app(&mut world).when(hours_ago(1));
    for label in ["a", "b"] {
        app.push_manifest(&Manifest::image(label));
    }
    // An index without a tag yet protects what it lists, however old that is.
    let part = &old.members[0];
    app.push_manifest(&Manifest::index(&[part.manifest.platform("linux/amd64")]));
    let setting = Setting::of(world);
    let run = setting.run(&[("tag-status", "untagged")]);
    run.ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), set([old.root.id, old.members[1].id]));
    assert_eq!(run.ids("held").len(), 4, "the two, the index, and what it lists");
}

#[test]
fn h43_a_digest_that_was_pushed_again_is_young_again() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let old = push(&mut world, "old", &[], 20);
    let again = push(&mut world, "again", &[], 20);
    let root = again.root.manifest.clone();
    app(&mut world).when(hours_ago(2)).push_manifest(&root);
    let setting = Setting::of(world);
    let run = setting.run(&[("tag-status", "untagged")]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), old.ids().into_iter().collect());
    assert_eq!(run.ids("held"), again.ids().into_iter().collect());
    setting.run(&[("tag-status", "untagged"), ("untagged-grace", "1h")]).ended_with(0);
    assert_eq!(setting.deleted(), old.ids().into_iter().chain(again.ids()).collect());
    setting.is_untroubled();
}

#[test]
fn parts_go_with_their_root_but_for_those_that_a_build_pushes_anew() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let old = push(&mut world, "old", &["pr-1"], 20);
    for member in old.members.clone() {
        app(&mut world).when(hours_ago(1)).push_manifest(&member.manifest);
    }
    let (referrer, index) =
        app(&mut world).when(hours_ago(1)).push_referrer(&old.root.manifest, "young");
    let setting = Setting::of(world);
    setting.run(&[("tags", "pr-*"), ("older-than", "7d")]).ended_with(0);
    setting.is_untroubled();
    let gone = [old.root.id, referrer.id, index.id];
    assert_eq!(setting.deleted(), gone.into_iter().collect());
    setting.run(&[("tag-status", "untagged"), ("untagged-grace", "30m")]).ended_with(0);
    assert_eq!(setting.deleted(), old.ids().into_iter().chain(gone).collect());
    setting.is_untroubled();
}

#[test]
fn h07_what_was_tagged_or_pushed_again_since_the_listing_is_held() {
    for touch in ["tag", "push", "platform"] {
        let mut world = world();
        push(&mut world, "kept", &["v1"], 30);
        let going = push(&mut world, "going", &["pr-1"], 20);
        let touched = push(&mut world, "touched", &["pr-2"], 10);
        let setting = Setting::of(world);
        let (root, part) = (touched.root.clone(), touched.members[1].clone());
        setting.server.on_request(the_last_look(), move |world| match touch {
            "tag" => world.put_tag(root.id, "stable"),
            "push" => drop(app(world).push_manifest(&root.manifest)),
            _ => world.put_tag(part.id, "v1-arm64"),
        });
        let run = setting.run(&[("tags", "pr-*")]);
        run.ended_with(0);
        setting.is_untroubled();
        let mut gone: Vec<u64> = going.ids();
        let held = if touch == "platform" {
            gone.extend([touched.root.id, touched.members[0].id]);
            touched.members[1].id
        } else {
            touched.root.id
        };
        assert_eq!(setting.deleted(), gone.into_iter().collect(), "{touch}");
        assert!(run.ids("held").contains(&held), "{touch}: {}", run.log);
    }
}

/// Whether the rules would take the new image too makes no difference: it is in no plan of this run.
#[test]
fn h07_a_new_index_saves_what_it_lists() {
    for tag in ["v2", "pr-9", ""] {
        let mut world = world();
        push(&mut world, "kept", &["v1"], 30);
        let going = push(&mut world, "going", &["pr-1"], 20);
        let part = going.members[0].clone();
        let setting = Setting::of(world);
        setting.server.on_request(the_last_look(), move |world| {
            let index = Manifest::index(&[part.manifest.platform("linux/amd64")]);
            let tags: Vec<&str> = Some(tag).filter(|tag| !tag.is_empty()).into_iter().collect();
            app(world).push_manifest(&index).tags(&tags);
        });
        let run = setting.run(&[("tags", "pr-*")]);
        run.ended_with(0);
        setting.is_untroubled();
        assert_eq!(setting.deleted(), set([going.root.id, going.members[1].id]), "{tag}");
        assert!(run.ids("held").contains(&going.members[0].id), "{tag}: {}", run.log);
    }
}

#[test]
fn h07_what_a_push_after_the_last_look_broke_is_back_before_the_run_ends() {
    for (what, first, second) in
        [("index", 1, 2), ("nested", 2, 3), ("tag", 1, 9), ("platform", 2, 9)]
    {
        let mut world = world();
        push(&mut world, "kept", &["v1"], 30);
        let going = push(&mut world, "going", &["pr-1"], 20);
        let all = going.clone();
        let setting = Setting::of(world);
        setting.server.on_request(deletions().nth(first), move |world| match what {
            "index" | "nested" => {
                let part = if what == "index" { &going.members[0] } else { &going.members[1] };
                let inner = Manifest::index(&[part.manifest.platform("linux/amd64")]);
                let inner = app(world).push_manifest(&inner).pushed();
                app(world).push_manifest(&Manifest::index(&[inner.manifest.entry()])).tags(&["v2"]);
            }
            "tag" => world.put_tag(going.root.id, "stable"),
            _ => world.put_tag(going.members[0].id, "v2-amd64"),
        });
        let _ = second;
        let run = setting.run(&[("tags", "pr-*")]);
        run.ended_with(0).says("::warning");
        let world = setting.server.world();
        assert_eq!(world.incomplete_tags(), [], "{what}");
        let back: Vec<u64> = all
            .ids()
            .into_iter()
            .filter(|id| world.version(*id).is_some_and(|(_, row)| row.is_active()))
            .collect();
        let expected = match what {
            "nested" => vec![all.members[1].id],
            "tag" => all.ids(),
            _ => vec![all.members[0].id],
        };
        assert_eq!(back, expected, "{what}: {}", run.log);
        drop(world);
        assert!(run.ids("deleted").is_disjoint(&back.into_iter().collect()), "{what}");
    }
}

#[test]
fn what_cannot_be_brought_back_fails_the_run() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let going = push(&mut world, "going", &["pr-1"], 20);
    let setting = Setting::of(world);
    let part = going.members[0].clone();
    setting.server.on_request(deletions(), move |world| {
        let index = Manifest::index(&[part.manifest.platform("linux/amd64")]);
        app(world).push_manifest(&index).tags(&["v2"]);
    });
    let refusal = github_standin::Fault::Hostile {
        status: 400,
        message: "It cannot be restored.".to_owned(),
    };
    setting.server.fail_next(matching(Method::POST, "/restore"), refusal, 99);
    let run = setting.run(&[("tags", "pr-*")]);
    run.ended_with(1);
    assert!(run.ids("failed").contains(&going.members[0].id), "{}", run.log);
}

#[test]
fn h08_where_pages_never_come_to_rest_nothing_is_deleted() {
    let mut world = world();
    let image = push(&mut world, "parent", &["v1"], 99);
    let mut others = Vec::new();
    for number in 0..150 {
        let image = Image::labelled(&format!("{number}"));
        others.push(app(&mut world).when(days_ago(50)).push_image(&image).root.id);
    }
    let setting = Setting::of(world);
    for (nth, id) in (1..).zip(others.iter().skip(60).step_by(2).take(20).copied()) {
        setting.server.on_request(matching(Method::GET, "/versions?").nth(nth), move |world| {
            world.delete_version(id);
        });
    }
    let run = setting.run(&[("tag-status", "untagged")]);
    run.ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), set([]));
    assert_eq!(run.output("complete"), "false");
    assert!(image.ids().iter().all(|id| setting.is_there(*id)));
}

#[test]
fn h08_a_truncated_listing_deletes_nothing() {
    let mut world = world();
    push(&mut world, "parent", &["v1"], 99);
    for number in 0..150 {
        app(&mut world).when(days_ago(50)).push_image(&Image::labelled(&format!("{number}")));
    }
    let setting = Setting::of(world);
    let fault = github_standin::Fault::EmptyPage;
    setting.server.fail_next(matching(Method::GET, "page=2"), fault, 99);
    let run = setting.run(&[("tag-status", "untagged")]);
    assert_eq!(setting.deleted(), set([]), "{}", run.log);
    assert_eq!(run.output("complete"), "false");
    setting.is_untroubled();
}

/// A root that somebody brings back while its parts are being deleted needs them.
#[test]
fn what_others_restore_meanwhile_gets_its_parts_back() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let going = push(&mut world, "going", &["pr-1"], 20);
    let root = going.root.id;
    let setting = Setting::of(world);
    setting.server.on_request(deletions().nth(3), move |world| {
        world.restore_version(root);
    });
    let run = setting.run(&[("tags", "pr-*")]);
    assert_eq!(setting.server.world().incomplete_tags(), [], "{}", run.log);
    for id in going.ids() {
        assert!(setting.is_there(id), "{id}: {}", run.log);
    }
}

/// Two clean-ups of one package at the same time: what the other deletes is no failure of ours.
#[test]
fn what_others_delete_meanwhile_is_no_failure() {
    let mut world = world();
    push(&mut world, "kept", &["v1"], 30);
    let going = push(&mut world, "going", &["pr-1"], 20);
    let theirs = push(&mut world, "theirs", &["pr-2"], 10);
    let also_ours = going.members[1].id;
    let setting = Setting::of(world);
    let ids = theirs.ids();
    setting.server.on_request(deletions().nth(2), move |world| {
        for id in ids.into_iter().chain([also_ours]) {
            world.delete_version(id);
        }
    });
    let run = setting.run(&[("tags", "pr-1")]);
    run.ended_with(0);
    setting.is_untroubled();
    assert_eq!(run.output("complete"), "true");
    assert_eq!(run.ids("deleted"), set([going.root.id, going.members[0].id]));
    drop(any());
}
