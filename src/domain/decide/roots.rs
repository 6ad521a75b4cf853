//! Roots: what the rules and keeps make of each image.

use jiff::Timestamp;

use super::finding::Finding;
use super::keep::Keeper;
use super::latest::{Latest, too_young};
use super::select::{Opinion, Selection, opinion, selection};
use super::siblings::Siblings;
use crate::domain::{
    Age, Graph, PackageType, Place, Policy, Reason, Standing, TimestampField, Verdict, Version,
};

/// The findings on roots; `None` for what is no root.
pub(super) fn judge_roots(
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    siblings: &Siblings,
    keeper: &mut Keeper<'_>,
    now: Timestamp,
) -> Vec<Option<Finding>> {
    let mut findings = vec![None; versions.len()];
    for at in graph.all(Standing::Root) {
        findings[at] = keeper.reason(&versions[at]).map(|reason| (Verdict::Keep, reason));
    }
    let unkept: Vec<Place> =
        graph.all(Standing::Root).filter(|at| findings[*at].is_none()).collect();
    let count = |rule| Latest::of(rule, siblings, versions, unkept.iter().copied());
    let latest: Vec<Latest> = policy.rules.iter().map(count).collect();
    for at in unkept {
        let version = &versions[at];
        let opinions: Vec<Opinion> =
            policy.rules.iter().map(|rule| opinion(rule, siblings, version)).collect();
        let counted = || policy.rules.iter().zip(&latest);
        let young = || {
            let mut rules = policy.rules.iter().zip(&opinions);
            rules.find_map(|(rule, opinion)| too_young(rule, opinion, version, now))
        };
        let stays = counted().find_map(|(rule, latest)| latest.reason(rule, at)).or_else(young);
        let unclear = || counted().find_map(|(rule, latest)| latest.unclear(rule, at));
        let selection = selection(&policy.rules, &opinions, version, keeper.closure(), now);
        let doubt = || keeper.doubt(version);
        findings[at] = Some(match (selection, stays) {
            (Selection::Held(reason), _) => (Verdict::Hold, reason),
            (_, Some(reason)) => (Verdict::Keep, reason),
            (Selection::Untouched(reason), None) => (Verdict::Untouched, reason),
            (Selection::Taken(reason), None) => {
                let uncertain = || too_uncertain(version, policy, siblings.package_type, now);
                match unclear().or_else(uncertain).or_else(doubt) {
                    Some(held) => (Verdict::Hold, held),
                    None => (Verdict::Delete, reason),
                }
            }
        });
    }
    findings
}

/// Why an image that the rules take is still held: nobody knows its age, or it has no tag and was
/// pushed or touched too recently.
pub(super) fn too_uncertain(
    version: &Version,
    policy: &Policy,
    package_type: PackageType,
    now: Timestamp,
) -> Option<Reason> {
    let Some(created) = version.created_at else {
        return Some(Reason::NoTime { field: TimestampField::Created });
    };
    let grace: Age = policy.untagged_grace?;
    if !package_type.has_tags() || !version.tags.is_empty() {
        return None;
    }
    let Some(updated) = version.updated_at else {
        return Some(Reason::NoTime { field: TimestampField::Updated });
    };
    let since = created.max(updated);
    (!grace.has_passed_since(since, now)).then_some(Reason::WithinGrace { since, grace })
}
