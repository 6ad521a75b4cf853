//! Whole packages: what a user names to go goes with all its versions.

use std::collections::BTreeSet;

use super::{
    Coverage, EarlierPlan, Ending, Fit, ImageCount, Inventory, Judgement, PackagePlan, Reason,
    RuleName, Verdict, Version,
};

/// The plan to bring back a package that a run deleted as a whole, with everything that was in it then.
pub fn plan_lost_package(lost: &Inventory) -> PackagePlan {
    let mut plan = plan_whole_package(lost, None);
    for judgement in &mut plan.judgements {
        judgement.verdict = Verdict::Restore;
        judgement.reason = Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::OfThatRun] };
    }
    PackagePlan { ending: Ending::WholePackage, ..plan }
}

/// The plan to delete a package that the user named, with everything in it.
///
/// A listing that was not read to its end holds it: nobody could say what goes. An earlier plan that is
/// carried out holds it unless it takes just what is there.
pub fn plan_whole_package(inventory: &Inventory, earlier: Option<&EarlierPlan>) -> PackagePlan {
    let (verdict, reason, ending) = match &inventory.coverage {
        Coverage::Truncated(why) => {
            (Verdict::Hold, Reason::ListingNotProved(why.clone()), Ending::SomethingStays)
        }
        Coverage::Stable | Coverage::Unstable(_)
            if earlier.is_some_and(|earlier| !is_as_planned(inventory, earlier)) =>
        {
            (Verdict::Hold, Reason::PackageNotAsPlanned, Ending::SomethingStays)
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

/// Whether the plan takes every version that is there, as it is. What it takes and is gone already goes
/// with the package.
fn is_as_planned(inventory: &Inventory, earlier: &EarlierPlan) -> bool {
    let versions = inventory.versions();
    let is_planned = |one: &Version| earlier.taken.get(&one.id).is_some_and(|then| then.is(one));
    !earlier.taken.is_empty() && versions.iter().all(is_planned)
}

#[cfg(test)]
mod tests {
    use super::super::{AsPlanned, PackageKey, PackageName, PackageType, Tag, VersionId};
    use super::*;

    fn version(id: u64) -> Version {
        Version {
            id: VersionId(id),
            name: format!("1.0.{id}"),
            tags: vec![Tag::new("a")],
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }

    fn planned(there: &[u64], taken: &[u64]) -> Ending {
        let package =
            PackageKey { package_type: PackageType::Docker, name: PackageName::new("app") };
        let versions = there.iter().map(|id| version(*id)).collect();
        let inventory = Inventory::new(package, versions, Coverage::Stable);
        let then =
            |id: &u64| (VersionId(*id), AsPlanned { tags: version(*id).tags, updated_at: None });
        let earlier =
            EarlierPlan { taken: taken.iter().map(then).collect(), ..EarlierPlan::default() };
        plan_whole_package(&inventory, Some(&earlier)).ending
    }

    #[test]
    fn a_package_goes_by_a_plan_only_when_that_has_all_that_is_there() {
        assert_eq!(planned(&[1, 2], &[1, 2]), Ending::WholePackage);
        assert_eq!(planned(&[1], &[1, 2]), Ending::WholePackage);
        assert_eq!(planned(&[1, 2], &[1]), Ending::SomethingStays);
        assert_eq!(planned(&[1], &[]), Ending::SomethingStays);
        assert_eq!(planned(&[], &[]), Ending::SomethingStays);
    }
}
