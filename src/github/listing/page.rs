//! One page of a listing.

use url::Url;

use crate::github::answer::ApiError;
use crate::github::client::Client;
use crate::github::link::{links, on_own_origin};
use crate::github::response::Response;
use crate::github::wire::DecodeError;

/// The rows of a page, and where the listing goes on.
#[derive(Clone, Debug)]
pub(in crate::github) struct Page<T> {
    pub(in crate::github) rows: Vec<T>,
    /// Where it goes on; or why nobody can tell.
    pub(in crate::github) links: Result<PageLinks, String>,
}

/// Where a listing goes on, on the API's own origin.
#[derive(Clone, Debug, Default)]
pub(in crate::github) struct PageLinks {
    /// The next page; `None` on the last.
    pub(in crate::github) next: Option<Url>,
    /// The last page, where GitHub names it.
    pub(in crate::github) last: Option<Url>,
}

impl Client {
    pub(in crate::github) async fn page<T>(
        &self,
        doing: &str,
        url: &Url,
        decode: impl Fn(&[u8]) -> Result<Vec<T>, DecodeError>,
    ) -> Result<Page<T>, ApiError> {
        let read = |response: &Response| {
            let links = page_links(response, self.api());
            Ok(Page { rows: decode(&response.body)?, links })
        };
        self.get(doing, url, read).await
    }
}

pub(super) fn page_links(response: &Response, api: &Url) -> Result<PageLinks, String> {
    // With a token that is not authorised for some organisations GitHub leaves their rows out.
    if let Some(sso) = response.header("x-github-sso").filter(|sso| sso.contains("partial-results"))
    {
        return Err(format!("GitHub left out what needs single sign-on ({sso})"));
    }
    let texts = response.header_texts("link");
    let found = links(texts).map_err(|error| error.to_string())?;
    let resolve = |target: Option<String>| match target {
        Some(target) => on_own_origin(&target, &response.url, api).map(Some),
        None => Ok(None),
    };
    let next = resolve(found.next).map_err(|error| error.to_string())?;
    let last = resolve(found.last).map_err(|error| error.to_string())?;
    Ok(PageLinks { next, last })
}
