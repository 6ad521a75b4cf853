//! Signatures and attestations whose subject is gone, where the policy takes them.

use std::collections::BTreeSet;

use package_steward::domain::{
    Coverage, Fact, OrphanedReferrers, Policy, Question, Reason, Verdict, Version,
};

use crate::support::{
    Dated as _, World, beside_an_anchor, digest, everything, image, keeping_tags, tag_of,
    tagged_so, with,
};

/// Beside a signed image orphans: a signature (3) and an attestation by its manifest (4).
fn orphaned(signature: Version) -> World {
    let living = tag_of(1, ".sig");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, &living), signature, image(4, "")])
        .speaks_of(4, 405);
    asked(world, &[])
}

/// What was answered to the question what could still be restored.
fn asked(mut world: World, deleted: &[u64]) -> World {
    world.knowledge.deleted = Some(deleted.iter().map(|number| digest(*number)).collect());
    world
}

fn signature() -> Version {
    image(3, &tag_of(404, ".sig"))
}

fn taking_orphans(policy: Policy) -> Policy {
    with(policy, |policy| policy.orphaned_referrers = OrphanedReferrers::Delete)
}

/// Takes orphans and nothing else.
fn orphans_alone() -> Policy {
    taking_orphans(with(tagged_so("nothing"), |policy| policy.rules.clear()))
}

#[test]
fn orphans_stay_by_default_and_go_where_the_policy_says_so() {
    let told = orphaned(signature()).plan(&tagged_so("nothing"));
    assert_eq!((told.verdict(3), told.reason(3)), (Verdict::Untouched, &Reason::SubjectNotHere));
    let told = orphaned(signature()).plan(&orphans_alone());
    assert_eq!(told.goes(), [3, 4]);
    assert_eq!(*told.reason(4), Reason::Orphaned);
    assert_eq!(told.images().doomed, 0, "they are no images");
}

#[test]
fn an_orphan_that_is_kept_stays() {
    let told = orphaned(signature()).plan(&keeping_tags(orphans_alone(), "*.sig the-anchor"));
    assert_eq!(told.goes(), [4]);
    assert_eq!(told.verdict(3), Verdict::Keep);
}

#[test]
fn h44_a_store_of_signatures_loses_none() {
    let other = tag_of(405, ".att");
    let world = asked(beside_an_anchor(vec![signature(), image(4, &other), image(5, "v1")]), &[]);
    let told = world.plan(&orphans_alone());
    assert_eq!(told.goes(), [0_u64; 0]);
    assert_eq!((told.verdict(3), told.reason(3)), (Verdict::Hold, &Reason::SignatureStore));
}

#[test]
fn an_orphan_whose_subject_could_be_restored_is_held() {
    let world = asked(orphaned(signature()), &[404]);
    let told = world.plan(&orphans_alone());
    assert_eq!(told.goes(), [4]);
    assert_eq!((told.verdict(3), told.reason(3)), (Verdict::Hold, &Reason::SubjectRestorable));
}

#[test]
fn a_subject_that_this_run_deletes_takes_its_signature_along_though_it_could_be_restored() {
    let world = asked(orphaned(signature()), &[404, 405]);
    assert_eq!(world.goes(&taking_orphans(tagged_so("v1"))), [1, 2]);
}

#[test]
fn an_orphan_within_its_grace_is_held_and_so_is_one_without_a_time() {
    let told = orphaned(signature().hours_old(2)).plan(&orphans_alone());
    assert_eq!(told.goes(), [4]);
    assert!(matches!(told.reason(3), Reason::WithinGrace { .. }), "{:?}", told.reason(3));
    let undated = signature().at(signature().created_at, None);
    let told = orphaned(undated).plan(&orphans_alone());
    assert!(matches!(told.reason(3), Reason::NoTime { .. }), "{:?}", told.reason(3));
    let no_grace = with(orphans_alone(), |policy| policy.untagged_grace = None);
    assert_eq!(orphaned(signature().hours_old(2)).goes(&no_grace), [3, 4]);
}

#[test]
fn what_is_deleted_is_asked_for_only_when_an_orphan_would_go() {
    let mut world = orphaned(signature());
    world.knowledge.deleted = None;
    assert_eq!(world.questions(&orphans_alone()), [Question::Deleted]);
    assert_eq!(world.questions(&tagged_so("v1")), [], "the policy takes no orphans");
    assert_eq!(world.questions(&everything()), []);
    let mut store = beside_an_anchor(vec![signature(), image(5, "v1")]);
    store.knowledge.deleted = None::<BTreeSet<_>>;
    assert_eq!(store.questions(&orphans_alone()), [], "none goes from a store");
    let mut none = beside_an_anchor(vec![image(1, "v1")]);
    none.knowledge.deleted = None;
    assert_eq!(none.questions(&orphans_alone()), [], "there is none");
}

#[test]
fn every_untagged_version_may_be_an_orphan_and_is_looked_at() {
    let mut world = orphaned(signature());
    world.knowledge.facts.remove(&digest(4));
    assert_eq!(world.questions(&orphans_alone()), [Question::Manifest(digest(4))]);
}

#[test]
fn no_orphan_goes_beside_what_is_unreadable_or_by_an_unproved_listing() {
    let unreadable = Fact::Unreadable("too large".to_owned());
    assert_eq!(orphaned(signature()).knowing(1, unreadable).goes(&orphans_alone()), [0_u64; 0]);
    for coverage in [Coverage::Unstable(String::new()), Coverage::Truncated(String::new())] {
        assert_eq!(orphaned(signature()).covered(coverage).goes(&orphans_alone()), [0_u64; 0]);
    }
}
