//! Pages of versions: asked for conditionally where GitHub gave a tag, and in smaller parts where it fails
//! to put a whole one together.
//!
//! GitHub cuts a request off after 10 seconds with `Server Error` and advises to ask for fewer items; deep
//! pages of large packages take that long. A page read in parts is no moment's picture. The proof of a
//! listing does not need one: it asks for all rows of a page to be read after the anchor, and for where the
//! anchor stands when the part is read that it ends.

use std::cell::Cell;

use reqwest::StatusCode;
use reqwest::header::{ETAG, LINK};
use url::Url;

use super::memory::PageName;
use super::page::{Page, PageLinks, page_links};
use crate::domain::{PackageKey, Version};
use crate::events::{Event, Readable};
use crate::github::answer::ApiError;
use crate::github::client::{Asking, Client};
use crate::github::endpoint::{PAGE_SIZE, VersionState};
use crate::github::link::{page_number, with_parameter};
use crate::github::refusal::RefusalKind;
use crate::github::response::Response;
use crate::github::retry::MAX_ATTEMPTS;
use crate::github::wire;

/// How often a page is asked for before it is asked for in parts.
const TRIES_AS_A_WHOLE: u32 = 2;

/// The fewest rows that are asked for at once.
const SMALLEST: usize = 25;

/// Whether a page is likely to be asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Likely,
    Unlikely,
}

/// The pages of one listing.
pub(super) struct VersionPages<'a> {
    client: &'a Client,
    package: &'a PackageKey,
    state: VersionState,
    doing: String,
    /// Pages from here on are asked for in parts at once.
    slow_from: Cell<u64>,
    /// Whether a person was told how long reading will take.
    is_announced: Cell<bool>,
}

impl<'a> VersionPages<'a> {
    pub(super) const fn new(
        client: &'a Client,
        package: &'a PackageKey,
        state: VersionState,
        doing: String,
    ) -> Self {
        Self {
            client,
            package,
            state,
            doing,
            slow_from: Cell::new(u64::MAX),
            is_announced: Cell::new(false),
        }
    }

    /// Says once how long so many pages will take, where that is longer than the hour's requests last.
    ///
    /// # Errors
    /// Where it takes a longer wait than is allowed.
    pub(super) fn announce(&self, pages: u64) -> Result<(), ApiError> {
        if self.is_announced.replace(true) {
            return Ok(());
        }
        self.client.announce_listing(self.package, pages, &self.doing)
    }

    /// Reads a page, and remembers it if it is likely to be asked for again.
    pub(super) async fn read(&self, url: &Url, again: Again) -> Result<Page<Version>, ApiError> {
        let number = page_number(url).unwrap_or(1);
        // Page 1 is never deep, and others are divided only where their size is known.
        if number == 1 || !asks_for_whole_pages(url) {
            return self.ask(url, PAGE_SIZE, MAX_ATTEMPTS, again).await;
        }
        if number < self.slow_from.get() {
            match self.ask(url, PAGE_SIZE, TRIES_AS_A_WHOLE, again).await {
                Err(error) if is_server_error(&error) => self.slow_from.set(number),
                answer => return answer,
            }
        }
        self.read_in_parts(url, PAGE_SIZE).await
    }

    /// Tells that the pages up to this one of so many were read.
    pub(super) fn tell(&self, read: u64, all: u64) {
        let of = self.package.to_string();
        self.client.tell(Event::Reading { what: Readable::Pages, of, read, all });
    }

    /// Reads a page of this size as two of half the size.
    async fn read_in_parts(&self, url: &Url, size: usize) -> Result<Page<Version>, ApiError> {
        let (number, half) = (page_number(url).unwrap_or(1), size / 2);
        let smaller = with_parameter(url, "per_page", &half.to_string());
        let mut whole = Page { rows: Vec::new(), links: Ok(PageLinks::default()) };
        for part in [2 * number - 1, 2 * number] {
            let part = self.read_part(&with_page(&smaller, part), half).await?;
            whole.rows.extend(part.rows);
            whole.links = part.links.map(|links| PageLinks {
                next: links.next.map(|_| with_page(url, number + 1)),
                last: links
                    .last
                    .and_then(|last| page_number(&last))
                    .map(|last| with_page(url, last.div_ceil(2))),
            });
            if whole.links.as_ref().map_or(true, |links| links.next.is_none()) {
                break;
            }
        }
        Ok(whole)
    }

    async fn read_part(&self, url: &Url, size: usize) -> Result<Page<Version>, ApiError> {
        if size / 2 < SMALLEST {
            return self.ask(url, size, MAX_ATTEMPTS, Again::Unlikely).await;
        }
        match self.ask(url, size, TRIES_AS_A_WHOLE, Again::Unlikely).await {
            Err(error) if is_server_error(&error) => Box::pin(self.read_in_parts(url, size)).await,
            answer => answer,
        }
    }

    /// Asks for a page as it is, unless it is as it was.
    async fn ask(
        &self,
        url: &Url,
        size: usize,
        tries: u32,
        again: Again,
    ) -> Result<Page<Version>, ApiError> {
        let (client, number) = (self.client, page_number(url).unwrap_or(1));
        let name = PageName { package: self.package.clone(), state: self.state, size, number };
        let memory = client.pages_seen();
        let known = memory.tag(&name);
        let read = |response: &Response| {
            let links = page_links(response, client.api());
            let as_it_was = known
                .as_ref()
                .filter(|_| response.status == StatusCode::NOT_MODIFIED)
                .and_then(|tag| memory.page(&name, tag));
            Ok(match as_it_was {
                // What has not changed may be told without its links.
                Some(page) if !response.headers.contains_key(LINK) => page,
                Some(page) => Page { links, ..page },
                None => {
                    let rows = wire::versions(self.package.package_type, &response.body)?;
                    let page = Page { rows, links };
                    if let (Some(tag), Again::Likely) = (response.headers.get(ETAG), again) {
                        memory.keep(name.clone(), tag.clone(), page.clone());
                    }
                    page
                }
            })
        };
        client.ask(&self.doing, &Asking { url, known: known.clone(), tries }, read).await
    }
}

fn with_page(url: &Url, number: u64) -> Url {
    with_parameter(url, "page", &number.to_string())
}

fn asks_for_whole_pages(url: &Url) -> bool {
    let size = PAGE_SIZE.to_string();
    url.query_pairs().any(|(name, value)| name == "per_page" && value == size)
}

fn is_server_error(error: &ApiError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::ServerError)
}
