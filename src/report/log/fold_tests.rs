use super::super::super::escape::hostile;
use super::super::super::samples::{
    acted_run, because, by_id, deletion, ended, ended_step, failed, hostile_runs, judged, key,
    large_run, listed, noticed, planned, restoring_run, small_run, started, version,
};
use super::*;
use crate::domain::{Misfit, PackageType, Reason};
use crate::execution::{Outcome, StepId};

/// The log with the account that it looks things up in.
struct Told {
    account: Account,
    log: Log,
}

impl Told {
    fn new(detail: Detail) -> Self {
        Self { account: Account::default(), log: Log::new(detail) }
    }

    fn observe(&mut self, event: &Event) -> Vec<LogLine> {
        self.account.observe(event);
        self.log.observe(event, &self.account)
    }
}

fn log(detail: Detail, events: impl IntoIterator<Item = Event>) -> Vec<LogLine> {
    let mut told = Told::new(detail);
    events.into_iter().flat_map(|event| told.observe(&event)).collect()
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
        LogLine::Text(text) | LogLine::Headline(text) => text.to_string(),
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
         shows only when something is changed",
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
            LogLine::Text(line) | LogLine::Headline(line) => {
                assert_eq!(within, line.as_str().starts_with("held"), "{line}");
            }
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
fn h32_whatever_registries_say_no_line_is_obeyed() {
    for events in hostile_runs() {
        for line in log(Detail::Everything, events) {
            let lines = match &line {
                LogLine::Group(line)
                | LogLine::Text(line)
                | LogLine::Headline(line)
                | LogLine::Debug(line) => vec![line],
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
    let mut log = Told::new(Detail::Decisions);
    let (mut lines, mut most) = (0, 0);
    for event in large_run(20_000, 10_000) {
        let made = log.observe(&event).len();
        lines += made;
        most = most.max(made);
    }
    assert_eq!(lines, 30_000 + 6);
    assert!(most <= 3, "{most} lines at once");
}

#[test]
fn what_is_done_is_told_line_by_line() {
    let lines = written(&log(Detail::Decisions, acted_run()));
    let begin = lines.iter().position(|line| line.starts_with("deleted")).expect("a deletion");
    assert_eq!(
        lines[begin..],
        [
            "deleted `pr-5` (`sha256:000000000000`, id 5) of `container/web`",
            "deleted `1.0.0` (id 7) of `npm/hello`",
            "`container/web`: a fresh look found everything as it should be",
            "`npm/hello`: a fresh look found everything as it should be",
            "the record of this run is `.package-steward/record.jsonl`",
            "deleted 2 images (3 versions) in 2 packages; 2 versions held",
            "rate limit: 4,321 of 5,000 requests an hour are left; this run sent 12",
        ]
    );
    let sent = written(&log(Detail::Everything, acted_run()));
    assert!(
        sent.contains(&"debug sent: `1.0.0` (id 7) of `npm/hello`".to_owned()),
        "what is sent is told to whoever looks for a fault"
    );
    let part = "debug deleted `sha256:000000000000` (id 4) of `container/web`".to_owned();
    assert!(sent.contains(&part), "so is what went with an image: {sent:?}");
}

/// The lines about the acting part of a run over versions of a container package.
fn acting(versions: u64, events: impl IntoIterator<Item = Event>) -> Vec<String> {
    let web = key(PackageType::Container, "web");
    let mut all = vec![started(DryRun::No)];
    for id in 0..versions {
        all.push(judged(&web, version(id, "x", &[]), Verdict::Delete, by_id()));
    }
    all.push(planned(&web, versions, versions));
    let begin = log(Detail::Decisions, all.clone()).len();
    all.extend(events);
    written(&log(Detail::Decisions, all).split_off(begin))
}

#[test]
fn every_end_is_told_as_loudly_as_it_deserves() {
    let web = key(PackageType::Container, "web");
    let end = |number, outcome| ended_step(deletion(number, &web, number), 1, outcome);
    let lines = acting(
        10,
        [
            end(0, Outcome::AlreadySo),
            because(end(1, Outcome::Held), "400 Too many downloads."),
            end(2, Outcome::Blocked(StepId(1))),
            because(end(3, Outcome::Refused), "400 No."),
            end(4, Outcome::Blocked(StepId(3))),
            end(5, Outcome::Unknown),
            end(6, Outcome::PackageEnded),
            end(7, Outcome::PackageEnded),
            Event::HeldBack { step: deletion(8, &web, 8), reason: Reason::TouchedMeanwhile },
            end(8, Outcome::Held),
            Event::Stopping(StopCause::TimeLimit),
            end(9, Outcome::NotReached),
            ended(),
        ],
    );
    assert_eq!(
        lines,
        [
            "`x` (id 0) of `container/web` was gone already",
            "warning [package-steward: container/web] held: `x` (id 1) of `container/web`, which stays \
             as it is / what came: 400 Too many downloads. / what it means: It means this. / what to do: \
             Do that.",
            "error [package-steward: container/web] GitHub refused to delete `x` (id 3) of \
             `container/web` / what came: 400 No. / what it means: It means this. / what to do: Do that.",
            "error [package-steward: container/web] nobody knows whether this was deleted: `x` (id 5) of \
             `container/web`",
            "error [package-steward: container/web] nothing more of `container/web` is tried: GitHub \
             refused three of its changes, and not because of what single versions are",
            "held: `x` (id 8) of `container/web`, which stays as it is, because its tags or its \
             `updated_at` changed after the package was listed",
            "warning [package-steward] the run ends early because `time-limit` is near: images that were \
             begun are finished, and the next run takes up the rest",
            "1 version held, because what must change first is held",
            "1 version not tried, because what must change first failed",
            "2 versions not tried, because GitHub refused too much of the package",
            "1 version not reached, because the run ended early",
            "stopped at `time-limit`: nothing deleted; 3 versions held; 5 versions failed; 1 version not \
             reached",
        ]
    );
}

#[test]
fn a_long_run_says_from_time_to_time_how_far_it_is() {
    let web = key(PackageType::Container, "web");
    let outcome = |number| if number == 50 { Outcome::Held } else { Outcome::Done };
    let ends =
        (0..1_500).map(|number| ended_step(deletion(number, &web, number), 1, outcome(number)));
    let lines = acting(1_500, ends);
    let progress: Vec<&String> = lines.iter().filter(|line| line.starts_with("progress")).collect();
    assert_eq!(progress.len(), 14, "the last says nothing that the end does not");
    assert_eq!(progress[0], "progress: 100 of 1,500 versions: 99 deleted and 1 held");
    assert_eq!(progress[13], "progress: 1,400 of 1,500 versions: 1,399 deleted and 1 held");
}

#[test]
fn what_a_signal_leaves_is_one_line_however_much_it_is() {
    let web = key(PackageType::Container, "web");
    let stop = Event::Stopping(StopCause::Signal("SIGINT"));
    let left =
        (0..5_000).map(|number| ended_step(deletion(number, &web, number), 1, Outcome::NotReached));
    let lines = acting(5_000, [stop].into_iter().chain(left).chain([ended()]));
    assert_eq!(
        lines,
        [
            "error [package-steward] the run ends early because `SIGINT` came: what was sent is finished, \
             and nothing else is sent",
            "5,000 versions not reached, because the run ended early",
            "stopped by `SIGINT`: nothing deleted; 5,000 versions not reached",
        ]
    );
}

#[test]
fn a_restoration_is_told_in_its_own_words() {
    let lines = written(&log(Detail::Decisions, restoring_run(2)));
    assert_eq!(
        lines,
        [
            "package-steward 0.1.0 for `octocat`",
            "`npm/hello`: 2 versions listed",
            "> the plan for npm/hello",
            "is to restore `1.0.1` (id 1), because `version-ids` names it",
            "is to restore `1.0.2` (id 2), because `version-ids` names it",
            "<",
            "`npm/hello`: is to restore 2 versions of 2 deleted versions; versions: 0 held, 0 kept, 0 \
             not selected",
            "restored `1.0.1` (id 1) of `npm/hello`",
            "restored `1.0.2` (id 2) of `npm/hello`",
            "restored 2 versions",
        ]
    );
}
