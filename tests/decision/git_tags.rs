//! `keep-git-tags`: what a git tag or a release of the linked repository names stays.

use package_steward::domain::{
    GitNames, KeepGitTags, PackageType, Policy, Question, Reason, Told, Verdict,
};

use crate::support::{
    World, anchor, everything, image, named, newest, tag_of, tagged, tagged_so, tags, taking,
    unguarded, untagged, with,
};

fn keeping(policy: Policy) -> Policy {
    with(policy, |policy| policy.keep.git_tags = KeepGitTags::Yes)
}

fn all(names: &[&str]) -> Told<GitNames> {
    Told::All(GitNames::new(names.iter().map(|&name| name.to_owned())))
}

/// The world with a repository that has these git tags and releases.
fn beside(mut world: World, git_tags: Told<GitNames>, releases: Told<GitNames>) -> World {
    world.knowledge.evidence.git_tags = Some(git_tags);
    world.knowledge.evidence.releases = Some(releases);
    world
}

fn unreadable() -> Told<GitNames> {
    Told::Unreadable("GitHub answered 403".to_owned())
}

#[test]
fn what_a_git_tag_or_a_release_names_stays() {
    let images = ["1.2.3", "v1.2.4", "app-2", "2.0.0", "edge"];
    let world = beside(tagged(&images), all(&["v1.2.3", "1.2.4", "app-v2"]), all(&["v2.0.0"]));
    let told = world.plan(&keeping(unguarded(taking(|_| ()))));
    assert_eq!(told.goes(), [3, 5], "`app-v2` names `2` and `v2` of the package app, not `app-2`");
    let kept = Reason::KeptByGitTag { text: "1.2.3".into(), git_tag: "v1.2.3".into() };
    assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Keep, &kept));
    assert_eq!(told.verdict(4), Verdict::Keep);
}

#[test]
fn versions_without_tags_are_named_by_their_names() {
    let world = beside(named(&["1.0.0", "1.1.0", "app-1.2.0"]), all(&["v1.1.0"]), all(&[]));
    assert_eq!(world.goes(&keeping(everything())), [1, 3, 9_000]);
}

#[test]
fn git_tags_are_asked_for_only_where_they_could_save_something() {
    let both = [Question::GitTags, Question::Releases];
    let policy = keeping(tagged_so("old-*"));
    assert_eq!(tagged(&["old-1"]).questions(&policy), both);
    assert_eq!(tagged(&["new-1"]).questions(&policy), [], "no rule takes anything");
    assert_eq!(tagged(&["old-1"]).questions(&tagged_so("old-*")), [], "nobody asks for it");
    let untagged_alone = World::container(vec![image(1, ""), anchor()]);
    assert_eq!(untagged_alone.questions(&keeping(untagged())), [], "no tag, nothing to name");
    assert_eq!(named(&["1.0.0"]).questions(&keeping(everything())), both);
}

#[test]
fn what_cannot_be_read_holds_what_it_could_protect_and_nothing_else() {
    let images = vec![image(1, "old-1"), image(2, ""), image(3, "old-2"), anchor()];
    let policy = keeping(everything());
    for (git_tags, releases) in
        [(unreadable(), all(&[])), (all(&[]), unreadable()), (unreadable(), unreadable())]
    {
        let world = beside(World::container(images.clone()), git_tags, releases);
        let told = world.plan(&policy);
        assert_eq!(told.goes(), [2]);
        let why = "GitHub answered 403".to_owned();
        let held = Reason::EvidenceUnreadable { input: "keep-git-tags", why };
        assert_eq!((told.verdict(1), told.reason(1)), (Verdict::Hold, &held));
    }
    let half = beside(World::container(images), all(&["old-1"]), unreadable());
    assert_eq!(half.plan(&policy).verdict(1), Verdict::Keep, "what is known protects");
}

#[test]
fn what_a_git_tag_keeps_takes_no_slot() {
    let world = beside(tagged(&["1", "2", "3", "4"]), all(&["v4"]), all(&[]));
    let policy = unguarded(taking(|rule| rule.keep_latest = newest(2)));
    assert_eq!(world.goes(&keeping(policy)), [1]);
}

#[test]
fn a_part_that_a_git_tag_names_stays_when_its_image_goes() {
    let images = vec![image(1, "1.0.0-amd64"), image(2, ""), image(3, "nightly"), anchor()];
    let world = World::container(images).lists(3, &[1, 2]);
    let policy = keeping(tagged_so("nightly 1.0.0-*"));
    let told = beside(world.clone(), all(&["1.0.0-amd64"]), all(&[])).plan(&policy);
    assert_eq!(told.goes(), [2, 3]);
    assert_eq!(told.verdict(1), Verdict::Keep);
    let told = beside(world, unreadable(), all(&[])).plan(&policy);
    assert_eq!(told.goes(), [0; 0]);
}

#[test]
fn signatures_are_named_by_no_git_tag() {
    let images = vec![image(1, ""), image(2, &tag_of(1, ".sig")), anchor()];
    let world = beside(World::container(images), unreadable(), unreadable());
    assert_eq!(world.goes(&keeping(untagged())), [1, 2]);
}

#[test]
fn types_that_have_tags_are_not_named_by_their_digests() {
    assert!(PackageType::Container.has_tags());
    let world = beside(tagged(&["a"]), all(&[&image(1, "").name]), all(&[]));
    assert_eq!(world.goes(&keeping(unguarded(taking(|rule| rule.tags = Some(tags("a")))))), [1]);
}
