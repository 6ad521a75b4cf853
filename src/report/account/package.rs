//! What was planned for one package, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::deeds::Deeds;
use super::fate::Fate;
use super::tally::Tally;
use crate::domain::{
    ImageCount, Judgement, PackageKey, Reason, RuleName, Verdict, Version, VersionId, Weight,
};
use crate::execution::Change;

/// A version that was to change.
#[derive(Clone, Debug)]
pub(in crate::report) struct Entry {
    /// The version as it was listed.
    pub(in crate::report) version: Version,
    /// The root of its image.
    root: VersionId,
    /// Why it was to change.
    pub(in crate::report) reason: Reason,
    /// What was to become of it.
    pub(in crate::report) change: Change,
    /// What became of it.
    pub(in crate::report) fate: Fate,
}

impl Entry {
    /// Whether it is the root of its image.
    pub(in crate::report) fn is_root(&self) -> bool {
        self.root == self.version.id
    }
}

/// What became of a package as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Whole {
    /// What was to become of it.
    pub(in crate::report) change: Change,
    /// What became of it.
    pub(in crate::report) fate: Fate,
}

/// When a package's changes were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Span {
    /// When the first was sent.
    pub(in crate::report) first: Timestamp,
    /// When the last ended.
    pub(in crate::report) last: Timestamp,
}

/// Whether the versions of a package were listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Listed {
    No,
    Yes,
}

/// Whether a look after the changes found everything as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Proved {
    No,
    Yes,
}

/// One package's part of a run.
#[derive(Clone, Debug)]
pub(in crate::report) struct PackageAccount {
    /// The package.
    pub(in crate::report) key: PackageKey,
    /// Whether its versions were listed. Of a package that is deleted none are.
    pub(in crate::report) listed: Listed,
    /// Its images, once it is planned.
    pub(in crate::report) images: Option<ImageCount>,
    /// Its versions by verdict.
    pub(in crate::report) tally: Tally,
    /// Its versions that were to change, by what became of them; none in a dry run.
    pub(in crate::report) deeds: Deeds,
    /// How many of the images that were to change did.
    pub(in crate::report) images_done: u64,
    /// What became of it as a whole, where that was tried.
    pub(in crate::report) whole: Option<Whole>,
    /// When it was changed.
    pub(in crate::report) span: Option<Span>,
    /// How much content goes with what goes.
    pub(in crate::report) weight: Weight,
    /// Whether what stays is known to be complete.
    pub(in crate::report) proved: Proved,
    entries: Vec<Entry>,
    places: BTreeMap<VersionId, usize>,
}

impl PackageAccount {
    pub(super) fn new(key: PackageKey) -> Self {
        Self {
            key,
            listed: Listed::No,
            images: None,
            tally: Tally::default(),
            deeds: Deeds::default(),
            images_done: 0,
            whole: None,
            span: None,
            weight: Weight::default(),
            proved: Proved::No,
            entries: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// Whether everything of it that is known was judged.
    pub(super) fn is_judged(&self) -> bool {
        self.images.is_some() || self.listed == Listed::No
    }

    /// Whether it is to change as a whole, in a run that changes whole packages so. Nothing is known of
    /// what is deleted; of what is there something must be planned.
    pub(in crate::report) fn goes_as_a_whole(&self, change: Change) -> bool {
        match change {
            Change::Delete => self.tally.doomed > 0,
            Change::Restore => self.images.is_some() || self.whole.is_some(),
        }
    }

    /// The versions that were to change, in the order in which they were judged.
    pub(in crate::report) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The version with this number, if it was to change.
    pub(in crate::report) fn entry(&self, id: VersionId) -> Option<&Entry> {
        self.entries.get(*self.places.get(&id)?)
    }

    /// How many bytes of content are known to be needed no more once everything is gone that is to go.
    pub(in crate::report) fn bytes_going(&self) -> u64 {
        self.weight.shares.iter().fold(0, |sum, share| sum.saturating_add(share.bytes))
    }

    /// How many bytes of content are known to be needed no more, now that something is gone.
    pub(in crate::report) fn bytes_gone(&self) -> u64 {
        let is_gone = |id: &VersionId| {
            self.entry(*id).is_some_and(|one| matches!(one.fate, Fate::Done | Fate::AlreadySo))
        };
        let gone = self.weight.shares.iter().filter(|share| share.held_by.iter().all(is_gone));
        gone.fold(0, |sum, share| sum.saturating_add(share.bytes))
    }

    /// Notes a version that is to change.
    pub(super) fn expect(&mut self, version: &Version, judgement: &Judgement) {
        let change = match judgement.verdict {
            Verdict::Delete => Change::Delete,
            Verdict::Restore => Change::Restore,
            Verdict::Keep | Verdict::Hold | Verdict::Untouched => return,
        };
        let place = self.add(Entry {
            version: version.clone(),
            root: judgement.root,
            reason: judgement.reason.clone(),
            change,
            fate: Fate::Open,
        });
        // What was in a package that is deleted shows only once it is back.
        if let Some(whole) = self.whole
            && whole.change == change
        {
            self.turn(place, whole.fate);
        }
    }

    /// Notes when a change was sent or ended.
    pub(super) fn touch(&mut self, at: Timestamp) {
        let span = self.span.get_or_insert(Span { first: at, last: at });
        span.first = span.first.min(at);
        span.last = span.last.max(at);
    }

    /// Notes how the change of a version ended. What nobody judged is counted all the same.
    pub(super) fn end_version(&mut self, id: VersionId, change: Change, fate: Fate) {
        let place = match self.places.get(&id) {
            Some(place) => *place,
            None => self.add(unjudged(id, change)),
        };
        if self.entries[place].change == change {
            self.turn(place, fate);
        } else if matches!(fate, Fate::Done | Fate::AlreadySo) {
            // A way back. Where it fails, what was done stands.
            self.turn(place, Fate::Healed);
        }
    }

    /// Notes that a version is back that this run had deleted.
    pub(super) fn heal(&mut self, id: VersionId) {
        if let Some(place) = self.places.get(&id) {
            self.turn(*place, Fate::Healed);
        }
    }

    /// Notes that a change did not come about although it was said to have.
    pub(super) fn contradict(&mut self, id: VersionId) {
        if let Some(place) = self.places.get(&id) {
            self.turn(*place, Fate::Doubtful);
        }
    }

    /// Notes what became of the package as a whole.
    pub(super) fn end_whole(&mut self, change: Change, fate: Fate) {
        self.whole = Some(Whole { change, fate });
        for place in 0..self.entries.len() {
            if self.entries[place].change == change {
                self.turn(place, fate);
            }
        }
    }

    fn add(&mut self, entry: Entry) -> usize {
        let place = self.entries.len();
        self.places.insert(entry.version.id, place);
        self.deeds.add();
        self.entries.push(entry);
        place
    }

    fn turn(&mut self, place: usize, fate: Fate) {
        let entry = &mut self.entries[place];
        self.deeds.turn(entry.change, entry.fate, fate);
        if entry.is_root() {
            self.images_done -= u64::from(entry.fate == Fate::Done);
            self.images_done += u64::from(fate == Fate::Done);
        }
        entry.fate = fate;
    }
}

fn unjudged(id: VersionId, change: Change) -> Entry {
    let version = Version {
        id,
        name: id.to_string(),
        tags: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
    };
    let reason = Reason::Taken { rule: RuleName::Inputs, by: Vec::new() };
    Entry { version, root: id, reason, change, fate: Fate::Open }
}
