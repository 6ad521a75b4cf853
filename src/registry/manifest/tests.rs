use proptest::prelude::*;
use serde_json::{Value, json};

use super::{MediaType, fact_of};
use crate::domain::{Digest, Entry, EntryKind, Fact, Manifest};

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const OCI_IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_IMAGE: &str = "application/vnd.docker.distribution.manifest.v2+json";
const SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+json";
const SIGNED: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const ARTIFACT: &str = "application/vnd.oci.artifact.manifest.v1+json";

fn digest(of: u8) -> Digest {
    Digest::from_bytes([of; 32])
}

fn descriptor(media_type: &str, of: u8) -> Value {
    json!({ "mediaType": media_type, "digest": digest(of).to_string(), "size": 7 })
}

fn fact(manifest: &Value, content_type: &str) -> Fact {
    fact_of(manifest.to_string().as_bytes(), content_type)
}

fn index(media_type: &str, entries: &[Value]) -> Value {
    json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": entries })
}

fn image(media_type: &str, layers: &[Value]) -> Value {
    let config = descriptor("application/vnd.oci.image.config.v1+json", 200);
    json!({ "schemaVersion": 2, "mediaType": media_type, "config": config, "layers": layers })
}

/// With one field set, or taken away where the value is null.
fn with(mut manifest: Value, field: &str, value: Value) -> Value {
    let fields = manifest.as_object_mut().expect("an object");
    if value.is_null() {
        fields.remove(field);
    } else {
        fields.insert(field.to_owned(), value);
    }
    manifest
}

fn why(fact: &Fact) -> &str {
    match fact {
        Fact::Unreadable(why) => why,
        other @ (Fact::Read(_) | Fact::OldLeaf { .. } | Fact::Gone | Fact::Unanswered(_)) => {
            panic!("expected it to be unreadable, found {other:?}")
        }
    }
}

fn read(entries: Vec<Entry>) -> Fact {
    Fact::Read(Manifest { entries, ..Manifest::default() })
}

#[test]
fn an_index_lists_images_indexes_and_blobs() {
    for of in [OCI_INDEX, DOCKER_LIST] {
        let manifest = index(
            of,
            &[
                descriptor(OCI_IMAGE, 1),
                descriptor(DOCKER_IMAGE, 2),
                descriptor(OCI_INDEX, 3),
                descriptor(DOCKER_LIST, 4),
                descriptor("application/vnd.buildkit.cacheconfig.v0", 5),
                descriptor(SCHEMA_1, 6),
                descriptor(ARTIFACT, 7),
            ],
        );
        let (image, index, blob) = (EntryKind::Unplaced, EntryKind::Index, EntryKind::Blob);
        let kinds = [image, image, index, index, blob, image, image];
        let expected = (1..).zip(kinds).map(|(of, kind)| Entry { digest: digest(of), kind });
        assert_eq!(fact(&manifest, of), read(expected.collect()), "{of}");
    }
}

#[test]
fn h23_an_image_that_is_listed_for_no_platform_may_be_a_signature() {
    let unknown = json!({ "os": "unknown", "architecture": "unknown" });
    for (platform, image) in [
        (json!({ "os": "linux", "architecture": "arm64" }), EntryKind::Image),
        (unknown, EntryKind::Image),
        (json!({}), EntryKind::Image),
        (Value::Null, EntryKind::Unplaced),
    ] {
        for (media_type, kind) in [
            (OCI_IMAGE, image),
            (DOCKER_IMAGE, image),
            (OCI_INDEX, EntryKind::Index),
            ("application/octet-stream", EntryKind::Blob),
        ] {
            let entry = with(descriptor(media_type, 1), "platform", platform.clone());
            let expected = read(vec![Entry { digest: digest(1), kind }]);
            assert_eq!(fact(&index(OCI_INDEX, &[entry]), ""), expected, "{media_type} {platform}");
        }
    }
    let null = format!(
        r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"{OCI_IMAGE}","digest":"{}","platform":null}}]}}"#,
        digest(1)
    );
    let expected = read(vec![Entry { digest: digest(1), kind: EntryKind::Unplaced }]);
    assert_eq!(fact_of(null.as_bytes(), OCI_INDEX), expected);
}

#[test]
fn an_image_lists_nothing() {
    for of in [OCI_IMAGE, DOCKER_IMAGE] {
        let layer = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", 1);
        let Fact::Read(read) = fact(&image(of, &[layer]), of) else { panic!("{of}") };
        assert_eq!(Manifest { layers: Vec::new(), ..read }, Manifest::default(), "{of}");
    }
}

#[test]
fn the_layers_of_an_image_are_known_with_their_sizes_where_they_have_any() {
    let layer = |size| with(descriptor("application/vnd.oci.image.layer.v1.tar", 1), "size", size);
    let sizes = [json!(7), json!(-1), json!(1.5), json!("7"), json!(null), json!(u64::MAX)];
    for of in [OCI_IMAGE, DOCKER_IMAGE] {
        let layers: Vec<Value> = sizes.iter().cloned().map(layer).collect();
        let Fact::Read(read) = fact(&image(of, &layers), of) else { panic!("{of}") };
        let sizes: Vec<u64> = read.layers.iter().map(|content| content.bytes).collect();
        assert_eq!(sizes, [7, u64::MAX], "{of}");
        assert!(read.layers.iter().all(|content| content.digest == digest(1)));
    }
}

#[test]
fn h23_what_an_index_or_image_speaks_of_is_read() {
    for manifest in [image(OCI_IMAGE, &[]), index(OCI_INDEX, &[])] {
        let manifest = with(manifest, "subject", descriptor(OCI_IMAGE, 9));
        let expected = Manifest { subject: Some(digest(9)), ..Manifest::default() };
        assert_eq!(fact(&manifest, ""), Fact::Read(expected));
    }
}

#[test]
fn docker_manifests_speak_of_nothing() {
    for manifest in [image(DOCKER_IMAGE, &[]), index(DOCKER_LIST, &[])] {
        let manifest = with(manifest, "subject", descriptor(OCI_IMAGE, 9));
        assert_eq!(fact(&manifest, ""), Fact::Read(Manifest::default()));
    }
}

#[test]
fn the_layers_of_a_signature_are_attached() {
    let signature = descriptor("application/vnd.dev.cosign.simplesigning.v1+json", 3);
    for of in [OCI_IMAGE, DOCKER_IMAGE] {
        let manifest = image(of, &[signature.clone(), signature.clone()]);
        let attached = vec![digest(3), digest(3)];
        let Fact::Read(read) = fact(&manifest, of) else { panic!("{of}") };
        assert_eq!(read.attached, attached);
    }
}

#[test]
fn h39_kinds_of_old_are_leaves() {
    let schema_1 = json!({ "schemaVersion": 1, "name": "a", "fsLayers": [], "history": [] });
    let leaf = Fact::OldLeaf { subject: None };
    for content_type in [SCHEMA_1, SIGNED, "application/json", "application/json; charset=utf-8"] {
        assert_eq!(fact(&schema_1, content_type), leaf, "{content_type}");
    }
    let artifact = json!({ "mediaType": ARTIFACT, "artifactType": "a/b", "blobs": [] });
    assert_eq!(fact(&artifact, ""), leaf);
    let artifact = with(artifact, "subject", descriptor(OCI_IMAGE, 9));
    assert_eq!(fact(&artifact, ""), Fact::OldLeaf { subject: Some(digest(9)) });
}

#[test]
fn the_kind_is_what_the_manifest_says_of_itself() {
    for content_type in ["", "text/plain", "application/json", OCI_IMAGE, SCHEMA_1] {
        let found = fact(&index(OCI_INDEX, &[descriptor(OCI_IMAGE, 1)]), content_type);
        assert_eq!(found, read(vec![Entry { digest: digest(1), kind: EntryKind::Unplaced }]));
    }
}

#[test]
fn where_a_manifest_does_not_say_its_kind_the_content_type_does() {
    for silence in [Value::Null, json!("")] {
        let manifest = with(index(OCI_INDEX, &[]), "mediaType", silence);
        assert_eq!(fact(&manifest, "application/vnd.oci.image.INDEX.v1+json; a=b"), read(vec![]));
        why(&fact(&manifest, "application/json"));
        why(&fact(&manifest, ""));
    }
    let null = br#"{"schemaVersion":2,"mediaType":null,"manifests":[]}"#;
    assert_eq!(fact_of(null, OCI_INDEX), read(vec![]));
}

#[test]
fn h19_an_unknown_manifest_type_is_unreadable_and_named() {
    let unknown = "application/vnd.oci.image.index.v2+json";
    let manifest = with(index(OCI_INDEX, &[]), "mediaType", json!(unknown));
    assert!(why(&fact(&manifest, OCI_INDEX)).contains(unknown));
    let silent = with(manifest, "mediaType", Value::Null);
    assert!(why(&fact(&silent, unknown)).contains(unknown));
}

#[test]
fn h19_an_object_without_a_kind_is_unreadable() {
    for text in ["", "{", "{}", "[]", "null", "1", "\"a\"", "<html>", "{}{}", "\u{feff}{}"] {
        for content_type in ["", "application/json", "text/html", OCI_INDEX, OCI_IMAGE] {
            why(&fact_of(text.as_bytes(), content_type));
        }
    }
    let refusal = json!({ "errors": [{ "code": "DENIED" }] });
    why(&fact(&refusal, "application/json"));
    let positional = json!([2, OCI_INDEX, [], null, null, null]);
    why(&fact(&positional, OCI_INDEX));
}

#[test]
fn h19_what_could_be_two_kinds_is_unreadable() {
    let index = || index(OCI_INDEX, &[descriptor(OCI_IMAGE, 1)]);
    let image = || image(OCI_IMAGE, &[]);
    for manifest in [
        with(index(), "layers", json!([])),
        with(index(), "config", json!({})),
        with(index(), "fsLayers", json!([])),
        with(image(), "manifests", json!([])),
        with(image(), "fsLayers", json!([])),
        with(index(), "mediaType", json!(OCI_IMAGE)),
        with(image(), "mediaType", json!(OCI_INDEX)),
        with(index(), "mediaType", json!(ARTIFACT)),
        with(index(), "mediaType", json!(SCHEMA_1)),
        with(index(), "schemaVersion", json!(1)),
        with(index(), "schemaVersion", json!(3)),
        with(index(), "schemaVersion", Value::Null),
        with(image(), "schemaVersion", json!("2")),
    ] {
        why(&fact(&manifest, OCI_INDEX));
    }
}

#[test]
fn h19_a_field_that_is_there_twice_is_unreadable() {
    for text in [
        format!(r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[],"manifests":[]}}"#),
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","mediaType":"{OCI_IMAGE}","manifests":[]}}"#
        ),
    ] {
        why(&fact_of(text.as_bytes(), ""));
    }
}

#[test]
fn h19_an_entry_that_is_not_understood_makes_the_index_unreadable() {
    for entry in [
        json!({ "mediaType": OCI_IMAGE }),
        json!({ "digest": digest(1).to_string() }),
        json!({ "mediaType": OCI_IMAGE, "digest": "sha256:abc" }),
        json!({ "mediaType": OCI_IMAGE, "digest": format!("sha512:{}", "a".repeat(128)) }),
        json!({ "mediaType": OCI_IMAGE, "digest": 7 }),
        json!({ "mediaType": "", "digest": digest(1).to_string() }),
        json!({ "mediaType": "application/vnd.oci.image.manifest.v2+json", "digest": digest(1).to_string() }),
        json!("sha256:abc"),
        json!(null),
    ] {
        why(&fact(&index(OCI_INDEX, &[descriptor(OCI_IMAGE, 1), entry]), ""));
    }
    for manifests in [json!({}), json!("a"), Value::Null] {
        why(&fact(&with(index(OCI_INDEX, &[]), "manifests", manifests), ""));
    }
}

#[test]
fn a_subject_that_is_not_understood_makes_the_manifest_unreadable() {
    let artifact = json!({ "mediaType": ARTIFACT });
    for manifest in [image(OCI_IMAGE, &[]), index(OCI_INDEX, &[]), artifact] {
        for subject in [json!({}), json!({ "digest": "sha512:abc" }), json!("sha256:abc"), json!(7)]
        {
            why(&fact(&with(manifest.clone(), "subject", subject), ""));
        }
    }
}

#[test]
fn what_layers_look_like_bars_no_image_from_being_read() {
    for layers in [json!([{}]), json!([{ "digest": "sha512:abc" }]), Value::Null] {
        let manifest = with(image(OCI_IMAGE, &[]), "layers", layers);
        assert_eq!(fact(&manifest, ""), Fact::Read(Manifest::default()));
    }
}

#[test]
fn deep_nesting_is_unreadable_or_ignored_and_harms_nothing() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(500_000), close.repeat(500_000));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let inner = deep(open, close);
        for field in ["manifests", "subject", "annotations", "mediaType"] {
            fact_of(format!("{{\"schemaVersion\":2,\"{field}\":{inner}}}").as_bytes(), OCI_INDEX);
        }
    }
}

#[test]
fn a_foreign_text_is_quoted_only_in_part() {
    let long = "ä".repeat(5_000);
    for manifest in [
        with(index(OCI_INDEX, &[]), "mediaType", json!(long)),
        index(OCI_INDEX, &[json!({ "mediaType": OCI_IMAGE, "digest": long })]),
        index(
            OCI_INDEX,
            &[json!({ "mediaType": format!("manifest.{long}"), "digest": digest(1).to_string() })],
        ),
        with(index(OCI_INDEX, &[]), "manifests", json!(long)),
    ] {
        let why = why(&fact(&manifest, "")).to_owned();
        assert!(why.chars().count() < 300, "{why}");
    }
    let silent = with(index(OCI_INDEX, &[]), "mediaType", Value::Null);
    assert!(why(&fact(&silent, &long)).chars().count() < 300);
}

fn any_entry() -> impl Strategy<Value = (Value, Entry)> {
    let kinds = vec![
        (OCI_IMAGE, EntryKind::Unplaced),
        (DOCKER_IMAGE, EntryKind::Unplaced),
        (OCI_INDEX, EntryKind::Index),
        (DOCKER_LIST, EntryKind::Index),
        ("application/octet-stream", EntryKind::Blob),
    ];
    (any::<u8>(), prop::sample::select(kinds)).prop_map(|(of, (media_type, kind))| {
        (descriptor(media_type, of), Entry { digest: digest(of), kind })
    })
}

fn any_manifest() -> impl Strategy<Value = Value> {
    let entries = prop::collection::vec(any_entry(), 0..6);
    let subject = prop::option::of(any::<u8>());
    (prop::sample::select(MediaType::ALL.to_vec()), entries, subject).prop_map(
        |(kind, entries, subject)| {
            let entries: Vec<Value> = entries.into_iter().map(|(written, _)| written).collect();
            let manifest = match kind {
                MediaType::OciIndex | MediaType::DockerList => index(kind.as_str(), &entries),
                MediaType::OciImage | MediaType::DockerImage => image(kind.as_str(), &entries),
                MediaType::DockerSchema1 | MediaType::DockerSchema1Signed => {
                    json!({ "schemaVersion": 1, "mediaType": kind.as_str(), "fsLayers": [] })
                }
                MediaType::OciArtifact => json!({ "mediaType": kind.as_str(), "blobs": [] }),
            };
            match subject {
                Some(of) => with(manifest, "subject", descriptor(OCI_IMAGE, of)),
                None => manifest,
            }
        },
    )
}

fn any_content_type() -> impl Strategy<Value = String> {
    let known = MediaType::ALL.map(|kind| kind.as_str().to_owned()).to_vec();
    prop_oneof![prop::sample::select(known), "[a-z/.;= ]{0,20}"]
}

proptest! {
    #[test]
    fn every_entry_is_read_in_its_order(entries in prop::collection::vec(any_entry(), 0..20)) {
        let (written, expected): (Vec<Value>, Vec<Entry>) = entries.into_iter().unzip();
        prop_assert_eq!(fact(&index(OCI_INDEX, &written), ""), read(expected));
    }

    #[test]
    fn any_bytes_are_read_without_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        content_type in any_content_type(),
    ) {
        fact_of(&bytes, &content_type);
    }

    #[test]
    fn a_damaged_manifest_is_read_without_harm(
        manifest in any_manifest(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
        end in any::<prop::sample::Index>(),
        content_type in any_content_type(),
    ) {
        let whole = manifest.to_string().into_bytes();
        let mut bytes = whole.clone();
        for (at, byte) in damage {
            *at.get_mut(&mut bytes) = byte;
        }
        fact_of(&bytes, &content_type);
        // What breaks off is never taken for a manifest that lists less.
        let part = &whole[..end.index(whole.len())];
        prop_assert!(matches!(fact_of(part, &content_type), Fact::Unreadable(_)));
    }

    #[test]
    fn what_lists_manifests_is_never_taken_for_what_lists_none(
        manifest in any_manifest(),
        entries in prop::collection::vec(any_entry(), 1..4),
        content_type in any_content_type(),
    ) {
        let entries: Vec<Value> = entries.into_iter().map(|(written, _)| written).collect();
        let listed = entries.len();
        let manifest = with(manifest, "manifests", json!(entries));
        match fact(&manifest, &content_type) {
            Fact::Read(manifest) => prop_assert_eq!(manifest.entries.len(), listed),
            Fact::Unreadable(_) => {}
            other @ (Fact::OldLeaf { .. } | Fact::Gone | Fact::Unanswered(_)) => {
                prop_assert!(false, "{:?}", other);
            }
        }
    }
}
