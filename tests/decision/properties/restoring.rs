//! What comes back is what the words let come back, and it comes back once.

use package_steward::domain::{
    Comeback, Coverage, DeletedWindow, Inventory, Knowledge, PackagePlan, PackageType, Prereleases,
    Verdict, Version, decide_restore,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::drawing::{item, kind, policy};
use super::plain::{Item, PlainPolicy, PlainRule, rule, version};
use crate::support::{Told, digest, hours_ago, now, package};

#[derive(Clone, Debug)]
struct Shelf {
    kind: PackageType,
    active: Vec<Item>,
    /// With the hours since their deletion.
    deleted: Vec<(Item, Option<i64>)>,
    rules: Vec<PlainRule>,
    since: Option<i64>,
    until: Option<i64>,
}

/// Two versions of the same name now and then, as when a name is used again.
fn renamed(item: Item, like: Option<u64>, kind: PackageType) -> Item {
    match like {
        Some(like) if kind.has_tags() => Item { name: digest(like).to_string(), ..item },
        Some(_) => Item { name: "1.2.3".to_owned(), ..item },
        None => item,
    }
}

fn shelf() -> impl Strategy<Value = Shelf> {
    (kind(), 0..4_u64, 0..7_u64).prop_flat_map(|(kind, active, deleted)| {
        let like = || option::weighted(0.2, 1..9_u64);
        let active: Vec<_> = (1..=active)
            .map(|number| {
                (item(kind, number), like()).prop_map(move |(item, like)| renamed(item, like, kind))
            })
            .collect();
        let time = || option::weighted(0.9, select(&[1, 5, 5, 10, 20_i64][..]));
        let deleted: Vec<_> = (11..11 + deleted)
            .map(|number| {
                (item(kind, number), like(), time())
                    .prop_map(move |(item, like, time)| (renamed(item, like, kind), time))
            })
            .collect();
        let bound = || option::weighted(0.3, select(&[4, 5, 10, 15_i64][..]));
        (Just(kind), active, deleted, policy(kind), bound(), bound()).prop_map(
            |(kind, active, deleted, plain, since, until)| {
                let PlainPolicy { rules, .. } = plain.beside(&active);
                Shelf { kind, active, deleted, rules, since, until }
            },
        )
    })
}

impl Shelf {
    fn plan(&self) -> PackagePlan {
        let package = package(self.kind);
        let active = self.active.iter().map(version).collect();
        let deleted = self
            .deleted
            .iter()
            .map(|(item, time)| Version { deleted_at: time.map(hours_ago), ..version(item) })
            .collect();
        let rules: Vec<_> = self.rules.iter().enumerate().map(|(at, one)| rule(at, one)).collect();
        let window = DeletedWindow {
            within: None,
            since: self.since.map(hours_ago),
            until: self.until.map(hours_ago),
        };
        decide_restore(
            &Inventory::new(package.clone(), active, Coverage::Stable),
            &Inventory::new(package, deleted, Coverage::Stable),
            &Comeback::Selected { rules: &rules, window: &window },
            &Knowledge::default(),
            now(),
        )
    }

    fn told(&self) -> Told {
        let deleted: Vec<Version> = self.deleted.iter().map(|(item, _)| version(item)).collect();
        Told::new(self.plan(), &deleted)
    }

    /// Whether the rules and the window ask for it.
    fn is_wanted(&self, item: &Item, deleted: Option<i64>) -> bool {
        let plain = PlainPolicy {
            rules: self
                .rules
                .iter()
                .map(|rule| PlainRule { keep_latest: None, ..rule.clone() })
                .collect(),
            keep_tags: Vec::new(),
            keep_names: Vec::new(),
            keep_semver: Vec::new(),
            files: Vec::new(),
            grace: None,
            min_remaining: 0,
        };
        // Whether its age is known is no question here, except where a rule asks for it.
        let dated = Item { created: item.created.or(Some(0)), ..item.clone() };
        let asks_for_age = self.rules.iter().any(|rule| rule.older_than.is_some());
        let judged = if asks_for_age { item } else { &dated };
        let verdicts = plain.unguarded(self.kind, &[judged]);
        let is_selected = verdicts[&item.number] == Verdict::Delete;
        let is_unbounded = self.since.is_none() && self.until.is_none();
        let is_within = deleted.map_or(is_unbounded, |hours| {
            self.since.is_none_or(|since| hours <= since)
                && self.until.is_none_or(|until| hours >= until)
        });
        is_selected && is_within
    }

    /// What comes back, told naively.
    fn comes_back(&self) -> Vec<u64> {
        let wanted: Vec<&(Item, Option<i64>)> =
            self.deleted.iter().filter(|(item, time)| self.is_wanted(item, *time)).collect();
        let collide = |one: &Item, other: &Item| {
            one.name == other.name || one.tags.iter().any(|tag| other.tags.contains(tag))
        };
        let is_later = |one: &(Item, Option<i64>), other: &(Item, Option<i64>)| {
            let key = |(item, time): &(Item, Option<i64>)| {
                (time.map_or(i64::MIN, |hours| -hours), item.number)
            };
            key(one) > key(other)
        };
        let comes_back = |one: &&&(Item, Option<i64>)| {
            !self.active.iter().any(|active| collide(active, &one.0))
                && !wanted.iter().any(|other| is_later(other, one) && collide(&other.0, &one.0))
        };
        wanted.iter().filter(comes_back).map(|(item, _)| item.number).collect()
    }

    fn after(&self, back: &[u64]) -> Self {
        let mut after = self.clone();
        after.active.extend(
            self.deleted
                .iter()
                .map(|(item, _)| item)
                .filter(|item| back.contains(&item.number))
                .cloned(),
        );
        after.deleted.retain(|(item, _)| !back.contains(&item.number));
        after
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn exactly_that_comes_back_which_the_words_let_come_back(mut shelf in shelf()) {
        // A rule that asks for an age holds what has no time; that is shown by a test of its own.
        for (item, _) in &mut shelf.deleted {
            item.created = item.created.or(Some(48));
            item.updated = item.updated.or(Some(48));
        }
        prop_assert_eq!(shelf.told().comes_back(), shelf.comes_back());
    }

    #[test]
    fn h42_no_tag_and_no_name_is_taken_from_anything(shelf in shelf()) {
        let back = shelf.told().comes_back();
        let there = shelf.after(&back).active;
        for item in there.iter().filter(|item| back.contains(&item.number)) {
            for other in there.iter().filter(|other| other.number != item.number) {
                prop_assert!(other.tags.iter().all(|tag| !item.tags.contains(tag)));
                prop_assert_ne!(&other.name, &item.name);
            }
        }
    }

    #[test]
    fn there_is_nothing_to_do_a_second_time(shelf in shelf()) {
        // A release that came back supersedes what did not.
        let is_superseding = |rule: &PlainRule| rule.prereleases == Prereleases::Superseded;
        prop_assume!(!shelf.rules.iter().any(is_superseding));
        let again = shelf.after(&shelf.told().comes_back()).told();
        prop_assert_eq!(again.order(), Vec::<u64>::new());
    }

    #[test]
    fn a_tagged_container_version_comes_back_after_every_untagged_one(shelf in shelf()) {
        let told = shelf.told();
        let is_tagged = |number: &u64| {
            let mut all = shelf.deleted.iter().map(|(item, _)| item);
            all.any(|item| item.number == *number && !item.tags.is_empty())
        };
        let untagged: Vec<u64> = told.comes_back().into_iter().filter(|one| !is_tagged(one)).collect();
        for number in told.comes_back() {
            let comes_after = told.comes_after(number);
            if shelf.kind == PackageType::Container && is_tagged(&number) {
                prop_assert_eq!(comes_after, untagged.clone());
            } else if shelf.kind == PackageType::Container {
                prop_assert!(!comes_after.iter().any(is_tagged));
            } else {
                prop_assert_eq!(comes_after, Vec::<u64>::new());
            }
        }
    }
}
