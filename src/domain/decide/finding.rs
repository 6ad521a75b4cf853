//! Findings: verdicts with reasons, before they are tied to versions, and what holds them all.

use crate::domain::{Coverage, PackageType, Place, Reason, Verdict};

/// What becomes of a version, and why.
pub(super) type Finding = (Verdict, Reason);

/// Holds what a listing that can't be trusted would have deleted.
pub(super) fn hold_unproved(
    findings: &mut [Option<Finding>],
    coverage: &Coverage,
    package_type: PackageType,
) {
    match coverage {
        // A version that the listing missed can be hurt only through the images that it is a part of.
        Coverage::Unstable(why) if package_type == PackageType::Container => {
            hold_all(findings, &Reason::ListingNotProved(why.clone()));
        }
        Coverage::Stable | Coverage::Unstable(_) => {}
        Coverage::Truncated(why) => hold_all(findings, &Reason::ListingNotProved(why.clone())),
    }
}

/// Holds everything that was to be deleted.
pub(super) fn hold_all(findings: &mut [Option<Finding>], reason: &Reason) {
    for finding in findings.iter_mut().flatten() {
        if finding.0 == Verdict::Delete {
            *finding = (Verdict::Hold, reason.clone());
        }
    }
}

/// Whether anything is to be deleted so far.
pub(super) fn any_doomed(findings: &[Option<Finding>]) -> bool {
    findings.iter().any(|finding| is_doomed(finding.as_ref()))
}

/// Whether this one is to be deleted so far.
pub(super) fn is_doomed(finding: Option<&Finding>) -> bool {
    finding.is_some_and(|(verdict, _)| *verdict == Verdict::Delete)
}

/// The places of all versions that have a verdict so far, and such a one; newest first.
pub(super) fn with_verdict(
    findings: &[Option<Finding>],
    wanted: impl Fn(Verdict) -> bool,
) -> impl Iterator<Item = Place> {
    let found = findings.iter().enumerate();
    found
        .filter(move |(_, finding)| finding.as_ref().is_some_and(|(verdict, _)| wanted(*verdict)))
        .map(|(at, _)| at)
}
