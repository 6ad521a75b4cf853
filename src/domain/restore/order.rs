//! In which order versions come back: what an image consists of before the image itself.

use std::collections::{BTreeMap, BTreeSet};

use super::comeback::Comeback;
use super::parts::{Parts, known_leaves};
use crate::domain::{Knowledge, PackageType, PlannedStep, Version, VersionId};

/// What the order is made of.
pub(super) struct Order<'a> {
    pub(super) package_type: PackageType,
    pub(super) comeback: &'a Comeback<'a>,
    pub(super) parts: Option<&'a Parts>,
    pub(super) knowledge: &'a Knowledge,
}

impl Order<'_> {
    /// The steps that bring these versions back. Of what is known to belong to an image each part comes
    /// before it. A tagged container of which nobody knows what it lists waits for all untagged ones, any
    /// of which may be a part of it. They are given newest first.
    pub(super) fn steps(&self, mut back: Vec<&Version>) -> Vec<PlannedStep> {
        // Oldest first: a part is pushed before what lists it, whether it has a tag or not.
        back.reverse();
        match self.comeback {
            Comeback::Selected { .. } => back.sort_by_key(|version| !version.tags.is_empty()),
            // What went last comes back first.
            Comeback::OfRun(run) => {
                back.sort_by_key(|version| std::cmp::Reverse(run.place_of(version.id)));
            }
        }
        if self.package_type != PackageType::Container {
            return back.iter().map(|version| step(version.id, version.id, [])).collect();
        }
        self.of_images(&back)
    }

    fn of_images(&self, back: &[&Version]) -> Vec<PlannedStep> {
        let images = self.images(back);
        let is_back: BTreeSet<VersionId> = back.iter().map(|version| version.id).collect();
        let loose = self.loose(back);
        let sequence = self.parts_first(back, &is_back, &loose);
        let rows: BTreeMap<VersionId, &Version> = back.iter().map(|row| (row.id, *row)).collect();
        let is_untagged = |id: &VersionId| rows.get(id).is_some_and(|row| row.tags.is_empty());
        let last_untagged = sequence.iter().rposition(is_untagged);

        let mut places: BTreeMap<VersionId, usize> = BTreeMap::new();
        let mut of_image: BTreeMap<VersionId, Vec<usize>> = BTreeMap::new();
        let mut untagged = Vec::new();
        let mut steps = Vec::new();
        for (at, id) in sequence.into_iter().enumerate() {
            let image = images.get(&id).copied().unwrap_or(id);
            let parts = self.parts.into_iter().flat_map(|parts| parts.of_version(id));
            let mut after: BTreeSet<usize> =
                parts.filter_map(|part| places.get(&part).copied()).collect();
            if image == id && matches!(self.comeback, Comeback::OfRun(_)) {
                after.extend(of_image.get(&id).into_iter().flatten());
            }
            // The last of the untagged ones stands for all of them: whoever waits for it waits for each.
            if !loose.is_empty() && last_untagged == Some(at) {
                after.extend(&untagged);
            }
            if loose.contains(&id) {
                after.extend(last_untagged.filter(|last| *last < at));
            }
            if is_untagged(&id) {
                untagged.push(at);
            }
            of_image.entry(image).or_default().push(at);
            places.insert(id, at);
            steps.push(step(id, image, after));
        }
        steps
    }

    /// The image that each belongs to, as far as that is known.
    fn images(&self, back: &[&Version]) -> BTreeMap<VersionId, VersionId> {
        let ids = back.iter().map(|version| version.id);
        match self.comeback {
            Comeback::OfRun(run) => {
                let mut images = self.known_images(ids.clone());
                let own = ids.filter(|id| run.has(*id)).map(|id| (id, run.root_of(id)));
                // A part whose own image stays away belongs to the one that it comes back for.
                let is_back: BTreeSet<VersionId> = back.iter().map(|version| version.id).collect();
                let own: Vec<(VersionId, VersionId)> = own
                    .filter(|(id, root)| {
                        is_back.contains(root) || images.get(id).is_none_or(|image| image == id)
                    })
                    .collect();
                images.extend(own);
                images
            }
            Comeback::Selected { .. } => self.known_images(ids),
        }
    }

    fn known_images(&self, ids: impl Iterator<Item = VersionId>) -> BTreeMap<VersionId, VersionId> {
        self.parts.map(|parts| parts.images_of(ids)).unwrap_or_default()
    }

    /// The tagged ones of which nobody knows what they list.
    fn loose(&self, back: &[&Version]) -> BTreeSet<VersionId> {
        if matches!(self.comeback, Comeback::OfRun(_)) {
            return BTreeSet::new();
        }
        let leaves = known_leaves(self.knowledge);
        let is_known = |version: &&&Version| {
            version.digest().is_some_and(|digest| {
                self.knowledge.facts.contains_key(&digest) || leaves.contains(&digest)
            })
        };
        let tagged = back.iter().filter(|version| !version.tags.is_empty());
        tagged.filter(|version| !is_known(version)).map(|version| version.id).collect()
    }

    /// The same versions with what each is known to consist of before it. What is loose keeps its place
    /// behind all untagged ones.
    fn parts_first(
        &self,
        back: &[&Version],
        is_back: &BTreeSet<VersionId>,
        loose: &BTreeSet<VersionId>,
    ) -> Vec<VersionId> {
        let goes_first = |part: &VersionId| is_back.contains(part) && !loose.contains(part);
        let mut sequence = Vec::with_capacity(back.len());
        let mut seen = BTreeSet::new();
        for version in back {
            let mut open = vec![(version.id, false)];
            while let Some((id, parts_are_placed)) = open.pop() {
                if parts_are_placed {
                    sequence.push(id);
                } else if seen.insert(id) {
                    open.push((id, true));
                    let parts = self.parts.into_iter().flat_map(|parts| parts.of_version(id));
                    open.extend(parts.filter(goes_first).map(|id| (id, false)));
                }
            }
        }
        sequence
    }
}

fn step(
    version: VersionId,
    image: VersionId,
    after: impl IntoIterator<Item = usize>,
) -> PlannedStep {
    PlannedStep { version, after: after.into_iter().collect(), image }
}
