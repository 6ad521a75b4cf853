//! The versions of a package, listed to the end and proved.

use std::collections::HashMap;
use std::rc::Rc;

use url::Url;

use super::ahead::Ahead;
use super::page::Page;
use super::proof::{Address, Attempt, PageSeen, Step};
use super::version_pages::{Again, VersionPages};
use crate::domain::{Coverage, Inventory, Owner, PackageKey, Version, VersionId};
use crate::github::answer::ApiError;
use crate::github::client::Client;
use crate::github::endpoint::{Operation, PAGE_SIZE, VersionState};
use crate::github::link::{page_number, with_parameter};

/// How often a listing that moved is made anew before it is called unstable.
const MAX_LISTINGS: u32 = 3;

/// How many of the last pages are remembered.
const OFTEN_READ: u64 = 12;

impl Client {
    /// Lists the versions of a package, those that are there or those that are deleted: several pages at
    /// once, as soon as the first two requests have told how many there are.
    ///
    /// An error only where not even page 1 could be read, or where GitHub asks for a longer wait
    /// than is allowed. Whatever goes wrong later makes the inventory [`Coverage::Truncated`].
    pub async fn list_versions(
        &self,
        owner: &Owner,
        package: &PackageKey,
        state: VersionState,
    ) -> Result<Inventory, ApiError> {
        let operation = Operation::ListVersions { package, state };
        let places = Places::new(self.operation_url(owner, &operation)?);
        let pages = Rc::new(VersionPages::new(self, package, state, operation.to_string()));
        let mut listing = Listing { pages, places, found: HashMap::new() };
        let coverage = listing.run().await?;
        let versions = listing.found.into_values().collect();
        Ok(Inventory::new(package.clone(), versions, coverage))
    }

    /// The versions on one page of the listing of what is there, or of what is deleted, by its number
    /// from 1; none beyond the last. A page alone proves nothing: it is for looking again at what is known.
    pub async fn versions_on_page(
        &self,
        owner: &Owner,
        package: &PackageKey,
        state: VersionState,
        number: usize,
    ) -> Result<Vec<Version>, ApiError> {
        let operation = Operation::ListVersions { package, state };
        let mut url = self.operation_url(owner, &operation)?;
        url.query_pairs_mut().append_pair("page", &number.to_string());
        let pages = VersionPages::new(self, package, state, operation.to_string());
        Ok(pages.read(&url, Again::Likely).await?.rows)
    }
}

struct Listing<'a> {
    pages: Rc<VersionPages<'a>>,
    places: Places,
    /// Every version that was seen, as it was seen last.
    found: HashMap<VersionId, Version>,
}

/// Where the pages are, by GitHub's links.
struct Places {
    first: Url,
    second: Option<Url>,
    following: Option<Url>,
    last: Option<Url>,
}

impl<'a> Listing<'a> {
    async fn run(&mut self) -> Result<Coverage, ApiError> {
        let mut coverage = Coverage::Stable;
        for _ in 0..MAX_LISTINGS {
            let mut attempt = Attempt::new(PAGE_SIZE);
            match self.attempt(&mut attempt).await? {
                Step::Stable => {
                    self.found.retain(|&id, _| attempt.knows(id));
                    return Ok(Coverage::Stable);
                }
                Step::Moved(why) => {
                    self.found.retain(|&id, _| attempt.knows(id));
                    let why = format!("listed {MAX_LISTINGS} times, at last: {why}");
                    coverage = Coverage::Unstable(why);
                }
                Step::CutShort(why) => coverage = Coverage::Truncated(why),
                Step::Truncated(why) => return Ok(Coverage::Truncated(why)),
                Step::Read(_) => {}
            }
        }
        Ok(coverage)
    }

    /// One attempt, up to a verdict.
    async fn attempt(&mut self, attempt: &mut Attempt) -> Result<Step, ApiError> {
        let mut step = Step::Read(Address::First);
        let mut ahead: Option<Ahead<'_>> = None;
        let (mut walked, mut walk_to) = (0, None);
        while let Step::Read(address) = step {
            let Some(url) = self.places.url(address) else {
                return Ok(Step::Truncated(
                    "GitHub did not say where the listing goes on".to_owned(),
                ));
            };
            let number = page_number(&url).unwrap_or(1);
            if let Some(last) = attempt.may_read_ahead() {
                self.pages.announce(last)?;
                ahead = self.places.pages_to(last).map(|urls| self.read_ahead(urls));
                walk_to = Some(last);
            }
            let page = match Ahead::page(&mut ahead, &url).await {
                Some(page) => page,
                None => self.pages.read(&url, Again::Likely).await,
            };
            if let (Some(last), Ok(_)) = (walk_to, &page) {
                walked = walked.max(number).min(last);
                self.pages.tell(walked, last);
            }
            step = match page.map(|page| self.keep(address, &url, page)) {
                Ok(Ok(seen)) => attempt.take(seen),
                Ok(Err(why)) => Step::Truncated(format!("page {number}: {why}")),
                Err(error) if self.is_fatal(&error) => return Err(error),
                Err(error) => Step::Truncated(format!("page {number}: {error}")),
            };
        }
        Ok(step)
    }

    /// Whether an error ends the listing without a result.
    fn is_fatal(&self, error: &ApiError) -> bool {
        matches!(error, ApiError::WaitTooLong { .. }) || self.places.nothing_was_read()
    }

    /// Reads these pages, several at once.
    fn read_ahead(&self, urls: Vec<Url>) -> Ahead<'a> {
        let pages = Rc::clone(&self.pages);
        let looked_at_again = (urls.len() as u64 + 1).saturating_sub(OFTEN_READ);
        Ahead::new(urls, move |url| {
            let pages = Rc::clone(&pages);
            async move {
                // What goes first is what is oldest, and is looked at once more before it goes.
                let is_old = page_number(&url).is_some_and(|number| number > looked_at_again);
                pages.read(&url, if is_old { Again::Likely } else { Again::Unlikely }).await
            }
        })
    }

    /// Keeps a page's versions and links. The error says why the listing can't go on.
    fn keep(
        &mut self,
        address: Address,
        url: &Url,
        page: Page<Version>,
    ) -> Result<PageSeen, String> {
        let Page { rows, links } = page;
        let ids = rows.iter().map(|version| version.id).collect();
        self.found.extend(rows.into_iter().map(|version| (version.id, version)));
        links.map(|links| {
            let has_next = links.next.is_some();
            let last = links.last.as_ref().and_then(page_number);
            self.places.note(address, url, links.next, links.last.filter(|_| last.is_some()));
            PageSeen { ids, has_next, last }
        })
    }
}

impl Places {
    const fn new(first: Url) -> Self {
        Self { first, second: None, following: None, last: None }
    }

    fn url(&self, address: Address) -> Option<Url> {
        match address {
            Address::First => Some(self.first.clone()),
            Address::Second => self.second.clone(),
            Address::Following => self.following.clone(),
            Address::Last => self.last.clone(),
            Address::Unnamed => {
                let mut second = self.first.clone();
                second.query_pairs_mut().append_pair("page", "2");
                Some(second)
            }
        }
    }

    /// The pages from the second to this one, by the link to the second; `None` where that does not go by
    /// numbers.
    fn pages_to(&self, last: u64) -> Option<Vec<Url>> {
        let second = self.second.as_ref().filter(|url| page_number(url) == Some(2))?;
        let page = |number: u64| with_parameter(second, "page", &number.to_string());
        Some((2..=last).map(page).collect())
    }

    /// Keeps what a page told. A page without a next one is the last, whether it is named so or not.
    fn note(&mut self, address: Address, url: &Url, next: Option<Url>, last: Option<Url>) {
        match (address, last) {
            (Address::First, Some(last)) => self.last = Some(last),
            (_, _) if next.is_none() => self.last = Some(url.clone()),
            (_, _) => {}
        }
        if address == Address::First {
            self.second.clone_from(&next);
        }
        self.following = next;
    }

    const fn nothing_was_read(&self) -> bool {
        self.last.is_none() && self.second.is_none() && self.following.is_none()
    }
}
