//! For tests: events of a believable run, and of a hostile one.

use jiff::Timestamp;

use super::escape::hostile;
use crate::domain::{
    Coverage, Fit, ImageCount, Judgement, Login, Misfit, Notice, PackageKey, PackageName,
    PackageType, Reason, RuleName, Tag, Verdict, Version, VersionId,
};
use crate::events::{DryRun, Event, GuardRefusal, Problem, Rights, RunStarted};

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
    let notice = Notice::KeepMatchesNothing { input: "keep-tags", text: "v9*".to_owned() };
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
            notice: Notice::KeepMatchesNothing { input: "keep-tags", text: text.to_owned() },
        },
        Event::Failed { package: Some(gem), problem },
        Event::PlanRefused(GuardRefusal::MaxDeletions { planned: 2, allowed: 1 }),
        Event::RightsChecked(Rights::ScopesMissing(vec!["delete:packages"])),
        ended(),
    ]
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

/// Every text that something hostile might try.
pub(super) fn hostile_runs() -> impl Iterator<Item = Vec<Event>> {
    hostile::TEXTS.into_iter().map(hostile_run)
}
