//! The policy of a run: what holds in every package, and what rules add in some.

use super::age::Age;
use super::package::{PackageKey, PackageType};
use super::packages::{MissedPackages, Packages};
use super::plan::Notice;
use super::rule::{Keep, OrphanedReferrers, Policy, Rule, RuleKeep, RuleName};

/// What decides over every package of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPolicy {
    /// What holds in every package: keeps, guards, and the rule of the single inputs.
    pub everywhere: Policy,
    /// The rules of a policy; none beside the rule of the single inputs.
    pub parts: Vec<PolicyPart>,
}

/// One rule of a policy: what it takes and what it protects in its packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPart {
    /// What reasons call it.
    pub name: RuleName,
    /// The packages that it concerns.
    pub packages: Packages,
    /// What it takes; `None` where it only protects.
    pub takes: Option<Rule>,
    /// What it protects against every rule that concerns the same package.
    pub keep: Keep,
    /// How long untagged images of its packages are held at least.
    pub untagged_grace: Option<Age>,
    /// Whether it takes orphaned signatures and attestations.
    pub orphaned_referrers: OrphanedReferrers,
}

impl RunPolicy {
    /// What decides over the versions of this package: what holds everywhere, with the rules that concern
    /// it. What they protect adds up, and takes nothing from what holds everywhere.
    pub fn for_package(&self, package: &PackageKey) -> Policy {
        let mut policy = self.everywhere.clone();
        for part in self.parts.iter().filter(|part| part.packages.have(package)) {
            policy.rules.extend(part.takes.clone());
            if !part.keep.is_empty() {
                let (rule, keep) = (part.name.clone(), part.keep.clone());
                policy.rule_keeps.push(RuleKeep { rule, keep });
            }
            policy.untagged_grace = policy.untagged_grace.max(part.untagged_grace);
            if part.orphaned_referrers == OrphanedReferrers::Delete {
                policy.orphaned_referrers = OrphanedReferrers::Delete;
            }
        }
        policy
    }

    /// Whether what a notice speaks of is asked of this package at all.
    pub fn asks(&self, notice: &Notice, package: &PackageKey) -> bool {
        if let Notice::KeepMatchesNothing { rule, .. } = notice {
            let part = self.parts.iter().find(|part| part.name == *rule);
            return part.is_none_or(|part| part.packages.have(package));
        }
        if let Notice::NoSuchVersion(id) = notice {
            let rules = self.for_package(package).rules;
            let mut ids = rules.iter().filter_map(|rule| rule.version_ids.as_ref());
            return ids.any(|ids| ids.contains(id));
        }
        true
    }
}

impl RunPolicy {
    /// The rules that only protect and whose packages are partly or wholly none of those that a run looks
    /// at. Nothing else tells of these: packages are looked up for rules that take.
    pub fn missed_by_keeps(
        &self,
        types: &[PackageType],
        there: &[&PackageKey],
    ) -> Vec<(&RuleName, MissedPackages)> {
        let keeps = self.parts.iter().filter(|part| !part.takes_any());
        keeps.map(|part| (&part.name, part.packages.missed(types, there))).collect()
    }
}

impl PolicyPart {
    /// Whether it takes anything, so that its packages have to be looked at.
    pub fn takes_any(&self) -> bool {
        self.takes.is_some() || self.orphaned_referrers == OrphanedReferrers::Delete
    }
}
