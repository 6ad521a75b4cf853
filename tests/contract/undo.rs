//! The step at the end of the summary says to the reader of inputs just what undoes the run.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use package_steward::domain::{
    Coverage, ImageCount, Judgement, Login, PackageKey, PackageName, PackageType, Reason, RuleName,
    Tag, Verdict, Version, VersionId,
};
use package_steward::events::{DryRun, Event, RunStarted, StepEvent};
use package_steward::execution::{Change, Outcome, Target};
use package_steward::inputs::{Environment, Mode, Request, Scope, parse};
use package_steward::report::{Detail, Reporter};
use yaml_serde::Value;

fn begin() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("a time")
}

/// A run over one package that changes these versions, or the package as a whole.
struct Run {
    change: Change,
    package: PackageKey,
    ids: Vec<u64>,
    tags: &'static [&'static str],
    scope: Scope,
}

impl Run {
    fn of(package_type: PackageType, change: Change, ids: impl IntoIterator<Item = u64>) -> Self {
        let package = PackageKey { package_type, name: PackageName::new("app/1.0") };
        Self { change, package, ids: ids.into_iter().collect(), tags: &[], scope: Scope::Versions }
    }

    /// The page that it leaves.
    fn page(&self) -> String {
        let mode = match self.change {
            Change::Delete => "delete",
            Change::Restore => "restore",
        };
        let mut reporter = Reporter::new(Detail::Decisions);
        let mut tell = |event| drop(reporter.observe(&event));
        tell(Event::RunStarted(RunStarted {
            at: begin(),
            program: "0.1.0".to_owned(),
            owner: Login::new("octo"),
            api: "https://api.github.com/".to_owned(),
            dry_run: DryRun::No,
            inputs: vec![
                ("mode".to_owned(), mode.to_owned()),
                ("owner-type".to_owned(), "organization".to_owned()),
            ],
        }));
        let package = || self.package.clone();
        let count = self.ids.len() as u64;
        tell(Event::PackageListed {
            package: package(),
            versions: count,
            coverage: Coverage::Stable,
        });
        for id in &self.ids {
            let version = self.version(*id);
            let judgement = Judgement {
                version: version.id,
                root: version.id,
                verdict: match self.change {
                    Change::Delete => Verdict::Delete,
                    Change::Restore => Verdict::Restore,
                },
                reason: Reason::Taken { rule: RuleName::Inputs, by: Vec::new() },
            };
            tell(Event::Judged { package: package(), version, judgement });
        }
        let images = ImageCount { total: count, doomed: count };
        tell(Event::PackagePlanned { package: package(), images });
        let targets: Vec<Target> = match self.scope {
            Scope::Versions => self.ids.iter().map(|id| Target::Version(VersionId(*id))).collect(),
            Scope::Packages => vec![Target::WholePackage],
        };
        for (number, target) in (0..).zip(targets) {
            let step = StepEvent { number, package: package(), target, change: self.change };
            tell(Event::StepSent { step: step.clone(), at: begin() });
            tell(Event::StepEnded { step, at: begin(), outcome: Outcome::Done, problem: None });
        }
        tell(Event::Recorded { path: ".package-steward/undone.jsonl".to_owned() });
        tell(Event::RunEnded { at: begin() });
        reporter.finish().summary
    }

    fn version(&self, id: u64) -> Version {
        Version {
            id: VersionId(id),
            name: id.to_string(),
            tags: self.tags.iter().map(|tag| Tag::new(*tag)).collect(),
            created_at: Some(begin()),
            updated_at: Some(begin()),
            deleted_at: None,
        }
    }

    /// What the inputs of its way back are read as.
    #[track_caller]
    fn undo(&self) -> Request {
        self.block(0)
    }

    /// What the inputs of the step in this block are read as.
    #[track_caller]
    fn block(&self, number: usize) -> Request {
        let page = self.page();
        let rest = page.split("```yaml\n").nth(number + 1).expect("a block");
        let (block, _) = rest.split_once("```").expect("the end of the block");
        let steps: Value = yaml_serde::from_str(block).expect("steps");
        let with = steps[0]["with"].as_mapping().expect("inputs");
        let inputs = with.iter().map(|(name, value)| {
            let name = name.as_str().expect("a name").to_uppercase();
            (format!("INPUT_{name}"), value.as_str().expect("a text").to_owned())
        });
        let token = ("INPUT_TOKEN".to_owned(), "any".to_owned());
        let environment: Environment = inputs.chain([token]).collect();
        parse(&environment).unwrap_or_else(|problems| {
            panic!("{}\n{block}", problems.iter().map(ToString::to_string).collect::<String>())
        })
    }
}

#[track_caller]
fn assert_place(request: &Request, run: &Run) {
    let place = &request.place;
    assert_eq!(place.owner.as_str(), "octo");
    assert_eq!(place.package_types, [run.package.package_type]);
    let named = place.named(run.package.package_type);
    assert_eq!(named, std::slice::from_ref(&run.package.name));
    assert!(!place.needs_a_listing());
    assert_eq!(request.dry_run, DryRun::No);
}

fn named_ids(request: &Request) -> BTreeSet<u64> {
    let ids = request.policy.rules.iter().filter_map(|rule| rule.version_ids.as_ref());
    ids.flatten().map(|id| id.0).collect()
}

#[test]
fn few_deletions_are_undone_by_number() {
    for package_type in PackageType::ALL {
        let run = Run::of(package_type, Change::Delete, 1..=23);
        let request = run.undo();
        assert_place(&request, &run);
        assert!(matches!(request.mode, Mode::Restore(window) if !window.is_bounded()));
        assert_eq!(named_ids(&request), (1..=23).collect());
    }
}

#[test]
fn many_deletions_are_undone_by_their_time_and_by_nothing_else() {
    for package_type in PackageType::ALL {
        let run = Run::of(package_type, Change::Delete, 1..=101);
        let request = run.undo();
        assert_place(&request, &run);
        let Mode::Restore(window) = request.mode else { panic!("{:?}", request.mode) };
        let margin = SignedDuration::from_mins(5);
        assert_eq!(window.since, begin().checked_sub(margin).ok());
        assert_eq!(window.until, begin().checked_add(margin).ok());
        assert_eq!((window.within, named_ids(&request)), (None, BTreeSet::new()));
    }
}

#[test]
fn many_deletions_are_undone_by_the_record_to_the_letter() {
    let run = Run::of(PackageType::Container, Change::Delete, 1..=101);
    let request = run.block(1);
    let record = request.restore_from.expect("a record");
    assert_eq!(record.as_path(), std::path::Path::new(".package-steward/undone.jsonl"));
    assert_ne!(request.record_file.as_path(), record.as_path());
    assert_eq!(request.place.owner.as_str(), "octo");
    assert!(matches!(request.mode, Mode::Restore(window) if !window.is_bounded()));
    let few = Run::of(PackageType::Container, Change::Delete, 1..=5).page();
    assert!(!few.contains("restore-from"), "{few}");
}

#[test]
fn a_package_that_went_as_a_whole_comes_back_as_a_whole() {
    for (change, undone) in [(Change::Delete, Scope::Packages), (Change::Restore, Scope::Packages)]
    {
        let run = Run { scope: Scope::Packages, ..Run::of(PackageType::Npm, change, 1..=2) };
        let request = run.undo();
        assert_place(&request, &run);
        assert_eq!(request.target, undone);
        assert_eq!(matches!(request.mode, Mode::Restore(_)), change == Change::Delete);
    }
}

#[test]
fn restorations_are_undone_by_number_whatever_the_defaults_keep() {
    for package_type in PackageType::ALL {
        let tags: &[&[&str]] = if package_type.has_tags() { &[&[], &["latest"]] } else { &[&[]] };
        for tags in tags {
            let run = Run { tags, ..Run::of(package_type, Change::Restore, 1..=1_000) };
            let request = run.undo();
            assert_place(&request, &run);
            assert_eq!((request.mode, request.target), (Mode::Delete, Scope::Versions));
            assert_eq!(named_ids(&request), (1..=1_000).collect());
            let keeps_latest = request.policy.keep.tags.patterns.first_match("latest").is_some();
            assert!(!(tags.contains(&"latest") && keeps_latest));
            assert!(
                !tags.is_empty()
                    || !package_type.has_tags()
                    || request.policy.untagged_grace.is_none()
            );
        }
    }
}
