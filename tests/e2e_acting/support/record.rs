//! The record of a run, held against the ledger of the stand-in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use github_standin::{Actor, Change, Mutation};
use package_steward::report::{
    OutcomeWord, ReadRecord, RecordEnding, RecordLine, RecordedPackage, RecordedStep, read_record,
};
use serde::Serialize;

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
            package_steward::execution::Change::Delete => "delete",
            package_steward::execution::Change::Restore => "restore",
        };
        Self { change, package: written(&step.package), id: step.id.map(|id| id.0) }
    }
}

/// What requests did, in order.
pub(crate) fn deeds(mutations: &[Mutation]) -> Vec<Deed> {
    let by_request = mutations.iter().filter(|mutation| mutation.by != Actor::Other);
    let deed = |mutation: &Mutation| {
        let change = match mutation.change {
            Change::VersionDeleted | Change::PackageDeleted => "delete",
            Change::VersionRestored | Change::PackageRestored => "restore",
            // A tag that is put back: tests of that look for it themselves.
            // So is the empty version that takes a tag off.
            Change::VersionPushedAgain | Change::TagPut { .. } | Change::VersionPushed => {
                return None;
            }
            Change::PackageCreated | Change::TagTaken { .. } => {
                panic!("a request did {mutation:?}")
            }
        };
        let package = format!("{}/{}", mutation.package_type.as_str(), mutation.package);
        Some(Deed { change, package, id: mutation.version })
    };
    by_request.filter_map(deed).collect()
}

fn written(package: &RecordedPackage) -> String {
    format!("{}/{}", package.package_type.as_str(), package.name.as_str())
}

/// A word of the record as it stands there.
fn word(word: impl Serialize) -> String {
    let value = serde_json::to_value(word).expect("a word");
    value.as_str().expect("a text").to_owned()
}

/// A record as it was read back.
#[derive(Debug)]
pub(crate) struct Record {
    read: ReadRecord,
}

impl Record {
    /// Reads a record with the program's own reader. `None` where there is no file.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = fs::read(path).ok()?;
        let read = read_record(&text).unwrap_or_else(|error| panic!("{error}"));
        Some(Self { read })
    }

    /// The changes that were sent, in order, each as often as it was sent.
    pub(crate) fn sent(&self) -> Vec<Deed> {
        let sent = self.read.lines.iter().filter_map(|line| {
            let RecordLine::Sent { step, .. } = line else { return None };
            Some(Deed::of(step))
        });
        sent.collect()
    }

    /// The steps that ended, in order, each with how.
    pub(crate) fn ended(&self) -> Vec<(Deed, String)> {
        let ended = self.read.lines.iter().filter_map(|line| {
            let RecordLine::Ended { step, outcome, .. } = line else { return None };
            Some((Deed::of(step), word(outcome)))
        });
        ended.collect()
    }

    /// How many steps ended like this.
    pub(crate) fn count(&self, outcome: &str) -> usize {
        self.ended().iter().filter(|(_, ended)| ended == outcome).count()
    }

    /// How the step on this version ended.
    #[track_caller]
    pub(crate) fn outcome_of(&self, id: u64) -> String {
        let ended = self.ended();
        let found = ended.into_iter().find(|(deed, _)| deed.id == Some(id));
        found.unwrap_or_else(|| panic!("no end of {id} in {:?}", self.read.lines)).1
    }

    /// What was brought back at the end.
    fn healed(&self) -> impl Iterator<Item = Deed> {
        self.read.lines.iter().filter_map(|line| {
            let RecordLine::Healed { package, id, outcome: OutcomeWord::Done, .. } = line else {
                return None;
            };
            Some(Deed { change: "restore", package: written(package), id: Some(id.0) })
        })
    }

    /// The numbers of the steps that were sent, in order.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let sent = self.read.lines.iter().filter_map(|line| {
            let RecordLine::Sent { step, .. } = line else { return None };
            Some(step.number)
        });
        sent.collect()
    }

    /// The numbers of what was brought back at the end.
    pub(crate) fn healed_ids(&self) -> Vec<u64> {
        self.healed().filter_map(|deed| deed.id).collect()
    }

    /// Why steps were held back right before they were sent, by version.
    pub(crate) fn held_back(&self) -> BTreeMap<u64, String> {
        let held = self.read.lines.iter().filter_map(|line| {
            let RecordLine::HeldBack { step, reason } = line else { return None };
            Some((step.id.map_or(0, |id| id.0), reason.clone()))
        });
        held.collect()
    }

    /// What the look afterwards found to be otherwise than it should be: kind and version.
    pub(crate) fn differences(&self) -> Vec<(String, u64)> {
        let found = self.read.lines.iter().filter_map(|line| {
            let RecordLine::Checked { differences, .. } = line else { return None };
            Some(differences)
        });
        found.flatten().map(|one| (word(one.kind), one.id.0)).collect()
    }

    /// What ended the run before its plan was done.
    pub(crate) fn stopped_by(&self) -> Vec<String> {
        let causes = self.read.lines.iter().filter_map(|line| {
            let RecordLine::Stopping { cause, signal } = line else { return None };
            Some(signal.clone().unwrap_or_else(|| word(cause)))
        });
        causes.collect()
    }

    /// Whether it says that the run came to its end.
    pub(crate) fn is_finished(&self) -> bool {
        self.read.ending == RecordEnding::Finished
    }

    /// Fails unless what the record says is what happened: what it calls done was done, in this order
    /// and by one request each; whatever was done is in it; and it says of everything else that it
    /// stayed as it was, or that nobody knows.
    #[track_caller]
    pub(crate) fn assert_true(&self, deeds: &[Deed]) {
        let mut sent = Vec::new();
        let mut ended: BTreeMap<Deed, OutcomeWord> = BTreeMap::new();
        for line in &self.read.lines {
            if let RecordLine::Sent { step, .. } = line {
                let deed = Deed::of(step);
                assert!(!ended.contains_key(&deed), "sent after its end: {deed:?}");
                sent.push(deed);
            } else if let RecordLine::Ended { step, outcome, .. } = line {
                let deed = Deed::of(step);
                let before = ended.insert(deed.clone(), *outcome);
                assert_eq!(before, None, "ended twice: {deed:?}");
            }
        }
        let done = self.ended().into_iter().filter(|(_, outcome)| outcome == "done");
        let done: Vec<Deed> = done.map(|(deed, _)| deed).chain(self.healed()).collect();
        // What nobody knows of may or may not have happened: a step that was sent and has no known end.
        let unknown = |deed: &Deed| {
            sent.contains(deed) && matches!(ended.get(deed), None | Some(OutcomeWord::Unknown))
        };
        let known: Vec<Deed> = deeds.iter().filter(|deed| !unknown(deed)).cloned().collect();
        // Answers may overtake each other.
        let sorted = |deeds: &[Deed]| {
            let mut names: Vec<String> = deeds.iter().map(|deed| format!("{deed:?}")).collect();
            names.sort();
            names
        };
        assert_eq!(sorted(&done), sorted(&known), "what is called done, and what was done");
        for deed in deeds.iter().filter(|deed| !done.contains(deed)) {
            assert!(sent.contains(deed), "done and never sent: {deed:?}");
        }
        for (deed, outcome) in &ended {
            let was_done = deeds.contains(deed);
            match outcome {
                OutcomeWord::Done => assert!(sent.contains(deed) && was_done, "{deed:?}"),
                OutcomeWord::Unknown => {}
                OutcomeWord::AlreadySo
                | OutcomeWord::Held
                | OutcomeWord::Refused
                | OutcomeWord::Blocked
                | OutcomeWord::PackageEnded
                | OutcomeWord::NotReached => {
                    assert!(!was_done, "{outcome:?}, and yet done: {deed:?}");
                }
            }
        }
    }
}
