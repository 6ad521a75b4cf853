//! What manifests say.

use github_standin::{Image, Manifest, World};
use package_steward::domain::{Digest, EntryKind, Fact, Manifest as Said, Tag};
use package_steward::registry::{MediaType, Reading, digest_of};
use serde_json::json;

use crate::setting::{Setting, app, digest, fact, repository, world};

/// Pushes a manifest as it is.
fn push(world: &mut World, manifest: Manifest) -> Manifest {
    app(world).push_manifest(&manifest);
    manifest
}

fn entries(fact: Fact) -> Vec<(Digest, EntryKind)> {
    match fact {
        Fact::Read(said) => said.entries.iter().map(|entry| (entry.digest, entry.kind)).collect(),
        other @ (Fact::OldLeaf { .. } | Fact::Gone | Fact::Unreadable(_) | Fact::Unanswered(_)) => {
            panic!("expected a manifest, found {other:?}")
        }
    }
}

#[tokio::test]
async fn h01_an_index_says_what_it_lists_and_comes_as_the_bytes_of_its_digest() {
    let mut world = world();
    let image = Image::labelled("a").platforms(&["linux/amd64", "linux/arm64"]).attested();
    let pushed = app(&mut world).push_image(&image.tags(&["1"]));
    let setting = Setting::of(world);
    let Reading::Read(document) = setting.read(&pushed.root.manifest).await else {
        panic!("expected the index");
    };
    assert_eq!(document.bytes(), pushed.root.manifest.bytes());
    assert_eq!(document.digest(), digest(&pushed.root.manifest));
    assert_eq!(document.media_type(), Some(MediaType::OciIndex));
    let members = pushed.members.iter().map(|it| (digest(&it.manifest), EntryKind::Image));
    assert_eq!(entries(document.fact()), members.collect::<Vec<_>>());
}

#[tokio::test]
async fn every_kind_of_manifest_is_understood() {
    let mut world = world();
    let image = push(&mut world, Manifest::image("image"));
    let docker = push(&mut world, Manifest::docker_image("docker"));
    let index = push(&mut world, Manifest::index(&[image.platform("linux/amd64")]));
    let list = push(&mut world, Manifest::docker_list(&[docker.platform("linux/arm/v7")]));
    let nested = push(&mut world, Manifest::index(&[index.entry(), list.entry()]));
    let referrer = push(&mut world, Manifest::referrer(&image, "bundle"));
    let cosign = push(&mut world, Manifest::cosign("signature"));
    let cache = push(&mut world, Manifest::buildkit_cache("cache", 3));
    let schema_1 = push(&mut world, Manifest::docker_schema_1("old"));
    let artifact = push(&mut world, Manifest::oci_artifact(&image, "sbom"));
    let setting = Setting::of(world);
    let whole = async |manifest: &Manifest| fact(setting.read(manifest).await);
    // What layers an image has bears on nothing but its size.
    let read = async |manifest: &Manifest| {
        let mut fact = whole(manifest).await;
        if let Fact::Read(said) = &mut fact {
            said.layers.clear();
        }
        fact
    };

    for leaf in [&image, &docker] {
        assert_eq!(read(leaf).await, Fact::Read(Said::default()));
        assert!(matches!(whole(leaf).await, Fact::Read(said) if said.layers.len() == 1));
    }
    assert_eq!(entries(read(&index).await), [(digest(&image), EntryKind::Image)]);
    assert_eq!(entries(read(&list).await), [(digest(&docker), EntryKind::Image)]);
    let both = [(digest(&index), EntryKind::Index), (digest(&list), EntryKind::Index)];
    assert_eq!(entries(read(&nested).await), both);
    let subject = Some(digest(&image));
    assert_eq!(read(&referrer).await, Fact::Read(Said { subject, ..Said::default() }));
    let attached = vec![digest_of(b"cosign signature")];
    assert_eq!(read(&cosign).await, Fact::Read(Said { attached, ..Said::default() }));
    let kinds: Vec<EntryKind> = entries(read(&cache).await).iter().map(|(_, it)| *it).collect();
    assert_eq!(kinds, [EntryKind::Blob; 4]);
    assert_eq!(read(&schema_1).await, Fact::OldLeaf { subject: None });
    assert_eq!(read(&artifact).await, Fact::OldLeaf { subject });
}

#[tokio::test]
async fn h19_a_manifest_of_an_unknown_type_is_unreadable() {
    let mut world = world();
    let thing = json!({ "schemaVersion": 2, "a": 1 });
    let thing =
        push(&mut world, Manifest::of_json("application/vnd.example.thing.v1+json", &thing));
    let silent = push(&mut world, Manifest::of_json("application/json", &json!({ "b": 2 })));
    let no_json = push(&mut world, Manifest::of_bytes("text/html", "<html>"));
    let setting = Setting::of(world);
    for manifest in [thing, silent, no_json] {
        let fact = fact(setting.read(&manifest).await);
        assert!(matches!(fact, Fact::Unreadable(_)), "{fact:?}");
    }
    assert_eq!(setting.requests_for("/manifests/").len(), 4, "each is read once, and a 401");
}

#[tokio::test]
async fn a_manifest_is_read_by_its_tag() {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").tags(&["v1.0_a"]));
    let setting = Setting::of(world);
    let by_tag =
        async |tag: &str| setting.client.read_by_tag(&setting.repository, &Tag::new(tag)).await;
    let Reading::Read(document) = by_tag("v1.0_a").await else { panic!("expected the image") };
    assert_eq!(document.digest(), digest(&pushed.root.manifest));
    assert_eq!(by_tag("other").await, Reading::Unknown);
    let sent = setting.client.requests_sent();
    assert!(matches!(by_tag("../../token").await, Reading::Failed(_)));
    assert_eq!(setting.client.requests_sent(), sent, "nothing is asked");
}

#[tokio::test]
async fn h26_names_go_in_lower_case_and_with_their_slashes() {
    let mut world = world();
    let kind = github_standin::PackageType::Container;
    let pushed = world.organization("octo-org").package(kind, "group/app");
    let mut pushed = pushed;
    let pushed = pushed.push_image(&Image::labelled("a"));
    let setting = Setting::of(world);
    let asked = repository("OCTO-org", "Group/App");
    let reading = setting.client.read(&asked, digest(&pushed.root.manifest)).await;
    assert!(matches!(reading, Reading::Read(_)), "{reading:?}");
    let paths = setting.requests_for("/manifests/");
    assert!(paths[0].path.starts_with("/v2/octo-org/group/app/manifests/sha256:"), "{paths:?}");
}

#[tokio::test]
async fn h27_each_manifest_that_comes_is_counted_as_a_download() {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let setting = Setting::of(world);
    assert_eq!(setting.client.downloads(), 0);
    setting.read(&pushed.root.manifest).await;
    setting.read(&Manifest::image("never pushed")).await;
    assert_eq!(setting.client.downloads(), 1);
    let downloads = setting.server.world().version(pushed.root.id).expect("a version").1.downloads;
    assert_eq!(downloads, 1);
}
