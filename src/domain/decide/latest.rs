//! The newest that rules leave of what they would otherwise take.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::select::{Maturity, Opinion, maturity, opinion};
use super::siblings::Siblings;
use crate::domain::{
    KeepLatest, KeepOrder, KeepPer, Patterns, Place, Reason, Rule, Tag, TagStatus, Uncounted,
    Version, VersionNumber,
};

/// What the count of one rule makes of the images that it concerns.
#[derive(Default)]
pub(super) struct Latest(BTreeMap<Place, Counted>);

/// What a count makes of an image.
enum Counted {
    /// It is one of those that stay: in this place of its group.
    Stays(u64, Key),
    /// Nobody can tell its place.
    Unclear(Uncounted),
}

/// What the images of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Package,
    Major(u64),
    Minor(u64, u64),
    Text(String),
}

impl Key {
    /// It in words; `None` for the whole package.
    fn written(&self) -> Option<String> {
        match self {
            Self::Package => None,
            Self::Major(major) => Some(major.to_string()),
            Self::Minor(major, minor) => Some(format!("{major}.{minor}")),
            Self::Text(text) => Some(text.clone()),
        }
    }
}

/// An image that takes a place.
struct Contender {
    at: Place,
    key: Key,
    highest: Option<VersionNumber>,
}

impl Latest {
    /// Counts the images of one rule: all roots that no other keep protects, newest first.
    ///
    /// An image without a believable time takes no place. Nobody knows its age, and it stays anyway.
    pub(super) fn of(
        rule: &Rule,
        siblings: &Siblings,
        versions: &[Version],
        roots: impl Iterator<Item = Place>,
    ) -> Self {
        let Some(keep) = &rule.keep_latest else { return Self::default() };
        let mut counted = BTreeMap::new();
        let mut contenders = Vec::new();
        for at in roots {
            let version = &versions[at];
            let Opinion::Fit { parts, .. } = opinion(rule, siblings, version) else { continue };
            let wanted = texts(siblings, version, &parts);
            match contender(at, keep, rule.tags.as_ref(), siblings, &wanted) {
                Err(why) => _ = counted.insert(at, Counted::Unclear(why)),
                Ok(contender) if takes_a_place(rule, siblings, version) => {
                    contenders.push(contender);
                }
                Ok(_) => {}
            }
        }
        if keep.order == KeepOrder::Semver {
            // Of equal ones the newest stays first.
            contenders.sort_by(|one, other| other.highest.cmp(&one.highest));
        }
        let mut taken: BTreeMap<Key, u64> = BTreeMap::new();
        for Contender { at, key, .. } in contenders {
            let place = taken.entry(key.clone()).or_default();
            if *place < u64::from(keep.count.get()) {
                *place += 1;
                counted.insert(at, Counted::Stays(*place, key));
            }
        }
        Self(counted)
    }

    /// Why an image stays as one of the latest.
    pub(super) fn reason(&self, rule: &Rule, at: Place) -> Option<Reason> {
        match (self.0.get(&at)?, &rule.keep_latest) {
            (Counted::Stays(place, key), Some(of)) => Some(Reason::KeptAsLatest {
                rule: rule.name.clone(),
                place: *place,
                of: of.clone(),
                group: key.written(),
            }),
            (Counted::Stays(..) | Counted::Unclear(_), _) => None,
        }
    }

    /// Why an image is held whose place nobody can tell.
    pub(super) fn unclear(&self, rule: &Rule, at: Place) -> Option<Reason> {
        match self.0.get(&at)? {
            Counted::Unclear(why) => {
                Some(Reason::NotCounted { rule: rule.name.clone(), why: why.clone() })
            }
            Counted::Stays(..) => None,
        }
    }
}

/// Whether an image is one of those that are counted: dated, and tagged unless only untagged ones are.
fn takes_a_place(rule: &Rule, siblings: &Siblings, version: &Version) -> bool {
    let counts = match rule.tag_status {
        TagStatus::Untagged => true,
        TagStatus::Tagged | TagStatus::Any => {
            !siblings.package_type.has_tags() || !version.tags.is_empty()
        }
    };
    counts && version.created_at.is_some()
}

/// The tags for which a rule wants a version, or the name where the type has no tags.
fn texts<'a, Fit, Misfit>(
    siblings: &Siblings,
    version: &'a Version,
    parts: &[Result<Fit, Misfit>],
) -> Vec<&'a str> {
    if siblings.package_type.has_tags() {
        let wanted = version.tags.iter().zip(parts).filter(|(_, part)| part.is_ok());
        wanted.map(|(tag, _)| Tag::as_str(tag)).collect()
    } else {
        vec![&version.name]
    }
}

/// The group of an image and its place in the order, as its tags tell them.
fn contender(
    at: Place,
    keep: &KeepLatest,
    patterns: Option<&Patterns>,
    siblings: &Siblings,
    texts: &[&str],
) -> Result<Contender, Uncounted> {
    let numbers = || texts.iter().filter_map(|text| siblings.read_version(text));
    let keys: BTreeSet<Key> = match &keep.per {
        KeepPer::Package => BTreeSet::from([Key::Package]),
        KeepPer::Major => numbers().map(|number| Key::Major(number.major())).collect(),
        KeepPer::Minor => {
            numbers().map(|number| Key::Minor(number.major(), number.minor())).collect()
        }
        KeepPer::Placeholder(wanted) => {
            let all = patterns.into_iter();
            let captures = all.flat_map(|all| texts.iter().flat_map(|text| all.captures(text)));
            let own = captures.filter(|capture| capture.placeholder == wanted);
            own.map(|capture| Key::Text(capture.text.to_owned())).collect()
        }
    };
    let highest = match keep.order {
        KeepOrder::Date => None,
        KeepOrder::Semver => Some(numbers().max().ok_or(Uncounted::NoVersion)?),
    };
    let mut all = keys.iter();
    match (all.next(), all.next()) {
        (Some(key), None) => Ok(Contender { at, key: key.clone(), highest }),
        (None, _) => Err(Uncounted::NoKey(keep.per.clone())),
        (Some(_), Some(_)) => Err(Uncounted::SeveralKeys {
            per: keep.per.clone(),
            keys: keys.iter().filter_map(Key::written).collect(),
        }),
    }
}

/// Why an image stays as one that is younger than a rule asks for which also leaves the newest.
///
/// What `keep-latest` leaves together with `older-than` is a keep, so it protects against other rules
/// too. Without `keep-latest` the age is a selector like others.
pub(super) fn too_young(
    rule: &Rule,
    opinion: &Opinion,
    version: &Version,
    now: Timestamp,
) -> Option<Reason> {
    rule.keep_latest.as_ref()?;
    match (opinion, maturity(rule, version, now)) {
        (Opinion::Fit { .. }, Maturity::Young(misfit)) => Some(Reason::NotTaken { misfit }),
        (Opinion::Fit { .. } | Opinion::Misfit(_), _) => None,
    }
}
