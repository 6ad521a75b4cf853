//! Policies: many rules in one run, over one listing of each package; and the hazards of selection once
//! more, met through rules.

use github_standin::{PackageType, World, days_ago};

use crate::support::{CLASSIC, ORGANIZATION, Stage, listed, world};

/// A `docker` package, in the registry that has tags and no manifests.
fn docker(versions: &[(&str, u32, &[&str])]) -> Stage {
    Stage::new(listed(PackageType::Docker, "app", versions))
}

/// What this policy would delete of the `docker` package.
fn planned(stage: &Stage, policy: &str) -> Vec<String> {
    let outcome = stage.dry_run(&[("package-type", "docker"), ("policy", policy)]);
    outcome.assert_status(0);
    outcome.planned()
}

fn packages(names: &[&str]) -> World {
    let mut world = world();
    for name in names {
        for (version, days) in [("1.0.0", 90), ("1.1.0-rc.1", 60), ("1.1.0", 40), ("1.2.0-rc.1", 2)]
        {
            let package = world.organization(ORGANIZATION).package(PackageType::Npm, name);
            package.linked_to("octo-org/app").version(version).created(days_ago(days));
        }
    }
    world
}

const FIVE_RULES: &str = "
rules:
  - name: pre-releases
    prereleases: only
    older-than: 30d
  - name: old
    packages: [lib-*, '!lib-b']
    older-than: 80d
  - name: first
    packages: app, lib-b
    version-names: 1.0.0
  - name: newest
    packages: '*'
    older-than: 1d
    keep-latest: 2
  - name: protected
    packages: lib-b
    keep-semver: 1.0.0
";

#[test]
fn a_policy_of_five_rules_lists_each_package_once() {
    let stage = Stage::with_token(packages(&["app", "lib-a", "lib-b", "other"]), CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("policy", FIVE_RULES)]);
    outcome.assert_status(0);
    let list = outcome.list("planned");
    let planned = |package: &str| -> Vec<(&str, &str)> {
        let of_package = list.iter().filter(|item| item.package == package);
        of_package.map(|item| (item.name.as_str(), item.reason.as_str())).collect()
    };
    let names =
        |package: &str| planned(package).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    for package in ["app", "lib-a", "other"] {
        assert_eq!(names(package), ["1.1.0-rc.1", "1.0.0"], "{package}");
    }
    assert_eq!(names("lib-b"), ["1.1.0-rc.1"], "a rule protects 1.0.0 there");
    assert!(planned("app")[0].1.starts_with("Rule pre-releases selects it: "), "{list:?}");
    assert!(planned("lib-a")[1].1.starts_with("Rule old selects it: "), "{list:?}");
    let listings = |package: &str| {
        let path = format!("/npm/{package}/versions?");
        outcome.lines().iter().filter(|line| line.contains(&path)).count()
    };
    // One page, and the look that proves it stable.
    for package in ["app", "lib-a", "lib-b", "other"] {
        assert_eq!(listings(package), 2, "{package}: {:#?}", outcome.lines());
    }
    let of_packages = outcome.lines().iter().filter(|line| line.contains("packages?")).count();
    assert_eq!((of_packages, outcome.lines().len()), (1, 9), "{:#?}", outcome.lines());
}

#[test]
fn packages_of_rules_that_only_keep_are_not_asked_for() {
    let stage = Stage::new(packages(&["app", "lib"]));
    let policy = "
rules:
  - {name: old, older-than: 50d}
  - {name: releases, packages: '*', keep-semver: '>=1.0.0', keep-version-names: 9.*}
";
    let outcome = stage.dry_run(&[("package-type", "npm"), ("policy", policy)]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), [""; 0], "also 1.1.0-rc.1 is above 1.0.0");
    assert!(outcome.lines().iter().all(|line| line.contains("/npm/app/")), "{:?}", outcome.lines());
    let warnings = outcome.warnings();
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    let expected = "`9.*` of `keep-version-names` of rule `releases` protects nothing";
    assert!(warning.contains(expected), "{warning}");
}

#[test]
fn a_keep_that_protects_something_where_it_holds_is_not_warned_of() {
    let mut world = packages(&["app"]);
    let lib =
        world.organization(ORGANIZATION).package(PackageType::Npm, "lib").linked_to("octo-org/app");
    lib.version("7.0.0").created(days_ago(50));
    let stage = Stage::with_token(world, CLASSIC);
    let policy = "
rules:
  - {name: a, packages: [app, lib], older-than: 10d}
  - {name: b, packages: lib, keep-version-names: 7.*}
  - {name: c, packages: app, keep-version-names: 7.*}
";
    let outcome = stage.dry_run(&[("package-type", "npm"), ("policy", policy)]);
    let warnings = outcome.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("of rule `c`"), "{warnings:?}");
}

#[test]
fn a_keep_for_a_package_that_nobody_knows_stops_the_run_before_it_deletes() {
    let policy = |packages: &str| {
        format!(
            "
rules:
  - {{name: old, older-than: 50d}}
  - {{name: releases, packages: {packages}, keep-version-names: 1.0.0}}
"
        )
    };
    for (packages_of_keep, wrong) in [("App", "App"), ("ap", "ap"), ("[ap, app]", "ap")] {
        let stage = Stage::new(packages(&["app", "lib"]));
        let policy = policy(packages_of_keep);
        let mut inputs = vec![("package-type", "npm"), ("policy", &policy)];
        let outcome = stage.run(stage.step(&inputs));
        outcome.assert_status(1);
        let changes: Vec<_> =
            outcome.lines().into_iter().filter(|line| !line.starts_with("GET ")).collect();
        assert_eq!(changes, [""; 0], "{packages_of_keep}");
        let errors = outcome.errors();
        let [error] = &errors[..] else { panic!("{packages_of_keep}: {errors:?}") };
        assert!(error.contains(&format!("protect `{wrong}` of rule `releases`")), "{error}");
        assert!(error.contains("looks at `app` alone"), "{error}");

        inputs.push(("if-missing", "ignore"));
        let outcome = stage.run(stage.step(&inputs));
        outcome.assert_status(0);
        let warnings = outcome.warnings();
        let said = format!("`{wrong}` of `packages` of rule `releases` is no package of this run");
        assert_eq!(
            warnings.iter().filter(|warning| warning.contains(&said)).count(),
            1,
            "{warnings:?}"
        );
        assert!(
            outcome.lines().iter().any(|line| line.starts_with("DELETE ")),
            "{:?}",
            outcome.lines()
        );
    }
}

#[test]
fn a_glob_of_a_keep_that_fits_no_package_is_warned_of() {
    let stage = Stage::new(packages(&["app", "lib"]));
    let policy = "
rules:
  - {name: old, older-than: 50d}
  - {name: releases, packages: ['ap?', 'lib*', '!lib-b'], keep-version-names: 1.0.0}
";
    let outcome = stage.dry_run(&[("package-type", "npm"), ("policy", policy)]);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["1.1.0-rc.1"]);
    let warnings = outcome.warnings();
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    assert!(warning.contains("`lib*` of `packages` of rule `releases`"), "{warning}");
}

#[test]
fn an_unsound_policy_ends_the_run_before_any_request() {
    let stage = docker(&[("image-a", 40, &["v1"])]);
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nrules: [*b, *b]\n";
    for (policy, place) in [
        ("rules:\n  - name: a\n    tgas: x\n", "line 3, column 5"),
        ("rules:\n  - name: a\n    older-than: 3\n", "line 3, column 17"),
        ("rules:\n  - name: a\n    keep-latest: [1, 2]\n", "line 3, column 18"),
        ("rules:\n  - {name: a, tags: x}\n  - {name: a, tags: y}\n", "line 3, column 12"),
        (bomb, "line 1, column "),
        ("rules:\n\t- name: a\n", "line 2, column "),
    ] {
        let outcome = stage.run(stage.step(&[("package-type", "docker"), ("policy", policy)]));
        outcome.assert_status(2);
        assert!(outcome.requests.is_empty(), "{:?}", outcome.requests);
        let errors = outcome.errors();
        let [error] = &errors[..] else { panic!("{policy}: {errors:?}") };
        assert!(error.starts_with(&format!("input `policy`, {place}")), "{error}");
    }
    std::fs::write(stage.job.workspace().join("large.yml"), vec![b'#'; 10 << 20]).expect("a file");
    let complaints = stage.run(stage.step(&[("policy", "large.yml")]));
    complaints.assert_status(2);
    assert!(complaints.requests.is_empty(), "{:?}", complaints.requests);
}

#[test]
fn h11_two_rules_that_take_a_tag_each_take_the_version_and_one_alone_does_not() {
    let stage = docker(&[
        ("image-a", 40, &["1.8.0", "pr-1"]),
        ("image-b", 30, &["1.9.0", "demo"]),
        ("image-c", 20, &["2.0.0"]),
    ]);
    let policy = "rules:\n  - {name: ones, tags: 1.*}\n  - {name: prs, tags: pr-*}\n";
    let outcome = stage.dry_run(&[("package-type", "docker"), ("policy", policy)]);
    assert_eq!(outcome.planned(), ["1.8.0 pr-1"]);
    let reason = outcome.reason("held", "1.9.0 demo");
    assert_eq!(
        reason,
        "Rule ones selects only some of its tags; deleting it would also take demo, which stays"
    );
}

#[test]
fn h12_a_list_protects_what_it_names_however_it_is_written() {
    let stage = docker(&[
        ("image-a", 40, &["dev"]),
        ("image-b", 30, &["stable"]),
        ("image-c", 20, &["old"]),
        ("image-d", 10, &["latest"]),
    ]);
    for keep in [
        "[dev, stable]",
        "dev ,stable",
        "\n      - dev\n      - stable",
        "\n    - 'dev '\n    - \" stable\"",
        "|\n      dev\n      # both\n      stable",
        ">-\n      dev,\n      stable",
    ] {
        let policy = format!("rules:\n  - name: all\n    tags: '*'\n    keep-tags: {keep}\n");
        assert_eq!(planned(&stage, &policy), ["old"], "{keep:?}: and latest stays by itself");
    }
}

#[test]
fn h13_closing_one_pull_request_takes_the_images_of_no_other() {
    let tags = ["pr-2", "pr-20", "pr-267", "xpr-2", "PR-2", "pr-2-arm64"];
    let versions: Vec<_> = tags.iter().map(|tag| (*tag, 9, std::slice::from_ref(tag))).collect();
    let stage = docker(&versions);
    assert_eq!(planned(&stage, "rules:\n  - {name: two, tags: pr-2}\n"), ["pr-2"]);
    assert_eq!(
        planned(&stage, "rules:\n  - {name: two, tags: [pr-2, 'pr-2[0-9]']}\n"),
        ["pr-2", "pr-20"]
    );
}

#[test]
fn h14_what_is_no_number_or_age_in_a_rule_ends_the_run() {
    let stage = docker(&[("image-a", 40, &["v1"]), ("image-b", 30, &["v2"])]);
    for (key, values) in [
        ("older-than", &["7", "d", "7 d ago", "1.5d", ".nan", "1e3d", "-7d", "0x7d", "~", "''"]),
        ("keep-latest", &["five", "1e3", "10%", "3.0", "+3", "-1", "0x3", "3_000", "true", "[]"]),
    ] {
        for value in values {
            let policy = format!("rules:\n  - name: a\n    tags: v*\n    {key}: {value}\n");
            let outcome = stage.run(stage.step(&[("package-type", "docker"), ("policy", &policy)]));
            outcome.assert_status(2);
            assert!(outcome.requests.is_empty(), "{key}: {value}");
            let errors = outcome.errors();
            assert!(errors.len() == 1 && errors[0].contains("line 4, column "), "{errors:?}");
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
    assert_eq!(planned(&stage, "rules:\n  - {name: a, tags: [pr-*, v1]}\n"), ["pr-1", "v1"]);
    assert_eq!(
        planned(&stage, "rules:\n  - {name: a, version-names: [pr-*, latest]}\n"),
        ["v1", "v2"]
    );
    let both =
        "rules:\n  - {name: a, tags: 'pr-*'}\n  - {name: b, version-names: pr-*, keep-tags: v9}\n";
    assert_eq!(planned(&stage, both), ["pr-1", "v2"]);
}

#[test]
fn h16_what_yaml_calls_a_number_is_no_semver() {
    let names = ["1.2.3", "1.2", "1.10", "1", "2024-10-10", "1.2.3.Final", "1.2.3-rc.1", "9.9.9"];
    let versions: Vec<_> = names.iter().map(|name| (*name, 40, &[][..])).collect();
    let stage = Stage::new(listed(PackageType::Npm, "app", &versions));
    let planned =
        |policy: &str| stage.dry_run(&[("package-type", "npm"), ("policy", policy)]).planned();
    assert_eq!(planned("rules:\n  - {name: a, semver: '<9.0.0'}\n"), ["1.2.3", "1.2.3-rc.1"]);
    assert_eq!(planned("rules:\n  - {name: a, prereleases: only}\n"), ["1.2.3-rc.1"]);
    // A name is the text that was written: 1.10 is not 1.1, and a date is no time.
    assert_eq!(
        planned("rules:\n  - {name: a, version-names: [1.10, 2024-10-10, 1]}\n"),
        ["1", "1.10", "2024-10-10"]
    );
}

#[test]
fn h17_an_image_with_three_tags_takes_one_slot_of_each_rule() {
    let stage = docker(&[
        ("image-a", 50, &["v1"]),
        ("image-b", 40, &["v2", "2"]),
        ("image-c", 30, &["v3", "3"]),
        ("image-d", 20, &["v4", "4"]),
    ]);
    let rule = |name: &str, tags: &str, keep: u32| {
        format!("  - {{name: {name}, tags: [{tags}], keep-latest: {keep}}}\n")
    };
    let tags = "'v*', '[0-9]'";
    let policy = format!("rules:\n{}{}", rule("two", tags, 2), rule("one", tags, 1));
    assert_eq!(planned(&stage, &policy), ["v1", "v2 2"], "the larger number counts");
}
