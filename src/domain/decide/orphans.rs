//! Orphans: signatures and attestations whose subject is not in the package.

use jiff::Timestamp;

use super::finding::Finding;
use super::keep::Keeper;
use super::roots::too_uncertain;
use super::select::{Selection, select_version};
use super::siblings::Siblings;
use crate::domain::{
    Graph, Knowledge, OrphanedReferrers, PackageType, Place, Policy, Reason, Rule, Standing,
    TimestampField, Verdict, Version,
};

/// Adds the findings on orphaned referrers. They are no images: only a rule that names their number, or
/// `orphaned-referrers`, takes them.
pub(super) fn judge_orphans(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
    policy: &Policy,
    keeper: &mut Keeper<'_>,
    now: Timestamp,
) {
    let naming: Vec<Rule> =
        policy.rules.iter().filter(|rule| rule.version_ids.is_some()).cloned().collect();
    let siblings = Siblings::of(PackageType::Container, versions, knowledge, &naming);
    for at in graph.all(Standing::OrphanedReferrer) {
        let version = &versions[at];
        let finding = if let Some(reason) = keeper.reason(version) {
            (Verdict::Keep, reason)
        } else {
            match select_version(&naming, &siblings, version, &knowledge.evidence, now) {
                Selection::Untouched(_) => unnamed(at, version, graph, knowledge, policy, now),
                Selection::Held(reason) => (Verdict::Hold, reason),
                // Before it was read it looked like an image, so the same holds.
                Selection::Taken(reason) => {
                    let uncertain = too_uncertain(version, policy, PackageType::Container, now);
                    match uncertain.or_else(|| keeper.doubt(version)) {
                        Some(held) => (Verdict::Hold, held),
                        None => (Verdict::Delete, reason),
                    }
                }
            }
        };
        findings[at] = Some(finding);
    }
}

/// What becomes of an orphan that nobody named.
fn unnamed(
    at: Place,
    version: &Version,
    graph: &Graph,
    knowledge: &Knowledge,
    policy: &Policy,
    now: Timestamp,
) -> Finding {
    if policy.orphaned_referrers == OrphanedReferrers::Report {
        return (Verdict::Untouched, Reason::SubjectNotHere);
    }
    // Where an earlier plan took it, the package was no store. That run may have deleted whatever showed it.
    let was_taken = knowledge.earlier.as_ref().is_some_and(|it| it.taken.contains_key(&version.id));
    if graph.speaks_of_others_only() && !was_taken {
        return (Verdict::Hold, Reason::SignatureStore);
    }
    let (Some(created), Some(updated)) = (version.created_at, version.updated_at) else {
        let field = version.created_at.map_or(TimestampField::Created, |_| TimestampField::Updated);
        return (Verdict::Hold, Reason::NoTime { field });
    };
    // A signature may be pushed before what it signs.
    let since = created.max(updated);
    if let Some(grace) = policy.untagged_grace.filter(|age| !age.has_passed_since(since, now)) {
        return (Verdict::Hold, Reason::WithinGrace { since, grace });
    }
    let restorable = knowledge
        .deleted
        .as_ref()
        .is_some_and(|deleted| graph.absent_subjects(at).any(|subject| deleted.contains(subject)));
    if restorable {
        return (Verdict::Hold, Reason::SubjectRestorable);
    }
    (Verdict::Delete, Reason::Orphaned)
}
