//! Who speaks of whom: signatures, attestations, and what they leave behind.

use std::collections::{BTreeSet, HashMap};

use super::subjects_of_tags;
use crate::domain::{Digest, EntryKind, Knowledge, Manifest, Version};

/// What is known of the subjects in one package.
pub(super) struct Speech<'a> {
    knowledge: &'a Knowledge,
    /// Whose signature or attestation a layer is, by what cosign has under a tag now. Two images may
    /// have the same bill of materials.
    attached: HashMap<Digest, BTreeSet<Digest>>,
    /// Of what the fallback index that has the tag now says that each entry speaks.
    listed_for: HashMap<Digest, Digest>,
}

impl<'a> Speech<'a> {
    pub(super) fn of(versions: &[Version], knowledge: &'a Knowledge) -> Self {
        let mut attached: HashMap<Digest, BTreeSet<Digest>> = HashMap::new();
        let mut listed_for = HashMap::new();
        for version in versions {
            for subject in subjects_of_tags(version) {
                let manifest = version.digest().and_then(|digest| knowledge.manifest(&digest));
                let entries = manifest.map_or(&[][..], |manifest| &manifest.entries);
                // Signatures are listed for no platform. A platform speaks of nothing, wherever it is.
                let signs = entries.iter().filter(|entry| entry.kind == EntryKind::Unplaced);
                listed_for.extend(signs.map(|entry| (entry.digest, subject)));
                for layer in manifest.map_or(&[][..], |manifest| &manifest.attached) {
                    attached.entry(*layer).or_default().insert(subject);
                }
            }
        }
        Self { knowledge, attached, listed_for }
    }

    /// What a version speaks of, whether that is in the package or not.
    pub(super) fn subjects(&self, version: &Version, digest: Digest) -> BTreeSet<Digest> {
        let said = subjects_of_tags(version).chain(self.knowledge.subject(&digest));
        let mut subjects: BTreeSet<Digest> = said.collect();
        if subjects.is_empty()
            && version.tags.is_empty()
            && let Some(manifest) = self.knowledge.manifest(&digest)
        {
            subjects = match self.superseded_fallback(manifest) {
                Some(subject) => BTreeSet::from([subject]),
                None => self.left_behind(manifest),
            };
        }
        subjects.remove(&digest);
        subjects
    }

    /// The subject of an index from which a newer fallback index has taken the tag: all of its entries
    /// speak of that one subject, by their own word or because the newer index lists them.
    fn superseded_fallback(&self, manifest: &Manifest) -> Option<Digest> {
        let mut all = manifest.entries.iter().map(|entry| {
            let own = self.knowledge.subject(&entry.digest);
            own.or_else(|| self.listed_for.get(&entry.digest).copied())
        });
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// The subjects of what cosign left behind when it wrote its tag anew: all of its layers are still
    /// in use under their tags.
    fn left_behind(&self, manifest: &Manifest) -> BTreeSet<Digest> {
        let whose = |layer: &Digest| self.attached.get(layer).cloned().unwrap_or_default();
        let shared = manifest.attached.iter().map(whose);
        shared.reduce(|all, next| all.intersection(&next).copied().collect()).unwrap_or_default()
    }
}
