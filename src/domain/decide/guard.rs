//! Guards: what must stay whatever the rules take.

use crate::domain::{
    Ending, Guards, LastVersion, PackageType, Reason, Rule, Version, read_version,
};

/// A root as the guards see it.
pub(super) struct Candidate<'a> {
    /// Its version.
    pub(super) version: &'a Version,
    /// Whether it is to be deleted.
    pub(super) doomed: bool,
}

/// What the guards make of a plan.
pub(super) struct Guarded {
    /// The places, among the roots, of those that they hold, each with its reason.
    pub(super) held: Vec<(usize, Reason)>,
    /// How the plan ends then.
    pub(super) ending: Ending,
}

/// Asks the guards about the roots of a package, given newest first.
///
/// `something_stays` tells that a version which is no root stays, whatever becomes of the roots.
pub(super) fn guard(
    guards: Guards,
    rules: &[Rule],
    package_type: PackageType,
    roots: &[Candidate<'_>],
    something_stays: bool,
) -> Guarded {
    let mut held = Vec::new();
    if guards.min_remaining > 0 {
        if !package_type.has_tags() {
            held.extend(
                highest_release(rules, package_type, roots).map(|at| (at, Reason::HighestRelease)),
            );
        }
        let missing = guards.min_remaining.saturating_sub(staying(package_type, roots, &held));
        let reason = Reason::MinRemaining { at_least: guards.min_remaining };
        hold_newest(&mut held, package_type, roots, missing, &reason);
    }
    let ending = last_version(guards.last_version, package_type, roots, &mut held, something_stays);
    Guarded { held, ending }
}

/// Sees to it that something tagged stays, or that the package goes as a whole.
fn last_version(
    wish: LastVersion,
    package_type: PackageType,
    roots: &[Candidate<'_>],
    held: &mut Vec<(usize, Reason)>,
    something_stays: bool,
) -> Ending {
    let nothing_tagged_stays = staying(package_type, roots, held) == 0
        && roots.iter().any(|root| root.doomed && counts(package_type, root));
    let nothing_stays = held.is_empty() && !something_stays && roots.iter().all(|root| root.doomed);
    if roots.is_empty() || !(nothing_tagged_stays || nothing_stays) {
        return Ending::SomethingStays;
    }
    match wish {
        LastVersion::Fail => return Ending::Refused,
        LastVersion::DeletePackage if nothing_stays => return Ending::WholePackage,
        LastVersion::DeletePackage | LastVersion::Keep => {}
    }
    if nothing_tagged_stays {
        hold_newest(held, package_type, roots, 1, &Reason::LastVersion);
    } else {
        held.extend(roots.iter().position(|root| root.doomed).map(|at| (at, Reason::LastVersion)));
    }
    Ending::SomethingStays
}

/// Whether a root is one of those that the guards count: tagged, where the type has tags.
fn counts(package_type: PackageType, root: &Candidate<'_>) -> bool {
    !package_type.has_tags() || !root.version.tags.is_empty()
}

fn is_held(held: &[(usize, Reason)], at: usize) -> bool {
    held.iter().any(|(place, _)| *place == at)
}

/// How many of the roots that count stay.
fn staying(package_type: PackageType, roots: &[Candidate<'_>], held: &[(usize, Reason)]) -> u64 {
    let stays = |at: usize, root: &Candidate<'_>| {
        counts(package_type, root) && (!root.doomed || is_held(held, at))
    };
    roots.iter().enumerate().filter(|(at, root)| stays(*at, root)).count() as u64
}

/// Holds the newest of the doomed roots that count.
fn hold_newest(
    held: &mut Vec<(usize, Reason)>,
    package_type: PackageType,
    roots: &[Candidate<'_>],
    how_many: u64,
    reason: &Reason,
) {
    let doomed = |at: usize, root: &Candidate<'_>| {
        root.doomed && counts(package_type, root) && !is_held(held, at)
    };
    let newest: Vec<usize> = roots
        .iter()
        .enumerate()
        .filter(|(at, root)| doomed(*at, root))
        .map(|(at, _)| at)
        .take(usize::try_from(how_many).unwrap_or(usize::MAX))
        .collect();
    held.extend(newest.into_iter().map(|at| (at, reason.clone())));
}

/// The place of the highest release, where it is doomed without having been named by its number.
fn highest_release(
    rules: &[Rule],
    package_type: PackageType,
    roots: &[Candidate<'_>],
) -> Option<usize> {
    let releases = roots.iter().enumerate().filter_map(|(at, root)| {
        let number = read_version(package_type, &root.version.name)?;
        (!number.is_prerelease()).then_some((at, number))
    });
    let (at, _) = releases.max_by(|(_, one), (_, other)| one.cmp(other))?;
    let root = &roots[at];
    let named =
        |rule: &Rule| rule.version_ids.as_ref().is_some_and(|ids| ids.contains(&root.version.id));
    (root.doomed && !rules.iter().any(named)).then_some(at)
}
