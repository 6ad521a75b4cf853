//! Members: what becomes of the parts of images.

use super::finding::Finding;
use super::keep::Keeper;
use super::select::{Opinion, opinion};
use crate::domain::{
    Graph, PackageType, Place, Policy, Reason, Standing, Tag, Verdict, Version, own_tags,
};

/// For every part with tags of its own what forbids that it goes with its image: a keep, or a tag
/// that no rule takes.
pub(super) fn parts_with_a_will(
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    package_type: PackageType,
    keeper: &mut Keeper<'_>,
) -> Vec<(Place, Finding)> {
    let tagged = graph.all(Standing::Member).filter(|at| !versions[*at].tags.is_empty());
    tagged
        .filter_map(|at| {
            let kept = keeper.reason(&versions[at]).map(|reason| (Verdict::Keep, reason));
            let held = || {
                let spared = spared_tags(&versions[at], policy, package_type);
                spared.map(|reason| (Verdict::Hold, reason))
            };
            Some((at, kept.or_else(held)?))
        })
        .collect()
}

/// Adds the findings on what is no root, and tells for each version whose image it is part of.
///
/// Whatever a version that stays reaches, stays: the closure comes first, the subtraction second.
pub(super) fn judge_members(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    wilful: Vec<(Place, Finding)>,
) -> Vec<Option<usize>> {
    for at in graph.all(Standing::OrphanedReferrer) {
        findings[at] = Some((Verdict::Untouched, Reason::SubjectNotHere));
    }
    let of_verdict = |findings: &[Option<Finding>], doomed: bool| -> Vec<usize> {
        let is = |finding: &Finding| (finding.0 == Verdict::Delete) == doomed;
        let found = findings.iter().enumerate();
        found.filter(|(_, finding)| finding.as_ref().is_some_and(is)).map(|(at, _)| at).collect()
    };
    let staying = graph.reached_from(of_verdict(findings, false));
    for (at, finding) in wilful {
        if staying[at].is_none() {
            findings[at] = Some(finding);
        }
    }
    let doomed = graph.reached_from(of_verdict(findings, true));
    let staying = graph.reached_from(of_verdict(findings, false));
    let mut owners = vec![None; versions.len()];
    for at in graph.all(Standing::Member) {
        owners[at] = staying[at].or(doomed[at]);
        if findings[at].is_some() {
            continue;
        }
        findings[at] = match (staying[at], doomed[at]) {
            (Some(root), _) => {
                let verdict = findings[root].as_ref().map_or(Verdict::Untouched, |found| found.0);
                let (id, name) = (versions[root].id, versions[root].name.clone());
                Some((verdict, Reason::NeededBy { root: id, root_name: name }))
            }
            (None, Some(root)) => {
                Some((Verdict::Delete, Reason::PartOfDeleted { root: versions[root].id }))
            }
            // Reached by nothing that has a verdict: it stays.
            (None, None) => None,
        };
    }
    owners
}

/// Why a part that carries tags of its own can't go with its image: not all of them are taken.
fn spared_tags(version: &Version, policy: &Policy, package_type: PackageType) -> Option<Reason> {
    let opinions: Vec<Opinion> =
        policy.rules.iter().map(|rule| opinion(rule, package_type, version)).collect();
    let takes = |at: usize| {
        opinions.iter().any(|opinion| match opinion {
            Opinion::Fit { parts, .. } => parts.get(at).is_some_and(Result::is_ok),
            Opinion::Misfit(_) => false,
        })
    };
    let tags = version.tags.iter().enumerate();
    let own: Vec<&Tag> = own_tags(version).collect();
    let spared: Vec<Tag> = tags
        .filter(|(at, tag)| !takes(*at) && own.contains(tag))
        .map(|(_, tag)| tag.clone())
        .collect();
    let rule = policy.rules.first()?.name.clone();
    (!spared.is_empty()).then_some(Reason::TagsNotAllTaken { rule, spared })
}
