//! Which manifests the decision needs.
//!
//! # Why this set suffices
//!
//! A version may go only if nothing that stays reaches it. What could reach it?
//!
//! - *A tagged version*, however old: a tag can be put on an old index at any time. So all tagged
//!   versions are read. A tag `.sig`, `.att` or `.sbom` alone spells its subject and needs no read.
//! - *An untagged index.* A registry takes an index only when what it lists is there, so it was created
//!   no earlier than each of its parts. Let *t* be the creation of the oldest version that might go:
//!   whatever is untagged and older than *t* lists nothing that might go.
//!   One thing breaks that: a part that was deleted and pushed again is younger than its index. An index
//!   that was pushed again with it shows so by its time of update, which counts as well. Where versions are
//!   named by number or name, a part may go while its index is no business of any rule; there all untagged
//!   versions are read. An index that another one lists is read whatever its age, so that what a tag reaches
//!   is known at any depth. What is left is an untagged index that nobody touched since, and that no tag
//!   reaches and nothing keeps.
//! - *A signature or attestation* reaches nothing; it is reached by its subject. One that is left
//!   behind because it was not read is litter, not a loss.
//!
//! What cosign leaves behind when it moves one of its tags says of nobody whose it was. Where one of those
//! was read, the versions are read that carry such a tag now and are no older: who has its layers today
//! tells whose it is. So it stays with a living subject, and goes with one that goes.
//!
//! What a read index lists as an image manifest lists nothing itself, so it is not read; unless it is listed
//! for no platform, as signatures are: then it may speak of something that stays. (Of what a fallback index
//! lists under its tag, the tag says whose it is.) Reading a root
//! may show members older than *t*; then *t* falls and reading goes on, until it no longer does.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::finding::Finding;
use crate::domain::{
    Digest, EntryKind, Fact, Graph, Inventory, Keep, Knowledge, OrphanedReferrers, Place, Policy,
    Question, Reason, Verdict, Version, is_cosign_tag, own_tags,
};

/// Versions that were pushed closer together than this may be parts of one image. The parts of an
/// image are pushed right before its index, so in a listing they follow it.
const ONE_PUSH: SignedDuration = SignedDuration::from_mins(2);

/// How many versions of one push are read at once at the most.
const MOST_OF_ONE_PUSH: usize = 32;

/// The manifests to read next; none when everything that bears on the decision is known.
///
/// Not all at once: the parts of an index are not asked for while that index is on its way, since it
/// will explain them.
pub(super) fn to_read(
    versions: &[Version],
    graph: &Graph,
    findings: &[Option<Finding>],
    knowledge: &Knowledge,
    policy: &Policy,
    orphans: OrphanedReferrers,
) -> Vec<Question> {
    let might_go = might_go(graph, findings);
    let oldest = might_go.iter().map(|at| versions[*at].created_at).min();
    let oldest = match (orphans, oldest) {
        // Any untagged version may turn out to be an orphan, so each is looked at.
        (OrphanedReferrers::Delete, _) => None,
        (OrphanedReferrers::Report, None) => return Vec::new(),
        (OrphanedReferrers::Report, Some(_)) if names_versions(policy) => None,
        (OrphanedReferrers::Report, Some(oldest)) => oldest,
    };
    let tagged = tagged_to_read(versions, knowledge);
    if !tagged.is_empty() {
        return tagged;
    }
    let nested = nested_to_read(versions, knowledge);
    if !nested.is_empty() {
        return nested;
    }
    let questions = untagged_to_read(versions, knowledge, oldest);
    if questions.is_empty() { heirs(versions, knowledge) } else { questions }
}

/// The manifests that are not known of indexes which a known one lists, however old they are: a part that was
/// lost and pushed again is younger than what lists it.
fn nested_to_read(versions: &[Version], knowledge: &Knowledge) -> Vec<Question> {
    let known = versions.iter().filter_map(|version| knowledge.manifest(&version.digest()?));
    let nested: HashSet<Digest> = known
        .flat_map(|manifest| &manifest.entries)
        .filter(|entry| entry.kind == EntryKind::Index)
        .map(|entry| entry.digest)
        .collect();
    let unknown = versions.iter().filter_map(|version| unknown(version, knowledge));
    unknown.filter(|digest| nested.contains(digest)).map(Question::Manifest).collect()
}

/// The manifests of tagged versions that are not known. A tag of cosign's tells its kind without a read.
pub(in crate::domain) fn tagged_to_read(
    versions: &[Version],
    knowledge: &Knowledge,
) -> Vec<Question> {
    let tagged = versions
        .iter()
        .filter(|version| !version.tags.is_empty() && !version.tags.iter().all(is_cosign_tag));
    tagged.filter_map(|version| unknown(version, knowledge)).map(Question::Manifest).collect()
}

/// The manifests to read next of untagged versions that were pushed or touched at this time or later, at
/// any time where there is none; but for what is explained by what was read.
pub(in crate::domain) fn untagged_to_read(
    versions: &[Version],
    knowledge: &Knowledge,
    oldest: Option<Timestamp>,
) -> Vec<Question> {
    let explained = explained(versions, knowledge);
    let needed: Vec<bool> = versions
        .iter()
        .map(|version| {
            let young = version.created_at.is_none()
                || version.created_at >= oldest
                || version.updated_at >= oldest;
            let unread =
                unknown(version, knowledge).is_some_and(|digest| !explained.contains(&digest));
            version.tags.is_empty() && young && unread
        })
        .collect();
    next_of_each_push(versions, &needed, knowledge, &explained)
}

/// The digest of a version whose manifest is not known.
fn unknown(version: &Version, knowledge: &Knowledge) -> Option<Digest> {
    version.digest().filter(|digest| !knowledge.facts.contains_key(digest))
}

/// The manifests to read next to know what needs these versions; none when all that bears on that is known.
pub fn questions_about(
    inventory: &Inventory,
    knowledge: &Knowledge,
    policy: &Policy,
    places: &[Place],
) -> Vec<Question> {
    let versions = inventory.versions();
    let graph = Graph::of(inventory, knowledge);
    let mut findings = vec![None; versions.len()];
    for at in places {
        findings[*at] = Some((Verdict::Delete, Reason::NoRuleTakes));
    }
    // As if they alone were to go, whatever the rules say.
    let policy = Policy {
        rules: Vec::new(),
        keep: Keep::default(),
        rule_keeps: Vec::new(),
        ..policy.clone()
    };
    to_read(versions, &graph, &findings, knowledge, &policy, OrphanedReferrers::Report)
}

/// Whether versions are taken or kept by their own names or numbers, so that a part may go, or an untagged
/// index stay, apart from what belongs to it.
fn names_versions(policy: &Policy) -> bool {
    let mut rules = policy.rules.iter();
    let mut keeps = policy.rule_keeps.iter().map(|one| &one.keep).chain([&policy.keep]);
    keeps.any(|keep| !keep.version_names.is_empty())
        || rules.any(|rule| rule.version_ids.is_some() || rule.version_names.is_some())
}

/// The versions that may have taken a tag of cosign's from one that was read and is left behind. Whether an
/// index lists that one is no matter: it may speak of something that outlives the index.
fn heirs(versions: &[Version], knowledge: &Knowledge) -> Vec<Question> {
    let is_left_behind = |version: &&Version| {
        let manifest = version.digest().and_then(|digest| knowledge.manifest(&digest));
        version.tags.is_empty()
            && manifest
                .is_some_and(|manifest| manifest.subject.is_none() && !manifest.attached.is_empty())
    };
    let left_behind = versions.iter().filter(is_left_behind);
    let Some(oldest) = left_behind.map(|version| version.created_at).min() else {
        return Vec::new();
    };
    let is_heir = |version: &&Version| {
        !version.tags.is_empty()
            && version.tags.iter().all(is_cosign_tag)
            && (version.created_at.is_none() || version.created_at >= oldest)
    };
    let unread = versions.iter().filter(is_heir).filter_map(Version::digest);
    unread.filter(|digest| !knowledge.facts.contains_key(digest)).map(Question::Manifest).collect()
}

/// The roots that are to go and all that they reach, as far as is known.
fn might_go(graph: &Graph, findings: &[Option<Finding>]) -> Vec<Place> {
    let doomed = findings.iter().enumerate().filter(|(_, finding)| {
        finding.as_ref().is_some_and(|(verdict, _)| *verdict == Verdict::Delete)
    });
    let reached = graph.reached_from(doomed.map(|(at, _)| at));
    (0..reached.len()).filter(|at| reached[*at].is_some()).collect()
}

/// What the indexes that were read tell of what they list, so that it needs no read.
fn explained(versions: &[Version], knowledge: &Knowledge) -> HashSet<Digest> {
    let mut explained = HashSet::new();
    for version in versions {
        let Some(manifest) = version.digest().and_then(|digest| knowledge.manifest(&digest)) else {
            continue;
        };
        let is_fallback = !version.tags.is_empty() && own_tags(version).next().is_none();
        let told = manifest.entries.iter().filter(|entry| match entry.kind {
            EntryKind::Image => true,
            EntryKind::Unplaced => is_fallback,
            EntryKind::Index | EntryKind::Blob => false,
        });
        explained.extend(told.map(|entry| entry.digest));
    }
    explained
}

/// Of each run of needed versions that were pushed close together the newest; and the more of a run,
/// the more of its newer neighbours have turned out to be images that no index lists.
fn next_of_each_push(
    versions: &[Version],
    needed: &[bool],
    knowledge: &Knowledge,
    explained: &HashSet<Digest>,
) -> Vec<Question> {
    let mut questions = Vec::new();
    let mut leaves = 0_usize;
    let mut room = 1_usize;
    let mut newer: Option<Timestamp> = None;
    for (version, needed) in versions.iter().zip(needed) {
        let (Some(digest), created) = (version.digest(), version.created_at) else { continue };
        let apart = match (newer, created) {
            (Some(newer), Some(created)) => newer.duration_since(created) > ONE_PUSH,
            (None, _) | (_, None) => true,
        };
        if apart {
            (leaves, room) = (0, 1);
        }
        newer = created;
        if *needed {
            if room > 0 {
                questions.push(Question::Manifest(digest));
                room -= 1;
            }
        } else if is_unlisted_leaf(version, &digest, knowledge, explained) {
            leaves += 1;
            room = (2 * leaves).min(MOST_OF_ONE_PUSH);
        } else {
            (leaves, room) = (0, 1);
        }
    }
    questions
}

/// Whether the version was read and turned out to be an untagged image that no index lists.
fn is_unlisted_leaf(
    version: &Version,
    digest: &Digest,
    knowledge: &Knowledge,
    explained: &HashSet<Digest>,
) -> bool {
    version.tags.is_empty()
        && !explained.contains(digest)
        && knowledge.facts.get(digest).is_some_and(|fact| match fact {
            Fact::Read(manifest) => manifest.entries.is_empty(),
            Fact::OldLeaf { .. } | Fact::Gone | Fact::Unreadable(_) | Fact::Unanswered(_) => true,
        })
}
