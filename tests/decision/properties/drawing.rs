//! Small worlds and policies, drawn so that everything overlaps with everything.

use std::collections::BTreeSet;

use package_steward::domain::{PackageType, Prereleases, TagStatus, TimestampField};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::plain::{Item, PlainPolicy, PlainRule};
use super::text::{PlainRange, RANGES};
use crate::support::digest;

const TAGS: [&str; 14] = [
    "latest",
    "1",
    "1.2",
    "1.2.3",
    "v1.2.3",
    "1.2.4-rc.1",
    "1.3.0",
    "2.0.0-rc.1",
    "2.0.0",
    "pr-2",
    "pr-20",
    "none",
    "dev",
    "stable",
];
const PATTERNS: [&str; 14] = [
    "*",
    "pr-*",
    "pr-2",
    "pr-?",
    "v*",
    "1*",
    "[n]one",
    "dev",
    "*-rc.*",
    "[!a-o]*",
    "[0-9].*",
    "pr-{pr}",
    "{kind}-*",
    "{kind}.{pr}.*",
];
const NAMES: [&str; 10] = [
    "1.0.0",
    "1.2.3",
    "1.2.4",
    "1.2.4-rc.1",
    "v1.3.0",
    "2.0.0-rc.1",
    "2.0.0+build5",
    "1.0-SNAPSHOT",
    "1.2.3.Final",
    "2024-10-10",
];
const NAME_PATTERNS: [&str; 5] = ["*", "1.*", "*-SNAPSHOT", "v?.*", "2.0.0*"];
/// Of digests: those of the versions 1 and 3, and of 5.
const DIGEST_PATTERNS: [&str; 2] = ["sha256:000000000000000[13]*", "*0000005d1*"];
const HOURS: [i64; 11] = [-5, 0, 1, 23, 24, 25, 47, 48, 719, 720, 2_000];

/// Some of these, at least one.
fn some(of: &'static [&'static str], at_most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(of, 1..=at_most.min(of.len()))
}

pub(super) fn time() -> impl Strategy<Value = Option<i64>> {
    option::weighted(0.95, select(&HOURS[..]))
}

fn name_patterns(kind: PackageType) -> &'static [&'static str] {
    if kind.has_tags() { &DIGEST_PATTERNS } else { &NAME_PATTERNS }
}

fn some_ranges() -> impl Strategy<Value = Vec<PlainRange>> {
    subsequence(&RANGES[..], 1..=2)
}

fn numbers() -> impl Strategy<Value = BTreeSet<u64>> {
    btree_set(1..9_u64, 1..6)
}

prop_compose! {
    pub(super) fn rule(kind: PackageType)(
        tags in option::weighted(0.6, some(&PATTERNS, 3)),
        names in option::weighted(0.1, some(name_patterns(kind), 2)),
        semver in option::weighted(0.25, some_ranges()),
        prereleases in prop_oneof![
            6 => Just(Prereleases::Include),
            1 => Just(Prereleases::Exclude),
            1 => Just(Prereleases::Only),
            1 => Just(Prereleases::Superseded),
        ],
        ids in option::weighted(0.15, numbers()),
        status in prop_oneof![
            3 => Just(TagStatus::Tagged),
            1 => Just(TagStatus::Untagged),
            3 => Just(TagStatus::Any),
        ],
        older_than in option::weighted(0.4, select(&[0, 24, 720][..])),
        by in select(&[TimestampField::Created, TimestampField::Updated][..]),
        keep_latest in option::weighted(0.4, 1..4_u32),
        per in prop_oneof![
            3 => Just("package"),
            2 => select(&["major", "minor", "pr", "kind"][..]),
        ],
        by_version in any::<bool>(),
    ) -> PlainRule {
        let tags = tags.filter(|_| kind.has_tags() && status != TagStatus::Untagged);
        PlainRule {
            tags,
            names,
            semver,
            prereleases,
            ids,
            status,
            older_than,
            by,
            keep_latest,
            per,
            by_version,
            released: BTreeSet::new(),
        }
    }
}

prop_compose! {
    pub(super) fn policy(kind: PackageType)(
        rules in vec(rule(kind), 1..4),
        keep_tags in option::weighted(0.4, some(&PATTERNS[1..], 1)),
        keep_names in option::weighted(0.1, some(name_patterns(kind), 1)),
        keep_semver in option::weighted(0.15, some_ranges()),
        grace in option::weighted(0.7, select(&[0, 24, 48][..])),
        min_remaining in 0..4_u64,
    ) -> PlainPolicy {
        PlainPolicy {
            rules,
            keep_tags: keep_tags.unwrap_or_default(),
            keep_names: keep_names.unwrap_or_default(),
            keep_semver: keep_semver.unwrap_or_default(),
            files: Vec::new(),
            grace,
            min_remaining,
        }
    }
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    let some = |count| subsequence(&TAGS[..], count);
    prop_oneof![2 => some(0..=0), 5 => some(1..=1), 3 => some(2..=3)]
        .prop_map(|tags| tags.into_iter().map(ToOwned::to_owned).collect())
}

prop_compose! {
    pub(super) fn item(kind: PackageType, number: u64)(
        tags in tags(),
        created in time(),
        updated in time(),
    ) -> Item {
        let name = if kind.has_tags() {
            digest(number).to_string()
        } else {
            NAMES[usize::try_from(number).expect("a small number") % NAMES.len()].to_owned()
        };
        let tags = if kind.has_tags() { tags } else { Vec::new() };
        Item { number, name, tags, created, updated }
    }
}

pub(super) fn kind() -> impl Strategy<Value = PackageType> {
    prop_oneof![
        2 => Just(PackageType::Container),
        1 => Just(PackageType::Docker),
        1 => Just(PackageType::Npm),
    ]
}

/// Images without parts, and a policy over them.
pub(super) fn small_world() -> impl Strategy<Value = (PackageType, Vec<Item>, PlainPolicy)> {
    (kind(), 0..9_u64).prop_flat_map(|(kind, count)| {
        let items: Vec<_> = (1..=count).map(|number| item(kind, number)).collect();
        (Just(kind), items, policy(kind)).prop_map(|(kind, items, plain)| {
            let plain = plain.beside(&items);
            (kind, items, plain)
        })
    })
}
