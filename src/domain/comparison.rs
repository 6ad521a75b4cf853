//! What a policy takes more, or less, than a plan that was made earlier.

use std::collections::{BTreeMap, HashSet};

use super::{Inventory, Judgement, PackagePlan, Verdict, Version, VersionId};

/// What an earlier plan said of the versions of a package, as far as it names them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EarlierVerdicts(pub BTreeMap<VersionId, EarlierVerdict>);

/// What an earlier plan said of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierVerdict {
    /// What was to become of it.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// The root of its image; itself for a root.
    pub root: VersionId,
}

/// How a plan differs from an earlier one, in images.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Comparison {
    /// What it takes and the earlier one does not.
    pub more: Vec<Differing>,
    /// What the earlier one takes, it does not, and is there.
    pub less: Vec<Differing>,
    /// How many images both take.
    pub both: u64,
    /// How many the earlier one takes that are not there any more.
    pub gone: u64,
}

/// An image that one of two plans takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Its root.
    pub version: Version,
    /// What the earlier plan said of it; `None` where it does not name it.
    pub then: Option<EarlierVerdict>,
    /// What becomes of it now, and why.
    pub now: Judgement,
}

/// Compares a plan with what an earlier one said.
pub fn compare(earlier: &EarlierVerdicts, inventory: &Inventory, plan: &PackagePlan) -> Comparison {
    let mut comparison = Comparison::default();
    let mut there = HashSet::new();
    for (version, now) in inventory.versions().iter().zip(&plan.judgements) {
        there.insert(version.id);
        let then = earlier.0.get(&version.id);
        let went = then.is_some_and(|then| then.verdict == Verdict::Delete);
        let was_image = then.is_some_and(|then| then.root == version.id);
        let is_image = now.root == version.id;
        let differing =
            || Differing { version: version.clone(), then: then.cloned(), now: now.clone() };
        match (now.verdict == Verdict::Delete, went) {
            (true, false) if is_image => comparison.more.push(differing()),
            (false, true) if was_image => comparison.less.push(differing()),
            (true, true) if is_image => comparison.both += 1,
            (true | false, _) => {}
        }
    }
    let gone = earlier.0.iter().filter(|(id, then)| {
        then.verdict == Verdict::Delete && then.root == **id && !there.contains(id)
    });
    comparison.gone = gone.count() as u64;
    comparison
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{
        Coverage, Ending, ImageCount, PackageKey, PackageName, PackageType, Reason,
    };
    use super::*;

    /// A plan in which each version has this verdict and this root.
    fn plan(rows: &[(u64, u64, Verdict)]) -> (Inventory, PackagePlan) {
        let package =
            PackageKey { package_type: PackageType::Container, name: PackageName::new("app") };
        let version = |id: u64| Version {
            id: VersionId(id),
            name: id.to_string(),
            tags: Vec::new(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        };
        let versions = rows.iter().map(|(id, ..)| version(*id)).collect();
        let inventory = Inventory::new(package.clone(), versions, Coverage::Stable);
        let judge = |version: &Version| {
            let (id, root, verdict) = rows.iter().find(|(id, ..)| *id == version.id.0).expect("it");
            let (version, root) = (VersionId(*id), VersionId(*root));
            Judgement { version, root, verdict: *verdict, reason: Reason::NoRuleTakes }
        };
        let plan = PackagePlan {
            package,
            judgements: inventory.versions().iter().map(judge).collect(),
            images: ImageCount::default(),
            ending: Ending::SomethingStays,
            steps: Vec::new(),
            unreadable: Vec::new(),
            notices: Vec::new(),
            unmatched: BTreeSet::new(),
        };
        (inventory, plan)
    }

    fn earlier(rows: &[(u64, u64, Verdict)]) -> EarlierVerdicts {
        let said = |(id, root, verdict): &(u64, u64, Verdict)| {
            let (root, reason) = (VersionId(*root), "then".to_owned());
            (VersionId(*id), EarlierVerdict { verdict: *verdict, reason, root })
        };
        EarlierVerdicts(rows.iter().map(said).collect())
    }

    #[test]
    fn images_are_compared_and_their_parts_are_not_counted() {
        use Verdict::{Delete, Hold, Keep, Untouched};
        let then = [
            (1, 1, Delete),
            (2, 1, Delete),
            (3, 3, Keep),
            (4, 4, Delete),
            (5, 5, Delete),
            (6, 5, Delete),
            (9, 5, Delete),
        ];
        let now = [
            (1, 1, Delete),
            (2, 1, Delete),
            (3, 3, Delete),
            (4, 4, Hold),
            (7, 7, Delete),
            (8, 8, Untouched),
        ];
        let (inventory, plan) = plan(&now);
        let comparison = compare(&earlier(&then), &inventory, &plan);
        let ids = |images: &[Differing]| -> BTreeSet<u64> {
            images.iter().map(|one| one.version.id.0).collect()
        };
        assert_eq!(ids(&comparison.more), BTreeSet::from([3, 7]));
        assert_eq!(ids(&comparison.less), BTreeSet::from([4]));
        assert_eq!((comparison.both, comparison.gone), (1, 1));
        let then: Vec<bool> = comparison.more.iter().map(|one| one.then.is_some()).collect();
        assert_eq!(then.iter().filter(|known| **known).count(), 1, "7 was not there");
    }

    #[test]
    fn a_plan_is_the_same_as_itself() {
        use Verdict::{Delete, Keep};
        let rows = [(1, 1, Delete), (2, 1, Delete), (3, 3, Keep)];
        let (inventory, plan) = plan(&rows);
        let expected = Comparison { both: 1, ..Comparison::default() };
        assert_eq!(compare(&earlier(&rows), &inventory, &plan), expected);
    }
}
