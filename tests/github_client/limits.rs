//! Waits as GitHub asks for them.

use std::time::Duration;

use github_standin::{Fault, Hour, Limits, PackageType as Kind, any};
use package_steward::domain::VersionId;
use package_steward::events::HourWait;
use package_steward::github::{Answer, ApiError, VersionState};
use package_steward::pace::{Reserve, Terms};

use crate::support::{Bench, TOKEN, npm, organization, world_with};

fn bench() -> Bench {
    Bench::new(world_with(Kind::Npm, "hello", 3))
}

fn hour_of(requests: u64) -> Limits {
    Limits { hour: Hour::Of(requests), ..Limits::default() }
}

fn some_id(bench: &Bench) -> VersionId {
    VersionId(bench.server.world().packages()[0].versions.all()[0].id)
}

#[tokio::test]
async fn a_secondary_limit_is_waited_out_as_told_or_by_the_minute() {
    for status in [403, 429] {
        for (retry_after, waits) in [(Some(7), vec![7, 7]), (None, vec![60, 120])] {
            let bench = bench();
            bench.server.fail_next(any(), Fault::SecondaryLimit { status, retry_after }, 2);
            let version = bench.client.get_version(&organization(), &npm(), some_id(&bench)).await;
            assert!(version.is_ok(), "{version:?}");
            assert_eq!(bench.waits(), waits, "{status}");
        }
    }
}

#[tokio::test]
async fn a_wait_longer_than_the_limit_is_not_begun() {
    let bench = bench();
    let limit = Fault::SecondaryLimit { status: 429, retry_after: Some(601) };
    bench.server.fail_next(any(), limit, 1);
    let error = bench.client.get_version(&organization(), &npm(), some_id(&bench)).await;
    let Err(ApiError::WaitTooLong { wait, limit, refusal, .. }) = error else {
        panic!("{error:?}")
    };
    assert_eq!((wait.as_secs(), limit.as_secs()), (601, 600));
    assert!(refusal.is_some_and(|refusal| refusal.status == 429));
    assert_eq!(bench.waits(), [0_u64; 0]);
}

#[tokio::test]
async fn a_change_that_meets_a_limit_did_not_happen_and_says_how_long_to_wait() {
    let bench = bench();
    let limit = Fault::SecondaryLimit { status: 403, retry_after: Some(33) };
    bench.server.fail_next(any(), limit, 1);
    let answer = bench.client.delete_version(&organization(), &npm(), some_id(&bench)).await;
    let Ok(Answer::Limited { wait, refusal: Some(_) }) = answer else { panic!("{answer:?}") };
    assert_eq!(wait.as_secs(), 33);
    assert_eq!((bench.server.requests().len(), bench.server.mutations().len()), (1, 0));
    assert_eq!(bench.waits(), [33], "told, and left to the caller");
    assert!(bench.client.ready_to_change().await.is_err_and(|wait| wait.as_secs() == 33));
    bench.server.world().clock().advance(Duration::from_secs(33));
    assert_eq!(bench.client.ready_to_change().await, Ok(()));
}

#[tokio::test]
async fn when_nothing_is_left_of_the_hour_nothing_is_asked_before_its_reset() {
    let world = world_with(Kind::Npm, "hello", 250);
    let wait_limit = Duration::from_hours(2);
    let reserve = Reserve::percent(0).expect("a reserve");
    let bench = Bench::with(world, TOKEN, |settings| {
        settings.wait_limit = wait_limit;
        settings.pace = Terms { reserve, ..Terms::default() };
    });
    bench.server.set_limits(hour_of(3));
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    assert_eq!(listed.expect("versions").versions().len(), 250);
    let wait = HourWait { seconds: 3600, done_before: 1, is_too_long: false };
    assert_eq!(bench.foretold(), [Some(wait)]);
    assert_eq!(bench.waits(), [3601]);
    assert!(bench.server.requests().iter().all(|request| request.status == Some(200)));
    assert_eq!(bench.server.requests().len(), 5);
}

#[tokio::test]
async fn changes_that_are_refused_without_a_hint_wait_twice_as_long_each_time() {
    let bench = bench();
    let limit = Fault::SecondaryLimit { status: 403, retry_after: None };
    bench.server.fail_next(any(), limit, 4);
    let clock = bench.server.world().clock().clone();
    let id = some_id(&bench);
    for expected in [60, 120, 240, 480] {
        let answer = bench.client.delete_version(&organization(), &npm(), id).await;
        let Ok(Answer::Limited { wait, .. }) = answer else { panic!("{answer:?}") };
        assert_eq!(wait.as_secs(), expected);
        clock.advance(wait);
    }
    let answer = bench.client.delete_version(&organization(), &npm(), id).await;
    assert_eq!(answer, Ok(Answer::Done));
}

#[tokio::test]
async fn the_reserve_of_the_hour_is_left_to_others() {
    let bench = bench();
    bench.server.set_limits(hour_of(10));
    let id = some_id(&bench);
    for _ in 0..9 {
        bench.client.get_version(&organization(), &npm(), id).await.expect("not the reserve yet");
    }
    let error = bench.client.get_version(&organization(), &npm(), id).await;
    assert!(matches!(error, Err(ApiError::WaitTooLong { refusal: None, .. })), "{error:?}");
    assert_eq!(bench.server.requests().len(), 9);
}

#[tokio::test]
async fn an_hour_that_is_longer_than_the_limit_ends_the_work() {
    let bench = bench();
    bench.server.set_limits(hour_of(1));
    let id = some_id(&bench);
    bench.client.get_version(&organization(), &npm(), id).await.expect("the only one");
    let error = bench.client.get_version(&organization(), &npm(), id).await;
    let Err(ApiError::WaitTooLong { wait, refusal: None, .. }) = error else { panic!("{error:?}") };
    assert_eq!(wait.as_secs(), 3601);
    let answer = bench.client.delete_version(&organization(), &npm(), id).await;
    let Ok(Answer::Limited { wait, refusal: None }) = answer else { panic!("{answer:?}") };
    assert_eq!(wait.as_secs(), 3601);
    assert_eq!(bench.server.requests().len(), 1, "nothing is asked in vain");
}

#[tokio::test]
async fn an_hour_that_others_used_up_is_waited_for_until_its_reset() {
    for status in [403, 429] {
        let world = world_with(Kind::Npm, "hello", 3);
        let wait_limit = Duration::from_hours(2);
        let bench = Bench::with(world, TOKEN, |settings| settings.wait_limit = wait_limit);
        bench.server.set_limits(Limits { hour_status: status, ..hour_of(0) });
        let clock = bench.server.world().clock().clone();
        let id = some_id(&bench);
        let error = bench.client.get_version(&organization(), &npm(), id).await;
        // There is never anything left here, so it ends after five attempts, an hour apart each.
        assert!(matches!(error, Err(ApiError::Refused { attempts: 5, .. })), "{error:?}");
        assert_eq!(bench.waits(), [3601; 4]);
        assert!(clock.now() > "2026-11-22T16:00:00Z".parse().expect("a time"));
    }
}

#[tokio::test]
async fn a_server_without_limits_tells_of_none() {
    let bench = bench();
    bench.server.set_limits(Limits::none());
    bench.client.get_version(&organization(), &npm(), some_id(&bench)).await.expect("a version");
    assert_eq!(bench.client.rate_limit(), None);
}
