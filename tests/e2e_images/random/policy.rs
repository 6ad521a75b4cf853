//! Policies drawn at random: as inputs, and as what they mean.

use proptest::prelude::*;
use proptest::sample::Index;

use super::model::{Package, Row};
use super::scene::OLDEST_GRACE;

/// What a policy selects.
#[derive(Clone, Debug)]
pub(crate) enum Selects {
    /// `tags: pr-*`.
    PullRequests,
    /// `tag-status: untagged`.
    Untagged,
    /// `tag-status: any` and `older-than` so many hours.
    Older(u32),
    /// `tags: *` and `keep-latest`.
    BeyondLatest(usize),
    /// `semver: <2.0.0`.
    BelowTwo,
    /// `version-ids`.
    Numbers(Vec<Index>),
    /// Nothing but `orphaned-referrers: delete`.
    Nothing,
}

/// A policy.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) selects: Selects,
    /// Whether `v*` is kept beside `latest`.
    pub(crate) keeps_v: bool,
    /// In hours; none where it is switched off.
    pub(crate) grace: Option<u32>,
    pub(crate) takes_orphans: bool,
    pub(crate) takes_incomplete: bool,
    pub(crate) min_remaining: usize,
    /// The numbers that [`Selects::Numbers`] comes to in a package.
    numbers: Vec<u64>,
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
    let selects = prop_oneof![
        4 => Just(Selects::PullRequests),
        3 => Just(Selects::Untagged),
        3 => (1_u32..200).prop_map(Selects::Older),
        2 => (1_usize..4).prop_map(Selects::BeyondLatest),
        2 => Just(Selects::BelowTwo),
        2 => prop::collection::vec(any::<Index>(), 1..5).prop_map(Selects::Numbers),
        1 => Just(Selects::Nothing),
    ];
    let grace = prop::sample::select(vec![Some(24), Some(OLDEST_GRACE), None]);
    // More than one has tests of its own: an untagged index that is older than what goes is not read, so
    // a tagged part of it counts as an image.
    let min_remaining = 0_usize..2;
    (selects, any::<bool>(), grace, prop::bool::weighted(0.3), any::<bool>(), min_remaining)
        .prop_map(|(selects, keeps_v, grace, takes_orphans, takes_incomplete, min_remaining)| {
            Rules {
                takes_orphans: takes_orphans || matches!(selects, Selects::Nothing),
                selects,
                keeps_v,
                grace,
                takes_incomplete,
                min_remaining,
                numbers: Vec::new(),
            }
        })
}

impl Rules {
    /// The rules for a package with these versions.
    pub(crate) fn on(&self, package: &Package) -> Self {
        let mut rules = self.clone();
        if let Selects::Numbers(numbers) = &self.selects {
            let ids: Vec<u64> = package.rows().map(|row| row.id).collect();
            rules.numbers = numbers.iter().map(|number| *number.get(&ids)).collect();
        }
        rules
    }

    /// As inputs.
    pub(crate) fn inputs(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        let mut inputs = match &self.selects {
            Selects::PullRequests => vec![("tags", text("pr-*"))],
            Selects::Untagged => vec![("tag-status", text("untagged"))],
            Selects::Older(hours) => {
                vec![("tag-status", text("any")), ("older-than", format!("{hours}h"))]
            }
            Selects::BeyondLatest(keep) => {
                vec![("tags", text("*")), ("keep-latest", keep.to_string())]
            }
            Selects::BelowTwo => vec![("semver", text("<2.0.0"))],
            Selects::Numbers(_) => {
                let ids: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
                vec![("version-ids", ids.join("\n"))]
            }
            Selects::Nothing => Vec::new(),
        };
        if self.keeps_v {
            inputs.push(("keep-tags", text("latest\nv*")));
        }
        let grace = self.grace.map_or_else(|| text("none"), |hours| format!("{hours}h"));
        inputs.push(("untagged-grace", grace));
        if self.takes_orphans {
            inputs.push(("orphaned-referrers", text("delete")));
        }
        if self.takes_incomplete {
            inputs.push(("incomplete-images", text("delete")));
        }
        inputs.push(("min-remaining", self.min_remaining.to_string()));
        inputs
    }

    /// Whether a tag is selected.
    pub(crate) fn takes_tag(&self, tag: &str) -> bool {
        match &self.selects {
            Selects::PullRequests => tag.starts_with("pr-"),
            Selects::Older(_) | Selects::BeyondLatest(_) | Selects::Numbers(_) => true,
            Selects::BelowTwo => ["1.0.0", "1.0.1", "1.1.0"].contains(&tag),
            Selects::Untagged | Selects::Nothing => false,
        }
    }

    /// Whether a version is selected as far as its number says.
    pub(crate) fn takes_number(&self, row: &Row) -> bool {
        !matches!(self.selects, Selects::Numbers(_)) || self.numbers.contains(&row.id)
    }

    /// Whether a version is selected, its place among the latest aside.
    pub(crate) fn takes(&self, row: &Row) -> bool {
        let all_tags = row.tags.iter().all(|tag| self.takes_tag(tag));
        match &self.selects {
            Selects::Untagged => row.tags.is_empty(),
            Selects::Nothing => false,
            Selects::PullRequests | Selects::BeyondLatest(_) | Selects::BelowTwo => {
                !row.tags.is_empty() && all_tags
            }
            Selects::Older(hours) => row.age_hours >= f64::from(*hours),
            Selects::Numbers(_) => self.takes_number(row),
        }
    }

    /// Whether a keep protects a version.
    pub(crate) fn keeps(&self, row: &Row) -> bool {
        row.tags.iter().any(|tag| tag == "latest" || self.keeps_v && tag.starts_with('v'))
    }
}
