//! A registry that is asked too often.

use std::time::Duration;

use github_standin::{Fault, Image, Limits, Manifest};
use package_steward::events::Event;
use package_steward::registry::{FailureKind, Reading};

use crate::setting::{Setting, WAIT_LIMIT, app, digest, failure, world};

fn limited(hint: &str) -> Fault {
    Fault::TooManyRequests { hint: hint.to_owned() }
}

fn with_images(count: usize) -> (Setting, Vec<Manifest>) {
    let mut world = world();
    let push = |at: usize| app(&mut world).push_image(&Image::labelled(&at.to_string()));
    let images = (0..count).map(push).map(|pushed| pushed.root.manifest).collect();
    (Setting::of(world), images)
}

#[tokio::test]
async fn a_hint_of_microseconds_becomes_a_tenth_of_a_second_and_more() {
    let (setting, images) = with_images(1);
    setting.fail(limited("23.722µs"), 3);
    let reading = setting.read(&images[0]).await;
    assert!(matches!(reading, Reading::Read(_)), "{reading:?}");
    let waits = setting.waits.borrow();
    assert_eq!(waits.len(), 3);
    for (wait, floor) in waits.iter().zip([100, 200, 400].map(Duration::from_millis)) {
        assert!(*wait >= floor && *wait < 2 * floor + Duration::from_millis(100), "{waits:?}");
    }
    assert_eq!(*setting.events.borrow(), [], "so short a wait is not worth a line");
}

#[tokio::test]
async fn a_longer_hint_is_kept_and_told() {
    let (setting, images) = with_images(1);
    setting.fail(limited("2.5s"), 1);
    assert!(matches!(setting.read(&images[0]).await, Reading::Read(_)));
    assert!(setting.waits.borrow()[0] >= Duration::from_millis(2_500));
    let events = setting.events.borrow();
    let [Event::Waiting { cause, seconds: 2..=3 }] = &events[..] else { panic!("{events:?}") };
    assert!(cause.contains("429 TOOMANYREQUESTS"), "{cause}");
}

#[tokio::test]
async fn a_registry_that_never_relents_is_given_up() {
    let (setting, images) = with_images(1);
    setting.fail(limited("1ms"), 100);
    let failure = failure(setting.read(&images[0]).await);
    assert_eq!(failure.kind, FailureKind::Passing);
    assert_eq!(setting.requests_for("/manifests/").len(), 10);
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_not_sat_out_and_ends_the_reading() {
    let (setting, images) = with_images(20);
    setting.fail(limited("10m1s"), 1);
    let digests: Vec<_> = images.iter().map(digest).collect();
    let mut came = Vec::new();
    let each = |digest, reading| came.push((digest, failure(reading).kind));
    setting.client.read_many(&setting.repository, &digests, each).await;
    let wait = WAIT_LIMIT + Duration::from_secs(1);
    let expected: Vec<_> =
        digests.iter().map(|it| (*it, FailureKind::WaitTooLong { wait })).collect();
    assert_eq!(came, expected);
    assert_eq!(setting.server.requests().len(), 1);
    assert_eq!(setting.waits.borrow().len(), 0);
}

#[tokio::test]
async fn under_a_tight_limit_everything_still_comes() {
    let (setting, images) = with_images(60);
    setting.server.set_limits(Limits { registry_per_minute: Some(600), ..Limits::default() });
    let digests: Vec<_> = images.iter().map(digest).collect();
    let mut read = 0;
    let each = |_, reading| read += usize::from(matches!(reading, Reading::Read(_)));
    setting.client.read_many(&setting.repository, &digests, each).await;
    assert_eq!(read, digests.len());
    let refused = setting.server.requests().into_iter().filter(|it| it.status == Some(429)).count();
    assert!(refused > 0, "the limit was met");
    assert_eq!(setting.client.downloads(), 60, "what was refused is no download");
}
