//! The selection of images without parts is what the second telling says.

use std::collections::BTreeMap;

use package_steward::domain::{PackageType, Verdict};
use proptest::prelude::*;

use super::cases;
use super::drawing::small_world;
use super::plain::{Item, PlainPolicy, policy, version};
use crate::support::World;

/// A package of these, all of whose manifests are known and list nothing.
pub(super) fn world(kind: PackageType, items: &[Item]) -> World {
    let mut world = World::container(items.iter().map(version).collect());
    world.package_type = kind;
    world
}

fn verdicts(world: &World, plain: &PlainPolicy) -> BTreeMap<u64, Verdict> {
    let told = world.plan(&policy(plain));
    told.plan.judgements.iter().map(|one| (one.version.0, one.verdict)).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_verdict_is_the_one_that_the_words_give((kind, items, plain) in small_world()) {
        let images: Vec<&Item> = items.iter().collect();
        prop_assert_eq!(verdicts(&world(kind, &items), &plain), plain.verdicts(kind, &images));
    }

    #[test]
    fn the_order_of_the_listing_does_not_matter(
        ((kind, items, plain), mixed) in small_world().prop_flat_map(|(kind, items, plain)| {
            (Just((kind, items.clone(), plain)), Just(items).prop_shuffle())
        })
    ) {
        let policy = policy(&plain);
        let (told, again) = (world(kind, &items).plan(&policy), world(kind, &mixed).plan(&policy));
        prop_assert_eq!(told.plan, again.plan);
    }

    #[test]
    fn the_order_of_the_rules_does_not_matter(
        ((kind, items, plain), mixed) in small_world().prop_flat_map(|(kind, items, plain)| {
            let rules = plain.rules.clone();
            (Just((kind, items, plain)), Just(rules).prop_shuffle())
        })
    ) {
        let world = world(kind, &items);
        let other = PlainPolicy { rules: mixed, ..plain.clone() };
        prop_assert_eq!(verdicts(&world, &plain), verdicts(&world, &other));
    }
}
