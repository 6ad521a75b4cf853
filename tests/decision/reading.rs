//! What the decision asks before it is taken, and what it does where nobody can answer.

use package_steward::domain::{
    Coverage, Fact, Manifest, Manifests, PackageType, Question, Reason, TagStatus, Verdict,
};

use crate::support::{
    Dated as _, World, age, anchor, digest, image, keeping_tags, tag_of, tagged_so, tags, taking,
    unguarded, with,
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

fn manifests<const N: usize>(numbers: [u64; N]) -> Vec<Question> {
    numbers.into_iter().map(|number| Question::Manifest(digest(number))).collect()
}

#[test]
fn it_asks_for_what_is_tagged_and_then_for_what_is_as_young_as_what_would_go() {
    let mut world = unanswered(Manifests::Readable);
    world.versions.push(image(5, ""));
    let policy = tagged_so("pr-*");
    let questions = world.questions(&policy);
    assert_eq!(questions, manifests([9_000, 3, 2]), "newest first, and none whose tag tells all");
    let world = world.knowing(2, Fact::Gone).knowing(3, Fact::OldLeaf { subject: None });
    assert_eq!(world.questions(&policy), manifests([9_000]), "and nothing twice");
    let world = world.knowing(9_000, Fact::Read(Manifest::default()));
    assert_eq!(world.questions(&policy), manifests([5]), "what is older lists nothing that goes");
    assert_eq!(world.knowing(5, Fact::Read(Manifest::default())).goes(&policy), [3]);
}

#[test]
fn h01_a_part_that_is_older_than_all_others_makes_it_ask_on() {
    let versions = vec![image(1, ""), image(2, ""), image(3, ""), image(4, "pr-1"), anchor()];
    let mut world = World::container(versions).lists(4, &[1]);
    for number in [1, 2, 3] {
        world.knowledge.facts.remove(&digest(number));
    }
    let policy = tagged_so("pr-*");
    assert_eq!(world.questions(&policy), manifests([3, 2]), "they were pushed hours apart");
    let world = world.knowing(3, Fact::Read(Manifest::default())).lists(2, &[1]);
    assert_eq!(world.goes(&policy), [4], "an index that nobody took needs it too");
}

#[test]
fn what_an_index_lists_as_an_image_is_not_read_and_what_it_lists_as_an_index_is() {
    let versions = || vec![image(1, ""), image(2, ""), image(3, "pr-1"), anchor()];
    let mut images = World::container(versions()).lists(3, &[1, 2]);
    images.knowledge.facts.remove(&digest(1));
    assert_eq!(images.goes(&tagged_so("pr-*")), [1, 2, 3]);
    let mut nested = World::container(versions()).nests(3, &[1]).lists(3, &[2]);
    nested.knowledge.facts.remove(&digest(1));
    assert_eq!(nested.questions(&tagged_so("pr-*")), manifests([1]));
}

#[test]
fn what_is_listed_for_no_platform_is_read_unless_the_tag_of_the_index_tells_whose_it_is() {
    let world = |tags: &str| {
        let versions = vec![image(1, "v1"), image(2, ""), image(3, tags), anchor()];
        let mut world = World::container(versions).attests(3, &[2]);
        world.knowledge.facts.remove(&digest(2));
        world
    };
    assert_eq!(world("v2").questions(&tagged_so("v*")), manifests([2]));
    assert_eq!(world(&tag_of(1, "")).goes(&tagged_so("v*")), [1, 2, 3]);
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

#[test]
fn h28_a_nested_index_is_read_however_old_it_is() {
    // The leaf was lost and pushed again under a tag of its own, so it is the youngest of all.
    let versions = vec![image(1, ""), image(2, "v1"), image(3, "pr-1"), anchor()];
    let mut world = World::of(PackageType::Container, versions);
    world.knowledge.manifests = Manifests::Readable;
    let policy = tagged_so("pr-*");
    let world = [3, 9_000]
        .into_iter()
        .fold(world, |world, number| world.knowing(number, Fact::Read(Manifest::default())))
        .nests(2, &[1]);
    assert_eq!(world.questions(&policy), manifests([1]));
    assert_eq!(world.lists(1, &[3]).goes(&policy), [0_u64; 0], "the tag reaches it");
}

#[test]
fn the_more_of_one_push_stand_alone_the_more_of_it_are_read_at_once() {
    let push = image(2, "").created_at;
    let of_the_push = (2..102).map(|number| image(number, "").at(push, push));
    let versions = [vec![image(1, "pr-1"), anchor()], of_the_push.collect()].concat();
    let mut world = World::of(PackageType::Container, versions);
    for number in [1, 9_000] {
        world = world.knowing(number, Fact::Read(Manifest::default()));
    }
    let mut rounds = Vec::new();
    loop {
        let questions = world.questions(&tagged_so("pr-*"));
        if questions.is_empty() {
            break;
        }
        rounds.push(questions.len());
        for question in questions {
            let Question::Manifest(digest) = question else { panic!("asked {question:?}") };
            world.knowledge.facts.insert(digest, Fact::Read(Manifest::default()));
        }
    }
    assert_eq!(rounds, [1, 2, 6, 18, 32, 32, 9]);
}

#[test]
fn for_a_signature_that_is_left_behind_only_newer_tags_of_its_kind_are_read() {
    let versions = vec![image(1, ""), image(2, ""), image(3, "pr-1"), anchor()];
    let mut world = World::container(versions).attaches(1, &[5]).lists(3, &[2]);
    world.knowledge.facts.remove(&digest(2));
    let policy = tagged_so("pr-*");
    assert_eq!(world.questions(&policy), [], "the index tells what it lists");
    world.versions.push(image(4, &tag_of(77, ".sig")));
    assert_eq!(world.questions(&policy), manifests([4]), "it may have taken over the tag");
    world.versions[0] = image(5, "");
    world = world.knowing(5, Fact::Read(Manifest::default())).attaches(5, &[5]);
    assert_eq!(world.questions(&policy), [], "what is older took over nothing");
}

#[test]
fn behind_an_index_of_the_same_push_one_is_read_at_a_time_again() {
    let push = image(2, "").created_at;
    let of_the_push = (2..12).map(|number| image(number, "").at(push, push));
    let versions = [vec![image(1, "pr-1"), anchor()], of_the_push.collect()].concat();
    let mut world = World::of(PackageType::Container, versions).lists(11, &[10]);
    for number in [1, 9_000] {
        world = world.knowing(number, Fact::Read(Manifest::default()));
    }
    assert_eq!(world.questions(&tagged_so("pr-*")), manifests([9]));
}

#[test]
fn what_has_no_time_is_read_as_if_it_were_the_youngest() {
    let versions = vec![image(1, ""), image(2, "pr-1"), image(3, "").at(None, None), anchor()];
    let mut world = World::of(PackageType::Container, versions);
    for number in [2, 9_000] {
        world = world.knowing(number, Fact::Read(Manifest::default()));
    }
    assert_eq!(world.questions(&tagged_so("pr-*")), manifests([3]));
}
