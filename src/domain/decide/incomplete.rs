//! Images that lack a part.

use super::finding::{Finding, with_verdict};
use crate::domain::{
    Digest, Fact, Fit, Graph, IncompleteImages, Knowledge, Notice, Place, Policy, Question, Reason,
    Tag, Verdict, Version,
};

/// The parts of doomed images that no listing has, and of which nobody has asked the registry yet.
///
/// Only where the answer makes a difference: not where incomplete images go like others.
pub(super) fn parts_to_ask_for(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
    policy: &Policy,
) -> Vec<Question> {
    let mut questions: Vec<Question> = held_if_incomplete(findings, versions, policy)
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
    policy: &Policy,
) {
    for root in held_if_incomplete(findings, versions, policy) {
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

/// The doomed roots that a missing part would hold. Whoever names all tags of an image means it, whole or
/// not.
fn held_if_incomplete(
    findings: &[Option<Finding>],
    versions: &[Version],
    policy: &Policy,
) -> Vec<Place> {
    if policy.incomplete_images == IncompleteImages::Delete {
        return Vec::new();
    }
    let is_named = |tag: &Tag, by: &[Fit]| {
        by.iter().any(|fit| matches!(fit, Fit::Tag { tag: named, .. } if named == tag))
    };
    let doomed = findings.iter().zip(versions).enumerate().filter(|(_, one)| match one {
        (Some((Verdict::Delete, Reason::Taken { by, .. })), version) => {
            version.tags.is_empty() || !version.tags.iter().all(|tag| is_named(tag, by))
        }
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
