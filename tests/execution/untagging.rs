//! Taking a tag off, against a registry that loses answers, lists what was, and is not ours alone.

use std::collections::{BTreeMap, BTreeSet};

use package_steward::domain::{Digest, Tag, Version, VersionId};
use package_steward::execution::{
    DeletionEnd, Lead, Outcome, PushEnd, RowSight, UntagAnswer, UntagCommand, UntagTask, Untagging,
};
use proptest::prelude::*;

const ORIGINAL: VersionId = VersionId(5);

fn digest(of: u8) -> Digest {
    Digest::from_bytes([of; 32])
}

fn empty() -> Digest {
    digest(200)
}

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Luck {
    Good,
    Refused,
    /// It was carried out, and its answer was lost.
    LostAfter,
    /// It never arrived.
    LostBefore,
}

/// What is there at one time.
type Moment = (BTreeMap<VersionId, Digest>, BTreeMap<&'static str, Digest>);

/// A registry with versions and tags.
#[derive(Clone, Debug)]
struct Registry {
    versions: BTreeMap<VersionId, Digest>,
    tags: BTreeMap<&'static str, Digest>,
    deleted: Vec<(VersionId, Digest)>,
    /// What was there after each command.
    history: Vec<Moment>,
    /// How many commands a listing is behind.
    lag: usize,
}

impl Registry {
    fn new(lag: usize) -> Self {
        let versions = BTreeMap::from([(VersionId(3), digest(3)), (ORIGINAL, digest(5))]);
        let tags = BTreeMap::from([("pr-1", digest(5)), ("v1", digest(5)), ("old", digest(3))]);
        Self { versions, tags, deleted: Vec::new(), history: Vec::new(), lag }
    }

    fn push(&mut self, of: Digest, tag: &'static str) {
        if !self.versions.values().any(|one| *one == of) {
            let next = self.versions.keys().chain(self.deleted.iter().map(|(id, _)| id)).max();
            let next = VersionId(next.expect("some").0 + 1);
            self.versions.insert(next, of);
        }
        self.tags.insert(tag, of);
    }

    fn rows(&self) -> Vec<Version> {
        let at = self.history.len().saturating_sub(self.lag);
        let now = (self.versions.clone(), self.tags.clone());
        let (versions, tags) =
            if self.lag == 0 { &now } else { self.history.get(at).unwrap_or(&now) };
        versions.iter().rev().map(|(id, of)| row(*id, *of, tags)).collect()
    }

    fn lead(&self, tag: &str) -> UntagAnswer {
        lead(self.tags.get(tag).copied())
    }

    /// Does what the machine says.
    fn obey(&mut self, command: &UntagCommand, luck: Luck) -> UntagAnswer {
        self.history.push((self.versions.clone(), self.tags.clone()));
        let said = || "said".to_owned();
        let failed = luck != Luck::Good;
        match command {
            UntagCommand::LookForEmpty if !failed => {
                let known = self.versions.values().any(|one| *one == empty());
                lead(known.then(empty))
            }
            UntagCommand::LookAtOther if !failed => self.lead("v1"),
            UntagCommand::LookAtTag if !failed => self.lead("pr-1"),
            UntagCommand::List if !failed => UntagAnswer::Listed(self.rows()),
            UntagCommand::Weigh(_) => UntagAnswer::Weighed(None),
            UntagCommand::LookAtVersion(id) if !failed => {
                let found = self.versions.get(id);
                UntagAnswer::Row(match found {
                    Some(of) => RowSight::There(row(*id, *of, &self.tags)),
                    None => RowSight::Gone,
                })
            }
            UntagCommand::PushEmpty | UntagCommand::PushBack(_) => {
                let back =
                    if let UntagCommand::PushBack(back) = command { Some(*back) } else { None };
                let what = back.unwrap_or_else(empty);
                if matches!(luck, Luck::Good | Luck::LostAfter) {
                    self.push(what, "pr-1");
                }
                match luck {
                    Luck::Good => UntagAnswer::Push(PushEnd::Taken),
                    Luck::Refused => UntagAnswer::Push(PushEnd::Refused(said())),
                    Luck::LostAfter | Luck::LostBefore => UntagAnswer::Push(PushEnd::Lost(said())),
                }
            }
            UntagCommand::Delete(id) => {
                if matches!(luck, Luck::Good | Luck::LostAfter) {
                    let gone = self.versions.remove(id).expect("what is deleted is there");
                    self.tags.retain(|_, of| *of != gone);
                    self.deleted.push((*id, gone));
                }
                match luck {
                    Luck::Good => UntagAnswer::Deletion(DeletionEnd::Done),
                    Luck::Refused => UntagAnswer::Deletion(DeletionEnd::Refused(said())),
                    Luck::LostAfter | Luck::LostBefore => UntagAnswer::Deletion(DeletionEnd::Lost),
                }
            }
            UntagCommand::Wait(_) => match luck {
                Luck::Refused => UntagAnswer::Stopped,
                Luck::Good | Luck::LostAfter | Luck::LostBefore => UntagAnswer::Waited,
            },
            UntagCommand::LookForEmpty | UntagCommand::LookAtOther | UntagCommand::LookAtTag => {
                UntagAnswer::Lead(Lead::Unseen(said()))
            }
            UntagCommand::List => UntagAnswer::Listed(Vec::new()),
            UntagCommand::LookAtVersion(_) => UntagAnswer::Row(RowSight::Unseen),
            UntagCommand::End(..) => UntagAnswer::Stopped,
        }
    }
}

fn lead(to: Option<Digest>) -> UntagAnswer {
    UntagAnswer::Lead(to.map_or(Lead::Nowhere, Lead::To))
}

fn row(id: VersionId, of: Digest, tags: &BTreeMap<&'static str, Digest>) -> Version {
    let tags = tags.iter().filter(|(_, on)| **on == of);
    Version {
        id,
        name: of.to_string(),
        tags: tags.map(|(tag, _)| Tag::new(*tag)).collect(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
    }
}

/// Runs the machine to its end. Somebody pushes under the tag right before the commands of these numbers.
fn run(
    registry: &mut Registry,
    luck: impl Fn(usize) -> Luck,
    pushes: &BTreeSet<usize>,
) -> (Outcome, Option<String>, Vec<UntagCommand>) {
    let task = UntagTask {
        tag: Tag::new("pr-1"),
        original: ORIGINAL,
        original_digest: digest(5),
        empty: empty(),
        known: registry.versions.keys().copied().collect(),
    };
    let (mut machine, mut command) = Untagging::start(task);
    let mut sent = Vec::new();
    for number in 0..200_u8 {
        if let UntagCommand::End(outcome, why) = command {
            return (outcome, why, sent);
        }
        if pushes.contains(&usize::from(number)) {
            registry.push(digest(100 + number), "pr-1");
        }
        sent.push(command.clone());
        let answer = registry.obey(&command, luck(usize::from(number)));
        command = machine.next(answer);
    }
    assert!(sent.is_empty(), "it does not end: {sent:?}");
    (Outcome::NotReached, None, sent)
}

/// What must hold whatever happens.
fn assert_safe(registry: &Registry, outcome: Outcome, why: Option<&str>) {
    let told = format!("{outcome:?} {why:?} {registry:?}");
    for (id, of) in &registry.deleted {
        assert!(*of == empty() && *id != ORIGINAL, "{told}");
    }
    assert_eq!(registry.versions.get(&ORIGINAL), Some(&digest(5)), "{told}");
    assert_eq!(registry.tags.get("v1"), Some(&digest(5)), "{told}");
    assert_eq!(registry.tags.get("old"), Some(&digest(3)), "{told}");
    match outcome {
        Outcome::Done => {
            let there = registry.tags.get("pr-1");
            assert!(there.is_none_or(|of| *of != digest(5) && *of != empty()), "{told}");
            assert!(!registry.versions.values().any(|of| *of == empty()), "{told}");
        }
        Outcome::Held | Outcome::Refused => {
            let there = registry.tags.get("pr-1");
            assert!(there.is_some_and(|of| *of != empty()), "{told}");
            assert!(why.is_some(), "{told}");
        }
        Outcome::Unknown => assert!(why.is_some(), "{told}"),
        Outcome::AlreadySo | Outcome::Blocked(_) | Outcome::PackageEnded | Outcome::NotReached => {
            assert!(told.is_empty(), "{told}");
        }
    }
}

#[test]
fn a_tag_comes_off_and_only_what_was_pushed_for_it_is_deleted() {
    for lag in 0..6 {
        let mut registry = Registry::new(lag);
        let (outcome, why, sent) = run(&mut registry, |_| Luck::Good, &BTreeSet::new());
        assert_eq!((outcome, why.as_deref()), (Outcome::Done, None), "{lag} {sent:?}");
        assert_safe(&registry, outcome, None);
        assert_eq!(registry.deleted, [(VersionId(6), empty())]);
    }
}

#[test]
fn h18_where_the_listing_never_shows_the_new_version_nothing_is_deleted_and_the_tag_goes_back() {
    let mut registry = Registry::new(1_000);
    registry.history.push((registry.versions.clone(), registry.tags.clone()));
    let (outcome, why, sent) = run(&mut registry, |_| Luck::Good, &BTreeSet::new());
    assert_eq!(outcome, Outcome::Refused, "{sent:?}");
    assert_safe(&registry, outcome, why.as_deref());
    assert_eq!(registry.deleted, []);
    assert_eq!(registry.tags.get("pr-1"), Some(&digest(5)));
}

#[test]
fn h18_a_number_that_was_there_before_is_never_deleted() {
    for claimed in [ORIGINAL, VersionId(3)] {
        let task = UntagTask {
            tag: Tag::new("pr-1"),
            original: ORIGINAL,
            original_digest: digest(5),
            empty: empty(),
            known: BTreeSet::from([VersionId(3), ORIGINAL]),
        };
        let (mut machine, _) = Untagging::start(task);
        machine.next(lead(None));
        machine.next(lead(Some(digest(5))));
        assert_eq!(machine.next(lead(Some(digest(5)))), UntagCommand::PushEmpty);
        machine.next(UntagAnswer::Push(PushEnd::Taken));
        assert_eq!(machine.next(lead(Some(empty()))), UntagCommand::List);
        let lie = row(claimed, empty(), &BTreeMap::new());
        assert_eq!(machine.next(UntagAnswer::Listed(vec![lie])), UntagCommand::LookAtTag);
        let back = machine.next(lead(Some(empty())));
        assert_eq!(back, UntagCommand::PushBack(digest(5)));
    }
}

#[test]
fn h48_a_push_between_any_two_steps_is_never_lost_without_a_word() {
    for lag in 0..4 {
        for at in 0..16 {
            let mut registry = Registry::new(lag);
            let (outcome, why, sent) = run(&mut registry, |_| Luck::Good, &BTreeSet::from([at]));
            assert_safe(&registry, outcome, why.as_deref());
            if sent.len() > at {
                let theirs = digest(100 + u8::try_from(at).expect("small"));
                let there = registry.tags.get("pr-1");
                assert_eq!(there, Some(&theirs), "{lag} {at} {outcome:?} {why:?} {sent:?}");
            }
        }
    }
}

fn lucks() -> impl Strategy<Value = Vec<Luck>> {
    let luck = prop_oneof![
        6 => Just(Luck::Good),
        1 => Just(Luck::Refused),
        1 => Just(Luck::LostAfter),
        1 => Just(Luck::LostBefore),
    ];
    prop::collection::vec(luck, 0..60)
}

proptest! {
    /// Whatever is refused, lost or pushed by others: the original stays, other tags stay, and where it ends
    /// in silence nobody's push was overwritten.
    #[test]
    fn h18_h48_whatever_happens_only_what_was_pushed_is_deleted(
        lucks in lucks(),
        lag in 0_usize..8,
        pushes in prop::collection::btree_set(0_usize..30, 0..3),
    ) {
        let mut registry = Registry::new(lag);
        let luck = |at: usize| lucks.get(at).copied().unwrap_or(Luck::Good);
        let (outcome, why, sent) = run(&mut registry, luck, &pushes);
        assert_safe(&registry, outcome, why.as_deref());
        if let (Some(last), Outcome::Done | Outcome::Held) =
            (pushes.iter().rfind(|at| **at < sent.len()), outcome)
        {
            let theirs = digest(100 + u8::try_from(*last).expect("small"));
            prop_assert_eq!(registry.tags.get("pr-1"), Some(&theirs), "{:?}", sent);
        }
    }

    /// A run that is killed after any command leaves the tag where it was, on what somebody pushed, on the
    /// empty manifest, or off; and it has deleted nothing else.
    #[test]
    fn a_run_that_is_cut_off_anywhere_has_lost_nothing(cut in 0_usize..20, lucks in lucks()) {
        let mut registry = Registry::new(0);
        let task = UntagTask {
            tag: Tag::new("pr-1"),
            original: ORIGINAL,
            original_digest: digest(5),
            empty: empty(),
            known: registry.versions.keys().copied().collect(),
        };
        let (mut machine, mut command) = Untagging::start(task);
        for number in 0..cut {
            if matches!(command, UntagCommand::End(..)) {
                break;
            }
            let luck = lucks.get(number).copied().unwrap_or(Luck::Good);
            command = machine.next(registry.obey(&command, luck));
        }
        prop_assert!(registry.deleted.iter().all(|(_, of)| *of == empty()));
        prop_assert_eq!(registry.versions.get(&ORIGINAL), Some(&digest(5)));
        prop_assert_eq!(registry.tags.get("v1"), Some(&digest(5)));
    }
}
