//! Whoever asks to keep more never loses more.

use package_steward::domain::PackageType;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::cases;
use super::drawing::small_world;
use super::graph::{Wired, wired_world};
use super::plain::{PlainPolicy, policy};
use super::selection::world;
use super::text::RANGES;
use crate::support::{ANCHOR, World, image, release};

/// One wish more to keep something.
#[derive(Clone, Debug)]
enum Wish {
    Latest(Index, u32),
    Tag(&'static str),
    Name(&'static str),
    Semver(Index),
    File(&'static str),
    Grace(u32),
    OlderThan(Index, u32),
    Remaining(u64),
}

/// What files say.
const FILES: [&str; 6] = [
    "ghcr.io/octo-org/app:dev",
    "ghcr.io/octo-org/app:pr-1 ghcr.io/octo-org/app:1.2.0",
    "ghcr.io/octo-org/app@sha256:0000000000000002d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
    "ghcr.io/octo-org/app@sha256:0000000000000005d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
    "ghcr.io/octo-org/app:${TAG}",
    "ghcr.io/octo-org/other:dev",
];

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        (any::<Index>(), 1..3_u32).prop_map(|(rule, more)| Wish::Latest(rule, more)),
        select(&["pr-*", "dev", "1*", "latest", "none"][..]).prop_map(Wish::Tag),
        select(&["1.*", "sha256:000000000000000[25]*"][..]).prop_map(Wish::Name),
        any::<Index>().prop_map(Wish::Semver),
        select(&FILES[..]).prop_map(Wish::File),
        (1..50_u32).prop_map(Wish::Grace),
        (any::<Index>(), 1..700_u32).prop_map(|(rule, more)| Wish::OlderThan(rule, more)),
        (1..3_u64).prop_map(Wish::Remaining),
    ]
}

fn granted(plain: &PlainPolicy, wish: &Wish) -> PlainPolicy {
    let mut plain = plain.clone();
    match wish {
        Wish::Latest(rule, more) => {
            let rule = rule.get_mut(&mut plain.rules);
            rule.keep_latest = Some(rule.keep_latest.unwrap_or(0) + more);
        }
        Wish::Tag(pattern) => plain.keep_tags.push(pattern),
        Wish::Name(pattern) => plain.keep_names.push(pattern),
        Wish::Semver(range) => plain.keep_semver.push(*range.get(&RANGES)),
        Wish::File(text) => plain.files.push(text),
        Wish::Grace(more) => plain.grace = Some(plain.grace.unwrap_or(0) + more),
        Wish::OlderThan(rule, more) => {
            let rule = rule.get_mut(&mut plain.rules);
            rule.older_than = Some(rule.older_than.unwrap_or(0) + more);
        }
        Wish::Remaining(more) => plain.min_remaining += more,
    }
    plain
}

fn is_of_the_guards(wish: &Wish) -> bool {
    matches!(wish, Wish::Remaining(_))
}

/// The same beside an image that stays anyway, so that no guard has anything to do.
fn beside_an_anchor(world: &World, plain: &PlainPolicy) -> (World, PlainPolicy) {
    let (mut world, mut plain) = (world.clone(), plain.clone());
    plain.min_remaining = 0;
    if world.package_type.has_tags() {
        plain.keep_tags.push(ANCHOR);
        world = with_anchor(world);
    } else {
        plain.keep_names.push("the-release-that-stays");
        world.versions.push(release(9_000, "the-release-that-stays"));
    }
    (world, plain)
}

fn with_anchor(mut world: World) -> World {
    world.versions.push(image(9_000, ANCHOR));
    world.attaches(9_000, &[])
}

fn is_within(less: &[u64], more: &[u64]) -> bool {
    less.iter().all(|number| more.contains(number))
}

/// What a wish must not change for the worse.
fn check(before: &World, plain: &PlainPolicy, wish: &Wish) -> Result<(), TestCaseError> {
    let more = granted(plain, wish);
    let (less_goes, all_goes) = (before.goes(&policy(&more)), before.goes(&policy(plain)));
    // Where nothing has to remain the newest is the last one held, else the highest release may be.
    let is_another = !before.package_type.has_tags() && plain.min_remaining == 0;
    if is_of_the_guards(wish) && is_another {
        prop_assert!(less_goes.len() <= all_goes.len(), "{less_goes:?} for {all_goes:?}");
        return Ok(());
    }
    if is_of_the_guards(wish) {
        prop_assert!(is_within(&less_goes, &all_goes), "{less_goes:?} of {all_goes:?}");
        return Ok(());
    }
    let (anchored, plain) = beside_an_anchor(before, plain);
    let (_, more) = beside_an_anchor(before, &more);
    let (less_goes, all_goes) = (anchored.goes(&policy(&more)), anchored.goes(&policy(&plain)));
    prop_assert!(is_within(&less_goes, &all_goes), "{less_goes:?} of {all_goes:?}");
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn one_more_wish_to_keep_never_deletes_more((kind, items, plain) in small_world(), wish in wish()) {
        check(&world(kind, &items), &plain, &wish)?;
    }

    /// A keep may stand in for what a guard held before, so that another goes instead; never more of
    /// them.
    #[test]
    fn one_more_wish_never_makes_the_guards_let_more_images_go(
        (kind, items, plain) in small_world(),
        wish in wish(),
    ) {
        let world = world(kind, &items);
        let doomed = |plain: &PlainPolicy| world.plan(&policy(plain)).images().doomed;
        prop_assert!(doomed(&granted(&plain, &wish)) <= doomed(&plain));
    }

    #[test]
    fn one_more_wish_to_keep_never_takes_more_parts(wired in wired_world(), wish in wish()) {
        let Wired { world, plain, .. } = &wired;
        prop_assert_eq!(world.package_type, PackageType::Container);
        check(world, plain, &wish)?;
    }
}
