//! The graph of a package: which version lists which, and which speaks of which.

use std::collections::{BTreeMap, HashMap};

use super::subject_of_tag;
use crate::domain::{Digest, EntryKind, Manifest, Version};

/// The place of a version in its inventory.
pub type Place = usize;

/// Who lists whom and who speaks of whom, among the versions of one package.
///
/// Versions are named by their place in the inventory that the graph was made of.
#[derive(Clone, Debug)]
pub struct Graph {
    standing: Vec<Standing>,
    /// For each version those that it keeps alive: what it lists, and what speaks of it.
    reaches: Vec<Vec<Place>>,
}

/// What a version is within its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An image of its own: no index lists it, and it speaks of nothing that is there.
    Root,
    /// A part of at least one image, or a signature or attestation of one.
    Member,
    /// It speaks only of what is not in the package. It is no image and counts nowhere.
    OrphanedReferrer,
}

impl Graph {
    /// The graph of these versions, as far as the manifests tell it.
    pub fn of(versions: &[Version], manifests: &BTreeMap<Digest, Manifest>) -> Self {
        let mut graph = Self {
            standing: vec![Standing::Root; versions.len()],
            reaches: vec![Vec::new(); versions.len()],
        };
        let named: Vec<Option<Digest>> = versions.iter().map(Version::digest).collect();
        let places: HashMap<&Digest, Place> =
            named.iter().enumerate().filter_map(|(at, name)| Some((name.as_ref()?, at))).collect();
        for (at, version) in versions.iter().enumerate() {
            let Some(digest) = &named[at] else { continue };
            let manifest = manifests.get(digest);
            let subjects = subjects(version, manifest, manifests);
            let living = subjects.iter().filter_map(|subject| places.get(subject).copied());
            let mut speaks_of_living = false;
            for subject in living.filter(|subject| *subject != at) {
                graph.reaches[subject].push(at);
                speaks_of_living = true;
            }
            if speaks_of_living {
                graph.standing[at] = Standing::Member;
            } else if !subjects.is_empty() && graph.standing[at] == Standing::Root {
                graph.standing[at] = Standing::OrphanedReferrer;
            }
            let entries = manifest.map_or(&[][..], |manifest| &manifest.entries);
            for entry in entries.iter().filter(|entry| entry.kind != EntryKind::Blob) {
                if let Some(&child) = places.get(&entry.digest).filter(|child| **child != at) {
                    graph.reaches[at].push(child);
                    graph.standing[child] = Standing::Member;
                }
            }
        }
        for reached in &mut graph.reaches {
            reached.sort_unstable();
            reached.dedup();
        }
        graph
    }

    /// What the version is within its package.
    pub fn standing(&self, at: Place) -> Standing {
        self.standing[at]
    }

    /// The places of all versions with this standing, newest first.
    pub fn all(&self, standing: Standing) -> impl Iterator<Item = Place> {
        (0..self.standing.len()).filter(move |at| self.standing[*at] == standing)
    }

    /// What the version keeps alive directly: what it lists, and what speaks of it.
    pub fn reaches(&self, at: Place) -> &[Place] {
        &self.reaches[at]
    }

    /// For every version the first of the seeds that reaches it, at any depth; a seed reaches itself.
    pub fn reached_from(&self, seeds: impl IntoIterator<Item = Place>) -> Vec<Option<Place>> {
        let mut by = vec![None; self.standing.len()];
        let mut open = Vec::new();
        for seed in seeds {
            open.push(seed);
            while let Some(at) = open.pop() {
                if by[at].is_none() {
                    by[at] = Some(seed);
                    open.extend(self.reaches[at].iter().copied());
                }
            }
        }
        by
    }
}

/// What a version speaks of, whether that is in the package or not.
///
/// A tag beside those that spell a subject makes the version an image in its own right.
fn subjects(
    version: &Version,
    manifest: Option<&Manifest>,
    manifests: &BTreeMap<Digest, Manifest>,
) -> Vec<Digest> {
    let spelled: Vec<Digest> = version.tags.iter().filter_map(subject_of_tag).collect();
    if !spelled.is_empty() {
        return if spelled.len() == version.tags.len() { spelled } else { Vec::new() };
    }
    let Some(manifest) = manifest else { return Vec::new() };
    if let Some(subject) = &manifest.subject {
        return vec![subject.clone()];
    }
    if version.tags.is_empty() { superseded_fallback(manifest, manifests) } else { Vec::new() }
}

/// The subject of an index that a newer fallback index has taken the tag from: all of its entries
/// speak of that one subject.
fn superseded_fallback(manifest: &Manifest, manifests: &BTreeMap<Digest, Manifest>) -> Vec<Digest> {
    let mut common = None;
    for entry in &manifest.entries {
        let subject = manifests.get(&entry.digest).and_then(|entry| entry.subject.as_ref());
        match (subject, common) {
            (Some(subject), None) => common = Some(subject),
            (Some(subject), Some(known)) if subject == known => {}
            (Some(_) | None, _) => return Vec::new(),
        }
    }
    common.into_iter().cloned().collect()
}
