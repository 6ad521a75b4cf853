//! Members: what becomes of the parts of images.

use jiff::Timestamp;

use super::closed::{Closed, Closure};
use super::earlier::forbidden;
use super::finding::{Finding, with_verdict};
use super::keep::Keeper;
use super::select::{Opinion, Selection, opinion, select_version};
use super::siblings::Siblings;
use crate::domain::{
    EarlierPlan, Evidence, Graph, Place, Policy, Reason, Rule, RuleName, Standing, Tag, Verdict,
    Version, own_tags,
};

/// For every part of a doomed image what forbids that it goes too: a keep, a tag of its own that no rule
/// takes, or an earlier plan that does not have it.
pub(super) fn parts_with_a_will(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    earlier: Option<&EarlierPlan>,
    siblings: &Siblings,
    keeper: &mut Keeper<'_>,
) -> Vec<(Place, Finding)> {
    let doomed = graph.reached_from(with_verdict(findings, |verdict| verdict == Verdict::Delete));
    let mut wilful = Vec::new();
    for at in graph.all(Standing::Member) {
        let kept = keeper.reason(&versions[at]);
        let doubt = keeper.doubt(&versions[at]);
        let Some(root) = doomed[at] else { continue };
        let unplanned = || earlier.and_then(|earlier| forbidden(&versions[at], earlier));
        let finding = match kept {
            Some(reason) => Some((Verdict::Keep, reason)),
            None if unplanned().is_some() => unplanned().map(|reason| (Verdict::Hold, reason)),
            None if doubt.is_some() => doubt.map(|reason| (Verdict::Hold, reason)),
            None => {
                let rule = taking_rule(findings, root);
                spared_tags(&versions[at], policy, siblings, keeper.closure(), rule)
            }
        };
        wilful.extend(finding.map(|finding| (at, finding)));
    }
    wilful
}

/// The rule that takes a root.
fn taking_rule(findings: &[Option<Finding>], root: Place) -> Option<&RuleName> {
    match findings[root].as_ref() {
        Some((_, Reason::Taken { rule, .. })) => Some(rule),
        Some(_) | None => None,
    }
}

/// Why a part that carries tags of its own can't go with its image: not all of them are taken.
///
/// The age of the image decides, so the part's own takes no part.
fn spared_tags(
    version: &Version,
    policy: &Policy,
    siblings: &Siblings,
    closure: Closure<'_>,
    of_root: Option<&RuleName>,
) -> Option<Finding> {
    let opinions: Vec<Opinion> =
        policy.rules.iter().map(|rule| opinion(rule, siblings, version)).collect();
    let takes = |rule: &Rule, opinion: &Opinion, at: usize| {
        let fits = match opinion {
            Opinion::Fit { parts, .. } => parts.get(at).is_some_and(Result::is_ok),
            Opinion::Misfit(_) => false,
        };
        fits && matches!(
            closure.of(rule, &version.tags[at]),
            None | Some(Closed::Yes(_) | Closed::Unasked(_))
        )
    };
    let own: Vec<&Tag> = own_tags(version).collect();
    let spared: Vec<Tag> = version
        .tags
        .iter()
        .enumerate()
        .filter(|(at, tag)| {
            let mut rules = policy.rules.iter().zip(&opinions);
            own.contains(tag) && !rules.any(|(rule, opinion)| takes(rule, opinion, *at))
        })
        .map(|(_, tag)| tag.clone())
        .collect();
    let takes_some =
        policy.rules.iter().zip(&opinions).find_map(|(rule, opinion)| {
            matches!(opinion, Opinion::Fit { .. }).then_some(&rule.name)
        });
    (!spared.is_empty()).then(|| match takes_some.or(of_root).cloned() {
        Some(rule) => (Verdict::Hold, Reason::TagsNotAllTaken { rule, spared }),
        // No rule has a part in it: signatures that went with their subject take it along.
        None => (Verdict::Untouched, Reason::NoRuleTakes),
    })
}

/// Adds the findings on members, and tells for each version whose image it is part of.
///
/// Whatever a version that stays reaches, stays: the closure comes first, the subtraction second.
pub(super) fn judge_members(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    wilful: Vec<(Place, Finding)>,
    is_selected: impl Fn(&Version) -> bool,
) -> Vec<Option<Place>> {
    let staying = staying(findings, versions, graph, wilful);
    let doomed = graph.reached_from(with_verdict(findings, |verdict| verdict == Verdict::Delete));
    let mut owners = vec![None; versions.len()];
    for at in graph.all(Standing::Member) {
        owners[at] = staying[at].or(doomed[at]);
        if findings[at].is_some() {
            continue;
        }
        findings[at] = match (staying[at], doomed[at]) {
            (Some(root), _) => {
                let of_root = findings[root].as_ref().map_or(Verdict::Untouched, |found| found.0);
                let verdict = if is_selected(&versions[at]) { Verdict::Hold } else { of_root };
                Some((verdict, needed_by(&versions[root])))
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

/// What is reached by something that stays, and by what. Parts with a will stay where nothing else
/// makes them stay; a root that speaks of something stays as long as that does.
fn staying(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    mut wilful: Vec<(Place, Finding)>,
) -> Vec<Option<Place>> {
    loop {
        let staying =
            graph.reached_from(with_verdict(findings, |verdict| verdict != Verdict::Delete));
        wilful.retain(|(at, _)| staying[*at].is_none());
        let saved: Vec<(Place, Finding)> =
            with_verdict(findings, |verdict| verdict == Verdict::Delete)
                .filter_map(|at| Some((at, (Verdict::Hold, needed_by(&versions[staying[at]?])))))
                .collect();
        if wilful.is_empty() && saved.is_empty() {
            return staying;
        }
        for (at, finding) in wilful.drain(..).chain(saved) {
            findings[at] = Some(finding);
        }
    }
}

/// It stays because this version does.
pub(super) fn needed_by(root: &Version) -> Reason {
    Reason::NeededBy { root: root.id, root_name: root.name.clone() }
}

/// Whether the rules take a part that a user can have meant: by tags of its own, or by its number. An
/// untagged part fits every rule for untagged images, and nobody means it.
pub(super) fn is_meant(
    version: &Version,
    policy: &Policy,
    siblings: &Siblings,
    evidence: &Evidence,
    now: Timestamp,
) -> bool {
    let ids = policy.rules.iter().filter_map(|rule| rule.version_ids.as_ref());
    let is_named = ids.flatten().any(|id| *id == version.id);
    (is_named || own_tags(version).next().is_some())
        && matches!(
            select_version(&policy.rules, siblings, version, evidence, now),
            Selection::Taken(_)
        )
}
