//! The record of a run, held against the ledger of the stand-in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use github_standin::{Actor, Change, Mutation};
use package_steward::domain::VersionId;
use package_steward::execution;
use package_steward::report::{
    OutcomeWord, RecordHeader, RecordLine, RecordedPackage, RecordedStep,
};

/// What somebody did to a version or, without a number, to a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deed {
    pub change: &'static str,
    pub package: String,
    pub id: Option<u64>,
}

impl Deed {
    fn of(step: &RecordedStep) -> Self {
        let change = match step.change {
            execution::Change::Delete => "delete",
            execution::Change::Restore => "restore",
        };
        Self { change, package: named(&step.package), id: step.id.map(number) }
    }
}

fn named(package: &RecordedPackage) -> String {
    format!("{}/{}", package.package_type, package.name)
}

const fn number(id: VersionId) -> u64 {
    id.0
}

/// What requests did, in order.
pub(crate) fn deeds(mutations: &[Mutation]) -> Vec<Deed> {
    let by_request = mutations.iter().filter(|mutation| mutation.by != Actor::Other);
    let deed = |mutation: &Mutation| {
        let change = match mutation.change {
            Change::VersionDeleted | Change::PackageDeleted => "delete",
            Change::VersionRestored | Change::PackageRestored => "restore",
            Change::PackageCreated
            | Change::VersionPushed
            | Change::VersionPushedAgain
            | Change::TagPut { .. }
            | Change::TagTaken { .. } => panic!("a request did {mutation:?}"),
        };
        let package = format!("{}/{}", mutation.package_type.as_str(), mutation.package);
        Deed { change, package, id: mutation.version }
    };
    by_request.map(deed).collect()
}

/// A record as it was read back.
#[derive(Debug)]
pub(crate) struct Record {
    pub header: RecordHeader,
    pub lines: Vec<RecordLine>,
}

impl Record {
    /// Reads a record: every line must be whole and of a known form. `None` where there is no file.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        assert!(text.is_empty() || text.ends_with('\n'), "the last line is not whole: {text}");
        let mut lines = text.lines();
        let header = serde_json::from_str(lines.next()?).expect("a header");
        let lines = lines.map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        });
        Some(Self { header, lines: lines.collect() })
    }

    /// The changes that were sent, in order, each as often as it was sent.
    pub(crate) fn sent(&self) -> Vec<Deed> {
        let sent = self.lines.iter().filter_map(|line| match line {
            RecordLine::Sent { step, .. } => Some(Deed::of(step)),
            _ => None,
        });
        sent.collect()
    }

    /// The steps that ended, in order, each with how.
    pub(crate) fn ended(&self) -> Vec<(Deed, &str)> {
        let ended = self.lines.iter().filter_map(|line| match line {
            RecordLine::Ended { step, outcome, .. } => Some((Deed::of(step), outcome.as_str())),
            _ => None,
        });
        ended.collect()
    }

    /// How many steps ended like this.
    pub(crate) fn count(&self, outcome: &str) -> usize {
        self.ended().iter().filter(|(_, ended)| *ended == outcome).count()
    }

    /// How the step on this version ended.
    #[track_caller]
    pub(crate) fn outcome_of(&self, id: u64) -> &str {
        let ended = self.ended();
        let found = ended.into_iter().find(|(deed, _)| deed.id == Some(id));
        found.unwrap_or_else(|| panic!("no end of {id} in {:?}", self.lines)).1
    }

    /// What was brought back at the end, or not.
    fn healed(&self) -> impl Iterator<Item = Deed> {
        self.lines.iter().filter_map(|line| match line {
            RecordLine::Healed { package, id, outcome: OutcomeWord::Done, .. } => {
                Some(Deed { change: "restore", package: named(package), id: Some(number(*id)) })
            }
            _ => None,
        })
    }

    /// The numbers of what was brought back at the end.
    pub(crate) fn healed_ids(&self) -> Vec<u64> {
        self.healed().filter_map(|deed| deed.id).collect()
    }

    /// Why steps were held back right before they were sent, by version.
    pub(crate) fn held_back(&self) -> BTreeMap<u64, String> {
        let held = self.lines.iter().filter_map(|line| match line {
            RecordLine::HeldBack { step, reason } => {
                Some((step.id.map_or(0, number), reason.clone()))
            }
            _ => None,
        });
        held.collect()
    }

    /// What the look afterwards found to be otherwise than it should be: kind and version.
    pub(crate) fn differences(&self) -> Vec<(&str, u64)> {
        let found = self.lines.iter().filter_map(|line| match line {
            RecordLine::Checked { differences, .. } => Some(differences),
            _ => None,
        });
        found.flatten().map(|one| (one.kind.as_str(), number(one.id))).collect()
    }

    /// What ended the run before its plan was done.
    pub(crate) fn stopped_by(&self) -> Vec<&str> {
        let causes = self.lines.iter().filter_map(|line| match line {
            RecordLine::Stopping { cause, signal } => {
                Some(signal.as_deref().unwrap_or(cause.as_str()))
            }
            _ => None,
        });
        causes.collect()
    }

    /// Whether it says that the run came to its end.
    pub(crate) fn is_finished(&self) -> bool {
        matches!(self.lines.last(), Some(RecordLine::Finished { .. }))
    }

    /// Fails unless what the record says is what happened: what it calls done was done, in this order
    /// and by one request each; whatever was done is in it; and it says of everything else that it
    /// stayed as it was, or that nobody knows.
    #[track_caller]
    pub(crate) fn assert_true(&self, deeds: &[Deed]) {
        let mut sent = Vec::new();
        let mut ended: BTreeMap<Deed, &str> = BTreeMap::new();
        for line in &self.lines {
            match line {
                RecordLine::Sent { step, .. } => {
                    let deed = Deed::of(step);
                    assert!(!ended.contains_key(&deed), "sent after its end: {deed:?}");
                    sent.push(deed);
                }
                RecordLine::Ended { step, outcome, .. } => {
                    let deed = Deed::of(step);
                    let before = ended.insert(deed.clone(), outcome.as_str());
                    assert_eq!(before, None, "ended twice: {deed:?}");
                }
                _ => {}
            }
        }
        let done = self.ended().into_iter().filter(|(_, outcome)| *outcome == "done");
        let done: Vec<Deed> = done.map(|(deed, _)| deed).chain(self.healed()).collect();
        // What nobody knows of may or may not have happened: a step that was sent and has no known end.
        let unknown =
            |deed: &Deed| sent.contains(deed) && matches!(ended.get(deed), None | Some(&"unknown"));
        let known: Vec<Deed> = deeds.iter().filter(|deed| !unknown(deed)).cloned().collect();
        assert_eq!(done, known, "what is called done, and what was done");
        for deed in deeds.iter().filter(|deed| !done.contains(deed)) {
            assert!(sent.contains(deed), "done and never sent: {deed:?}");
        }
        for (deed, outcome) in &ended {
            let never_sent = matches!(*outcome, "blocked" | "package-ended" | "not-reached");
            let was_done = deeds.contains(deed);
            match *outcome {
                "done" => assert!(sent.contains(deed) && was_done, "{deed:?}"),
                "unknown" => {}
                _ if never_sent => assert!(!was_done, "{outcome}, and yet done: {deed:?}"),
                _ => assert!(!was_done, "{outcome}, and yet done: {deed:?}"),
            }
        }
    }
}
