//! How pull requests stand, in as few requests as that takes.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{BranchForm, PullRequest, PullState, RepositoryName, makes_tag};
use crate::github::{ApiError, Client, PAGE_SIZE, PullFilter, RefusalKind};

/// How many pages of closed pull requests are looked through for branches that are gone.
const MOST_PAGES: usize = 100;

/// How these pull requests stand; none where there is none of that number.
///
/// One by one, or by the list of all pull requests, the last made first, as far as the lowest number that is
/// asked for: whichever takes fewer requests. The list of open ones alone would not do: what is not in it may
/// as well be the number of an issue, or of nothing.
pub(super) async fn states(
    client: &Client,
    repository: &RepositoryName,
    numbers: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, Option<PullState>>, ApiError> {
    let mut states = BTreeMap::new();
    let mut left = numbers.clone();
    let (mut page, mut pages_to_go) = (1, 1);
    while left.len() > 1 && pages_to_go <= left.len() {
        let found = client.pull_requests_on_page(repository, PullFilter::All, page).await?;
        let Some(lowest) = found.rows.iter().map(|pull| pull.number).min() else { break };
        states.extend(found.rows.iter().map(|pull| (pull.number, Some(pull.state))));
        // They come in the order of their numbers, so all from the lowest on are told, or are none.
        left.retain(|number| *number < lowest && !found.is_last);
        let Some(deepest) = left.first() else { break };
        page += 1;
        pages_to_go =
            usize::try_from((lowest - deepest).div_ceil(PAGE_SIZE as u64)).unwrap_or(usize::MAX);
    }
    for number in left {
        states.insert(number, single(client, repository, number).await?);
    }
    Ok(numbers.iter().map(|number| (*number, states.get(number).copied().flatten())).collect())
}

/// Whether these pull requests, which are known to exist, are still closed: one by one, or by the complete
/// list of the open ones, whichever takes fewer requests.
pub(super) async fn states_of_known(
    client: &Client,
    repository: &RepositoryName,
    numbers: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, Option<PullState>>, ApiError> {
    if numbers.len() > 1 {
        let first = client.pull_requests_on_page(repository, PullFilter::Open, 1).await?;
        // A list of several pages is read until two readings agree.
        let open = if first.is_last {
            Some(first.rows)
        } else if 2 * first.pages <= numbers.len() {
            Some(client.open_pull_requests(repository).await?)
        } else {
            None
        };
        if let Some(open) = open {
            let open: BTreeSet<u64> = open.iter().map(|pull| pull.number).collect();
            let state = |number: &u64| {
                if open.contains(number) { PullState::Open } else { PullState::Closed }
            };
            return Ok(numbers.iter().map(|number| (*number, Some(state(number)))).collect());
        }
    }
    let mut states = BTreeMap::new();
    for number in numbers {
        states.insert(*number, single(client, repository, *number).await?);
    }
    Ok(states)
}

async fn single(
    client: &Client,
    repository: &RepositoryName,
    number: u64,
) -> Result<Option<PullState>, ApiError> {
    match client.pull_request(repository, number).await {
        Ok(pull) if pull.number == number => Ok(Some(pull.state)),
        Ok(_) => Ok(None),
        Err(error) if error.refusal().is_some_and(|one| one.kind == RefusalKind::RouteNotFound) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// For each form a closed pull request from a branch of the repository itself that makes such tags, as far as
/// the last touched 10,000 show one.
pub(super) async fn closed_branches(
    client: &Client,
    repository: &RepositoryName,
    forms: &BTreeSet<BranchForm>,
) -> Result<BTreeMap<BranchForm, Option<u64>>, ApiError> {
    let mut found: BTreeMap<BranchForm, Option<u64>> =
        forms.iter().map(|form| (form.clone(), None)).collect();
    for page in 1..=MOST_PAGES {
        let pulls = client.pull_requests_on_page(repository, PullFilter::Closed, page).await?;
        for (form, pull) in &mut found {
            let shows = |one: &&PullRequest| {
                one.state == PullState::Closed
                    && one.own_branch.as_ref().is_some_and(|branch| makes_tag(branch, form))
            };
            if pull.is_none() {
                *pull = pulls.rows.iter().find(shows).map(|one| one.number);
            }
        }
        if pulls.is_last || pulls.rows.is_empty() || found.values().all(Option::is_some) {
            break;
        }
    }
    Ok(found)
}
