//! What the decision asks before it is taken, and what it does where nobody can answer.

use package_steward::domain::{
    Coverage, Fact, Manifest, Manifests, PackageType, Question, Reason, TagStatus, Verdict,
};

use crate::support::{
    World, age, anchor, digest, image, keeping_tags, tag_of, tagged_so, tags, taking, unguarded,
    with,
};

fn unanswered(manifests: Manifests) -> World {
    let signature = tag_of(2, ".sig");
    let versions =
        vec![image(1, ""), image(2, "v1"), image(3, "pr-1"), image(4, &signature), anchor()];
    let mut world = World::of(PackageType::Container, versions);
    world.knowledge.manifests = manifests;
    world
}

#[test]
fn while_nobody_reads_manifests_every_deletion_of_a_container_is_held() {
    let world = unanswered(Manifests::NotReadYet);
    let any = unguarded(taking(|rule| rule.tag_status = TagStatus::Any));
    for policy in [tagged_so("v1"), tagged_so("pr-*"), tagged_so("*"), any] {
        let told = world.plan(&policy);
        assert_eq!(told.goes(), [0_u64; 0]);
    }
    let told = world.plan(&tagged_so("pr-*"));
    assert_eq!((told.verdict(3), told.reason(3)), (Verdict::Hold, &Reason::PartsNotRead));
    assert_eq!(told.verdict(2), Verdict::Untouched);
}

#[test]
fn even_one_manifest_that_nobody_read_holds_them() {
    let mut world = unanswered(Manifests::NotReadYet);
    for number in [1, 2, 3, 4] {
        world = world.knowing(number, Fact::Read(Manifest::default()));
    }
    assert_eq!(world.plan(&tagged_so("pr-*")).goes(), [0_u64; 0]);
    let world = world.knowing(9_000, Fact::Read(Manifest::default()));
    assert_eq!(world.plan(&tagged_so("pr-*")).goes(), [3], "all are known now");
}

#[test]
fn keeps_and_counts_are_told_without_a_manifest_too() {
    let world = unanswered(Manifests::NotReadYet);
    let told = world.plan(&keeping_tags(tagged_so("*"), "v1"));
    assert_eq!(told.verdict(2), Verdict::Keep);
    assert_eq!(told.root(4), 2, "a tag of cosign's tells its kind without a read");
    assert_eq!(told.images().doomed, 0);
}

#[test]
fn other_types_need_no_manifest() {
    for manifests in [Manifests::NotReadYet, Manifests::Readable] {
        let mut world = unanswered(manifests);
        world.package_type = PackageType::Docker;
        assert_eq!(world.plan(&tagged_so("pr-*")).goes(), [3]);
    }
}

#[test]
fn it_asks_for_what_it_does_not_know_when_something_would_go() {
    let world = unanswered(Manifests::Readable);
    let questions = world.questions(&tagged_so("pr-*"));
    let expected = [9_000, 4, 3, 2, 1].map(|number| Question::Manifest(digest(number)));
    assert_eq!(questions, expected, "newest first");
    let world = world.knowing(2, Fact::Gone).knowing(3, Fact::OldLeaf { subject: None });
    let expected = [9_000, 4, 1].map(|number| Question::Manifest(digest(number)));
    assert_eq!(world.questions(&tagged_so("pr-*")), expected, "and nothing twice");
}

#[test]
fn it_asks_nothing_when_nothing_would_go() {
    let world = unanswered(Manifests::Readable);
    let held_by_guard =
        with(taking(|rule| rule.tags = Some(tags("v1 pr-1 the-anchor"))), |policy| {
            policy.keep.tags.patterns = tags("");
            policy.guards.min_remaining = 3;
        });
    for (what, policy) in [
        ("nothing fits", tagged_so("nothing")),
        ("what fits is kept", keeping_tags(tagged_so("v1"), "v1")),
        ("what fits is held for a tag", {
            let policy = tagged_so("pr-1");
            with(policy, |policy| policy.rules[0].older_than = Some(age("9999d")))
        }),
        ("no rule at all", with(tagged_so("v1"), |policy| policy.rules.clear())),
        ("a guard holds all of it", held_by_guard),
    ] {
        assert_eq!(world.questions(&policy), [], "{what}");
    }
    let truncated = world.covered(Coverage::Truncated("cut off".to_owned()));
    assert_eq!(truncated.questions(&tagged_so("v1")), []);
}

#[test]
fn the_answers_lead_to_a_plan() {
    let mut world = unanswered(Manifests::Readable);
    let policy = tagged_so("v1");
    let mut rounds = 0;
    loop {
        let questions = world.questions(&policy);
        if questions.is_empty() {
            break;
        }
        rounds += 1;
        assert!(rounds < 10, "it asks the same again: {questions:?}");
        for question in questions {
            let Question::Manifest(digest) = question else { panic!("asked {question:?}") };
            world.knowledge.facts.insert(digest, Fact::Read(Manifest::default()));
        }
    }
    assert_eq!(world.goes(&policy), [2, 4]);
}

#[test]
fn what_is_known_of_other_packages_changes_nothing() {
    let world = World::container(vec![image(1, "v1"), anchor()]);
    let more = world.clone().lists(77, &[1]).speaks_of(78, 1);
    assert_eq!(world.goes(&tagged_so("v1")), [1]);
    assert_eq!(more.goes(&tagged_so("v1")), [1], "an index that is not listed is not there");
}
