//! Which packages a run looks at, and what it asks to find them.

use github_standin::{PackageType, Visibility, World, days_ago};

use crate::support::{CLASSIC, ORGANIZATION, Stage, WORKFLOW, sorted, world};

/// Selects everything in a package but its newest version.
const ALL: (&str, &str) = ("version-names", "*");

/// Packages of one type, each with an old and a new version.
fn packages(world: &mut World, kind: PackageType, names: &[&str]) {
    for name in names {
        let package = world.organization(ORGANIZATION).package(kind, name);
        let old = package.linked_to("octo-org/app").version("1.0.0").created(days_ago(40));
        old.version("2.0.0").created(days_ago(2));
    }
}

fn npm(names: &[&str]) -> World {
    let mut world = world();
    packages(&mut world, PackageType::Npm, names);
    world
}

/// The packages of which something is planned.
fn looked_at(stage: &Stage, with: &[(&str, &str)]) -> Vec<String> {
    let outcome = stage.dry_run(with);
    outcome.assert_status(0);
    outcome
        .list("planned")
        .into_iter()
        .map(|item| format!("{}/{}", item.kind, item.package))
        .collect()
}

/// The two requests that a package with one page of versions takes.
fn page_and_proof(package: &str) -> Vec<String> {
    let page = format!("GET /orgs/octo-org/packages/{package}/versions?per_page=100&state=active");
    vec![page; 2]
}

#[test]
fn a_glob_takes_one_listing_of_packages_and_a_classic_token() {
    let names = ["app", "app/api", "app/old", "app/deep/er", "lib", "App/x"];
    let stage = Stage::with_token(npm(&names), CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "app/*, !*/old"), ALL]);
    outcome.assert_status(0);
    assert_eq!(outcome.labels("planned"), ["1.0.0"]);
    assert_eq!(outcome.list("planned")[0].package, "app/api");
    let listing = "GET /orgs/octo-org/packages?package_type=npm&per_page=100";
    let expected = [vec![listing.to_owned()], page_and_proof("npm/app%2Fapi")].concat();
    assert_eq!(outcome.lines(), expected);
}

#[test]
fn in_package_names_one_star_stops_at_a_slash_and_two_do_not() {
    let stage = Stage::with_token(npm(&["app", "app/api", "app/deep/er", "lib"]), CLASSIC);
    for (packages, expected) in [
        ("*", &["npm/app", "npm/lib"][..]),
        ("app/*", &["npm/app/api"]),
        ("app/**", &["npm/app/api", "npm/app/deep/er"]),
        ("**", &["npm/app", "npm/app/api", "npm/app/deep/er", "npm/lib"]),
        ("**, !app/**", &["npm/app", "npm/lib"]),
        ("?ib", &["npm/lib"]),
        ("[a-b]pp\nlib", &["npm/app", "npm/lib"]),
    ] {
        let found = looked_at(&stage, &[("package-type", "npm"), ("packages", packages), ALL]);
        assert_eq!(sorted(found), expected, "{packages}");
    }
}

#[test]
fn a_name_beside_a_glob_is_looked_at_once() {
    let stage = Stage::with_token(npm(&["app", "lib"]), CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "lib, l*, lib"), ALL]);
    assert_eq!(outcome.labels("planned"), ["1.0.0"]);
    let listing = "GET /orgs/octo-org/packages?package_type=npm&per_page=100";
    let expected = [vec![listing.to_owned()], page_and_proof("npm/lib")].concat();
    assert_eq!(outcome.lines(), expected);
}

#[test]
fn a_glob_with_a_workflows_token_is_answered_with_what_to_do() {
    let stage = Stage::new(npm(&["app"]));
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "a*"), ALL]);
    outcome.assert_status(1);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    for part in [
        "400: Invalid argument.",
        "GITHUB_TOKEN can't list the packages of an owner",
        "write the packages' exact names instead of globs: `with: { packages: NAME }`; or in Settings",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    assert_eq!((outcome.output("complete"), outcome.output("planned")), ("false", "[]"));
    assert!(outcome.ran.summary.text().contains("Invalid argument."), "the summary tells it too");
    assert_eq!(outcome.requests.len(), 1, "{:?}", outcome.lines());
}

#[test]
fn names_that_are_written_out_need_no_listing_and_no_more_than_a_workflows_token() {
    let stage = Stage::new(npm(&["app", "lib", "web"]));
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "web\napp"), ALL]);
    outcome.assert_status(0);
    let expected = [page_and_proof("npm/app"), page_and_proof("npm/web")].concat();
    assert_eq!(sorted(outcome.lines()), expected);
}

#[test]
fn several_types_and_packages_are_planned_in_one_run() {
    let mut world = npm(&["app", "lib"]);
    packages(&mut world, PackageType::Maven, &["app"]);
    packages(&mut world, PackageType::Nuget, &["lib"]);
    let stage = Stage::new(world);
    let types = ("package-type", "nuget, npm\nmaven, npm");
    let outcome = stage.dry_run(&[types, ("packages", "app, lib"), ALL]);
    outcome.assert_status(0);
    let items = outcome.list("planned").into_iter();
    let found: Vec<_> = items.map(|item| format!("{}/{}", item.kind, item.package)).collect();
    assert_eq!(found, ["nuget/lib", "npm/app", "npm/lib", "maven/app"]);
    // What is missing in one type and found in another is not missing.
    assert!(outcome.errors().is_empty() && outcome.notices().is_empty(), "{}", outcome.ran.log);
    assert_eq!(outcome.output("complete"), "true");
    assert_eq!(outcome.requests.len(), 4 * 2 + 2, "{:?}", outcome.lines());
}

#[test]
fn auto_is_the_repositorys_name_as_each_registry_writes_it() {
    let mut world = world();
    packages(&mut world, PackageType::Npm, &["app"]);
    packages(&mut world, PackageType::Nuget, &["App"]);
    let stage = Stage::in_repository(world, "Octo-Org/App", WORKFLOW);
    let outcome = stage.dry_run(&[("package-type", "npm, nuget"), ALL]);
    outcome.assert_status(0);
    let targets = ["npm/app", "nuget/App"].map(page_and_proof).concat();
    let expected: Vec<_> =
        targets.iter().map(|line| line.replace("octo-org", "Octo-Org")).collect();
    assert_eq!(sorted(outcome.lines()), expected);
}

#[test]
fn packages_are_read_at_once_and_told_in_order() {
    // The first takes five requests one after the other at least, the others two.
    let mut world = npm(&["b", "c", "d"]);
    for patch in 0..350 {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, "a");
        package.version(&format!("1.0.{patch}")).created(days_ago(9));
    }
    let stage = Stage::with_token(world, CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "a, b, c, d"), ALL]);
    outcome.assert_status(0);
    let first_of = |package: &str| {
        outcome
            .lines()
            .iter()
            .position(|line| line.contains(&format!("npm/{package}/")))
            .expect(package)
    };
    let last_of_a = outcome.lines().iter().rposition(|line| line.contains("npm/a/")).expect("a");
    assert!(["b", "c", "d"].iter().all(|package| first_of(package) < last_of_a));
    let told = |package: &str| outcome.ran.log.find(&format!("npm/{package}")).expect(package);
    let places = ["a", "b", "c", "d"].map(told);
    assert!(places.is_sorted(), "{}", outcome.ran.log);
}

#[test]
fn a_missing_package_fails_the_run_and_does_not_stop_the_others() {
    let stage = Stage::new(npm(&["app", "web"]));
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "app, ap, web"), ALL]);
    outcome.assert_status(1);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    for part in ["npm/ap", "404: Package not found.", "no sufficient role", "check the name"] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    assert_eq!(outcome.output("planned-count"), "2");
    assert_eq!(outcome.output("complete"), "false");
}

#[test]
fn a_missing_package_is_let_pass_when_that_is_asked_for() {
    let stage = Stage::new(npm(&["app"]));
    let missing = ("if-missing", "ignore");
    let outcome =
        stage.dry_run(&[("package-type", "npm, maven"), ("packages", "app, ap"), missing, ALL]);
    outcome.assert_status(0);
    let [notice] = &outcome.notices()[..] else { panic!("{}", outcome.ran.log) };
    assert!(notice.contains("there is no package `ap` of type npm and maven"), "{notice}");
    assert_eq!((outcome.output("planned-count"), outcome.output("complete")), ("1", "true"));
}

#[test]
fn what_github_refuses_for_another_reason_is_not_missing() {
    let mut world = npm(&["app"]);
    world.add_token("ghp_blind", github_standin::Token::classic("octocat").scopes(&["repo"]));
    let stage = Stage::with_token(world, "ghp_blind");
    let missing = ("if-missing", "ignore");
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "app"), missing, ALL]);
    outcome.assert_status(1);
    assert!(outcome.errors()[0].contains("read:packages"), "{:?}", outcome.errors());
}

#[test]
fn a_glob_that_nothing_fits_is_warned_of() {
    let stage = Stage::with_token(npm(&["app"]), CLASSIC);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("packages", "lib-*"), ALL]);
    outcome.assert_status(0);
    assert!(outcome.warnings()[0].contains("no package of this owner fits `packages`"));
    assert_eq!((outcome.requests.len(), outcome.output("planned")), (1, "[]"));
}

fn of_each_visibility() -> World {
    let mut world = world();
    for (name, visibility) in [
        ("seen", Visibility::Public),
        ("shared", Visibility::Internal),
        ("hidden", Visibility::Private),
    ] {
        packages(&mut world, PackageType::Npm, &[name]);
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, name);
        package.visibility(visibility);
    }
    world
}

#[test]
fn visibility_narrows_a_listing() {
    let stage = Stage::with_token(of_each_visibility(), CLASSIC);
    for (visibility, name) in [("public", "seen"), ("internal", "shared"), ("private", "hidden")] {
        let with = [("package-type", "npm"), ("packages", "*"), ("visibility", visibility), ALL];
        let outcome = stage.dry_run(&with);
        let listing = format!(
            "GET /orgs/octo-org/packages?package_type=npm&per_page=100&visibility={visibility}"
        );
        let expected = [vec![listing], page_and_proof(&format!("npm/{name}"))].concat();
        assert_eq!(outcome.lines(), expected);
        assert_eq!(outcome.list("planned")[0].package, name);
    }
}

#[test]
fn visibility_of_a_name_is_looked_up_before_its_versions() {
    let stage = Stage::new(of_each_visibility());
    let packages = ("packages", "hidden, seen");
    let outcome =
        stage.dry_run(&[("package-type", "npm"), packages, ("visibility", "public"), ALL]);
    outcome.assert_status(0);
    let looks = ["hidden", "seen"].map(|name| format!("GET /orgs/octo-org/packages/npm/{name}"));
    assert_eq!(outcome.lines(), [looks.to_vec(), page_and_proof("npm/seen")].concat());
    assert_eq!(outcome.list("planned")[0].package, "seen");
}

/// One package linked to each of two repositories, and one that is linked to none.
fn of_each_repository() -> World {
    let mut world = npm(&["ours", "ours/too"]);
    let organization = world.organization(ORGANIZATION);
    let theirs = organization.package(PackageType::Npm, "theirs").linked_to("octo-org/web");
    theirs.version("1.0.0").created(days_ago(40)).version("2.0.0").created(days_ago(2));
    let nobodys = world.organization(ORGANIZATION).package(PackageType::Npm, "nobodys");
    nobodys.version("1.0.0").created(days_ago(40)).version("2.0.0").created(days_ago(2));
    world
}

#[test]
fn repository_narrows_a_listing_to_what_is_linked_to_it() {
    let stage = Stage::with_token(of_each_repository(), CLASSIC);
    let with = [("package-type", "npm"), ("packages", "**"), ("repository", "Octo-Org/App"), ALL];
    let outcome = stage.dry_run(&with);
    outcome.assert_status(0);
    let listing = "GET /orgs/octo-org/packages?package_type=npm&per_page=100".to_owned();
    let looked_at = ["npm/ours", "npm/ours%2Ftoo"].map(page_and_proof).concat();
    assert_eq!(sorted(outcome.lines()), sorted([vec![listing], looked_at].concat()));
    assert_eq!(outcome.output("planned-count"), "2");
}

#[test]
fn a_name_that_is_linked_to_another_repository_is_an_error_and_left_alone() {
    let stage = Stage::with_token(of_each_repository(), CLASSIC);
    let packages = ("packages", "theirs, nobodys, ours");
    let repository = ("repository", "octo-org/app");
    let outcome = stage.dry_run(&[("package-type", "npm"), packages, repository, ALL]);
    outcome.assert_status(1);
    let looks =
        ["nobodys", "ours", "theirs"].map(|name| format!("GET /orgs/octo-org/packages/npm/{name}"));
    assert_eq!(outcome.lines(), [looks.to_vec(), page_and_proof("npm/ours")].concat());
    let [nobodys, theirs] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    for (error, said) in [
        (nobodys, "it is linked to no repository"),
        (theirs, "it is linked to the repository octo-org/web"),
    ] {
        assert!(error.contains(said) && error.contains("correct `packages` or `repository`"));
    }
    assert_eq!((outcome.output("planned-count"), outcome.output("complete")), ("1", "false"));
}
