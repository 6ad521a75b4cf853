//! What can't be understood, and what it forbids.
//!
//! What is unreadable may list anything, so beside it nothing goes. It can be taken out itself, by its
//! number: when nobody is left of whom it is not known what they list, nothing is lost that way. That is why
//! the numbers of all that is unreadable must be named, and why none of it goes when one of it stays.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::earlier::forbidden;
use super::finding::{Finding, hold_all, is_doomed};
use super::keep::Keeper;
use super::members::needed_by;
use super::select::{Selection, select_version};
use super::siblings::Siblings;
use crate::domain::{
    Fact, Graph, Knowledge, OnlyClosed, PackageType, Place, Policy, Question, Reason, Rule,
    Standing, Unreadable, Verdict, Version, is_cosign_tag,
};

/// What is unreadable in a package, and what of the package may go all the same.
#[derive(Default)]
pub(super) struct Obstacle {
    unreadable: Vec<(Place, Unreadable)>,
    /// What rules take out by its number, each with why.
    taken_out: BTreeMap<Place, Reason>,
    /// Why everything else stays.
    reason: Option<Reason>,
    /// Which parts were named by their number and may turn out to be unreadable.
    unread: Vec<Question>,
    /// Whether a number names any of what is unreadable.
    names_any: bool,
}

impl Obstacle {
    /// What nobody can tell the parts of in a container package.
    pub(super) fn of(
        versions: &[Version],
        graph: &Graph,
        knowledge: &Knowledge,
        policy: &Policy,
        keeper: &mut Keeper<'_>,
        now: Timestamp,
    ) -> Self {
        let unreadable = unreadable(versions, graph, knowledge);
        // A rule that waits for a pull request takes nothing out: nobody asks about it here.
        let by_number =
            |rule: &&Rule| rule.version_ids.is_some() && rule.only_closed == OnlyClosed::No;
        let naming: Vec<Rule> = policy.rules.iter().filter(by_number).cloned().collect();
        let siblings = Siblings::of(PackageType::Container, versions, knowledge, &naming);
        // What could not be had now may be read another time, and is not taken out.
        let is_lasting = |at: Place| {
            let fact = versions[at].digest().and_then(|digest| knowledge.facts.get(&digest));
            !matches!(fact, Some(Fact::Unanswered(_)))
        };
        let is_planned = |at: Place| {
            let earlier = knowledge.earlier.as_ref();
            earlier.is_none_or(|earlier| forbidden(&versions[at], earlier).is_none())
        };
        let named = |at: Place| match select_version(
            &naming,
            &siblings,
            &versions[at],
            &knowledge.evidence,
            now,
        ) {
            Selection::Taken(reason)
                if versions[at].created_at.is_some() && is_lasting(at) && is_planned(at) =>
            {
                Some(reason)
            }
            Selection::Taken(_) | Selection::Held(_) | Selection::Untouched(_) => None,
        };
        let is_in_the_way = |place: Place| named(place).is_none();
        let first = unreadable.iter().find(|(at, _)| is_in_the_way(*at)).or(unreadable.first());
        let reason = first.map(|(_, Unreadable { version, why })| Reason::PackageUnreadable {
            version: *version,
            why: why.clone(),
        });
        let all_named = !unreadable.iter().any(|(at, _)| is_in_the_way(*at));
        let mut taken_out = BTreeMap::new();
        let mut open: Vec<Place> =
            unreadable.iter().map(|(at, _)| *at).filter(|_| all_named).collect();
        // Whoever lists what can't be read can't be had whole, and holds it until it goes itself.
        while let Some(at) = open.pop() {
            if !taken_out.contains_key(&at)
                && keeper.reason(&versions[at]).is_none()
                && let Some(reason) = named(at)
            {
                taken_out.insert(at, reason);
                open.extend(graph.listed_by(at));
            }
        }
        let may_be_unreadable = |(at, version): (Place, &Version)| {
            let digest = version.digest()?;
            let is_part = graph.standing(at) == Standing::Member && !version.tags.is_empty();
            let is_unread = is_part
                && !knowledge.facts.contains_key(&digest)
                && !version.tags.iter().all(is_cosign_tag);
            (is_unread && named(at).is_some()).then_some(Question::Manifest(digest))
        };
        let unread = versions.iter().enumerate().filter_map(may_be_unreadable).collect();
        let names_any = unreadable.iter().any(|(at, _)| !is_in_the_way(*at));
        Self { unreadable, taken_out, reason, unread, names_any }
    }

    /// Whether a number names something that is unreadable, or a part that may turn out to be.
    pub(super) const fn concerns_what_is_named(&self) -> bool {
        self.names_any || !self.unread.is_empty()
    }

    /// Which manifests tell whether a part that was named is unreadable.
    pub(super) fn unread(&self) -> &[Question] {
        &self.unread
    }

    /// Whether there is none.
    pub(super) const fn is_none(&self) -> bool {
        self.unreadable.is_empty()
    }

    /// Holds the images that would go beside it.
    pub(super) fn hold_others(&self, findings: &mut [Option<Finding>]) {
        let Some(reason) = &self.reason else { return };
        for (at, finding) in findings.iter_mut().enumerate() {
            if is_doomed(finding.as_ref()) && !self.taken_out.contains_key(&at) {
                *finding = Some((Verdict::Hold, reason.clone()));
            }
        }
    }

    /// Whether it leaves a version of so many in the package.
    pub(super) fn leaves_any(&self, of: usize) -> bool {
        !self.is_none() && self.taken_out.len() < of
    }

    /// Takes out nothing, since nobody knows who lists what.
    pub(super) fn take_out_nothing(&mut self) {
        self.taken_out.clear();
    }

    /// Adds what may go and is no image, or is one that only its subject holds: that may stay without it.
    pub(super) fn add_members(&self, findings: &mut [Option<Finding>], graph: &Graph) {
        for (at, reason) in &self.taken_out {
            let is_needed = matches!(findings[*at], Some((Verdict::Hold, Reason::NeededBy { .. })));
            if is_needed || graph.standing(*at) == Standing::Member {
                findings[*at] = Some((Verdict::Delete, reason.clone()));
            }
        }
    }

    /// Takes out what may go, image or not, and leaves everything beside it: also what belongs to an
    /// image that goes.
    pub(super) fn take_out_alone(
        &self,
        findings: &mut [Option<Finding>],
        versions: &[Version],
        graph: &Graph,
    ) {
        self.hold_others(findings);
        self.add_members(findings, graph);
        // Nothing goes before all that list it do, and nothing that can be read before its subject.
        while let Some((at, by)) = self.taken_out.keys().find_map(|at| {
            let subjects = if self.is_unreadable(*at) { &[][..] } else { graph.speaks_of(*at) };
            let stays = |by: &&Place| !is_doomed(findings[**by].as_ref());
            let by = graph.listed_by(*at).iter().chain(subjects).find(stays)?;
            is_doomed(findings[*at].as_ref()).then_some((*at, *by))
        }) {
            findings[at] = Some((Verdict::Hold, needed_by(&versions[by])));
        }
        let staying = self.unreadable.iter().find(|(at, _)| !is_doomed(findings[*at].as_ref()));
        if let Some((_, Unreadable { version, why })) = staying {
            let reason = Reason::PackageUnreadable { version: *version, why: why.clone() };
            hold_all(findings, &reason);
        }
    }

    /// Whether it may go before what it speaks of: those that speak of each other would wait for ever.
    pub(super) fn may_go_first(&self, at: Place, graph: &Graph) -> bool {
        self.taken_out.contains_key(&at) && graph.speaking_in_circles().contains(&at)
    }

    fn is_unreadable(&self, at: Place) -> bool {
        self.unreadable.iter().any(|(place, _)| *place == at)
    }

    /// What can't be understood, and why.
    pub(super) fn into_unreadable(self) -> Vec<Unreadable> {
        self.unreadable.into_iter().map(|(_, one)| one).collect()
    }
}

fn unreadable(
    versions: &[Version],
    graph: &Graph,
    knowledge: &Knowledge,
) -> Vec<(Place, Unreadable)> {
    let mut found = BTreeMap::new();
    for at in graph.speaking_in_circles() {
        let why = "it lists, or is needed by, what it speaks of by its tags".to_owned();
        found.insert(at, why);
    }
    for at in graph.listing_in_circles() {
        found.insert(at, "it lists itself by way of others".to_owned());
    }
    for (at, version) in versions.iter().enumerate() {
        match version.digest().map(|digest| knowledge.facts.get(&digest)) {
            None => {
                found.insert(at, "its name is no digest, so it can't be read".to_owned());
            }
            Some(Some(Fact::Unreadable(why) | Fact::Unanswered(why))) => {
                found.insert(at, why.clone());
            }
            Some(Some(Fact::Read(_) | Fact::OldLeaf { .. } | Fact::Gone) | None) => {}
        }
    }
    // A registry that knows nothing of what GitHub lists is the wrong one, or broken: what it does not know is
    // no ghost then.
    let facts = || {
        let versions = versions.iter().enumerate();
        versions.filter_map(|(at, version)| Some((at, knowledge.facts.get(&version.digest()?)?)))
    };
    let is_known = |fact: &Fact| matches!(fact, Fact::Read(_) | Fact::OldLeaf { .. });
    if !facts().any(|(_, fact)| is_known(fact)) {
        let unknown = facts().filter(|(_, fact)| **fact == Fact::Gone);
        let why =
            || "the registry knows nothing that it was asked for; is it the right one?".to_owned();
        found.extend(unknown.map(|(at, _)| (at, why())));
    }
    let named = |(at, why): (Place, String)| (at, Unreadable { version: versions[at].id, why });
    found.into_iter().map(named).collect()
}
