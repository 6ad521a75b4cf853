//! What is not there, or not to be had.

use std::time::Duration;

use github_standin::{Change, Fault, Image, Manifest, Method, matching};
use package_steward::registry::{FailureKind, Reading};

use crate::setting::{Setting, app, failure, manifests, repository, world};

fn with_image() -> (Setting, Manifest) {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    (Setting::of(world), pushed.root.manifest)
}

/// How often manifests were asked for with a token.
fn asked(setting: &Setting) -> usize {
    let asked = setting.requests_for("/manifests/").into_iter();
    asked.filter(|request| request.status != Some(401)).count()
}

#[tokio::test]
async fn h39_what_the_registry_does_not_know_twice_is_unknown() {
    let (setting, _) = with_image();
    assert_eq!(setting.read(&Manifest::image("never pushed")).await, Reading::Unknown);
    assert_eq!(asked(&setting), 2);
    assert_eq!(setting.waits.borrow().len(), 1, "the second look comes later than the first");
}

#[tokio::test]
async fn h39_what_is_there_at_the_second_look_is_read() {
    let (setting, image) = with_image();
    setting.fail(Fault::AlreadyGone, 1);
    let reading = setting.read(&image).await;
    assert!(matches!(reading, Reading::Read(_)), "{reading:?}");
}

#[tokio::test]
async fn h39_a_failing_server_between_two_looks_does_not_make_a_manifest_unknown() {
    let (setting, image) = with_image();
    setting.fail(Fault::AlreadyGone, 1);
    setting.fail(Fault::ServerError, 1);
    let reading = setting.read(&image).await;
    assert!(matches!(reading, Reading::Read(_)), "{reading:?}");
}

#[tokio::test]
async fn passing_faults_are_tried_three_times() {
    for fault in [
        Fault::ServerError,
        Fault::BadGateway,
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Truncated,
    ] {
        let (setting, image) = with_image();
        setting.fail(fault.clone(), 2);
        let reading = setting.read(&image).await;
        assert!(matches!(reading, Reading::Read(_)), "{fault:?}: {reading:?}");
        let waits: Vec<u64> = setting.waits.borrow().iter().map(Duration::as_secs).collect();
        assert_eq!(waits, [1, 2], "{fault:?}");
        assert_eq!(setting.events.borrow().len(), 2, "{fault:?}");

        let (setting, image) = with_image();
        setting.fail(fault.clone(), 3);
        let failure = failure(setting.read(&image).await);
        assert_eq!(failure.kind, FailureKind::Passing, "{fault:?}");
        assert!(failure.why.ends_with("tried 3 times"), "{fault:?}: {failure}");
    }
}

#[tokio::test]
async fn h19_other_bytes_than_those_of_the_digest_are_never_believed() {
    let (setting, image) = with_image();
    // The 401 comes first, and a fault would take its place.
    setting.server.fail_next(manifests().nth(2), Fault::WrongBytes, 1);
    assert!(matches!(setting.read(&image).await, Reading::Read(_)), "the second time it is right");

    let (setting, image) = with_image();
    setting.server.fail_next(manifests().nth(2), Fault::WrongBytes, 2);
    let failure = failure(setting.read(&image).await);
    assert_eq!(failure.kind, FailureKind::Lasting);
    assert!(failure.why.contains(image.digest()), "{failure}");
}

#[tokio::test]
async fn h19_what_is_too_large_is_not_read() {
    let (setting, image) = with_image();
    setting.server.fail_next(manifests().nth(2), Fault::Oversized { bytes: 5 << 20 }, 1);
    let failure = failure(setting.read(&image).await);
    assert_eq!(failure.kind, FailureKind::Lasting);
    assert!(failure.why.contains("4194304"), "{failure}");
    assert_eq!(asked(&setting), 1, "it would be too large again");
}

#[tokio::test]
async fn a_refusal_is_told_in_the_registrys_words() {
    let (setting, image) = with_image();
    let fault = Fault::Hostile { status: 403, message: "::error::no".to_owned() };
    setting.server.fail_next(manifests().nth(2), fault, 1);
    let failure = failure(setting.read(&image).await);
    assert_eq!(failure.kind, FailureKind::Passing);
    assert!(failure.why.contains("403") && failure.why.contains("::error::no"), "{failure}");
    assert_eq!(asked(&setting), 1);
}

#[tokio::test]
async fn a_package_that_the_registry_does_not_have_is_not_a_manifest_that_it_does_not_know() {
    let (setting, image) = with_image();
    let other = repository("octo-org", "other");
    let reading = setting.client.read(&other, package_steward::registry::digest_of(image.bytes()));
    let failure = failure(reading.await);
    assert_eq!(failure.kind, FailureKind::Passing);
    assert!(failure.why.contains("404 NAME_UNKNOWN"), "{failure}");
}

#[tokio::test]
async fn trouble_at_the_token_service_is_trouble_too() {
    let (setting, image) = with_image();
    let tokens = || matching(Method::GET, "/token");
    setting.server.fail_next(tokens(), Fault::ServerError, 2);
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));

    let (setting, image) = with_image();
    setting.server.fail_next(tokens(), Fault::ServerError, 3);
    let failed = failure(setting.read(&image).await);
    assert_eq!(failed.kind, FailureKind::Passing);
    assert!(matches!(setting.read(&image).await, Reading::Read(_)), "it passed");

    let (setting, image) = with_image();
    setting.server.fail_next(tokens(), Fault::InvalidJson, 1);
    let failed = failure(setting.read(&image).await);
    assert!(failed.why.contains("no token"), "{failed}");
}

#[tokio::test]
async fn nothing_that_the_client_does_changes_anything() {
    let (setting, image) = with_image();
    setting.fail(Fault::ServerErrorAfter, 1);
    setting.read(&image).await;
    setting.read(&Manifest::image("never pushed")).await;
    let changes: Vec<Change> = setting.server.mutations().into_iter().map(|it| it.change).collect();
    assert_eq!(changes, []);
    assert!(setting.server.requests().iter().all(|request| request.method == Method::GET));
}
