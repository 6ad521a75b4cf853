//! From a manifest's bytes to what the decision wants to know of it.
//!
//! Whatever is not understood without doubt is unreadable: an image that is wrongly taken for one that
//! lists nothing would lose its parts.

use serde::de::DeserializeOwned;

use super::attached::attached;
use super::media_type::{MediaType, Pointed, essence, pointed};
use super::wire;
use crate::domain::{Content, Digest, Entry, EntryKind, Fact, Manifest};

/// The kind of a manifest and what it says, or why it can't be understood.
pub(super) type Interpreted = Result<(MediaType, Fact), String>;

/// How much of a foreign text is quoted, in characters.
const QUOTED: usize = 100;

/// What a manifest says.
///
/// Its kind is what its own `mediaType` says, else what the content type says; and what it holds must
/// fit that kind. A text that could be read as two kinds is refused, because readers do not agree on
/// which it is (CVE-2021-41190).
pub fn fact_of(bytes: &[u8], content_type: &str) -> Fact {
    interpret(bytes, content_type).map_or_else(Fact::Unreadable, |(_, fact)| fact)
}

pub(super) fn interpret(bytes: &[u8], content_type: &str) -> Interpreted {
    // Structures are read from JSON arrays too, and a manifest is none.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err("it is no JSON object".to_owned());
    }
    let shape: wire::Shape = parse(bytes)?;
    let kind = kind_of(&shape, content_type)?;
    holds_only(kind, &shape)?;
    let fact = match kind {
        MediaType::OciIndex => {
            let wire::Index { manifests, subject } = parse(bytes)?;
            let subject = subject.as_ref().map(subject_digest).transpose()?;
            Fact::Read(Manifest { entries: entries(&manifests)?, subject, ..Manifest::default() })
        }
        MediaType::DockerList => {
            let wire::Index { manifests, .. } = parse(bytes)?;
            Fact::Read(Manifest { entries: entries(&manifests)?, ..Manifest::default() })
        }
        MediaType::OciImage => {
            let wire::Image { layers, subject } = parse(bytes)?;
            let subject = subject.as_ref().map(subject_digest).transpose()?;
            Fact::Read(Manifest { subject, ..image(&layers.unwrap_or_default()) })
        }
        MediaType::DockerImage => {
            let wire::Image { layers, .. } = parse(bytes)?;
            Fact::Read(image(&layers.unwrap_or_default()))
        }
        MediaType::DockerSchema1 | MediaType::DockerSchema1Signed => {
            Fact::OldLeaf { subject: None }
        }
        MediaType::OciArtifact => {
            let wire::Artifact { subject } = parse(bytes)?;
            Fact::OldLeaf { subject: subject.as_ref().map(subject_digest).transpose()? }
        }
    };
    Ok((kind, fact))
}

/// What an image manifest with these layers says.
fn image(layers: &[wire::Layer]) -> Manifest {
    Manifest { attached: attached(layers), layers: sized(layers), ..Manifest::default() }
}

/// The layers whose digest and size can be read.
fn sized(layers: &[wire::Layer]) -> Vec<Content> {
    let content = |layer: &wire::Layer| {
        let digest = Digest::parse(layer.digest.as_deref()?)?;
        Some(Content { digest, bytes: layer.size.as_ref()?.as_u64()? })
    };
    layers.iter().filter_map(content).collect()
}

fn kind_of(shape: &wire::Shape, content_type: &str) -> Result<MediaType, String> {
    if let Some(own) = shape.media_type.as_deref().filter(|text| !text.is_empty()) {
        return MediaType::parse(own)
            .ok_or_else(|| format!("its media type, `{}`, is no known manifest type", cut(own)));
    }
    // "`application/json` will also be accepted for schema1", says Docker's registry.
    let is_json = essence(content_type).eq_ignore_ascii_case("application/json");
    if is_json && shape.schema_version == Some(1) && shape.fs_layers.is_some() {
        return Ok(MediaType::DockerSchema1);
    }
    MediaType::parse(content_type).ok_or_else(|| {
        let came = match essence(content_type) {
            "" => "none".to_owned(),
            other => format!("`{}`", cut(other)),
        };
        format!("it does not say its media type, and its content type, {came}, is no known manifest type")
    })
}

/// Whether the text holds what its kind has and nothing that makes it another kind.
fn holds_only(kind: MediaType, shape: &wire::Shape) -> Result<(), String> {
    let (version, may_hold): (Option<u64>, &[&str]) = match kind {
        MediaType::OciIndex | MediaType::DockerList => (Some(2), &["manifests"]),
        MediaType::OciImage | MediaType::DockerImage => (Some(2), &["config", "layers"]),
        MediaType::DockerSchema1 | MediaType::DockerSchema1Signed => (Some(1), &["fsLayers"]),
        MediaType::OciArtifact => (shape.schema_version, &[]),
    };
    if shape.schema_version != version {
        let found = shape.schema_version.map_or("none".to_owned(), |found| found.to_string());
        return Err(format!("its schema version is {found}, which does not fit its media type"));
    }
    let held = [
        ("manifests", shape.manifests.is_some()),
        ("config", shape.config.is_some()),
        ("layers", shape.layers.is_some()),
        ("fsLayers", shape.fs_layers.is_some()),
    ];
    match held.into_iter().find(|(name, is_there)| *is_there && !may_hold.contains(name)) {
        Some((name, _)) => Err(format!("it holds `{name}`, which does not fit its media type")),
        None => Ok(()),
    }
}

fn entries(descriptors: &[wire::Descriptor]) -> Result<Vec<Entry>, String> {
    descriptors.iter().map(entry).collect()
}

fn entry(descriptor: &wire::Descriptor) -> Result<Entry, String> {
    let wire::Descriptor { media_type, digest, platform } = descriptor;
    match (pointed(media_type), Digest::parse(digest)) {
        (Pointed::At(EntryKind::Image), Some(digest)) if platform.is_none() => {
            Ok(Entry { digest, kind: EntryKind::Unplaced })
        }
        (Pointed::At(kind), Some(digest)) => Ok(Entry { digest, kind }),
        (_, None) => Err(format!(
            "it lists `{}`, which is no sha256 digest that can be looked up",
            cut(digest)
        )),
        (Pointed::AtUnknownManifest, Some(digest)) => {
            let media_type = cut(media_type);
            Err(format!("it lists {digest} as `{media_type}`, which is no known manifest type"))
        }
    }
}

fn subject_digest(subject: &wire::Subject) -> Result<Digest, String> {
    let digest = &subject.digest;
    Digest::parse(digest).ok_or_else(|| {
        format!("it speaks of `{}`, which is no sha256 digest that can be looked up", cut(digest))
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes)
        .map_err(|error| format!("it is no manifest: {}", cut(&error.to_string())))
}

/// As much of a foreign text as is worth quoting.
fn cut(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
