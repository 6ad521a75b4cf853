//! A GitHub that fails: everything that should change does all the same, nothing else does, and the record
//! says line by line what happened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use github_standin::{Fault, Faults, Limits, Matcher, Method, PackageType, Request, matching};

use crate::support::{Outcome, Scene, active, releases};

const NPM: [(&str, &str); 2] = [("package-type", "npm"), ("packages", "app")];

/// Every kind of fault that costs no long wait, each at one percent of the requests that it can be done to.
/// GitHub asks to wait less often, since each such wait takes a second.
fn every_kind(seed: u64) -> Faults {
    let kinds = [
        Fault::ServerError,
        Fault::ServerErrorAfter,
        Fault::BadGateway,
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Truncated,
        Fault::AlreadyGone,
        Fault::InvalidJson,
        Fault::WrongBytes,
        Fault::Oversized { bytes: 40 << 20 },
        Fault::EmptyPage,
        Fault::RepeatedPage,
        Fault::MissingLink,
        refusal(),
    ];
    let limits = [403, 429].map(|status| Fault::SecondaryLimit { status, retry_after: Some(1) });
    let faults = kinds.into_iter().fold(Faults::seeded(seed), |all, kind| all.rate(kind, 0.01));
    limits.into_iter().fold(faults, |all, kind| all.rate(kind, 0.001))
}

/// A refusal that no look and no second try can overcome.
fn refusal() -> Fault {
    Fault::Hostile {
        status: 422,
        message: "::error::Validation ##[set-output name=a]failed".into(),
    }
}

/// Whatever follows the first change, and that change.
fn from_the_first_change() -> Matcher {
    let begun = Arc::new(AtomicBool::new(false));
    Matcher::new(move |request| {
        if request.method != "GET" {
            begun.store(true, Ordering::SeqCst);
        }
        begun.load(Ordering::SeqCst)
    })
}

/// The versions to which this was done so often.
fn met(ran: &Outcome, times: usize, fault: impl Fn(&Fault) -> bool) -> BTreeSet<u64> {
    let mut met: BTreeMap<u64, usize> = BTreeMap::new();
    for request in ran.requests.iter().filter(|one| one.fault.as_ref().is_some_and(&fault)) {
        let version = request.path.split_once("/versions/").map(|(_, id)| id);
        if let Some(id) = version.and_then(|id| id.trim_end_matches("/restore").parse().ok()) {
            *met.entry(id).or_default() += 1;
        }
    }
    met.into_iter().filter(|(_, count)| *count >= times).map(|(id, _)| id).collect()
}

/// What was asked of a version, what came of it, and the fault that was done.
fn faults_of(ran: &Outcome, id: u64) -> Vec<String> {
    let its = ran.requests.iter().filter(|one| one.path.contains(&id.to_string()));
    its.map(|one| format!("{} {:?} {:?}", one.method, one.status, one.fault)).collect()
}

fn ids(scene: &Scene) -> BTreeSet<u64> {
    active(&scene.server, PackageType::Npm, "app").iter().map(|row| row.id).collect()
}

/// Fails unless all of these changed, but those that GitHub refused or lied about twice, and the record
/// says so. Gives those that changed.
#[track_caller]
fn assert_all_changed(ran: &Outcome, all: &BTreeSet<u64>) -> BTreeSet<u64> {
    let record = ran.assert_true_record();
    let refused = met(ran, 1, |fault| matches!(fault, Fault::Hostile { .. }));
    let lied_about = met(ran, 2, |fault| *fault == Fault::AlreadyGone);
    let mut changed = BTreeSet::new();
    for (deed, outcome) in record.ended() {
        let id = deed.id.expect("a version");
        assert!(all.contains(&id), "{id} was not to change");
        let expected: &[&str] = if refused.contains(&id) {
            &["done", "refused", "unknown"]
        } else if lied_about.contains(&id) {
            &["done", "already-so", "refused"]
        } else {
            &["done"]
        };
        assert!(expected.contains(&outcome.as_str()), "{id}: {outcome} {:?}", faults_of(ran, id));
        if outcome == "done" {
            changed.insert(id);
        }
    }
    assert_eq!(record.ended().len(), all.len());
    for (kind, id) in record.differences() {
        assert!(lied_about.contains(&id), "{kind} {id} {:?}", faults_of(ran, id));
    }
    assert!(
        refused.len() > 2 && changed.len() > all.len() - 40,
        "the faults were done, and overcome"
    );
    changed
}

/// Deletes all but the highest of a thousand and one releases, then brings them back.
fn a_thousand(seed: u64) {
    let scene = Scene::new(releases(1_001));
    scene.server.set_limits(Limits::none());
    let before = ids(&scene);
    let highest = scene.id(PackageType::Npm, "app", "1.0.1000");
    let all: BTreeSet<u64> = before.iter().copied().filter(|id| *id != highest).collect();

    scene.server.set_faults(every_kind(seed).only(from_the_first_change()));
    let ran = scene.run(&[&NPM[..], &[("version-names", "*")]].concat());
    let gone = assert_all_changed(&ran, &all);
    // What a run calls unknown may be gone too.
    let deleted = &before - &ids(&scene);
    let unknown = |id: &u64| ran.record().outcome_of(*id) == "unknown";
    assert!(gone.is_subset(&deleted) && (&deleted - &gone).iter().all(unknown), "seed {seed}");
    ran.assert_status(1);

    scene.server.set_faults(every_kind(seed + 100).only(from_the_first_change()));
    let ran = scene.run(&[&NPM[..], &[("mode", "restore"), ("deleted-within", "1h")]].concat());
    let back = assert_all_changed(&ran, &deleted);
    let there = &deleted - &(&before - &ids(&scene));
    let unknown = |id: &u64| ran.record().outcome_of(*id) == "unknown";
    assert!(back.is_subset(&there) && (&there - &back).iter().all(unknown), "seed {seed}");
    ran.assert_status(1);
}

#[test]
fn a_thousand_deletes_and_restores_are_carried_out_against_faults_of_every_kind() {
    // They wait much and work little.
    std::thread::scope(|scope| {
        for seed in 1..=3 {
            scope.spawn(move || a_thousand(seed));
        }
    });
}

/// What networks, servers and limits do, each to one percent of the requests from the first change on. A
/// server that falls silent costs as many requests as a reset before the deed, and much more time.
fn weather(seed: u64) -> Faults {
    let limits = [403, 429].map(|status| Fault::SecondaryLimit { status, retry_after: Some(1) });
    let kinds = [Fault::ResetBefore, Fault::ResetAfter, Fault::Truncated];
    let failures = [Fault::ServerError, Fault::BadGateway];
    let all = kinds.into_iter().chain(limits);
    let faults = all.fold(Faults::seeded(seed), |all, kind| all.rate(kind, 0.01));
    let faults = failures.into_iter().fold(faults, |all, kind| all.rate(kind, 0.005));
    faults.only(from_the_first_change())
}

/// Deletes a thousand versions, and nothing but them.
fn delete_a_thousand(faults: Faults) -> Outcome {
    let scene = Scene::new(releases(1_001));
    scene.server.set_limits(Limits::none());
    scene.server.set_faults(faults);
    let ran = scene.run(&[&NPM[..], &[("version-names", "*")]].concat());
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("done"), 1_000);
    assert_eq!(scene.labels(PackageType::Npm, "app"), ["1.0.1000"]);
    ran
}

/// What a fault may cost: the request once more, and a look before it where the deed may be done.
fn dues(request: &Request) -> usize {
    match request.fault {
        None => 0,
        Some(Fault::SecondaryLimit { .. } | Fault::ResetAfter | Fault::Truncated) => 1,
        Some(_) if request.method == "GET" => 1,
        Some(_) => 2,
    }
}

#[test]
fn a_fault_costs_the_request_once_more_and_a_look_at_the_most() {
    let quiet = delete_a_thousand(Faults::none()).requests.len();
    std::thread::scope(|scope| {
        for seed in 1..=3 {
            scope.spawn(move || {
                let ran = delete_a_thousand(weather(seed));
                let (requests, dues) = (ran.requests.len(), ran.requests.iter().map(dues).sum());
                let told = format!("seed {seed}: {requests} instead of {quiet}, {dues} were due");
                assert!(requests - quiet <= dues, "{told}");
                assert!(dues > 50, "{told}");
                println!("{told}");
            });
        }
    });
}

/// Here listings fail too, so that a run may rightly do nothing at all.
#[test]
fn faults_from_the_first_request_on_take_nothing_that_was_to_stay() {
    for seed in 11..19 {
        let scene = Scene::new(releases(250));
        scene.server.set_limits(Limits::none());
        let before = ids(&scene);
        let stays: BTreeSet<u64> = active(&scene.server, PackageType::Npm, "app")
            .iter()
            .skip(200)
            .map(|row| row.id)
            .collect();
        scene.server.set_faults(every_kind(seed));
        let names = "1.0.?\n1.0.??\n1.0.1??";
        let ran = scene.run(&[&NPM[..], &[("version-names", names)]].concat());
        let record = ran.assert_true_record();
        assert_eq!(record.differences(), [], "seed {seed}");
        let after = ids(&scene);
        assert!(stays.is_subset(&after), "seed {seed}");
        let gone = before.difference(&after).count();
        assert_eq!(gone, record.count("done"), "seed {seed}");
        if ran.ran.status.success() && ran.output("complete") == "true" {
            assert_eq!(gone, 200, "seed {seed}: it says that all is well");
        }
    }
}

/// The program waits 20 seconds for a server that says nothing.
#[test]
fn a_server_that_falls_silent_before_or_after_the_deed_is_looked_at_again() {
    std::thread::scope(|scope| {
        for fault in [Fault::Stall, Fault::StallAfter] {
            for (mode, method) in [("delete", Method::DELETE), ("restore", Method::POST)] {
                let fault = fault.clone();
                scope.spawn(move || silent(&fault, mode, method));
            }
        }
    });
}

fn silent(fault: &Fault, mode: &str, method: Method) {
    let scene = Scene::new(releases(5));
    let select: &[(&str, &str)] = if mode == "delete" {
        &[("version-names", "*")]
    } else {
        scene.run(&[&NPM[..], &[("version-names", "*")]].concat()).assert_status(0);
        &[("mode", "restore"), ("deleted-within", "1h")]
    };
    scene.server.fail_next(matching(method, "/versions/").nth(2), fault.clone(), 1);
    let ran = scene.run(&[&NPM[..], select].concat());
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("done"), 4, "{fault:?} {mode}");
    let sends = if *fault == Fault::Stall { 5 } else { 4 };
    assert_eq!(
        ran.changes().len(),
        sends,
        "{fault:?} {mode}: nothing is sent twice without a look"
    );
}

#[test]
fn an_answer_that_is_lost_again_and_again_leaves_the_version_and_the_others_go() {
    for (fault, outcome) in [(Fault::ResetBefore, "refused"), (Fault::ServerError, "refused")] {
        let scene = Scene::new(releases(6));
        let unlucky = scene.id(PackageType::Npm, "app", "1.0.2");
        let its = matching(Method::DELETE, &format!("/versions/{unlucky}"));
        scene.server.fail_next(its, fault.clone(), 9);
        let ran = scene.run(&[&NPM[..], &[("version-names", "*")]].concat());
        ran.assert_status(1);
        let record = ran.assert_true_record();
        assert_eq!((record.outcome_of(unlucky).as_str(), record.count("done")), (outcome, 4));
        let sends = ran.changes().iter().filter(|line| line.contains(&unlucky.to_string())).count();
        assert_eq!(sends, 5, "{fault:?}");
    }
}

#[test]
fn what_nobody_can_look_at_is_unknown_and_fails_the_run() {
    let scene = Scene::new(releases(6));
    let unlucky = scene.id(PackageType::Npm, "app", "1.0.2");
    let its = format!("/versions/{unlucky}");
    scene.server.fail_next(matching(Method::DELETE, &its), Fault::ResetBefore, 1);
    scene.server.fail_next(matching(Method::GET, &its), Fault::WrongBytes, 9);
    let ran = scene.run(&[&NPM[..], &[("version-names", "*")]].concat());
    ran.assert_status(1);
    let record = ran.assert_true_record();
    assert_eq!((record.outcome_of(unlucky).as_str(), record.count("done")), ("unknown", 4));
    assert_eq!(ran.output("failed-count"), "1");
}
