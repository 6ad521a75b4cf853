//! Who speaks of whom: signatures, attestations, and what they leave behind.

use std::collections::{BTreeSet, HashMap};

use super::subjects_of_tags;
use crate::domain::{Digest, Entry, EntryKind, Knowledge, Manifest, Version};

/// What is known of the subjects in one package.
pub(super) struct Speech<'a> {
    knowledge: &'a Knowledge,
    /// Whose signature or attestation a layer is, by what cosign has under a tag now. Two images may
    /// have the same bill of materials.
    attached: HashMap<Digest, BTreeSet<Digest>>,
    /// Of what the fallback indexes that have a tag now say that each entry speaks.
    listed_for: HashMap<Digest, BTreeSet<Digest>>,
}

impl<'a> Speech<'a> {
    pub(super) fn of(versions: &[Version], knowledge: &'a Knowledge) -> Self {
        let mut attached: HashMap<Digest, BTreeSet<Digest>> = HashMap::new();
        let mut listed_for: HashMap<Digest, BTreeSet<Digest>> = HashMap::new();
        for version in versions {
            for subject in subjects_of_tags(version) {
                let manifest = version.digest().and_then(|digest| knowledge.manifest(&digest));
                let entries = manifest.map_or(&[][..], |manifest| &manifest.entries);
                // Signatures are listed for no platform. A platform speaks of nothing, wherever it is.
                let signs = entries.iter().filter(|entry| entry.kind == EntryKind::Unplaced);
                for entry in signs {
                    listed_for.entry(entry.digest).or_default().insert(subject);
                }
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
            subjects = self.superseded_fallback(manifest);
            if subjects.is_empty() {
                subjects = self.left_behind(manifest);
            }
        }
        subjects.remove(&digest);
        subjects
    }

    /// The subject of an index from which a newer fallback index has taken the tag: all of its entries
    /// speak of that one subject, by their own word or because the newer index lists them. Of several
    /// where other indexes list all of them too.
    fn superseded_fallback(&self, manifest: &Manifest) -> BTreeSet<Digest> {
        let whose = |entry: &Entry| match self.knowledge.subject(&entry.digest) {
            Some(own) => BTreeSet::from([own]),
            None => self.listed_for.get(&entry.digest).cloned().unwrap_or_default(),
        };
        common(manifest.entries.iter().map(whose))
    }

    /// The subjects of what cosign left behind when it wrote its tag anew: all of its layers are still
    /// in use under their tags.
    fn left_behind(&self, manifest: &Manifest) -> BTreeSet<Digest> {
        let whose = |layer: &Digest| self.attached.get(layer).cloned().unwrap_or_default();
        common(manifest.attached.iter().map(whose))
    }
}

/// What is in each of these sets; nothing where there is none.
fn common(sets: impl Iterator<Item = BTreeSet<Digest>>) -> BTreeSet<Digest> {
    sets.reduce(|all, next| all.intersection(&next).copied().collect()).unwrap_or_default()
}
