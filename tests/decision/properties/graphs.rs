//! On random packages of images with parts: nothing that should live is lost.

use std::collections::BTreeSet;

use package_steward::domain::{
    Coverage, Decision, Ending, Fact, LastVersion, Manifests, Patterns, Policy, Question, Verdict,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::graph::{Node, Wired, closure, wired_world};
use super::plain::policy;
use crate::support::{ANCHOR, Told, World, digest, image, tags, with};

fn set(numbers: Vec<u64>) -> BTreeSet<u64> {
    numbers.into_iter().collect()
}

/// With these guards, and the policy of the world else.
fn guarded(wired: &Wired, last_version: LastVersion) -> Policy {
    with(policy(&wired.plain), |policy| {
        policy.guards.last_version = last_version;
        if last_version != LastVersion::Keep {
            policy.guards.min_remaining = 0;
        }
    })
}

fn endings() -> impl Strategy<Value = LastVersion> {
    select(&[LastVersion::Keep, LastVersion::Fail, LastVersion::DeletePackage][..])
}

/// Beside an image that stays, and with no number that must: the guards are out of work.
pub(super) fn beside_an_anchor(wired: &Wired) -> (World, Policy) {
    let mut world = wired.world.clone();
    world.versions.push(image(9_000, ANCHOR));
    let policy = with(policy(&wired.plain), |policy| {
        policy.guards.min_remaining = 0;
        let anchor = tags(ANCHOR);
        let patterns = policy.keep.tags.patterns.iter().chain(anchor.iter()).cloned();
        policy.keep.tags.patterns = Patterns::new(patterns.collect());
    });
    (world.attaches(9_000, &[]), policy)
}

/// That every prefix of the steps leaves every image whole that is still there.
fn assert_safe_at_every_moment(wired: &Wired, told: &Told) -> Result<(), TestCaseError> {
    let reaches = wired.reaches();
    let (order, goes) = (told.order(), told.goes());
    let unreadable = wired.unreadable();
    let lists = |node: &Node, number| wired.lists(node).contains(&number);
    for (at, number) in order.iter().enumerate() {
        let waits_for = told.waits_for(*number);
        for node in &wired.nodes {
            let other = &node.item.number;
            // What is unreadable may go although what it speaks of stays, and before it in a circle; but
            // nothing else may.
            let in_circle = closure(&reaches, &reaches[number]).contains(number);
            let is_alone = unreadable.contains(number) && (!goes.contains(other) || in_circle);
            if reaches[other].contains(number) && (lists(node, *number) || !is_alone) {
                prop_assert!(order[..at].contains(other), "{number} goes while {other} is there");
                prop_assert!(waits_for.contains(other), "{number} does not wait for {other}");
            }
        }
        prop_assert!(waits_for.iter().all(|other| reaches[other].contains(number)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn exactly_that_goes_which_the_words_let_go(wired in wired_world()) {
        let (world, policy) = beside_an_anchor(&wired);
        prop_assert_eq!(set(world.goes(&policy)), wired.goes());
    }

    #[test]
    fn h01_nothing_that_stays_loses_anything_at_any_moment(wired in wired_world(), ending in endings()) {
        let told = wired.world.plan(&guarded(&wired, ending));
        assert_safe_at_every_moment(&wired, &told)?;
    }

    #[test]
    fn nothing_goes_that_no_rule_reaches(wired in wired_world(), ending in endings()) {
        let goes = set(wired.world.goes(&guarded(&wired, ending)));
        prop_assert!(goes.is_subset(&wired.goes()), "{:?} of {:?}", goes, wired.goes());
        let takes_alone = !wired.unreadable().is_empty();
        prop_assert!(takes_alone || goes.is_subset(&wired.reach_of_taken()));
    }

    #[test]
    fn h11_no_tag_goes_that_no_rule_takes_and_none_that_is_kept(wired in wired_world()) {
        let goes = wired.world.goes(&guarded(&wired, LastVersion::DeletePackage));
        for node in wired.nodes.iter().filter(|node| goes.contains(&node.item.number)) {
            prop_assert!(!wired.plain.keeps(wired.world.package_type, &node.item));
            prop_assert!(!wired.has_a_will(node));
        }
    }

    #[test]
    fn images_are_counted_by_root(wired in wired_world(), ending in endings()) {
        let told = wired.world.plan(&guarded(&wired, ending));
        let roots: Vec<u64> = wired.roots().iter().map(|item| item.number).collect();
        let goes = told.goes();
        let doomed = roots.iter().filter(|root| goes.contains(root)).count();
        prop_assert_eq!(told.images().total, roots.len() as u64);
        prop_assert_eq!(told.images().doomed, doomed as u64);
    }

    #[test]
    fn h47_so_many_tagged_images_stay_as_must(wired in wired_world()) {
        let policy = guarded(&wired, LastVersion::Keep);
        let goes = wired.world.goes(&policy);
        let tagged: Vec<u64> = wired
            .roots()
            .iter()
            .filter(|item| !item.tags.is_empty())
            .map(|item| item.number)
            .collect();
        let stay = tagged.iter().filter(|number| !goes.contains(number)).count() as u64;
        let asked = wired.plain.min_remaining.max(1);
        prop_assert!(stay >= asked.min(tagged.len() as u64), "{stay} of {tagged:?}");
    }

    #[test]
    fn h45_a_package_goes_as_a_whole_only_when_nothing_of_it_stays(
        wired in wired_world(),
        ending in endings(),
        is_stable in any::<bool>(),
    ) {
        let mut world = wired.world.clone();
        if !is_stable {
            world = world.covered(Coverage::Unstable("it moved".to_owned()));
        }
        let told = world.plan(&guarded(&wired, ending));
        if told.plan.ending == Ending::WholePackage {
            prop_assert_eq!(ending, LastVersion::DeletePackage);
            prop_assert!(is_stable);
            prop_assert!(told.plan.judgements.iter().all(|one| one.verdict == Verdict::Delete));
        }
    }

    #[test]
    fn the_order_of_the_listing_does_not_matter_to_graphs(
        (wired, mixed) in wired_world().prop_flat_map(|wired| {
            let versions = wired.world.versions.clone();
            (Just(wired), Just(versions).prop_shuffle())
        })
    ) {
        let policy = policy(&wired.plain);
        let other = World { versions: mixed, ..wired.world.clone() };
        prop_assert_eq!(wired.world.plan(&policy).plan, other.plan(&policy).plan);
    }

    #[test]
    fn the_order_of_the_rules_does_not_matter_to_graphs(
        (wired, rules) in wired_world().prop_flat_map(|wired| {
            let rules = wired.plain.rules.clone();
            (Just(wired), Just(rules).prop_shuffle())
        })
    ) {
        let other = super::plain::PlainPolicy { rules, ..wired.plain.clone() };
        let (told, again) =
            (wired.world.plan(&policy(&wired.plain)), wired.world.plan(&policy(&other)));
        prop_assert_eq!(told.order(), again.order());
        for (one, other) in told.plan.judgements.iter().zip(&again.plan.judgements) {
            prop_assert_eq!((one.version, one.verdict, one.root), (other.version, other.verdict, other.root));
        }
    }

    #[test]
    fn while_a_manifest_is_not_known_nothing_goes_or_it_is_asked_for(
        wired in wired_world(),
        unknown in any::<prop::sample::Index>(),
        is_readable in any::<bool>(),
    ) {
        let policy = policy(&wired.plain);
        let mut world = wired.world.clone();
        let digest = digest(unknown.get(&wired.nodes).item.number);
        world.knowledge.facts.remove(&digest);
        if !is_readable {
            world.knowledge.manifests = Manifests::NotReadYet;
        }
        match world.decide(&policy) {
            Decision::Ask(questions) => {
                prop_assert!(is_readable);
                prop_assert_eq!(questions, vec![Question::Manifest(digest)]);
            }
            Decision::Plan(plan) => {
                let goes: BTreeSet<u64> = plan.steps.iter().map(|step| step.version.0).collect();
                let is_told = wired.is_told_by_others(unknown.get(&wired.nodes));
                prop_assert!(
                    goes.is_empty() || is_told || wired.is_older(unknown.get(&wired.nodes), &goes),
                    "{:?} go unasked", goes
                );
                // Where nothing goes, it was right not to ask: with the answer nothing goes either,
                // unless it was named, which no slot, grace or guard concerns any more.
                let names_any = wired.plain.rules.iter().any(|rule| rule.ids.is_some());
                // A registry that knows nothing of all that it was asked for is not believed; one more
                // answer can change that. In a run all tagged versions are asked for at once.
                let is_believed = world.knowledge.facts.values().any(|fact| *fact != Fact::Gone);
                if is_readable && goes.is_empty() && !is_told && !names_any && is_believed {
                    prop_assert_eq!(wired.world.goes(&policy), Vec::<u64>::new());
                }
            }
        }
    }

    #[test]
    fn what_it_asks_for_suffices_wherever_content_names_only_what_was_there(wired in wired_world()) {
        let wired = wired.made_plausible();
        // A circle among what need not be read does no harm, but stops everything once it is known.
        prop_assume!(wired.unreadable().is_empty());
        let (full, policy) = beside_an_anchor(&wired);
        let mut world = full.clone();
        world.knowledge.facts.clear();
        loop {
            let questions = world.questions(&policy);
            if questions.is_empty() {
                break;
            }
            for question in questions {
                let Question::Manifest(digest) = question else { panic!("asked {question:?}") };
                let fact = full.knowledge.facts[&digest].clone();
                prop_assert!(world.knowledge.facts.insert(digest, fact).is_none(), "asked twice");
            }
        }
        let (goes, allowed) = (set(world.goes(&policy)), set(full.goes(&policy)));
        for (by, reached) in wired.reaches() {
            prop_assert!(goes.contains(&by) || reached.is_disjoint(&goes), "{by} stays: {goes:?} go");
        }
        // An old index without tags need not be read. So a tagged version that only such a one lists
        // is counted among the latest, as whoever looks at the tags would count it, and it stays. It
        // would not be counted if all had been read, and another one would stay in its place.
        let counts = wired.plain.rules.iter().any(|rule| rule.keep_latest.is_some());
        prop_assert!(counts || goes.is_subset(&allowed), "{:?} go, {:?} would", goes, allowed);
    }
}
