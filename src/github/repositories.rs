//! What is asked of the repositories that packages are linked to: only reading, one request each or page
//! by page to the end.

use std::collections::BTreeSet;
use std::fmt;

use url::Url;

use super::answer::ApiError;
use super::client::Client;
use super::endpoint::{PAGE_SIZE, Unaddressable, segment, under};
use super::link::page_number;
use super::listing::Page;
use super::wire::{self, DecodeError};
use crate::domain::{PullRequest, RepositoryName};

/// How often a listing of several pages is read until two readings agree.
const MAX_READINGS: u32 = 4;

/// What can be asked of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepositoryQuery<'a> {
    /// The git refs of a kind, all in one answer: GitHub does not page them, whatever it is asked for.
    Refs(&'a RepositoryName, RefKind),
    /// The releases, drafts only for those who may push.
    Releases(&'a RepositoryName),
    /// One pull request by its number.
    PullRequest(&'a RepositoryName, u64),
    /// Pull requests, the newest first.
    PullRequests(&'a RepositoryName, PullFilter),
}

/// Which pull requests a listing holds, and what is new in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullFilter {
    /// All of them, the last made first.
    All,
    /// The open ones, the last made first.
    Open,
    /// The closed ones, the last touched first.
    Closed,
}

impl PullFilter {
    const fn query(self) -> &'static str {
        match self {
            Self::All => "state=all&sort=created&direction=desc",
            Self::Open => "state=open&sort=created&direction=desc",
            Self::Closed => "state=closed&sort=updated&direction=desc",
        }
    }
}

/// A kind of git refs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefKind {
    /// Branches.
    Heads,
    /// Tags.
    Tags,
}

impl RefKind {
    /// What git calls it, under `refs/`.
    const fn folder(self) -> &'static str {
        match self {
            Self::Heads => "heads",
            Self::Tags => "tags",
        }
    }
}

impl RepositoryQuery<'_> {
    const fn repository(&self) -> &RepositoryName {
        match self {
            Self::Refs(repository, _)
            | Self::Releases(repository)
            | Self::PullRequest(repository, _)
            | Self::PullRequests(repository, _) => repository,
        }
    }

    /// The URL under the API's root, which may have a path of its own.
    pub fn url(&self, api: &Url) -> Result<Url, Unaddressable> {
        let repository = self.repository();
        let (owner, name) = (segment(repository.owner())?, segment(repository.name())?);
        let (rest, query) = match self {
            Self::Refs(_, kind) => (format!("git/matching-refs/{}", kind.folder()), None),
            Self::Releases(_) => ("releases".to_owned(), Some(format!("per_page={PAGE_SIZE}"))),
            Self::PullRequest(_, number) => (format!("pulls/{number}"), None),
            Self::PullRequests(_, filter) => {
                let query = format!("{}&per_page={PAGE_SIZE}", filter.query());
                ("pulls".to_owned(), Some(query))
            }
        };
        Ok(under(api, &format!("/repos/{owner}/{name}/{rest}"), query.as_deref()))
    }
}

/// What is being done, to follow "could not".
impl fmt::Display for RepositoryQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Refs(_, RefKind::Heads) => "branches",
            Self::Refs(_, RefKind::Tags) => "git tags",
            Self::Releases(_) => "releases",
            Self::PullRequest(repository, number) => {
                return write!(f, "look up the pull request {number} of {repository}");
            }
            Self::PullRequests(_, PullFilter::All) => "pull requests",
            Self::PullRequests(_, PullFilter::Open) => "open pull requests",
            Self::PullRequests(_, PullFilter::Closed) => "closed pull requests",
        };
        write!(f, "list the {what} of {}", self.repository())
    }
}

impl Client {
    /// The names of all branches or tags of a repository.
    pub async fn refs(
        &self,
        repository: &RepositoryName,
        kind: RefKind,
    ) -> Result<BTreeSet<String>, ApiError> {
        let query = RepositoryQuery::Refs(repository, kind);
        let url = self.query_url(&query)?;
        let pages = self.pages(&query.to_string(), url, None, wire::refs).await?;
        let prefix = format!("refs/{}/", kind.folder());
        let names = pages.rows.iter().filter_map(|name| name.strip_prefix(&prefix));
        Ok(names.map(str::to_owned).collect())
    }

    /// The tags that the releases of a repository name, those of drafts where the token may see them.
    pub async fn releases(
        &self,
        repository: &RepositoryName,
    ) -> Result<BTreeSet<String>, ApiError> {
        let query = RepositoryQuery::Releases(repository);
        let names = self.settled(&query, wire::releases).await?;
        Ok(names.into_iter().collect())
    }

    /// One pull request. A number that is none, such as that of an issue, is refused as
    /// [`RouteNotFound`](super::RefusalKind::RouteNotFound).
    pub async fn pull_request(
        &self,
        repository: &RepositoryName,
        number: u64,
    ) -> Result<PullRequest, ApiError> {
        let query = RepositoryQuery::PullRequest(repository, number);
        let url = self.query_url(&query)?;
        self.get(&query.to_string(), &url, |response| wire::pull_request(&response.body)).await
    }

    /// All open pull requests.
    pub async fn open_pull_requests(
        &self,
        repository: &RepositoryName,
    ) -> Result<Vec<PullRequest>, ApiError> {
        let query = RepositoryQuery::PullRequests(repository, PullFilter::Open);
        self.settled(&query, wire::pull_requests).await
    }

    /// One page of pull requests, by its number from 1, and whether there are more.
    pub async fn pull_requests_on_page(
        &self,
        repository: &RepositoryName,
        filter: PullFilter,
        number: usize,
    ) -> Result<PullPage, ApiError> {
        let query = RepositoryQuery::PullRequests(repository, filter);
        let (doing, mut url) = (query.to_string(), self.query_url(&query)?);
        url.query_pairs_mut().append_pair("page", &number.to_string());
        let Page { rows, links } = self.page(&doing, &url, wire::pull_requests).await?;
        let links = links.map_err(|why| ApiError::Truncated { doing, why })?;
        // A proxy may have dropped the links; a page that is not full is the last all the same.
        let is_last = links.next.is_none() && rows.len() < PAGE_SIZE;
        let last = links.last.as_ref().and_then(page_number);
        let pages = last.and_then(|last| usize::try_from(last).ok()).unwrap_or(number);
        Ok(PullPage { rows, is_last, pages })
    }

    fn query_url(&self, query: &RepositoryQuery<'_>) -> Result<Url, ApiError> {
        let addressed = query.url(self.api());
        addressed.map_err(|why| ApiError::Unaddressable { doing: query.to_string(), why })
    }

    /// All rows of a listing. What others change meanwhile moves rows from page to page, and one may slip
    /// through; so a listing of several pages is believed when two readings of it agree.
    async fn settled<T: PartialEq>(
        &self,
        query: &RepositoryQuery<'_>,
        decode: impl Fn(&[u8]) -> Result<Vec<T>, DecodeError>,
    ) -> Result<Vec<T>, ApiError> {
        let (doing, url) = (query.to_string(), self.query_url(query)?);
        let mut last = self.pages(&doing, url.clone(), Some(PAGE_SIZE), &decode).await?;
        for _ in 1..MAX_READINGS {
            if last.number == 1 {
                return Ok(last.rows);
            }
            let again = self.pages(&doing, url.clone(), Some(PAGE_SIZE), &decode).await?;
            if again.rows == last.rows {
                return Ok(again.rows);
            }
            last = again;
        }
        let why = format!("it changed each of the {MAX_READINGS} times that it was read");
        Err(ApiError::Truncated { doing, why })
    }

    /// The rows of all pages, read once. Where the size of a page is known, one that is full and names no
    /// next one is not taken for the last: a proxy may have dropped the links.
    async fn pages<T>(
        &self,
        doing: &str,
        first: Url,
        size: Option<usize>,
        decode: impl Fn(&[u8]) -> Result<Vec<T>, DecodeError>,
    ) -> Result<Pages<T>, ApiError> {
        let truncated = |why: String| ApiError::Truncated { doing: doing.to_owned(), why };
        let mut pages = Pages { rows: Vec::new(), number: 0 };
        let mut read = BTreeSet::new();
        let mut url = first.clone();
        loop {
            if !read.insert(url.clone()) {
                return Err(truncated(format!("{url} came up again")));
            }
            let Page { rows, links } = self.page(doing, &url, &decode).await?;
            pages.number += 1;
            let number = pages.number;
            let is_full = size == Some(rows.len());
            let is_empty = rows.is_empty();
            pages.rows.extend(rows);
            match links.map_err(|why| truncated(format!("page {number}: {why}")))?.next {
                Some(_) if is_empty => {
                    let why = format!("page {number} was empty although it is not the last");
                    return Err(truncated(why));
                }
                Some(next) => url = next,
                None if is_full => {
                    url = first.clone();
                    url.query_pairs_mut().append_pair("page", &(number + 1).to_string());
                }
                None => return Ok(pages),
            }
        }
    }
}

/// A page of pull requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullPage {
    /// The pull requests.
    pub rows: Vec<PullRequest>,
    /// Whether there are no more.
    pub is_last: bool,
    /// How many pages there are, as far as GitHub tells.
    pub pages: usize,
}

/// The rows of a listing.
struct Pages<T> {
    rows: Vec<T>,
    /// How many pages it had.
    number: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_addressed_by_owner_and_name_under_the_apis_root() {
        let repository = RepositoryName::parse("octo/my.app").expect("a repository");
        let api: Url = "https://ghes.example/api/v3/".parse().expect("a URL");
        for (query, expected) in [
            (RepositoryQuery::Refs(&repository, RefKind::Heads), "git/matching-refs/heads"),
            (RepositoryQuery::Refs(&repository, RefKind::Tags), "git/matching-refs/tags"),
            (RepositoryQuery::Releases(&repository), "releases?per_page=100"),
            (RepositoryQuery::PullRequest(&repository, 12), "pulls/12"),
            (
                RepositoryQuery::PullRequests(&repository, PullFilter::Open),
                "pulls?state=open&sort=created&direction=desc&per_page=100",
            ),
        ] {
            let url = query.url(&api).expect("a URL");
            let expected = format!("https://ghes.example/api/v3/repos/octo/my.app/{expected}");
            assert_eq!(url.as_str(), expected);
        }
    }
}
