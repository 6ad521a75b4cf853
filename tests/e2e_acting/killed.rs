//! A run that is killed anywhere leaves a record that can be read and is true.

use std::collections::BTreeSet;
use std::path::Path;

use github_standin::{Limits, PackageType, any};

use crate::support::{Deed, Record, Scene, deeds, gate, releases};

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "*")];

const VERSIONS: u32 = 61;

/// Numbers without order, the same ones each time.
fn scattered(seed: u64) -> impl Iterator<Item = u64> {
    let step =
        move |last: &u64| Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed | 1));
    std::iter::successors(Some(seed), step).map(|number| number >> 33)
}

/// Whether GitHub does what is asked while its client is being killed, or only after that.
#[derive(Clone, Copy, Debug)]
enum Github {
    Waits,
    GoesOn,
}

/// Kills a run at its `at`th request. Gives how many changes were sent and are without a known end.
fn kill_at(at: u64, github: Github) -> usize {
    let scene = Scene::new(releases(VERSIONS));
    scene.server.set_limits(Limits::none());
    let rows = scene.labels(PackageType::Npm, "app").len();
    let gate = gate(&scene.server, any().nth(at));
    let mut running = scene.start(&NPM);
    gate.wait();
    match github {
        Github::Waits => {
            running.kill().expect("killed");
            let ran = running.wait().expect("an end");
            assert_eq!(ran.status.code(), None, "killed by a signal");
            gate.open();
        }
        Github::GoesOn => {
            gate.open();
            running.kill().expect("killed");
            running.wait().expect("an end");
        }
    }
    // The last requests may be in the stand-in's hands still: its world is whole when it lets go.
    let (deeds, there) = settled(&scene);
    let record = Record::read(Path::new(&scene.record_path())).expect("a record");
    record.assert_true(&deeds);
    assert!(!record.is_finished());
    let gone: BTreeSet<Option<u64>> = deeds.iter().map(|deed| deed.id).collect();
    assert_eq!(gone.len(), deeds.len(), "nothing twice");
    assert_eq!(there, rows - deeds.len());
    let ended: BTreeSet<Option<u64>> =
        record.ended().into_iter().map(|(deed, _)| deed.id).collect();
    let open: BTreeSet<Option<u64>> =
        record.sent().into_iter().map(|deed| deed.id).filter(|id| !ended.contains(id)).collect();
    assert!(open.len() <= 10, "few changes at a time are without a known end: {open:?}");
    open.len()
}

/// What was done, and how many versions are there then.
fn settled(scene: &Scene) -> (Vec<Deed>, usize) {
    loop {
        let done = deeds(&scene.server.mutations());
        let there = scene.labels(PackageType::Npm, "app").len();
        if deeds(&scene.server.mutations()).len() == done.len() {
            return (done, there);
        }
    }
}

/// How many requests a run has that nobody kills.
fn requests() -> u64 {
    let scene = Scene::new(releases(VERSIONS));
    scene.server.set_limits(Limits::none());
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    ran.requests.len() as u64
}

#[test]
fn a_run_that_is_killed_before_an_answer_leaves_a_true_record() {
    let all = requests();
    let points = scattered(1).map(|number| number % all + 1).take(25);
    let open: usize = points.map(|at| kill_at(at, Github::Waits)).sum();
    assert!(open > 15, "most of them were killed in the middle of a change: {open}");
}

#[test]
fn a_run_that_is_killed_while_github_answers_leaves_a_true_record() {
    let all = requests();
    let points = scattered(2).map(|number| number % (all - 4) + 1).take(25);
    for at in points {
        kill_at(at, Github::GoesOn);
    }
}
