//! Limits that end a run cleanly: of time, and of the waits that GitHub asks for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use github_standin::{
    Fault, Hour, Image, Latency, Limits, Matcher, Method, PackageType, days_ago, matching,
};

use crate::support::{ORGANIZATION, Outcome, REPOSITORY, Scene, releases, world};

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "*")];

fn deletes() -> Matcher {
    matching(Method::DELETE, "/versions/")
}

fn limit(seconds: u32) -> Fault {
    Fault::SecondaryLimit { status: 429, retry_after: Some(seconds) }
}

/// Fails unless a limit of this name ended the run, which is no failure, before it had done `all`.
#[track_caller]
fn assert_ended_by(ran: &Outcome, cause: &str, all: usize) {
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.stopped_by(), [cause]);
    assert!(record.is_finished());
    let done = record.count("done");
    assert_eq!(done + record.count("not-reached"), all);
    assert_eq!(ran.output("deleted-count"), done.to_string());
    assert_eq!(ran.output("remaining-count"), (all - done).to_string());
    assert_eq!((ran.output("failed-count"), ran.output("complete")), ("0", "false"));
}

#[test]
fn a_limit_of_time_ends_the_run_before_it() {
    let scene = Scene::new(releases(400));
    scene.server.set_latency(Latency::of(Duration::from_millis(40)));
    let begin = Instant::now();
    let ran = scene.run(&[&NPM[..], &[("time-limit", "6s")]].concat());
    let took = begin.elapsed();
    assert_ended_by(&ran, "time-limit", 399);
    assert!(!ran.deeds.is_empty());
    assert!(took < Duration::from_secs(6), "{took:?}");
    // There was time for the look back.
    let last = ran.requests.last().expect("requests");
    assert_eq!(last.method, Method::GET);
}

#[test]
fn a_limit_of_time_while_packages_are_listed_changes_nothing_and_says_so() {
    let scene = Scene::new(releases(400));
    scene.server.set_latency(Latency::of(Duration::from_millis(600)));
    let ran = scene.run(&[&NPM[..], &[("time-limit", "1s")]].concat());
    ran.assert_status(0);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.record().stopped_by(), ["time-limit"]);
    assert_eq!(ran.output("complete"), "false", "not every package was judged");
}

/// A package of images with so many platforms each, all selected by `tags: pr-*`.
fn images(count: u32, platforms: &[&str]) -> github_standin::World {
    let mut world = world();
    for number in 0..=count {
        let tag = if number == count { "1.0.0".to_owned() } else { format!("pr-{number}") };
        let package = world.organization(ORGANIZATION).package(PackageType::Container, "app");
        let mut package = package.linked_to(REPOSITORY).when(days_ago(90 - number));
        package.push_image(&Image::labelled(&tag).platforms(platforms).tags(&[&tag]));
    }
    world
}

#[test]
fn a_limit_of_time_leaves_no_image_half_gone() {
    // Changes are a third of a second apart.
    let scene = Scene::new(images(40, &["linux/amd64", "linux/arm64", "linux/arm/v7"]));
    scene.server.set_latency(Latency { api: Duration::from_millis(60), registry: Duration::ZERO });
    let ran = scene.run(&[("tags", "pr-*"), ("time-limit", "12s")]);
    ran.assert_status(0).assert_true_record();
    let there = scene.labels(PackageType::Container, "app").len();
    assert!(there < 164 && there > 4, "it ended in the middle: {there} of 164 are there");
    assert_eq!(there % 4, 0, "{there}");
    assert_eq!(scene.server.world().incomplete_tags(), []);
}

#[test]
fn an_hour_that_ends_within_a_run_leaves_no_image_half_gone() {
    for hour in 20..28 {
        let scene = Scene::new(images(10, &["linux/amd64", "linux/arm64", "linux/arm/v7"]));
        scene.server.set_limits(Limits { hour: Hour::Of(hour), ..Limits::default() });
        let ran = scene.run(&[("tags", "pr-*"), ("request-reserve", "none")]);
        ran.assert_status(0);
        assert_eq!(ran.assert_true_record().stopped_by(), ["wait-limit"], "{hour}");
        let there = scene.labels(PackageType::Container, "app").len();
        assert!(there < 44 && there > 4, "it ended in the middle: {there} of 44 are there");
        assert_eq!(there % 4, 0, "{there} are left after {hour} requests");
        assert!(ran.requests.iter().all(|request| request.status != Some(403)), "{hour}");
    }
}

#[test]
fn a_limit_of_time_is_not_outlasted_by_a_wait() {
    let scene = Scene::new(images(3, &["linux/amd64", "linux/arm64"]));
    // The second request of the first image, whose parts would be finished.
    scene.server.fail_next(deletes().nth(2), limit(120), 1);
    let begin = Instant::now();
    let ran = scene.run(&[("tags", "pr-*"), ("time-limit", "6s")]);
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(6), "{took:?}");
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.stopped_by(), ["time-limit"]);
    let (done, left) = (record.count("done"), record.count("not-reached"));
    assert_eq!(done + left, 9);
    assert!((1..8).contains(&done), "{done}: what was under way with the one that was refused");
    assert_eq!(ran.output("remaining-count"), left.to_string());
}

#[test]
fn a_wait_beyond_the_limit_ends_the_run_and_nothing_more_is_asked() {
    for (seconds, with) in [(601, &[][..]), (31, &[("wait-limit", "30s")])] {
        let scene = Scene::new(releases(9));
        scene.server.fail_next(deletes().nth(4), limit(seconds), 1);
        let ran = scene.run(&[&NPM[..], with].concat());
        assert_ended_by(&ran, "wait-limit", 8);
        assert!((3..8).contains(&ran.deeds.len()), "{}: yielded at once", ran.deeds.len());
        let last = ran.requests.last().expect("requests");
        assert_eq!(last.method, Method::DELETE, "nothing was looked at after it");
    }
}

#[test]
fn an_hour_that_is_spent_ends_the_run_while_it_can_still_look_back() {
    let scene = Scene::new(releases(30));
    scene.server.set_limits(Limits { hour: Hour::Of(12), ..Limits::default() });
    let ran = scene.run(&[&NPM[..], &[("request-reserve", "none")]].concat());
    assert_ended_by(&ran, "wait-limit", 29);
    assert!(ran.requests.len() <= 12, "the answers tell what is left");
    assert!(ran.requests.iter().all(|request| request.status != Some(403)));
    assert_eq!(ran.deeds.len(), 7, "two requests are left for the look back");
    assert_eq!(ran.requests.last().map(|request| request.method.clone()), Some(Method::GET));
}

#[test]
fn a_listing_that_does_not_fit_the_hour_is_told_and_not_begun() {
    let scene = Scene::new(releases(2_000));
    scene.server.set_limits(Limits { hour: Hour::Of(20), ..Limits::default() });
    let ran = scene.run(&NPM);
    assert_ended_by(&ran, "wait-limit", 0);
    let told = "the listing of `npm/app` has 20 pages";
    assert!(
        ran.ran.log.contains(told) && ran.ran.log.contains("`wait-limit: 61m`"),
        "{}",
        ran.ran.log
    );
    assert!(ran.ran.summary.text().contains("has 20 pages"), "{}", ran.ran.summary.text());
    assert_eq!(ran.requests.len(), 2, "page 1 and the last tell how long it is");
}

/// Whatever is asked once so many versions are gone.
fn asked_after(deletes: usize) -> Matcher {
    let gone = AtomicUsize::new(0);
    Matcher::new(move |request| {
        if request.method == Method::DELETE {
            gone.fetch_add(1, Ordering::SeqCst);
        }
        request.method == Method::GET && gone.load(Ordering::SeqCst) == deletes
    })
}

#[test]
fn a_wait_that_is_too_long_in_the_look_back_is_no_failure() {
    let scene = Scene::new(releases(4));
    scene.server.fail_next(asked_after(3), limit(700), 1);
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.count("done"), 3);
    assert_eq!(record.stopped_by(), ["wait-limit"]);
    assert_eq!(ran.output("remaining-count"), "0");
    assert_eq!(ran.requests.last().and_then(|request| request.status), Some(429));
}

#[test]
fn an_hour_that_is_spent_while_packages_are_listed_changes_nothing() {
    let scene = Scene::new(releases(450));
    scene.server.set_limits(Limits { hour: Hour::Of(3), ..Limits::default() });
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    assert_eq!(ran.record().stopped_by(), ["wait-limit"]);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.output("complete"), "false");
}

#[test]
fn a_wait_within_the_limit_is_sat_out_and_then_the_work_goes_on() {
    let scene = Scene::new(releases(9));
    scene.server.fail_next(deletes().nth(4), limit(1), 2);
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    assert_eq!(ran.assert_true_record().count("done"), 8);
    // The one that was refused is sent again, and refused again, and sent once more.
    let refused: Vec<_> = ran.requests.iter().filter(|one| one.status == Some(429)).collect();
    let last = ran.requests.iter().rfind(|request| request.method == Method::DELETE);
    let wait = last.expect("deletes").at.duration_since(refused[0].at);
    assert!(wait.as_secs() >= 1, "asked again after {wait:?}");
    ran.assert_says("waiting 1 second");
    assert_eq!(ran.output("complete"), "true");
}

#[test]
fn a_limit_in_a_look_right_before_a_change_ends_the_run_too() {
    let scene = Scene::new(releases(9));
    scene.server.fail_next(matching(Method::GET, "&page=1"), limit(900), 1);
    let ran = scene.run(&NPM);
    assert_ended_by(&ran, "wait-limit", 8);
    assert_eq!(ran.changes(), [""; 0]);
}
