//! The decision over one package.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::earlier::bind_roots;
use super::finding::{Finding, any_doomed, hold_all, hold_unproved, is_doomed, with_verdict};
use super::guard::{Candidate, guard};
use super::incomplete::{Tolerance, damage, hold_incomplete, parts_to_ask_for};
use super::keep::Keeper;
use super::members::{is_meant, judge_members, parts_with_a_will};
use super::order::order;
use super::orphans::judge_orphans;
use super::reading::to_read;
use super::roots::judge_roots;
use super::select::{ByAge, unasked};
use super::siblings::Siblings;
use super::touched::touched_parts;
use super::unreadable::Obstacle;
use crate::domain::{
    Coverage, Ending, Graph, Guards, ImageCount, Inventory, Judgement, Knowledge, LastVersion,
    Manifests, Notice, OrphanedReferrers, PackagePlan, PackageType, Place, PlannedStep, Policy,
    Question, Reason, Standing, Verdict, Version,
};

/// What follows from what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// These must be answered first.
    Ask(Vec<Question>),
    /// Every version has its verdict.
    Plan(PackagePlan),
}

/// Decides over one package.
///
/// Pure: the same arguments give the same answer. It asks only where something would be deleted, and
/// only for what bears on that.
pub fn decide(
    inventory: &Inventory,
    knowledge: &Knowledge,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let versions = inventory.versions();
    let package_type = inventory.package.package_type;
    let graph = Graph::of(inventory, knowledge);
    let mut keeper = Keeper::new(policy, &inventory.package, &knowledge.evidence);
    let siblings = Siblings::of(package_type, versions, knowledge, &policy.rules);
    let mut findings = judge_roots(versions, &graph, policy, &siblings, &mut keeper, now);
    judge_orphans(&mut findings, versions, &graph, knowledge, policy, &mut keeper, now);

    if let Some(earlier) = &knowledge.earlier {
        bind_roots(&mut findings, versions, &graph, earlier, &mut keeper);
    }
    hold_unproved(&mut findings, &inventory.coverage, package_type);
    let unasked = evidence_to_ask(&findings, versions, &graph, policy, &siblings, &keeper, now);
    if !unasked.is_empty() {
        return Decision::Ask(unasked);
    }
    let mut obstacle = Obstacle::default();
    let takes_orphans = policy.orphaned_referrers == OrphanedReferrers::Delete
        && inventory.coverage == Coverage::Stable;
    let takes_any = takes_orphans || any_doomed(&findings);
    // Who names a part may mean one that can't be read.
    let names_any = inventory.coverage == Coverage::Stable
        && policy.rules.iter().any(|rule| rule.version_ids.is_some());
    if package_type == PackageType::Container && (takes_any || names_any) {
        let found = Obstacle::of(versions, &graph, knowledge, policy, &mut keeper, now);
        if takes_any || found.concerns_what_is_named() {
            obstacle = found;
        }
        obstacle.hold_others(&mut findings);
        let tolerance = &Tolerance { policy, siblings: &siblings, now };
        hold_incomplete(&mut findings, versions, &graph, knowledge, tolerance);
        let mut left = left_by_guards(&findings, versions, &graph, policy);
        obstacle.add_members(&mut left, &graph);
        let questions = questions(versions, &graph, &left, knowledge, &obstacle, tolerance);
        if !questions.is_empty() {
            match knowledge.manifests {
                Manifests::Readable => return Decision::Ask(questions),
                Manifests::NotReadYet => {
                    hold_all(&mut findings, &Reason::PartsNotRead);
                    obstacle.take_out_nothing();
                }
            }
        }
    }
    let earlier = knowledge.earlier.as_ref();
    let wilful =
        parts_with_a_will(&findings, versions, &graph, policy, earlier, &siblings, &mut keeper);
    let wilful: Vec<_> =
        touched_parts(&findings, versions, &graph, policy, now).into_iter().chain(wilful).collect();
    // A listing that was not stable may have missed a version, so it can't show that all of them go.
    let something_stays = inventory.coverage != Coverage::Stable
        || !wilful.is_empty()
        || obstacle.leaves_any(versions.len())
        || any_orphan_stays(&findings, &graph);
    let ending = apply_guards(
        &mut findings,
        versions,
        &graph,
        policy,
        policy.guards,
        package_type,
        something_stays,
    );
    let owners = judge_members(&mut findings, versions, &graph, wilful, |version| {
        is_meant(version, policy, &siblings, &knowledge.evidence, now)
    });
    obstacle.take_out_alone(&mut findings, versions, &graph);
    let steps = steps(&mut findings, versions, &graph, &owners, &obstacle);
    let ending = match ending {
        Ending::WholePackage if steps.len() < versions.len() => Ending::SomethingStays,
        other @ (Ending::WholePackage | Ending::SomethingStays | Ending::Refused) => other,
    };

    let notices = damage(&findings, versions, &graph, knowledge);
    let images = ImageCount {
        total: graph.all(Standing::Root).count() as u64,
        doomed: graph.all(Standing::Root).filter(|at| is_doomed(findings[*at].as_ref())).count()
            as u64,
    };
    let mut unmatched = keeper.unmatched();
    unmatched.extend(unknown_ids(versions, policy));
    let judgements = versions
        .iter()
        .zip(findings)
        .enumerate()
        .map(|(at, (version, finding))| {
            let (verdict, reason) = finding.unwrap_or((Verdict::Untouched, Reason::NoRuleTakes));
            let root = owners[at].unwrap_or(at);
            Judgement { version: version.id, root: versions[root].id, verdict, reason }
        })
        .collect();
    Decision::Plan(PackagePlan {
        package: inventory.package.clone(),
        judgements,
        images,
        ending,
        steps,
        unreadable: obstacle.into_unreadable(),
        notices,
        unmatched,
    })
}

/// What the linked repository must tell before anything goes that it may protect.
fn evidence_to_ask(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    siblings: &Siblings,
    keeper: &Keeper<'_>,
    now: Timestamp,
) -> Vec<Question> {
    let doomed = graph.reached_from(with_verdict(findings, |verdict| verdict == Verdict::Delete));
    let doomed = versions.iter().zip(doomed);
    let questions: BTreeSet<Question> = doomed
        .enumerate()
        .filter(|(_, (_, by))| by.is_some())
        .flat_map(|(at, (version, _))| {
            let age = match graph.standing(at) {
                Standing::Member => ByAge::No,
                Standing::Root | Standing::OrphanedReferrer => ByAge::Yes(now),
            };
            let closed = unasked(&policy.rules, siblings, version, keeper.closure(), age);
            keeper.questions(version).into_iter().chain(closed)
        })
        .collect();
    questions.into_iter().collect()
}

/// The findings with what the guards hold, and nothing held that they might leave to go.
///
/// Only what may still go is worth a question. This is asked with everything else that holds already
/// in place: what holds one image may be what lets a guard leave another. Where the package would go as
/// a whole, the guards decide only when everything is known.
fn left_by_guards(
    findings: &[Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
) -> Vec<Option<Finding>> {
    let mut left = findings.to_vec();
    let last_version = match policy.guards.last_version {
        LastVersion::DeletePackage => LastVersion::Fail,
        other @ (LastVersion::Keep | LastVersion::Fail) => other,
    };
    let guards = Guards { last_version, ..policy.guards };
    apply_guards(&mut left, versions, graph, policy, guards, PackageType::Container, true);
    left
}

/// What must be answered before the plan can stand: first what lists what, then the rest.
fn questions(
    versions: &[Version],
    graph: &Graph,
    findings: &[Option<Finding>],
    knowledge: &Knowledge,
    obstacle: &Obstacle,
    tolerance: &Tolerance<'_>,
) -> Vec<Question> {
    let policy = tolerance.policy;
    // Beside something unreadable no orphan goes, so none is looked for.
    let orphans =
        if obstacle.is_none() { policy.orphaned_referrers } else { OrphanedReferrers::Report };
    let unread = to_read(versions, graph, findings, knowledge, policy, orphans);
    if !unread.is_empty() {
        return unread;
    }
    if !obstacle.unread().is_empty() {
        return obstacle.unread().to_vec();
    }
    let mut rest = parts_to_ask_for(findings, versions, graph, knowledge, tolerance);
    let orphan = |finding: &Option<Finding>| matches!(finding, Some((_, Reason::Orphaned)));
    if knowledge.deleted.is_none() && findings.iter().any(orphan) {
        rest.push(Question::Deleted);
    }
    rest
}

/// The steps of the plan: one for each version that is to be deleted. Where some wait for each other,
/// nobody can tell what would be lost, and nothing goes.
fn steps(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    owners: &[Option<Place>],
    obstacle: &Obstacle,
) -> Vec<PlannedStep> {
    let steps = order(versions, graph, findings, owners, |at| obstacle.may_go_first(at, graph));
    let placed: BTreeSet<_> = steps.iter().map(|step| step.version).collect();
    let doomed = with_verdict(findings, |verdict| verdict == Verdict::Delete);
    let Some(first) = doomed.map(|at| versions[at].id).find(|id| !placed.contains(id)) else {
        return steps;
    };
    let why = "it could go only after something that could go only after it".to_owned();
    hold_all(findings, &Reason::PackageUnreadable { version: first, why });
    Vec::new()
}

/// Whether a referrer stays whose subject is not here.
fn any_orphan_stays(findings: &[Option<Finding>], graph: &Graph) -> bool {
    graph.all(Standing::OrphanedReferrer).any(|at| !is_doomed(findings[at].as_ref()))
}

/// Holds roots until the guards are content.
fn apply_guards(
    findings: &mut [Option<Finding>],
    versions: &[Version],
    graph: &Graph,
    policy: &Policy,
    guards: Guards,
    package_type: PackageType,
    something_stays: bool,
) -> Ending {
    let places: Vec<Place> = graph.all(Standing::Root).collect();
    let candidate = |at: &Place| Candidate {
        version: &versions[*at],
        doomed: is_doomed(findings[*at].as_ref()),
    };
    let roots: Vec<Candidate<'_>> = places.iter().map(candidate).collect();
    let guarded = guard(guards, &policy.rules, package_type, &roots, something_stays);
    for (root, reason) in guarded.held {
        findings[places[root]] = Some((Verdict::Hold, reason));
    }
    guarded.ending
}

/// The numbers that a rule names and no version has.
fn unknown_ids(versions: &[Version], policy: &Policy) -> BTreeSet<Notice> {
    let known: BTreeSet<_> = versions.iter().map(|version| version.id).collect();
    let named = policy.rules.iter().filter_map(|rule| rule.version_ids.as_ref()).flatten();
    named.filter(|id| !known.contains(id)).map(|id| Notice::NoSuchVersion(*id)).collect()
}
