//! A record that is not as it was written is refused, whichever input names it: nothing is requested.

use std::fs;
use std::os::unix::fs::symlink;

use github_standin::PackageType;

use crate::support::{RecordOf, Scene, each_damage, releases, versions, world};

/// What every run here selects.
const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "1.0.[0-3]")];

const RECORD: &str = "recorded.jsonl";

/// A run that reads a record.
struct Reader {
    of: RecordOf,
    /// The input that names the record.
    input: &'static str,
    /// What else such a run needs.
    beside: &'static [(&'static str, &'static str)],
}

const READERS: [Reader; 4] = [
    Reader { of: RecordOf::Plan, input: "apply", beside: &[] },
    Reader {
        of: RecordOf::Plan,
        input: "compare-to",
        beside: &[NPM[0], NPM[1], NPM[2], ("dry-run", "true")],
    },
    Reader { of: RecordOf::Run, input: "apply", beside: &[] },
    Reader { of: RecordOf::Run, input: "restore-from", beside: &[("mode", "restore")] },
];

impl Reader {
    /// Runs with this record, and fails unless that is refused before anything is asked. What was done to
    /// the record is told then.
    fn assert_refuses(
        &self,
        scene: &Scene,
        path: &str,
        more: &[(&str, &str)],
        (what, says): (&str, &str),
    ) {
        let ran = scene.run(&[&[(self.input, path)], self.beside, more].concat());
        let (input, log) = (self.input, &ran.ran.log);
        assert_eq!(ran.ran.status.code(), Some(2), "{input}, {what}: {log}");
        assert_eq!(ran.requests.len(), 0, "{input}, {what}");
        ran.assert_says(&format!("input `{input}`")).assert_says(says);
    }
}

/// A scene with a whole record, and what reads such a one.
fn each_record(mut check: impl FnMut(&Scene, RecordOf, &[&Reader])) {
    for of in [RecordOf::Plan, RecordOf::Run] {
        let scene = Scene::new(releases(6));
        let dry = if of == RecordOf::Plan { "true" } else { "false" };
        let ran = scene.run(&[&NPM[..], &[("record-file", RECORD), ("dry-run", dry)]].concat());
        ran.assert_status(0);
        let readers: Vec<&Reader> = READERS.iter().filter(|reader| reader.of == of).collect();
        check(&scene, of, &readers);
    }
}

#[test]
fn a_damaged_record_is_refused_and_nothing_is_requested() {
    each_record(|scene, of, readers| {
        each_damage(&scene.job.workspace(), RECORD, of, |damage| {
            for reader in readers {
                reader.assert_refuses(scene, &damage.path, &[], (&damage.what, damage.says));
            }
        });
    });
}

#[test]
fn a_record_that_is_whole_is_not_refused() {
    each_record(|scene, _, readers| {
        for reader in readers {
            scene.run(&[&[(reader.input, RECORD)], reader.beside].concat()).assert_status(0);
        }
    });
}

#[test]
fn a_record_of_another_owner_or_another_github_is_refused() {
    each_record(|scene, _, readers| {
        for reader in readers {
            for (name, value, says) in [
                ("owner", "octocat", "give the same `owner`"),
                ("api-url", "http://127.0.0.1:1", "ids mean nothing elsewhere"),
            ] {
                let more = [(name, value), ("packages", "app")];
                reader.assert_refuses(scene, RECORD, &more, (value, says));
            }
        }
    });
}

#[test]
fn the_record_of_the_run_never_takes_the_place_of_the_one_that_is_named() {
    each_record(|scene, _, readers| {
        let workspace = scene.job.workspace();
        let before = fs::read(workspace.join(RECORD)).expect("the record");
        symlink(RECORD, workspace.join("named.jsonl")).expect("a link");
        for reader in readers {
            for path in [RECORD, "named.jsonl"] {
                let more = [("record-file", RECORD)];
                reader.assert_refuses(scene, path, &more, (path, "`record-file`"));
            }
        }
        assert_eq!(fs::read(workspace.join(RECORD)).expect("the record"), before);
    });
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
