//! What could not be understood, as problems for people.

use std::collections::BTreeSet;

use crate::domain::{PackageKey, PackagePlan, Verdict, VersionId};
use crate::events::Problem;

/// What could not be understood in a package and stays. What goes, because it was named, is no problem.
pub(super) fn unreadable(plan: &PackagePlan) -> Vec<(PackageKey, Problem)> {
    let doomed = plan.judgements.iter().filter(|one| one.verdict == Verdict::Delete);
    let doomed: BTreeSet<VersionId> = doomed.map(|one| one.version).collect();
    let numbers: Vec<String> = plan.unreadable.iter().map(|one| one.version.to_string()).collect();
    let numbers = numbers.join(", ");
    let problem = |version: VersionId, why: &str| Problem {
        doing: format!("tell what version {version} of {} lists", plan.package),
        said: why.to_owned(),
        means: "it may list any other version, so nothing in this package is deleted".to_owned(),
        advice: format!(
            "run again later; what can never be read can be taken out alone with `version-ids: {numbers}`"
        ),
    };
    let staying = plan.unreadable.iter().filter(|one| !doomed.contains(&one.version));
    staying.map(|one| (plan.package.clone(), problem(one.version, &one.why))).collect()
}
