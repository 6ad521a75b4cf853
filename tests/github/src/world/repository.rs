//! Repositories: what packages are linked to, and what tells whether a version is still wanted.

use sha2::{Digest as _, Sha256};

use super::Visibility;
use super::state::World;

/// A repository. Its methods fill it: `world.add_repository("o/app").branch("main").pull(…)`.
#[derive(Clone, Debug)]
pub struct Repository {
    /// GitHub's number for it.
    pub id: u64,
    /// `owner/name`.
    pub full_name: String,
    /// Names that it had before; GitHub redirects from them.
    pub former_names: Vec<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its pull requests, oldest first.
    pub pulls: Vec<PullRequest>,
    /// Names of its branches.
    pub branches: Vec<String>,
    /// Names of its git tags.
    pub git_tags: Vec<String>,
    /// Its releases, oldest first.
    pub releases: Vec<Release>,
}

/// A pull request.
#[derive(Clone, Debug)]
pub struct PullRequest {
    /// Its number in the repository.
    pub number: u64,
    /// Open, closed or merged.
    pub state: PullState,
    /// The branch that it comes from.
    pub head_branch: String,
    /// The repository that it comes from.
    pub head: PullHead,
}

/// How a pull request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullState {
    /// Open.
    Open,
    /// Closed without a merge.
    Closed,
    /// Closed by a merge.
    Merged,
}

/// Where a pull request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullHead {
    /// The repository itself.
    Same,
    /// A fork, by full name.
    Fork(String),
    /// A fork that is gone: GitHub answers `null`.
    Gone,
}

/// A release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The git tag that it names.
    pub tag: String,
    /// Whether it is published.
    pub stage: ReleaseStage,
}

/// How far a release has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseStage {
    /// Only those who may push see it.
    Draft,
    /// Published as a pre-release.
    Prerelease,
    /// Published.
    Published,
}

impl Repository {
    pub(super) fn new(id: u64, full_name: &str) -> Self {
        Self {
            id,
            full_name: full_name.to_owned(),
            former_names: Vec::new(),
            visibility: Visibility::Public,
            pulls: Vec::new(),
            branches: Vec::new(),
            git_tags: Vec::new(),
            releases: Vec::new(),
        }
    }

    /// The part of the full name after the slash.
    pub fn name(&self) -> &str {
        self.full_name.split_once('/').map_or(self.full_name.as_str(), |(_, name)| name)
    }

    /// The part of the full name before the slash.
    pub fn owner(&self) -> &str {
        self.full_name.split_once('/').map_or("", |(owner, _)| owner)
    }

    /// Sets who may see it.
    pub fn visibility(&mut self, visibility: Visibility) -> &mut Self {
        self.visibility = visibility;
        self
    }

    /// Adds a pull request from a branch of the repository itself, or changes how one stands.
    pub fn pull(&mut self, number: u64, state: PullState, branch: &str) -> &mut Self {
        self.pull_from(number, state, branch, PullHead::Same)
    }

    /// Adds a pull request from elsewhere, or changes how one stands.
    pub fn pull_from(
        &mut self,
        number: u64,
        state: PullState,
        branch: &str,
        head: PullHead,
    ) -> &mut Self {
        self.pulls.retain(|pull| pull.number != number);
        self.pulls.push(PullRequest { number, state, head_branch: branch.to_owned(), head });
        self.pulls.sort_by_key(|pull| pull.number);
        self
    }

    /// Adds a branch.
    pub fn branch(&mut self, name: &str) -> &mut Self {
        if !self.branches.iter().any(|known| known == name) {
            self.branches.push(name.to_owned());
        }
        self
    }

    /// Deletes a branch.
    pub fn delete_branch(&mut self, name: &str) -> &mut Self {
        self.branches.retain(|known| known != name);
        self
    }

    /// Adds a git tag.
    pub fn git_tag(&mut self, name: &str) -> &mut Self {
        if !self.git_tags.iter().any(|known| known == name) {
            self.git_tags.push(name.to_owned());
        }
        self
    }

    /// Adds a release, and its git tag unless it is a draft.
    pub fn release(&mut self, tag: &str, stage: ReleaseStage) -> &mut Self {
        if stage != ReleaseStage::Draft {
            self.git_tag(tag);
        }
        self.releases.push(Release { tag: tag.to_owned(), stage });
        self
    }

    /// Gives the repository another full name; GitHub redirects from the one that it had.
    pub fn rename(&mut self, full_name: &str) -> &mut Self {
        let former = std::mem::replace(&mut self.full_name, full_name.to_owned());
        self.former_names.push(former);
        self
    }

    /// The commit of something in the repository: always the same for the same name.
    pub(crate) fn commit(&self, of: &str) -> String {
        let sum = Sha256::digest(format!("{} {of}", self.full_name));
        format!("{sum:x}")[..40].to_owned()
    }
}

impl World {
    /// Makes a repository by its full name, `owner/name`, where there is none yet.
    pub fn add_repository(&mut self, full_name: &str) -> &mut Repository {
        let is_it = |it: &Repository| it.full_name.eq_ignore_ascii_case(full_name);
        let at = self.repositories.iter().position(is_it).unwrap_or_else(|| {
            self.repositories.push(Repository::new(self.next_repository, full_name));
            self.next_repository += 1;
            self.repositories.len() - 1
        });
        &mut self.repositories[at]
    }

    pub(crate) fn repository_by_id(&self, id: u64) -> Option<&Repository> {
        self.repositories.iter().find(|it| it.id == id)
    }

    pub(crate) fn renamed_repository(&self, former: &str) -> Option<&Repository> {
        let had =
            |it: &&Repository| it.former_names.iter().any(|name| name.eq_ignore_ascii_case(former));
        self.repositories.iter().find(had)
    }
}
