//! The graph of a package: which version lists which, and which speaks of which.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::own_tags;
use super::speech::Speech;
use crate::domain::{Digest, EntryKind, Inventory, Knowledge, PackageType};

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
    /// For each version the manifests that it lists and the package does not have.
    lacks: BTreeMap<Place, Vec<Digest>>,
    /// For each referrer without a living subject what it speaks of.
    absent_subjects: BTreeMap<Place, BTreeSet<Digest>>,
    /// Whether anything in the package speaks of something else in it.
    speaks_of_its_own: bool,
}

/// What a version is within its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An image of its own: no index lists it, and it speaks of nothing that is there. Or it speaks of
    /// something by a tag and carries another tag beside.
    Root,
    /// A part of at least one image, or a signature or attestation of one.
    Member,
    /// It speaks only of what is not in the package. It is no image and counts nowhere.
    OrphanedReferrer,
}

/// What a version says of others and others of it, as far as they are in the package.
#[derive(Clone, Copy, Default)]
struct Ties {
    is_listed: bool,
    speaks: bool,
    speaks_of_living: bool,
}

impl Graph {
    /// The graph of these versions, as far as is known. Only containers have images of several
    /// versions.
    pub fn of(inventory: &Inventory, knowledge: &Knowledge) -> Self {
        let versions = inventory.versions();
        let mut reaches = vec![Vec::new(); versions.len()];
        if inventory.package.package_type != PackageType::Container {
            return Self {
                standing: vec![Standing::Root; versions.len()],
                reaches,
                lacks: BTreeMap::new(),
                absent_subjects: BTreeMap::new(),
                speaks_of_its_own: false,
            };
        }
        let named =
            || versions.iter().enumerate().filter_map(|(at, one)| Some((one.digest()?, at)));
        let places: HashMap<Digest, Place> = named().collect();
        let speech = Speech::of(versions, knowledge);
        let mut ties = vec![Ties::default(); versions.len()];
        let mut lacks: BTreeMap<Place, Vec<Digest>> = BTreeMap::new();
        let mut absent_subjects: BTreeMap<Place, BTreeSet<Digest>> = BTreeMap::new();
        for (digest, at) in named() {
            for subject in speech.subjects(&versions[at], digest) {
                ties[at].speaks = true;
                if let Some(&subject) = places.get(&subject) {
                    ties[at].speaks_of_living = true;
                    reaches[subject].push(at);
                } else {
                    absent_subjects.entry(at).or_default().insert(subject);
                }
            }
            let entries = knowledge.manifest(&digest).map_or(&[][..], |found| &found.entries);
            for entry in entries.iter().filter(|entry| entry.kind != EntryKind::Blob) {
                match places.get(&entry.digest).copied() {
                    Some(child) if child == at => {}
                    Some(child) => {
                        ties[child].is_listed = true;
                        reaches[at].push(child);
                    }
                    None => lacks.entry(at).or_default().push(entry.digest),
                }
            }
        }
        for reached in &mut reaches {
            reached.sort_unstable();
            reached.dedup();
        }
        let standing = ties.iter().zip(versions).map(|(ties, version)| {
            let own = own_tags(version).count();
            let stands_alone = own > 0 && own < version.tags.len();
            match ties {
                Ties { is_listed: true, .. } => Standing::Member,
                Ties { speaks: true, .. } if stands_alone => Standing::Root,
                Ties { speaks_of_living: true, .. } => Standing::Member,
                Ties { speaks: true, .. } => Standing::OrphanedReferrer,
                Ties { .. } => Standing::Root,
            }
        });
        Self {
            standing: standing.collect(),
            reaches,
            lacks,
            absent_subjects,
            speaks_of_its_own: ties.iter().any(|ties| ties.speaks_of_living),
        }
    }

    /// What the version is within its package.
    pub fn standing(&self, at: Place) -> Standing {
        self.standing[at]
    }

    /// The places of all versions with this standing, newest first.
    pub fn all(&self, standing: Standing) -> impl Iterator<Item = Place> {
        (0..self.standing.len()).filter(move |at| self.standing[*at] == standing)
    }

    /// The manifests that the version lists and the package does not have.
    pub fn lacks(&self, at: Place) -> &[Digest] {
        self.lacks.get(&at).map_or(&[], Vec::as_slice)
    }

    /// What the version speaks of that the package does not have.
    pub fn absent_subjects(&self, at: Place) -> impl Iterator<Item = &Digest> {
        self.absent_subjects.get(&at).into_iter().flatten()
    }

    /// Whether no version speaks of another of the package: if there are referrers, they are stored here
    /// for subjects elsewhere.
    pub const fn speaks_of_others_only(&self) -> bool {
        !self.speaks_of_its_own
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
