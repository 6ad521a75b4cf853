//! What can't be understood, and what it forbids.

use super::finding::Finding;
use crate::domain::{Fact, Graph, Knowledge, Policy, Reason, Unreadable, Verdict, Version};

/// The versions of a container package of which nobody can tell what they list.
pub(super) fn unreadable(
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
) -> Vec<Unreadable> {
    let cycle = graph.on_a_cycle().map(|at| Unreadable {
        version: versions[at].id,
        why: "it reaches itself through what it lists and what speaks of it".to_owned(),
    });
    let unread = versions.iter().filter_map(|version| {
        let why = match version.digest().map(|digest| knowledge.facts.get(&digest)) {
            None => "its name is no digest, so it can't be read".to_owned(),
            Some(Some(Fact::Unreadable(why) | Fact::Unanswered(why))) => why.clone(),
            Some(Some(Fact::Read(_) | Fact::OldLeaf { .. } | Fact::Gone) | None) => return None,
        };
        Some(Unreadable { version: version.id, why })
    });
    cycle.into_iter().chain(unread).collect()
}

/// Holds everything in a package with something unreadable. What is lastingly unreadable may go itself,
/// but only when a rule names its number, and then alone.
pub(super) fn hold_unreadable(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    knowledge: &Knowledge,
    policy: &Policy,
    unreadable: &[Unreadable],
) {
    let Some(first) = unreadable.first() else { return };
    let reason = Reason::PackageUnreadable { version: first.version, why: first.why.clone() };
    let is_named = |version: &Version| {
        let mut rules = policy.rules.iter();
        rules.any(|rule| rule.version_ids.as_ref().is_some_and(|ids| ids.contains(&version.id)))
    };
    let is_lasting = |version: &Version| {
        let fact = version.digest().and_then(|digest| knowledge.facts.get(&digest));
        matches!(fact, Some(Fact::Unreadable(_)))
    };
    for (version, finding) in versions.iter().zip(findings.iter_mut()) {
        if let Some((verdict @ Verdict::Delete, held)) = finding
            && !(is_lasting(version) && is_named(version))
        {
            (*verdict, *held) = (Verdict::Hold, reason.clone());
        }
    }
}
