//! Outside of GitHub Actions: a person at a terminal.

use github_standin::{PackageType, Server};

use crate::support::{CLASSIC, WORKFLOW, listed, on_a_terminal};

fn server() -> Server {
    let versions = [("1.0.0", 40, &[][..]), ("1.1.0", 30, &[]), ("2.0.0", 2, &[])];
    Server::start(listed(PackageType::Npm, "app", &versions)).expect("a server")
}

/// What a person would set; `more` comes after it.
fn variables<'v>(api: &'v str, more: &[(&'v str, &'v str)]) -> Vec<(&'v str, &'v str)> {
    let base = [
        ("INPUT_TOKEN", CLASSIC),
        ("INPUT_OWNER", "octo-org"),
        ("INPUT_PACKAGES", "app"),
        ("INPUT_PACKAGE_TYPE", "npm"),
        ("INPUT_OLDER_THAN", "10d"),
        ("INPUT_API_URL", api),
    ];
    base.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_person_reads_the_plan_without_commands_for_a_runner() {
    let server = server();
    let api = server.api_url();
    let printed = on_a_terminal(&[], &variables(&api, &[("INPUT_DRY_RUN", "true")]));
    assert_eq!(printed.status, 0, "{}", printed.text);
    let lines: Vec<&str> = printed.text.lines().collect();
    for expected in [
        "`npm/app`: 3 versions listed",
        "the plan for npm/app",
        "  would delete `1.1.0` (id 1350000002), because it was pushed 30 days ago (`older-than` asks for `10d`)",
        "  would delete `1.0.0` (id 1350000001), because it was pushed 40 days ago (`older-than` asks for `10d`)",
        "dry run: would delete 2 versions",
    ] {
        assert!(lines.contains(&expected), "{expected} is not in\n{}", printed.text);
    }
    assert!(
        lines[0].starts_with("package-steward ") && lines[0].contains("a dry run"),
        "{lines:?}"
    );
    assert!(!printed.text.contains("::"), "{}", printed.text);
    assert!(!printed.text.contains(CLASSIC), "{}", printed.text);
    let lines: Vec<String> =
        server.requests().iter().map(github_standin::Request::target).collect();
    let page = "/orgs/octo-org/packages/npm/app/versions?per_page=100&state=active";
    assert_eq!(lines, ["/users/octo-org", page, page]);
    assert!(server.mutations().is_empty());
}

#[test]
fn an_absent_variable_means_its_default_and_the_repository_tells_owner_and_package() {
    let server = server();
    let api = server.api_url();
    let variables = [
        ("INPUT_TOKEN", WORKFLOW),
        ("GITHUB_REPOSITORY", "octo-org/app"),
        ("GITHUB_REPOSITORY_OWNER", "octo-org"),
        ("GITHUB_API_URL", api.as_str()),
        ("INPUT_PACKAGE-TYPE", "npm"),
        ("INPUT_VERSION-NAMES", "1.*"),
        ("INPUT_DRY-RUN", "true"),
    ];
    let printed = on_a_terminal(&[], &variables);
    assert_eq!(printed.status, 0, "{}", printed.text);
    assert!(printed.text.contains("dry run: would delete 2 versions"), "{}", printed.text);
}

#[test]
fn both_spellings_of_an_input_must_agree() {
    let server = server();
    let api = server.api_url();
    let agree = [("INPUT_DRY_RUN", "true"), ("INPUT_DRY-RUN", "true")];
    assert_eq!(on_a_terminal(&[], &variables(&api, &agree)).status, 0);
    let before = server.requests().len();
    let differ = [("INPUT_DRY_RUN", "true"), ("INPUT_DRY-RUN", "false")];
    let printed = on_a_terminal(&[], &variables(&api, &differ));
    assert_eq!(printed.status, 2, "{}", printed.text);
    assert!(printed.text.starts_with("error: input `dry-run`: "), "{}", printed.text);
    assert_eq!(server.requests().len(), before, "nothing was requested");
    assert!(server.mutations().is_empty());
}

#[test]
fn a_token_is_required_and_never_looked_for_elsewhere() {
    let server = server();
    let api = server.api_url();
    let mut without = variables(&api, &[("GITHUB_TOKEN", CLASSIC), ("GH_TOKEN", CLASSIC)]);
    without.retain(|(name, _)| *name != "INPUT_TOKEN");
    let printed = on_a_terminal(&[], &without);
    assert_eq!(printed.status, 2, "{}", printed.text);
    assert!(printed.text.contains("input `token`: "), "{}", printed.text);
    assert!(server.requests().is_empty());
}

#[test]
fn help_and_version_need_nothing_and_other_arguments_are_refused() {
    let help = on_a_terminal(&["--help"], &[]);
    assert_eq!(help.status, 0);
    for word in ["older-than", "keep-tags", "dry-run", "planned-count"] {
        assert!(help.text.contains(word), "{word}");
    }
    let version = on_a_terminal(&["--version"], &[]);
    assert_eq!(version.text, format!("package-steward {}\n", env!("CARGO_PKG_VERSION")));
    let refused = on_a_terminal(&["--dry-run"], &[]);
    assert_eq!(refused.status, 2);
    assert!(refused.text.contains("INPUT_"), "{}", refused.text);
}
