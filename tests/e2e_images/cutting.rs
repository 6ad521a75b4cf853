//! Every single deletion of a run in turn cut off, refused, or its answer lost.

use std::collections::BTreeSet;
use std::sync::mpsc;

use github_standin::{
    Cosign, Fault, Image, Manifest, Matcher, Method, World, days_ago, matching, tag_of,
};

use crate::setting::{Run, Setting, app, world};

const RULES: [(&str, &str); 1] = [("tags", "pr-*")];

/// A world in which images of every build go, and share parts with what stays; the numbers of what
/// goes.
fn scene() -> (World, BTreeSet<u64>) {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(30));
    let shared = app.push_manifest(&Manifest::image("shared")).pushed();
    let [leaf, deep] =
        ["leaf", "deep"].map(|label| app.push_manifest(&Manifest::image(label)).pushed());
    let nested = [deep.manifest.platform("linux/amd64"), shared.manifest.platform("linux/arm64")];
    let nested = app.push_manifest(&Manifest::index(&nested)).pushed();
    let root = [leaf.manifest.platform("linux/amd64"), nested.manifest.entry()];
    let root = app.push_manifest(&Manifest::index(&root)).tags(&["pr-1"]).pushed();
    let mut going = vec![leaf.id, deep.id, nested.id, root.id];
    for label in ["a", "b"] {
        let (referrer, index) = app.push_referrer(&root.manifest, label);
        going.extend([referrer.id, index.id]);
    }
    going.push(app.push_cosign(&leaf.manifest, Cosign::Signature, "of a leaf").id);

    let kept = Manifest::index(&[shared.manifest.platform("linux/arm64")]);
    app.push_manifest(&kept).tags(&["v1"]);
    app.push_referrer(&kept, "kept");
    let image = Image::labelled("second").platforms(&["linux/amd64"]).attested().tags(&["pr-2"]);
    going.extend(app.push_image(&image).ids());
    (world, going.into_iter().collect())
}

fn deletions() -> Matcher {
    matching(Method::DELETE, "/versions/")
}

/// What stays is whole, and was at every moment.
#[track_caller]
fn all_is_whole(setting: &Setting, what: &str) {
    assert_eq!(setting.server.violations(), [], "{what}");
    assert_eq!(setting.server.world().incomplete_tags(), [], "{what}");
}

/// Runs the scene once for each of its deletions, with that fault in it.
fn with_each_deletion(fault: &Fault, times: u64, check: impl Fn(&Setting, &Run, u64, &str)) {
    let (_, going) = scene();
    for nth in 1..=going.len() as u64 {
        let what = format!("{fault:?} at deletion {nth}");
        let setting = Setting::of(scene().0);
        setting.server.fail_next(deletions().nth(nth), fault.clone(), times);
        let run = setting.run(&[&RULES[..], &[("wait-limit", "0s")]].concat());
        all_is_whole(&setting, &what);
        check(&setting, &run, nth, &what);
        // What is left goes when nothing is in its way any more: a fault may outlast a run or two.
        let statuses = (0..3).map(|_| setting.run(&RULES).status);
        assert!(statuses.into_iter().any(|status| status == Some(0)), "{what}");
        all_is_whole(&setting, &what);
        assert!(setting.deleted().is_subset(&going), "{what}");
    }
}

/// Kills the program while the `nth` deletion is under way, which has come about or not. The plan is
/// finished by the record.
fn kill_at(nth: u64, fault: &Fault) {
    let what = format!("killed at deletion {nth}, {fault:?}");
    let (world, going) = scene();
    let setting = Setting::of(world);
    let (arrived, is_there) = mpsc::channel();
    setting.server.on_request(deletions().nth(nth), move |_| arrived.send(()).expect("a listener"));
    setting.server.fail_next(deletions().nth(nth), fault.clone(), 1);
    let mut running = setting.start(&RULES);
    is_there.recv().expect("the deletion");
    running.kill().expect("to kill it");
    running.wait().expect("its end");
    all_is_whole(&setting, &what);
    assert!(setting.deleted().is_subset(&going), "{what}");

    let record = ".package-steward/record.jsonl";
    let resumed = [("apply", record), ("record-file", ".package-steward/resumed.jsonl")];
    setting.run_as_given(&resumed).ended_with(0);
    all_is_whole(&setting, &what);
    assert_eq!(setting.deleted(), going, "{what}: exactly the rest");
}

#[test]
fn the_scene_goes_in_one_run() {
    let (world, going) = scene();
    let setting = Setting::of(world);
    setting.run(&RULES).ended_with(0);
    assert_eq!(setting.deleted(), going);
    all_is_whole(&setting, "the scene");
}

#[test]
fn h05_a_run_that_is_killed_before_any_of_its_deletions_leaves_everything_whole() {
    for nth in 1..=scene().1.len() as u64 {
        kill_at(nth, &Fault::Stall);
    }
}

#[test]
fn h05_a_run_that_is_killed_after_any_of_its_deletions_leaves_everything_whole() {
    for nth in 1..=scene().1.len() as u64 {
        kill_at(nth, &Fault::StallAfter);
    }
}

#[test]
fn h05_a_run_that_a_limit_ends_at_any_deletion_leaves_everything_whole() {
    let limit = Fault::SecondaryLimit { status: 403, retry_after: Some(60) };
    with_each_deletion(&limit, 1, |setting, run, nth, what| {
        run.ended_with(0);
        assert!(setting.deleted().len() as u64 >= nth - 1, "{what}");
        assert_ne!(run.output("remaining-count"), "0", "{what}");
        assert_eq!(run.output("complete"), "false", "{what}");
    });
}

#[test]
fn h36_an_answer_that_is_lost_before_any_deletion_is_looked_up() {
    with_each_deletion(&Fault::ResetBefore, 1, |setting, run, _, what| {
        run.ended_with(0);
        assert_eq!(setting.deleted(), scene().1, "{what}");
        assert_eq!(run.ids("deleted"), setting.deleted(), "{what}");
    });
}

#[test]
fn h36_an_answer_that_is_lost_after_any_deletion_is_looked_up() {
    for fault in [Fault::ResetAfter, Fault::ServerErrorAfter] {
        with_each_deletion(&fault, 1, |setting, run, _, what| {
            run.ended_with(0);
            assert_eq!(setting.deleted(), scene().1, "{what}");
            assert_eq!(run.ids("deleted"), setting.deleted(), "{what}");
        });
    }
}

#[test]
fn h36_a_server_that_fails_at_any_version_for_good_keeps_what_that_version_needs() {
    let (_, going) = scene();
    for id in &going {
        let setting = Setting::of(scene().0);
        let of_it = matching(Method::DELETE, &format!("/versions/{id}"));
        setting.server.fail_next(of_it, Fault::ServerError, 99);
        let run = setting.run(&RULES);
        all_is_whole(&setting, &format!("{id}"));
        run.ended_with(1);
        assert!(setting.is_there(*id));
        assert!(run.ids("failed").contains(id), "{id}: {}", run.log);
    }
}

/// Neither the deletion nor the look after it is answered: nobody knows.
#[test]
fn h36_a_version_of_unknown_fate_stays_with_what_it_needs() {
    let (_, going) = scene();
    for id in &going {
        let setting = Setting::of(scene().0);
        let path = format!("/versions/{id}");
        setting.server.fail_next(matching(Method::DELETE, &path), Fault::ResetBefore, 99);
        let refused = Fault::Hostile { status: 403, message: "Forbidden".to_owned() };
        setting.server.fail_next(matching(Method::GET, &path), refused, 99);
        let run = setting.run(&RULES);
        all_is_whole(&setting, &format!("{id}"));
        run.ended_with(1);
        assert!(setting.is_there(*id));
    }
}

#[test]
fn h36_what_github_refuses_for_itself_is_held_with_what_it_needs() {
    for message in [
        "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact \
         GitHub support for further assistance.",
        "You cannot delete the last tagged version of a package. You must delete the package instead.",
    ] {
        let refusal = Fault::Hostile { status: 400, message: message.to_owned() };
        let (_, going) = scene();
        for id in &going {
            let setting = Setting::of(scene().0);
            let of_it = matching(Method::DELETE, &format!("/versions/{id}"));
            setting.server.fail_next(of_it, refusal.clone(), 1);
            let run = setting.run(&RULES);
            all_is_whole(&setting, &format!("{id}"));
            run.ended_with(0).says("::warning");
            assert!(run.ids("held").contains(id), "{id}: {}", run.log);
            assert!(setting.deleted().is_subset(&going));
            setting.run(&RULES).ended_with(0);
            all_is_whole(&setting, &format!("{id}"));
        }
    }
}

#[test]
fn h36_what_is_refused_for_want_of_a_right_stays_with_what_it_needs() {
    // A single 404 beside a version that is there counts as a slip and is tried again.
    let refusals = [
        (
            Fault::Hostile {
                status: 403,
                message: "Resource not accessible by integration".to_owned(),
            },
            1,
        ),
        (Fault::AlreadyGone, 3),
        (Fault::Hostile { status: 404, message: "Package not found.".to_owned() }, 3),
    ];
    let (_, going) = scene();
    for (fault, times) in refusals {
        for id in &going {
            let what = format!("{fault:?} at {id}");
            let setting = Setting::of(scene().0);
            let of_it = matching(Method::DELETE, &format!("/versions/{id}"));
            setting.server.fail_next(of_it, fault.clone(), times);
            let run = setting.run(&RULES);
            all_is_whole(&setting, &what);
            assert_eq!(run.status, Some(1), "{what}: {}", run.log);
            assert!(setting.is_there(*id) && setting.deleted().is_subset(&going), "{what}");
        }
    }
}

#[test]
fn h36_a_public_version_with_too_many_downloads_keeps_its_parts() {
    let (mut world, going) = scene();
    let mut app = app(&mut world).visibility(github_standin::Visibility::Public);
    let root = app.tagged("pr-1").expect("it");
    let id = app.existing(root.digest()).downloads(6_000).id();
    assert!(app.tagged(&tag_of(root.digest())).is_some());
    let setting = Setting::of(world);
    let run = setting.run(&RULES);
    run.ended_with(0);
    all_is_whole(&setting, "downloads");
    assert!(setting.is_there(id));
    assert_eq!(setting.deleted().len(), 3, "the other image: {:?} of {going:?}", setting.deleted());
}
