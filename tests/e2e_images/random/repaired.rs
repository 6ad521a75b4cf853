//! What a careless tool has deleted at random, and what of it comes back.

use std::collections::{BTreeMap, BTreeSet};

use github_standin::{Lag, Manifest, PackageType, Version, World, days_ago};
use proptest::prelude::*;
use proptest::sample::Index;

use super::scene::{Built, Scene, scene};
use crate::setting::{OWNER, PACKAGE, Setting, app};

/// Something that the tool deleted, and whether longer ago than GitHub keeps it.
type Loss = (Index, bool);

fn losses() -> impl Strategy<Value = Vec<Loss>> {
    prop::collection::vec((any::<Index>(), prop::bool::weighted(0.2)), 1..8)
}

fn rows(world: &World) -> &[Version] {
    world.package(OWNER, PackageType::Container, PACKAGE).expect("the package").versions.all()
}

/// What these list at any depth, as far as it is there or can come back.
fn reach(world: &World, from: impl Fn(&Version) -> bool) -> BTreeSet<u64> {
    let now = world.clock().now();
    let rows = rows(world);
    let is_had = |row: &&Version| row.is_active() || row.is_restorable(now);
    let mut open: Vec<&Version> = rows.iter().filter(|row| row.is_active() && from(row)).collect();
    let mut reached = BTreeSet::new();
    while let Some(row) = open.pop() {
        let listed = row.manifest.as_ref().map_or(&[][..], Manifest::members);
        for part in rows.iter().filter(is_had).filter(|part| listed.contains(&part.name)) {
            if reached.insert(part.id) {
                open.push(part);
            }
        }
    }
    reached
}

/// Whether nobody can take it for something that speaks of something else.
fn is_image(row: &Version) -> bool {
    row.tags.is_empty() || row.tags.iter().any(|tag| !tag.starts_with("sha256-"))
}

fn comes_back(scene: &Scene, losses: &[Loss], lag: u64) -> Result<(), TestCaseError> {
    let Built { mut world, left_behind } = scene.build();
    let all: Vec<(u64, String)> =
        rows(&world).iter().map(|row| (row.id, row.name.clone())).collect();
    let lost: BTreeMap<u64, (&String, bool)> = losses
        .iter()
        .map(|(which, is_expired)| (which.get(&all), *is_expired))
        .map(|((id, name), is_expired)| (*id, (name, is_expired)))
        .collect();
    for (name, _) in lost.values().filter(|(_, is_expired)| *is_expired) {
        app(&mut world).existing(name).deleted(days_ago(31));
    }
    if lag > 0 {
        world.lag = Lag::Requests(lag);
    }
    let setting = Setting::of(world);
    for id in lost.keys() {
        setting.server.world().delete_version(*id);
    }
    let (missed, allowed) = {
        let world = setting.server.world();
        let gone = |id: &u64| world.version(*id).is_some_and(|(_, row)| !row.is_active());
        let images = reach(&world, |row| is_image(row) && !left_behind.contains_key(&row.id));
        let missed: BTreeSet<u64> = images.into_iter().filter(gone).collect();
        let allowed: BTreeSet<u64> = reach(&world, |_| true).into_iter().filter(gone).collect();
        (missed, allowed)
    };
    // What a listing that is behind does not show is missed by another run.
    let runs = if lag > 0 { 3 } else { 1 };
    let mut log = String::new();
    for _ in 0..runs {
        let run = setting.run_as_given(&[("mode", "repair")]);
        prop_assert_eq!(run.status, Some(0), "{}", run.log);
        log.push_str(&run.log);
    }
    let back: BTreeSet<u64> = {
        let world = setting.server.world();
        let is_back = |id: &u64| world.version(*id).is_some_and(|(_, row)| row.is_active());
        lost.keys().copied().filter(is_back).collect()
    };
    prop_assert!(missed.is_subset(&back), "{:?} are missed, {:?} back: {}", missed, back, log);
    prop_assert!(back.is_subset(&allowed), "{:?} are back, {:?} may: {}", back, allowed, log);
    Ok(())
}

/// So many worlds, unless `PROPTEST_CASES` asks for another number.
fn worlds(ours: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if default.cases == 256 { ours } else { default.cases };
    ProptestConfig { cases, max_shrink_iters: 100, ..default }
}

proptest! {
    #![proptest_config(worlds(30))]

    #[test]
    fn h01_just_what_images_miss_comes_back(scene in scene(), losses in losses()) {
        comes_back(&scene, &losses, 0)?;
    }
}

proptest! {
    #![proptest_config(worlds(10))]

    #[test]
    fn h01_just_what_images_miss_comes_back_where_listings_are_behind(
        scene in scene(),
        losses in losses(),
        lag in 1_u64..8,
    ) {
        comes_back(&scene, &losses, lag)?;
    }
}
