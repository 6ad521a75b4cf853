//! What protects a version, whatever the rules say.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::select::{Maturity, Opinion, maturity};
use crate::domain::{
    Keep, Notice, Origin, PackageType, Pattern, Patterns, Policy, Reason, Rule, Tag, TagStatus,
    Version, read_version,
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
        for text in tags.chain(name) {
            let Some(number) = read_version(text) else { continue };
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

/// The newest images that a rule leaves of those that it would otherwise take.
pub(super) struct Latest {
    left: Option<u64>,
    place: u64,
}

impl Latest {
    /// The count of one rule, before the newest image.
    pub(super) fn new(rule: &Rule) -> Self {
        Self { left: rule.keep_latest.map(|keep| keep.get().into()), place: 0 }
    }

    /// Why the next newest image stays, if it is one of the latest. Must not be asked about what
    /// another keep protects: that takes no slot.
    ///
    /// An image without a believable time takes none either. Nobody knows its place, and it stays anyway.
    pub(super) fn reason(
        &mut self,
        rule: &Rule,
        opinion: &Opinion,
        package_type: PackageType,
        version: &Version,
    ) -> Option<Reason> {
        let of = self.left?;
        let counts = match rule.tag_status {
            TagStatus::Untagged => true,
            TagStatus::Tagged | TagStatus::Any => {
                !package_type.has_tags() || !version.tags.is_empty()
            }
        };
        let wanted = matches!(opinion, Opinion::Fit { .. });
        if !counts || !wanted || version.created_at.is_none() || self.place == of {
            return None;
        }
        self.place += 1;
        Some(Reason::KeptAsLatest { rule: rule.name.clone(), place: self.place, of })
    }
}

/// Why an image stays as one that is younger than a rule asks for which also leaves the newest.
///
/// What `keep-latest` leaves together with `older-than` is a keep, so it protects against other rules
/// too. Without `keep-latest` the age is a selector like others.
pub(super) fn too_young(
    rule: &Rule,
    opinion: &Opinion,
    version: &Version,
    now: Timestamp,
) -> Option<Reason> {
    rule.keep_latest?;
    match (opinion, maturity(rule, version, now)) {
        (Opinion::Fit { .. }, Maturity::Young(misfit)) => Some(Reason::NotTaken { misfit }),
        (Opinion::Fit { .. } | Opinion::Misfit(_), _) => None,
    }
}
