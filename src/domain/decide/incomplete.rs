//! Images that lack a part.

use jiff::Timestamp;

use super::finding::{Finding, with_verdict};
use super::select::{Maturity, Opinion, maturity, opinion};
use super::siblings::Siblings;
use crate::domain::{
    Digest, Fact, Graph, IncompleteImages, Knowledge, Notice, Place, Policy, Question, Reason,
    Verdict, Version,
};

/// The parts of doomed images that no listing has, and of which nobody has asked the registry yet.
///
/// Only where the answer makes a difference: not where incomplete images go like others.
pub(super) fn parts_to_ask_for(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
    tolerance: &Tolerance<'_>,
) -> Vec<Question> {
    let mut questions: Vec<Question> = held_if_incomplete(findings, versions, tolerance)
        .into_iter()
        .flat_map(|root| parts(graph, root))
        .flat_map(|part| graph.lacks(part))
        .filter(|digest| !knowledge.facts.contains_key(digest))
        .map(|digest| Question::Manifest(*digest))
        .collect();
    questions.sort_unstable();
    questions.dedup();
    questions
}

/// Holds the doomed images that lack a part, as far as the policy says so.
pub(super) fn hold_incomplete(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
    tolerance: &Tolerance<'_>,
) {
    for root in held_if_incomplete(findings, versions, tolerance) {
        if let Some(missing) = missing_part(versions, graph, knowledge, root) {
            findings[root] = Some((Verdict::Hold, Reason::Incomplete { missing }));
        }
    }
}

/// What is known to be wrong with images that stay, and with versions that the registry does not know.
pub(super) fn damage(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
) -> Vec<Notice> {
    let is_ghost = |version: &&Version| {
        let fact = version.digest().and_then(|digest| knowledge.facts.get(&digest));
        matches!(fact, Some(Fact::Gone))
    };
    let ghosts = versions.iter().filter(is_ghost).map(|version| Notice::Ghost(version.id));
    let staying = with_verdict(findings, |verdict| verdict != Verdict::Delete);
    let incomplete = staying.filter(|at| graph.standing(*at) == crate::domain::Standing::Root);
    let incomplete = incomplete.filter_map(|root| {
        let missing = missing_part(versions, graph, knowledge, root)?;
        Some(Notice::IncompleteImage { root: versions[root].id, missing })
    });
    ghosts.chain(incomplete).collect()
}

/// What tells whether an image may go that is not whole.
pub(super) struct Tolerance<'a> {
    pub(super) policy: &'a Policy,
    pub(super) siblings: &'a Siblings,
    pub(super) now: Timestamp,
}

impl Tolerance<'_> {
    /// Whether rules take the image whether it is whole or not: each tag one that names it, for whoever
    /// names a tag means what is under it, or one that says so.
    fn covers(&self, version: &Version) -> bool {
        let mut covered = vec![false; version.tags.len().max(1)];
        for rule in &self.policy.rules {
            let takes_any = rule.incomplete_images == IncompleteImages::Delete;
            if !takes_any && rule.tags.is_none() {
                continue;
            }
            let Opinion::Fit { parts, .. } = opinion(rule, self.siblings, version) else {
                continue;
            };
            if !matches!(maturity(rule, version, self.now), Maturity::Old(_)) {
                continue;
            }
            for (covered, part) in covered.iter_mut().zip(parts) {
                *covered |= part.is_ok();
            }
        }
        covered.into_iter().all(|covered| covered)
    }
}

/// The doomed roots that a missing part would hold.
fn held_if_incomplete(
    findings: &[Option<Finding>],
    versions: &[Version],
    tolerance: &Tolerance<'_>,
) -> Vec<Place> {
    let doomed = findings.iter().zip(versions).enumerate().filter(|(_, one)| match one {
        (Some((Verdict::Delete, Reason::Taken { .. })), version) => !tolerance.covers(version),
        _ => false,
    });
    doomed.map(|(at, _)| at).collect()
}

/// All that a root reaches, itself included.
fn parts(graph: &Graph, root: Place) -> Vec<Place> {
    let mut seen = std::collections::BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(at) = open.pop() {
        open.extend(graph.reaches(at).iter().copied().filter(|one| seen.insert(*one)));
    }
    seen.into_iter().collect()
}

/// A part of the image that the registry is known not to have.
fn missing_part(
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
    root: Place,
) -> Option<Digest> {
    let is_gone = |digest: &Digest| matches!(knowledge.facts.get(digest), Some(Fact::Gone));
    // What is not listed and can't be had is doubtful; what is listed is not missing for that.
    let is_missing = |digest: &Digest| {
        let fact = knowledge.facts.get(digest);
        is_gone(digest) || matches!(fact, Some(Fact::Unreadable(_) | Fact::Unanswered(_)))
    };
    parts(graph, root).into_iter().find_map(|part| {
        let own = versions[part].digest().filter(|_| part != root).filter(is_gone);
        own.or_else(|| graph.lacks(part).iter().copied().find(is_missing))
    })
}
