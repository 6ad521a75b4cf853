//! The graph of a package: which version lists which, and which speaks of which.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::own_tags;
use super::speech::Speech;
use crate::domain::{Digest, EntryKind, Inventory, Knowledge, PackageType, Version};

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
    /// For each version those that list it.
    listed_by: Vec<Vec<Place>>,
    /// For each version those that it speaks of.
    speaks_of: Vec<Vec<Place>>,
    /// For each version the manifests that it lists and the package does not have.
    lacks: BTreeMap<Place, Vec<Digest>>,
    /// For each referrer without a living subject what it speaks of.
    absent_subjects: BTreeMap<Place, BTreeSet<Digest>>,
}

/// How a version keeps another one alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// It lists it.
    Lists,
    /// It is what the other one speaks of.
    IsSubjectOf,
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

impl Graph {
    /// The graph of these versions, as far as is known. Only containers have images of several
    /// versions.
    pub fn of(inventory: &Inventory, knowledge: &Knowledge) -> Self {
        let versions = inventory.versions();
        let none = || vec![Vec::new(); versions.len()];
        let mut graph = Self {
            standing: vec![Standing::Root; versions.len()],
            reaches: none(),
            listed_by: none(),
            speaks_of: none(),
            lacks: BTreeMap::new(),
            absent_subjects: BTreeMap::new(),
        };
        if inventory.package.package_type == PackageType::Container {
            graph.connect(versions, knowledge);
            graph.standing = (0..versions.len()).map(|at| graph.stand(at, &versions[at])).collect();
        }
        graph
    }

    /// Notes who lists whom and who speaks of whom.
    fn connect(&mut self, versions: &[Version], knowledge: &Knowledge) {
        let named =
            || versions.iter().enumerate().filter_map(|(at, one)| Some((one.digest()?, at)));
        let places: HashMap<Digest, Place> = named().collect();
        let speech = Speech::of(versions, knowledge);
        for (digest, at) in named() {
            for subject in speech.subjects(&versions[at], digest) {
                if let Some(&subject) = places.get(&subject) {
                    self.speaks_of[at].push(subject);
                    self.reaches[subject].push(at);
                } else {
                    self.absent_subjects.entry(at).or_default().insert(subject);
                }
            }
            let entries = knowledge.manifest(&digest).map_or(&[][..], |found| &found.entries);
            for entry in entries.iter().filter(|entry| entry.kind != EntryKind::Blob) {
                match places.get(&entry.digest).copied() {
                    Some(child) if child == at => {}
                    Some(child) => {
                        self.listed_by[child].push(at);
                        self.reaches[at].push(child);
                    }
                    None => self.lacks.entry(at).or_default().push(entry.digest),
                }
            }
        }
        for reached in &mut self.reaches {
            reached.sort_unstable();
            reached.dedup();
        }
    }

    fn stand(&self, at: Place, version: &Version) -> Standing {
        let own = own_tags(version).count();
        let stands_alone = own > 0 && own < version.tags.len();
        let speaks_of_living = !self.speaks_of[at].is_empty();
        let speaks = speaks_of_living || self.absent_subjects.contains_key(&at);
        if !self.listed_by[at].is_empty() {
            Standing::Member
        } else if speaks && stands_alone {
            Standing::Root
        } else if speaks_of_living {
            Standing::Member
        } else if speaks {
            Standing::OrphanedReferrer
        } else {
            Standing::Root
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
    pub fn speaks_of_others_only(&self) -> bool {
        self.speaks_of.iter().all(Vec::is_empty)
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

    /// The versions that list this one.
    pub fn listed_by(&self, at: Place) -> &[Place] {
        &self.listed_by[at]
    }

    /// The versions of the package that this one speaks of.
    pub fn speaks_of(&self, at: Place) -> &[Place] {
        &self.speaks_of[at]
    }

    /// The ways by which others keep this version alive: for each version at the beginning of some the
    /// shortest, with how each one is bound to the next and the last to this one. Nearest first.
    pub fn ways_to(&self, at: Place) -> Vec<Vec<(Place, Bond)>> {
        let mut next: HashMap<Place, (Place, Bond)> = HashMap::new();
        let mut open = VecDeque::from([at]);
        let mut beginnings = Vec::new();
        let mut farthest = at;
        while let Some(here) = open.pop_front() {
            farthest = here;
            let lists = self.listed_by[here].iter().map(|above| (*above, Bond::Lists));
            let subjects = self.speaks_of[here].iter().map(|above| (*above, Bond::IsSubjectOf));
            let above: Vec<_> = lists.chain(subjects).collect();
            if above.is_empty() && here != at {
                beginnings.push(here);
            }
            for (above, bond) in above {
                if above != at && !next.contains_key(&above) {
                    next.insert(above, (here, bond));
                    open.push_back(above);
                }
            }
        }
        // In a circle each one needs another.
        if beginnings.is_empty() && farthest != at {
            beginnings.push(farthest);
        }
        let way_from = |beginning: Place| {
            let links = std::iter::successors(Some(beginning), |here| Some(next.get(here)?.0));
            links.filter_map(|here| Some((here, next.get(&here)?.1))).collect()
        };
        beginnings.into_iter().map(way_from).collect()
    }

    /// The versions that list themselves by way of others. Digests make that impossible, so something
    /// is not what it seems.
    pub fn listing_in_circles(&self) -> Vec<Place> {
        let circling = self.on_or_behind_a_circle();
        let lists_itself = |wanted: &Place| {
            let mut seen = BTreeSet::new();
            let mut open = self.listed_by[*wanted].clone();
            while let Some(at) = open.pop() {
                if at == *wanted {
                    return true;
                }
                if circling[at] && seen.insert(at) {
                    open.extend_from_slice(&self.listed_by[at]);
                }
            }
            false
        };
        (0..circling.len()).filter(|at| circling[*at] && lists_itself(at)).collect()
    }

    /// The versions that speak of something which they keep alive themselves, so that each of the two
    /// would wait for the other. Digests make that impossible, tags do not: a fallback tag can be put
    /// on anything.
    pub fn speaking_in_circles(&self) -> Vec<Place> {
        let circling = self.on_or_behind_a_circle();
        let keeps_alive = |at: Place, wanted: Place| {
            let mut seen = BTreeSet::from([at]);
            let mut open = vec![at];
            while let Some(at) = open.pop() {
                if at == wanted {
                    return true;
                }
                let more = self.reaches[at].iter().filter(|one| circling[**one]);
                open.extend(more.copied().filter(|one| seen.insert(*one)));
            }
            false
        };
        let culprit = |at: &Place| {
            let mut subjects = self.speaks_of[*at].iter().filter(|subject| circling[**subject]);
            circling[*at] && subjects.any(|subject| keeps_alive(*at, *subject))
        };
        (0..circling.len()).filter(culprit).collect()
    }

    /// For each version whether it keeps itself alive, or is kept alive by one that does.
    fn on_or_behind_a_circle(&self) -> Vec<bool> {
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
        waits_for.into_iter().map(|count| count > 0).collect()
    }
}
