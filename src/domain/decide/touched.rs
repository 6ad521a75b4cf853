//! Parts that somebody pushes anew while their image is to go.

use jiff::Timestamp;

use super::finding::{Finding, with_verdict};
use crate::domain::{Graph, Place, Policy, Reason, Standing, Verdict, Version};

/// The listed, untagged parts of doomed images that were touched after all that lists them, and within the grace.
///
/// Parts go with their image whatever their age. But a build that runs now and comes to the same layers
/// pushes the same digest again, before the index that will list it: the row keeps its old time of
/// creation, and only its time of update tells. (A tag that moves touches a version too; what becomes of a
/// part with tags, they decide.)
pub(super) fn touched_parts(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    now: Timestamp,
) -> Vec<(Place, Finding)> {
    let Some(grace) = policy.untagged_grace else { return Vec::new() };
    let doomed = graph.reached_from(with_verdict(findings, |verdict| verdict == Verdict::Delete));
    let touched_at = |at: Place| {
        let version = &versions[at];
        version.updated_at.filter(|updated| Some(*updated) > version.created_at)
    };
    let latest = |at: Place| versions[at].created_at.max(versions[at].updated_at);
    let is_untagged = |at: &Place| versions[*at].tags.is_empty();
    let parts = graph.all(Standing::Member).filter(|at| doomed[*at].is_some());
    let parts = parts.filter(is_untagged);
    parts
        .filter_map(|at| {
            let since = touched_at(at)?;
            let listed_by = graph.listed_by(at).iter();
            let is_newest = listed_by.map(|by| latest(*by)).max()? < Some(since);
            let is_young = !grace.has_passed_since(since, now);
            (is_newest && is_young)
                .then_some((at, (Verdict::Hold, Reason::WithinGrace { since, grace })))
        })
        .collect()
}
