//! Guards: what must stay whatever the rules take.

use crate::domain::{
    Guards, PackageType, Reason, Rule, Version, is_prerelease, precedence, read_version,
};

/// A root as the guards see it.
pub(super) struct Candidate<'a> {
    /// Its version.
    pub(super) version: &'a Version,
    /// Whether it is to be deleted.
    pub(super) doomed: bool,
}

/// The places, among the roots given newest first, of those that the guards hold, each with its reason.
pub(super) fn held_by_guards(
    guards: Guards,
    rules: &[Rule],
    package_type: PackageType,
    roots: &[Candidate<'_>],
) -> Vec<(usize, Reason)> {
    if guards.min_remaining == 0 {
        return Vec::new();
    }
    let mut held = Vec::new();
    if !package_type.has_tags() {
        held.extend(highest_release(rules, roots).map(|at| (at, Reason::HighestRelease)));
    }
    let counts = |root: &Candidate<'_>| !package_type.has_tags() || !root.version.tags.is_empty();
    let already = |at: usize, held: &[(usize, Reason)]| held.iter().any(|(place, _)| *place == at);
    let stays =
        |(at, root): (usize, &Candidate<'_>)| counts(root) && (!root.doomed || already(at, &held));
    let staying = roots.iter().enumerate().filter(|(at, root)| stays((*at, root))).count() as u64;
    let missing = guards.min_remaining.saturating_sub(staying);
    let newest = roots
        .iter()
        .enumerate()
        .filter(|(at, root)| root.doomed && counts(root) && !already(*at, &held));
    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
    let reason = Reason::MinRemaining { at_least: guards.min_remaining };
    let newest: Vec<_> = newest.take(missing).map(|(at, _)| (at, reason.clone())).collect();
    held.extend(newest);
    held
}

/// The place of the highest release, where it is doomed without having been named by its number.
fn highest_release(rules: &[Rule], roots: &[Candidate<'_>]) -> Option<usize> {
    let releases = roots.iter().enumerate().filter_map(|(at, root)| {
        read_version(&root.version.name)
            .filter(|number| !is_prerelease(number))
            .map(|number| (at, number))
    });
    let (at, _) = releases.max_by(|(_, one), (_, other)| precedence(one, other))?;
    let root = &roots[at];
    let named =
        |rule: &Rule| rule.version_ids.as_ref().is_some_and(|ids| ids.contains(&root.version.id));
    (root.doomed && !rules.iter().any(named)).then_some(at)
}
