//! Parts of what an earlier run deleted do not come back without their image.

use std::collections::{BTreeMap, BTreeSet};

use super::comeback::DeletedByRun;
use super::parts::Parts;
use crate::domain::{Reason, Verdict, Version, VersionId, own_tags};

/// Whether a version that the run deleted has a use without the root of its image: it is one, or it can be
/// pulled by a tag of its own.
pub(super) fn stands_alone(version: &Version, run: &DeletedByRun) -> bool {
    run.root_of(version.id) == version.id || own_tags(version).next().is_some()
}

/// Holds the parts of the run's images whose root is held, and those that were deleted again since and whose
/// root neither is there nor comes back. What something else is known to need that is there or comes back is
/// not held, nor is what stands alone.
pub(super) fn hold_parts_apart(
    findings: &mut [(Verdict, Reason)],
    versions: &[Version],
    active: &[Version],
    run: &DeletedByRun,
    parts: &Parts,
) {
    let apart = Roots::of(versions, findings, active).parts_apart(versions, findings, run);
    if apart.is_empty() {
        return;
    }
    let back = versions.iter().zip(&*findings).filter(|(_, finding)| finding.0 == Verdict::Restore);
    let back = back.map(|(version, _)| version.id).filter(|id| !apart.contains_key(id));
    let needed = parts.images_of(active.iter().map(|row| row.id).chain(back));
    for (version, finding) in versions.iter().zip(findings) {
        if let Some(reason) = apart.get(&version.id)
            && !needed.contains_key(&version.id)
        {
            *finding = (Verdict::Hold, reason.clone());
        }
    }
}

/// What becomes of the roots of images.
struct Roots<'a> {
    /// The deleted ones, each with its name and its verdict.
    deleted: BTreeMap<VersionId, (&'a str, Verdict)>,
    /// What is there.
    there: BTreeSet<VersionId>,
    /// The names of what is there or comes back. A container's name is its digest, so another version of
    /// that name lists the same parts.
    whole: BTreeSet<&'a str>,
}

impl<'a> Roots<'a> {
    fn of(versions: &'a [Version], findings: &[(Verdict, Reason)], active: &'a [Version]) -> Self {
        let rows = versions.iter().zip(findings);
        let back = rows.clone().filter(|(_, finding)| finding.0 == Verdict::Restore);
        let there = active.iter().chain(back.map(|(row, _)| row));
        Self {
            whole: there.map(|row| row.name.as_str()).collect(),
            there: active.iter().map(|row| row.id).collect(),
            deleted: rows.map(|(row, finding)| (row.id, (row.name.as_str(), finding.0))).collect(),
        }
    }

    /// What would come back without its root, and why it does not.
    fn parts_apart(
        &self,
        versions: &[Version],
        findings: &[(Verdict, Reason)],
        run: &DeletedByRun,
    ) -> BTreeMap<VersionId, Reason> {
        let back = versions.iter().zip(findings).filter(|(_, one)| one.0 == Verdict::Restore);
        let parts = back.map(|(row, _)| row).filter(|row| !stands_alone(row, run));
        parts.filter_map(|row| Some((row.id, self.why_apart(row, run)?))).collect()
    }

    fn why_apart(&self, part: &Version, run: &DeletedByRun) -> Option<Reason> {
        let root = run.root_of(part.id);
        match self.deleted.get(&root) {
            Some((name, _)) if self.whole.contains(name) => None,
            Some((_, Verdict::Hold)) => Some(Reason::HeldWithRoot { root }),
            _ if self.there.contains(&root) => None,
            Some(_) | None => run.deleted_since(part).map(Reason::DeletedSinceThatRun),
        }
    }
}
