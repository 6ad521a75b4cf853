//! What of a package's deleted versions comes back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::apart::{hold_parts_apart, stands_alone};
use super::claims::hold_rivals;
use super::comeback::{Comeback, DeletedByRun, DeletedWindow};
use super::order::Order;
use super::parts::{Parts, take_parts};
use crate::domain::{
    Coverage, Ending, Evidence, Fit, ImageCount, Inventory, Judgement, Knowledge, Misfit, Notice,
    PackagePlan, PackageType, Reason, Rule, RuleName, Selection, Siblings, Verdict, Version,
    VersionId, select_version,
};

/// Decides what of a package's deleted versions comes back.
///
/// Pure. `active` is what is there now: a tag or a name that was given away since is not taken back.
/// What comes back comes with all that is known to belong to it and is deleted too, whatever that was
/// selected as and whoever deleted it: nobody could pull it without.
pub fn decide_restore(
    active: &Inventory,
    deleted: &Inventory,
    comeback: &Comeback<'_>,
    knowledge: &Knowledge,
    now: Timestamp,
) -> PackagePlan {
    let package_type = deleted.package.package_type;
    let versions = deleted.versions();
    let rules = match comeback {
        Comeback::Selected { rules, .. } => *rules,
        Comeback::OfRun(_) => &[],
    };
    let siblings = Siblings::of(package_type, active.versions(), knowledge, rules);
    let mut findings: Vec<(Verdict, Reason)> = versions
        .iter()
        .map(|version| match comeback {
            Comeback::Selected { rules, window } => judge(version, &siblings, rules, window, now),
            Comeback::OfRun(run) if run.has(version.id) => undo(version, run),
            Comeback::OfRun(_) => {
                (Verdict::Untouched, Reason::NotTaken { misfit: Misfit::NotOfThatRun })
            }
        })
        .collect();
    let parts =
        (package_type == PackageType::Container).then(|| Parts::of(active, deleted, knowledge));
    hold_rivals(&mut findings, versions, active.versions());
    if let Some(parts) = &parts {
        let hold_apart = |findings: &mut [(Verdict, Reason)]| {
            if let Comeback::OfRun(run) = comeback {
                hold_parts_apart(findings, versions, active.versions(), run, parts);
            }
        };
        hold_apart(&mut findings);
        take_parts(&mut findings, versions, parts);
        hold_rivals(&mut findings, versions, active.versions());
        // What was taken in last may have held the root of another image.
        hold_apart(&mut findings);
    }
    hold_unproved(&mut findings, active, deleted);
    let order = Order { package_type, comeback, parts: parts.as_ref(), knowledge };
    let back = versions.iter().zip(&findings).filter(|(_, finding)| finding.0 == Verdict::Restore);
    let steps = order.steps(back.map(|(version, _)| version).collect());
    let images: BTreeMap<VersionId, VersionId> =
        steps.iter().map(|step| (step.version, step.image)).collect();
    let doomed = images.values().collect::<BTreeSet<_>>().len();
    let judgements: Vec<Judgement> = versions
        .iter()
        .zip(findings)
        .map(|(version, (verdict, reason))| Judgement {
            version: version.id,
            root: match (images.get(&version.id), &reason) {
                (Some(root), _) | (None, Reason::HeldWithRoot { root }) => *root,
                (None, _) => version.id,
            },
            verdict,
            reason,
        })
        .collect();
    let total = judgements.iter().map(|one| one.root).collect::<BTreeSet<_>>().len();
    PackagePlan {
        package: deleted.package.clone(),
        judgements,
        images: ImageCount { total: total as u64, doomed: doomed as u64 },
        ending: Ending::SomethingStays,
        steps,
        unreadable: Vec::new(),
        notices: Vec::new(),
        unmatched: unmatched(active, deleted, comeback),
    }
}

/// The numbers that are named and that no version has, deleted or not.
fn unmatched(active: &Inventory, deleted: &Inventory, comeback: &Comeback<'_>) -> BTreeSet<Notice> {
    let Comeback::Selected { rules, .. } = comeback else { return BTreeSet::new() };
    let all = deleted.versions().iter().chain(active.versions());
    let known: BTreeSet<VersionId> = all.map(|version| version.id).collect();
    let named = rules.iter().filter_map(|rule| rule.version_ids.as_ref()).flatten();
    named.filter(|id| !known.contains(id)).map(|id| Notice::NoSuchVersion(*id)).collect()
}

fn undo(version: &Version, run: &DeletedByRun) -> (Verdict, Reason) {
    match run.deleted_since(version) {
        // What becomes of a part is told by its image.
        Some(time) if stands_alone(version, run) => {
            (Verdict::Hold, Reason::DeletedSinceThatRun(time))
        }
        Some(_) | None => (Verdict::Restore, with_time(of_that_run(), version.deleted_at)),
    }
}

fn judge(
    version: &Version,
    siblings: &Siblings,
    rules: &[Rule],
    window: &DeletedWindow,
    now: Timestamp,
) -> (Verdict, Reason) {
    match select_version(rules, siblings, version, &Evidence::default(), now) {
        Selection::Untouched(reason) => (Verdict::Untouched, reason),
        Selection::Held(reason) => (Verdict::Hold, reason),
        Selection::Taken(reason) => match version.deleted_at {
            None if window.is_bounded() => (Verdict::Hold, Reason::NoTimeOfDeletion),
            Some(time) if !window.holds(time, now) => {
                (Verdict::Untouched, Reason::NotTaken { misfit: Misfit::DeletedAt(time) })
            }
            time => (Verdict::Restore, with_time(reason, time)),
        },
    }
}

fn of_that_run() -> Reason {
    Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::OfThatRun] }
}

fn with_time(reason: Reason, time: Option<Timestamp>) -> Reason {
    if let Reason::Taken { rule, mut by } = reason {
        by.extend(time.map(Fit::DeletedAt));
        Reason::Taken { rule, by }
    } else {
        Reason::Taken { rule: RuleName::Inputs, by: Vec::new() }
    }
}

/// A truncated listing of what is there can't tell which tags were given away.
fn hold_unproved(findings: &mut [(Verdict, Reason)], active: &Inventory, deleted: &Inventory) {
    let why = match (&active.coverage, &deleted.coverage) {
        (Coverage::Truncated(why) | Coverage::Unstable(why), _)
        | (_, Coverage::Truncated(why) | Coverage::Unstable(why)) => why,
        (Coverage::Stable, Coverage::Stable) => return,
    };
    for finding in findings.iter_mut().filter(|finding| finding.0 == Verdict::Restore) {
        *finding = (Verdict::Hold, Reason::ListingNotProved(why.clone()));
    }
}
