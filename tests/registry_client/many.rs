//! Many manifests at once.

use std::collections::BTreeMap;
use std::sync::Barrier;

use github_standin::{Fault, Image, Manifest, Matcher, any};
use package_steward::domain::Digest;
use package_steward::registry::{CACHE_LIMIT, CONNECTIONS, FailureKind, ManifestCache, Reading};

use crate::odd_server::{OddServer, answer};
use crate::setting::{Setting, app, client, digest, manifests, repository, world};

fn with_images(count: usize) -> (Setting, Vec<Digest>) {
    let mut world = world();
    let push = |at: usize| app(&mut world).push_image(&Image::labelled(&at.to_string()));
    let digests = (0..count).map(push).map(|pushed| digest(&pushed.root.manifest)).collect();
    (Setting::of(world), digests)
}

async fn read_all(setting: &Setting, digests: &[Digest]) -> BTreeMap<Digest, Reading> {
    let mut came = BTreeMap::new();
    let each = |digest, reading| assert_eq!(came.insert(digest, reading), None, "once each");
    setting.client.read_many(&setting.repository, digests, each).await;
    came
}

#[tokio::test]
async fn each_is_asked_for_once_with_one_token() {
    let (setting, mut digests) = with_images(50);
    digests.push(digest(&Manifest::image("never pushed")));
    let came = read_all(&setting, &digests).await;
    for (at, wanted) in digests.iter().enumerate() {
        match &came[wanted] {
            Reading::Read(document) => assert_eq!(document.digest(), *wanted),
            other @ (Reading::Unknown | Reading::Failed(_)) => {
                assert_eq!((at, other), (50, &Reading::Unknown));
            }
        }
    }
    assert_eq!(setting.requests_for("/token").len(), 1);
    let sent = u64::try_from(setting.server.requests().len()).expect("a number");
    assert_eq!((sent, setting.client.requests_sent()), (54, 54), "a 401, a token, a second look");
}

#[tokio::test]
async fn nothing_asked_for_is_nothing_sent() {
    let (setting, _) = with_images(0);
    assert_eq!(read_all(&setting, &[]).await, BTreeMap::new());
    assert_eq!(setting.server.requests().len(), 0);
}

#[tokio::test]
async fn one_that_fails_does_not_stop_the_others() {
    let (setting, digests) = with_images(30);
    let bad = digests[7];
    let its = Matcher::new(move |it| it.path.ends_with(&bad.to_string()));
    setting.server.fail_next(its, Fault::ServerError, 100);
    let came = read_all(&setting, &digests).await;
    let failed: Vec<&Digest> = came
        .iter()
        .filter(|(_, reading)| !matches!(reading, Reading::Read(_)))
        .map(|(digest, _)| digest)
        .collect();
    assert_eq!(failed, [&bad]);
}

#[tokio::test]
async fn a_registry_that_is_down_is_not_asked_for_everything() {
    let (setting, digests) = with_images(100);
    setting.server.fail_next(any(), Fault::BadGateway, u64::MAX);
    let came = read_all(&setting, &digests).await;
    assert_eq!(came.len(), 100);
    for reading in came.values() {
        let Reading::Failed(failure) = reading else { panic!("{reading:?}") };
        assert_eq!(failure.kind, FailureKind::Passing);
        assert!(failure.why.contains("502"), "{failure}");
    }
    // When the third in a row has failed, as many as may be are under way; each is tried three times.
    let most = 3 * (2 + CONNECTIONS);
    let sent = setting.server.requests().len();
    assert!(sent <= most, "{sent} requests, at most {most} expected");
}

#[tokio::test]
async fn manifests_that_are_lastingly_bad_do_not_look_like_an_outage() {
    let (setting, digests) = with_images(20);
    setting.server.fail_next(manifests().nth(2), Fault::Oversized { bytes: 5 << 20 }, 15);
    let came = read_all(&setting, &digests).await;
    let read = came.values().filter(|reading| matches!(reading, Reading::Read(_))).count();
    assert_eq!(read, 5);
}

/// Each answer waits until as many requests are under way as there may be. Were there fewer, no answer
/// would ever come.
#[tokio::test]
async fn as_many_are_under_way_as_may_be_and_no_more() {
    let digest = |of: usize| Digest::from_bytes([u8::try_from(of).expect("a few"); 32]);
    let digests: Vec<Digest> = (0..=2 * CONNECTIONS).map(digest).collect();
    let first = digests[0].to_string();
    let all_are_there = Barrier::new(CONNECTIONS);
    let server = OddServer::start(move |asked| {
        if !asked.target.ends_with(&first) {
            all_are_there.wait();
        }
        answer(404, &[], r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"Accept"}]}"#)
    });
    let (client, ..) = client(server.url(), "t", world().clock());
    let mut came = 0;
    client.read_many(&repository("o", "p"), &digests, |_, _| came += 1).await;
    assert_eq!((came, server.most_under_way()), (digests.len(), CONNECTIONS));
}

#[tokio::test]
async fn h27_what_the_cache_keeps_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let now = "2026-11-22T12:00:00Z".parse().expect("a time");
    let open = || ManifestCache::open(folder.path(), CACHE_LIMIT, now).expect("a usable folder");
    let (setting, mut digests) = with_images(20);
    digests.push(digest(&Manifest::image("never pushed")));
    let mut cache = open();
    let came = read_all(&setting, &digests).await;
    for reading in came.values() {
        if let Reading::Read(document) = reading {
            cache.put(document).expect("it is written");
        }
    }
    let mut later = open();
    for (digest, reading) in came {
        match reading {
            Reading::Read(document) => assert_eq!(later.get(digest), Some(document)),
            Reading::Unknown | Reading::Failed(_) => {
                assert_eq!(later.get(digest), None, "absence is not kept");
            }
        }
    }
}
