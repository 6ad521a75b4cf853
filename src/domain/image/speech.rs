//! Who speaks of whom: signatures, attestations, and what they leave behind.

use std::collections::HashMap;

use super::subject_of_tag;
use crate::domain::{Digest, Knowledge, Manifest, Version};

/// What is known of the subjects in one package.
pub(super) struct Speech<'a> {
    knowledge: &'a Knowledge,
    /// Whose signature or attestation a layer is, by what cosign has under a tag now.
    attached: HashMap<Digest, Digest>,
}

impl<'a> Speech<'a> {
    pub(super) fn of(versions: &[Version], knowledge: &'a Knowledge) -> Self {
        let mut attached = HashMap::new();
        for version in versions.iter().filter(|version| !version.tags.is_empty()) {
            let manifest = version.digest().and_then(|digest| knowledge.manifest(&digest));
            let layers = manifest.map_or(&[][..], |manifest| &manifest.attached);
            if let Some(subject) = version.tags.iter().find_map(subject_of_tag) {
                attached.extend(layers.iter().map(|layer| (*layer, subject)));
            }
        }
        Self { knowledge, attached }
    }

    /// What a version speaks of, whether that is in the package or not.
    ///
    /// A tag beside those that spell a subject makes the version an image in its own right.
    pub(super) fn subjects(&self, version: &Version, digest: Digest) -> Vec<Digest> {
        let spelled: Vec<Digest> = version.tags.iter().filter_map(subject_of_tag).collect();
        if !spelled.is_empty() {
            return if spelled.len() == version.tags.len() { spelled } else { Vec::new() };
        }
        if let Some(subject) = self.knowledge.subject(&digest) {
            return vec![subject];
        }
        match self.knowledge.manifest(&digest) {
            Some(manifest) if version.tags.is_empty() => {
                self.superseded_fallback(manifest).or_else(|| self.left_behind(manifest))
            }
            Some(_) | None => None,
        }
        .into_iter()
        .collect()
    }

    /// The subject of an index from which a newer fallback index has taken the tag: all of its entries
    /// speak of that one subject.
    fn superseded_fallback(&self, manifest: &Manifest) -> Option<Digest> {
        common(manifest.entries.iter().map(|entry| self.knowledge.subject(&entry.digest)))
    }

    /// The subject of what cosign left behind when it wrote its tag anew: its layers are still in use.
    fn left_behind(&self, manifest: &Manifest) -> Option<Digest> {
        common(manifest.attached.iter().map(|layer| self.attached.get(layer).copied()))
    }
}

/// The one thing that all of them are, if there is one.
fn common(mut all: impl Iterator<Item = Option<Digest>>) -> Option<Digest> {
    let first = all.next()??;
    all.all(|other| other == Some(first)).then_some(first)
}
