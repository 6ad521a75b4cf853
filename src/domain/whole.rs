//! Whole packages: what a user names to go goes with all its versions.

use std::collections::BTreeSet;

use super::{
    Coverage, Ending, Fit, ImageCount, Inventory, Judgement, PackagePlan, Reason, RuleName, Verdict,
};

/// The plan to bring back a package that a run deleted as a whole, with everything that was in it then.
pub fn plan_lost_package(lost: &Inventory) -> PackagePlan {
    let mut plan = plan_whole_package(lost);
    for judgement in &mut plan.judgements {
        judgement.verdict = Verdict::Restore;
        judgement.reason = Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::OfThatRun] };
    }
    PackagePlan { ending: Ending::WholePackage, ..plan }
}

/// The plan to delete a package that the user named, with everything in it.
///
/// A listing that was not read to its end holds it: nobody could say what goes.
pub fn plan_whole_package(inventory: &Inventory) -> PackagePlan {
    let (verdict, reason, ending) = match &inventory.coverage {
        Coverage::Truncated(why) => {
            (Verdict::Hold, Reason::ListingNotProved(why.clone()), Ending::SomethingStays)
        }
        Coverage::Stable | Coverage::Unstable(_) => {
            (Verdict::Delete, Reason::PackageNamed, Ending::WholePackage)
        }
    };
    let versions = inventory.versions();
    let judgements = versions.iter().map(|version| Judgement {
        version: version.id,
        root: version.id,
        verdict,
        reason: reason.clone(),
    });
    let doomed = match ending {
        Ending::WholePackage => versions.len() as u64,
        Ending::SomethingStays | Ending::Refused => 0,
    };
    PackagePlan {
        package: inventory.package.clone(),
        judgements: judgements.collect(),
        images: ImageCount { total: versions.len() as u64, doomed },
        ending,
        steps: Vec::new(),
        unreadable: Vec::new(),
        notices: Vec::new(),
        unmatched: BTreeSet::new(),
    }
}
