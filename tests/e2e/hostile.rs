//! What registries, and whoever pushes to them, write into names, tags and errors. Log, outputs and
//! summary are read as the runner reads them: nothing of it is obeyed, and nothing lost.

use std::fs;

use github_standin::runner::{Summary, read_outputs};
use github_standin::{Fault, Method, PackageType, World, days_ago, matching};

use crate::support::{ACTION, CLASSIC, ORGANIZATION, Outcome, Stage, listed, sorted, world};

/// Texts that would do something where they are not neutralised.
const HOSTILE: [&str; 14] = [
    "##[set-output name=planned;]evil",
    "::set-output name=planned::evil",
    "::set-env name=PATH::/evil",
    "  ::add-mask::v1",
    "a\n::error title=evil::b",
    "a\r\n##[add-path]/evil",
    "::stop-commands::evil",
    "%0A::warning::evil%0D",
    "planned<<EOF\nevil\nEOF",
    "</code></details><img src=x onerror=alert(1)>",
    "`|**evil**|\n\n# Evil\n\n[evil](https://evil.example)",
    "@octocat closes #1 https://evil.example",
    "$(touch evil)`touch evil`${{ github.token }}",
    "\u{1b}[2J\u{202e}live\u{0}\u{7}",
];

/// The commands by which we speak to the runner.
const OURS: [&str; 7] = ["add-mask", "group", "endgroup", "debug", "notice", "warning", "error"];

/// The only files that a step may write to, by the variable that names each.
const OTHER_FILES: [&str; 3] = ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE"];

/// Runs with everything told, and fails where the runner, the page or a terminal would obey any of it.
fn told(stage: &Stage, with: &[(&str, &str)]) -> Outcome {
    let files = OTHER_FILES.map(|name| (name, stage.job.workspace().join(name)));
    let mut step = stage.step(with).env("RUNNER_DEBUG", "1");
    for (name, file) in &files {
        fs::write(file, "").expect("a file");
        step = step.env(name, &file.display().to_string());
    }
    let outcome = stage.dry_run_of(step);
    for (name, file) in &files {
        assert_eq!(fs::read_to_string(file).expect("the file"), "", "{name}");
    }
    assert_log_is_ours(&outcome);
    assert_page_is_ours(&outcome);
    outcome
}

fn assert_log_is_ours(outcome: &Outcome) {
    let log = &outcome.ran.log;
    for command in outcome.commands() {
        assert!(OURS.contains(&command.name.as_str()), "{command:?}");
        if let Some(title) = command.property("title") {
            let ours = title.starts_with("package-steward") || title == "Unsound input";
            assert!(ours, "{command:?}");
        }
        if command.name == "add-mask" {
            assert_eq!(command.message, CLASSIC);
        }
        if command.name == "group" {
            assert!(command.message.starts_with("the plan for "), "{command:?}");
        }
    }
    let unseen = |sign: char| sign.is_control() && sign != '\n' || sign == '\u{202e}';
    assert!(!log.contains(unseen), "{log:?}");
}

/// Outside of code the page has no markup but ours, and nothing that GitHub makes a mention, a reference
/// or a link of: those it looks for in what the page has become, where `&#64;` is `@` again.
fn assert_page_is_ours(outcome: &Outcome) {
    let Summary::Shown(page) = &outcome.ran.summary else { panic!("{:?}", outcome.ran.summary) };
    for line in page.lines() {
        assert!(!line.starts_with("# "), "{line}");
        let parts: Vec<&str> = line.split('`').collect();
        assert_eq!(parts.len() % 2, 1, "code that does not end: {line}");
        for text in parts.into_iter().step_by(2) {
            for markup in ["<img", "**evil", "]("] {
                assert!(!text.contains(markup), "{line}");
            }
            let rendered = unnumbered(text);
            for made in ["@octocat", "#1", "https://evil"] {
                assert!(!rendered.contains(made), "{line}");
            }
        }
    }
    assert!(!page.contains(|sign: char| sign.is_control() && sign != '\n'), "{page:?}");
    let count = |tag: &str| page.lines().filter(|line| *line == tag).count();
    assert_eq!(count("<details>"), count("</details>"));
}

/// The text with what is written by number in it as the signs that it stands for.
fn unnumbered(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').expect("the end of a number");
        let sign = number.parse().ok().and_then(char::from_u32).expect("the number of a sign");
        plain.push(sign);
        plain.push_str(rest);
    }
    plain
}

fn packages(world: &mut World, kind: PackageType, name: &str, versions: &[&str]) {
    for version in versions {
        let package = world.organization(ORGANIZATION).package(kind, name);
        package.linked_to("octo-org/app").version(version).created(days_ago(40));
    }
}

#[test]
fn h32_tags_are_told_and_not_obeyed() {
    let names: Vec<String> = (0..HOSTILE.len()).map(|place| format!("image-{place}")).collect();
    let mut world = listed(PackageType::Docker, "app", &[("image", 2, &["latest"])]);
    for (name, tag) in names.iter().zip(HOSTILE) {
        let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
        package.version(name).created(days_ago(40)).tags(&[tag]);
        // One more of each that is held, for the tag that stays is named in the reason.
        let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
        let held = package.version(&format!("held-{name}")).created(days_ago(40));
        held.tags(&[&format!("x{tag}"), &format!("v1-{name}")]);
    }
    let stage = Stage::with_token(world, CLASSIC);
    let keep = ("keep-tags", "none");
    let outcome = told(&stage, &[("package-type", "docker"), ("older-than", "30d"), keep]);
    outcome.assert_status(0);
    let planned = outcome.list("planned");
    for tag in HOSTILE {
        assert!(planned.iter().any(|item| item.tags == [tag]), "{tag:?} came back as another text");
    }
    let outcome = told(&stage, &[("package-type", "docker"), ("tags", "v1-*"), keep]);
    outcome.assert_status(0);
    assert_eq!(outcome.list("held").len(), HOSTILE.len());
}

#[test]
fn h32_names_of_versions_and_packages_are_told_and_not_obeyed() {
    let mut world = world();
    for name in HOSTILE {
        packages(&mut world, PackageType::Maven, name, &HOSTILE);
    }
    let stage = Stage::with_token(world, CLASSIC);
    let with = [("package-type", "maven"), ("packages", "**"), ("older-than", "30d")];
    let outcome = told(&stage, &with);
    outcome.assert_status(0);
    let planned = outcome.list("planned").into_iter().map(|item| (item.package, item.name));
    let held = outcome.list("held").into_iter().map(|item| (item.package, item.name));
    let found = sorted(planned.chain(held).collect::<Vec<_>>());
    let each = |package: &'static str| {
        HOSTILE.iter().map(move |name| (package.to_owned(), (*name).to_owned()))
    };
    assert_eq!(found, sorted(HOSTILE.into_iter().flat_map(each).collect::<Vec<_>>()));
}

#[test]
fn h32_the_words_of_an_error_are_told_and_not_obeyed() {
    for message in HOSTILE {
        let stage =
            Stage::with_token(listed(PackageType::Npm, "app", &[("1.0.0", 9, &[])]), CLASSIC);
        let fault = Fault::Hostile { status: 400, message: message.to_owned() };
        stage.server.fail_next(matching(Method::GET, "/versions"), fault, 1);
        let outcome = told(&stage, &[("package-type", "npm"), ("older-than", "1d")]);
        outcome.assert_status(1);
        let errors: Vec<_> =
            outcome.commands().into_iter().filter(|command| command.name == "error").collect();
        let [error] = &errors[..] else { panic!("{errors:?}") };
        assert_eq!(error.property("title"), Some("package-steward: npm/app"));
        assert!(error.message.contains("GitHub answered 400: "), "{error:?}");
    }
}

#[test]
fn h32_the_words_of_inputs_are_told_and_not_obeyed() {
    let stage = Stage::with_token(listed(PackageType::Maven, "app", &[("1.0.0", 9, &[])]), CLASSIC);
    for text in HOSTILE {
        // No variable can hold a NUL.
        let text = text.replace('\0', "");
        let with = [("package-type", "maven"), ("version-names", "*"), ("tag-status", &text)];
        let outcome = stage.run(stage.step(&with));
        outcome.assert_status(2);
        assert_log_is_ours(&outcome);
    }
}

#[test]
fn h33_outputs_and_summary_are_appended_to_the_files_that_the_runner_reads() {
    let world = listed(PackageType::Npm, "app", &[("1.0.0", 40, &[]), ("2.0.0", 2, &[])]);
    let stage = Stage::new(world);
    let [output, summary] = ["outputs", "summary"].map(|name| stage.job.workspace().join(name));
    fs::write(&output, "before=1\nopen<<E\ntext\nE").expect("a file");
    fs::write(&summary, "before").expect("a file");
    let step = stage.step(&[("package-type", "npm"), ("older-than", "30d"), ("dry-run", "true")]);
    let step = step.env("GITHUB_OUTPUT", &output.display().to_string());
    let outcome = stage.run(step.env("GITHUB_STEP_SUMMARY", &summary.display().to_string()));
    outcome.assert_status(0);

    let outputs = read_outputs(&fs::read_to_string(&output).expect("outputs")).expect("outputs");
    let names: Vec<&str> = outputs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..2], ["before", "open"], "what was there is there still");
    for name in ACTION.outputs() {
        assert!(names.contains(&name.as_str()), "{name}");
    }
    let planned = outputs.iter().find(|(name, _)| name == "planned-count").expect("a count");
    assert_eq!(planned.1, "1");
    let page = fs::read_to_string(&summary).expect("a summary");
    assert!(page.starts_with("before\n") && page.contains("\n## Dry run: "), "{page}");
    assert!(outcome.ran.outputs.as_ref().is_ok_and(Vec::is_empty), "written elsewhere");
    assert!(!outcome.ran.log.contains("::set-output"), "{}", outcome.ran.log);
}

#[test]
fn h33_a_file_that_cannot_be_written_fails_the_run_and_is_named() {
    let world = listed(PackageType::Npm, "app", &[("1.0.0", 40, &[]), ("2.0.0", 2, &[])]);
    let stage = Stage::new(world);
    let nowhere = stage.job.workspace().join("no/such/file").display().to_string();
    for variable in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
        let with = [("package-type", "npm"), ("older-than", "30d"), ("dry-run", "true")];
        let outcome = stage.run(stage.step(&with).env(variable, &nowhere));
        outcome.assert_status(1);
        let errors = outcome.errors();
        let [error] = &errors[..] else { panic!("{errors:?}") };
        assert!(error.contains(variable) && error.contains(&nowhere), "{error}");
    }
}
