//! What can't be understood goes by its number, alone, or not at all.

use package_steward::domain::{Ending, Fact, LastVersion, Question, Reason, TagStatus, Verdict};

use crate::support::{
    Dated as _, World, beside_an_anchor, digest, everything, ids, image, keeping_tags, numbered,
    tag_of, tagged_so, taking, unguarded, with,
};

fn too_large() -> Fact {
    Fact::Unreadable("too large".to_owned())
}

#[test]
fn h19_what_is_unreadable_goes_by_its_number_and_nothing_beside_it() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "pr-1"), image(3, "pr-2")])
        .knowing(1, too_large());
    assert_eq!(world.goes(&numbered(&[1])), [1]);
    let told = world.plan(&numbered(&[1, 2]));
    assert_eq!(told.goes(), [1], "not even what was named too");
    let reason =
        Reason::PackageUnreadable { version: image(1, "").id, why: "too large".to_owned() };
    assert_eq!((told.verdict(2), told.reason(2)), (Verdict::Hold, &reason));
    assert_eq!(told.plan.unreadable.len(), 1);
}

#[test]
fn h19_what_could_not_be_had_now_does_not_go_by_its_number() {
    let fact = Fact::Unanswered("503 three times".to_owned());
    let world = beside_an_anchor(vec![image(1, ""), image(2, "pr-1")]).knowing(1, fact);
    for policy in [numbered(&[1]), numbered(&[1, 2]), tagged_so("pr-*"), everything()] {
        assert_eq!(world.goes(&policy), [0_u64; 0]);
    }
}

#[test]
fn h19_nothing_unreadable_goes_while_something_unreadable_stays() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, "v1"), image(3, "")])
        .knowing(1, too_large())
        .knowing(2, too_large());
    assert_eq!(world.goes(&numbered(&[1])), [0_u64; 0], "not named");
    assert_eq!(world.goes(&numbered(&[1, 2])), [1, 2]);
    let kept = keeping_tags(numbered(&[1, 2]), "v1 the-anchor");
    assert_eq!(world.goes(&kept), [0_u64; 0], "named and kept");
}

#[test]
fn h19_who_lists_what_is_unreadable_holds_it_until_it_is_named_itself() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "v1")])
        .knowing(1, too_large())
        .lists(3, &[1, 2]);
    assert_eq!(world.goes(&numbered(&[1])), [0_u64; 0]);
    let told = world.plan(&numbered(&[1, 3]));
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!(told.order(), [3, 1]);
    assert_eq!(told.verdict(2), Verdict::Hold, "its other part stays");
}

#[test]
fn h23_a_fallback_index_that_lists_what_is_unreadable_stays_with_its_subject() {
    let fallback = tag_of(1, "");
    let world = beside_an_anchor(vec![image(1, "v1"), image(2, ""), image(3, &fallback)])
        .knowing(2, too_large())
        .attests(3, &[2]);
    assert_eq!(world.goes(&numbered(&[2, 3])), [0_u64; 0]);
}

#[test]
fn an_unreadable_fallback_index_goes_by_its_number_although_its_subject_stays() {
    let fallback = tag_of(1, "");
    for tags in [fallback.clone(), format!("{fallback} v2")] {
        let world = beside_an_anchor(vec![image(1, "v1"), image(2, &tags)]).knowing(2, too_large());
        assert_eq!(world.goes(&numbered(&[2])), [2], "{tags}");
        assert_eq!(world.goes(&numbered(&[1])), [0_u64; 0], "{tags}");
    }
}

#[test]
fn a_named_part_is_asked_for_since_it_may_be_unreadable() {
    let fallback = tag_of(1, "");
    let mut world = beside_an_anchor(vec![image(1, "v1"), image(2, &fallback), image(3, "")]);
    world.knowledge.facts.clear();
    let policy = numbered(&[2]);
    assert_eq!(world.questions(&policy), [Question::Manifest(digest(2))]);
    let world = world.knowing(2, too_large());
    let tagged = [9_000, 1].map(|number| Question::Manifest(digest(number)));
    assert_eq!(world.questions(&policy), tagged, "an index may list it");
    let readable = beside_an_anchor(vec![image(1, "v1"), image(2, &fallback)]);
    assert_eq!(readable.goes(&policy), [0_u64; 0]);
}

#[test]
fn h19_versions_that_list_each_other_stay_whoever_names_them() {
    let world = beside_an_anchor(vec![image(1, "a"), image(2, "b"), image(3, "c"), image(4, "d")])
        .nests(1, &[2])
        .nests(2, &[3])
        .nests(3, &[1]);
    for policy in [numbered(&[1, 2, 3]), numbered(&[1, 2, 3, 4]), everything(), tagged_so("d")] {
        let told = world.plan(&policy);
        assert_eq!(told.goes(), [0_u64; 0]);
        assert_eq!(told.order(), [0_u64; 0]);
    }
}

#[test]
fn h19_a_wrong_tag_that_makes_a_circle_goes_by_its_number() {
    let wrong = tag_of(1, "");
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, &wrong), image(3, "pr-1")]).lists(2, &[1]);
    assert_eq!(world.goes(&tagged_so("pr-1")), [0_u64; 0]);
    assert_eq!(world.goes(&numbered(&[2])), [2]);
}

#[test]
fn h19_two_that_speak_of_each_other_go_when_both_are_named_and_neither_alone() {
    let (of_two, of_one) = (tag_of(2, ""), tag_of(1, ""));
    let world = beside_an_anchor(vec![image(1, &of_two), image(2, &of_one), image(3, "pr-1")]);
    assert_eq!(world.goes(&tagged_so("pr-1")), [0_u64; 0]);
    for one in [1, 2] {
        let told = world.plan(&numbered(&[one]));
        assert_eq!(told.goes(), [0_u64; 0]);
        assert_eq!(told.plan.unreadable.len(), 2, "whoever named it learns why it stays");
    }
    assert_eq!(world.goes(&numbered(&[1, 2])), [1, 2]);
}

#[test]
fn h05_in_a_circle_of_tags_too_nothing_goes_before_what_lists_it() {
    let of_part = tag_of(2, "");
    let part = image(2, "").hours_old(9_000);
    let world = beside_an_anchor(vec![image(1, &of_part), part]).lists(1, &[2]);
    let told = world.knowing(2, too_large()).plan(&numbered(&[1, 2]));
    assert_eq!(told.order(), [1, 2]);
}

#[test]
fn h45_a_package_with_something_unreadable_goes_as_a_whole_only_when_all_of_it_is_named() {
    let signature = tag_of(1, ".sig");
    let world =
        World::container(vec![image(1, "v1"), image(2, &signature)]).knowing(1, too_large());
    let whole = |numbers: &[u64]| {
        let named = ids(numbers);
        with(
            unguarded(taking(|rule| {
                rule.version_ids = Some(named);
                rule.tag_status = TagStatus::Any;
            })),
            |policy| policy.guards.last_version = LastVersion::DeletePackage,
        )
    };
    let told = world.plan(&whole(&[1]));
    assert_eq!(told.plan.ending, Ending::SomethingStays);
    assert_eq!(told.goes(), [0_u64; 0], "it is the last one with a tag");
    let alone = World::container(vec![image(1, "v1")]).knowing(1, too_large());
    assert_eq!(alone.plan(&whole(&[1])).plan.ending, Ending::WholePackage);
}
