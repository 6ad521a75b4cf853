//! What the rules say about one version.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::closed::{Closed, Closure};
use super::siblings::Siblings;
use crate::domain::{
    Evidence, Fit, Misfit, OnlyClosed, Prereleases, Question, Reason, Rule, Tag, TagStatus,
    TimestampField, Version,
};

/// What one rule says about one version when its age is left out of account.
#[derive(Debug)]
pub(super) enum Opinion {
    /// It does not want it.
    Misfit(Misfit),
    /// It wants the version for at least one of its tags, or as a whole.
    Fit {
        /// One entry per tag; a single one for a version without tags.
        parts: Vec<Result<Vec<Fit>, Misfit>>,
        /// What fits of the version as a whole.
        whole: Vec<Fit>,
    },
}

/// What all rules together say about one version.
#[derive(Debug)]
pub(in crate::domain) enum Selection {
    /// It is taken.
    Taken(Reason),
    /// A part of it is taken, or its age is unknown.
    Held(Reason),
    /// It is not taken.
    Untouched(Reason),
}

/// How a version's age compares with what a rule asks for.
pub(super) enum Maturity {
    /// Old enough.
    Old(Option<Fit>),
    /// Too young.
    Young(Misfit),
    /// Nobody knows.
    NoTime(TimestampField),
}

/// What one rule says about one version, its age left out of account.
pub(super) fn opinion(rule: &Rule, siblings: &Siblings, version: &Version) -> Opinion {
    let mut whole = Vec::new();
    if let Some(ids) = &rule.version_ids {
        if !ids.contains(&version.id) {
            return Opinion::Misfit(Misfit::Ids);
        }
        whole.push(Fit::Id);
    }
    if let Some(names) = &rule.version_names {
        match names.first_match(&version.name) {
            Some(pattern) => whole.push(Fit::Name { pattern: pattern.as_str().to_owned() }),
            None => return Opinion::Misfit(Misfit::Names),
        }
    }
    let counts_as_tagged = !siblings.package_type.has_tags() || !version.tags.is_empty();
    match (rule.tag_status, counts_as_tagged) {
        (TagStatus::Tagged, false) => return Opinion::Misfit(Misfit::Untagged),
        (TagStatus::Untagged, true) => return Opinion::Misfit(Misfit::Tagged),
        (TagStatus::Untagged, false) => whole.push(Fit::Untagged),
        (TagStatus::Tagged | TagStatus::Any, _) => {}
    }
    let parts = if !siblings.package_type.has_tags() {
        vec![name_fits(rule, siblings, &version.name)]
    } else if version.tags.is_empty() {
        vec![untagged_fits(rule)]
    } else {
        version.tags.iter().map(|tag| tag_fits(rule, siblings, tag)).collect()
    };
    match parts.iter().find_map(|part| part.as_ref().err()) {
        Some(misfit) if parts.iter().all(Result::is_err) => Opinion::Misfit(misfit.clone()),
        _ => Opinion::Fit { parts, whole },
    }
}

/// Whether a rule takes one tag.
fn tag_fits(rule: &Rule, siblings: &Siblings, tag: &Tag) -> Result<Vec<Fit>, Misfit> {
    let mut fits = Vec::new();
    if let Some(patterns) = &rule.tags {
        let pattern = patterns.first_match(tag.as_str()).ok_or(Misfit::Tags)?;
        fits.push(Fit::Tag { tag: tag.clone(), pattern: pattern.as_str().to_owned() });
    }
    fits.extend(name_fits(rule, siblings, tag.as_str())?);
    Ok(fits)
}

/// Whether `semver` and `prereleases` of a rule take a tag, or the name of a version without tags.
fn name_fits(rule: &Rule, siblings: &Siblings, text: &str) -> Result<Vec<Fit>, Misfit> {
    let mut fits = Vec::new();
    // Most rules do not ask for versions, and reading one has its price.
    let number = (rule.semver.is_some() || rule.prereleases != Prereleases::Include)
        .then(|| siblings.read_version(text))
        .flatten();
    if let Some(ranges) = &rule.semver {
        let range = number.as_ref().and_then(|number| ranges.first_cover(number));
        let range = range.ok_or(Misfit::Semver)?;
        fits.push(Fit::Semver { text: text.to_owned(), range: range.as_str().to_owned() });
    }
    let prerelease = number.as_ref().filter(|number| number.is_prerelease());
    match (rule.prereleases, prerelease) {
        (Prereleases::Only, Some(_)) => fits.push(Fit::Prerelease { text: text.to_owned() }),
        (Prereleases::Superseded, Some(number)) if siblings.have_its_release(number) => {
            fits.push(Fit::Superseded { text: text.to_owned() });
        }
        (Prereleases::Include, _) | (Prereleases::Exclude, None) => {}
        (Prereleases::Exclude, Some(_)) | (Prereleases::Only | Prereleases::Superseded, _) => {
            return Err(Misfit::Prereleases(rule.prereleases));
        }
    }
    Ok(fits)
}

/// Whether a rule takes a version that has no tag: what asks for a tag finds none.
fn untagged_fits(rule: &Rule) -> Result<Vec<Fit>, Misfit> {
    if rule.tags.is_some() {
        return Err(Misfit::Tags);
    }
    if rule.semver.is_some() {
        return Err(Misfit::Semver);
    }
    match rule.prereleases {
        asked @ (Prereleases::Only | Prereleases::Superseded) => Err(Misfit::Prereleases(asked)),
        Prereleases::Include | Prereleases::Exclude => Ok(Vec::new()),
    }
}

/// What all rules say about a version when neither keeps nor slots concern it.
pub(in crate::domain) fn select_version(
    rules: &[Rule],
    siblings: &Siblings,
    version: &Version,
    evidence: &Evidence,
    now: Timestamp,
) -> Selection {
    let opinions: Vec<Opinion> =
        rules.iter().map(|rule| opinion(rule, siblings, version)).collect();
    selection(rules, &opinions, version, Closure::new(evidence), now)
}

/// Whether an image's age has a say in what becomes of its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByAge {
    /// It has: the image goes only when it is old enough.
    Yes(Timestamp),
    /// It has none: it is a part, and the age of its image decides.
    No,
}

/// What must be known of pull requests and branches to tell whether the rules take the version. Nothing about
/// a tag that a rule takes without.
pub(super) fn unasked(
    rules: &[Rule],
    siblings: &Siblings,
    version: &Version,
    closure: Closure<'_>,
    age: ByAge,
) -> BTreeSet<Question> {
    let mut questions = BTreeSet::new();
    if rules.iter().all(|rule| rule.only_closed == OnlyClosed::No) {
        return questions;
    }
    let is_old = |rule: &&Rule| match age {
        ByAge::Yes(now) => matches!(maturity(rule, version, now), Maturity::Old(_)),
        ByAge::No => true,
    };
    let rules: Vec<(&Rule, Opinion)> =
        rules.iter().filter(is_old).map(|rule| (rule, opinion(rule, siblings, version))).collect();
    for (at, tag) in version.tags.iter().enumerate() {
        let taking = rules.iter().filter(|(_, opinion)| match opinion {
            Opinion::Fit { parts, .. } => parts.get(at).is_some_and(Result::is_ok),
            Opinion::Misfit(_) => false,
        });
        let told: Vec<Option<Closed>> = taking.map(|(rule, _)| closure.of(rule, tag)).collect();
        if told.iter().any(|one| matches!(one, None | Some(Closed::Yes(_)))) {
            continue;
        }
        for one in told {
            if let Some(Closed::Unasked(asked)) = one {
                questions.extend(asked);
            }
        }
    }
    questions
}

/// What all rules together say. Each tag must be taken by a rule that also finds the version old
/// enough; which rule it is may differ from tag to tag.
pub(super) fn selection(
    rules: &[Rule],
    opinions: &[Opinion],
    version: &Version,
    closure: Closure<'_>,
    now: Timestamp,
) -> Selection {
    let mut taken: Vec<Option<Taken<'_>>> = vec![None; version.tags.len().max(1)];
    let mut undated = None;
    let mut unread = None;
    let mut misfit = None;
    for (rule, opinion) in rules.iter().zip(opinions) {
        let (parts, whole) = match opinion {
            Opinion::Misfit(found) => {
                misfit.get_or_insert_with(|| found.clone());
                continue;
            }
            Opinion::Fit { parts, whole } => (parts, whole),
        };
        match maturity(rule, version, now) {
            Maturity::Young(young) => misfit = Some(young),
            Maturity::NoTime(field) => undated = Some(field),
            Maturity::Old(age) => {
                for (at, (place, part)) in taken.iter_mut().zip(parts).enumerate() {
                    let (None, Ok(fits)) = (&place, part) else { continue };
                    // A version without tags fits no rule that asks for this.
                    let closed = version.tags.get(at).and_then(|tag| closure.of(rule, tag));
                    let closed = match closed {
                        None | Some(Closed::Unasked(_)) => Vec::new(),
                        Some(Closed::Yes(fits)) => fits,
                        Some(Closed::No(other)) => {
                            misfit = Some(other);
                            continue;
                        }
                        Some(Closed::Unreadable(reason)) => {
                            unread = Some(reason);
                            continue;
                        }
                    };
                    *place = Some(Taken { rule, fits, whole, age: age.clone(), closed });
                }
            }
        }
    }
    let spared: Vec<Tag> = version
        .tags
        .iter()
        .zip(&taken)
        .filter(|(_, taken)| taken.is_none())
        .map(|(tag, _)| tag.clone())
        .collect();
    let wanted = opinions.iter().any(|opinion| matches!(opinion, Opinion::Fit { .. }));
    match (taken.iter().flatten().next(), undated) {
        (Some(first), _) if !spared.is_empty() => {
            Selection::Held(Reason::TagsNotAllTaken { rule: first.rule.name.clone(), spared })
        }
        (Some(first), None) => Selection::Taken(first.reason(&taken)),
        (None, _) if unread.is_some() => Selection::Held(unread.unwrap_or(Reason::NoRuleTakes)),
        (_, Some(field)) if wanted => Selection::Held(Reason::NoTime { field }),
        (Some(_) | None, _) => {
            let misfit = misfit.map(|misfit| Reason::NotTaken { misfit });
            Selection::Untouched(misfit.unwrap_or(Reason::NoRuleTakes))
        }
    }
}

/// How a rule takes a tag, or a version without tags.
#[derive(Clone, Debug)]
struct Taken<'a> {
    rule: &'a Rule,
    fits: &'a [Fit],
    whole: &'a [Fit],
    age: Option<Fit>,
    closed: Vec<Fit>,
}

impl Taken<'_> {
    /// The reason of a version all of whose tags are taken, of which this is the first.
    fn reason(&self, all: &[Option<Taken<'_>>]) -> Reason {
        let keep = self.rule.keep_latest.clone().map(|keep| Fit::BeyondLatest { keep });
        let tags = all.iter().flatten().flat_map(|taken| taken.fits.iter().chain(&taken.closed));
        let by = tags.chain(self.whole).chain(&self.age).chain(&keep).cloned();
        let mut by: Vec<Fit> = by.collect();
        // There is one of these for each version that goes.
        by.shrink_to_fit();
        Reason::Taken { rule: self.rule.name.clone(), by }
    }
}

/// How old the version is for the rule. A time in the future is never old.
pub(super) fn maturity(rule: &Rule, version: &Version, now: Timestamp) -> Maturity {
    let Some(age) = rule.older_than else { return Maturity::Old(None) };
    let field = rule.timestamp;
    let time = match field {
        TimestampField::Created => version.created_at,
        TimestampField::Updated => version.updated_at,
    };
    match time {
        None => Maturity::NoTime(field),
        Some(time) if age.has_passed_since(time, now) => {
            Maturity::Old(Some(Fit::OlderThan { age, time, field }))
        }
        Some(time) => Maturity::Young(Misfit::TooYoung { age, time, field }),
    }
}
