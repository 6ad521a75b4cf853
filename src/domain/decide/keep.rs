//! What protects a version, whatever the rules say.

use std::collections::BTreeSet;

use super::closed::Closure;
use crate::domain::reference::{Named, Names, Source};
use crate::domain::{
    Evidence, GitNames, Keep, KeepGitTags, Notice, Origin, PackageKey, PackageType, Pattern,
    Patterns, Policy, Question, Reason, RuleName, Tag, Told, Version, meant_by, read_version,
};

/// The keeps that protect versions. Notes which patterns and ranges protect nothing.
pub(super) struct Keeper<'a> {
    keeps: Vec<(&'a RuleName, &'a Keep)>,
    package: &'a PackageKey,
    evidence: &'a Evidence,
    /// What the files name that the keeps name, with whose it is.
    named: Vec<(&'a RuleName, Named<'a>)>,
    unmatched: BTreeSet<Notice>,
}

impl<'a> Keeper<'a> {
    /// A keeper of one package's versions.
    pub(super) fn new(policy: &'a Policy, package: &'a PackageKey, evidence: &'a Evidence) -> Self {
        let of_rules = policy.rule_keeps.iter().map(|one| (&one.rule, &one.keep));
        let keeps: Vec<_> =
            [(&RuleName::Inputs, &policy.keep)].into_iter().chain(of_rules).collect();
        let unmatched = keeps.iter().flat_map(|(rule, keep)| patterns(rule, keep)).collect();
        let in_files = keeps.iter().flat_map(|(rule, keep)| {
            keep.referenced_in.of_package(package).into_iter().map(|named| (*rule, named))
        });
        let named = in_files.collect();
        Self { keeps, package, evidence, named, unmatched }
    }

    /// Why the version is kept, if it is.
    pub(super) fn reason(&mut self, version: &Version) -> Option<Reason> {
        let mut first = None;
        for at in 0..self.keeps.len() {
            let (rule, keep) = self.keeps[at];
            let reason = self.reason_of(rule, keep, version);
            first = first.or_else(|| reason.map(|reason| by(rule, reason)));
        }
        first.or(self.named_in_files(version)).or_else(|| {
            let reason = self.named_by_git(version)?;
            Some(by(self.asking_git()?, reason))
        })
    }

    /// Why one keep protects the version, if it does.
    fn reason_of(&mut self, rule: &RuleName, keep: &Keep, version: &Version) -> Option<Reason> {
        let mut reasons = Vec::new();
        for tag in &version.tags {
            for pattern in fitting(keep.tags.patterns.iter(), tag.as_str()) {
                self.matched(rule, "keep-tags", pattern.as_str());
                let pattern = pattern.as_str().to_owned();
                reasons.push(Reason::KeptByTag { tag: tag.clone(), pattern });
            }
        }
        for pattern in fitting(keep.version_names.iter(), &version.name) {
            self.matched(rule, "keep-version-names", pattern.as_str());
            reasons.push(Reason::KeptByName { pattern: pattern.as_str().to_owned() });
        }
        let tags = version.tags.iter().map(Tag::as_str);
        let name = (!self.has_tags()).then_some(version.name.as_str());
        for text in tags.chain(name).filter(|_| !keep.semver.is_empty()) {
            let Some(number) = read_version(self.package_type(), text) else { continue };
            for range in keep.semver.iter().filter(|range| range.covers(&number)) {
                self.matched(rule, "keep-semver", range.as_str());
                let range = range.as_str().to_owned();
                reasons.push(Reason::KeptBySemver { text: text.to_owned(), range });
            }
        }
        reasons.into_iter().next()
    }

    /// Why the version is held: what may protect it can't be read.
    pub(super) fn doubt(&self, version: &Version) -> Option<Reason> {
        self.meant_by_git(version).next()?;
        self.git_names().find_map(|(_, told)| match told {
            Some(Told::Unreadable(why)) => {
                Some(Reason::EvidenceUnreadable { input: "keep-git-tags", why: why.clone() })
            }
            Some(Told::All(_)) | None => None,
        })
    }

    /// What has to be known of the linked repository to tell whether the version is kept.
    pub(super) fn questions(&self, version: &Version) -> Vec<Question> {
        if self.meant_by_git(version).next().is_none() {
            return Vec::new();
        }
        self.git_names().filter(|(_, told)| told.is_none()).map(|(question, _)| question).collect()
    }

    /// Why a file protects the version, if one does.
    fn named_in_files(&mut self, version: &Version) -> Option<Reason> {
        let naming = self
            .named
            .iter()
            .filter_map(|(rule, named)| Some((*rule, named.glob, named.naming(version)?)));
        let naming: Vec<_> = naming.collect();
        for (rule, glob, _) in &naming {
            self.matched(rule, "keep-referenced-in", glob);
        }
        naming.first().map(|(rule, _, source)| by(rule, named_in_file(*source)))
    }

    fn named_by_git(&self, version: &Version) -> Option<Reason> {
        let package = self.package.name.as_str();
        let named = |text: &str| {
            self.git_names().find_map(|(_, told)| match told {
                Some(Told::All(names)) => names.naming(text, package).map(str::to_owned),
                Some(Told::Unreadable(_)) | None => None,
            })
        };
        self.meant_by_git(version).find_map(|text| {
            Some(Reason::KeptByGitTag { text: text.to_owned(), git_tag: named(text)? })
        })
    }

    /// Whose keep asks what git tags name, if any does.
    fn asking_git(&self) -> Option<&'a RuleName> {
        let mut asking = self.keeps.iter().filter(|(_, keep)| keep.git_tags == KeepGitTags::Yes);
        asking.next().map(|(rule, _)| *rule)
    }

    /// The texts by which a git tag can mean the version, where git tags protect at all.
    fn meant_by_git<'v>(&self, version: &'v Version) -> impl Iterator<Item = &'v str> {
        let asked = self.asking_git().is_some();
        meant_by(version, self.has_tags()).filter(move |_| asked)
    }

    /// What names versions in the linked repository, as far as it was told.
    fn git_names(&self) -> impl Iterator<Item = (Question, Option<&'a Told<GitNames>>)> {
        let Evidence { git_tags, releases, .. } = self.evidence;
        [(Question::GitTags, git_tags.as_ref()), (Question::Releases, releases.as_ref())]
            .into_iter()
    }

    /// What the linked repository tells of what tags name.
    pub(super) const fn closure(&self) -> Closure<'a> {
        Closure::new(self.evidence)
    }

    /// The type of the package.
    pub(super) const fn package_type(&self) -> PackageType {
        self.package.package_type
    }

    fn has_tags(&self) -> bool {
        self.package_type().has_tags()
    }

    /// What protected nothing.
    pub(super) fn unmatched(self) -> BTreeSet<Notice> {
        self.unmatched
    }

    fn matched(&mut self, rule: &RuleName, input: &'static str, text: &str) {
        if !self.unmatched.is_empty() {
            self.unmatched.remove(&unmatched(rule, input, text));
        }
    }
}

/// A reason with whose it is.
fn by(rule: &RuleName, because: Reason) -> Reason {
    match rule {
        RuleName::Inputs => because,
        RuleName::Named(_) => Reason::KeptByRule { rule: rule.clone(), because: Box::new(because) },
    }
}

/// What the user would be told of each pattern and range if it protected nothing.
fn patterns(rule: &RuleName, keep: &Keep) -> Vec<Notice> {
    let given_tags = match keep.tags.origin {
        Origin::Given => Some(&keep.tags.patterns),
        Origin::Default => None,
    };
    let tags = given_tags.into_iter().flat_map(Patterns::iter);
    let names = keep.version_names.iter();
    tags.map(|one| unmatched(rule, "keep-tags", one.as_str()))
        .chain(names.map(|one| unmatched(rule, "keep-version-names", one.as_str())))
        .chain(keep.semver.iter().map(|one| unmatched(rule, "keep-semver", one.as_str())))
        .chain(keep.referenced_in.globs().map(|one| unmatched(rule, "keep-referenced-in", one)))
        .collect()
}

fn unmatched(rule: &RuleName, input: &'static str, text: &str) -> Notice {
    Notice::KeepMatchesNothing { rule: rule.clone(), input, text: text.to_owned() }
}

fn named_in_file(Source { file, line, names }: Source<'_>) -> Reason {
    let file = file.to_owned();
    match names {
        Names::Digest(digest) => Reason::KeptByReference { names: digest.to_string(), file, line },
        Names::Tag(tag) => Reason::KeptByReference { names: tag.to_owned(), file, line },
        Names::Whole(image) => {
            Reason::KeptByUnclearReference { image: image.to_owned(), file, line }
        }
    }
}

fn fitting<'a>(
    patterns: impl Iterator<Item = &'a Pattern>,
    text: &str,
) -> impl Iterator<Item = &'a Pattern> {
    patterns.filter(move |pattern| pattern.matches(text))
}
