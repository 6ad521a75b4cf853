//! Ending a run by signals, as GitHub's runner does when a workflow is cancelled: SIGINT first, and
//! SIGTERM 7.5 seconds later.

use std::time::{Duration, Instant};

use github_standin::runner::Running;
use github_standin::{Fault, Matcher, Method, PackageType, matching};

use crate::support::{Outcome, Record, Scene, gate, releases, send_signal, tagged, wait_until};

/// When the runner sends its second signal.
const RUNNERS_PATIENCE: Duration = Duration::from_millis(7_500);

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "*")];

fn deletes() -> Matcher {
    matching(Method::DELETE, "/versions/")
}

/// Requests for one version that read it.
fn looks() -> Matcher {
    Matcher::new(|request| request.method == "GET" && request.path.contains("/versions/"))
}

/// How many changes may be under way.
const AT_ONCE: usize = 10;

fn record_says_stopping(scene: &Scene) -> bool {
    // A line may just be being written.
    let text = std::fs::read_to_string(scene.record_path()).unwrap_or_default();
    text.lines().any(|line| line.contains(r#""event":"stopping""#) && line.ends_with('}'))
}

/// Sends a signal, and waits until the program has noted it.
fn signal(scene: &Scene, running: &Running, name: &str) {
    send_signal(running.id(), name);
    wait_until("a note of the signal", || record_says_stopping(scene));
}

/// Waits for the end, which must come before the runner's second signal would.
#[track_caller]
fn ends_in_time(scene: &Scene, running: Running, since: Instant) -> Outcome {
    let ran = scene.wait(running);
    let took = since.elapsed();
    assert!(took < RUNNERS_PATIENCE, "{took:?}");
    ran.assert_status(1);
    assert!(!ran.ran.summary.text().is_empty(), "a summary");
    assert_eq!(ran.output("complete"), "false");
    let record = ran.assert_true_record();
    assert!(record.is_finished());
    ran
}

#[test]
fn h31_a_signal_finishes_the_request_in_flight_and_everything_is_written() {
    for name in ["INT", "TERM"] {
        let scene = Scene::new(releases(20));
        let gate = gate(&scene.server, deletes().nth(5));
        let running = scene.start(&NPM);
        gate.wait();
        let since = Instant::now();
        signal(&scene, &running, name);
        gate.open();
        let ran = ends_in_time(&scene, running, since);
        let done = ran.deeds.len();
        assert!((5..5 + AT_ONCE).contains(&done), "{done}: those in flight, and no other begun");
        let record = ran.record();
        assert_eq!(record.stopped_by(), [format!("SIG{name}")]);
        assert_eq!((record.count("done"), record.count("not-reached")), (done, 19 - done));
        assert_eq!(ran.output("deleted-count"), done.to_string());
        assert_eq!(ran.output("remaining-count"), (19 - done).to_string());
        assert_eq!(scene.labels(PackageType::Npm, "app").len(), 20 - done);
        let last = ran.requests.last().expect("requests");
        assert_eq!(last.method, Method::DELETE, "nothing was asked after it");
    }
}

#[test]
fn h31_a_run_with_much_left_to_do_ends_as_soon() {
    let scene = Scene::new(releases(3_000));
    let gate = gate(&scene.server, deletes().nth(2));
    let running = scene.start(&NPM);
    gate.wait();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    gate.open();
    let ran = ends_in_time(&scene, running, since);
    let done = ran.record().count("done");
    assert!((2..2 + AT_ONCE).contains(&done), "{done}");
    assert_eq!(ran.record().count("not-reached"), 2_999 - done);
}

#[test]
fn h31_a_signal_while_packages_are_listed_ends_the_run_before_any_change() {
    let scene = Scene::new(releases(20));
    let gate = gate(&scene.server, matching(Method::GET, "/versions?"));
    let running = scene.start(&NPM);
    gate.wait();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    let ran = {
        gate.open();
        ends_in_time(&scene, running, since)
    };
    assert_eq!(ran.changes(), [""; 0]);
}

#[test]
fn h31_a_signal_during_the_look_right_before_a_change_sends_none() {
    let scene = Scene::new(releases(20));
    let gate = gate(&scene.server, matching(Method::GET, "&page=1"));
    let running = scene.start(&NPM);
    gate.wait();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    gate.open();
    let ran = ends_in_time(&scene, running, since);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.record().count("not-reached"), 19);
}

#[test]
fn h31_a_request_that_is_never_answered_does_not_keep_the_run_from_ending() {
    let scene = Scene::new(releases(9));
    scene.server.fail_next(deletes().nth(3), Fault::StallAfter, 1);
    let gate = gate(&scene.server, deletes().nth(3));
    let running = scene.start(&NPM);
    gate.wait();
    gate.open();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    let ran = ends_in_time(&scene, running, since);
    let record = ran.record();
    let done = record.count("done");
    assert!((2..8).contains(&done), "{done}");
    assert_eq!((record.count("unknown"), record.count("not-reached")), (1, 7 - done));
}

#[test]
fn h31_a_look_that_is_never_answered_does_not_keep_the_run_from_ending() {
    let scene = Scene::new(releases(9));
    scene.server.fail_next(deletes().nth(3), Fault::ResetAfter, 1);
    scene.server.fail_next(looks(), Fault::Stall, 1);
    let gate = gate(&scene.server, looks());
    let running = scene.start(&NPM);
    gate.wait();
    gate.open();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    let ran = ends_in_time(&scene, running, since);
    let record = ran.record();
    assert!((2..8).contains(&record.count("done")), "{}", record.count("done"));
    assert_eq!(record.count("unknown"), 1);
}

#[test]
fn h31_a_signal_while_github_asks_to_wait_ends_the_run_at_once() {
    let scene = Scene::new(releases(9));
    let limit = Fault::SecondaryLimit { status: 403, retry_after: Some(60) };
    scene.server.fail_next(deletes().nth(3), limit, 1);
    let gate = gate(&scene.server, deletes().nth(3));
    let running = scene.start(&NPM);
    gate.wait();
    gate.open();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    let ran = ends_in_time(&scene, running, since);
    let done = ran.record().count("done");
    assert!((2..8).contains(&done), "{done}");
    assert_eq!(ran.record().count("not-reached"), 8 - done);
    assert_eq!(ran.changes().len(), done + 1);
}

#[test]
fn h31_a_second_signal_ends_at_once_and_the_record_stays_true() {
    for names in [["INT", "TERM"], ["INT", "INT"], ["TERM", "INT"]] {
        let scene = Scene::new(releases(9));
        scene.server.fail_next(deletes().nth(3), Fault::StallAfter, 1);
        let gate = gate(&scene.server, deletes().nth(3));
        let running = scene.start(&NPM);
        gate.wait();
        gate.open();
        signal(&scene, &running, names[0]);
        let since = Instant::now();
        send_signal(running.id(), names[1]);
        let ran = scene.wait(running);
        let took = since.elapsed();
        assert!(took < Duration::from_secs(3), "{names:?}: {took:?}");
        ran.assert_status(1).assert_says("a second signal");
        let record = ran.assert_true_record();
        let (sent, done) = (record.sent().len(), record.count("done"));
        assert!(done >= 2 && (1..=AT_ONCE).contains(&(sent - done)), "{names:?}: {sent}, {done}");
        assert!(!record.is_finished());
    }
}

#[test]
fn h31_a_signal_during_the_look_back_leaves_what_was_done_as_it_is() {
    let scene = Scene::new(releases(4));
    // The first page is read by the plan (twice), right before the changes, and by the look back.
    let listing =
        Matcher::new(|request| request.method == "GET" && request.path.ends_with("/versions"));
    let gate = gate(&scene.server, listing.nth(4));
    let running = scene.start(&NPM);
    gate.wait();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    gate.open();
    let ran = ends_in_time(&scene, running, since);
    assert_eq!(ran.record().count("done"), 3);
    assert_eq!(ran.output("deleted-count"), "3");
}

#[test]
fn h31_what_is_being_healed_is_finished_after_a_signal() {
    let scene = Scene::new(tagged(&["a", "b"]));
    let id = scene.id(PackageType::Docker, "app", "a");
    scene.server.on_request(deletes(), move |world| world.put_tag(id, "new"));
    let gate = gate(&scene.server, matching(Method::POST, "/restore"));
    let with = [("package-type", "docker"), ("packages", "app"), ("tags", "a")];
    let running = scene.start(&with);
    gate.wait();
    let since = Instant::now();
    signal(&scene, &running, "INT");
    gate.open();
    let ran = ends_in_time(&scene, running, since);
    assert_eq!(ran.deeds.len(), 2, "deleted, and brought back");
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["a new", "b"]);
    let record: &Record = ran.record();
    assert_eq!(record.healed_ids(), [id]);
}
