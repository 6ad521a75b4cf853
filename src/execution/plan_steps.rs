//! From the plans of packages to the steps of one run.

use super::{Change, Step, StepId, Target};
use crate::domain::{Ending, PackagePlan};

/// The steps of these plans, package after package in the order given.
///
/// A package of which everything goes is one step; the images of different packages never share a
/// number.
pub fn steps_of(plans: &[PackagePlan], change: Change) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut images = 0;
    for plan in plans {
        let first = steps.len();
        match plan.ending {
            Ending::Refused => {}
            Ending::WholePackage => {
                steps.push(Step {
                    package: plan.package.clone(),
                    target: Target::WholePackage,
                    change,
                    after: Vec::new(),
                    image: images,
                });
                images += 1;
            }
            Ending::SomethingStays => {
                let mut numbers = std::collections::BTreeMap::new();
                for planned in &plan.steps {
                    let next = images + numbers.len();
                    let image = *numbers.entry(planned.image).or_insert(next);
                    steps.push(Step {
                        package: plan.package.clone(),
                        target: Target::Version(planned.version),
                        change,
                        after: planned.after.iter().map(|at| StepId(first + at)).collect(),
                        image,
                    });
                }
                images += numbers.len();
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ImageCount, PackageKey, PackageName, PackageType, PlannedStep, VersionId};

    fn plan(name: &str, ending: Ending, steps: &[(u64, &[usize], u64)]) -> PackagePlan {
        let package =
            PackageKey { package_type: PackageType::Container, name: PackageName::new(name) };
        let steps = steps.iter().map(|(version, after, image)| PlannedStep {
            version: VersionId(*version),
            after: after.to_vec(),
            image: VersionId(*image),
        });
        PackagePlan {
            package,
            judgements: Vec::new(),
            images: ImageCount::default(),
            ending,
            steps: steps.collect(),
            unreadable: Vec::new(),
            notices: Vec::new(),
            unmatched: std::collections::BTreeSet::new(),
        }
    }

    #[test]
    fn edges_and_images_of_one_package_do_not_touch_another() {
        let one = plan("one", Ending::SomethingStays, &[(1, &[], 1), (2, &[0], 1), (3, &[], 3)]);
        let whole = plan("whole", Ending::WholePackage, &[(4, &[], 4), (5, &[0], 4)]);
        let other = plan("other", Ending::SomethingStays, &[(1, &[], 1), (2, &[0], 1)]);
        let refused = plan("refused", Ending::Refused, &[(9, &[], 9)]);
        let steps = steps_of(&[one, whole, other, refused], Change::Delete);
        let seen: Vec<_> =
            steps.iter().map(|step| (step.target, step.after.as_slice(), step.image)).collect();
        assert_eq!(
            seen,
            [
                (Target::Version(VersionId(1)), &[][..], 0),
                (Target::Version(VersionId(2)), &[StepId(0)][..], 0),
                (Target::Version(VersionId(3)), &[][..], 1),
                (Target::WholePackage, &[][..], 2),
                (Target::Version(VersionId(1)), &[][..], 3),
                (Target::Version(VersionId(2)), &[StepId(4)][..], 3),
            ]
        );
    }
}
