//! Which tags come off versions that stay.

use jiff::Timestamp;

use super::keep::Keeper;
use super::latest::{Latest, too_young};
use super::roots::too_uncertain;
use super::select::{ByAge, Opinion, opinion, unasked};
use super::siblings::Siblings;
use crate::domain::{
    Coverage, Digest, Ending, Graph, Inventory, Knowledge, PackagePlan, PackageType, Place, Policy,
    Question, Reason, Standing, Tag, Verdict, VersionId,
};

/// A tag that comes off its version, which stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagOff {
    /// The version.
    pub version: VersionId,
    /// Its digest.
    pub digest: Digest,
    /// The tag.
    pub tag: Tag,
    /// A tag of it that no rule takes: it holds the version when the other one is off.
    pub held_by: Tag,
}

/// What follows for tags from what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untagging {
    /// These must be answered first; then the plan is to be made anew.
    Ask(Vec<Question>),
    /// These come off, version by version in the order of the inventory.
    Off(Vec<TagOff>),
}

/// Decides which tags come off, of what a plan holds because the rules take only some of its tags.
///
/// A keep protects an image with all its tags, also as one of the newest of a rule. What anything else holds
/// keeps its tags too: where nobody knows an age or a place in a count, nobody knows that the rules take the
/// tag. And of a listing that is not stable nobody can tell what is new, so nothing comes off there.
pub fn tags_to_take_off(
    inventory: &Inventory,
    knowledge: &Knowledge,
    policy: &Policy,
    plan: &PackagePlan,
    now: Timestamp,
) -> Untagging {
    let package = &inventory.package;
    let is_sound = package.package_type == PackageType::Container
        && inventory.coverage == Coverage::Stable
        && plan.ending == Ending::SomethingStays;
    let versions = inventory.versions();
    let held = |at: &Place| match plan.judgements.get(*at) {
        Some(judgement) => {
            judgement.verdict == Verdict::Hold
                && judgement.root == judgement.version
                && matches!(judgement.reason, Reason::TagsNotAllTaken { .. })
        }
        None => false,
    };
    let graph = Graph::of(inventory, knowledge);
    let places: Vec<Place> = graph.all(Standing::Root).filter(held).collect();
    if !is_sound || places.is_empty() {
        return Untagging::Off(Vec::new());
    }
    let mut keeper = Keeper::new(policy, package, &knowledge.evidence);
    let siblings = Siblings::of(package.package_type, versions, knowledge, &policy.rules);
    let roots = graph.all(Standing::Root);
    let unkept: Vec<Place> = roots.filter(|at| keeper.reason(&versions[*at]).is_none()).collect();
    let count = |rule| Latest::of(rule, &siblings, versions, unkept.iter().copied());
    let latest: Vec<Latest> = policy.rules.iter().map(count).collect();
    let mut questions = Vec::new();
    let mut off = Vec::new();
    for at in places {
        let version = &versions[at];
        let counted = || policy.rules.iter().zip(&latest);
        let opinions: Vec<Opinion> =
            policy.rules.iter().map(|rule| opinion(rule, &siblings, version)).collect();
        let stays = counted().any(|(rule, latest)| latest.reason(rule, at).is_some())
            || counted().any(|(rule, latest)| latest.unclear(rule, at).is_some())
            || policy
                .rules
                .iter()
                .zip(&opinions)
                .any(|(rule, opinion)| too_young(rule, opinion, version, now).is_some())
            || too_uncertain(version, policy, siblings.package_type, now).is_some()
            || keeper.reason(version).is_some()
            || keeper.doubt(version).is_some();
        if stays {
            continue;
        }
        questions.extend(keeper.questions(version));
        let by_age = ByAge::Yes(now);
        questions.extend(unasked(&policy.rules, &siblings, version, keeper.closure(), by_age));
        let Reason::TagsNotAllTaken { spared, .. } = &plan.judgements[at].reason else { continue };
        let (Some(digest), Some(held_by)) = (version.digest(), spared.first()) else { continue };
        let taken = version.tags.iter().filter(|tag| !spared.contains(tag));
        off.extend(taken.map(|tag| TagOff {
            version: version.id,
            digest,
            tag: tag.clone(),
            held_by: held_by.clone(),
        }));
    }
    if questions.is_empty() { Untagging::Off(off) } else { Untagging::Ask(questions) }
}
