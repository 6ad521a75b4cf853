//! Roots: what the rules and keeps make of each image.

use jiff::Timestamp;

use super::finding::Finding;
use super::keep::{Keeper, Latest, too_young};
use super::select::{Opinion, Selection, opinion, selection};
use crate::domain::{
    Age, Graph, PackageType, Policy, Reason, Standing, TimestampField, Verdict, Version,
};

/// The findings on roots; `None` for what is no root.
pub(super) fn judge_roots(
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    package_type: PackageType,
    keeper: &mut Keeper<'_>,
    now: Timestamp,
) -> Vec<Option<Finding>> {
    let mut latest: Vec<Latest> = policy.rules.iter().map(Latest::new).collect();
    let mut findings = vec![None; versions.len()];
    for at in graph.all(Standing::Root) {
        let version = &versions[at];
        let opinions: Vec<Opinion> =
            policy.rules.iter().map(|rule| opinion(rule, package_type, version)).collect();
        let selection = selection(&policy.rules, &opinions, version, now);
        let finding = if let Some(reason) = keeper.reason(version) {
            (Verdict::Keep, reason)
        } else {
            let rules = || policy.rules.iter().zip(&opinions);
            // Each rule must be asked, for each counts its own.
            let among_latest: Vec<Reason> = rules()
                .zip(&mut latest)
                .filter_map(|((rule, opinion), latest)| {
                    latest.reason(rule, opinion, package_type, version)
                })
                .collect();
            let young =
                || rules().find_map(|(rule, opinion)| too_young(rule, opinion, version, now));
            match (selection, among_latest.into_iter().next().or_else(young)) {
                (Selection::Held(reason), _) => (Verdict::Hold, reason),
                (_, Some(reason)) => (Verdict::Keep, reason),
                (Selection::Untouched(reason), None) => (Verdict::Untouched, reason),
                (Selection::Taken(reason), None) => {
                    match too_uncertain(version, policy, package_type, now) {
                        Some(held) => (Verdict::Hold, held),
                        None => (Verdict::Delete, reason),
                    }
                }
            }
        };
        findings[at] = Some(finding);
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
