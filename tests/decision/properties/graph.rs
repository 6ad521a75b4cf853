//! Random packages of images with parts and referrers, and who reaches whom in them, told naively.

use std::collections::{BTreeMap, BTreeSet};

use package_steward::domain::{
    Entry, EntryKind, Fact, Manifest, PackageType, Prereleases, TagStatus, Verdict,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::drawing::{item, policy};
use super::plain::{Item, PlainPolicy, PlainRule, version};
use crate::support::{World, digest, tag_of};

const KIND: PackageType = PackageType::Container;

/// Beyond the versions that are there: one that is not.
const MISSING: u64 = 404;

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Read {
        entries: Vec<(u64, EntryKind)>,
        subject: Option<u64>,
        attached: Vec<u64>,
    },
    OldLeaf {
        subject: Option<u64>,
    },
    Gone,
    /// It can't be told what it lists, or not now.
    Unreadable {
        lasting: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) item: Item,
    /// The numbers that its tags spell, as far as they spell any.
    spelled: Vec<u64>,
    pub(super) kind: Kind,
}

/// A package with its policy, in the words of both tellings.
#[derive(Clone, Debug)]
pub(super) struct Wired {
    pub(super) nodes: Vec<Node>,
    pub(super) world: World,
    pub(super) plain: PlainPolicy,
}

#[derive(Clone, Debug)]
struct Draft {
    item: Item,
    entries: Vec<(Index, EntryKind)>,
    subject: Option<Index>,
    attached: Vec<u64>,
    spelled: Vec<(Index, &'static str)>,
    fact: u8,
    /// Whether its digest could be known before it was there.
    is_absurd: bool,
}

prop_compose! {
    fn draft(number: u64)(
        item in item(KIND, number),
        entries in prop_oneof![
            3 => vec(entry(), 0..=0),
            2 => vec(entry(), 1..4),
        ],
        subject in option::weighted(0.2, any::<Index>()),
        attached in prop_oneof![
            4 => subsequence(vec![1, 2, 3_u64], 0..=0),
            1 => subsequence(vec![1, 2, 3_u64], 1..=3),
        ],
        spelled in prop_oneof![
            9 => vec(spelled(), 0..=0),
            1 => vec(spelled(), 1..3),
        ],
        bare in any::<bool>(),
        fact in 0..120_u8,
        is_absurd in prop::bool::weighted(0.03),
    ) -> Draft {
        let mut item = item;
        // Most of what spells a subject carries no other tag, and many parts carry none at all.
        if bare {
            item.tags.clear();
        }
        Draft { item, entries, subject, attached, spelled, fact, is_absurd }
    }
}

fn entry() -> impl Strategy<Value = (Index, EntryKind)> {
    let kind = prop_oneof![
        6 => Just(EntryKind::Image),
        2 => Just(EntryKind::Unplaced),
        2 => Just(EntryKind::Index),
        1 => Just(EntryKind::Blob),
    ];
    (any::<Index>(), kind)
}

fn spelled() -> impl Strategy<Value = (Index, &'static str)> {
    (any::<Index>(), select(&["", ".sig", ".att", ".sbom"][..]))
}

/// One of the versions before this one, or the one that is missing. Content can name only what was
/// there before it.
fn earlier(index: Index, number: u64) -> u64 {
    match index.index(usize::try_from(number).expect("a small number")) {
        0 => MISSING,
        earlier => earlier as u64,
    }
}

fn node(draft: Draft, count: u64) -> Node {
    let number = draft.item.number;
    let subject = draft.subject.map(|subject| earlier(subject, number));
    // What came later, and the version itself.
    let anything = |index: Index| match index.index(usize::try_from(count + 1).expect("small")) {
        0 => MISSING,
        named => named as u64,
    };
    let listed = |index| if draft.is_absurd { anything(index) } else { earlier(index, number) };
    let kind = match draft.fact {
        0 | 5 => Kind::Unreadable { lasting: true },
        6 => Kind::Unreadable { lasting: false },
        1 | 2 => Kind::Gone,
        3 | 4 => Kind::OldLeaf { subject },
        _ => Kind::Read {
            entries: draft.entries.iter().map(|(index, kind)| (listed(*index), *kind)).collect(),
            subject,
            attached: draft.attached,
        },
    };
    let mut item = draft.item;
    let mut spelled = Vec::new();
    for (index, end) in draft.spelled {
        // A tag can name anything, also what came later, and the version itself.
        let named = anything(index);
        let tag = tag_of(named, end);
        if !item.tags.contains(&tag) {
            item.tags.push(tag);
            spelled.push(named);
        }
    }
    Node { item, spelled, kind }
}

pub(super) fn fact(kind: &Kind) -> Fact {
    match kind {
        Kind::Read { entries, subject, attached } => Fact::Read(Manifest {
            entries: entries
                .iter()
                .map(|(number, kind)| Entry { digest: digest(*number), kind: *kind })
                .collect(),
            subject: subject.map(digest),
            attached: attached.iter().map(|layer| digest(1_000_000 + layer)).collect(),
            ..Manifest::default()
        }),
        Kind::OldLeaf { subject } => Fact::OldLeaf { subject: subject.map(digest) },
        Kind::Gone => Fact::Gone,
        Kind::Unreadable { lasting: true } => Fact::Unreadable("too large".to_owned()),
        Kind::Unreadable { lasting: false } => Fact::Unanswered("503 three times".to_owned()),
    }
}

/// What makes a policy take much, so that something goes in most packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Appetite {
    AsDrawn,
    EveryTag,
    Everything,
    Numbers,
    AllNumbers,
}

fn sharpened(mut plain: PlainPolicy, appetite: Appetite) -> PlainPolicy {
    // Which releases are there depends on what can be read, and parts of images are not about that.
    for rule in plain.rules.iter_mut().filter(|rule| rule.prereleases == Prereleases::Superseded) {
        rule.prereleases = Prereleases::Only;
    }
    let rule = plain.rules[0].clone();
    let all = PlainRule {
        tags: None,
        names: None,
        semver: None,
        prereleases: Prereleases::Include,
        ids: None,
        older_than: None,
        ..rule
    };
    plain.rules[0] = match appetite {
        Appetite::AsDrawn => return plain,
        Appetite::EveryTag => PlainRule { status: TagStatus::Tagged, ..all },
        Appetite::Everything => PlainRule { status: TagStatus::Any, ..all },
        Appetite::Numbers | Appetite::AllNumbers => {
            let step = if appetite == Appetite::Numbers { 2 } else { 1 };
            let ids = Some((1..12).step_by(step).collect());
            PlainRule { status: TagStatus::Any, ids, keep_latest: None, ..all }
        }
    };
    plain
}

/// A package and a policy.
pub(super) fn wired_world() -> impl Strategy<Value = Wired> {
    (1..11_u64).prop_flat_map(|count| {
        let drafts: Vec<_> = (1..=count).map(draft).collect();
        let appetite = prop_oneof![
            2 => Just(Appetite::AsDrawn),
            2 => Just(Appetite::EveryTag),
            2 => Just(Appetite::Everything),
            1 => Just(Appetite::Numbers),
            1 => Just(Appetite::AllNumbers),
        ];
        (drafts, policy(KIND), appetite).prop_map(move |(drafts, plain, appetite)| {
            let nodes: Vec<Node> = drafts.into_iter().map(|draft| node(draft, count)).collect();
            let mut world = World::of(KIND, nodes.iter().map(|node| version(&node.item)).collect());
            for node in &nodes {
                world = world.knowing(node.item.number, fact(&node.kind));
            }
            Wired { nodes, world, plain: sharpened(plain, appetite) }
        })
    })
}

impl Wired {
    pub(super) fn node(&self, number: u64) -> Option<&Node> {
        self.nodes.iter().find(|node| node.item.number == number)
    }

    fn subject_of_manifest(&self, number: u64) -> Option<u64> {
        match self.node(number)?.kind {
            Kind::Read { subject, .. } | Kind::OldLeaf { subject } => subject,
            Kind::Gone | Kind::Unreadable { .. } => None,
        }
    }

    /// What a version speaks of, there or not.
    fn speaks_of(&self, node: &Node) -> BTreeSet<u64> {
        let own = node.item.number;
        let mut subjects: BTreeSet<u64> =
            node.spelled.iter().copied().filter(|named| *named != own).collect();
        subjects.extend(self.subject_of_manifest(own));
        if let (true, true, Kind::Read { entries, attached, .. }) =
            (subjects.is_empty(), node.item.tags.is_empty(), &node.kind)
        {
            let all: BTreeSet<u64> = (1..=MISSING).collect();
            let of_entries = |subject: &u64| {
                entries.iter().all(|(entry, _)| self.speaks_by_entry(*entry, *subject))
            };
            if !entries.is_empty() && all.iter().any(of_entries) {
                subjects.extend(all.into_iter().filter(of_entries));
            } else if !attached.is_empty() {
                let all: BTreeSet<u64> =
                    self.nodes.iter().flat_map(|node| &node.spelled).copied().collect();
                subjects.extend(all.into_iter().filter(|subject| {
                    attached.iter().all(|layer| self.has_attached(*layer, *subject))
                }));
            }
        }
        subjects.remove(&own);
        subjects
    }

    /// Whether an entry of an index speaks of this subject: by its own word, else because an index that
    /// has the subject's tag now lists it for no platform.
    fn speaks_by_entry(&self, entry: u64, subject: u64) -> bool {
        if let Some(own) = self.subject_of_manifest(entry) {
            return own == subject;
        }
        self.nodes.iter().any(|node| {
            node.item.number != subject
                && node.spelled.contains(&subject)
                && matches!(&node.kind, Kind::Read { entries, .. }
                    if entries.contains(&(entry, EntryKind::Unplaced)))
        })
    }

    /// Whether cosign has the layer under a tag of this subject now.
    fn has_attached(&self, layer: u64, subject: u64) -> bool {
        self.nodes.iter().any(|node| {
            node.item.number != subject
                && node.spelled.contains(&subject)
                && matches!(&node.kind, Kind::Read { attached, .. } if attached.contains(&layer))
        })
    }

    pub(super) fn lists(&self, node: &Node) -> BTreeSet<u64> {
        match &node.kind {
            Kind::Read { entries, .. } => entries
                .iter()
                .filter(|(entry, kind)| *kind != EntryKind::Blob && *entry != node.item.number)
                .map(|(entry, _)| *entry)
                .filter(|entry| self.node(*entry).is_some())
                .collect(),
            Kind::OldLeaf { .. } | Kind::Gone | Kind::Unreadable { .. } => BTreeSet::new(),
        }
    }

    /// For each version those that must stay while it does.
    pub(super) fn reaches(&self) -> BTreeMap<u64, BTreeSet<u64>> {
        let mut reaches: BTreeMap<u64, BTreeSet<u64>> =
            self.nodes.iter().map(|node| (node.item.number, self.lists(node))).collect();
        for node in &self.nodes {
            for subject in self.speaks_of(node) {
                if let Some(reached) = reaches.get_mut(&subject) {
                    reached.insert(node.item.number);
                }
            }
        }
        reaches
    }

    pub(super) fn own_tags(node: &Node) -> Vec<usize> {
        let first_spelled = node.item.tags.len() - node.spelled.len();
        let is_own = |place: &usize| {
            *place < first_spelled || node.spelled[*place - first_spelled] == node.item.number
        };
        (0..node.item.tags.len()).filter(is_own).collect()
    }

    fn is_listed(&self, number: u64) -> bool {
        self.nodes.iter().any(|node| self.lists(node).contains(&number))
    }

    fn speaks_beside_another_tag(node: &Node) -> bool {
        let own = Self::own_tags(node).len();
        own > 0 && own < node.item.tags.len()
    }

    fn is_root(&self, node: &Node) -> bool {
        !self.is_listed(node.item.number)
            && (self.speaks_of(node).is_empty() || Self::speaks_beside_another_tag(node))
    }

    fn is_orphan(&self, node: &Node) -> bool {
        let subjects = self.speaks_of(node);
        !self.is_listed(node.item.number)
            && !Self::speaks_beside_another_tag(node)
            && !subjects.is_empty()
            && subjects.iter().all(|subject| self.node(*subject).is_none())
    }

    pub(super) fn roots(&self) -> Vec<&Item> {
        let roots = self.nodes.iter().filter(|node| self.is_root(node));
        roots.map(|node| &node.item).collect()
    }

    /// What nobody can tell the parts of: what could not be read, what lists itself by way of others, and
    /// what speaks of something that it keeps alive.
    pub(super) fn unreadable(&self) -> BTreeSet<u64> {
        let reaches = self.reaches();
        let lists: BTreeMap<u64, BTreeSet<u64>> =
            self.nodes.iter().map(|node| (node.item.number, self.lists(node))).collect();
        let is_unreadable = |node: &&Node| {
            let number = node.item.number;
            let kept_alive = &closure(&reaches, &reaches[&number]) | &BTreeSet::from([number]);
            matches!(node.kind, Kind::Unreadable { .. })
                || closure(&lists, &lists[&number]).contains(&number)
                || !self.speaks_of(node).is_disjoint(&kept_alive)
        };
        self.nodes.iter().filter(is_unreadable).map(|node| node.item.number).collect()
    }

    /// The versions that rules take which name numbers, slots and grace left out of account.
    fn named(&self, items: &[&Item], grace: Option<u32>) -> BTreeSet<u64> {
        let rules = self.plain.rules.iter().filter(|rule| rule.ids.is_some());
        let naming = PlainPolicy {
            rules: rules.map(|rule| PlainRule { keep_latest: None, ..rule.clone() }).collect(),
            grace,
            ..self.plain.clone()
        };
        doomed(&naming.unguarded(KIND, items))
    }

    /// Beside what is unreadable only that goes which was named by its number: all that is unreadable, or
    /// nothing; and what lists it.
    fn goes_alone(&self, unreadable: &BTreeSet<u64>) -> BTreeSet<u64> {
        let passing = |node: &&Node| matches!(node.kind, Kind::Unreadable { lasting: false });
        if self.nodes.iter().any(|node| passing(&node)) {
            return BTreeSet::new();
        }
        let all: Vec<&Item> = self.nodes.iter().map(|node| &node.item).collect();
        let named = self.named(&all, None);
        let mut goes = unreadable & &named;
        loop {
            let lists_some = |node: &&Node| !self.lists(node).is_disjoint(&goes);
            let more = self.nodes.iter().filter(lists_some).map(|node| node.item.number);
            let all = &goes | &(&more.collect() & &named);
            if all == goes {
                break;
            }
            goes = all;
        }
        let taken = self.taken();
        let is_image = |number: u64| {
            self.node(number).is_some_and(|node| self.is_root(node) || self.is_orphan(node))
        };
        goes.retain(|number| !is_image(*number) || taken.contains(number));
        loop {
            let stays = |node: &&Node| !goes.contains(&node.item.number);
            let mut spared: BTreeSet<u64> =
                self.nodes.iter().filter(stays).flat_map(|node| self.lists(node)).collect();
            for node in self.nodes.iter().filter(|node| !unreadable.contains(&node.item.number)) {
                let speaks_of_staying =
                    |subject: &u64| self.node(*subject).is_some() && !goes.contains(subject);
                if self.speaks_of(node).iter().any(speaks_of_staying) {
                    spared.insert(node.item.number);
                }
            }
            let left = &goes - &spared;
            if left == goes {
                break;
            }
            goes = left;
        }
        let mut reaches = self.reaches();
        reaches.retain(|number, _| goes.contains(number));
        // What is unreadable waits for what lists it, and for nothing else where that would be for ever.
        for (by, reached) in &mut reaches {
            let lists = self.node(*by).map(|node| self.lists(node)).unwrap_or_default();
            reached.retain(|number| {
                goes.contains(number) && (lists.contains(number) || !unreadable.contains(number))
            });
        }
        let in_circle = |number: &u64| closure(&reaches, &reaches[number]).contains(number);
        if unreadable.is_subset(&goes) && !goes.iter().any(in_circle) {
            goes
        } else {
            BTreeSet::new()
        }
    }

    /// The roots and named orphans that the rules take, guards left out of account.
    fn taken(&self) -> BTreeSet<u64> {
        let orphans: Vec<&Item> =
            self.nodes.iter().filter(|node| self.is_orphan(node)).map(|node| &node.item).collect();
        &doomed(&self.plain.unguarded(KIND, &self.roots()))
            | &self.named(&orphans, self.plain.grace)
    }

    /// Everything that could go with what the rules take.
    pub(super) fn reach_of_taken(&self) -> BTreeSet<u64> {
        let taken = self.taken();
        let reaches = self.reaches();
        &closure(&reaches, &taken) | &taken
    }

    /// Whether a part stays of its own will: kept, or with a tag of its own that no rule fits.
    pub(super) fn has_a_will(&self, node: &Node) -> bool {
        let is_part = !self.is_root(node) && !self.is_orphan(node);
        let spared = |place: &usize| !self.plain.fits_tag(KIND, &node.item, *place);
        is_part && (self.plain.keeps(KIND, &node.item) || Self::own_tags(node).iter().any(spared))
    }

    /// Whether a listed part without tags was touched within the grace, after it and all that lists it were pushed and
    /// touched. Times are hours ago.
    fn is_pushed_anew(&self, node: &Node) -> bool {
        let (Some(grace), Some(updated)) = (self.plain.grace, node.item.updated) else {
            return false;
        };
        let listed_by: Vec<&Node> = self
            .nodes
            .iter()
            .filter(|other| self.lists(other).contains(&node.item.number))
            .collect();
        let times = listed_by.iter().flat_map(|other| [other.item.created, other.item.updated]);
        let is_last = times.chain([node.item.created]).flatten().all(|hours| updated < hours);
        node.item.tags.is_empty() && !listed_by.is_empty() && is_last && updated < i64::from(grace)
    }

    /// What goes where no guard has anything to say.
    pub(super) fn goes(&self) -> BTreeSet<u64> {
        let unreadable = self.unreadable();
        if !unreadable.is_empty() {
            return self.goes_alone(&unreadable);
        }
        let reaches = self.reaches();
        let mut goes = self.reach_of_taken();
        let taken = self.taken();
        let may_go = |node: &Node| {
            let is_image = self.is_root(node) || self.is_orphan(node);
            if is_image {
                taken.contains(&node.item.number)
            } else {
                !self.has_a_will(node) && !self.is_pushed_anew(node)
            }
        };
        goes.retain(|number| self.node(*number).is_some_and(may_go));
        loop {
            let needed: BTreeSet<u64> = reaches
                .iter()
                .filter(|(number, _)| !goes.contains(number))
                .flat_map(|(_, reached)| reached)
                .copied()
                .collect();
            let left = &goes - &needed;
            if left == goes {
                return goes;
            }
            goes = left;
        }
    }
}

/// Those of these that go.
fn doomed(verdicts: &BTreeMap<u64, Verdict>) -> BTreeSet<u64> {
    let doomed = verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Delete);
    doomed.map(|(number, _)| *number).collect()
}

/// Everything that these versions and what they reach reach.
pub(super) fn closure(
    reaches: &BTreeMap<u64, BTreeSet<u64>>,
    from: &BTreeSet<u64>,
) -> BTreeSet<u64> {
    let mut all = from.clone();
    loop {
        let next: BTreeSet<u64> = all.iter().flat_map(|number| &reaches[number]).copied().collect();
        let more = &all | &next;
        if more == all {
            return all;
        }
        all = more;
    }
}
