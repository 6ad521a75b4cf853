//! The graph of a package: which version lists which, and which speaks of which.

use std::collections::HashMap;

use super::speech::Speech;
use crate::domain::{Digest, EntryKind, Knowledge, Version};

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
    /// The graph of these versions, as far as is known.
    pub fn of(versions: &[Version], knowledge: &Knowledge) -> Self {
        let mut graph = Self {
            standing: vec![Standing::Root; versions.len()],
            reaches: vec![Vec::new(); versions.len()],
        };
        let named: Vec<Option<Digest>> = versions.iter().map(Version::digest).collect();
        let places: HashMap<Digest, Place> =
            named.iter().enumerate().filter_map(|(at, name)| Some(((*name)?, at))).collect();
        let speech = Speech::of(versions, knowledge);
        for (at, version) in versions.iter().enumerate() {
            let Some(digest) = named[at] else { continue };
            let mut subjects = speech.subjects(version, digest);
            subjects.retain(|subject| *subject != digest);
            let mut speaks_of_living = false;
            for subject in subjects.iter().filter_map(|subject| places.get(subject).copied()) {
                graph.reaches[subject].push(at);
                speaks_of_living = true;
            }
            if speaks_of_living {
                graph.standing[at] = Standing::Member;
            } else if !subjects.is_empty() && graph.standing[at] == Standing::Root {
                graph.standing[at] = Standing::OrphanedReferrer;
            }
            let entries = knowledge.manifest(&digest).map_or(&[][..], |found| &found.entries);
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

    /// A version that reaches itself, if there is one. Digests make that impossible, tags do not: a
    /// fallback tag can be put on anything.
    pub fn on_a_cycle(&self) -> Option<Place> {
        let mut waits_for = vec![0_usize; self.reaches.len()];
        for at in self.reaches.iter().flatten() {
            waits_for[*at] += 1;
        }
        let mut open: Vec<Place> = (0..waits_for.len()).filter(|at| waits_for[*at] == 0).collect();
        while let Some(at) = open.pop() {
            for reached in &self.reaches[at] {
                waits_for[*reached] -= 1;
                if waits_for[*reached] == 0 {
                    open.push(*reached);
                }
            }
        }
        waits_for.iter().position(|count| *count > 0)
    }
}
