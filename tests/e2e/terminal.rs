//! Outside of GitHub Actions: a person at a terminal.

use github_standin::{PackageType, Server};

use crate::support::{CLASSIC, WORKFLOW, listed, on_a_real_terminal, on_a_terminal};

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
fn a_terminal_gets_colours_and_a_bar_and_says_the_same_as_a_log() {
    let names: Vec<String> = (0..1_500).map(|number| format!("1.0.{number}")).collect();
    let versions: Vec<(&str, u32, &[&str])> =
        names.iter().map(|name| (name.as_str(), 40, &[][..])).collect();
    let server = Server::start(listed(PackageType::Npm, "app", &versions)).expect("a server");
    let api = server.api_url();
    let with = |more: &[(&'static str, &'static str)]| {
        let few = [("INPUT_DRY_RUN", "true"), ("INPUT_VERSION_NAMES", "1.0.1?")];
        let more: Vec<(&str, &str)> = few.iter().chain(more).copied().collect();
        on_a_real_terminal(&variables(&api, &more)).text.replace("\r\n", "\n")
    };
    let seen = with(&[("TERM", "xterm")]);
    assert!(seen.contains("\u{1b}[1mthe plan for npm/app\u{1b}[0m\n"), "{seen}");
    assert!(seen.contains("\r\u{1b}[2K\u{1b}[?7l[#####"), "{seen}");
    assert!(seen.contains("of 15 pages listed\u{1b}[?7h"), "{seen}");
    let plain = with(&[("TERM", "dumb")]);
    assert!(!plain.contains('\u{1b}'), "{plain}");
    // What remains to be seen when the bar is gone, without its colours, and but for what is left of the hour.
    let rest = |line: &str| {
        let line = line.rsplit("\u{1b}[2K").next().unwrap_or_default();
        line.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "")
    };
    let of_the_run = |line: &String| !line.starts_with("rate limit");
    let told: Vec<String> = seen.lines().map(rest).filter(of_the_run).collect();
    let expected: Vec<String> = plain.lines().map(str::to_owned).filter(of_the_run).collect();
    assert!(expected.len() > 10, "{plain}");
    assert_eq!(told, expected);
    let bar_alone = with(&[("TERM", "xterm"), ("NO_COLOR", "1")]);
    assert!(!bar_alone.contains("\u{1b}[1m") && bar_alone.contains("pages listed"), "{bar_alone}");
    let in_actions = with(&[("TERM", "xterm"), ("FORCE_COLOR", "1"), ("GITHUB_ACTIONS", "true")]);
    assert!(!in_actions.contains('\u{1b}'), "{in_actions}");
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
