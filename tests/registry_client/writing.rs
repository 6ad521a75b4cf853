//! The one door by which something is written.

use github_standin::{Fault, Image, Manifest, Method, matching};
use package_steward::domain::Tag;
use package_steward::registry::{Document, Reading, Writing};

use crate::setting::{Setting, app, digest, world};

/// A setting with an image that has no tag, and the image as it was read.
async fn untagged() -> (Setting, Manifest, Document) {
    let mut world = world();
    let manifest = app(&mut world).push_image(&Image::labelled("one")).root.manifest;
    let setting = Setting::of(world);
    let Reading::Read(document) = setting.read(&manifest).await else { panic!("a manifest") };
    (setting, manifest, document)
}

fn tagged(setting: &Setting, tag: &str) -> Option<String> {
    let world = setting.server.world();
    let package = world.package("octo-org", github_standin::PackageType::Container, "app");
    package.and_then(|package| package.versions.tagged(tag).map(|row| row.name.clone()))
}

#[tokio::test]
async fn a_manifest_is_put_under_a_tag_and_makes_no_new_version() {
    let (setting, manifest, document) = untagged().await;
    let versions = |setting: &Setting| {
        let world = setting.server.world();
        let package = world.package("octo-org", github_standin::PackageType::Container, "app");
        package.map_or(0, |package| package.versions.active_count())
    };
    let before = versions(&setting);
    let written =
        setting.client.put_under_tag(&setting.repository, &Tag::new("v1"), &document).await;
    assert_eq!(written, Writing::Done);
    assert_eq!(tagged(&setting, "v1").as_deref(), Some(manifest.digest()));
    assert_eq!(versions(&setting), before);
    let tokens = setting.requests_for("/token");
    let scopes: Vec<&str> = tokens.iter().map(|request| request.query.as_str()).collect();
    assert!(scopes.len() == 2 && !scopes[0].contains("push") && scopes[1].contains("push"));
}

#[tokio::test]
async fn a_push_is_sent_once_whatever_becomes_of_its_answer() {
    for (fault, done) in [(Fault::ResetAfter, true), (Fault::ServerError, false)] {
        let (setting, _, document) = untagged().await;
        // What asks for a token first writes nothing.
        let put = || matching(Method::PUT, "/manifests/");
        setting.server.fail_next(put().nth(2), fault.clone(), 1);
        let written =
            setting.client.put_under_tag(&setting.repository, &Tag::new("v1"), &document).await;
        assert!(matches!(written, Writing::Unknown(_)), "{written:?}");
        assert_eq!(tagged(&setting, "v1").is_some(), done, "{fault:?}");
        let puts = setting.server.requests().into_iter().filter(|one| one.method == Method::PUT);
        assert_eq!(puts.count(), 2, "one to be asked for a token, and one with it");
    }
}

#[tokio::test]
async fn what_is_no_tag_is_never_sent() {
    let (setting, _, document) = untagged().await;
    for tag in ["", "..", "a/b", "-a"] {
        let written =
            setting.client.put_under_tag(&setting.repository, &Tag::new(tag), &document).await;
        assert!(matches!(written, Writing::Refused(_)), "{tag}");
    }
    assert!(setting.server.requests().iter().all(|request| request.method == Method::GET));
    assert_eq!(
        document.digest(),
        digest(
            &app(&mut setting.server.world())
                .manifest(&document.digest().to_string(),)
                .expect("it is there")
        )
    );
}

#[tokio::test]
async fn a_token_that_may_not_push_is_refused_and_nothing_is_written() {
    let (setting, _, document) = untagged().await;
    let denied = Fault::Hostile { status: 403, message: "denied".to_owned() };
    setting.server.fail_next(matching(Method::PUT, "/manifests/"), denied, 5);
    let written =
        setting.client.put_under_tag(&setting.repository, &Tag::new("v1"), &document).await;
    assert!(matches!(written, Writing::Refused(_)), "{written:?}");
    assert_eq!(tagged(&setting, "v1"), None);
}
