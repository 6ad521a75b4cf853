//! Image first, tag after.

use crate::scene::{DIGEST, Scene};

const IMAGE: &str = "ghcr.io/octo-org/tool";
const AMD64: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const ARM64: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

#[test]
fn h35_a_tag_is_pushed_only_after_the_image_that_its_metadata_names_was_asked_for() {
    let scene = Scene::new();
    let ran = scene.release(&["1.2.3", IMAGE, AMD64, ARM64]);
    assert!(ran.status.success(), "{ran:?}");

    let calls = scene.calls();
    let create =
        format!("buildx imagetools create --tag {IMAGE}:1.2.3 {IMAGE}@{AMD64} {IMAGE}@{ARM64}");
    assert!(calls[0].starts_with(&create), "{calls:?}");
    let pinned = format!("buildx imagetools inspect {IMAGE}@{DIGEST}");
    assert!(calls.iter().any(|call| call.starts_with(&pinned)), "{calls:?}");
    assert!(
        calls.iter().all(|call| call.ends_with("| tags: ")),
        "a tag was there before: {calls:?}"
    );

    assert_eq!(scene.tags(), ["v1", "v1.2.3"]);
    for tag in ["v1", "v1.2.3"] {
        let metadata = scene.file_at(tag, "action.yml");
        let line = format!("  image: docker://{IMAGE}@{DIGEST}");
        assert!(metadata.lines().any(|found| found == line), "{tag}: {metadata}");
    }
}

#[test]
fn h35_whatever_the_registry_refuses_nothing_is_tagged() {
    let pinned = format!("{IMAGE}@{DIGEST}");
    for refused in ["create", "--format", &pinned] {
        let scene = Scene::new();
        scene.docker_refuses(refused);
        let ran = scene.release(&["1.2.3", IMAGE, AMD64, ARM64]);
        assert!(!ran.status.success(), "{refused}: {ran:?}");
        assert_eq!(scene.tags(), [""; 0], "{refused}");
        assert!(!scene.calls().is_empty(), "{refused} was never asked");
    }
}

#[test]
fn the_branch_keeps_building_its_image() {
    let scene = Scene::new();
    assert!(scene.release(&["1.2.3", IMAGE, AMD64]).status.success());
    for commit in ["main", "v1.2.3^"] {
        let metadata = scene.file_at(commit, "action.yml");
        assert!(metadata.lines().any(|line| line == "  image: Dockerfile"), "{commit}: {metadata}");
    }
    assert_eq!(scene.git(&["rev-parse", "HEAD"]), scene.git(&["rev-parse", "origin/main"]));
}

#[test]
fn a_version_is_released_once_and_the_floating_tag_follows_the_newest() {
    let scene = Scene::new();
    assert!(scene.release(&["1.2.3", IMAGE, AMD64]).status.success());
    let before = scene.calls().len();
    let again = scene.release(&["1.2.3", IMAGE, AMD64]);
    assert!(!again.status.success(), "{again:?}");
    assert_eq!(scene.calls().len(), before, "the registry was asked all the same");
}

#[test]
fn what_does_not_belong_together_is_refused_before_the_registry_is_asked() {
    let cases: [&[&str]; 5] = [
        &["1.2.4", IMAGE, AMD64],
        &["v1.2.3", IMAGE, AMD64],
        &["1.2", IMAGE, AMD64],
        &["1.2.3", IMAGE],
        &["1.2.3", IMAGE, "sha256:short"],
    ];
    for arguments in cases {
        let scene = Scene::new();
        let ran = scene.release(arguments);
        assert!(!ran.status.success(), "{arguments:?}");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(said.contains("FAILED: "), "{arguments:?}: {said}");
        assert_eq!(scene.calls(), [""; 0], "{arguments:?}");
        assert_eq!(scene.tags(), [""; 0], "{arguments:?}");
    }
}
