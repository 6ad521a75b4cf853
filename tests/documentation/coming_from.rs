//! The examples for those who come from other actions take what those actions' documentation says, or what
//! the page says instead.

use std::collections::BTreeSet;
use std::path::Path;

use github_standin::{PackageType, Token, World};

use crate::page::blocks;
use crate::scene::{Scene, images, releases};

/// An empty organisation.
fn world() -> World {
    let mut world = World::new();
    world.add_token("ghp_octocat", Token::classic("octocat"));
    world.user("octocat");
    world.organization("octo-org").owned_by("octocat");
    world.add_repository("octo-org/app");
    world
}

/// Runs an example of a page in a world and compares what is gone with what should be.
#[track_caller]
fn takes(page: &str, example: &str, world: World, expected: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coming-from").join(page);
    let blocks = blocks(&path);
    let block = blocks.iter().find(|block| block.example.as_deref() == Some(example));
    let block = block.unwrap_or_else(|| panic!("{page} has no example {example}"));
    let scene = Scene::new(world);
    for step in &block.steps {
        let ran = scene.run(step);
        assert!(ran.status.success(), "{}\n{}", block.place, ran.log);
    }
    let expected: BTreeSet<String> = expected.iter().map(|label| (*label).to_owned()).collect();
    assert_eq!(scene.deleted(), expected, "{}", block.place);
}

/// So many releases `1.0.N`, the first one the oldest.
fn npm(count: u32) -> World {
    let mut world = world();
    for patch in 0..count {
        releases(&mut world, &[(count - patch, &format!("1.0.{patch}"))]);
    }
    world
}

const DELETE_PACKAGE_VERSIONS: &str = "delete-package-versions.md";

#[test]
fn the_ten_newest_stay() {
    let gone = ["my-package:1.0.0", "my-package:1.0.1"];
    takes(DELETE_PACKAGE_VERSIONS, "keep-the-newest", npm(12), &gone);
}

#[test]
fn the_ten_newest_pre_releases_stay_and_so_do_all_releases() {
    let mut world = npm(3);
    for number in 0..12 {
        releases(&mut world, &[(40 - number, &format!("2.0.0-rc.{number}"))]);
    }
    let gone = ["my-package:2.0.0-rc.0", "my-package:2.0.0-rc.1"];
    takes(DELETE_PACKAGE_VERSIONS, "only-pre-releases", world, &gone);
}

#[test]
fn ignored_versions_stay_beside_the_newest() {
    let mut world = world();
    releases(
        &mut world,
        &[(9, "1.0.0"), (8, "1.0.1"), (7, "1.1.0"), (6, "2.0.0"), (5, "2.0.1"), (4, "2.1.0")],
    );
    // 2.1.0, 2.0.1 and 1.1.0 take the three places; 2.0.0 and 1.0.0 are kept by their names.
    takes(DELETE_PACKAGE_VERSIONS, "ignored-versions", world, &["my-package:1.0.1"]);
}

#[test]
fn untagged_images_go_and_tagged_ones_stay() {
    let mut world = world();
    images(&mut world, "my-image", &[(9, &[]), (8, &["v1"]), (0, &[])]);
    takes(DELETE_PACKAGE_VERSIONS, "untagged", world, &["my-image:untagged"]);
}

const CONTAINER_RETENTION_POLICY: &str = "container-retention-policy.md";

#[test]
fn three_packages_after_four_weeks_but_never_prod_and_qa() {
    let mut world = world();
    for package in ["foo", "bar", "baz", "other"] {
        let tags: [(u32, &[&str]); 5] =
            [(40, &["prod"]), (39, &["qa"]), (38, &["test"]), (37, &[]), (9, &["new"])];
        images(&mut world, package, &tags);
    }
    let gone = ["foo", "bar", "baz"]
        .map(|package| [format!("{package}:test"), format!("{package}:untagged")]);
    let gone: Vec<&str> = gone.iter().flatten().map(String::as_str).collect();
    takes(CONTAINER_RETENTION_POLICY, "organization", world, &gone);
}

#[test]
fn untagged_images_of_all_packages_of_ones_own_after_an_hour() {
    let mut world = world();
    for package in ["one", "two"] {
        for (days, tags) in [(3, &[][..]), (2, &["v1"][..])] {
            let mut seed = world.user("octocat").package(PackageType::Container, package);
            let manifest = github_standin::Manifest::image(&format!("{package} {days}"));
            seed.push_manifest(&manifest).created(github_standin::days_ago(days)).tags(tags);
        }
    }
    takes(CONTAINER_RETENTION_POLICY, "personal", world, &["one:untagged", "two:untagged"]);
}

#[test]
fn five_and_everything_younger_stay_for_roll_backs() {
    let mut world = world();
    for package in ["foo", "bar", "baz"] {
        images(&mut world, package, &[(40, &["v1"]), (30, &["v2"]), (20, &["v3"]), (15, &["v4"])]);
        images(&mut world, package, &[(12, &["v5"]), (3, &["v6"])]);
    }
    // That action would leave six: v6, and five of those past the week. Here v6 is one of the five.
    takes(CONTAINER_RETENTION_POLICY, "roll-backs", world, &["foo:v1", "bar:v1", "baz:v1"]);
}

const GHCR_CLEANUP: &str = "ghcr-cleanup-action.md";

#[test]
fn tags_go_by_pattern_and_a_version_with_another_tag_is_held() {
    let mut world = world();
    let tags: [(u32, &[&str]); 4] =
        [(9, &["mytag-1"]), (8, &["dev"]), (7, &["mytag-2", "stable"]), (6, &["v1"])];
    images(&mut world, "my-image", &tags);
    takes(GHCR_CLEANUP, "tags", world, &["my-image:mytag-1", "my-image:dev"]);
}

#[test]
fn ten_tagged_images_stay_beside_those_that_are_kept_by_name() {
    let mut world = world();
    images(
        &mut world,
        "my-image",
        &[(60, &["dev"]), (59, &["pr-1"]), (58, &[]), (57, &["latest"])],
    );
    for number in 0..12 {
        images(&mut world, "my-image", &[(40 - number, &[&format!("v{number}")])]);
    }
    takes(GHCR_CLEANUP, "keep-tagged", world, &["my-image:v0", "my-image:v1"]);
}

#[test]
fn three_untagged_images_stay() {
    let mut world = world();
    images(&mut world, "my-image", &[(9, &[]), (8, &[]), (7, &[]), (6, &[]), (5, &["v1"])]);
    takes(GHCR_CLEANUP, "keep-untagged", world, &["my-image:untagged"]);
}

#[test]
fn two_kinds_go_in_one_run() {
    let mut world = world();
    images(&mut world, "my-image", &[(9, &[]), (8, &["pr-1"]), (5, &["v1"])]);
    takes(GHCR_CLEANUP, "two-kinds", world, &["my-image:untagged", "my-image:pr-1"]);
}
