//! Hazards in finding out what is there, each by its number.

use github_standin::{Fault, Method, PackageType, Server, World, days_ago, matching};

use crate::support::{CLASSIC, ORGANIZATION, Outcome, Stage, listed, world};

/// A package with so many versions, of which the oldest has the lowest number.
fn many(name: &str, versions: u32) -> World {
    let mut world = world();
    let package = world.organization(ORGANIZATION).package(PackageType::Npm, name);
    let mut seed = package.linked_to("octo-org/app").version("0.0.0").created(days_ago(400));
    for number in 1..versions {
        seed = seed.version(&format!("0.0.{number}")).created(days_ago(300));
    }
    world
}

const EVERYTHING: [(&str, &str); 3] =
    [("package-type", "npm"), ("version-names", "*"), ("min-remaining", "0")];

/// Runs on 250 versions, which are three pages, with something done to their listing.
fn disturbed(disturb: impl FnOnce(&Server)) -> Outcome {
    let stage = Stage::new(many("app", 250));
    disturb(&stage.server);
    stage.dry_run(&EVERYTHING)
}

#[track_caller]
fn assert_nothing_goes(outcome: &Outcome, why: &str) {
    assert_eq!(outcome.output("planned-count"), "0");
    assert_ne!(outcome.output("held-count"), "0");
    assert_eq!(outcome.output("complete"), "false");
    let reason = &outcome.list("held")[0].reason;
    let begins = "The package could not be listed in full and unchanged: ";
    assert!(reason.starts_with(begins) && reason.contains(why), "{why} is not in {reason}");
    let warnings = outcome.warnings();
    assert!(
        warnings.iter().any(|one| one.contains("npm/app") && one.contains(why)),
        "{warnings:?}"
    );
}

#[test]
fn h20_three_pages_are_read_and_proved_with_two_requests() {
    let outcome = disturbed(|_| {});
    outcome.assert_status(0);
    assert_eq!(outcome.requests.len(), 3 + 2, "{:?}", outcome.lines());
    // All but the one that a package must keep.
    assert_eq!((outcome.output("planned-count"), outcome.output("held-count")), ("249", "1"));
}

#[test]
fn h20_a_page_that_is_empty_before_the_last_ends_the_listing_and_nothing_goes() {
    let outcome = disturbed(|server| {
        server.fail_next(matching(Method::GET, "page=2"), Fault::EmptyPage, 99);
    });
    assert_nothing_goes(&outcome, "page 2");
}

#[test]
fn h20_a_page_that_repeats_another_ends_the_listing_and_nothing_goes() {
    let outcome = disturbed(|server| {
        server.fail_next(matching(Method::GET, "page=2"), Fault::RepeatedPage, 99);
    });
    assert_nothing_goes(&outcome, "page 2");
}

#[test]
fn h20_a_page_whose_links_are_missing_is_not_taken_for_the_last() {
    let outcome = disturbed(|server| {
        server.fail_next(matching(Method::GET, "/versions"), Fault::MissingLink, 99);
    });
    assert_nothing_goes(&outcome, "page");
}

#[test]
fn h20_a_refusal_in_the_middle_ends_the_listing_and_nothing_goes() {
    let refusal = Fault::Hostile { status: 400, message: "No deeper.".to_owned() };
    let outcome = disturbed(|server| {
        server.fail_next(matching(Method::GET, "page=2"), refusal, 99);
    });
    assert_nothing_goes(&outcome, "No deeper.");
}

#[test]
fn h20_the_words_of_links_in_a_packages_name_mislead_nobody() {
    for name in ["prev", "rel=next", "last>; rel=\"last\"", "page=1&per_page=2", "a, <b>; c"] {
        let stage = Stage::with_token(many(name, 120), CLASSIC);
        let with = [("packages", "*"), ("package-type", "npm"), ("version-names", "*")];
        let outcome = stage.dry_run(&with);
        outcome.assert_status(0);
        assert_eq!(outcome.output("planned-count"), "119", "{name}");
        assert_eq!(outcome.requests.len(), 1 + 2 + 2, "{:?}", outcome.lines());
    }
}

#[test]
fn h09_that_a_package_would_be_empty_is_never_concluded() {
    // Whatever is listed, whole or in part: no plan takes the last version, nor the package.
    let partly = [(Fault::EmptyPage, 99), (Fault::MissingLink, 99), (Fault::MissingLink, 0)];
    for (fault, times) in partly {
        let outcome = disturbed(|server| {
            server.fail_next(matching(Method::GET, "/versions"), fault.clone(), times);
        });
        let planned: u64 = outcome.output("planned-count").parse().expect("a number");
        assert!(planned < 250, "{fault:?}: {planned}");
        assert!(!outcome.ran.log.contains("with all its versions"), "{}", outcome.ran.log);
    }
    let single = Stage::new(listed(PackageType::Docker, "app", &[("image", 40, &["v1"])]));
    for keep in ["latest", "none"] {
        let with = [("package-type", "docker"), ("tags", "*"), ("keep-tags", keep)];
        let outcome = single.dry_run(&[&with[..], &[("min-remaining", "0")]].concat());
        assert_eq!((outcome.planned(), outcome.held()), (Vec::new(), vec!["v1".to_owned()]));
        assert!(outcome.reason("held", "v1").contains("nothing tagged, would stay (last-version)"));
    }
}

#[test]
fn h09_a_run_that_takes_all_that_it_may_leaves_a_version_and_the_package() {
    let versions = [("1.0.0", 40, &[][..]), ("1.1.0", 30, &[]), ("1.2.0", 20, &[])];
    let stage = Stage::new(listed(PackageType::Npm, "app", &versions));
    let outcome = stage.run(stage.step(&EVERYTHING).with("dry-run", "false"));
    outcome.assert_status(0);
    let changing = outcome.requests.iter().filter(|request| request.method != "GET");
    let changing: Vec<String> = changing.map(github_standin::Request::line).collect();
    let path = "DELETE /orgs/octo-org/packages/npm/app/versions";
    assert_eq!(changing, [1, 2].map(|number| format!("{path}/135000000{number}")));
    let world = stage.server.world();
    let package = world.package(ORGANIZATION, PackageType::Npm, "app").expect("the package");
    assert_eq!(
        package.versions.active().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["1.2.0"]
    );
}

#[test]
fn h26_a_name_with_slashes_and_other_signs_addresses_that_package_alone() {
    let names = [
        ("app/api", "app%2Fapi"),
        ("app/versions/7", "app%2Fversions%2F7"),
        ("ocm/v0.0.1/github.com/x/restore", "ocm%2Fv0.0.1%2Fgithub.com%2Fx%2Frestore"),
        ("a+b&c#d=e;f", "a%2Bb%26c%23d%3De%3Bf"),
        ("größe", "gr%C3%B6%C3%9Fe"),
    ];
    let mut world = world();
    for (name, _) in names {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, name);
        let old = package.linked_to("octo-org/app").version("1.0.0").created(days_ago(40));
        old.version("2.0.0").created(days_ago(2));
    }
    let stage = Stage::new(world);
    for (name, encoded) in names {
        let with = [("package-type", "npm"), ("packages", name), ("older-than", "30d")];
        let outcome = stage.dry_run(&with);
        outcome.assert_status(0);
        let path = format!("GET /orgs/octo-org/packages/npm/{encoded}/versions");
        let lines: Vec<String> =
            outcome.requests.iter().map(github_standin::Request::line).collect();
        assert_eq!(lines, [path.as_str(), path.as_str()]);
        let [planned] = &outcome.list("planned")[..] else { panic!("{}", outcome.ran.log) };
        assert_eq!((planned.package.as_str(), planned.name.as_str()), (name, "1.0.0"));
    }
}

#[test]
fn h26_the_case_of_an_owner_is_githubs_matter_and_the_registry_gets_lower_case() {
    let mut world = world();
    let package = world.organization(ORGANIZATION).package(PackageType::Container, "app/api");
    let mut package = package.linked_to("octo-org/app").when(days_ago(40));
    for tag in ["pr-1", "latest"] {
        package.push_manifest(&github_standin::Manifest::image(tag)).tags(&[tag]);
    }
    let stage = Stage::with_token(world, CLASSIC);
    let with = [("owner", "Octo-ORG"), ("packages", "app/api"), ("tags", "pr-*")];
    let outcome = stage.dry_run(&with);
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["pr-1"]);
    let page = "GET /orgs/Octo-ORG/packages/container/app%2Fapi/versions?per_page=100&state=active";
    assert_eq!(outcome.api_lines(), [page, page]);
    let manifests = outcome.lines().into_iter().filter(|line| line.contains("/manifests/"));
    for line in manifests {
        assert!(line.starts_with("GET /v2/octo-org/app/api/manifests/sha256:"), "{line}");
    }
}
