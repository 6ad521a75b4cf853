//! For tests: events of a believable run, and of a hostile one.

use jiff::{SignedDuration, Timestamp};

use super::escape::hostile;
use crate::domain::{
    Coverage, Digest, Fit, ImageCount, Judgement, Login, Misfit, Notice, PackageKey, PackageName,
    PackageType, Reason, RuleName, Tag, Verdict, Version, VersionId,
};
use crate::events::{
    DryRun, Event, GuardRefusal, Problem, Rights, RunStarted, StepEvent, StopCause,
};
use crate::execution::{Change, Difference, Outcome, StepId, Target};

/// The time at which every sample run begins.
pub(super) fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("a time")
}

pub(super) fn key(package_type: PackageType, name: &str) -> PackageKey {
    PackageKey { package_type, name: PackageName::new(name) }
}

pub(super) fn version(id: u64, name: &str, tags: &[&str]) -> Version {
    Version {
        id: VersionId(id),
        name: name.to_owned(),
        tags: tags.iter().map(|tag| Tag::new(*tag)).collect(),
        created_at: Some(now()),
        updated_at: Some(now()),
        deleted_at: None,
    }
}

/// A container version's name.
pub(super) fn digest(id: u64) -> String {
    format!("sha256:{id:064x}")
}

pub(super) fn started(dry_run: DryRun) -> Event {
    Event::RunStarted(RunStarted {
        at: now(),
        program: "0.1.0".to_owned(),
        owner: Login::new("octocat"),
        api: "https://api.github.com/".to_owned(),
        dry_run,
        inputs: Vec::new(),
    })
}

pub(super) fn ended() -> Event {
    Event::RunEnded { at: now() }
}

pub(super) fn listed(package: &PackageKey, versions: u64, coverage: Coverage) -> Event {
    Event::PackageListed { package: package.clone(), versions, coverage }
}

pub(super) fn judged(
    package: &PackageKey,
    version: Version,
    verdict: Verdict,
    reason: Reason,
) -> Event {
    let judgement = Judgement { version: version.id, root: version.id, verdict, reason };
    Event::Judged { package: package.clone(), version, judgement }
}

/// A version that goes, or stays, with the root of its image.
pub(super) fn judged_part(package: &PackageKey, id: u64, root: u64, verdict: Verdict) -> Event {
    let root = VersionId(root);
    let reason = match verdict {
        Verdict::Delete => Reason::PartOfDeleted { root },
        Verdict::Restore | Verdict::Keep | Verdict::Hold | Verdict::Untouched => {
            Reason::NeededBy { root, root_name: digest(root.0) }
        }
    };
    let judgement = Judgement { version: VersionId(id), root, verdict, reason };
    Event::Judged { package: package.clone(), version: version(id, &digest(id), &[]), judgement }
}

pub(super) fn planned(package: &PackageKey, total: u64, doomed: u64) -> Event {
    Event::PackagePlanned { package: package.clone(), images: ImageCount { total, doomed } }
}

pub(super) fn failed(package: Option<&PackageKey>) -> Event {
    Event::Failed {
        package: package.cloned(),
        problem: Problem {
            doing: "list the versions of npm/hello".to_owned(),
            said: "403 You need at least read:packages scope to get a package's versions."
                .to_owned(),
            means: "The token may not read packages.".to_owned(),
            advice: "Give the job the permission packages: read.".to_owned(),
        },
    }
}

pub(super) fn noticed(package: Option<&PackageKey>) -> Event {
    let notice = Notice::KeepMatchesNothing {
        rule: RuleName::Inputs,
        input: "keep-tags",
        text: "v9*".to_owned(),
    };
    Event::Noticed { package: package.cloned(), notice }
}

pub(super) fn by_id() -> Reason {
    Reason::Taken { rule: RuleName::Inputs, by: vec![Fit::Id] }
}

pub(super) fn by_tag(tag: &str, pattern: &str) -> Reason {
    let fit = Fit::Tag { tag: Tag::new(tag), pattern: pattern.to_owned() };
    Reason::Taken { rule: RuleName::Inputs, by: vec![fit] }
}

/// A dry run over a container package with every verdict, and an npm package.
pub(super) fn small_run() -> Vec<Event> {
    let web = key(PackageType::Container, "web");
    let hello = key(PackageType::Npm, "hello");
    let latest = Reason::KeptByTag { tag: Tag::new("latest"), pattern: "latest".to_owned() };
    let misfit = Misfit::Tags;
    vec![
        started(DryRun::Yes),
        listed(&web, 6, Coverage::Stable),
        judged(&web, version(6, &digest(6), &["latest"]), Verdict::Keep, latest),
        judged(&web, version(5, &digest(5), &["pr-5"]), Verdict::Delete, by_tag("pr-5", "pr-*")),
        judged_part(&web, 4, 5, Verdict::Delete),
        judged(
            &web,
            version(3, &digest(3), &["pr-3", "v3"]),
            Verdict::Hold,
            Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared: vec![Tag::new("v3")] },
        ),
        judged_part(&web, 2, 6, Verdict::Keep),
        judged(
            &web,
            version(1, &digest(1), &["v1"]),
            Verdict::Untouched,
            Reason::NotTaken { misfit },
        ),
        planned(&web, 4, 1),
        listed(&hello, 2, Coverage::Stable),
        judged(&hello, version(8, "1.1.0", &[]), Verdict::Hold, Reason::HighestRelease),
        judged(&hello, version(7, "1.0.0", &[]), Verdict::Delete, by_id()),
        planned(&hello, 2, 1),
        Event::RightsChecked(Rights::ScopesSuffice),
        Event::RateLimit { limit: 5_000, remaining: 4_321, sent: 12 },
        ended(),
    ]
}

/// A run in which everything that can hold foreign text holds this one.
pub(super) fn hostile_run(text: &str) -> Vec<Event> {
    let package = key(PackageType::Container, text);
    let gem = key(PackageType::Rubygems, text);
    let problem = Problem {
        doing: text.to_owned(),
        said: text.to_owned(),
        means: text.to_owned(),
        advice: text.to_owned(),
    };
    let named = RuleName::Named(text.to_owned());
    let misfit = Misfit::Ids;
    vec![
        Event::RunStarted(RunStarted {
            at: now(),
            program: text.to_owned(),
            owner: Login::new(text),
            api: text.to_owned(),
            dry_run: DryRun::Yes,
            inputs: vec![(text.to_owned(), text.to_owned())],
        }),
        Event::PackageMissing { name: PackageName::new(text), types: vec![PackageType::Npm] },
        Event::NoPackageFits,
        Event::Waiting { cause: text.to_owned(), seconds: 3 },
        listed(&package, 3, Coverage::Truncated(text.to_owned())),
        judged(&package, version(4, text, &[text, text]), Verdict::Delete, by_tag(text, text)),
        judged(
            &package,
            version(3, text, &[text]),
            Verdict::Hold,
            Reason::TagsNotAllTaken { rule: named, spared: vec![Tag::new(text)] },
        ),
        judged(
            &package,
            version(2, text, &[]),
            Verdict::Keep,
            Reason::KeptByName { pattern: text.to_owned() },
        ),
        judged(&package, version(1, text, &[]), Verdict::Untouched, Reason::NotTaken { misfit }),
        planned(&package, 4, 1),
        listed(&gem, 1, Coverage::Unstable(text.to_owned())),
        judged(
            &gem,
            version(9, text, &[]),
            Verdict::Hold,
            Reason::ListingNotProved(text.to_owned()),
        ),
        planned(&gem, 1, 0),
        Event::Noticed {
            package: Some(gem.clone()),
            notice: Notice::KeepMatchesNothing {
                rule: RuleName::Inputs,
                input: "keep-tags",
                text: text.to_owned(),
            },
        },
        Event::Failed { package: Some(gem), problem },
        Event::PlanRefused(GuardRefusal::MaxDeletions { planned: 2, allowed: 1 }),
        Event::RightsChecked(Rights::ScopesMissing(vec!["delete:packages"])),
        ended(),
    ]
}

/// So many seconds after the begin of every sample run.
pub(super) fn after(seconds: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}

pub(super) fn step(number: u64, package: &PackageKey, target: Target, change: Change) -> StepEvent {
    StepEvent { number, package: package.clone(), target, change }
}

/// The deletion of a version.
pub(super) fn deletion(number: u64, package: &PackageKey, id: u64) -> StepEvent {
    step(number, package, Target::Version(VersionId(id)), Change::Delete)
}

/// A step is sent and answered a second later, some seconds after the run began.
pub(super) fn answered(step: StepEvent, seconds: i64, outcome: Outcome) -> [Event; 2] {
    [
        Event::StepSent { step: step.clone(), at: after(seconds) },
        ended_step(step, seconds + 1, outcome),
    ]
}

/// A step ends without a problem.
pub(super) fn ended_step(step: StepEvent, seconds: i64, outcome: Outcome) -> Event {
    Event::StepEnded { step, at: after(seconds), outcome, problem: None }
}

/// The event with what GitHub said.
pub(super) fn because(mut event: Event, said: &str) -> Event {
    let Event::StepEnded { problem, .. } = &mut event else { panic!("the end of a step") };
    *problem = Some(Problem {
        doing: "delete something".to_owned(),
        said: said.to_owned(),
        means: "It means this.".to_owned(),
        advice: "Do that.".to_owned(),
    });
    event
}

/// A run that deletes what [`small_run`] would.
pub(super) fn acted_run() -> Vec<Event> {
    let web = key(PackageType::Container, "web");
    let hello = key(PackageType::Npm, "hello");
    let mut events = small_run();
    events[0] = started(DryRun::No);
    let end = events.split_off(events.len() - 2);
    events.extend(answered(deletion(0, &web, 5), 1, Outcome::Done));
    events.extend(answered(deletion(1, &web, 4), 3, Outcome::Done));
    events.extend(answered(deletion(2, &hello, 7), 5, Outcome::Done));
    events.push(Event::Checked { package: web, differences: Vec::new() });
    events.push(Event::Checked { package: hello, differences: Vec::new() });
    events.push(Event::Recorded { path: ".package-steward/record.jsonl".to_owned() });
    events.extend(end);
    events
}

/// A run that restores so many versions of an npm package.
pub(super) fn restoring_run(versions: u64) -> Vec<Event> {
    let hello = key(PackageType::Npm, "hello");
    let Event::RunStarted(mut begin) = started(DryRun::No) else { panic!("a begin") };
    begin.inputs.push(("mode".to_owned(), "restore".to_owned()));
    let mut events = vec![Event::RunStarted(begin), listed(&hello, versions, Coverage::Stable)];
    for id in 1..=versions {
        events.push(judged(
            &hello,
            version(id, &format!("1.0.{id}"), &[]),
            Verdict::Restore,
            by_id(),
        ));
    }
    events.push(planned(&hello, versions, versions));
    for id in 1..=versions {
        let target = Target::Version(VersionId(id));
        events.extend(answered(step(id - 1, &hello, target, Change::Restore), 1, Outcome::Done));
    }
    events.push(ended());
    events
}

/// A run of one package that deletes so many versions, tagged `pr-…` from 0.
pub(super) fn large_acted_run(versions: u64) -> impl Iterator<Item = Event> {
    let package = key(PackageType::Container, "large");
    let mut plan: Vec<Event> = large_run(versions, 0).collect();
    plan[0] = started(DryRun::No);
    let end = plan.pop();
    let steps =
        (0..versions).flat_map(move |id| answered(deletion(id, &package, id), 1, Outcome::Done));
    plan.into_iter().chain(steps).chain(end)
}

/// A run of one package with so many versions to go and so many held, and two others.
pub(super) fn large_run(doomed: u64, held: u64) -> impl Iterator<Item = Event> {
    let package = key(PackageType::Container, "large");
    let begin = [started(DryRun::Yes), listed(&package, doomed + held, Coverage::Stable)];
    let end = [planned(&package, doomed + held, doomed), ended()];
    let judged = (0..doomed + held).map(move |id| {
        let tag = format!("pr-{id}");
        let (verdict, reason) = if id < doomed {
            (Verdict::Delete, by_tag(&tag, "pr-*"))
        } else {
            (Verdict::Hold, Reason::PartsNotRead)
        };
        judged(&package, version(id, &digest(id), &[&tag]), verdict, reason)
    });
    begin.into_iter().chain(judged).chain(end)
}

/// The same, but for real: everything that can happen to a change happens, with this text in it.
pub(super) fn hostile_acted_run(text: &str) -> Vec<Event> {
    let mut events = hostile_run(text);
    for event in &mut events {
        if let Event::RunStarted(started) = event {
            started.dry_run = DryRun::No;
            started.inputs.push(("api-url".to_owned(), text.to_owned()));
        }
    }
    events.retain(|event| !matches!(event, Event::PlanRefused(_)));
    let end = events.split_off(events.len() - 1);
    let package = key(PackageType::Container, text);
    let plain = key(PackageType::Npm, "plain");
    for id in 20..30 {
        events.push(judged(
            &package,
            version(id, text, &[text]),
            Verdict::Delete,
            by_tag(text, text),
        ));
        events.push(judged(&plain, version(id, text, &[]), Verdict::Delete, by_tag(text, text)));
    }
    let outcomes = [
        Outcome::Done,
        Outcome::AlreadySo,
        Outcome::Held,
        Outcome::Refused,
        Outcome::Unknown,
        Outcome::Blocked(StepId(2)),
        Outcome::Blocked(StepId(3)),
        Outcome::PackageEnded,
        Outcome::NotReached,
    ];
    for (package, first) in [(&package, 0), (&plain, 20)] {
        for (number, outcome) in (first..).zip(outcomes) {
            let step = deletion(number, package, 20 + number - first);
            let [sent, ended] = answered(step, 1, outcome);
            events.extend([sent, because(ended, text)]);
        }
    }
    let held = deletion(9, &package, 29);
    let reason = Reason::TagMovedOn { tag: Tag::new(text), to: VersionId(1) };
    events.push(Event::HeldBack { step: held.clone(), reason });
    events.push(ended_step(held, 1, Outcome::Held));
    let gone = || version(4, text, &[text]);
    for outcome in [Outcome::Done, Outcome::Refused] {
        events.push(Event::Healed {
            package: package.clone(),
            version: gone(),
            needed_by: text.to_owned(),
            outcome,
        });
    }
    let differences = vec![
        Difference::StillThere(gone()),
        Difference::Missing(gone()),
        Difference::NotBack(gone()),
        Difference::TagNotBack(gone(), Tag::new(text)),
    ];
    events.push(Event::Checked { package: package.clone(), differences });
    let whole = key(PackageType::Rubygems, &format!("whole {text}"));
    events.extend(answered(
        step(60, &whole, Target::WholePackage, Change::Delete),
        9,
        Outcome::Done,
    ));
    for notice in [
        Notice::Ghost(VersionId(4)),
        Notice::IncompleteImage { root: VersionId(4), missing: Digest::from_bytes([1; 32]) },
        Notice::ManyManifestsRead(1_000),
        Notice::NoCache(text.to_owned()),
        Notice::ListingBehind,
        Notice::CameUntagged {
            root: VersionId(4),
            name: text.to_owned(),
            tags: vec![Tag::new(text)],
        },
        Notice::NoRecord(text.to_owned()),
        Notice::KeepMatchesNoPackage {
            rule: RuleName::Named(text.to_owned()),
            text: text.to_owned(),
        },
        Notice::NothingToExplain { text: text.to_owned(), near: vec![text.to_owned()] },
        Notice::PlanOfAnotherPackage { package: text.to_owned(), images: 3 },
    ] {
        events.push(Event::Noticed { package: Some(package.clone()), notice });
    }
    events.push(Event::PlanRefused(GuardRefusal::LastVersion(vec![package.clone(); 7])));
    events.push(Event::ManifestsRead { package, read: 1, cached: 2 });
    events.push(Event::Stopping(StopCause::Signal("SIGTERM")));
    events.push(Event::Recorded { path: text.to_owned() });
    events.extend(end);
    events
}

/// Every text that something hostile might try, in a dry run and in one that acts.
pub(super) fn hostile_runs() -> impl Iterator<Item = Vec<Event>> {
    let texts = hostile::TEXTS.into_iter();
    texts.flat_map(|text| [hostile_run(text), hostile_acted_run(text)])
}
