//! The policies of the gallery in `docs/policies`: each run for real, with the exact set that it deletes.

use std::collections::BTreeSet;
use std::path::Path;

use github_standin::{Image, Manifest, PackageType, World, days_ago};

use crate::setting::{OWNER, Setting, package, set, world};

/// An image as it was pushed: the package, how many days ago, and its tags.
type Row = (&'static str, u32, &'static [&'static str]);

/// What a policy of the gallery does to a world.
struct Shown {
    file: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    /// What there is, the oldest first.
    there: &'static [Row],
    /// The first tag of each image that goes.
    goes: &'static [&'static str],
}

const GALLERY: [Shown; 5] = [
    Shown {
        file: "three-kinds-of-tags.yml",
        inputs: &[],
        there: &[
            ("app", 400, &["v1.0.0"]),
            ("app", 390, &["v1.1.0-rc.1"]),
            ("app", 380, &["v1.1.0-rc.2"]),
            ("app", 370, &["v1.1.0-rc.3"]),
            ("app", 360, &["v1.1.0", "latest"]),
            ("app", 300, &["v2.0.0-rc.1"]),
            ("app", 290, &["v2.0.0-rc.2", "next"]),
            ("app", 280, &["v2.0.0-rc.3"]),
            ("app", 40, &["pr-7"]),
            ("app", 30, &["pr-8", "demo"]),
            ("app", 14, &["pr-9"]),
            ("app", 13, &["pr-10"]),
            ("app", 2, &["v2.0.0-rc.4"]),
        ],
        // `next` and `demo` are tags that no rule takes, so they hold what carries them. A held image
        // takes a place among the newest.
        goes: &["v1.1.0-rc.1", "v1.1.0-rc.2", "pr-7", "pr-9"],
    },
    Shown {
        file: "releases-and-prereleases.yml",
        inputs: &[],
        there: &[
            ("app", 200, &["1.0.0"]),
            ("app", 190, &["1.1.0-rc.1"]),
            ("app", 180, &["1.1.0-rc.2"]),
            ("app", 170, &["1.1.0"]),
            ("app", 160, &["1.2.0", "1.2", "1"]),
            ("app", 150, &["1.3.0"]),
            ("app", 140, &["1.4.0"]),
            ("app", 130, &["1.5.0"]),
            ("app", 120, &["2.0.0-alpha.1"]),
            ("app", 110, &["2.0.0-alpha.2"]),
            ("app", 100, &["2.0.0-beta.1"]),
            ("app", 90, &["2.0.0-rc.1"]),
            ("app", 80, &["2.0.0"]),
            ("app", 70, &["2.1.0"]),
            ("app", 60, &["2.2.0"]),
            ("app", 50, &["2.3.0"]),
            ("app", 40, &["2.4.0"]),
            ("app", 30, &["nightly"]),
            ("app", 20, &["3.0.0-rc.1"]),
            ("app", 10, &["2.5.0"]),
        ],
        goes: &["1.0.0", "1.1.0", "1.1.0-rc.1", "1.1.0-rc.2"],
    },
    Shown {
        file: "a-number-for-each-kind.yml",
        inputs: &[],
        there: &[
            ("app", 90, &["nightly-1"]),
            ("app", 80, &["nightly-2"]),
            ("app", 70, &["nightly-3"]),
            ("app", 60, &["nightly-4"]),
            ("app", 58, &["v1"]),
            ("app", 56, &["main-1"]),
            ("app", 54, &["main-2"]),
            ("app", 52, &["edge", "main-3"]),
            ("app", 50, &["main-4"]),
            ("app", 48, &["main-5"]),
            ("app", 46, &["nightly-5"]),
            ("app", 44, &["nightly-6"]),
            ("app", 42, &["nightly-7"]),
            ("app", 40, &["nightly-8"]),
            ("app", 38, &["nightly-9"]),
            ("app", 36, &["feature-x"]),
            ("app", 34, &["main-6"]),
            ("app", 3, &["feature-y"]),
        ],
        goes: &["nightly-1", "nightly-2", "main-1", "main-2", "feature-x"],
    },
    Shown {
        file: "young-and-newest.yml",
        inputs: &[],
        there: &[
            ("app", 400, &["a"]),
            ("app", 390, &["b"]),
            ("app", 380, &["c"]),
            ("app", 370, &["d"]),
            ("app", 360, &["e"]),
            ("app", 350, &["f"]),
            ("app", 340, &["g"]),
            ("app", 330, &["h"]),
            ("app", 320, &["i"]),
            ("app", 310, &["j"]),
            ("app", 300, &["k"]),
            ("app", 179, &["l"]),
            ("app", 10, &["m"]),
        ],
        goes: &["a", "b", "c"],
    },
    Shown {
        file: "many-packages.yml",
        inputs: &[],
        there: &[
            ("service-a", 50, &["sha-1"]),
            ("service-a", 40, &["sha-2", "1.0.0"]),
            ("service-a", 30, &["sha-3"]),
            ("service-a", 20, &["sha-4"]),
            ("service-a", 10, &["buildcache"]),
            ("service-legacy", 90, &["sha-5"]),
            ("service-legacy", 80, &["sha-6"]),
            ("service-legacy", 70, &["sha-7"]),
            ("service-b", 60, &["sha-8"]),
            ("service-b", 5, &["sha-9"]),
            ("charts", 50, &["1.1.0-rc.1"]),
            ("charts", 45, &["0.9.0-rc.1"]),
            ("charts", 5, &["0.9.0-rc.2"]),
            ("other", 99, &["sha-10"]),
        ],
        // `>=1.0.0` covers 1.1.0-rc.1, and with it that stays.
        goes: &["sha-1", "buildcache", "0.9.0-rc.1"],
    },
];

fn text_of(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies").join(file);
    std::fs::read_to_string(path).expect("a policy of the gallery")
}

/// A setting that has this policy in its workspace.
fn setting(world: World, file: &str) -> Setting {
    let setting = Setting::of(world);
    setting.write("retention.yml", &text_of(file));
    setting
}

#[test]
fn each_policy_of_the_gallery_deletes_what_it_says_and_no_more() {
    for Shown { file, inputs, there, goes } in GALLERY {
        let mut world = world();
        let mut expected = BTreeSet::new();
        for (name, days, tags) in there {
            let label = format!("{name} {}", tags[0]);
            let image =
                Image::labelled(&label).platforms(&["linux/amd64", "linux/arm64"]).tags(tags);
            let pushed = package(&mut world, name).when(days_ago(*days)).push_image(&image);
            if goes.contains(&tags[0]) {
                expected.extend(pushed.ids());
            }
        }
        let setting = setting(world, file);
        setting.run(&[&[("policy", "retention.yml")], inputs].concat()).ended_with(0);
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
fn every_policy_of_the_gallery_is_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies");
    let files = std::fs::read_dir(folder).expect("the gallery");
    let files = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
    let mut shown: BTreeSet<String> = GALLERY.iter().map(|one| one.file.to_owned()).collect();
    shown.extend(["leftovers.yml", "npm-canaries.yml"].map(str::to_owned));
    assert_eq!(files.collect::<BTreeSet<_>>(), shown);
}
