//! Whether what a tag was built for is done with: a pull request, or a branch.

use std::collections::BTreeSet;

use crate::domain::{
    BranchForm, Evidence, Fit, GitNames, Misfit, NotClosed, OnlyClosed, PackageType, Pattern,
    Patterns, Placeholder, Policy, PullState, Question, Reason, Rule, Tag, Told, Version,
    read_version,
};

/// What the linked repository tells of what tags name.
#[derive(Clone, Copy)]
pub(in crate::domain) struct Closure<'a> {
    evidence: &'a Evidence,
}

/// What is known of what a tag names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// It is done with.
    Yes(Vec<Fit>),
    /// It is not, or nothing shows that there ever was such a thing.
    No(Misfit),
    /// Nobody can tell.
    Unreadable(Reason),
    /// These must be answered first.
    Unasked(BTreeSet<Question>),
}

impl<'a> Closure<'a> {
    /// What a repository told.
    pub(in crate::domain) const fn new(evidence: &'a Evidence) -> Self {
        Self { evidence }
    }

    /// Whether a tag that fits the patterns of a rule names something that is done with; `None` where the
    /// rule does not ask for that.
    ///
    /// The tag may fit several patterns. One that shows it is enough, unless another shows that it is open.
    pub(super) fn of(self, rule: &Rule, tag: &Tag) -> Option<Closed> {
        if rule.only_closed == OnlyClosed::No {
            return None;
        }
        let patterns = rule.tags.iter().flat_map(Patterns::iter);
        let fitting = patterns.filter(|pattern| pattern.matches(tag.as_str()));
        let told: Vec<Closed> = fitting.map(|pattern| self.by(pattern, tag)).collect();
        Some(together(told))
    }

    /// What one pattern makes of a tag. Where it has both placeholders, both must be done with.
    fn by(self, pattern: &Pattern, tag: &Tag) -> Closed {
        let (mut fits, mut others) = (Vec::new(), Vec::new());
        for placeholder in pattern.placeholders() {
            let closed = match placeholder {
                Placeholder::Pr => self.pulls(pattern, tag),
                Placeholder::Branch => self.branch(pattern, tag),
                Placeholder::Word(_) => continue,
            };
            match closed {
                Closed::Yes(fit) => fits.extend(fit),
                other @ (Closed::No(_) | Closed::Unreadable(_) | Closed::Unasked(_)) => {
                    others.push(other);
                }
            }
        }
        match others.into_iter().reduce(worse) {
            Some(other) => other,
            None if fits.is_empty() => Closed::No(Misfit::Tags),
            None => Closed::Yes(fits),
        }
    }

    /// Whether all pull requests are closed that the tag may name.
    fn pulls(self, pattern: &Pattern, tag: &Tag) -> Closed {
        let readings = pattern.readings(&Placeholder::Pr, tag.as_str());
        let told = readings.into_iter().map(|text| self.pull(text));
        told.reduce(|one, other| match (one, other) {
            (Closed::Yes(one), Closed::Yes(other)) => Closed::Yes([one, other].concat()),
            (Closed::Yes(_), other) => other,
            (one, Closed::Yes(_)) => one,
            (one, other) => worse(one, other),
        })
        .unwrap_or(Closed::No(Misfit::Tags))
    }

    fn pull(self, text: &str) -> Closed {
        let none = || Closed::No(Misfit::NotClosed(NotClosed::NoSuchPull(text.to_owned())));
        // GitHub writes no number with a zero before it.
        let Some(number) = text.parse().ok().filter(|_| !text.starts_with('0')) else {
            return none();
        };
        match self.evidence.pulls.get(&number) {
            None => Closed::Unasked(BTreeSet::from([Question::Pull(number)])),
            Some(Told::Unreadable(why)) => unreadable(why),
            Some(Told::All(None)) => none(),
            Some(Told::All(Some(PullState::Open))) => {
                Closed::No(Misfit::NotClosed(NotClosed::OpenPull(number)))
            }
            Some(Told::All(Some(PullState::Closed))) => Closed::Yes(vec![Fit::ClosedPull(number)]),
        }
    }

    /// Whether the branch is gone that the tag names. That it existed, a closed pull request proves. It
    /// must not be alive in any way to read the tag: `feat` of `feat-x-1a2b3c` may be `feat-x`.
    fn branch(self, pattern: &Pattern, tag: &Tag) -> Closed {
        let readings = pattern.readings(&Placeholder::Branch, tag.as_str());
        let captures = pattern.captures(tag.as_str()).unwrap_or_default();
        let branch = captures.iter().find(|one| *one.placeholder == Placeholder::Branch);
        let Some(text) = branch.map(|one| one.text).filter(|text| !text.is_empty()) else {
            return Closed::No(Misfit::Tags);
        };
        let is_number = |text: &str| read_version(PackageType::Container, text).is_some();
        if is_number(tag.as_str()) || readings.iter().any(|text| is_number(text)) {
            return Closed::No(Misfit::NotClosed(NotClosed::NoBranch(text.to_owned())));
        }
        let Evidence { git_tags, branches, open_branches, .. } = self.evidence;
        let mut unasked = BTreeSet::new();
        for (question, told, found) in [
            (Question::Branches, branches, NotClosed::LivingBranch as fn(String) -> NotClosed),
            (Question::OpenBranches, open_branches, NotClosed::OpenBranch),
            (Question::GitTags, git_tags, NotClosed::NoBranch),
        ] {
            match told {
                None => {
                    unasked.insert(question);
                }
                Some(Told::Unreadable(why)) => return unreadable(why),
                Some(Told::All(names)) => {
                    if let Some(like) = alike(names, &readings) {
                        return Closed::No(Misfit::NotClosed(found(like)));
                    }
                }
            }
        }
        if !unasked.is_empty() {
            return Closed::Unasked(unasked);
        }
        let form = BranchForm::of(text);
        match self.evidence.closed_branches.get(&form) {
            None => Closed::Unasked(BTreeSet::from([Question::ClosedBranch(form)])),
            Some(Told::Unreadable(why)) => unreadable(why),
            Some(Told::All(None)) => {
                Closed::No(Misfit::NotClosed(NotClosed::UnprovenBranch(text.to_owned())))
            }
            Some(Told::All(Some(pull))) => {
                Closed::Yes(vec![Fit::ClosedBranch { branch: text.to_owned(), pull: *pull }])
            }
        }
    }
}

/// A reading that is like one of the names.
fn alike(names: &GitNames, readings: &BTreeSet<&str>) -> Option<String> {
    readings.iter().find(|text| names.has_like(text)).map(|&text| text.to_owned())
}

fn unreadable(why: &str) -> Closed {
    Closed::Unreadable(Reason::EvidenceUnreadable { input: "only-closed", why: why.to_owned() })
}

/// How much a finding stands in the way: what is open or can't be read forbids, whatever else there is; then
/// comes what has to be asked, then what was not proved.
fn weight(closed: &Closed) -> u8 {
    match closed {
        Closed::No(Misfit::NotClosed(
            NotClosed::OpenPull(_) | NotClosed::LivingBranch(_) | NotClosed::OpenBranch(_),
        )) => 4,
        Closed::Unreadable(_) => 3,
        Closed::Unasked(_) => 2,
        Closed::No(_) => 1,
        Closed::Yes(_) => 0,
    }
}

/// The one that stands more in the way. Questions are asked together.
fn worse(one: Closed, other: Closed) -> Closed {
    match (one, other) {
        (Closed::Unasked(mut questions), Closed::Unasked(more)) => {
            questions.extend(more);
            Closed::Unasked(questions)
        }
        (one, other) if weight(&other) > weight(&one) => other,
        (one, _) => one,
    }
}

/// What several patterns that a tag fits tell together: what is done with by one is done with, unless another
/// says that it is open, or might.
fn together(told: Vec<Closed>) -> Closed {
    let weighty = |closed: &&Closed| weight(closed) >= 2;
    if told.iter().any(|closed| weighty(&closed)) {
        let forbidding = told.into_iter().filter(|closed| weighty(&closed));
        return forbidding.reduce(worse).unwrap_or(Closed::No(Misfit::Tags));
    }
    let is_yes = |closed: &Closed| matches!(closed, Closed::Yes(_));
    match told.iter().position(is_yes) {
        Some(at) => told.into_iter().nth(at),
        None => told.into_iter().reduce(worse),
    }
    .unwrap_or(Closed::No(Misfit::Tags))
}

/// What must be asked again before these versions go, because a rule takes them only if what they were built
/// for is done with. It may have been opened again since.
pub fn evidence_to_renew(policy: &Policy, versions: &[&Version]) -> BTreeSet<Question> {
    let rules: Vec<&Rule> =
        policy.rules.iter().filter(|rule| rule.only_closed == OnlyClosed::Yes).collect();
    let mut questions = BTreeSet::new();
    if rules.is_empty() {
        return questions;
    }
    let nothing = Evidence::default();
    for tag in versions.iter().flat_map(|version| &version.tags) {
        for rule in &rules {
            if let Some(Closed::Unasked(asked)) = Closure::new(&nothing).of(rule, tag) {
                questions.extend(asked);
            }
        }
    }
    questions
}
