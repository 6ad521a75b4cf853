//! What answers questions about repositories: asked once in a run, and again right before a change.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::gap::{Gap, Permission, gap};
use super::pulls;
use crate::domain::{
    BranchForm, Evidence, GitNames, Notice, Owner, Package, PackageKey, Question, RepositoryName,
    Told,
};
use crate::events::Event;
use crate::github::{ApiError, Client, RefKind};

/// What answers questions about repositories.
#[derive(Default)]
pub(in crate::app) struct Witness {
    /// The repositories that packages are linked to, as far as they were looked up.
    links: RefCell<BTreeMap<PackageKey, Option<RepositoryName>>>,
    /// What repositories have told.
    told: RefCell<BTreeMap<RepositoryName, Evidence>>,
    /// Numbers that are known to be those of pull requests.
    known: RefCell<BTreeMap<RepositoryName, BTreeSet<u64>>>,
    /// Whose turn it is. Packages are planned beside each other; what one has learned, the next need not ask.
    turn: tokio::sync::Mutex<()>,
    /// What went wrong and was said: the same thing goes wrong for each package of a repository.
    said: RefCell<BTreeSet<String>>,
}

/// What is asked of one repository.
#[derive(Default)]
struct Asked {
    /// Of its lists.
    lists: BTreeSet<Question>,
    pulls: BTreeSet<u64>,
    closed_branches: BTreeSet<BranchForm>,
}

/// Who asks, and about which package.
pub(in crate::app) struct Asking<'a> {
    pub(in crate::app) client: &'a Client,
    pub(in crate::app) owner: &'a Owner,
    pub(in crate::app) package: &'a PackageKey,
    pub(in crate::app) tell: &'a dyn Fn(Event),
}

impl Asked {
    /// What of these questions concerns the repository; `None` where nothing does.
    fn of(questions: &[Question]) -> Option<Self> {
        let mut asked = Self::default();
        for question in questions {
            match question {
                Question::Manifest(_) | Question::Deleted => {}
                Question::GitTags
                | Question::Releases
                | Question::Branches
                | Question::OpenBranches => {
                    asked.lists.insert(question.clone());
                }
                Question::Pull(number) => {
                    asked.pulls.insert(*number);
                }
                Question::ClosedBranch(form) => {
                    asked.closed_branches.insert(form.clone());
                }
            }
        }
        let Self { lists, pulls, closed_branches } = &asked;
        let is_nothing = lists.is_empty() && pulls.is_empty() && closed_branches.is_empty();
        (!is_nothing).then_some(asked)
    }

    fn has(&self, list: &Question) -> bool {
        self.lists.contains(list)
    }

    /// Answers all of it in the same way.
    fn unreadable(self, why: &str, evidence: &mut Evidence) {
        let unreadable = || Told::Unreadable(why.to_owned());
        for (question, place) in [
            (Question::GitTags, &mut evidence.git_tags),
            (Question::Releases, &mut evidence.releases),
            (Question::Branches, &mut evidence.branches),
            (Question::OpenBranches, &mut evidence.open_branches),
        ] {
            if self.has(&question) {
                *place = Some(Told::Unreadable(why.to_owned()));
            }
        }
        evidence.pulls.extend(self.pulls.into_iter().map(|number| (number, unreadable())));
        let forms = self.closed_branches.into_iter();
        evidence.closed_branches.extend(forms.map(|form| (form, Told::Unreadable(why.to_owned()))));
    }
}

impl Witness {
    /// Notes what an answer of GitHub said of a package's repository, so that nobody asks for it again.
    pub(in crate::app) fn note(&self, package: &Package) {
        self.links.borrow_mut().insert(package.key.clone(), package.repository.clone());
    }

    /// Forgets what repositories told, so that they are asked anew: time has passed. That a branch once had a
    /// pull request, and that a number is a pull request's, stays true.
    pub(in crate::app) fn look_afresh(&self) {
        for told in self.told.borrow_mut().values_mut() {
            let closed_branches = std::mem::take(&mut told.closed_branches);
            *told = Evidence { closed_branches, ..Evidence::default() };
        }
    }

    /// Answers what concerns the repository that a package is linked to.
    ///
    /// # Errors
    /// That GitHub asks for too long a wait. What else goes wrong is an answer: nobody can tell.
    pub(in crate::app) async fn answer(
        &self,
        asking: &Asking<'_>,
        questions: &[Question],
        evidence: &mut Evidence,
    ) -> Result<(), ApiError> {
        let Some(asked) = Asked::of(questions) else { return Ok(()) };
        let _turn = self.turn.lock().await;
        let repository = match self.repository_of(asking).await? {
            Ok(repository) => repository,
            Err(gap) => {
                let why = self.say(asking, gap);
                asked.unreadable(&why, evidence);
                return Ok(());
            }
        };
        let mut told = self.told.borrow().get(&repository).cloned().unwrap_or_default();
        self.ask(asking, &repository, &asked, &mut told).await?;
        for (question, place, told) in [
            (Question::GitTags, &mut evidence.git_tags, &told.git_tags),
            (Question::Releases, &mut evidence.releases, &told.releases),
            (Question::Branches, &mut evidence.branches, &told.branches),
            (Question::OpenBranches, &mut evidence.open_branches, &told.open_branches),
        ] {
            if asked.has(&question) {
                place.clone_from(told);
            }
        }
        let pulls = told.pulls.iter().filter(|(number, _)| asked.pulls.contains(number));
        evidence.pulls.extend(pulls.map(|(number, told)| (*number, told.clone())));
        let branches = told.closed_branches.iter();
        let branches = branches.filter(|(form, _)| asked.closed_branches.contains(form));
        evidence.closed_branches.extend(branches.map(|(form, told)| (form.clone(), told.clone())));
        self.told.borrow_mut().insert(repository, told);
        Ok(())
    }

    /// Asks the repository for what it has not told yet.
    async fn ask(
        &self,
        asking: &Asking<'_>,
        repository: &RepositoryName,
        asked: &Asked,
        told: &mut Evidence,
    ) -> Result<(), ApiError> {
        let client = asking.client;
        if asked.has(&Question::GitTags) && told.git_tags.is_none() {
            let listed = client.refs(repository, RefKind::Tags).await;
            let listed = self.told(asking, Permission::Contents, listed)?;
            told.git_tags = Some(names(listed));
        }
        if asked.has(&Question::Releases) && told.releases.is_none() {
            let listed = client.releases(repository).await;
            let listed = self.told(asking, Permission::Contents, listed)?;
            told.releases = Some(names(listed));
        }
        if asked.has(&Question::Branches) && told.branches.is_none() {
            let listed = client.refs(repository, RefKind::Heads).await;
            let listed = self.told(asking, Permission::Contents, listed)?;
            told.branches = Some(names(listed));
        }
        if asked.has(&Question::OpenBranches) && told.open_branches.is_none() {
            let listed = client.open_pull_requests(repository).await;
            let listed = self.told(asking, Permission::PullRequests, listed)?;
            told.open_branches = Some(match listed {
                Told::All(pulls) => {
                    let branches = pulls.into_iter().filter_map(|pull| pull.own_branch);
                    Told::All(GitNames::new(branches))
                }
                Told::Unreadable(why) => Told::Unreadable(why),
            });
        }
        let is_new = |number: &&u64| !told.pulls.contains_key(number);
        let pulls: BTreeSet<u64> = asked.pulls.iter().filter(is_new).copied().collect();
        if !pulls.is_empty() {
            let known = self.known.borrow().get(repository).cloned().unwrap_or_default();
            let states = if pulls.is_subset(&known) {
                pulls::states_of_known(client, repository, &pulls).await
            } else {
                pulls::states(client, repository, &pulls).await
            };
            match self.told(asking, Permission::PullRequests, states)? {
                Told::All(states) => {
                    let known = states.iter().filter(|(_, state)| state.is_some());
                    let known = known.map(|(number, _)| *number);
                    self.known.borrow_mut().entry(repository.clone()).or_default().extend(known);
                    let states =
                        states.into_iter().map(|(number, state)| (number, Told::All(state)));
                    told.pulls.extend(states);
                }
                Told::Unreadable(why) => {
                    let gone =
                        pulls.into_iter().map(|number| (number, Told::Unreadable(why.clone())));
                    told.pulls.extend(gone);
                }
            }
        }
        let is_new = |form: &&BranchForm| !told.closed_branches.contains_key(form);
        let forms: BTreeSet<BranchForm> =
            asked.closed_branches.iter().filter(is_new).cloned().collect();
        if !forms.is_empty() {
            let found = pulls::closed_branches(client, repository, &forms).await;
            match self.told(asking, Permission::PullRequests, found)? {
                Told::All(found) => {
                    let found = found.into_iter().map(|(form, pull)| (form, Told::All(pull)));
                    told.closed_branches.extend(found);
                }
                Told::Unreadable(why) => {
                    let gone = forms.into_iter().map(|form| (form, Told::Unreadable(why.clone())));
                    told.closed_branches.extend(gone);
                }
            }
        }
        Ok(())
    }

    /// The repository that a package is linked to.
    async fn repository_of(
        &self,
        asking: &Asking<'_>,
    ) -> Result<Result<RepositoryName, Gap>, ApiError> {
        let Asking { client, owner, package, tell } = asking;
        let known = self.links.borrow().get(*package).cloned();
        let linked = match known {
            Some(linked) => linked,
            None => match client.get_package(owner, package).await {
                Ok(found) => {
                    self.note(&Package { key: (*package).clone(), ..found.clone() });
                    found.repository
                }
                Err(error @ ApiError::WaitTooLong { .. }) => return Err(error),
                Err(error) => {
                    let (why, problem) = (error.to_string(), Some(error.problem()));
                    return Ok(Err(Gap { why, problem }));
                }
            },
        };
        if linked.is_none() && self.said.borrow_mut().insert(package.to_string()) {
            let notice = Notice::NoRepository;
            tell(Event::Noticed { package: Some((*package).clone()), notice });
        }
        let why = || Gap { why: "the package is linked to no repository".into(), problem: None };
        Ok(linked.ok_or_else(why))
    }

    /// What came of a request.
    fn told<T>(
        &self,
        asking: &Asking<'_>,
        permission: Permission,
        answer: Result<T, ApiError>,
    ) -> Result<Told<T>, ApiError> {
        Ok(match answer {
            Ok(answer) => Told::All(answer),
            Err(error) => Told::Unreadable(self.say(asking, gap(error, permission)?)),
        })
    }

    /// Says what went wrong, once, and gives it in a word.
    fn say(&self, asking: &Asking<'_>, gap: Gap) -> String {
        if let Some(problem) = gap.problem
            && self.said.borrow_mut().insert(problem.doing.clone())
        {
            (asking.tell)(Event::Failed { package: Some(asking.package.clone()), problem });
        }
        gap.why
    }
}

fn names(told: Told<BTreeSet<String>>) -> Told<GitNames> {
    match told {
        Told::All(names) => Told::All(GitNames::new(names)),
        Told::Unreadable(why) => Told::Unreadable(why),
    }
}
