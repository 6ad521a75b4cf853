//! What the repository that a package is linked to tells of its versions.

use std::collections::{BTreeMap, BTreeSet};

use super::image::own_tags;
use super::knowledge::Question;
use super::pattern::BranchForm;
use super::version::{Tag, Version};

/// Something that was asked of a repository: what it told, or why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told<T> {
    /// It told all of it.
    All(T),
    /// It can't be read, or not to its end. Says why.
    Unreadable(String),
}

/// What is known of the repository that a package is linked to; `None` where nobody asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its git tags.
    pub git_tags: Option<Told<GitNames>>,
    /// The tags that its releases name.
    pub releases: Option<Told<GitNames>>,
    /// How pull requests stand, by their numbers; none where GitHub knows none of that number.
    pub pulls: BTreeMap<u64, Told<Option<PullState>>>,
    /// Its branches.
    pub branches: Option<Told<GitNames>>,
    /// Its own branches from which pull requests are open.
    pub open_branches: Option<Told<GitNames>>,
    /// Closed pull requests from its own branches of these forms; none where none was found.
    pub closed_branches: BTreeMap<BranchForm, Told<Option<u64>>>,
}

impl Evidence {
    /// Forgets the answers to these questions, so that they are asked again. That a branch once had a pull
    /// request stays true.
    pub fn forget(&mut self, questions: &BTreeSet<Question>) {
        for question in questions {
            match question {
                Question::GitTags => self.git_tags = None,
                Question::Releases => self.releases = None,
                Question::Pull(number) => {
                    self.pulls.remove(number);
                }
                Question::Branches => self.branches = None,
                Question::OpenBranches => self.open_branches = None,
                Question::ClosedBranch(_) | Question::Manifest(_) | Question::Deleted => {}
            }
        }
    }
}

/// A pull request of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// How it stands.
    pub state: PullState,
    /// The branch that it comes from, where that is one of the same repository. A fork's branch of the same
    /// name is another.
    pub own_branch: Option<String>,
}

/// How a pull request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullState {
    /// Open, drafts included.
    Open,
    /// Closed, merged or not.
    Closed,
}

/// Names that git tags or releases have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitNames {
    names: BTreeSet<String>,
    /// The same in the form that a tag of an image can hold.
    forms: BTreeSet<BranchForm>,
    /// The same so that what somebody might take for each other is alike.
    alike: BTreeSet<String>,
}

impl GitNames {
    /// These names.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.into_iter().collect();
        let forms = names.iter().map(|name| BranchForm::of(name)).collect();
        let alike = names.iter().map(|name| roughly(name)).collect();
        Self { names, forms, alike }
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether there is one of this form.
    pub fn has_form(&self, form: &BranchForm) -> bool {
        self.forms.contains(form)
    }

    /// Whether there is one that somebody may have written so: without regard to case, and whatever stands
    /// for what a tag can't hold.
    pub fn has_like(&self, text: &str) -> bool {
        self.alike.contains(&roughly(text))
    }

    /// The name that means a version by this text, a tag of it or its name, in a package that is called so.
    ///
    /// `v1.2.3` and `1.2.3` mean each other, for builds drop the `v` of one for the other. What no tag can
    /// hold is a `-`, as in a branch's name. A repository of several packages puts a package's name before
    /// the number: of the package `tools/web`, `web-v1.2.3`, `web/v1.2.3` and `web@1.2.3` mean `1.2.3`.
    pub fn naming(&self, text: &str, package: &str) -> Option<&str> {
        let last = package.rsplit('/').next().unwrap_or(package);
        let heads = [BranchForm::of(package), BranchForm::of(last)];
        let forms = [Some(text.to_owned()), with_other_v(text)].into_iter().flatten();
        let candidates = forms.flat_map(|form| {
            let behind = heads.iter().flat_map(|head| {
                ["-", "_"].map(|between| format!("{}{between}{form}", head.as_str()))
            });
            let behind: Vec<String> = behind.collect();
            std::iter::once(form).chain(behind)
        });
        let named = candidates.map(|form| BranchForm::of(&form)).find(|one| self.has_form(one))?;
        self.iter().find(|name| BranchForm::of(name) == named)
    }
}

/// A text in lower case with one `-` for each run of what is no letter or digit, and none at its ends.
fn roughly(text: &str) -> String {
    let words =
        text.split(|one: char| !one.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Whether a branch of this name makes tags with this text: in the form that a tag can hold, as it is or,
/// as some builds write it, in lower case.
pub fn makes_tag(branch: &str, text: &BranchForm) -> bool {
    let form = BranchForm::of(branch);
    form == *text || form.as_str().to_ascii_lowercase() == text.as_str()
}

/// A version's number with a `v` before it that it lacks, or without the one that it has.
fn with_other_v(text: &str) -> Option<String> {
    let is_number = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    match text.strip_prefix('v') {
        Some(number) if is_number(number) => Some(number.to_owned()),
        None if is_number(text) => Some(format!("v{text}")),
        Some(_) | None => None,
    }
}

/// The texts by which git tags can mean a version: its tags, or its name where its type has none. Tags
/// under which signatures are found speak of others.
pub(super) fn meant_by(version: &Version, has_tags: bool) -> impl Iterator<Item = &str> {
    let name = (!has_tags).then_some(version.name.as_str());
    own_tags(version).map(Tag::as_str).chain(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_somebody_might_take_for_each_other_are_alike() {
        let names = GitNames::new(["Feat/X_1".to_owned(), "main".to_owned()]);
        for (text, expected) in
            [("feat-x-1", true), ("FEAT.x.1", true), ("-main-", true), ("feat-x", false)]
        {
            assert_eq!(names.has_like(text), expected, "{text}");
        }
    }

    #[test]
    fn a_branch_makes_tags_in_its_form_or_that_in_lower_case() {
        for (branch, text, expected) in [
            ("feat/x", "feat-x", true),
            ("Feat/X", "Feat-X", true),
            ("Feat/X", "feat-x", true),
            ("feat/x", "Feat-X", false),
            ("feat/x", "feat-x-1", false),
            ("feat//x", "feat-x", true),
        ] {
            assert_eq!(makes_tag(branch, &BranchForm::of(text)), expected, "{branch} {text}");
        }
    }

    #[test]
    fn a_git_tag_means_a_version_with_or_without_its_v_and_behind_the_packages_name() {
        for (git_tag, text, package, expected) in [
            ("1.2.3", "1.2.3", "app", true),
            ("v1.2.3", "1.2.3", "app", true),
            ("1.2.3", "v1.2.3", "app", true),
            ("nightly", "nightly", "app", true),
            ("v1.2.3", "1.2.30", "app", false),
            ("v1.2.3", "1.2", "app", false),
            ("v1.2.3", "V1.2.3", "app", false),
            ("vnext", "next", "app", false),
            ("next", "vnext", "app", false),
            ("release/7", "release-7", "app", true),
            ("v1.2.3+build.5", "1.2.3-build.5", "app", true),
            ("web-v1.2.3", "1.2.3", "tools/web", true),
            ("web/v1.2.3", "v1.2.3", "tools/web", true),
            ("web@1.2.3", "1.2.3", "web", true),
            ("web_1.2.3", "1.2.3", "web", true),
            ("tools/web/1.2.3", "1.2.3", "tools/web", true),
            ("api-v1.2.3", "1.2.3", "tools/web", false),
        ] {
            let names = GitNames::new([git_tag.to_owned()]);
            let found = names.naming(text, package);
            assert_eq!(found, expected.then_some(git_tag), "{git_tag} {text} {package}");
        }
    }
}
