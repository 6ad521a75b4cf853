//! What belongs to what comes back.
//!
//! A listing of deleted versions does not tell what lists what, and the registry shows no manifest of
//! what is deleted. So the parts of an image are found as far as manifests are known: from the cache, or
//! because what lists them is back and was read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::{
    Digest, EntryKind, Graph, Inventory, Knowledge, PackagePlan, PackageType, Place, Reason,
    Standing, Verdict, Version, VersionId, own_tags,
};

/// What is known of who belongs to whom, among all versions of a package, deleted or not.
pub(super) struct Parts {
    graph: Graph,
    ids: Vec<VersionId>,
    places: HashMap<VersionId, Place>,
}

impl Parts {
    /// What is known of these versions. Of several of one digest the one counts that is there, else the
    /// one that was deleted last.
    pub(super) fn of(active: &Inventory, deleted: &Inventory, knowledge: &Knowledge) -> Self {
        let mut all: BTreeMap<&str, &Version> = BTreeMap::new();
        for version in deleted.versions() {
            let known = all.entry(&version.name).or_insert(version);
            if (version.deleted_at, version.id) > (known.deleted_at, known.id) {
                *known = version;
            }
        }
        all.extend(active.versions().iter().map(|version| (version.name.as_str(), version)));
        let rows = all.into_values().cloned().collect();
        let all = Inventory::new(deleted.package.clone(), rows, deleted.coverage.clone());
        let ids: Vec<VersionId> = all.versions().iter().map(|version| version.id).collect();
        let places = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        Self { graph: Graph::of(&all, knowledge), ids, places }
    }

    /// For each version that one of these reaches at any depth, or that is one of them, the first that
    /// does: roots of images before their parts.
    pub(super) fn images_of(
        &self,
        ids: impl IntoIterator<Item = VersionId>,
    ) -> BTreeMap<VersionId, VersionId> {
        let at = ids.into_iter().filter_map(|id| self.places.get(&id).copied());
        let (roots, rest): (Vec<Place>, Vec<Place>) =
            at.partition(|at| self.graph.standing(*at) == Standing::Root);
        let by = self.graph.reached_from(roots.into_iter().chain(rest));
        let reached = by.into_iter().enumerate();
        reached.filter_map(|(at, by)| Some((self.ids[at], self.ids[by?]))).collect()
    }

    /// What a version keeps alive directly: what it lists, and what speaks of it.
    pub(super) fn of_version(&self, id: VersionId) -> impl Iterator<Item = VersionId> {
        let reached = self.places.get(&id).map_or(&[][..], |at| self.graph.reaches(*at));
        reached.iter().map(|at| self.ids[*at])
    }
}

/// Takes in what belongs to what comes back, and is deleted too.
pub(super) fn take_parts(findings: &mut [(Verdict, Reason)], versions: &[Version], parts: &Parts) {
    let taken =
        versions.iter().zip(&*findings).filter(|(_, finding)| finding.0 == Verdict::Restore);
    let images = parts.images_of(taken.map(|(version, _)| version.id));
    for (version, finding) in versions.iter().zip(findings) {
        if let (Some(root), true) = (images.get(&version.id), finding.0 != Verdict::Restore) {
            *finding = (Verdict::Restore, Reason::PartOfRestored { root: *root });
        }
    }
}

/// What is known to be listed as an image, and so lists nothing itself.
pub(super) fn known_leaves(knowledge: &Knowledge) -> BTreeSet<Digest> {
    let read = knowledge.facts.keys().filter_map(|digest| knowledge.manifest(digest));
    let entries = read.flat_map(|manifest| &manifest.entries);
    entries.filter(|entry| entry.kind == EntryKind::Image).map(|entry| entry.digest).collect()
}

/// Of what comes back that which nobody knows what it lists, and which may list what is deleted and
/// does not come back yet: its manifest can be read once it is there. The tagged ones come first.
pub fn unread_of_restored<'a>(
    plan: &PackagePlan,
    deleted: &'a Inventory,
    knowledge: &Knowledge,
) -> Vec<(&'a Version, Digest)> {
    if plan.steps.len() == deleted.versions().len() {
        return Vec::new();
    }
    let mut unread = unknown_of_restored(plan, deleted, knowledge);
    unread.sort_by_key(|(row, _)| row.tags.is_empty());
    unread
}

/// Of what comes back as an image that which nobody knows what it lists, whether or not that could come back
/// too: what has a tag of its own, and what an index that is known lists as another index.
pub fn unproved_of_restored<'a>(
    plan: &PackagePlan,
    deleted: &'a Inventory,
    knowledge: &Knowledge,
) -> Vec<(&'a Version, Digest)> {
    let read = knowledge.facts.keys().filter_map(|digest| knowledge.manifest(digest));
    let entries = read.flat_map(|manifest| &manifest.entries);
    let listed: BTreeSet<Digest> = entries.map(|entry| entry.digest).collect();
    let mut unknown = unknown_of_restored(plan, deleted, knowledge);
    unknown.retain(|(row, digest)| own_tags(row).next().is_some() || listed.contains(digest));
    unknown
}

/// Of what comes back that which nobody knows what it lists.
fn unknown_of_restored<'a>(
    plan: &PackagePlan,
    deleted: &'a Inventory,
    knowledge: &Knowledge,
) -> Vec<(&'a Version, Digest)> {
    if deleted.package.package_type != PackageType::Container {
        return Vec::new();
    }
    let back: BTreeSet<VersionId> = plan.steps.iter().map(|step| step.version).collect();
    let leaves = known_leaves(knowledge);
    let coming = deleted.versions().iter().filter(|row| back.contains(&row.id));
    coming
        .filter_map(|row| Some((row, row.digest()?)))
        .filter(|(_, digest)| !knowledge.facts.contains_key(digest) && !leaves.contains(digest))
        .collect()
}

/// What versions that are back list and the package does not have, as far as is known: it can't be
/// pulled whole.
pub fn lacks_of_restored(
    active: &Inventory,
    back: &[Version],
    knowledge: &Knowledge,
) -> Vec<(VersionId, Digest)> {
    let rows = active.versions().iter().chain(back).cloned().collect();
    let all = Inventory::new(active.package.clone(), rows, active.coverage.clone());
    let graph = Graph::of(&all, knowledge);
    let came: BTreeSet<VersionId> = back.iter().map(|row| row.id).collect();
    let rows = all.versions().iter().enumerate().filter(|(_, row)| came.contains(&row.id));
    rows.flat_map(|(at, row)| graph.lacks(at).iter().map(|missing| (row.id, *missing))).collect()
}
