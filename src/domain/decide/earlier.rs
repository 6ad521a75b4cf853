//! Carrying out an earlier plan: only what both it and the decision of today take.

use super::finding::Finding;
use super::keep::Keeper;
use crate::domain::{EarlierPlan, Graph, Reason, Standing, TimestampField, Verdict, Version};

/// Holds the roots that the earlier plan does not have as they are, and those that it alone takes; takes
/// what a run that was cut off left of images.
pub(super) fn bind_roots(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    earlier: &EarlierPlan,
    keeper: &mut Keeper<'_>,
) {
    for at in graph.all(Standing::Root).chain(graph.all(Standing::OrphanedReferrer)) {
        let version = &versions[at];
        if let Some(&root) = earlier.left_over.get(&version.id)
            && is_as_planned(version, earlier)
        {
            let doubt = keeper.doubt(version);
            findings[at] = Some(match (keeper.reason(version), version.created_at) {
                (Some(kept), _) => (Verdict::Keep, kept),
                (None, Some(_)) if let Some(doubt) = doubt => (Verdict::Hold, doubt),
                (None, None) => (Verdict::Hold, Reason::NoTime { field: TimestampField::Created }),
                (None, Some(_)) => (Verdict::Delete, Reason::LeftOver { root }),
            });
        } else if let Some((verdict @ Verdict::Delete, reason)) = &mut findings[at] {
            if let Some(held) = forbidden(version, earlier) {
                (*verdict, *reason) = (Verdict::Hold, held);
            }
        } else if let Some((verdict @ Verdict::Untouched, reason)) = &mut findings[at]
            && earlier.taken.contains_key(&version.id)
        {
            let misfit =
                if let Reason::NotTaken { misfit } = reason { Some(misfit.clone()) } else { None };
            (*verdict, *reason) = (Verdict::Hold, Reason::OnlyInPlan { misfit });
        }
    }
}

/// Why a version must not go although it is taken today.
pub(super) fn forbidden(version: &Version, earlier: &EarlierPlan) -> Option<Reason> {
    if !earlier.taken.contains_key(&version.id) {
        Some(Reason::NotInPlan)
    } else if is_as_planned(version, earlier) {
        None
    } else {
        Some(Reason::TouchedMeanwhile)
    }
}

/// Whether the plan takes the version just as it is now.
fn is_as_planned(version: &Version, earlier: &EarlierPlan) -> bool {
    earlier.taken.get(&version.id).is_some_and(|then| then.is(version))
}
