use super::super::super::escape::hostile;
use super::super::super::samples::{
    ended, failed, hostile_runs, judged, key, large_run, listed, noticed, planned, small_run,
    started, version,
};
use super::*;
use crate::domain::{Misfit, PackageType, Reason};

fn log(detail: Detail, events: impl IntoIterator<Item = Event>) -> Vec<LogLine> {
    let mut log = Log::new(detail);
    events.into_iter().flat_map(|event| log.observe(&event)).collect()
}

/// The lines in a form that is easy to compare.
fn written(lines: &[LogLine]) -> Vec<String> {
    let annotation = |kind: &str, annotation: &super::super::Annotation| {
        let message: Vec<&str> = annotation.message.iter().map(Line::as_str).collect();
        format!("{kind} [{}] {}", annotation.title, message.join(" / "))
    };
    let write = |line: &LogLine| match line {
        LogLine::Group(title) => format!("> {title}"),
        LogLine::EndGroup => "<".to_owned(),
        LogLine::Text(text) => text.to_string(),
        LogLine::Debug(text) => format!("debug {text}"),
        LogLine::Notice(notice) => annotation("notice", notice),
        LogLine::Warning(warning) => annotation("warning", warning),
        LogLine::Error(error) => annotation("error", error),
    };
    lines.iter().map(write).collect()
}

#[test]
fn the_log_of_a_small_run_reads_like_a_story() {
    assert_eq!(
        written(&log(Detail::Decisions, small_run())),
        [
            "package-steward 0.1.0, a dry run that changes nothing, for `octocat`",
            "`container/web`: 6 versions listed",
            "> the plan for container/web",
            "would delete `pr-5` (`sha256:000000000000`, id 5), because its tag `pr-5` fits `pr-*` of `tags`",
            "held: `pr-3` and `v3` (`sha256:000000000000`, id 3), because only some of its tags are \
         selected; deleting it would also take `v3`, which stays",
            "<",
            "`container/web`: would delete 1 image (2 versions) of 4 images; versions: 1 held, 2 kept, 1 not \
         selected",
            "`npm/hello`: 2 versions listed",
            "> the plan for npm/hello",
            "held: `1.1.0` (id 8), because it is the highest release of the package; `min-remaining: 0` \
         would let it go",
            "would delete `1.0.0` (id 7), because `version-ids` names it",
            "<",
            "`npm/hello`: would delete 1 version of 2 versions; versions: 1 held, 0 kept, 0 not selected",
            "the token has the scopes that the plan needs; whether it has the admin role on each package \
         shows only when something is deleted",
            "dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held",
            "rate limit: 4,321 of 5,000 requests an hour are left; this run sent 12",
        ]
    );
}

#[test]
fn every_decision_is_told_where_detail_is_asked_for() {
    let lines = written(&log(Detail::Everything, small_run()));
    let debug: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("debug ")).collect();
    assert_eq!(
        debug,
        [
            "kept: `latest` (`sha256:000000000000`, id 6), because its tag `latest` fits `latest` of \
         `keep-tags`",
            "would delete `sha256:000000000000` (id 4), because it is a part of the image with id 5, which \
         goes, and of nothing that stays",
            "kept: `sha256:000000000000` (id 2), because `sha256:000000000000` (id 6) stays and needs it",
            "not selected: `v1` (`sha256:000000000000`, id 1), because no tag of it fits `tags`",
        ]
    );
}

#[test]
fn a_package_without_decisions_that_matter_has_no_group() {
    let web = key(PackageType::Container, "web");
    let misfit = Misfit::Tags;
    let events = [
        listed(&web, 1, Coverage::Stable),
        judged(&web, version(1, "x", &[]), Verdict::Untouched, Reason::NotTaken { misfit }),
        planned(&web, 1, 0),
    ];
    assert_eq!(
        written(&log(Detail::Decisions, events)),
        [
            "`container/web`: 1 version listed",
            "`container/web`: nothing to delete of 1 image; versions: 0 held, 0 kept, 1 not selected",
        ]
    );
}

#[test]
fn what_must_be_seen_stands_outside_of_groups() {
    let web = key(PackageType::Container, "web");
    let held = || judged(&web, version(1, "x", &[]), Verdict::Hold, Reason::PartsNotRead);
    let events = [
        held(),
        noticed(Some(&web)),
        held(),
        failed(Some(&web)),
        held(),
        Event::Waiting { cause: "GitHub asks for it".to_owned(), seconds: 60 },
    ];
    let lines = log(Detail::Decisions, events);
    let mut within = false;
    for line in &lines {
        match line {
            LogLine::Group(_) => {
                assert!(!within, "groups do not nest");
                within = true;
            }
            LogLine::EndGroup => {
                assert!(within);
                within = false;
            }
            LogLine::Text(line) => assert_eq!(within, line.as_str().starts_with("held"), "{line}"),
            LogLine::Debug(_) => {}
            LogLine::Notice(_) | LogLine::Warning(_) | LogLine::Error(_) => assert!(!within),
        }
    }
    assert!(!within);
    let lines = written(&lines);
    assert_eq!(
        lines[3],
        "warning [package-steward: container/web] `v9*` of `keep-tags` protects nothing in \
         `container/web`; correct it, or take it out"
    );
    assert_eq!(
        lines[7],
        "error [package-steward: container/web] could not list the versions of npm/hello / what came: \
         403 You need at least read:packages scope to get a package's versions. / what it means: The \
         token may not read packages. / what to do: Give the job the permission packages: read."
    );
    assert_eq!(lines[11], "waiting 60 seconds: GitHub asks for it");
}

#[test]
fn advice_that_says_nothing_is_left_out() {
    let problem = Problem {
        doing: "a".to_owned(),
        said: "b".to_owned(),
        means: "c".to_owned(),
        advice: String::new(),
    };
    let expected = ["could not a", "what came: b", "what it means: c"];
    assert_eq!(problem_lines(&problem), expected);
}

#[test]
fn h32_whatever_registries_say_no_line_is_obeyed() {
    for events in hostile_runs() {
        for line in log(Detail::Everything, events) {
            let lines = match &line {
                LogLine::Group(line) | LogLine::Text(line) | LogLine::Debug(line) => vec![line],
                LogLine::EndGroup => vec![],
                LogLine::Notice(annotation)
                | LogLine::Warning(annotation)
                | LogLine::Error(annotation) => {
                    annotation.message.iter().chain([&annotation.title]).collect()
                }
            };
            for line in lines {
                hostile::assert_obeyed_by_nobody(line.as_str());
            }
        }
    }
}

#[test]
fn annotations_stay_within_what_github_shows() {
    let failures = (0..50).map(|_| failed(None));
    let events = [started(DryRun::Yes)].into_iter().chain(failures).chain([ended()]);
    let lines = log(Detail::Decisions, events);
    let errors = lines.iter().filter(|line| matches!(line, LogLine::Error(_))).count();
    assert_eq!(errors, 10);
    assert!(
        written(&lines)
            .contains(&"error [package-steward] 41 more errors in the log of this step".to_owned())
    );
}

#[test]
fn a_large_run_is_told_line_by_line_without_being_collected() {
    let mut log = Log::new(Detail::Decisions);
    let (mut lines, mut most) = (0, 0);
    for event in large_run(20_000, 10_000) {
        let made = log.observe(&event).len();
        lines += made;
        most = most.max(made);
    }
    assert_eq!(lines, 30_000 + 6);
    assert!(most <= 3, "{most} lines at once");
}
