//! What a listing that can't be trusted forbids.

use package_steward::domain::{Coverage, PackageType, Reason, Verdict};

use crate::support::{
    World, anchor, beside_an_anchor, image, keeping_tags, release, tags, taking, unguarded,
};

const ALL: [PackageType; 6] = PackageType::ALL;

fn three(kind: PackageType) -> World {
    if kind == PackageType::Container {
        beside_an_anchor(vec![image(1, "a"), image(2, "b")])
    } else if kind.has_tags() {
        World::of(kind, vec![image(1, "a"), image(2, "b"), anchor()])
    } else {
        World::of(kind, vec![release(1, "1.0.0"), release(2, "2.0.0"), release(3, "3.0.0")])
    }
}

#[test]
fn a_stable_listing_lets_everything_selected_go() {
    for kind in ALL {
        assert_eq!(three(kind).goes(&taking(|_| ())), [1, 2], "{kind}");
    }
}

#[test]
fn h20_a_truncated_listing_deletes_nothing_of_any_type() {
    for kind in ALL {
        let world = three(kind).covered(Coverage::Truncated("page 3 was empty".to_owned()));
        for policy in [taking(|_| ()), unguarded(taking(|_| ()))] {
            let told = world.plan(&policy);
            assert_eq!(told.goes(), [0_u64; 0], "{kind}");
            assert_eq!(told.verdict(1), Verdict::Hold, "{kind}");
            let reason = Reason::ListingNotProved("page 3 was empty".to_owned());
            assert_eq!(*told.reason(1), reason, "{kind}");
        }
    }
}

#[test]
fn h08_an_unstable_listing_deletes_no_container_image() {
    let moved = || Coverage::Unstable("two versions went from page 2".to_owned());
    for kind in ALL {
        let told = three(kind).covered(moved()).plan(&taking(|_| ()));
        let goes: &[u64] = if kind == PackageType::Container { &[] } else { &[1, 2] };
        assert_eq!(told.goes(), goes, "{kind}");
    }
    let told = three(PackageType::Container).covered(moved()).plan(&taking(|_| ()));
    let reason = Reason::ListingNotProved("two versions went from page 2".to_owned());
    assert_eq!(*told.reason(2), reason);
}

#[test]
fn a_listing_that_is_not_trusted_asks_nothing() {
    let mut world = three(PackageType::Container);
    world.knowledge.facts.clear();
    for coverage in [Coverage::Truncated(String::new()), Coverage::Unstable(String::new())] {
        assert_eq!(world.clone().covered(coverage).questions(&taking(|_| ())), []);
    }
    assert!(!world.questions(&taking(|_| ())).is_empty(), "a trusted one does");
}

#[test]
fn keeps_and_what_no_rule_takes_have_their_own_reasons_in_a_truncated_listing() {
    let world = three(PackageType::Container).covered(Coverage::Truncated(String::new()));
    let policy = keeping_tags(taking(|rule| rule.tags = Some(tags("b"))), "a");
    let told = world.plan(&policy);
    assert_eq!(told.verdict(1), Verdict::Keep);
    assert_eq!(told.verdict(9_000), Verdict::Untouched);
}
