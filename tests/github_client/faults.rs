//! What becomes of requests whose answers do not come, or come broken.

use github_standin::{Fault, Method, PackageType as Kind, any, matching};
use package_steward::domain::{Coverage, VersionId};
use package_steward::github::{Answer, ApiError, FailureKind, VersionState};

use crate::support::{Bench, ORGANIZATION, TOKEN, impatient, npm, organization, world, world_with};

fn bench() -> Bench {
    Bench::new(world_with(Kind::Npm, "hello", 3))
}

fn first_id(bench: &Bench) -> VersionId {
    let world = bench.server.world();
    let package = world.package(ORGANIZATION, Kind::Npm, "hello").expect("the package");
    VersionId(package.versions.all()[0].id)
}

#[tokio::test]
async fn a_read_that_fails_is_sent_again_with_growing_pauses() {
    for fault in [
        Fault::ServerError,
        Fault::BadGateway,
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Truncated,
        Fault::InvalidJson,
    ] {
        let bench = bench();
        bench.server.fail_next(any(), fault.clone(), 3);
        let listed =
            bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
        let listed = listed.expect("versions");
        assert_eq!((listed.versions().len(), listed.coverage), (3, Coverage::Stable), "{fault:?}");
        assert_eq!(bench.waits(), [1, 2, 4], "{fault:?}");
        assert_eq!(bench.client.requests_sent(), 5, "{fault:?}");
    }
}

#[tokio::test]
async fn a_read_that_never_succeeds_says_how_often_it_was_tried() {
    for (fault, said) in [
        (Fault::ServerError, "GitHub answered 500: Server Error"),
        (Fault::BadGateway, "GitHub answered 502: an HTML page"),
        (Fault::ResetBefore, "no answer from GitHub"),
        (Fault::Truncated, "GitHub's answer broke off"),
    ] {
        let bench = bench();
        bench.server.fail_next(any(), fault, 1000);
        let error = bench.client.get_version(&organization(), &npm(), first_id(&bench)).await;
        let problem = error.expect_err("no answer").problem();
        assert!(problem.said.starts_with(said), "{}", problem.said);
        assert!(problem.said.ends_with(", tried 5 times"), "{}", problem.said);
        assert_eq!(bench.server.requests().len(), 5);
        assert_eq!(bench.waits(), [1, 2, 4, 8]);
    }
}

#[tokio::test]
async fn a_read_that_stalls_is_given_up_and_sent_again() {
    let world = world_with(Kind::Npm, "hello", 3);
    let bench = Bench::with(world, TOKEN, |settings| settings.timeouts = impatient());
    bench.server.fail_next(any(), Fault::Stall, 1);
    let version = bench.client.get_version(&organization(), &npm(), first_id(&bench)).await;
    assert!(version.is_ok(), "{version:?}");
    assert_eq!(bench.waits()[0], 1);
}

#[tokio::test]
async fn a_change_is_sent_once_and_lost_where_nobody_knows_whether_it_happened() {
    for (fault, happened, kind) in [
        (Fault::ServerError, false, FailureKind::Unclear),
        (Fault::ServerErrorAfter, true, FailureKind::Unclear),
        (Fault::BadGateway, false, FailureKind::Unclear),
        (Fault::ResetBefore, false, FailureKind::NoAnswer),
        (Fault::ResetAfter, true, FailureKind::NoAnswer),
        (Fault::Truncated, true, FailureKind::NoAnswer),
        (Fault::Stall, false, FailureKind::NoAnswer),
        (Fault::StallAfter, true, FailureKind::NoAnswer),
    ] {
        let world = world_with(Kind::Npm, "hello", 3);
        let stalls = matches!(fault, Fault::Stall | Fault::StallAfter);
        let bench = Bench::with(world, TOKEN, |settings| {
            if stalls {
                settings.timeouts = impatient();
            }
        });
        bench.server.fail_next(any(), fault.clone(), 1);
        let id = first_id(&bench);
        let answer = bench.client.delete_version(&organization(), &npm(), id).await;
        let Ok(Answer::Lost(failure)) = answer else { panic!("{fault:?}: {answer:?}") };
        assert_eq!(failure.kind, kind, "{fault:?}");
        assert!(!failure.problem("delete".to_owned()).said.is_empty());
        assert_eq!(bench.server.requests().len(), 1, "{fault:?}");
        assert_eq!(bench.server.mutations().len(), usize::from(happened), "{fault:?}");
        assert_eq!(bench.waits(), [0_u64; 0], "{fault:?}");
        // What settles it.
        let look = bench.client.get_version(&organization(), &npm(), id).await;
        assert_eq!(look.is_err_and(|error| error.is_not_found()), happened, "{fault:?}");
    }
}

#[tokio::test]
async fn a_change_on_a_kept_connection_that_is_gone_is_lost_and_not_sent_twice() {
    let bench = bench();
    let id = first_id(&bench);
    bench.client.get_version(&organization(), &npm(), id).await.expect("a version");
    bench.server.fail_next(matching(Method::DELETE, ""), Fault::ResetAfter, 1);
    let answer = bench.client.delete_version(&organization(), &npm(), id).await;
    assert!(matches!(answer, Ok(Answer::Lost(_))), "{answer:?}");
    assert_eq!(bench.server.requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_from_one_that_does_not_answer() {
    let mut bench = bench();
    let id = first_id(&bench);
    let other = github_standin::Server::start(world()).expect("a server");
    bench.server = other;
    let answer = bench.client.delete_version(&organization(), &npm(), id).await;
    let Ok(Answer::Lost(failure)) = answer else { panic!("{answer:?}") };
    assert_eq!(failure.kind, FailureKind::NotConnected, "{failure}");
    let error = bench.client.get_version(&organization(), &npm(), id).await.expect_err("nobody");
    assert!(matches!(error, ApiError::Failed { attempts: 5, .. }), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_not_githubs_is_an_error_that_says_where() {
    let bench = bench();
    bench.server.fail_next(any(), Fault::WrongBytes, 1);
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let error = listed.expect_err("no list");
    let said = error.problem().said;
    assert!(said.contains("/orgs/Octo-Org/packages/npm/hello/versions?"), "{said}");
    assert!(said.contains("expected a list of versions, found an object"), "{said}");
    assert_eq!(bench.server.requests().len(), 1, "asking again would not help");
}

#[tokio::test]
async fn an_answer_too_large_to_be_githubs_is_not_read_to_its_end() {
    let bench = bench();
    bench.server.fail_next(any(), Fault::Oversized { bytes: 40 << 20 }, 1);
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let Err(ApiError::Failed { failure, .. }) = listed else { panic!("{listed:?}") };
    assert_eq!(failure.kind, FailureKind::TooLarge);
    assert_eq!(bench.server.requests().len(), 1);
}
