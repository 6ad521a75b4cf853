//! `keep-referenced-in`: what a file of the workspace names stays.

use package_steward::domain::{Notice, Policy, Reason, RuleName, Verdict};

use crate::support::{
    World, anchor, everything, files, image, named, newest, tagged, tagged_so, taking, unguarded,
    untagged, with,
};

/// The policy beside files with these texts, each found by a glob of its own.
fn beside(policy: Policy, texts: &[&str]) -> Policy {
    with(policy, |policy| policy.keep.referenced_in = files(texts))
}

fn all() -> Policy {
    unguarded(taking(|_| ()))
}

#[test]
fn what_a_file_names_by_tag_or_digest_stays_and_the_reason_names_the_file() {
    let text = format!("a: ghcr.io/Octo-Org/app:1.0\nb: {}\n", image(2, "").name);
    let told = tagged(&["1.0", "1.1", "1.2"]).plan(&beside(all(), &[&text]));
    assert_eq!(told.goes(), [3]);
    let kept = |names: &str, line| Reason::KeptByReference {
        names: names.to_owned(),
        file: "0.yaml".to_owned(),
        line,
    };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Keep, &kept("1.0", 1)));
    assert_eq!((told.verdict(2), told.reason(2)), (Verdict::Keep, &kept(&image(2, "").name, 2)));
}

#[test]
fn a_reference_whose_tag_cannot_be_read_keeps_all_of_the_package() {
    let world = World::container(vec![image(1, "1.0"), image(2, ""), anchor()]);
    let policy = beside(everything(), &["image: ghcr.io/octo-org/app:${TAG}"]);
    let told = world.plan(&policy);
    assert_eq!(told.goes(), [0; 0]);
    let kept = Reason::KeptByUnclearReference {
        image: "ghcr.io/octo-org/app".to_owned(),
        file: "0.yaml".to_owned(),
        line: 1,
    };
    for number in [1, 2] {
        assert_eq!((told.verdict(number), told.reason(number)), (Verdict::Keep, &kept));
    }
    let policy = beside(everything(), &["image: ghcr.io/octo-org/other:${TAG}"]);
    assert_eq!(world.goes(&policy), [1, 2]);
}

#[test]
fn what_a_file_names_takes_no_slot() {
    let policy = unguarded(taking(|rule| rule.keep_latest = newest(2)));
    let policy = beside(policy, &["ghcr.io/octo-org/app:4"]);
    assert_eq!(tagged(&["1", "2", "3", "4"]).goes(&policy), [1]);
}

#[test]
fn what_an_image_that_a_file_names_lists_stays_with_it() {
    let images = vec![image(1, ""), image(2, ""), image(3, "nightly"), image(4, ""), anchor()];
    let world = World::container(images).lists(3, &[1, 2]);
    let policy = beside(everything(), &["ghcr.io/octo-org/app:nightly"]);
    assert_eq!(world.goes(&policy), [4]);
    let policy = beside(untagged(), &[&image(1, "").name]);
    assert_eq!(world.goes(&policy), [4]);
}

#[test]
fn a_part_that_a_file_names_stays_when_its_image_goes() {
    let images = vec![image(1, ""), image(2, ""), image(3, "nightly"), anchor()];
    let world = World::container(images).lists(3, &[1, 2]);
    let told = world.plan(&beside(tagged_so("nightly"), &[&image(1, "").name]));
    assert_eq!((told.goes(), told.verdict(1)), (vec![2, 3], Verdict::Keep));
}

#[test]
fn types_without_tags_are_named_by_no_file() {
    let policy = beside(everything(), &["ghcr.io/octo-org/app:1.0.0", "ghcr.io/octo-org/app"]);
    assert_eq!(
        named(&["1.0.0", "1.1.0"]).goes(&policy),
        named(&["1.0.0", "1.1.0"]).goes(&everything())
    );
}

#[test]
fn a_glob_whose_files_name_nothing_of_the_package_is_told() {
    let texts = ["ghcr.io/octo-org/app:1", "ghcr.io/octo-org/app:9", "", "ghcr.io/octo-org/app:1"];
    let told = tagged(&["1", "2"]).plan(&beside(all(), &texts));
    assert_eq!(told.goes(), [2]);
    let unmatched = |text: &str| Notice::KeepMatchesNothing {
        rule: RuleName::Inputs,
        input: "keep-referenced-in",
        text: text.to_owned(),
    };
    let expected = [unmatched("1.yaml"), unmatched("2.yaml")];
    assert_eq!(told.plan.unmatched.iter().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_tag_of_another_image_keeps_nothing() {
    let policy = beside(all(), &["image: ghcr.io/octo-org/other:1.0"]);
    assert_eq!(tagged(&["1.0", "1.1"]).goes(&policy), [1, 2]);
}
