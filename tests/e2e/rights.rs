//! What a dry run tells of the run that would follow it, and of the token's rights; and refusals.

use std::collections::BTreeSet;

use github_standin::{Change, Fault, Method, PackageType, Token, World, matching};

use crate::support::{CLASSIC, ORGANIZATION, Stage, USER, listed, sorted, world};

const VERSIONS: [(&str, u32, &[&str]); 6] = [
    ("1.0.0", 60, &[]),
    ("1.1.0", 50, &[]),
    ("1.2.0", 40, &[]),
    ("2.0.0-rc.1", 30, &[]),
    ("2.0.0", 20, &[]),
    ("2.1.0", 2, &[]),
];

const OLD: [(&str, &str); 3] =
    [("package-type", "npm"), ("older-than", "10d"), ("keep-version-names", "1.1.*")];

/// The package, and a classic token of its owner with these scopes.
fn with_scopes(kind: PackageType, scopes: &[&str]) -> Stage {
    let mut world = listed(kind, "app", &VERSIONS);
    world.add_token("ghp_scoped", Token::classic(USER).scopes(scopes));
    Stage::with_token(world, "ghp_scoped")
}

#[test]
fn h22_a_dry_run_plans_what_the_run_then_does() {
    let stage = Stage::new(listed(PackageType::Npm, "app", &VERSIONS));
    let dry = stage.dry_run(&OLD);
    dry.assert_status(0);
    assert_eq!(dry.planned(), ["1.0.0", "1.2.0", "2.0.0", "2.0.0-rc.1"]);
    let planned: BTreeSet<u64> = dry.list("planned").iter().map(|item| item.id).collect();

    let run = stage.run(stage.step(&OLD).with("dry-run", "false"));
    run.assert_status(0);
    let changes = stage.server.mutations();
    assert!(changes.iter().all(|change| change.change == Change::VersionDeleted), "{changes:?}");
    let deleted: BTreeSet<u64> = changes.iter().filter_map(|change| change.version).collect();
    assert_eq!(deleted, planned);

    let after = stage.dry_run(&OLD);
    after.assert_status(0);
    assert_eq!((after.planned(), after.held()), (Vec::new(), dry.held()), "nothing is left to do");
}

#[test]
fn h22_a_token_that_cannot_delete_is_told_by_the_dry_run() {
    let stage = with_scopes(PackageType::Npm, &["read:packages"]);
    let outcome = stage.dry_run(&OLD);
    outcome.assert_status(1);
    assert_eq!(outcome.output("planned-count"), "4", "the plan is told all the same");
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    let says = "the token cannot carry out this plan: it lacks the scope `delete:packages`";
    assert!(error.contains(says), "{error}");
    assert!(outcome.ran.summary.text().contains("lacks the scope `delete:packages`"));
    // The run then does not even try.
    let run = stage.run(stage.step(&OLD).with("dry-run", "false"));
    run.assert_status(1);
    assert!(run.errors()[0].contains(says), "{:?}", run.errors());
    assert!(run.requests.iter().all(|request| request.method == "GET"), "{:?}", run.lines());
}

#[test]
fn h22_what_is_known_of_the_rights_is_told_without_a_request_of_its_own() {
    for (kind, scopes, status, says) in [
        (
            PackageType::Npm,
            &["read:packages", "delete:packages"][..],
            0,
            "has the scopes that the plan needs",
        ),
        (PackageType::Maven, &["read:packages", "delete:packages", "repo"], 0, "has the scopes"),
        (PackageType::Npm, &["write:packages", "delete:packages"], 0, "has the scopes"),
    ] {
        let stage = with_scopes(kind, scopes);
        let with = [("package-type", kind.as_str()), ("older-than", "10d")];
        let outcome = stage.dry_run(&with);
        outcome.assert_status(status);
        assert!(outcome.ran.log.contains(says), "{}", outcome.ran.log);
        assert_eq!(outcome.requests.len(), 2, "{:?}", outcome.lines());
    }
    let stage = Stage::new(listed(PackageType::Npm, "app", &VERSIONS));
    let outcome = stage.dry_run(&OLD);
    outcome.assert_status(0);
    assert!(outcome.ran.log.contains("GitHub does not tell what this kind of token may do"));
}

#[test]
fn h22_a_token_needs_no_right_to_delete_where_nothing_would_go() {
    let stage = with_scopes(PackageType::Npm, &["read:packages"]);
    let outcome = stage.dry_run(&[("package-type", "npm"), ("version-names", "9.*")]);
    outcome.assert_status(0);
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
}

/// Somebody whom GitHub refuses, and what is said about it.
struct Refused {
    token: fn(&mut World) -> Token,
    said: &'static str,
    advice: &'static str,
}

const REFUSED: [Refused; 6] = [
    Refused {
        token: |_| Token::classic(USER).scopes(&["repo"]),
        said: "403: You need at least read:packages scope to get a package's versions.",
        advice: "make a token with the scopes read:packages, delete:packages",
    },
    Refused {
        token: |_| {
            Token::workflow("octo-org/app").permission(github_standin::WorkflowPermission::None)
        },
        said: "403: Resource not accessible by integration",
        advice: "Manage Actions access",
    },
    Refused {
        token: |_| Token::workflow("octo-org/other"),
        said: "404: Package not found.",
        advice: "add the workflow's repository with the role Admin",
    },
    Refused {
        token: |_| Token::fine_grained(USER),
        said: "403: Resource not accessible by personal access token",
        advice: "use the job's own token: leave `token` out",
    },
    Refused {
        token: |_| Token::installation(7),
        said: "404: Package not found.",
        advice: "if all is right: with GITHUB_TOKEN",
    },
    Refused {
        token: |world| {
            world.organization(ORGANIZATION).requiring_sso();
            Token::classic(USER)
        },
        said: "403: Resource protected by organization SAML enforcement.",
        advice: "authorise the token within the hour at https://github.com/orgs/octo-org/sso",
    },
];

#[test]
fn a_refusal_reaches_the_user_with_githubs_words_what_they_mean_and_what_to_do() {
    for Refused { token, said, advice } in REFUSED {
        let mut world = listed(PackageType::Npm, "app", &VERSIONS);
        let token = token(&mut world);
        world.add_token("refused", token);
        let stage = Stage::with_token(world, "refused");
        let outcome = stage.dry_run(&OLD);
        outcome.assert_status(1);
        let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
        assert!(error.contains("could not list the versions of npm/app"), "{error}");
        assert!(error.contains(&format!("what came: GitHub answered {said}")), "{error}");
        assert!(error.contains("what it means: ") && error.contains(advice), "{error}");
        assert_eq!((outcome.output("complete"), outcome.output("planned")), ("false", "[]"));
        assert_eq!(outcome.requests.len(), 1, "it is not asked again: {:?}", outcome.lines());
    }
}

#[test]
fn a_token_that_nobody_knows_is_told_apart() {
    let stage =
        Stage::with_token(listed(PackageType::Npm, "app", &VERSIONS), "ghp_of_another_time");
    let outcome = stage.dry_run(&OLD);
    outcome.assert_status(1);
    let error = &outcome.errors()[0];
    assert!(error.contains("401: Bad credentials"), "{error}");
    assert!(error.contains("check the input `token` and the secret that it comes from"), "{error}");
}

#[test]
fn an_owner_that_is_not_there_ends_the_run_with_outputs_and_summary() {
    let stage = Stage::with_token(world(), CLASSIC);
    let with = [("owner", "nobody"), ("packages", "app"), ("package-type", "npm")];
    let outcome = stage.dry_run(&[&with[..], &[("older-than", "1d")]].concat());
    outcome.assert_status(1);
    assert!(outcome.errors()[0].contains("check `owner`, `owner-type` and `api-url`"));
    assert_eq!(outcome.lines(), ["GET /users/nobody"]);
    assert_eq!(outcome.output("complete"), "false");
}

#[test]
fn a_package_that_fails_does_not_stop_the_others() {
    let mut world = listed(PackageType::Npm, "app", &VERSIONS);
    for name in ["lib", "web"] {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, name);
        let old = package.linked_to("octo-org/app").version("1.0.0");
        old.created(github_standin::days_ago(40)).version("2.0.0");
    }
    let stage = Stage::new(world);
    let refusal = Fault::Hostile { status: 418, message: "Short and stout.".to_owned() };
    stage.server.fail_next(matching(Method::GET, "npm/lib"), refusal, 1);
    let with = [("packages", "app, lib, web"), ("package-type", "npm"), ("older-than", "10d")];
    let outcome = stage.dry_run(&with);
    outcome.assert_status(1);
    let [error] = &outcome.errors()[..] else { panic!("{}", outcome.ran.log) };
    assert!(error.contains("npm/lib") && error.contains("418: Short and stout."), "{error}");
    let packages: Vec<_> = outcome.list("planned").into_iter().map(|item| item.package).collect();
    let packages: BTreeSet<_> = sorted(packages).into_iter().collect();
    assert_eq!(packages, ["app", "web"].map(str::to_owned).into());
}
