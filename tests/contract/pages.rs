//! What a run leaves for people, whole: its log, its summary and its outputs, for every kind of run.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test contract` writes what comes now into `tests/contract/pages`; look
//! at what changed there. With `PAGES_TO=DIR` the whole summaries are written to that folder, to be
//! rendered and looked at.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use package_steward::domain::{
    Comparison, Coverage, Differing, EarlierVerdict, Fit, ImageCount, Judgement, Login, Misfit,
    Notice, Owner, PackageKey, PackageName, PackageType, Reason, RuleName, Share, Tag, Verdict,
    Version, VersionId, Weight,
};
use package_steward::events::{DryRun, Event, Problem, Rights, RunStarted, StepEvent, StopCause};
use package_steward::execution::{Change, Difference, Outcome, StepId, Target};
use package_steward::report::{Detail, LogLine, Report, Reporter};

/// A longer page is kept by its beginning and its end.
const LINES_KEPT: usize = 60;

fn at(seconds: i64) -> Timestamp {
    let begin: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    begin.checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}

fn days_ago(days: i64) -> Timestamp {
    at(-days * 86_400)
}

fn web() -> PackageKey {
    PackageKey { package_type: PackageType::Container, name: PackageName::new("app/web") }
}

fn hello() -> PackageKey {
    PackageKey { package_type: PackageType::Npm, name: PackageName::new("hello") }
}

fn version(id: u64, tags: &[&str], created: Timestamp) -> Version {
    Version {
        id: VersionId(1_350_000_000 + id),
        name: format!("sha256:{:016x}{id:048x}", id.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        tags: tags.iter().map(|tag| Tag::new(*tag)).collect(),
        created_at: Some(created),
        updated_at: Some(created),
        deleted_at: None,
    }
}

fn release(id: u64, name: &str) -> Version {
    Version { name: name.to_owned(), ..version(id, &[], days_ago(100)) }
}

fn by_tag(tag: &str, pattern: &str) -> Reason {
    let fit = Fit::Tag { tag: Tag::new(tag), pattern: pattern.to_owned() };
    Reason::Taken { rule: RuleName::Inputs, by: vec![fit] }
}

fn not_taken() -> Reason {
    Reason::NotTaken { misfit: Misfit::Tags }
}

fn latest() -> Reason {
    Reason::KeptByTag { tag: Tag::new("latest"), pattern: "latest".to_owned() }
}

/// The events of a run, as they come.
struct Run {
    events: Vec<Event>,
    writes: &'static str,
    steps: u64,
}

impl Run {
    fn new(dry_run: DryRun, inputs: &[(&str, &str)]) -> Self {
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut run = Self {
            events: Vec::new(),
            writes: match dry_run {
                DryRun::Yes => "plan",
                DryRun::No => "record",
            },
            steps: 0,
        };
        run.add(Event::RunStarted(RunStarted {
            at: at(0),
            program: "0.1.0".to_owned(),
            owner: Login::new("octo-org"),
            api: "https://api.github.com/".to_owned(),
            dry_run,
            inputs: inputs.collect(),
        }));
        run.add(Event::OwnerFound(Owner::Organization(Login::new("octo-org"))));
        run
    }

    fn add(&mut self, event: Event) {
        self.events.push(event);
    }

    fn listed(&mut self, package: &PackageKey, versions: u64) {
        let (package, coverage) = (package.clone(), Coverage::Stable);
        self.add(Event::PackageListed { package, versions, coverage });
    }

    fn root(&mut self, package: &PackageKey, version: Version, verdict: Verdict, reason: Reason) {
        let root = version.id;
        self.part(package, version, root, verdict, reason);
    }

    fn part(
        &mut self,
        package: &PackageKey,
        version: Version,
        root: VersionId,
        verdict: Verdict,
        reason: Reason,
    ) {
        let judgement = Judgement { version: version.id, root, verdict, reason };
        self.add(Event::Judged { package: package.clone(), version, judgement });
    }

    fn planned(&mut self, package: &PackageKey, total: u64, doomed: u64) {
        let images = ImageCount { total, doomed };
        self.add(Event::PackagePlanned { package: package.clone(), images });
    }

    fn step(&mut self, package: &PackageKey, id: u64, change: Change, outcome: Outcome) {
        self.refused(package, id, change, outcome, None);
    }

    fn refused(
        &mut self,
        package: &PackageKey,
        id: u64,
        change: Change,
        outcome: Outcome,
        problem: Option<Problem>,
    ) {
        let target = Target::Version(VersionId(1_350_000_000 + id));
        let seconds = i64::try_from(self.steps).expect("few") + 1;
        let step = StepEvent { number: self.steps, package: package.clone(), target, change };
        self.steps += 1;
        self.add(Event::StepSent { step: step.clone(), at: at(seconds) });
        self.add(Event::StepEnded { step, at: at(seconds), outcome, problem });
    }

    fn end(mut self, sent: u64) -> Self {
        let limit = 1_000;
        self.add(Event::RateLimit { limit, remaining: limit.saturating_sub(sent), sent });
        let name = self.writes;
        self.add(Event::Recorded { path: format!(".package-steward/{name}.jsonl") });
        self.add(Event::RunEnded { at: at(100) });
        self
    }

    /// The log as the runner shows it, and what else is left.
    fn told(&self, detail: Detail) -> (String, Report) {
        let mut reporter = Reporter::new(detail);
        let mut log = String::new();
        for line in self.events.iter().flat_map(|event| reporter.observe(event)) {
            let _infallible = match line {
                LogLine::Group(title) => writeln!(log, "::group::{title}"),
                LogLine::EndGroup => writeln!(log, "::endgroup::"),
                LogLine::Text(text) | LogLine::Headline(text) => writeln!(log, "{text}"),
                LogLine::Debug(text) => writeln!(log, "::debug::{text}"),
                LogLine::Notice(one) => writeln!(log, "::notice::{}", joined(&one.message)),
                LogLine::Warning(one) => writeln!(log, "::warning::{}", joined(&one.message)),
                LogLine::Error(one) => writeln!(log, "::error::{}", joined(&one.message)),
            };
        }
        (log, reporter.finish())
    }
}

fn joined(lines: &[package_steward::report::Line]) -> String {
    lines.iter().map(package_steward::report::Line::as_str).collect::<Vec<_>>().join("%0A")
}

/// One package, nothing of which is selected.
fn empty() -> Run {
    let mut run = Run::new(DryRun::No, &[("tags", "pr-*"), ("older-than", "30d")]);
    run.listed(&web(), 2);
    run.root(&web(), version(2, &["latest"], days_ago(1)), Verdict::Keep, latest());
    run.root(&web(), version(1, &["v1.0.0"], days_ago(9)), Verdict::Untouched, not_taken());
    run.planned(&web(), 2, 0);
    run.add(Event::RightsChecked(Rights::NotNeeded));
    run.end(4)
}

/// The plan of a small run: an image of two platforms and a release, with something of every verdict.
fn small_plan(dry_run: DryRun) -> Run {
    let mut run = Run::new(dry_run, &[("tags", "pr-*"), ("keep-latest", "1")]);
    let (web, hello) = (web(), hello());
    run.listed(&web, 8);
    run.root(&web, version(8, &["latest", "v2.1.0"], days_ago(2)), Verdict::Keep, latest());
    let root = version(7, &["pr-41"], days_ago(40));
    let root_id = root.id;
    run.root(&web, root, Verdict::Delete, by_tag("pr-41", "pr-*"));
    for id in [6, 5] {
        let reason = Reason::PartOfDeleted { root: root_id };
        run.part(&web, version(id, &[], days_ago(40)), root_id, Verdict::Delete, reason);
    }
    let both = version(4, &["pr-40", "v2.0.0"], days_ago(50));
    let spared = vec![Tag::new("v2.0.0")];
    let reason = Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared };
    run.root(&web, both, Verdict::Hold, reason);
    run.root(&web, version(3, &["pr-39"], days_ago(60)), Verdict::Delete, by_tag("pr-39", "pr-*"));
    for (id, tag) in [(2, "v1.1.0"), (1, "v1.0.0")] {
        run.root(&web, version(id, &[tag], days_ago(90)), Verdict::Untouched, not_taken());
    }
    run.planned(&web, 6, 2);
    let share = |bytes, held_by: &[u64]| {
        let held_by = held_by.iter().map(|id| VersionId(1_350_000_000 + id)).collect();
        Share { bytes, held_by }
    };
    let shares = vec![share(412_000_000, &[6]), share(98_400_000, &[6, 3])];
    let weight = Weight { known: 3, going: 4, shares };
    run.add(Event::Weighed { package: web.clone(), weight });
    run.add(Event::ManifestsRead { package: web, read: 2, cached: 5 });
    run.listed(&hello, 2);
    run.root(&hello, release(12, "1.1.0"), Verdict::Hold, Reason::HighestRelease);
    let taken = Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::Id] };
    run.root(&hello, release(11, "1.0.0"), Verdict::Delete, taken);
    run.planned(&hello, 2, 1);
    run.add(Event::RightsChecked(Rights::Unknown));
    run
}

fn small() -> Run {
    let mut run = small_plan(DryRun::No);
    for id in [7, 6, 5, 3] {
        run.step(&web(), id, Change::Delete, Outcome::Done);
    }
    run.step(&hello(), 11, Change::Delete, Outcome::Done);
    for package in [web(), hello()] {
        run.add(Event::Checked { package, differences: Vec::new() });
    }
    run.end(23)
}

fn dry_run() -> Run {
    let mut run = small_plan(DryRun::Yes);
    let notice = Notice::KeepMatchesNothing {
        rule: RuleName::Inputs,
        input: "keep-tags",
        text: "release-*".to_owned(),
    };
    run.add(Event::Noticed { package: None, notice });
    run.end(8)
}

/// Five thousand images without parts, and the stop at a limit.
fn large() -> Run {
    const DELETED: u64 = 5_000;
    let mut run = Run::new(DryRun::No, &[("tags", "pr-*"), ("time-limit", "50m")]);
    let package = web();
    run.listed(&package, DELETED + 20);
    for id in (0..DELETED + 20).rev() {
        let tag = format!("pr-{id}");
        let reason = by_tag(&tag, "pr-*");
        run.root(&package, version(id, &[&tag], days_ago(40)), Verdict::Delete, reason);
    }
    run.planned(&package, DELETED + 20, DELETED + 20);
    run.add(Event::RightsChecked(Rights::ScopesSuffice));
    for id in 20..DELETED + 20 {
        run.step(&package, id, Change::Delete, Outcome::Done);
    }
    run.add(Event::Stopping(StopCause::TimeLimit));
    for id in 0..20 {
        run.step(&package, id, Change::Delete, Outcome::NotReached);
    }
    run.add(Event::Checked { package, differences: Vec::new() });
    run.end(5_104)
}

fn refusal(doing: &str, said: &str, means: &str, advice: &str) -> Problem {
    let [doing, said, means, advice] = [doing, said, means, advice].map(str::to_owned);
    Problem { doing, said, means, advice }
}

/// Everything that can go wrong.
fn failures() -> Run {
    let mut run = small_plan(DryRun::No);
    let no_role = || {
        refusal(
            "delete the version 1350000007 of container/app/web",
            "GitHub answered 404: Package not found.",
            "there is no such package under this owner and type, or the token has no sufficient role on \
             it: GitHub says the same for both",
            "on the package's page open Package settings → Manage Actions access, add the workflow's \
             repository with the role Admin, and give the job `permissions: { packages: write }`",
        )
    };
    run.refused(&web(), 7, Change::Delete, Outcome::Refused, Some(no_role()));
    run.step(&web(), 6, Change::Delete, Outcome::Blocked(StepId(0)));
    run.step(&web(), 5, Change::Delete, Outcome::Blocked(StepId(0)));
    let downloads = refusal(
        "delete the version 1350000003 of container/app/web",
        "GitHub answered 400: Publicly visible package versions with more than 5000 downloads cannot be \
         deleted. Contact GitHub support for further assistance.",
        "a public version with more than 5,000 downloads can't be deleted by its owner",
        "leave it where it is, or ask GitHub's support (https://support.github.com) to delete it",
    );
    run.refused(&web(), 3, Change::Delete, Outcome::Held, Some(downloads));
    run.step(&hello(), 11, Change::Delete, Outcome::Done);
    let missing = Difference::Missing(release(12, "1.1.0"));
    run.add(Event::Checked { package: hello(), differences: vec![missing] });
    let package = PackageKey { package_type: PackageType::Npm, name: PackageName::new("gone") };
    let problem = refusal(
        "list the versions of npm/gone",
        "GitHub answered 500: Server Error",
        "GitHub could not answer; it cuts off what takes longer than ten seconds",
        "try again later",
    );
    run.add(Event::Failed { package: Some(package), problem });
    run.end(31)
}

fn restore() -> Run {
    let inputs = [("mode", "restore"), ("deleted-within", "7d")];
    let mut run = Run::new(DryRun::No, &inputs);
    let package = web();
    let deleted = |id, tags: &[&str]| Version {
        deleted_at: Some(days_ago(3)),
        ..version(id, tags, days_ago(40))
    };
    run.listed(&package, 4);
    let root = deleted(7, &["pr-41"]);
    let root_id = root.id;
    run.root(&package, root, Verdict::Restore, by_tag("pr-41", "pr-*"));
    let reason = Reason::PartOfRestored { root: root_id };
    run.part(&package, deleted(6, &[]), root_id, Verdict::Restore, reason);
    let reason = Reason::TagMovedOn { tag: Tag::new("pr-39"), to: VersionId(1_350_000_009) };
    run.root(&package, deleted(3, &["pr-39"]), Verdict::Hold, reason);
    run.root(&package, deleted(1, &["v0.9.0"]), Verdict::Untouched, not_taken());
    run.planned(&package, 3, 1);
    run.add(Event::RightsChecked(Rights::ScopesSuffice));
    run.step(&package, 6, Change::Restore, Outcome::Done);
    run.step(&package, 7, Change::Restore, Outcome::Done);
    run.add(Event::Checked { package, differences: Vec::new() });
    run.end(12)
}

fn comparison() -> Run {
    let mut run = small_plan(DryRun::Yes);
    let now = |version: &Version, verdict, reason| Judgement {
        version: version.id,
        root: version.id,
        verdict,
        reason,
    };
    let more = version(3, &["pr-39"], days_ago(60));
    let less = version(2, &["v1.1.0"], days_ago(90));
    let comparison = Comparison {
        more: vec![Differing {
            now: now(&more, Verdict::Delete, by_tag("pr-39", "pr-*")),
            then: Some(EarlierVerdict {
                verdict: Verdict::Keep,
                reason: "Kept: it is among the 10 newest".to_owned(),
                root: more.id,
            }),
            version: more,
        }],
        less: vec![Differing {
            now: now(&less, Verdict::Untouched, not_taken()),
            then: Some(EarlierVerdict {
                verdict: Verdict::Delete,
                reason: "Tag v1.1.0 fits v1.*".to_owned(),
                root: less.id,
            }),
            version: less,
        }],
        both: 1,
        gone: 2,
    };
    run.add(Event::Compared { package: web(), comparison });
    run.end(8)
}

/// The file of a snapshot.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/pages").join(name)
}

/// The text, in which a line of many thousand letters and what is between beginning and end are counted.
fn kept(text: &str) -> String {
    const LETTERS_KEPT: usize = 2_000;
    let lines: Vec<&str> = text.lines().collect();
    let between = lines.len().saturating_sub(2 * LINES_KEPT);
    let mut kept = String::new();
    for (number, line) in lines.iter().enumerate() {
        if between > 0 && number == LINES_KEPT {
            let _infallible = writeln!(kept, "[… {between} lines; {} bytes in all]", text.len());
        }
        if between > 0 && (LINES_KEPT..lines.len() - LINES_KEPT).contains(&number) {
            continue;
        }
        let shown: String = line.chars().take(LETTERS_KEPT).collect();
        let rest = line.len() - shown.len();
        let _infallible = match rest {
            0 => writeln!(kept, "{shown}"),
            rest => writeln!(kept, "{shown}[… {rest} bytes]"),
        };
    }
    kept
}

#[track_caller]
fn assert_as_kept(name: &str, text: &str) {
    let (path, text) = (file(name), kept(text));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        fs::write(&path, &text).expect("the snapshot is written");
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        before == text,
        "{name} is not what it was. To see what changed: UPDATE_SNAPSHOTS=1 cargo test --test contract, \
         then git diff. It is now:\n{text}",
    );
}

#[track_caller]
fn assert_pages(name: &str, run: &Run) {
    let (log, report) = run.told(Detail::Decisions);
    let mut outputs = String::new();
    for output in &report.outputs {
        let _infallible = writeln!(outputs, "{}={}", output.name, output.value);
    }
    let _infallible = writeln!(outputs, "(exit status {})", report.status.code());
    if let Some(folder) = std::env::var_os("PAGES_TO") {
        fs::write(Path::new(&folder).join(format!("{name}.md")), &report.summary).expect("written");
    }
    assert!(report.summary.len() < 1024 * 1024, "the runner drops what is longer");
    assert_as_kept(&format!("{name}.log"), &log);
    assert_as_kept(&format!("{name}.md"), &report.summary);
    assert_as_kept(&format!("{name}.outputs"), &outputs);
}

#[test]
fn a_run_with_nothing_to_do_says_so() {
    assert_pages("empty", &empty());
}

#[test]
fn a_small_run_fits_a_screen() {
    assert_pages("small", &small());
}

#[test]
fn a_dry_run_tells_its_whole_plan() {
    assert_pages("dry-run", &dry_run());
}

#[test]
fn five_thousand_deletes_fit_a_page() {
    assert_pages("large", &large());
}

#[test]
fn failures_are_told_with_what_to_do() {
    assert_pages("failures", &failures());
}

#[test]
fn a_restore_is_told_like_a_delete() {
    assert_pages("restore", &restore());
}

#[test]
fn a_comparison_tells_what_differs() {
    assert_pages("comparison", &comparison());
}

#[test]
fn every_decision_is_told_to_whoever_looks_for_a_fault() {
    let (log, _) = small().told(Detail::Everything);
    assert_as_kept("small-debug.log", &log);
}
