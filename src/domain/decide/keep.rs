//! What protects a version, whatever the rules say.

use std::collections::BTreeSet;

use crate::domain::{
    Keep, Notice, Origin, PackageType, Pattern, Patterns, Policy, Reason, Tag, Version,
    read_version,
};

/// The keep that protects a version, if one does. Notes which patterns and ranges protect nothing.
pub(super) struct Keeper<'a> {
    keep: &'a Keep,
    package_type: PackageType,
    unmatched: BTreeSet<Notice>,
}

impl<'a> Keeper<'a> {
    /// A keeper of one package's versions.
    pub(super) fn new(policy: &'a Policy, package_type: PackageType) -> Self {
        let keep = &policy.keep;
        let given_tags = match keep.tags.origin {
            Origin::Given => Some(&keep.tags.patterns),
            Origin::Default => None,
        };
        let named = |input: &'static str, text: &str| Notice::KeepMatchesNothing {
            input,
            text: text.to_owned(),
        };
        let tags = given_tags.into_iter().flat_map(Patterns::iter);
        let unmatched = tags
            .map(|pattern| named("keep-tags", pattern.as_str()))
            .chain(keep.version_names.iter().map(|one| named("keep-version-names", one.as_str())))
            .chain(keep.semver.iter().map(|one| named("keep-semver", one.as_str())))
            .collect();
        Self { keep, package_type, unmatched }
    }

    /// Why the version is kept, if it is.
    pub(super) fn reason(&mut self, version: &Version) -> Option<Reason> {
        let mut reasons = Vec::new();
        for tag in &version.tags {
            for pattern in fitting(self.keep.tags.patterns.iter(), tag.as_str()) {
                self.matched("keep-tags", pattern.as_str());
                let pattern = pattern.as_str().to_owned();
                reasons.push(Reason::KeptByTag { tag: tag.clone(), pattern });
            }
        }
        for pattern in fitting(self.keep.version_names.iter(), &version.name) {
            self.matched("keep-version-names", pattern.as_str());
            reasons.push(Reason::KeptByName { pattern: pattern.as_str().to_owned() });
        }
        let tags = version.tags.iter().map(Tag::as_str);
        let name = (!self.package_type.has_tags()).then_some(version.name.as_str());
        for text in tags.chain(name).filter(|_| !self.keep.semver.is_empty()) {
            let Some(number) = read_version(self.package_type, text) else { continue };
            for range in self.keep.semver.iter().filter(|range| range.covers(&number)) {
                self.matched("keep-semver", range.as_str());
                let range = range.as_str().to_owned();
                reasons.push(Reason::KeptBySemver { text: text.to_owned(), range });
            }
        }
        reasons.into_iter().next()
    }

    /// What protected nothing.
    pub(super) fn unmatched(self) -> BTreeSet<Notice> {
        self.unmatched
    }

    fn matched(&mut self, input: &'static str, text: &str) {
        if !self.unmatched.is_empty() {
            self.unmatched.remove(&Notice::KeepMatchesNothing { input, text: text.to_owned() });
        }
    }
}

fn fitting<'a>(
    patterns: impl Iterator<Item = &'a Pattern>,
    text: &str,
) -> impl Iterator<Item = &'a Pattern> {
    patterns.filter(move |pattern| pattern.matches(text))
}
