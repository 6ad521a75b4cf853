//! The token stays on the API's own origin.

use package_steward::domain::{Coverage, PackageType, VersionId};
use package_steward::github::{Answer, ApiError, RefusalKind, VersionState};

use crate::listener::{Listener, answer, header};
use crate::support::{npm, organization};

/// A listener that nobody may come to.
fn elsewhere() -> Listener {
    Listener::start(|_| answer(200, &[], "[]"))
}

/// Redirects everything but `/moved/…` to `location`.
fn redirecting(status: u16, location: String) -> Listener {
    Listener::start(move |line| {
        if !line.contains("/moved") {
            answer(status, &[("location", &location)], "")
        } else if line.starts_with("GET") {
            answer(200, &[], "{\"id\":7,\"name\":\"1.0.0\"}")
        } else {
            answer(204, &[], "")
        }
    })
}

#[tokio::test]
async fn a_redirect_on_the_own_origin_is_repeated_verbatim() {
    for status in [301, 302, 307, 308] {
        let listener = redirecting(status, "/moved/1".to_owned());
        let client = listener.client("secret");
        let version = client.get_version(&organization(), &npm(), VersionId(7)).await;
        assert_eq!(version.expect("a version").id, VersionId(7), "{status}");
        let deleted = client.delete_version(&organization(), &npm(), VersionId(7)).await;
        assert_eq!(deleted, Ok(Answer::Done), "{status}");
        let restored = client.restore_version(&organization(), &npm(), VersionId(7)).await;
        assert_eq!(restored, Ok(Answer::Done), "{status}");
        let lines = listener.lines();
        assert_eq!(lines[1], "GET /moved/1 HTTP/1.1");
        assert_eq!(lines[3], "DELETE /moved/1 HTTP/1.1");
        assert_eq!(lines[5], "POST /moved/1 HTTP/1.1");
        for head in listener.heads() {
            assert_eq!(header(&head, "authorization").as_deref(), Some("Bearer secret"));
        }
        assert_eq!(client.requests_sent(), 6, "each of them counts");
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_never_carries_the_token_there() {
    let other = elsewhere();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/moved/1", other.origin());
        let listener = redirecting(status, target.clone());
        let client = listener.client("secret");
        let error = client.get_version(&organization(), &npm(), VersionId(7)).await;
        let error = error.expect_err("not followed");
        let expected = RefusalKind::Redirect { location: Some(target.clone()) };
        assert_eq!(error.refusal().map(|refusal| &refusal.kind), Some(&expected), "{status}");
        assert!(error.problem().means.contains("not followed"));
        let deleted = client.delete_version(&organization(), &npm(), VersionId(7)).await;
        let Ok(Answer::Refused(refusal)) = deleted else { panic!("{deleted:?}") };
        assert_eq!(refusal.kind, expected, "{status}");
    }
    assert_eq!(other.heads(), [""; 0]);
}

#[tokio::test]
async fn redirects_without_an_end_are_left() {
    let listener = Listener::start(|_| answer(302, &[("location", "/again")], ""));
    let client = listener.client("secret");
    let error = client.get_version(&organization(), &npm(), VersionId(7)).await;
    let Err(ApiError::Refused { refusal, .. }) = error else { panic!("{error:?}") };
    assert_eq!(refusal.kind, RefusalKind::Redirect { location: Some("/again".to_owned()) });
    assert_eq!(listener.lines().len(), 6);
}

#[tokio::test]
async fn a_page_on_another_origin_is_not_read() {
    let other = elsewhere();
    for rel in ["next", "last"] {
        let link = format!("<{}/x?page=2>; rel=\"{rel}\"", other.origin());
        let listener = Listener::start(move |_| answer(200, &[("link", &link)], "[]"));
        let client = listener.client("secret");
        let listed = client.list_versions(&organization(), &npm(), VersionState::Active).await;
        let coverage = listed.expect("an inventory").coverage;
        let Coverage::Truncated(why) = coverage else { panic!("{rel}: {coverage:?}") };
        assert!(why.contains("not on the API's own origin"), "{why}");
        let packages = client.list_packages(&organization(), PackageType::Npm, None).await;
        assert!(matches!(packages, Err(ApiError::Truncated { .. })), "{packages:?}");
    }
    assert_eq!(other.heads(), [""; 0]);
}
