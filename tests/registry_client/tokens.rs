//! The registry's own tokens, and where the GitHub token goes.

use std::time::Duration;

use github_standin::{Authorization, Image, Manifest, Token, WorkflowPermission};
use package_steward::registry::{FailureKind, Reading};

use crate::setting::{Setting, TOKEN, app, failure, world};

fn with_image() -> (github_standin::World, Manifest) {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    (world, pushed.root.manifest)
}

#[tokio::test]
async fn the_token_is_exchanged_once_for_a_token_to_read_one_repository() {
    let (world, image) = with_image();
    let setting = Setting::of(world);
    for _ in 0..3 {
        assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    }
    let exchanges = setting.requests_for("/token");
    assert_eq!(exchanges.len(), 1);
    let query = "service=ghcr.io&scope=repository%3Aocto-org%2Fapp%3Apull";
    assert_eq!(exchanges[0].query, query);
    let asked: Vec<Authorization> =
        setting.requests_for("/manifests/").into_iter().map(|it| it.authorization).collect();
    let registry = || Authorization::Registry;
    assert_eq!(asked, [Authorization::None, registry(), registry(), registry()]);
}

#[tokio::test]
async fn a_token_whose_time_is_over_is_renewed_without_being_refused_first() {
    let (world, image) = with_image();
    let setting = Setting::of(world);
    let clock = setting.server.world().clock();
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    clock.advance(Duration::from_secs(299));
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    assert_eq!(setting.requests_for("/token").len(), 1);
    clock.advance(Duration::from_secs(2));
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    assert_eq!(setting.requests_for("/token").len(), 2);
    let refused = setting.requests_for("/manifests/").into_iter();
    assert_eq!(refused.filter(|request| request.status == Some(401)).count(), 1);
}

#[tokio::test]
async fn a_token_that_does_not_say_how_long_it_is_good_is_good_for_a_minute() {
    let (mut world, image) = with_image();
    world.registry_token_seconds = None;
    let setting = Setting::of(world);
    let clock = setting.server.world().clock();
    for (wait, exchanges) in [(0, 1), (59, 1), (1, 2)] {
        clock.advance(Duration::from_secs(wait));
        assert!(matches!(setting.read(&image).await, Reading::Read(_)));
        assert_eq!(setting.requests_for("/token").len(), exchanges, "after {wait} s more");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_renewed() {
    let (world, image) = with_image();
    let setting = Setting::of(world);
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    // A registry that gives less than it said.
    setting.server.world().registry_token_seconds = Some(1);
    let clock = setting.server.world().clock();
    clock.advance(Duration::from_mins(5));
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    clock.advance(Duration::from_secs(2));
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    let statuses: Vec<Option<u16>> =
        setting.requests_for("/manifests/").into_iter().map(|it| it.status).collect();
    assert_eq!(statuses, [401, 200, 200, 401, 200].map(Some));
}

#[tokio::test]
async fn a_token_that_may_not_read_is_refused_once_and_not_asked_for_again() {
    for token in [
        Token::classic("stranger"),
        Token::installation(7),
        Token::workflow("octo-org/app").permission(WorkflowPermission::None),
    ] {
        let (mut world, image) = with_image();
        world.add_token("other", token);
        let setting = Setting::with_token(world, "other");
        let first = failure(setting.read(&image).await);
        assert_eq!(first.kind, FailureKind::Passing);
        assert!(first.why.contains("403 DENIED"), "{first}");
        let sent = setting.client.requests_sent();
        assert_eq!(failure(setting.read(&image).await), first);
        assert_eq!(setting.client.requests_sent(), sent, "nothing is asked again");
    }
}

#[tokio::test]
async fn a_workflows_token_reads_what_its_repository_may() {
    let (mut world, image) = with_image();
    app(&mut world).linked_to("octo-org/app");
    world.add_token("ghs_", Token::workflow("octo-org/app"));
    let setting = Setting::with_token(world, "ghs_");
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
}

#[tokio::test]
async fn no_token_is_ever_shown() {
    let (world, image) = with_image();
    let setting = Setting::of(world);
    assert!(matches!(setting.read(&image).await, Reading::Read(_)));
    let shown = format!("{:?} {:#?}", setting.client, setting.client);
    for secret in [TOKEN, "registry-0000"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
