//! The decision over one package.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::earlier::bind_roots;
use super::finding::{Finding, any_doomed, hold_all, hold_unproved, is_doomed};
use super::guard::{Candidate, guard};
use super::incomplete::{damage, hold_incomplete, parts_to_ask_for};
use super::keep::Keeper;
use super::members::{is_meant, judge_members, parts_with_a_will};
use super::order::order;
use super::orphans::judge_orphans;
use super::reading::to_read;
use super::roots::judge_roots;
use super::unreadable::hold_unreadable;
use crate::domain::{
    Coverage, Ending, Graph, ImageCount, Inventory, Judgement, Knowledge, Manifests, Notice,
    OrphanedReferrers, PackagePlan, PackageType, Place, Policy, Question, Reason, Standing,
    Verdict, Version,
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
    let mut keeper = Keeper::new(policy, package_type);
    let mut findings = judge_roots(versions, &graph, policy, package_type, &mut keeper, now);
    judge_orphans(&mut findings, versions, &graph, knowledge, policy, &mut keeper, now);

    if let Some(earlier) = &knowledge.earlier {
        bind_roots(&mut findings, versions, &graph, earlier, &mut keeper);
    }
    hold_unproved(&mut findings, &inventory.coverage, package_type);
    let mut unreadable = Vec::new();
    let takes_orphans = policy.orphaned_referrers == OrphanedReferrers::Delete;
    if package_type == PackageType::Container && (takes_orphans || any_doomed(&findings)) {
        // What the guards hold without an answer they hold with any: versions turn out to be parts of
        // images, never the other way round. So only what they leave is worth a question.
        let mut left = findings.clone();
        apply_guards(&mut left, versions, &graph, policy, package_type, true);
        let questions = questions(versions, &graph, &left, knowledge, policy);
        if !questions.is_empty() {
            match knowledge.manifests {
                Manifests::Readable => return Decision::Ask(questions),
                Manifests::NotReadYet => hold_all(&mut findings, &Reason::PartsNotRead),
            }
        }
        unreadable = super::unreadable::unreadable(versions, &graph, knowledge);
        hold_unreadable(&mut findings, versions, knowledge, policy, &unreadable);
        hold_incomplete(&mut findings, versions, &graph, knowledge, policy);
    }
    let earlier = knowledge.earlier.as_ref();
    let wilful =
        parts_with_a_will(&findings, versions, &graph, policy, earlier, package_type, &mut keeper);
    // A listing that was not stable may have missed a version, so it can't show that all of them go.
    let something_stays = inventory.coverage != Coverage::Stable
        || !wilful.is_empty()
        || any_orphan_stays(&findings, &graph);
    let ending =
        apply_guards(&mut findings, versions, &graph, policy, package_type, something_stays);
    let owners = judge_members(&mut findings, versions, &graph, wilful, |version| {
        is_meant(version, policy, package_type, now)
    });

    let notices = damage(&findings, versions, &graph, knowledge);
    let images = ImageCount {
        total: graph.all(Standing::Root).count() as u64,
        doomed: graph.all(Standing::Root).filter(|at| is_doomed(findings[*at].as_ref())).count()
            as u64,
    };
    let steps = order(versions, &graph, &findings, &owners);
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
        unreadable,
        notices,
        unmatched,
    })
}

/// What must be answered before the plan can stand: first what lists what, then the rest.
fn questions(
    versions: &[Version],
    graph: &Graph,
    findings: &[Option<Finding>],
    knowledge: &Knowledge,
    policy: &Policy,
) -> Vec<Question> {
    let unread = to_read(versions, graph, findings, knowledge, policy.orphaned_referrers);
    if !unread.is_empty() {
        return unread;
    }
    let mut rest = parts_to_ask_for(findings, graph, knowledge, policy);
    let orphan = |finding: &Option<Finding>| matches!(finding, Some((_, Reason::Orphaned)));
    if knowledge.deleted.is_none() && findings.iter().any(orphan) {
        rest.push(Question::Deleted);
    }
    rest
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
    package_type: PackageType,
    something_stays: bool,
) -> Ending {
    let places: Vec<Place> = graph.all(Standing::Root).collect();
    let candidate = |at: &Place| Candidate {
        version: &versions[*at],
        doomed: is_doomed(findings[*at].as_ref()),
    };
    let roots: Vec<Candidate<'_>> = places.iter().map(candidate).collect();
    let guarded = guard(policy.guards, &policy.rules, package_type, &roots, something_stays);
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
