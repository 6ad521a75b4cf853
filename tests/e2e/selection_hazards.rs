//! Hazards in what is selected and what is kept, each by the number that it has among the ways in which
//! tools of this kind have destroyed packages.

use github_standin::{PackageType, Token, When, at, days_ago, hours_ago};

use crate::support::{ACTION, CLASSIC, ORGANIZATION, Stage, listed, world};

/// Selects by tag in the registry that has tags and no manifests.
fn docker(versions: &[(&str, u32, &[&str])]) -> Stage {
    Stage::new(listed(PackageType::Docker, "app", versions))
}

fn library(kind: PackageType, names: &[&str]) -> Stage {
    let versions: Vec<_> = names.iter().map(|name| (*name, 40, &[][..])).collect();
    Stage::new(listed(kind, "app", &versions))
}

/// What would be deleted of the `docker` package.
fn planned(stage: &Stage, with: &[(&str, &str)]) -> Vec<String> {
    let outcome = stage.dry_run(&[&[("package-type", "docker")], with].concat());
    outcome.assert_status(0);
    outcome.planned()
}

#[test]
fn h10_no_package_but_the_repositorys_own_is_looked_at_unless_named() {
    let mut world = listed(PackageType::Npm, "app", &[("1.0.0", 40, &[]), ("2.0.0", 2, &[])]);
    for other in ["app-2", "App", "application", "lib"] {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, other);
        package.linked_to("octo-org/app").version("1.0.0").created(days_ago(40));
    }
    // This token could list and delete all of them.
    let stage = Stage::with_token(world, CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("older-than", "1d")]);
    assert_eq!(outcome.planned(), ["1.0.0"]);
    let own = "GET /orgs/octo-org/packages/npm/app/versions?per_page=100&state=active";
    assert_eq!(outcome.lines(), [own, own]);
}

#[test]
fn h10_a_run_without_a_selector_is_refused() {
    let stage = Stage::with_token(world(), CLASSIC);
    for with in [
        &[][..],
        &[("packages", "*")],
        &[("package-type", "npm"), ("keep-version-names", "1.*")],
        &[("tag-status", "tagged"), ("prereleases", "exclude"), ("timestamp", "updated")],
        &[("keep-latest", "0"), ("max-deletions", "10")],
    ] {
        let complaints = stage.complaints(with);
        let [(input, why)] = &complaints[..] else { panic!("{complaints:?}") };
        assert_eq!(input, "mode");
        assert!(why.contains("`tags`, `version-names`, `semver`"), "{why}");
    }
}

#[test]
fn h11_one_tag_that_fits_takes_no_version_that_has_others() {
    let stage = docker(&[
        ("image-a", 40, &["1.8.0"]),
        ("image-b", 30, &["1.9.0", "latest"]),
        ("image-c", 20, &["2.0.0"]),
    ]);
    for keep in ["latest", "none"] {
        let with = [("package-type", "docker"), ("tags", "1.*"), ("keep-tags", keep)];
        let outcome = stage.dry_run(&with);
        assert_eq!(outcome.planned(), ["1.8.0"]);
        if keep == "none" {
            let reason = outcome.reason("held", "1.9.0 latest");
            assert!(
                reason.ends_with("deleting it would also take latest, which stays"),
                "{reason}"
            );
        } else {
            assert_eq!(outcome.held(), [""; 0], "it is kept");
        }
    }
}

#[test]
fn h12_a_list_protects_what_it_names_however_it_is_laid_out() {
    let stage = docker(&[
        ("image-a", 40, &["dev"]),
        ("image-b", 30, &["stable"]),
        ("image-c", 20, &["old"]),
        ("image-d", 10, &["latest"]),
    ]);
    for keep in
        ["dev, stable", " dev ,stable\t", "dev\nstable\n", "  dev\r\n# both\n\n  stable  \n"]
    {
        let with = [("package-type", "docker"), ("tags", "*"), ("keep-tags", keep)];
        let outcome = stage.dry_run(&[&with[..], &[("min-remaining", "0")]].concat());
        assert_eq!(outcome.planned(), ["latest", "old"], "{keep:?}");
        assert!(outcome.warnings().is_empty(), "{:?}", outcome.warnings());
    }
}

#[test]
fn h12_a_keep_that_protects_nothing_is_warned_of() {
    let stage = docker(&[("image-a", 40, &["dev"]), ("image-b", 30, &["v1"])]);
    let with = [
        ("package-type", "docker"),
        ("tags", "dev"),
        ("keep-tags", "v1, stable-9"),
        ("keep-version-names", "image-z"),
        ("keep-semver", ">=7.0.0"),
    ];
    let warnings = stage.dry_run(&with).warnings();
    for (warning, part) in warnings.iter().zip([
        "`>=7.0.0` of `keep-semver` protects nothing",
        "`stable-9` of `keep-tags` protects nothing",
        "`image-z` of `keep-version-names` protects nothing",
    ]) {
        assert!(warning.contains(part), "{part} is not in {warning}");
    }
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    // The default is nobody's mistake.
    let outcome = stage.dry_run(&[("package-type", "docker"), ("tags", "dev")]);
    assert!(outcome.warnings().is_empty(), "{:?}", outcome.warnings());
}

#[test]
fn h13_closing_one_pull_request_takes_the_images_of_no_other() {
    let tags = ["pr-2", "pr-20", "pr-267", "xpr-2", "PR-2", "pr-2-arm64"];
    let versions: Vec<_> = tags.iter().map(|tag| (*tag, 9, std::slice::from_ref(tag))).collect();
    let stage = docker(&versions);
    assert_eq!(planned(&stage, &[("tags", "pr-2")]), ["pr-2"]);
    assert_eq!(planned(&stage, &[("tags", "pr-2*")]), ["pr-2", "pr-2-arm64", "pr-20", "pr-267"]);
    assert_eq!(planned(&stage, &[("tags", "pr-2[0-9]")]), ["pr-20"]);
}

#[test]
fn h14_seven_days_are_seven_days() {
    let ages = [("1.0.0", 8), ("1.1.0", 7), ("1.2.0", 6), ("2.0.0", 5)];
    let mut world = world();
    for (name, days) in ages {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.linked_to("octo-org/app").version(name).created(hours_ago(days * 24));
    }
    let stage = Stage::new(world);
    for age in ["7d", "1w", "168h", "10080m", "604800s", "6d 24h"] {
        let with = [("package-type", "npm"), ("older-than", age)];
        assert_eq!(stage.dry_run(&with).planned(), ["1.0.0", "1.1.0"], "{age}");
    }
}

#[test]
fn h14_what_is_no_number_or_age_ends_the_run_and_is_not_read_as_nothing() {
    let stage = library(PackageType::Npm, &["1.0.0", "2.0.0"]);
    for (input, values) in [
        ("older-than", &["7", "d", "7 d", "7days", "1.5d", "NaN", "1e3d", "-7d", "0x7d", "7d 7d"]),
        ("keep-latest", &["five", "1e3", "10%", "3.0", "+3", "-1", "0x3", "3,000", "NaN", "²"]),
    ] {
        for value in values {
            let with = [("package-type", "npm"), ("version-names", "*"), (input, *value)];
            let complaints = stage.complaints(&with);
            let names: Vec<&str> = complaints.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, [input], "{value}: {complaints:?}");
        }
    }
}

#[test]
fn h15_tags_are_compared_with_tags_and_names_with_names() {
    let stage = docker(&[
        ("latest", 40, &["v1"]),
        ("image-b", 30, &["pr-1"]),
        ("pr-2", 20, &["v2"]),
        ("image-d", 10, &["latest"]),
    ]);
    assert_eq!(planned(&stage, &[("tags", "pr-*, v1")]), ["pr-1", "v1"]);
    assert_eq!(planned(&stage, &[("version-names", "pr-*, latest")]), ["v1", "v2"]);
    // What is named `latest` without being tagged so is not protected by that.
    let with = [("package-type", "docker"), ("tag-status", "any"), ("older-than", "1d")];
    let outcome = stage.dry_run(&[&with[..], &[("keep-version-names", "image-b")]].concat());
    assert_eq!(outcome.planned(), ["v1", "v2"]);
    let fields = stage.dry_run(&[("package-type", "docker"), ("version-names", "image-*")]);
    let reason = fields.reason("planned", "pr-1");
    assert_eq!(reason, "Its name fits image-* of version-names");
}

#[test]
fn h16_what_is_no_semver_is_neither_a_version_nor_a_pre_release() {
    let names = [
        "1.2.3",
        "v1.2.4",
        "1.2.5+build5",
        "1.2.3.Final",
        "1.2.3-rc.1",
        "v1.2.3-beta",
        "pr-123",
        "2024-10-10",
        "2024.10.10.1",
        "1.2",
        "1",
        "latest",
        "01.2.3",
        "9.9.9",
    ];
    let stage = library(PackageType::Npm, &names);
    let planned = |input: &str, value: &str| {
        stage.dry_run(&[("package-type", "npm"), (input, value)]).planned()
    };
    assert_eq!(planned("prereleases", "only"), ["1.2.3-rc.1", "v1.2.3-beta"]);
    let below = ["1.2.3", "1.2.3-rc.1", "1.2.5+build5", "v1.2.3-beta", "v1.2.4"];
    assert_eq!(planned("semver", "<9.0.0"), below);
    assert_eq!(planned("semver", ">=100.0.0"), [""; 0], "123.0.0 and 2024.0.0 are not there");
}

#[test]
fn h17_an_image_with_three_tags_takes_one_slot() {
    let stage = docker(&[
        ("image-a", 50, &["v1"]),
        ("image-b", 40, &["v2"]),
        ("image-c", 30, &["v3", "3", "stable"]),
        ("image-d", 20, &["v4", "4", "next"]),
    ]);
    let with = [("tags", "*"), ("keep-latest", "2"), ("min-remaining", "0")];
    assert_eq!(planned(&stage, &with), ["v1", "v2"]);
}

#[test]
fn h17_the_newest_are_the_last_pushed_whatever_the_order_of_the_listing() {
    let mut world = world();
    let times = [
        ("oldest", "2026-01-01T00:00:00Z", 1),
        ("newest", "2026-03-01T00:00:00Z", 2),
        ("of-one-second-2", "2026-02-01T00:00:00Z", 9),
        ("of-one-second-1", "2026-02-01T00:00:00Z", 3),
    ];
    for (name, time, number) in times {
        let package = world.organization(ORGANIZATION).package(PackageType::Maven, "app");
        let version = package.linked_to("octo-org/app").version(name);
        version.created(at(time)).updated(days_ago(number)).with_id(number.into());
    }
    let stage = Stage::new(world);
    let kept = |keep| {
        let with = [("package-type", "maven"), ("version-names", "*"), ("keep-latest", keep)];
        stage.dry_run(&with).planned()
    };
    assert_eq!(kept("1"), ["of-one-second-1", "of-one-second-2", "oldest"]);
    assert_eq!(kept("2"), ["of-one-second-1", "oldest"]);
    assert_eq!(kept("3"), ["oldest"]);
}

#[test]
fn h21_a_version_without_a_believable_time_is_never_deleted() {
    let mut world = listed(PackageType::Maven, "app", &[("old", 400, &[])]);
    for (name, when) in [
        ("absent", When::Missing),
        ("null", When::Null),
        ("zero", at("1970-01-01T00:00:00Z")),
        ("year-1", at("0001-01-01T00:00:00Z")),
        ("dos", at("1980-01-01T00:00:00Z")),
        ("future", at("2100-01-01T00:00:00Z")),
        ("new", days_ago(1)),
    ] {
        let package = world.organization(ORGANIZATION).package(PackageType::Maven, "app");
        package.version(name).created(when);
    }
    let stage = Stage::new(world);
    let outcome = stage.dry_run(&[("package-type", "maven"), ("older-than", "30d")]);
    assert_eq!(outcome.planned(), ["old"]);
    assert_eq!(outcome.held(), ["absent", "dos", "null", "year-1", "zero"]);
    for name in outcome.held() {
        let reason = outcome.reason("held", &name);
        assert!(reason.starts_with("GitHub gives no believable created_at for it"), "{reason}");
    }
    // Nor without an age to compare it with.
    let outcome = stage.dry_run(&[("package-type", "maven"), ("version-names", "*")]);
    assert_eq!(outcome.held(), ["absent", "dos", "null", "year-1", "zero"]);
}

#[test]
fn h30_an_age_that_came_out_empty_ends_the_run() {
    let stage = library(PackageType::Npm, &["1.0.0", "2.0.0"]);
    for empty in ["", " ", "\n"] {
        let with = [("package-type", "npm"), ("version-names", "*"), ("older-than", empty)];
        let complaints = stage.complaints(&with);
        let [(input, why)] = &complaints[..] else { panic!("{complaints:?}") };
        assert_eq!(input, "older-than");
        assert!(why.contains("an empty value came"), "{why}");
        assert!(why.contains("expression"), "{why}");
    }
}

#[test]
fn h40_no_input_may_come_out_empty() {
    let stage = docker(&[("image-a", 40, &["v1"]), ("image-b", 30, &["v2"])]);
    // `share` may: the runner may know of no number of jobs outside of a matrix.
    for (input, _) in ACTION.inputs().iter().filter(|(input, _)| input.as_str() != "share") {
        let with = [("package-type", "docker"), ("older-than", "1d"), (input.as_str(), "")];
        let complaints = stage.complaints(&with);
        assert!(complaints.iter().any(|(name, _)| name == input), "{input}: {complaints:?}");
    }
    // Nor may a part of a list.
    for list in ["v1,", ",v1", "v1, ,v2"] {
        for input in ["tags", "keep-tags", "version-names", "keep-version-names", "packages"] {
            let with = [("package-type", "docker"), ("older-than", "1d"), (input, list)];
            let complaints = stage.complaints(&with);
            assert!(complaints.iter().any(|(name, _)| name == input), "{complaints:?}");
        }
    }
}

#[test]
fn h34_a_token_of_any_shape_does_its_work() {
    let long = format!("ghs_123456_eyJhbGciOiJSUzI1NiJ9.{}.sig-_~+/=", "a1".repeat(230));
    for shape in
        [&long, "ghp_short", "github_pat_11A_b", "v1.0123456789abcdef", "no prefix: at all"]
    {
        let mut world = listed(PackageType::Npm, "app", &[("1.0.0", 40, &[]), ("2.0.0", 2, &[])]);
        world.add_token(shape, Token::workflow("octo-org/app"));
        let stage = Stage::with_token(world, shape);
        let outcome = stage.dry_run(&[("package-type", "npm"), ("older-than", "1d")]);
        outcome.assert_status(0);
        assert_eq!(outcome.planned(), ["1.0.0"]);
        let masked = outcome.commands().into_iter().filter(|command| command.name == "add-mask");
        assert_eq!(masked.map(|mask| mask.message).collect::<Vec<_>>(), [shape]);
    }
}

#[test]
fn h47_busy_pull_requests_do_not_push_a_slow_release_out() {
    // `latest` is the oldest of all, and many images of pull requests came after it.
    let latest: &[&str] = &["1.0.0", "latest"];
    let mut world = listed(PackageType::Docker, "app", &[("image-0", 300, latest)]);
    for number in 1..=12 {
        let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
        let image = package.version(&format!("image-{number}")).created(days_ago(60 - number));
        image.tags(&[&format!("pr-{number}")]);
    }
    let stage = Stage::new(world);
    let with = [("older-than", "30d"), ("keep-latest", "5"), ("package-type", "docker")];
    let outcome = stage.dry_run(&with);
    let expected: Vec<String> = (1..=7).map(|number| format!("pr-{number}")).collect();
    let mut planned = outcome.labels("planned");
    planned.reverse();
    assert_eq!(planned, expected, "the five newest stay, and `latest` takes none of their places");

    // Where nobody protects anything, something tagged is left.
    let everything = [("tags", "*"), ("keep-tags", "none"), ("package-type", "docker")];
    let outcome = stage.dry_run(&everything);
    assert_eq!((outcome.output("planned-count"), outcome.held()), ("12", vec!["pr-12".to_owned()]));
    let outcome = stage.dry_run(&[&everything[..], &[("min-remaining", "3")]].concat());
    assert_eq!(outcome.held(), ["pr-10", "pr-11", "pr-12"]);
    let reason = outcome.reason("held", "pr-10");
    assert_eq!(
        reason,
        "At least 3 must stay in the package (min-remaining), and without it fewer would"
    );
}
