//! A record that is not as it was written is refused, whichever input names it: nothing is requested.

use std::fs;
use std::os::unix::fs::symlink;

use github_standin::PackageType;

use crate::support::{Scene, releases, versions, world};

/// The inputs that name a record, each with what else such a run needs.
const READERS: [&[(&str, &str)]; 2] =
    [&[("apply", "named.jsonl")], &[("restore-from", "named.jsonl"), ("mode", "restore")]];

/// A scene in which a run was recorded, with that record as text.
fn recorded() -> (Scene, String) {
    let scene = Scene::new(releases(6));
    let ran = scene.run(&[
        ("package-type", "npm"),
        ("packages", "app"),
        ("version-names", "1.0.[0-3]"),
        ("record-file", "first.jsonl"),
    ]);
    ran.assert_status(0);
    assert_eq!(ran.deeds.len(), 4);
    let text = fs::read_to_string(scene.job.workspace().join("first.jsonl")).expect("a record");
    (scene, text)
}

/// Runs with each input that names a record, and fails unless that is refused before anything is asked.
#[track_caller]
fn assert_refused(scene: &Scene, what: &str, says: &str) {
    for reader in READERS {
        let ran = scene.run(reader);
        ran.assert_status(2).assert_says(reader[0].0).assert_says(says);
        assert_eq!(ran.requests.len(), 0, "{what}: {reader:?}");
        assert_eq!(ran.deeds, [], "{what}");
    }
}

/// A damage, what is to be said of it, and what it makes of a record.
type Damage = (&'static str, &'static str, fn(&str) -> Vec<u8>);

const DAMAGES: [Damage; 12] = [
    ("empty", "it is empty", |_| Vec::new()),
    ("one line break", "it is empty", |_| b"\n".to_vec()),
    ("cut in its first line", "it is empty", |text| text.as_bytes()[..40].to_vec()),
    ("another file", "line 1", |_| b"{\"name\":\"app\"}\n".to_vec()),
    ("no text at all", "line 1", |_| vec![0xff, 0xfe, 0, b'\n']),
    ("another form", "its form has number 9", |text| {
        text.replacen("\"schema\":", "\"schema\":9", 1).into_bytes()
    }),
    ("a line that nobody writes", "line 2", |text| {
        text.replacen("\"event\":\"listed\"", "\"event\":\"lister\"", 1).into_bytes()
    }),
    ("a field that nobody writes", "line 2", |text| {
        text.replacen("\"event\":\"listed\"", "\"event\":\"listed\",\"more\":1", 1).into_bytes()
    }),
    ("two records in one", "line", |text| [text, text].concat().into_bytes()),
    ("a number that is none", "line", |text| text.replace("\"id\":", "\"id\":-").into_bytes()),
    ("somebody else's by now", "line 1", |text| {
        text.replacen("\"owner\":\"octo-org\"", "\"owner\":\"somebody\"", 1).into_bytes()
    }),
    ("of another GitHub by now", "line 1", |text| {
        text.replacen("\"api\":\"http://", "\"api\":\"http://elsewhere.", 1).into_bytes()
    }),
];

#[test]
fn a_damaged_record_is_refused_and_nothing_is_requested() {
    let (scene, text) = recorded();
    for (what, says, damage) in DAMAGES {
        let damaged = damage(&text);
        assert_ne!(damaged, text.as_bytes(), "{what}");
        fs::write(scene.job.workspace().join("named.jsonl"), damaged).expect("a file");
        assert_refused(&scene, what, says);
    }
}

#[test]
fn a_record_of_another_owner_or_another_github_is_refused() {
    let (scene, text) = recorded();
    scene.write("named.jsonl", &text);
    for (name, value, says) in [
        ("owner", "octocat", "give the same `owner`"),
        ("api-url", "http://127.0.0.1:1", "ids mean nothing elsewhere"),
    ] {
        for reader in READERS {
            let ran = scene.run(&[reader, &[(name, value), ("packages", "app")]].concat());
            ran.assert_status(2).assert_says(says);
            assert_eq!(ran.requests.len(), 0);
        }
    }
}

#[test]
fn a_hundred_megabytes_of_something_else_are_refused() {
    let (scene, text) = recorded();
    let mut long = text.clone().into_bytes();
    long.resize(100 * 1024 * 1024, b'x');
    fs::write(scene.job.workspace().join("named.jsonl"), long).expect("a file");
    assert_refused(&scene, "100 MB", "line");
    let file = fs::File::create(scene.job.workspace().join("named.jsonl")).expect("a file");
    file.set_len(1024 * 1024 * 1024).expect("a long file");
    assert_refused(&scene, "1 GB", "no record has more than");
}

#[test]
fn a_path_that_leads_out_of_the_workspace_is_refused() {
    let (scene, text) = recorded();
    let outside = scene.job.workspace().parent().expect("a folder").join("outside.jsonl");
    fs::write(&outside, &text).expect("a file");
    let named = scene.job.workspace().join("named.jsonl");
    symlink(&outside, &named).expect("a link");
    assert_refused(&scene, "a link", "out of the workspace");
    fs::remove_file(&named).expect("removed");
    assert_refused(&scene, "nothing there", "can't be read");
    fs::create_dir(&named).expect("a folder");
    assert_refused(&scene, "a folder", "it is no file");
    let out = outside.display().to_string();
    for path in ["../outside.jsonl", &out] {
        for reader in READERS {
            let with: Vec<_> = [&[(reader[0].0, path)], &reader[1..]].concat();
            let ran = scene.run(&with);
            ran.assert_status(2);
            assert_eq!(ran.requests.len(), 0, "{path}");
        }
    }
}

#[test]
fn the_record_of_the_run_never_takes_the_place_of_the_one_that_is_named() {
    let (scene, text) = recorded();
    let workspace = scene.job.workspace();
    symlink("first.jsonl", workspace.join("named.jsonl")).expect("a link");
    for reader in READERS {
        let with = [reader, &[("record-file", "first.jsonl")]].concat();
        let ran = scene.run(&with);
        ran.assert_status(2).assert_says("record-file");
        assert_eq!(ran.requests.len(), 0);
    }
    let kept = fs::read_to_string(workspace.join("first.jsonl")).expect("the record");
    assert_eq!(kept, text);
}

/// Whatever a single byte or a cut does to a record: either it is refused before anything is asked, or
/// nothing comes back that the run did not delete.
#[test]
fn a_record_that_was_cut_or_flipped_anywhere_brings_back_nothing_else() {
    let mut world = world();
    let name = |number: u32| format!("1.0.{number}");
    for number in 0..6 {
        versions(&mut world, PackageType::Npm, "app", &[(&name(number), 90, &[])]);
    }
    let gone_before = world.package("octo-org", PackageType::Npm, "app").map(|package| {
        let rows: Vec<u64> = package.versions.active().map(|row| row.id).collect();
        rows[5]
    });
    let gone_before = gone_before.expect("a version");
    world.delete_version(gone_before);
    let scene = Scene::new(world);
    let npm = [("package-type", "npm"), ("packages", "app"), ("record-file", "first.jsonl")];
    let ran = scene.run(&[&npm[..], &[("version-names", "1.0.[01]")]].concat());
    ran.assert_status(0);
    let deleted: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
    let bytes = fs::read(scene.job.workspace().join("first.jsonl")).expect("a record");
    let named = scene.job.workspace().join("named.jsonl");

    let mut step = 1_u64;
    let mut draw = || {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(step >> 33).unwrap_or(0)
    };
    let mut refused = 0;
    for round in 0..60 {
        let mut damaged = bytes.clone();
        let at = draw() % bytes.len();
        if round % 2 == 0 {
            damaged.truncate(at);
        } else {
            damaged[at] ^= 1 << (draw() % 8);
        }
        fs::write(&named, &damaged).expect("a file");
        let ran = scene.run(&[("restore-from", "named.jsonl"), ("mode", "restore")]);
        let status = ran.ran.status.code();
        if status == Some(2) {
            assert_eq!(ran.requests.len(), 0, "{at}");
            refused += 1;
        }
        let back: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
        assert!(back.iter().all(|id| deleted.contains(id)), "{at}: {back:?}");
        // As it was before the next round.
        let mut world = scene.server.world();
        for id in back {
            assert!(world.delete_version(id));
        }
    }
    assert!(refused > 20, "most damages are found: {refused}");
}
