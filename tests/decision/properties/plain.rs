//! The selection once more, over strings and hours, from the words that users read.

use std::collections::{BTreeMap, BTreeSet};

use package_steward::domain::{
    Age, Guards, IncompleteImages, Keep, KeepLatest, KeepOrder, KeepPer, KeepTags, LastVersion,
    OnlyClosed, Origin, OrphanedReferrers, PackageType, Placeholder, Policy, Prereleases, Ranges,
    Rule, RuleName, Tag, TagStatus, TimestampField, Verdict, Version, VersionId,
};

use super::text::{Number, PlainRange, captures, fits, number};
use crate::support::{files, hours_ago, image, names, newest_per, ranges, tags};

/// A version in plain words. Times are hours before now.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) number: u64,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) created: Option<i64>,
    pub(super) updated: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct PlainRule {
    pub(super) tags: Option<Vec<&'static str>>,
    pub(super) names: Option<Vec<&'static str>>,
    pub(super) semver: Option<Vec<PlainRange>>,
    pub(super) prereleases: Prereleases,
    pub(super) ids: Option<BTreeSet<u64>>,
    pub(super) status: TagStatus,
    pub(super) older_than: Option<u32>,
    pub(super) by: TimestampField,
    pub(super) keep_latest: Option<u32>,
    pub(super) per: &'static str,
    pub(super) by_version: bool,
    /// The releases that the package has.
    pub(super) released: BTreeSet<[u64; 3]>,
}

/// What a rule makes of the place of an image among the latest.
enum Slot {
    /// It has one of them, or is too young to go.
    Stays,
    /// Nobody can tell.
    Unclear,
}

#[derive(Clone, Debug)]
pub(super) struct PlainPolicy {
    pub(super) rules: Vec<PlainRule>,
    pub(super) keep_tags: Vec<&'static str>,
    pub(super) keep_names: Vec<&'static str>,
    pub(super) keep_semver: Vec<PlainRange>,
    /// What files name that are asked.
    pub(super) files: Vec<&'static str>,
    pub(super) grace: Option<u32>,
    pub(super) min_remaining: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ripeness {
    Ripe,
    Young,
    Unknown,
}

fn is_pre(text: &str) -> bool {
    number(text).is_some_and(|number| number.is_pre)
}

fn any_covers(ranges: &[PlainRange], text: &str) -> bool {
    number(text).is_some_and(|number| ranges.iter().any(|(_, covers)| covers(number)))
}

fn any_fits(patterns: &[&str], text: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, text))
}

impl PlainRule {
    /// Whether it fits a tag, or the name of a version without tags.
    fn fits_text(&self, text: &str) -> bool {
        let treats_prereleases = match self.prereleases {
            Prereleases::Include => true,
            Prereleases::Exclude => !is_pre(text),
            Prereleases::Only => is_pre(text),
            Prereleases::Superseded => number(text)
                .is_some_and(|number| number.is_pre && self.released.contains(&number.release)),
        };
        treats_prereleases
            && self.tags.as_ref().is_none_or(|patterns| any_fits(patterns, text))
            && self.semver.as_ref().is_none_or(|ranges| any_covers(ranges, text))
    }

    /// The places of the tags that it fits; place 0 for a version without tags that it fits.
    pub(super) fn fits_of(&self, kind: PackageType, item: &Item) -> BTreeSet<usize> {
        let status_fits = match self.status {
            TagStatus::Any => true,
            TagStatus::Tagged => is_tagged(kind, item),
            TagStatus::Untagged => !is_tagged(kind, item),
        };
        let fits_whole = status_fits
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&item.number))
            && self.names.as_ref().is_none_or(|patterns| any_fits(patterns, &item.name));
        let all = if fits_whole { needed(item) } else { 0..0 };
        all.filter(|place| match item.tags.get(*place) {
            Some(tag) => self.fits_text(tag),
            None if kind.has_tags() => {
                self.tags.is_none()
                    && self.semver.is_none()
                    && !matches!(self.prereleases, Prereleases::Only | Prereleases::Superseded)
            }
            None => self.fits_text(&item.name),
        })
        .collect()
    }

    fn ripeness(&self, item: &Item) -> Ripeness {
        let time = match self.by {
            TimestampField::Created => item.created,
            TimestampField::Updated => item.updated,
        };
        match (self.older_than, time) {
            (None, _) => Ripeness::Ripe,
            (Some(_), None) => Ripeness::Unknown,
            (Some(age), Some(hours)) if hours >= i64::from(age) => Ripeness::Ripe,
            (Some(_), Some(_)) => Ripeness::Young,
        }
    }

    /// What it counts an image by, and the highest of its versions, by the tags that it fits.
    fn counts(&self, kind: PackageType, item: &Item) -> (BTreeSet<String>, Option<Number>) {
        let fitting = self.fits_of(kind, item).into_iter();
        let texts: Vec<&str> = if kind.has_tags() {
            fitting.filter_map(|place| item.tags.get(place).map(String::as_str)).collect()
        } else {
            vec![&item.name]
        };
        let numbers = || texts.iter().filter_map(|text| number(text));
        let patterns = || self.tags.iter().flatten();
        let captured = |text: &&str| {
            let all: Vec<_> = patterns().filter_map(|pattern| captures(pattern, text)).collect();
            all.concat()
        };
        let keys = match self.per {
            "package" => BTreeSet::from([String::new()]),
            "major" => numbers().map(|number| number.release[0].to_string()).collect(),
            "minor" => numbers().map(|number| format!("{:?}", &number.release[..2])).collect(),
            word => {
                let all = texts.iter().flat_map(captured);
                all.filter(|(name, _)| name == word).map(|(_, text)| text).collect()
            }
        };
        (keys, numbers().max_by_key(|number| number.order()))
    }

    /// What its `keep-latest` makes of these.
    fn leaves(&self, kind: PackageType, images: &[&Item]) -> BTreeMap<u64, Slot> {
        let mut slots = BTreeMap::new();
        let Some(count) = self.keep_latest else { return slots };
        let wanted: Vec<&&Item> =
            images.iter().filter(|item| !self.fits_of(kind, item).is_empty()).collect();
        let mut groups: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for item in &wanted {
            let (keys, highest) = self.counts(kind, item);
            let version = highest.map(Number::order);
            if keys.len() != 1 || (self.by_version && version.is_none()) {
                slots.insert(item.number, Slot::Unclear);
                continue;
            }
            let is_counted = self.status == TagStatus::Untagged || is_tagged(kind, item);
            if let (Some(created), true) = (item.created, is_counted) {
                let version = version.filter(|_| self.by_version);
                let place = (std::cmp::Reverse(version), created, std::cmp::Reverse(item.number));
                groups.entry(keys.into_iter().collect()).or_default().push(place);
            }
        }
        for group in groups.values_mut() {
            group.sort_unstable();
            let stay = group.iter().take(count as usize);
            slots.extend(stay.map(|(_, _, number)| (number.0, Slot::Stays)));
        }
        let young = wanted.iter().filter(|item| self.ripeness(item) == Ripeness::Young);
        slots.extend(young.map(|item| (item.number, Slot::Stays)));
        slots
    }
}

fn is_tagged(kind: PackageType, item: &Item) -> bool {
    !kind.has_tags() || !item.tags.is_empty()
}

/// The places of what must be taken before the version may go.
fn needed(item: &Item) -> std::ops::Range<usize> {
    0..item.tags.len().max(1)
}

impl PlainPolicy {
    /// The same in a package with these versions.
    pub(super) fn beside(mut self, items: &[Item]) -> Self {
        let texts = items.iter().flat_map(|item| item.tags.iter().chain([&item.name]));
        let numbers = texts.filter_map(|text| number(text)).filter(|number| !number.is_pre);
        let released: BTreeSet<[u64; 3]> = numbers.map(|number| number.release).collect();
        for rule in &mut self.rules {
            rule.released.clone_from(&released);
        }
        self
    }

    pub(super) fn keeps(&self, kind: PackageType, item: &Item) -> bool {
        let texts = if kind.has_tags() { item.tags.clone() } else { vec![item.name.clone()] };
        item.tags.iter().any(|tag| any_fits(&self.keep_tags, tag))
            || any_fits(&self.keep_names, &item.name)
            || texts.iter().any(|text| any_covers(&self.keep_semver, text))
    }

    /// Whether some rule fits the tag in this place, whatever the version's age.
    pub(super) fn fits_tag(&self, kind: PackageType, item: &Item, place: usize) -> bool {
        self.rules.iter().any(|rule| rule.fits_of(kind, item).contains(&place))
    }

    /// What becomes of these images before the guards.
    pub(super) fn unguarded(&self, kind: PackageType, images: &[&Item]) -> BTreeMap<u64, Verdict> {
        let loose: Vec<&Item> =
            images.iter().copied().filter(|item| !self.keeps(kind, item)).collect();
        let slots: Vec<BTreeMap<u64, Slot>> =
            self.rules.iter().map(|rule| rule.leaves(kind, &loose)).collect();
        let slots_of =
            |item: &Item| slots.iter().filter_map(|all| all.get(&item.number)).collect::<Vec<_>>();
        let verdict = |item: &Item| {
            if self.keeps(kind, item) {
                return Verdict::Keep;
            }
            let mut taken = BTreeSet::new();
            let mut is_undated = false;
            for rule in &self.rules {
                let fits = rule.fits_of(kind, item);
                match rule.ripeness(item) {
                    Ripeness::Ripe => taken.extend(fits),
                    Ripeness::Unknown => is_undated |= !fits.is_empty(),
                    Ripeness::Young => {}
                }
            }
            let is_selected = needed(item).all(|place| taken.contains(&place));
            if is_undated || (!taken.is_empty() && !is_selected) {
                Verdict::Hold
            } else if slots_of(item).iter().any(|slot| matches!(slot, Slot::Stays)) {
                Verdict::Keep
            } else if !is_selected {
                Verdict::Untouched
            } else if !slots_of(item).is_empty()
                || item.created.is_none()
                || self.is_within_grace(kind, item)
            {
                Verdict::Hold
            } else {
                Verdict::Delete
            }
        };
        images.iter().map(|item| (item.number, verdict(item))).collect()
    }

    fn is_within_grace(&self, kind: PackageType, item: &Item) -> bool {
        let is_young = |grace: u32| {
            [item.created, item.updated]
                .iter()
                .any(|time| time.is_none_or(|hours| hours < i64::from(grace)))
        };
        !is_tagged(kind, item) && self.grace.is_some_and(is_young)
    }

    /// What becomes of these images when nothing but they is in the package.
    pub(super) fn verdicts(&self, kind: PackageType, images: &[&Item]) -> BTreeMap<u64, Verdict> {
        let mut verdicts = self.unguarded(kind, images);
        let mut newest_first: Vec<&Item> = images.to_vec();
        newest_first
            .sort_by_key(|item| (item.created.unwrap_or(i64::MIN), std::cmp::Reverse(item.number)));
        let hold = |verdicts: &mut BTreeMap<u64, Verdict>, number| {
            verdicts.insert(number, Verdict::Hold);
        };
        if self.min_remaining > 0 && !kind.has_tags() {
            let releases = images.iter().filter_map(|item| {
                Some((number(&item.name).filter(|number| !number.is_pre)?.release, item.number))
            });
            let ids: BTreeSet<u64> =
                self.rules.iter().filter_map(|rule| rule.ids.clone()).flatten().collect();
            if let Some((_, highest)) = releases.max()
                && verdicts[&highest] == Verdict::Delete
                && !ids.contains(&highest)
            {
                hold(&mut verdicts, highest);
            }
        }
        loop {
            let is_doomed = |item: &&&Item| verdicts[&item.number] == Verdict::Delete;
            let tagged = || newest_first.iter().filter(|item| is_tagged(kind, item));
            let remaining = tagged().filter(|item| !is_doomed(item)).count() as u64;
            let too_few = remaining < self.min_remaining.max(1);
            let nothing_left = newest_first.iter().all(|item| is_doomed(&item));
            let newest = match tagged().find(is_doomed) {
                Some(item) if too_few => Some(item),
                _ => newest_first.first().filter(|_| nothing_left),
            };
            let Some(newest) = newest else { break };
            hold(&mut verdicts, newest.number);
        }
        verdicts
    }
}

/// The same in the words of the program.
pub(super) fn version(item: &Item) -> Version {
    Version {
        name: item.name.clone(),
        tags: item.tags.iter().map(Tag::new).collect(),
        created_at: item.created.map(hours_ago),
        updated_at: item.updated.map(hours_ago),
        ..image(item.number, "")
    }
}

fn hours(hours: u32) -> Age {
    Age::from_seconds(3_600 * u64::from(hours))
}

fn written(all: &[PlainRange]) -> Ranges {
    let all: Vec<&str> = all.iter().map(|(text, _)| *text).collect();
    if all.is_empty() { Ranges::default() } else { ranges(&all.join(" || ")) }
}

fn keep_latest(plain: &PlainRule, count: u32) -> Option<KeepLatest> {
    let per = match plain.per {
        "package" => KeepPer::Package,
        "major" => KeepPer::Major,
        "minor" => KeepPer::Minor,
        word => KeepPer::Placeholder(Placeholder::parse(word).expect("a placeholder")),
    };
    let order = if plain.by_version { KeepOrder::Semver } else { KeepOrder::Date };
    newest_per(count, per).map(|keep| KeepLatest { order, ..keep })
}

pub(super) fn rule(number: usize, plain: &PlainRule) -> Rule {
    Rule {
        name: RuleName::Named(format!("rule {number}")),
        tags: plain.tags.as_ref().map(|patterns| tags(&patterns.join(" "))),
        version_names: plain.names.as_ref().map(|patterns| names(&patterns.join(" "))),
        semver: plain.semver.as_deref().map(written),
        prereleases: plain.prereleases,
        version_ids: plain.ids.as_ref().map(|ids| ids.iter().copied().map(VersionId).collect()),
        tag_status: plain.status,
        older_than: plain.older_than.map(hours),
        timestamp: plain.by,
        only_closed: OnlyClosed::No,
        keep_latest: plain.keep_latest.and_then(|count| keep_latest(plain, count)),
        incomplete_images: IncompleteImages::Delete,
    }
}

pub(super) fn policy(plain: &PlainPolicy) -> Policy {
    Policy {
        orphaned_referrers: OrphanedReferrers::Report,
        rules: plain.rules.iter().enumerate().map(|(at, plain)| rule(at, plain)).collect(),
        keep: Keep {
            tags: KeepTags { patterns: tags(&plain.keep_tags.join(" ")), origin: Origin::Given },
            version_names: names(&plain.keep_names.join(" ")),
            semver: written(&plain.keep_semver),
            referenced_in: files(&plain.files),
            ..Keep::default()
        },
        rule_keeps: Vec::new(),
        untagged_grace: plain.grace.map(hours),
        guards: Guards {
            max_deletions: None,
            min_remaining: plain.min_remaining,
            last_version: LastVersion::Keep,
        },
    }
}
