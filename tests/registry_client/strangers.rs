//! Servers that would like to have the token, and registries that are unlike ghcr.io.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use package_steward::domain::{Digest, Fact};
use package_steward::registry::{FailureKind, Reading, digest_of};

use crate::odd_server::{Asked, OddServer, answer};
use crate::setting::{TOKEN, client, fact, failure, repository, world};

const IMAGE: &str = r#"{"schemaVersion":2,"config":{},"layers":[]}"#;

fn image() -> String {
    answer(200, &[("content-type", "application/vnd.oci.image.manifest.v1+json")], IMAGE)
}

fn challenge(realm: &str) -> String {
    let challenge =
        format!("Bearer realm=\"{realm}\",service=\"odd\",scope=\"registry:catalog:*\"");
    answer(401, &[("www-authenticate", &challenge)], r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#)
}

/// A registry that sends to `realm` for tokens, gives one itself, and takes it.
fn registry(realm: impl Fn(&Asked) -> String + Send + Sync + 'static) -> OddServer {
    OddServer::start(move |asked| {
        if asked.target.starts_with("/token") {
            answer(200, &[], r#"{"token":"given"}"#)
        } else if asked.header("authorization") == Some("Bearer given") {
            image()
        } else {
            challenge(&realm(asked))
        }
    })
}

async fn read(server: &OddServer) -> Reading {
    let (client, ..) = client(server.url(), TOKEN, world().clock());
    client.read(&repository("octo", "app"), digest_of(IMAGE.as_bytes())).await
}

fn path() -> String {
    format!("/v2/octo/app/manifests/{}", digest_of(IMAGE.as_bytes()))
}

#[tokio::test]
async fn the_github_token_goes_to_the_token_service_alone_and_nowhere_in_a_url() {
    let server = registry(|asked| format!("{}/token?a=b#c", asked.origin));
    assert_eq!(fact(read(&server).await), Fact::Read(package_steward::domain::Manifest::default()));
    let token = "/token?a=b&service=odd&scope=repository%3Aocto%2Fapp%3Apull";
    assert_eq!(server.targets(), [&*path(), token, &*path()]);
    let basic = format!("Basic {}", STANDARD.encode(format!("x-access-token:{TOKEN}")));
    let sent = server.asked();
    let sent: Vec<Option<&str>> = sent.iter().map(|asked| asked.header("authorization")).collect();
    assert_eq!(sent, [None, Some(&*basic), Some("Bearer given")]);
}

#[tokio::test]
async fn a_realm_on_another_origin_gets_no_token() {
    let stranger = OddServer::start(|_| answer(200, &[], r#"{"token":"given"}"#));
    for realm in [
        format!("{}/token", stranger.url()),
        stranger.url().replace("http://", "//"),
        stranger.url().replace("http://", "http://127.0.0.1@"),
        "https://ghcr.io/token".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
        "http://".to_owned(),
    ] {
        let elsewhere = realm.clone();
        let server = registry(move |_| elsewhere.clone());
        let failure = failure(read(&server).await);
        assert_eq!(failure.kind, FailureKind::Passing, "{realm}");
        assert!(failure.why.contains("is not sent there"), "{realm}: {failure}");
        assert_eq!(server.targets(), [path()], "{realm}");
        assert_eq!(stranger.targets(), Vec::<String>::new(), "{realm}");
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let stranger = OddServer::start(|_| image());
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = format!("{}/v2/octo/app/manifests/x", stranger.url());
        let server = OddServer::start(move |asked| {
            if asked.target.starts_with("/token") {
                return answer(200, &[], r#"{"token":"given"}"#);
            }
            match asked.header("authorization") {
                None => challenge("/token"),
                Some(_) => answer(status, &[("location", &elsewhere)], ""),
            }
        });
        let failure = failure(read(&server).await);
        assert!(failure.why.contains("redirects"), "{status}: {failure}");
        assert_eq!(stranger.targets(), Vec::<String>::new(), "{status}");
    }
    let elsewhere = format!("{}/token", stranger.url());
    let server = OddServer::start(move |asked| match asked.header("authorization") {
        None => challenge("/token"),
        Some(_) => answer(307, &[("location", &elsewhere)], ""),
    });
    failure(read(&server).await);
    assert_eq!(
        stranger.targets(),
        Vec::<String>::new(),
        "the token service may not redirect either"
    );
}

#[tokio::test]
async fn a_redirect_on_the_registrys_own_origin_is_followed_but_not_for_ever() {
    let server = OddServer::start(|asked| match asked.target.as_str() {
        "/elsewhere" => image(),
        _ => answer(307, &[("location", "/elsewhere")], ""),
    });
    assert!(matches!(read(&server).await, Reading::Read(_)));
    assert_eq!(server.targets(), [&*path(), "/elsewhere"]);

    let server = OddServer::start(|_| answer(302, &[("location", "/round")], ""));
    assert!(failure(read(&server).await).why.contains("without an end"));
    assert_eq!(server.targets().len(), 4);

    let server = OddServer::start(|_| answer(302, &[], ""));
    assert!(failure(read(&server).await).why.contains("nowhere"));
}

#[tokio::test]
async fn a_registry_that_wants_no_token_gets_none() {
    let server = OddServer::start(|_| image());
    assert!(matches!(read(&server).await, Reading::Read(_)));
    assert_eq!(server.targets(), [path()]);
    assert_eq!(server.asked()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_registry_that_takes_no_token_is_not_asked_for_ever() {
    for header in ["Basic realm=\"x\"", "Bearer", "nonsense \"", ""] {
        let server = OddServer::start(move |_| answer(401, &[("www-authenticate", header)], ""));
        let failure = failure(read(&server).await);
        assert!(failure.why.contains("without saying where"), "{header}: {failure}");
        assert_eq!(server.targets(), [path()], "{header}");
    }
    let server = OddServer::start(|asked| match &*asked.target {
        token if token.starts_with("/token") => answer(200, &[], r#"{"token":"given"}"#),
        _ => challenge("/token"),
    });
    let failure = failure(read(&server).await);
    assert!(failure.why.contains("401"), "{failure}");
    assert_eq!(server.targets().len(), 3);
}

#[tokio::test]
async fn h19_what_is_there_in_a_kind_that_nobody_accepts_is_not_unknown() {
    let server = OddServer::start(|_| {
        let text = "OCI index found, but Accept header does not support OCI indexes";
        let body = format!(r#"{{"errors":[{{"code":"MANIFEST_UNKNOWN","message":"{text}"}}]}}"#);
        answer(404, &[], &body)
    });
    let failure = failure(read(&server).await);
    assert_eq!(failure.kind, FailureKind::Lasting);
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn every_known_kind_is_accepted() {
    let server = OddServer::start(|_| image());
    read(&server).await;
    let accepted = server.asked()[0].header("accept").expect("a header").to_owned();
    for kind in [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.oci.artifact.manifest.v1+json",
    ] {
        assert!(accepted.split(", ").any(|one| one == kind), "{accepted}");
    }
}

#[tokio::test]
async fn odd_successes_are_no_manifests() {
    for status in [201, 204, 206, 304] {
        let server = OddServer::start(move |_| answer(status, &[], ""));
        assert_eq!(failure(read(&server).await).kind, FailureKind::Passing, "{status}");
    }
    let silent = OddServer::start(|_| answer(200, &[], IMAGE));
    assert!(matches!(fact(read(&silent).await), Fact::Unreadable(_)));
    let (client, ..) = client(silent.url(), TOKEN, world().clock());
    let other = client.read(&repository("octo", "app"), Digest::from_bytes([7; 32])).await;
    assert_eq!(failure(other).kind, FailureKind::Lasting);
}
