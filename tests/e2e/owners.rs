//! A dry run of each type of package and each kind of owner, and the requests that it takes.

use github_standin::{Manifest, OwnerSeed, PackageSeed, PackageType, Token, World, days_ago};

use crate::support::{CLASSIC, ORGANIZATION, Outcome, Stage, USER, WORKFLOW, world};

/// The package that every owner here has, once for each type.
const NAME: &str = "hello";

/// Tags or names, and ages in days, from the oldest push to the newest.
const TAGGED: [(&[&str], u32); 4] =
    [(&["pr-1"], 40), (&["pr-2", "v9"], 35), (&["pr-3"], 5), (&["latest"], 2)];
const NAMED: [(&str, u32); 4] = [("1.0.0", 40), ("1.1.0", 35), ("1.2.0", 5), ("2.0.0", 2)];

/// Where the packages are, and how that is known.
struct Where {
    repository: &'static str,
    token: &'static str,
    owner: fn(&mut World) -> OwnerSeed<'_>,
    with: &'static [(&'static str, &'static str)],
    /// What is asked to find out what kind of account the owner is.
    lookup: &'static [&'static str],
    /// What the paths of the packages begin with.
    base: &'static str,
    /// The owner as the registry knows it.
    namespace: &'static str,
}

impl Where {
    /// The package in one type, where the next push is so many days old.
    fn package<'w>(&self, world: &'w mut World, kind: PackageType, days: u32) -> PackageSeed<'w> {
        let package = (self.owner)(world).package(kind, NAME);
        package.linked_to(self.repository).when(days_ago(days))
    }

    /// Pushes all versions of the package in one type.
    fn fill(&self, world: &mut World, kind: PackageType) {
        if !kind.has_tags() {
            for (name, days) in NAMED {
                self.package(world, kind, days).version(name);
            }
            return;
        }
        for (tags, days) in TAGGED {
            let mut package = self.package(world, kind, days);
            if kind == PackageType::Container {
                package.push_manifest(&Manifest::image(tags[0])).tags(tags);
            } else {
                package.version(&format!("image-of-{}", tags[0])).tags(tags);
            }
        }
    }
}

/// Runs once for each type, and compares everything that comes out.
fn each_type(place: &Where) {
    for kind in PackageType::ALL {
        let mut world = world();
        world.add_token(WORKFLOW, Token::workflow(place.repository));
        place.fill(&mut world, kind);
        let stage = Stage::in_repository(world, place.repository, place.token);
        let mut with = vec![("package-type", kind.as_str()), ("packages", NAME)];
        with.extend(place.with);
        if kind.has_tags() {
            with.extend([("tags", "pr-*"), ("older-than", "30d")]);
            let outcome = stage.dry_run(&with);
            assert_images(&outcome, kind);
            assert_requests(&outcome, place, kind);
        } else {
            with.extend([
                ("version-names", "1.*, 2.*"),
                ("older-than", "3d"),
                ("keep-version-names", "1.1.*"),
                ("min-remaining", "2"),
            ]);
            let outcome = stage.dry_run(&with);
            assert_versions(&outcome, kind);
            assert_requests(&outcome, place, kind);
        }
    }
}

fn assert_images(outcome: &Outcome, kind: PackageType) {
    outcome.assert_status(0);
    let [planned] = &outcome.list("planned")[..] else { panic!("{}", outcome.ran.log) };
    assert_eq!((planned.package.as_str(), planned.kind.as_str()), (NAME, kind.as_str()));
    assert_eq!(planned.tags, ["pr-1"]);
    assert_eq!(planned.name.starts_with("sha256:"), kind == PackageType::Container);
    assert_eq!(planned.id, 1_350_000_001);
    assert_eq!(
        planned.reason,
        "Its tag pr-1 fits pr-* of tags and it was pushed 40 days ago (older-than asks for 30d)"
    );
    assert_eq!(outcome.labels("held"), ["pr-2 v9"]);
    assert_eq!(
        outcome.reason("held", "pr-2 v9"),
        "Only some of its tags are selected; deleting it would also take v9, which stays"
    );
    assert_counts(outcome, [1, 1, 2]);
    assert_told(outcome, kind, "would delete 1 image", "`pr-1`", "`pr-2` and `v9`");
}

fn assert_versions(outcome: &Outcome, kind: PackageType) {
    outcome.assert_status(0);
    let [newer, older] = &outcome.list("planned")[..] else { panic!("{}", outcome.ran.log) };
    for (planned, name, days) in [(newer, "1.2.0", 5), (older, "1.0.0", 40)] {
        assert_eq!((planned.package.as_str(), planned.kind.as_str()), (NAME, kind.as_str()));
        assert_eq!((planned.name.as_str(), planned.tags.len()), (name, 0));
        let reason = format!(
            "Its name fits 1.* of version-names and it was pushed {days} days ago (older-than asks \
             for 3d)"
        );
        assert_eq!(planned.reason, reason);
    }
    assert_eq!(outcome.labels("held"), [""; 0]);
    assert_counts(outcome, [2, 0, 2]);
    assert_told(outcome, kind, "would delete 2 versions", "`1.0.0`", "`1.2.0`");
}

/// What is planned, held and kept, as numbers.
fn assert_counts(outcome: &Outcome, expected: [u64; 3]) {
    let counts = ["planned-count", "held-count", "kept-count"]
        .map(|name| outcome.output(name).parse::<u64>().expect("a number"));
    assert_eq!(counts, expected);
    let rest = ["failed-count", "failed", "complete", "truncated"].map(|name| outcome.output(name));
    assert_eq!(rest, ["0", "[]", "true", "false"]);
}

/// What the log and the summary say, for whoever reads no outputs.
fn assert_told(outcome: &Outcome, kind: PackageType, total: &str, one: &str, other: &str) {
    let log = &outcome.ran.log;
    let groups = outcome.commands().into_iter().filter(|command| command.name == "group");
    let groups: Vec<String> = groups.map(|group| group.message).collect();
    assert_eq!(groups, [format!("the plan for {kind}/{NAME}", kind = kind.as_str())]);
    assert!(outcome.errors().is_empty() && outcome.warnings().is_empty(), "{log}");
    let summary = outcome.ran.summary.text();
    for text in [total, one, other] {
        assert!(log.contains(text), "{text} is not in\n{log}");
        assert!(summary.contains(text), "{text} is not in\n{summary}");
    }
}

/// The lookup, the page and its proof, and of images the manifests: nothing else.
fn assert_requests(outcome: &Outcome, place: &Where, kind: PackageType) {
    let Where { base, lookup, namespace, .. } = place;
    let page = format!(
        "GET {base}/packages/{kind}/{NAME}/versions?per_page=100&state=active",
        kind = kind.as_str()
    );
    let mut expected: Vec<String> = lookup.iter().map(|&line| line.to_owned()).collect();
    if *base == "/user" && kind == PackageType::Container {
        // Under which login the registry has them.
        expected.push("GET /user".to_owned());
    }
    expected.extend([page.clone(), page]);
    assert_eq!(outcome.api_lines(), expected);

    let mut manifests: Vec<String> = outcome.lines().split_off(expected.len());
    if kind != PackageType::Container {
        assert_eq!(manifests, [""; 0], "only containers have manifests");
        return;
    }
    let asks = manifests.remove(0);
    assert_eq!(outcome.requests[expected.len()].status, Some(401), "{asks}");
    let repository = format!("repository%3A{namespace}%2F{NAME}%3Apull");
    assert_eq!(manifests.remove(0), format!("GET /token?service=ghcr.io&scope={repository}"));
    let prefix = format!("GET /v2/{namespace}/{NAME}/manifests/");
    let mut read: Vec<String> = manifests
        .iter()
        .map(|line| line.strip_prefix(&prefix).unwrap_or_else(|| panic!("{line}")).to_owned())
        .collect();
    let mut digests: Vec<String> =
        TAGGED.iter().map(|(tags, _)| Manifest::image(tags[0]).digest().to_owned()).collect();
    read.sort();
    digests.sort();
    assert_eq!(read, digests, "each tagged image once");
}

#[test]
fn an_organisation_that_the_event_tells_of() {
    each_type(&Where {
        repository: "octo-org/app",
        token: WORKFLOW,
        owner: |world| world.organization(ORGANIZATION),
        with: &[],
        lookup: &[],
        base: "/orgs/octo-org",
        namespace: "octo-org",
    });
}

#[test]
fn an_organisation_that_github_tells_of() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.organization("other-org").owned_by(USER),
        with: &[("owner", "other-org")],
        lookup: &["GET /users/other-org"],
        base: "/orgs/other-org",
        namespace: "other-org",
    });
}

#[test]
fn an_organisation_that_the_input_tells_of() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.organization("other-org").owned_by(USER),
        with: &[("owner", "other-org"), ("owner-type", "organization")],
        lookup: &[],
        base: "/orgs/other-org",
        namespace: "other-org",
    });
}

#[test]
fn a_user_that_the_event_tells_of() {
    each_type(&Where {
        repository: "octocat/app",
        token: WORKFLOW,
        owner: |world| world.user(USER),
        with: &[],
        lookup: &[],
        base: "/users/octocat",
        namespace: "octocat",
    });
}

#[test]
fn a_user_that_github_tells_of() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.user(USER),
        with: &[("owner", USER)],
        lookup: &["GET /users/octocat"],
        base: "/users/octocat",
        namespace: "octocat",
    });
}

#[test]
fn a_user_that_the_input_tells_of() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.user(USER),
        with: &[("owner", USER), ("owner-type", "user")],
        lookup: &[],
        base: "/users/octocat",
        namespace: "octocat",
    });
}

#[test]
fn the_tokens_own_account() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.user(USER),
        with: &[("owner", USER), ("owner-type", "self")],
        lookup: &[],
        base: "/user",
        namespace: "octocat",
    });
}

#[test]
fn the_tokens_own_account_is_not_looked_for_under_the_repositorys_owner() {
    each_type(&Where {
        repository: "octo-org/app",
        token: CLASSIC,
        owner: |world| world.user(USER),
        with: &[("owner", ORGANIZATION), ("owner-type", "self")],
        lookup: &[],
        base: "/user",
        namespace: "octocat",
    });
}

#[test]
fn nobody_is_behind_a_workflows_token() {
    let mut world = world();
    world.user(USER).package(PackageType::Npm, NAME).version("1.0.0");
    let stage = Stage::in_repository(world, "octocat/app", WORKFLOW);
    let with = [("owner-type", "self"), ("package-type", "npm"), ("packages", NAME)];
    let outcome = stage.dry_run(&[&with[..], &[("version-names", "*")]].concat());
    outcome.assert_status(1);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    assert!(error.contains("403: Resource not accessible by integration"), "{error}");
    assert_eq!((outcome.output("complete"), outcome.output("planned")), ("false", "[]"));
}
