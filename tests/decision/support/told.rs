//! A plan, and what it says of single versions.

use std::collections::BTreeSet;

use package_steward::domain::{
    ImageCount, Judgement, Notice, PackagePlan, Reason, Verdict, Version,
};

/// A plan that keeps to its form: one judgement for each version, a step for each change, and every
/// step after those that it waits for.
pub(crate) struct Told {
    pub(crate) plan: PackagePlan,
}

impl Told {
    pub(crate) fn new(plan: PackagePlan, versions: &[Version]) -> Self {
        let judged: Vec<u64> = plan.judgements.iter().map(|one| one.version.0).collect();
        let judged_once: BTreeSet<u64> = judged.iter().copied().collect();
        let listed: BTreeSet<u64> = versions.iter().map(|version| version.id.0).collect();
        assert_eq!(judged.len(), judged_once.len(), "a version is judged twice");
        assert_eq!(judged_once, listed, "the plan judges other versions than there are");
        let told = Self { plan };
        let mut steps = told.order();
        steps.sort_unstable();
        assert_eq!(steps, told.changes(), "the steps are not what the verdicts say");
        for (at, step) in told.plan.steps.iter().enumerate() {
            assert!(
                step.after.iter().all(|earlier| *earlier < at),
                "step {at} waits for a later one"
            );
        }
        told
    }

    fn with_verdict(&self, wanted: &[Verdict]) -> Vec<u64> {
        let judged = self.plan.judgements.iter().filter(|one| wanted.contains(&one.verdict));
        let mut numbers: Vec<u64> = judged.map(|one| one.version.0).collect();
        numbers.sort_unstable();
        numbers
    }

    fn changes(&self) -> Vec<u64> {
        self.with_verdict(&[Verdict::Delete, Verdict::Restore])
    }

    /// What is deleted, in the order of the numbers.
    pub(crate) fn goes(&self) -> Vec<u64> {
        self.with_verdict(&[Verdict::Delete])
    }

    /// What is restored, in the order of the numbers.
    pub(crate) fn comes_back(&self) -> Vec<u64> {
        self.with_verdict(&[Verdict::Restore])
    }

    /// What is changed, in the order of the steps.
    pub(crate) fn order(&self) -> Vec<u64> {
        self.plan.steps.iter().map(|step| step.version.0).collect()
    }

    /// The versions that a version's step waits for.
    pub(crate) fn waits_for(&self, number: u64) -> Vec<u64> {
        let step = self.plan.steps.iter().find(|step| step.version.0 == number);
        let after = &step.expect("a step").after;
        let mut numbers: Vec<u64> =
            after.iter().map(|place| self.plan.steps[*place].version.0).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The versions that must be there before a version's step is sent, whatever lies between.
    pub(crate) fn comes_after(&self, number: u64) -> Vec<u64> {
        let steps = &self.plan.steps;
        let mut open: Vec<usize> =
            steps.iter().position(|step| step.version.0 == number).into_iter().collect();
        let mut before = BTreeSet::new();
        while let Some(at) = open.pop() {
            for earlier in &steps[at].after {
                if before.insert(steps[*earlier].version.0) {
                    open.push(*earlier);
                }
            }
        }
        before.into_iter().collect()
    }

    fn judgement(&self, number: u64) -> &Judgement {
        let mut all = self.plan.judgements.iter();
        all.find(|one| one.version.0 == number).expect("a judgement")
    }

    pub(crate) fn verdict(&self, number: u64) -> Verdict {
        self.judgement(number).verdict
    }

    pub(crate) fn reason(&self, number: u64) -> &Reason {
        &self.judgement(number).reason
    }

    pub(crate) fn root(&self, number: u64) -> u64 {
        self.judgement(number).root.0
    }

    pub(crate) fn images(&self) -> ImageCount {
        self.plan.images
    }

    /// What the plan has to say about mistakes.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.plan.unmatched.iter().cloned().collect()
    }
}
