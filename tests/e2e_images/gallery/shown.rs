//! How a policy of the gallery in `docs/policies` is shown: run for real, with the exact set that it deletes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use github_standin::{Image, Manifest, PackageType, Repository, World, days_ago};

use super::by_count_and_age::BY_COUNT_AND_AGE;
use super::by_evidence::BY_EVIDENCE;
use crate::setting::{OWNER, Setting, package, set, world};

/// The repository that the packages are linked to.
const REPOSITORY: &str = "octo-org/app";

/// An image as it was pushed: the package, how many days ago, and its tags, if it has any.
pub(super) type Row = (&'static str, u32, &'static [&'static str]);

/// What a policy of the gallery does to a world.
pub(super) struct Shown {
    pub(super) file: &'static str,
    /// What there is in the linked repository.
    pub(super) repository: fn(&mut Repository),
    /// What there is, the oldest first.
    pub(super) there: &'static [Row],
    /// The label of each image that goes: its first tag, or `without a tag` and how many days ago it was pushed.
    pub(super) goes: &'static [&'static str],
}

/// All policies that take nothing but images of the usual kind.
fn gallery() -> impl Iterator<Item = Shown> {
    BY_COUNT_AND_AGE.into_iter().chain(BY_EVIDENCE)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies")
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(folder().join(file)).expect("a policy of the gallery")
}

/// A setting that has this policy in its workspace.
fn setting(world: World, file: &str) -> Setting {
    let setting = Setting::of(world);
    setting.write("retention.yml", &text_of(file));
    setting
}

#[test]
fn each_policy_of_the_gallery_deletes_what_it_says_and_no_more() {
    for Shown { file, repository, there, goes } in gallery() {
        let mut world = world();
        repository(world.add_repository(REPOSITORY));
        let mut unseen: BTreeSet<&str> = goes.iter().copied().collect();
        let mut expected = BTreeSet::new();
        for (name, days, tags) in there {
            let without = format!("without a tag {days}");
            let label = tags.first().copied().unwrap_or(&without);
            let image = Image::labelled(&format!("{name} {label}"))
                .platforms(&["linux/amd64", "linux/arm64"])
                .tags(tags);
            let pushed = package(&mut world, name).when(days_ago(*days)).push_image(&image);
            if unseen.remove(label) {
                expected.extend(pushed.ids());
            }
        }
        assert!(unseen.is_empty(), "{file}: {unseen:?} is not there");
        let setting = setting(world, file);
        setting.run(&[("policy", "retention.yml")]).ended_with(0);
        setting.is_untroubled();
        assert_eq!(setting.deleted(), expected, "{file}");
    }
}

#[test]
fn what_pushes_and_deletions_leave_behind_goes() {
    let mut world = world();
    let mut app = package(&mut world, "app").when(days_ago(20));
    app.push_image(&Image::labelled("kept").tags(&["v1"]));
    let untagged = app.push_image(&Image::labelled("untagged").platforms(&["linux/amd64"]));
    let lost = Manifest::image("lost");
    let (orphan, index) = app.push_referrer(&lost, "of what is gone");
    let kept = app.tagged("v1").expect("an image");
    app.push_referrer(&kept, "of what stays");
    let young = package(&mut world, "app").when(days_ago(2)).push_image(&Image::labelled("young"));
    let setting = setting(world, "leftovers.yml");
    setting.run(&[("policy", "retention.yml")]).ended_with(0);
    setting.is_untroubled();
    let mut expected: BTreeSet<u64> = untagged.ids().into_iter().collect();
    expected.extend([orphan.id, index.id]);
    assert_eq!(setting.deleted(), expected);
    assert!(young.ids().iter().all(|id| setting.is_there(*id)));
}

#[test]
fn canaries_of_a_library_go_by_number_and_age() {
    let mut world = world();
    let mut ids = Vec::new();
    for (name, days) in [
        ("1.0.0-canary.1", 200),
        ("1.0.0-canary.2", 190),
        ("1.0.0-rc.1", 180),
        ("1.0.0", 170),
        ("1.1.0-canary.1", 120),
        ("1.1.0-rc.1", 80),
        ("1.1.0-canary.2", 60),
        ("1.1.0-canary.3", 5),
    ] {
        let library =
            world.organization(OWNER).package(PackageType::Npm, "app").linked_to("octo-org/app");
        ids.push(library.version(name).created(days_ago(days)).id());
    }
    let setting = setting(world, "npm-canaries.yml");
    setting.run(&[("policy", "retention.yml"), ("package-type", "npm")]).ended_with(0);
    assert_eq!(setting.deleted(), set([ids[0], ids[1], ids[2]]));
}

#[test]
fn every_policy_of_the_gallery_is_shown_and_has_a_row_in_its_table() {
    let files = std::fs::read_dir(folder()).expect("the gallery");
    let files = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
    let mut files: BTreeSet<String> = files.collect();
    assert!(files.remove("README.md"), "{files:?}");
    let mut shown: BTreeSet<String> = gallery().map(|one| one.file.to_owned()).collect();
    shown.extend(["leftovers.yml", "npm-canaries.yml"].map(str::to_owned));
    assert_eq!(files, shown);
    let table = text_of("README.md");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| [")?.split_once(']'));
    assert_eq!(rows.map(|(file, _)| file.to_owned()).collect::<BTreeSet<_>>(), files);
}
