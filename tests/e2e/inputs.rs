//! Every input that selects, keeps or guards reaches the decision; and what is unsound reaches nothing.
//!
//! What the inputs mean is shown in `tests/decision` and beside the code that reads them. Here each
//! makes one difference.

use github_standin::{PackageType, days_ago};

use crate::support::{ACTION, ORGANIZATION, Stage, listed};

/// Versions of a library, oldest push first.
const LIBRARY: [(&str, u32, &[&str]); 6] = [
    ("1.0.0", 60, &[]),
    ("1.1.0-rc.1", 50, &[]),
    ("1.1.0", 40, &[]),
    ("snapshot", 30, &[]),
    ("2.0.0-rc.1", 20, &[]),
    ("2.0.0", 10, &[]),
];

/// Images of the older registry, which has tags and no manifests; oldest push first.
const IMAGES: [(&str, u32, &[&str]); 6] = [
    ("image-a", 60, &["1.0.0", "stable"]),
    ("image-b", 50, &["pr-1"]),
    ("image-c", 40, &["2.0.0-rc.1"]),
    ("image-d", 30, &[]),
    ("image-e", 20, &["pr-2"]),
    ("image-f", 10, &["2.0.0", "latest"]),
];

fn library() -> Stage {
    Stage::new(listed(PackageType::Npm, "app", &LIBRARY))
}

fn images() -> Stage {
    Stage::new(listed(PackageType::Docker, "app", &IMAGES))
}

/// The number that the stand-in gives to the version at this place.
fn id(place: u64) -> String {
    (1_350_000_001 + place).to_string()
}

#[test]
fn each_input_makes_its_difference_to_versions_by_name() {
    let stage = library();
    let id_of_the_first = id(0);
    for (with, planned, held) in [
        (&[("version-names", "1.*")][..], &["1.0.0", "1.1.0", "1.1.0-rc.1"][..], &[][..]),
        (&[("semver", "1.1.0 || <=1.0.0")], &["1.0.0", "1.1.0"], &[]),
        (&[("semver", "<2.0.0")], &["1.0.0", "1.1.0", "1.1.0-rc.1"], &[]),
        (&[("semver", "<2.0.0"), ("prereleases", "exclude")], &["1.0.0", "1.1.0"], &[]),
        (&[("prereleases", "only")], &["1.1.0-rc.1", "2.0.0-rc.1"], &[]),
        (&[("version-ids", &id_of_the_first)], &["1.0.0"], &[]),
        (&[("older-than", "45d")], &["1.0.0", "1.1.0-rc.1"], &[]),
        (&[("keep-latest", "4")], &["1.0.0", "1.1.0-rc.1"], &[]),
        (
            &[("older-than", "1d"), ("keep-version-names", "*-rc.*, snapshot")],
            &["1.0.0", "1.1.0"],
            &["2.0.0"],
        ),
        (
            &[("older-than", "1d"), ("keep-semver", ">=1.1.0, <2.0.0")],
            &["1.0.0", "1.1.0-rc.1", "2.0.0-rc.1", "snapshot"],
            &["2.0.0"],
        ),
        (&[("older-than", "35d"), ("min-remaining", "4")], &["1.0.0", "1.1.0-rc.1"], &["1.1.0"]),
        (&[("semver", "2.0.0"), ("min-remaining", "0"), ("last-version", "keep")], &["2.0.0"], &[]),
    ] {
        let outcome = stage.dry_run(&[&[("package-type", "npm")], with].concat());
        outcome.assert_status(0);
        assert_eq!(outcome.planned(), planned, "{with:?}");
        assert_eq!(outcome.held(), held, "{with:?}");
    }
}

#[test]
fn each_input_makes_its_difference_to_images_by_tag() {
    let stage = images();
    for (with, planned, held) in [
        (&[("tags", "pr-*")][..], &["pr-1", "pr-2"][..], &[][..]),
        (&[("tags", "*.*")], &["2.0.0-rc.1"], &["1.0.0 stable"]),
        (&[("semver", "<3.0.0")], &["2.0.0-rc.1"], &["1.0.0 stable"]),
        (&[("tag-status", "untagged")], &["image-d"], &[]),
        (
            &[("tag-status", "any"), ("older-than", "25d")],
            &["1.0.0 stable", "2.0.0-rc.1", "image-d", "pr-1"],
            &[],
        ),
        (&[("older-than", "25d")], &["1.0.0 stable", "2.0.0-rc.1", "pr-1"], &[]),
        (&[("older-than", "25d"), ("keep-tags", "stable")], &["2.0.0-rc.1", "pr-1"], &[]),
        (
            &[("tags", "*"), ("keep-tags", "none"), ("min-remaining", "2")],
            &["1.0.0 stable", "2.0.0-rc.1", "pr-1"],
            &["2.0.0 latest", "pr-2"],
        ),
        (&[("keep-latest", "1"), ("tags", "pr-*")], &["pr-1"], &[]),
        (&[("tag-status", "untagged"), ("untagged-grace", "31d")], &[], &["image-d"]),
        (&[("version-names", "image-[bd]")], &["image-d", "pr-1"], &[]),
    ] {
        let outcome = stage.dry_run(&[&[("package-type", "docker")], with].concat());
        outcome.assert_status(0);
        assert_eq!(outcome.planned(), planned, "{with:?}");
        assert_eq!(outcome.held(), held, "{with:?}");
    }
}

#[test]
fn the_timestamp_that_counts_is_the_one_that_is_asked_for() {
    let mut world = listed(PackageType::Npm, "app", &LIBRARY);
    let mut package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
    package.existing("1.0.0").updated(days_ago(5));
    let stage = Stage::new(world);
    let with = |timestamp| {
        let with = [("package-type", "npm"), ("older-than", "45d"), ("timestamp", timestamp)];
        stage.dry_run(&with).planned()
    };
    assert_eq!(with("created"), ["1.0.0", "1.1.0-rc.1"]);
    assert_eq!(with("updated"), ["1.1.0-rc.1"]);
}

#[test]
fn a_plan_above_max_deletions_is_refused_whole_and_still_told() {
    let stage = library();
    let with = [("package-type", "npm"), ("version-names", "1.*")];
    let outcome = stage.dry_run(&[&with[..], &[("max-deletions", "2")]].concat());
    outcome.assert_status(1);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    assert!(error.contains("the plan takes 3 images, more than the 2 that `max-deletions` allows"));
    assert_eq!(outcome.planned().len(), 3);
    let outcome = stage.dry_run(&[&with[..], &[("max-deletions", "3")]].concat());
    outcome.assert_status(0);
}

#[test]
fn an_id_that_no_version_has_is_warned_of_and_stops_nothing() {
    let stage = library();
    let ids = format!("{}, 99, 9999999999999", id(2));
    let outcome = stage.dry_run(&[("package-type", "npm"), ("version-ids", &ids)]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["1.1.0"]);
    let warnings = outcome.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    for (warning, unknown) in warnings.iter().zip(["99", "9999999999999"]) {
        assert!(warning.contains(&format!("`version-ids` names {unknown}, but")), "{warning}");
    }
    assert_eq!(outcome.output("complete"), "true");
}

#[test]
fn several_packages_may_share_the_ids() {
    let mut world = listed(PackageType::Npm, "app", &LIBRARY);
    let lib = world.organization(ORGANIZATION).package(PackageType::Npm, "lib");
    lib.linked_to("octo-org/app").version("0.1.0").created(days_ago(9)).version("0.2.0");
    let stage = Stage::new(world);
    let ids = [id(0), id(6)].join("\n");
    let with = [("package-type", "npm"), ("packages", "app, lib"), ("version-ids", &ids)];
    let outcome = stage.dry_run(&with);
    assert_eq!(outcome.planned(), ["0.1.0", "1.0.0"]);
    assert!(outcome.warnings().is_empty(), "each id is a version of one of them");
}

/// One unsound value of each kind, and what the message must say beside the input's name.
const UNSOUND: &[(&str, &str, &str)] = &[
    ("token", "", "an empty value came"),
    ("owner", "", "an empty value came"),
    ("owner", "octo-org/app", "write the owner alone"),
    ("owner", "@octo-org", "without the `@`"),
    ("owner-type", "organisation", "`organization`"),
    ("package-type", "containers", "`container`"),
    ("package-type", "npm, pypi", "pypi"),
    ("packages", "app%2Fapi", "a slash as `/`"),
    ("packages", "auto, lib", "`auto` stands alone"),
    ("packages", "!old", "everything is taken out again"),
    ("packages", "a**", "**"),
    ("packages", "../app", ".."),
    ("visibility", "secret", "public"),
    ("if-missing", "skip", "ignore"),
    ("api-url", "api.github.com", "api.github.com"),
    ("api-url", "http://github.example/api/v3", "https"),
    ("registry-url", "https://ghcr.io/octo-org", "https://containers.HOST"),
    ("mode", "mend", "restore"),
    ("target", "images", "versions"),
    ("tags", "v1{", "{"),
    ("tags", "{branch}", "{"),
    ("tags", "!v1", "keep-tags"),
    ("tags", "\"v1\"", "\""),
    ("tags", "[\"v1\"]", "v1"),
    ("tags", "v1, , v2", "came out empty"),
    ("tags", "sha256:*", "version-names"),
    ("version-names", "!v1", "keep-version-names"),
    ("semver", "1.2", "1.2.x"),
    ("semver", ">=1.0.0 <2.0.0", ">=1.0.0, <2.0.0"),
    ("semver", "1.0.0 - 2.0.0", "-"),
    ("semver", ">2.0.0, <1.0.0", ">2.0.0, <1.0.0"),
    ("semver", "latest", "latest"),
    ("prereleases", "none", "include"),
    ("version-ids", "12, 0x10", "0x10"),
    ("version-ids", "99999999999999999999", "99999999999999999999"),
    ("tag-status", "all", "any"),
    ("older-than", "30", "`30d`"),
    ("older-than", "1 month", "month"),
    ("older-than", "-1d", "-1d"),
    ("timestamp", "pushed", "created"),
    ("keep-latest", "five", "five"),
    ("keep-latest", "10%", "10%"),
    ("keep-per", "patch", "{patch}"),
    ("keep-order", "name", "date"),
    ("keep-tags", "a,,b", "came out empty"),
    ("keep-version-names", "[z-a]", "[z-a]"),
    ("keep-semver", "^", "^"),
    ("untagged-grace", "1y", "1y"),
    ("dry-run", "yes", "true"),
    ("max-deletions", "1e3", "1e3"),
    ("min-remaining", "-1", "-1"),
    ("last-version", "drop", "keep"),
    ("time-limit", "1h 2x", "1h 2x"),
    ("wait-limit", "soon", "soon"),
    ("deletes-per-minute", "0", "at least 1"),
    ("request-reserve", "10", "`10%`"),
    ("share", "half", "half"),
    ("record-file", "/etc/passwd", "workspace"),
    ("record-file", "../record", "workspace"),
    ("cache-path", "../cache", "workspace"),
    ("tag", "pr-*", "`tags`"),
    ("older-then", "30d", "`older-than`"),
    ("keep_tags", "pr-*", "`keep-tags`"),
];

/// Inputs with their values.
type With = &'static [(&'static str, &'static str)];

/// Like [`UNSOUND`], but what is wrong shows only beside other inputs.
const AT_ODDS: &[(With, &str, &str)] = &[
    (&[], "mode", "without a selector it would be everything"),
    (&[("tags", "v1"), ("package-type", "npm")], "tags", "`version-names`"),
    (&[("tag-status", "untagged"), ("package-type", "npm")], "tag-status", "`version-names`"),
    (&[("tags", "v1"), ("tag-status", "untagged")], "tags", "untagged"),
    (&[("tags", "v1"), ("owner", "mona")], "packages", "octo-org"),
    (&[("tags", "v1"), ("last-version", "fail")], "last-version", "min-remaining: 0"),
    (
        &[("tags", "v1"), ("deleted-within", "2d")],
        "deleted-within",
        "it takes no part in such a run",
    ),
];

#[test]
fn bad_input_of_every_kind_ends_the_run_before_it_asks_for_anything() {
    let stage = images();
    for (input, value, says) in UNSOUND {
        let with = [("package-type", "docker"), ("older-than", "1d"), ("dry-run", "true")];
        let complaints = stage.complaints(&[&with[..], &[(input, value)]].concat());
        let about: Vec<_> = complaints.iter().filter(|(name, _)| name == input).collect();
        assert!(!about.is_empty(), "{input}: {value}: {complaints:?}");
        assert!(about.iter().any(|(_, why)| why.contains(says)), "{says} is not in {about:?}");
    }
    for (with, input, says) in AT_ODDS {
        let complaints = stage.complaints(with);
        let about = complaints.iter().find(|(name, why)| name == input && why.contains(says));
        assert!(about.is_some(), "{with:?}: {complaints:?}");
    }
}

#[test]
fn all_problems_are_told_at_once_each_with_its_input() {
    let stage = images();
    let with = [
        ("owner", "octo-org/app"),
        ("packages", ""),
        ("tags", "{branch}, [b-a], !x"),
        ("older-than", "a week"),
        ("keep-latest", "1.5"),
        ("dry-run", "on"),
        ("max-deletion", "7"),
    ];
    let complaints = stage.complaints(&with);
    let names: Vec<&str> = complaints.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "owner",
            "packages",
            "tags",
            "tags",
            "tags",
            "older-than",
            "keep-latest",
            "dry-run",
            "max-deletion"
        ]
    );
}

#[test]
fn a_problem_is_told_with_what_was_expected_what_came_and_what_to_do() {
    let complaints = images().complaints(&[("package-type", "docker"), ("older-than", "2 weeks")]);
    let [(_, message)] = &complaints[..] else { panic!("{complaints:?}") };
    assert_eq!(
        message,
        "input `older-than`: expected a duration, or `none`, but `2 weeks` came; the number 2 in \
         \"2 weeks\" has no unit: write one of `s`, `m`, `h`, `d`, `w` directly behind it, such as `2d`"
    );
}

#[test]
fn a_record_that_cannot_be_written_where_it_was_asked_for_is_unsound() {
    let stage = library();
    let folder = stage.job.workspace().join("taken.jsonl");
    std::fs::create_dir(&folder).expect("a folder");
    let with = [("package-type", "npm"), ("older-than", "1d"), ("record-file", "taken.jsonl")];
    let outcome = stage.run(stage.step(&with).with("dry-run", "true"));
    outcome.assert_status(2);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    assert!(error.starts_with("input `record-file`: expected a file in the workspace"), "{error}");
    assert!(outcome.requests.is_empty() && outcome.ran.summary.text().is_empty());
}

#[test]
fn a_default_record_that_cannot_be_written_is_a_warning() {
    let stage = library();
    std::fs::write(stage.job.workspace().join(".package-steward"), "").expect("a file");
    let outcome = stage.dry_run(&[("package-type", "npm"), ("older-than", "55d")]);
    outcome.assert_status(0);
    assert_eq!((outcome.planned(), outcome.output("record")), (vec!["1.0.0".to_owned()], ""));
    assert_eq!(outcome.warnings().len(), 1, "{:?}", outcome.warnings());
}

#[test]
fn every_declared_input_is_handed_over_and_understood() {
    // The runner leaves none out, so this is what each run of the action looks like.
    let stage = library();
    let step = stage.step(&[("package-type", "npm"), ("version-names", "1.0.0")]);
    let inputs = step.inputs().expect("inputs");
    for (declared, _) in ACTION.inputs() {
        assert!(inputs.iter().any(|(name, value)| name == declared && !value.is_empty()));
    }
    assert_eq!(stage.dry_run_of(step).planned(), ["1.0.0"]);
}
