//! Policies in one line.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use package_steward::domain::{
    FileReferences, GlobReferences, Guards, Home, IncompleteImages, Keep, KeepLatest, KeepOrder,
    KeepPer, KeepTags, LastVersion, Login, OnlyClosed, Origin, OrphanedReferrers, Pattern,
    Patterns, Policy, Prereleases, Ranges, ReferencedIn, Rule, RuleName, TagStatus, TimestampField,
    VersionId, references,
};

use super::{ANCHOR, age};

pub(crate) fn tags(patterns: &str) -> Patterns {
    let patterns = patterns.split_whitespace().map(Pattern::for_tags);
    Patterns::new(patterns.collect::<Result<_, _>>().expect("patterns for tags"))
}

pub(crate) fn names(patterns: &str) -> Patterns {
    let patterns = patterns.split_whitespace().map(Pattern::for_names);
    Patterns::new(patterns.collect::<Result<_, _>>().expect("patterns for names"))
}

pub(crate) fn ranges(text: &str) -> Ranges {
    Ranges::parse(text).expect("ranges")
}

/// Files with these texts, each found by a glob of its own.
pub(crate) fn files(texts: &[&str]) -> ReferencedIn {
    let home = Home::new("ghcr.io", &Login::new("octo-org"));
    let globs = texts.iter().enumerate().map(|(number, text)| {
        let path = format!("{number}.yaml");
        let file = FileReferences { path: path.clone(), references: references(text, &home) };
        GlobReferences { glob: path, files: vec![Arc::new(file)] }
    });
    let globs = globs.collect();
    ReferencedIn::new(home, globs)
}

pub(crate) fn ids(numbers: &[u64]) -> BTreeSet<VersionId> {
    numbers.iter().copied().map(VersionId).collect()
}

/// So many of the newest of the package.
pub(crate) fn newest(count: u32) -> Option<KeepLatest> {
    newest_per(count, KeepPer::Package)
}

/// So many of the newest of each.
pub(crate) fn newest_per(count: u32, per: KeepPer) -> Option<KeepLatest> {
    NonZeroU32::new(count).map(|count| KeepLatest { count, per, order: KeepOrder::Date })
}

/// So many of the highest of each.
pub(crate) fn highest_per(count: u32, per: KeepPer) -> Option<KeepLatest> {
    newest_per(count, per).map(|keep| KeepLatest { order: KeepOrder::Semver, ..keep })
}

/// A rule that gives nothing: it takes every tagged image.
pub(crate) fn rule() -> Rule {
    Rule {
        name: RuleName::Inputs,
        tags: None,
        version_names: None,
        semver: None,
        prereleases: Prereleases::Include,
        version_ids: None,
        tag_status: TagStatus::Tagged,
        older_than: None,
        timestamp: TimestampField::Created,
        only_closed: OnlyClosed::No,
        keep_latest: None,
        incomplete_images: IncompleteImages::Report,
    }
}

/// A rule with what is set in it.
pub(crate) fn rule_with(set: impl FnOnce(&mut Rule)) -> Rule {
    let mut rule = rule();
    set(&mut rule);
    rule
}

/// The default policy with this one rule, guards as they are by default.
pub(crate) fn taking(set: impl FnOnce(&mut Rule)) -> Policy {
    several(vec![rule_with(set)])
}

/// The default policy with these rules.
pub(crate) fn several(rules: Vec<Rule>) -> Policy {
    Policy {
        orphaned_referrers: OrphanedReferrers::Report,
        rules,
        keep: Keep {
            tags: KeepTags { patterns: tags(&format!("latest {ANCHOR}")), origin: Origin::Default },
            ..Keep::default()
        },
        rule_keeps: Vec::new(),
        untagged_grace: Some(age("1d")),
        guards: Guards { max_deletions: None, min_remaining: 1, last_version: LastVersion::Keep },
    }
}

/// A policy with what is set in it.
pub(crate) fn with(mut policy: Policy, set: impl FnOnce(&mut Policy)) -> Policy {
    set(&mut policy);
    policy
}

/// Keeps that a user gave.
pub(crate) fn keeping_tags(policy: Policy, patterns: &str) -> Policy {
    with(policy, |policy| {
        policy.keep.tags = KeepTags { patterns: tags(patterns), origin: Origin::Given };
    })
}

/// Without the keep of `latest`, and without any guard.
pub(crate) fn unguarded(policy: Policy) -> Policy {
    with(policy, |policy| {
        policy.keep.tags.patterns = tags(ANCHOR);
        policy.guards.min_remaining = 0;
    })
}

/// Takes every image, with a tag or without, guarded by nothing.
pub(crate) fn everything() -> Policy {
    unguarded(taking(|rule| rule.tag_status = TagStatus::Any))
}

/// Takes every untagged image, guarded by nothing but the grace.
pub(crate) fn untagged() -> Policy {
    unguarded(taking(|rule| rule.tag_status = TagStatus::Untagged))
}

/// Takes what is tagged so, guarded by nothing.
pub(crate) fn tagged_so(patterns: &str) -> Policy {
    let patterns = tags(patterns);
    unguarded(taking(|rule| rule.tags = Some(patterns)))
}

/// Takes these versions by their numbers, guarded by nothing but the grace.
pub(crate) fn numbered(numbers: &[u64]) -> Policy {
    let numbers = ids(numbers);
    unguarded(taking(|rule| {
        rule.version_ids = Some(numbers);
        rule.tag_status = TagStatus::Any;
    }))
}
