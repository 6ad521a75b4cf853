//! The decision over images that miss parts: what of the deleted comes back for them, and what can't be
//! saved.
//!
//! # What is needed
//!
//! What an index that is there lists and the package does not have, at any depth. A version is needed by its
//! digest, whatever its tags. A signature that nothing lists is not: what it speaks of is whole without it.
//! Nor does something need its parts that speaks only of what is not there: it is no image.
//!
//! # Which manifests are read
//!
//! All of tagged versions, and of what a manifest that was read lists as an index. Of untagged versions
//! those that are no older than the oldest deleted one: a registry takes an index only when all that it
//! lists is there, so an older one lists nothing that could come back. What such an old untagged index
//! misses is therefore not told either. What is listed as an image lists nothing itself and is not read.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::{tagged_to_read, untagged_to_read};
use super::{
    Coverage, Decision, Digest, Ending, EntryKind, Fact, Graph, ImageCount, Inventory, Judgement,
    Knowledge, Notice, PackagePlan, Place, PlannedStep, Question, Reason, Standing, Tag,
    Unreadable, Unrepaired, Verdict, Version, VersionId,
};

/// Decides what of a package's deleted versions comes back because an image that is there lists it.
///
/// Pure. `back` is what of the deleted ones is there again since both were listed. What a deleted index
/// lists can't be known everywhere before it is back; then this is asked again.
pub fn decide_repair(
    active: &Inventory,
    deleted: &Inventory,
    back: &BTreeSet<VersionId>,
    knowledge: &Knowledge,
) -> Decision {
    let there = with_those_back(active, deleted, back);
    let mut held = BTreeMap::new();
    let needs = loop {
        let needs = Needs::of(&there, deleted, &held, knowledge);
        let contested = needs.contested();
        if contested.is_empty() {
            break needs;
        }
        held.extend(contested);
    };
    let is_proved = active.coverage == Coverage::Stable && deleted.coverage == Coverage::Stable;
    let mut questions = needs.unread(&there, deleted, knowledge);
    if questions.is_empty() && is_proved {
        let unknown = needs.lost().filter(|digest| !knowledge.facts.contains_key(digest));
        questions.extend(unknown.map(Question::Manifest).collect::<BTreeSet<_>>());
    }
    if questions.is_empty() {
        Decision::Plan(needs.plan(active, deleted, &there, back, knowledge))
    } else {
        Decision::Ask(questions)
    }
}

/// What is there by now.
fn with_those_back(
    active: &Inventory,
    deleted: &Inventory,
    back: &BTreeSet<VersionId>,
) -> Inventory {
    let returned = deleted.versions().iter().filter(|row| back.contains(&row.id));
    let rows = active.versions().iter().chain(returned).cloned().collect();
    Inventory::new(active.package.clone(), rows, active.coverage.clone())
}

/// What the images that are there need of what is deleted.
struct Needs {
    /// What is there, and what comes back.
    all: Inventory,
    graph: Graph,
    /// What comes back, each with the root of an image that lists it.
    returning: BTreeMap<VersionId, Root>,
    /// What is needed and must not come back.
    held: BTreeMap<VersionId, Reason>,
    /// The digests of what is held.
    held_digests: BTreeMap<Digest, VersionId>,
}

/// The root of an image.
#[derive(Clone)]
struct Root {
    id: VersionId,
    name: String,
}

impl Needs {
    /// Follows lists from what is there through what comes back until nothing new is found.
    fn of(
        there: &Inventory,
        deleted: &Inventory,
        contested: &BTreeMap<VersionId, Reason>,
        knowledge: &Knowledge,
    ) -> Self {
        let names: BTreeSet<&str> = there.versions().iter().map(|row| &*row.name).collect();
        let carried = carried(there.versions());
        let mut shelf: BTreeMap<Digest, Vec<&Version>> = BTreeMap::new();
        for row in deleted.versions().iter().filter(|row| !names.contains(&*row.name)) {
            if let Some(digest) = row.digest() {
                shelf.entry(digest).or_default().push(row);
            }
        }
        let why_held = |row: &Version| {
            let moved = row.tags.iter().find_map(|tag| {
                Some(Reason::TagMovedOn { tag: tag.clone(), to: *carried.get(tag)? })
            });
            moved.or_else(|| contested.get(&row.id).cloned())
        };
        let mut needs = Self {
            all: there.clone(),
            graph: Graph::of(there, knowledge),
            returning: BTreeMap::new(),
            held: BTreeMap::new(),
            held_digests: BTreeMap::new(),
        };
        loop {
            let mut rows = needs.all.versions().to_vec();
            for (digest, root) in needs.lacking() {
                let Some(on_shelf) = shelf.remove(&digest) else { continue };
                // Of the same content one row is enough: the last deleted that takes no tag from anything.
                let last = on_shelf
                    .into_iter()
                    .max_by_key(|row| (why_held(row).is_none(), row.deleted_at, row.id));
                let Some(row) = last else { continue };
                if let Some(reason) = why_held(row) {
                    needs.held.insert(row.id, reason);
                    needs.held_digests.insert(digest, row.id);
                } else {
                    needs.returning.insert(row.id, root);
                    rows.push(row.clone());
                }
            }
            if rows.len() == needs.all.versions().len() {
                return needs;
            }
            needs.all = Inventory::new(there.package.clone(), rows, there.coverage.clone());
            needs.graph = Graph::of(&needs.all, knowledge);
        }
    }

    /// What images list and the package does not have, each with the root of one of them.
    fn lacking(&self) -> Vec<(Digest, Root)> {
        let rows = self.all.versions();
        let reached = self.graph.reached_from(self.graph.all(Standing::Root));
        let lacks = |(at, root): (Place, &Option<Place>)| {
            let root = &rows[(*root)?];
            let root = Root { id: root.id, name: root.name.clone() };
            Some(self.graph.lacks(at).iter().map(move |digest| (*digest, root.clone())))
        };
        reached.iter().enumerate().filter_map(lacks).flatten().collect()
    }

    /// What images list and neither is there nor could come back.
    fn lost(&self) -> impl Iterator<Item = Digest> {
        let lacking = self.lacking().into_iter().map(|(digest, _)| digest);
        lacking.filter(|digest| !self.held_digests.contains_key(digest))
    }

    /// What would come back with a tag that something deleted later had too, which comes back as well.
    fn contested(&self) -> BTreeMap<VersionId, Reason> {
        let mut latest: BTreeMap<&Tag, &Version> = BTreeMap::new();
        let returning = || self.all.versions().iter().filter(|row| self.returns(row));
        for row in returning() {
            for tag in &row.tags {
                let known = latest.entry(tag).or_insert(row);
                if (row.deleted_at, row.id) > (known.deleted_at, known.id) {
                    *known = row;
                }
            }
        }
        let contested = returning().filter_map(|row| {
            let mut tags = row.tags.iter().map(|tag| (tag, latest[tag].id));
            let (tag, by) = tags.find(|(_, by)| *by != row.id)?;
            Some((row.id, Reason::TagOfLaterDeleted { tag: tag.clone(), by }))
        });
        contested.collect()
    }

    fn returns(&self, row: &Version) -> bool {
        self.returning.contains_key(&row.id)
    }

    /// The manifests to read next.
    fn unread(
        &self,
        there: &Inventory,
        deleted: &Inventory,
        knowledge: &Knowledge,
    ) -> Vec<Question> {
        let tagged = tagged_to_read(there.versions(), knowledge);
        if !tagged.is_empty() {
            return tagged;
        }
        let indexes: BTreeSet<Digest> = self
            .all
            .versions()
            .iter()
            .filter_map(|row| knowledge.manifest(&row.digest()?))
            .flat_map(|manifest| &manifest.entries)
            .filter(|entry| entry.kind == EntryKind::Index)
            .map(|entry| entry.digest)
            .collect();
        let rows = self.all.versions().iter().filter_map(Version::digest);
        let nested = rows.filter(|digest| indexes.contains(digest));
        let unread = nested.filter(|digest| !knowledge.facts.contains_key(digest));
        let nested: Vec<Question> = unread.map(Question::Manifest).collect();
        match deleted.versions().iter().map(|version| version.created_at).min() {
            Some(oldest) if nested.is_empty() => {
                untagged_to_read(there.versions(), knowledge, oldest)
            }
            Some(_) | None => nested,
        }
    }

    fn plan(
        &self,
        active: &Inventory,
        deleted: &Inventory,
        there: &Inventory,
        back: &BTreeSet<VersionId>,
        knowledge: &Knowledge,
    ) -> PackagePlan {
        let unproved =
            [&active.coverage, &deleted.coverage].into_iter().find_map(|one| match one {
                Coverage::Unstable(why) | Coverage::Truncated(why) => Some(why),
                Coverage::Stable => None,
            });
        let judge = |row: &Version| match (self.returning.get(&row.id), self.held.get(&row.id)) {
            (Some(_), _) if let Some(why) = unproved => {
                (Verdict::Hold, Reason::ListingNotProved(why.clone()))
            }
            (Some(Root { id, name }), _) => {
                (Verdict::Restore, Reason::MissedBy { root: *id, root_name: name.clone() })
            }
            (None, Some(reason)) => (Verdict::Hold, reason.clone()),
            (None, None) => (Verdict::Untouched, Reason::MissedByNone),
        };
        let judged = deleted.versions().iter().map(|row| (row, judge(row)));
        let judgements = judged.map(|(row, (verdict, reason))| Judgement {
            version: row.id,
            root: row.id,
            verdict,
            reason,
        });
        let steps = if unproved.is_some() { Vec::new() } else { self.steps() };
        let mut notices = ghosts(there, knowledge);
        if unproved.is_none() {
            notices.extend(self.unrepaired(knowledge));
        }
        PackagePlan {
            package: deleted.package.clone(),
            judgements: judgements.collect(),
            images: ImageCount {
                total: deleted.versions().len() as u64,
                doomed: steps.len() as u64,
            },
            ending: Ending::SomethingStays,
            steps,
            unreadable: self.unreadable(there, back, knowledge),
            notices,
            unmatched: BTreeSet::new(),
        }
    }

    /// What comes back, oldest first, and what is known as its parts before it.
    fn steps(&self) -> Vec<PlannedStep> {
        let rows = self.all.versions();
        let mut waits_for = vec![0_usize; rows.len()];
        for at in 0..rows.len() {
            let returning = |by: &&Place| self.returns(&rows[**by]);
            for by in self.graph.listed_by(at).iter().filter(returning) {
                waits_for[*by] += usize::from(self.returns(&rows[at]));
            }
        }
        let mut open: BTreeSet<std::cmp::Reverse<Place>> = (0..rows.len())
            .filter(|at| self.returns(&rows[*at]) && waits_for[*at] == 0)
            .map(std::cmp::Reverse)
            .collect();
        let mut after: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        let mut steps = Vec::new();
        while let Some(std::cmp::Reverse(at)) = open.pop_first() {
            let Some(root) = self.returning.get(&rows[at].id) else { continue };
            for by in self.graph.listed_by(at).iter().filter(|by| self.returns(&rows[**by])) {
                after.entry(*by).or_default().push(steps.len());
                waits_for[*by] -= 1;
                if waits_for[*by] == 0 {
                    open.insert(std::cmp::Reverse(*by));
                }
            }
            let mut after = after.remove(&at).unwrap_or_default();
            after.dedup();
            steps.push(PlannedStep { version: rows[at].id, after, image: root.id });
        }
        // Content can't list itself by way of other content, so nothing is left over; what were would
        // wait for nothing.
        let placed: BTreeSet<VersionId> = steps.iter().map(|step| step.version).collect();
        let left = self.returning.iter().filter(|(id, _)| !placed.contains(id));
        steps.extend(left.map(|(id, root)| PlannedStep {
            version: *id,
            after: Vec::new(),
            image: root.id,
        }));
        steps
    }

    /// The images that will still miss something.
    fn unrepaired(&self, knowledge: &Knowledge) -> Vec<Notice> {
        let rows = self.all.versions();
        let why = |digest: &Digest| match self.held_digests.get(digest) {
            Some(id) => Some(Unrepaired::Held(*id)),
            None => match knowledge.facts.get(digest) {
                Some(Fact::Gone) => Some(Unrepaired::NotAmongDeleted),
                Some(
                    Fact::Read(_)
                    | Fact::OldLeaf { .. }
                    | Fact::Unreadable(_)
                    | Fact::Unanswered(_),
                )
                | None => None,
            },
        };
        if !self.lacking().iter().any(|(digest, _)| why(digest).is_some()) {
            return Vec::new();
        }
        let roots = self.graph.all(Standing::Root);
        let notice = |root: Place| {
            let reached = self.graph.reached_from([root]);
            let parts = (0..reached.len()).filter(|at| reached[*at].is_some());
            let missing: BTreeSet<&Digest> = parts
                .flat_map(|at| self.graph.lacks(at))
                .filter(|one| why(one).is_some())
                .collect();
            let first = **missing.first()?;
            Some(Notice::Unrepaired {
                root: rows[root].id,
                tags: rows[root].tags.clone(),
                missing: first,
                more: missing.len() as u64 - 1,
                why: why(&first)?,
            })
        };
        roots.filter_map(notice).collect()
    }

    /// What is there and nobody can tell the parts of, and the parts of which nobody can tell whether the
    /// registry has them.
    fn unreadable(
        &self,
        there: &Inventory,
        back: &BTreeSet<VersionId>,
        knowledge: &Knowledge,
    ) -> Vec<Unreadable> {
        let why = |digest: &Digest| match knowledge.facts.get(digest)? {
            Fact::Unreadable(why) | Fact::Unanswered(why) => Some(why.clone()),
            Fact::Read(_) | Fact::OldLeaf { .. } | Fact::Gone => None,
        };
        let not_yet = |row: &Version, digest: &Digest| {
            let is_gone = knowledge.facts.get(digest) == Some(&Fact::Gone);
            let why = "it is back, and the registry does not know it yet";
            (is_gone && back.contains(&row.id)).then(|| why.to_owned())
        };
        let rows = there.versions().iter().filter_map(|row| {
            let digest = row.digest()?;
            let why = why(&digest).or_else(|| not_yet(row, &digest))?;
            Some(Unreadable { version: row.id, why })
        });
        let parts = self.lacking().into_iter().filter_map(|(digest, root)| {
            let why =
                format!("nobody can tell whether it has its part {digest}: {}", why(&digest)?);
            Some(Unreadable { version: root.id, why })
        });
        rows.chain(parts).collect()
    }
}

/// Which version carries each tag.
fn carried(versions: &[Version]) -> BTreeMap<&Tag, VersionId> {
    let all = versions.iter().flat_map(|row| row.tags.iter().map(|tag| (tag, row.id)));
    all.collect()
}

/// What GitHub lists and the registry does not know.
fn ghosts(there: &Inventory, knowledge: &Knowledge) -> Vec<Notice> {
    let is_ghost = |row: &&Version| {
        let fact = row.digest().and_then(|digest| knowledge.facts.get(&digest));
        matches!(fact, Some(Fact::Gone))
    };
    there.versions().iter().filter(is_ghost).map(|row| Notice::Ghost(row.id)).collect()
}
