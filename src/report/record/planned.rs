//! What a record says was to be deleted, for a run that carries it out.

use std::collections::{BTreeMap, BTreeSet};

use super::line::RecordLine;
use super::read::ReadRecord;
use super::word::RecordedVerdict;
use crate::domain::{
    AsPlanned, EarlierPlan, EarlierVerdict, EarlierVerdicts, Inventory, PackageKey, Tag, Verdict,
    VersionId,
};

/// What a record says was to be deleted, by package.
#[derive(Clone, Debug, Default)]
pub struct RecordedPlan {
    packages: BTreeMap<PackageKey, OfPackage>,
}

/// What a record says of one package.
#[derive(Clone, Debug, Default)]
struct OfPackage {
    /// What was to be deleted, as it was then, with its image's root.
    doomed: BTreeMap<VersionId, (AsPlanned, VersionId)>,
    /// What was sent, whatever came of it.
    sent: BTreeSet<VersionId>,
    /// The tags that were to come off.
    untags: BTreeSet<(VersionId, Tag)>,
}

/// What a record says of each version that it names, by package.
#[derive(Clone, Debug, Default)]
pub struct RecordedVerdicts {
    packages: BTreeMap<PackageKey, EarlierVerdicts>,
}

impl RecordedVerdicts {
    /// What this record says.
    pub fn of(read: &ReadRecord) -> Self {
        let mut all = Self::default();
        for line in &read.lines {
            if let RecordLine::Judged { package, id, verdict, root, reason, .. } = line {
                let verdict = (*verdict).into();
                let said = EarlierVerdict { verdict, reason: reason.clone(), root: *root };
                all.packages.entry(package.key()).or_default().0.insert(*id, said);
            }
        }
        all
    }

    /// What it says of this package.
    pub fn for_package(&self, package: &PackageKey) -> EarlierVerdicts {
        self.packages.get(package).cloned().unwrap_or_default()
    }

    /// The packages in which images were to be deleted, with how many.
    pub fn taken(&self) -> impl Iterator<Item = (&PackageKey, u64)> {
        self.packages.iter().filter_map(|(package, said)| {
            let taken = said.0.iter();
            let taken = taken
                .filter(|(id, said)| said.verdict == Verdict::Delete && said.root == **id)
                .count();
            (taken > 0).then_some((package, taken as u64))
        })
    }
}

impl RecordedPlan {
    /// What this record says.
    pub fn of(read: &ReadRecord) -> Self {
        let mut plan = Self::default();
        for line in &read.lines {
            match line {
                RecordLine::Listed { package, .. } => drop(plan.entry(package.key())),
                RecordLine::Judged {
                    package,
                    id,
                    tags,
                    updated,
                    verdict: RecordedVerdict::Delete,
                    root,
                    ..
                } => {
                    let then = AsPlanned { tags: tags.clone(), updated_at: *updated };
                    plan.entry(package.key()).doomed.insert(*id, (then, *root));
                }
                RecordLine::Sent { step, .. } => {
                    if let Some(id) = step.id {
                        plan.entry(step.package.key()).sent.insert(id);
                    }
                }
                RecordLine::UntagPlanned { package, id, tag, .. } => {
                    plan.entry(package.key()).untags.insert((*id, tag.clone()));
                }
                RecordLine::Judged { .. }
                | RecordLine::Planned { .. }
                | RecordLine::Ended { .. }
                | RecordLine::Failed { .. }
                | RecordLine::Refused { .. }
                | RecordLine::Stopping { .. }
                | RecordLine::HeldBack { .. }
                | RecordLine::Healed { .. }
                | RecordLine::Retagged { .. }
                | RecordLine::Untagging { .. }
                | RecordLine::Untagged { .. }
                | RecordLine::TagPutOn { .. }
                | RecordLine::Checked { .. }
                | RecordLine::Finished { .. } => {}
            }
        }
        plan
    }

    fn entry(&mut self, package: PackageKey) -> &mut OfPackage {
        self.packages.entry(package).or_default()
    }

    /// Whether the tag was to come off this version.
    pub fn takes_off(&self, package: &PackageKey, version: VersionId, tag: &Tag) -> bool {
        let said = self.packages.get(package);
        said.is_some_and(|said| said.untags.contains(&(version, tag.clone())))
    }

    /// The packages that were looked at.
    pub fn packages(&self) -> impl Iterator<Item = &PackageKey> {
        self.packages.keys()
    }

    /// The plan for one package, as far as it is still to be carried out.
    ///
    /// A root that was sent and is not there any more is gone; what the record lists as its parts was
    /// left over.
    pub fn for_package(&self, active: &Inventory) -> EarlierPlan {
        let Some(recorded) = self.packages.get(&active.package) else {
            return EarlierPlan::default();
        };
        let there: BTreeSet<VersionId> = active.versions().iter().map(|one| one.id).collect();
        let is_gone = |root: &VersionId| recorded.sent.contains(root) && !there.contains(root);
        let left_over = recorded
            .doomed
            .iter()
            .filter(|(id, (_, root))| *id != root && is_gone(root))
            .map(|(id, (_, root))| (*id, *root))
            .collect();
        let taken = recorded.doomed.iter().map(|(id, (then, _))| (*id, then.clone())).collect();
        EarlierPlan { taken, left_over }
    }
}
