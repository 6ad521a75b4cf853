//! What rules ask of a package as a whole.

use std::collections::BTreeSet;

use crate::domain::{
    Fact, Knowledge, PackageType, Prereleases, Rule, Tag, Version, VersionNumber, read_version,
};

/// The versions that a version is judged beside, as far as rules ask about them.
pub(in crate::domain) struct Siblings {
    /// The type of the package.
    pub(in crate::domain) package_type: PackageType,
    /// Every release that the package has; only where a rule asks for them.
    releases: BTreeSet<VersionNumber>,
}

impl Siblings {
    /// What the rules ask of these versions. A version that the registry does not know is none: nobody
    /// can pull it.
    pub(in crate::domain) fn of(
        package_type: PackageType,
        versions: &[Version],
        knowledge: &Knowledge,
        rules: &[Rule],
    ) -> Self {
        let mut siblings = Self { package_type, releases: BTreeSet::new() };
        if rules.iter().any(|rule| rule.prereleases == Prereleases::Superseded) {
            let is_there = |version: &&Version| {
                let fact = version.digest().and_then(|digest| knowledge.facts.get(&digest));
                !matches!(fact, Some(Fact::Gone))
            };
            let numbers =
                versions.iter().filter(is_there).flat_map(|version| siblings.numbers(version));
            siblings.releases = numbers.filter(|number| !number.is_prerelease()).collect();
        }
        siblings
    }

    /// The version that a tag, or the name of a version without tags, is for such packages.
    pub(in crate::domain) fn read_version(&self, text: &str) -> Option<VersionNumber> {
        read_version(self.package_type, text)
    }

    /// The versions that a version is by its tags, or by its name where the type has no tags.
    fn numbers(&self, version: &Version) -> Vec<VersionNumber> {
        let tags = version.tags.iter().map(Tag::as_str);
        let name = (!self.package_type.has_tags()).then_some(version.name.as_str());
        tags.chain(name).filter_map(|text| self.read_version(text)).collect()
    }

    /// Whether the release that a pre-release comes before is in the package.
    pub(super) fn have_its_release(&self, prerelease: &VersionNumber) -> bool {
        self.releases.contains(&prerelease.its_release())
    }
}
