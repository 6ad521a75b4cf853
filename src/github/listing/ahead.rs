//! Pages read ahead, several at once, and handed over in their order.

use std::pin::Pin;

use futures_util::stream::{self, Stream, StreamExt as _};
use url::Url;

use super::page::Page;
use crate::domain::Version;
use crate::github::answer::ApiError;

/// How many pages of a listing are on their way at once at the most. GitHub allows a hundred requests at
/// once for everything that an account does.
pub const PAGES_AT_ONCE: usize = 40;

type Read = (Url, Result<Page<Version>, ApiError>);

/// Pages on their way. Dropped, it lets go of what has not come.
pub(super) struct Ahead<'a>(Pin<Box<dyn Stream<Item = Read> + 'a>>);

impl<'a> Ahead<'a> {
    /// Begins with the first of these as soon as a page is asked for.
    pub(super) fn new<F>(urls: Vec<Url>, read: impl Fn(Url) -> F + 'a) -> Self
    where
        F: Future<Output = Result<Page<Version>, ApiError>> + 'a,
    {
        let reading = move |url: Url| {
            let page = read(url.clone());
            async move { (url, page.await) }
        };
        Self(Box::pin(stream::iter(urls).map(reading).buffered(PAGES_AT_ONCE)))
    }

    /// The next page, if it is the one at this address. If it is not, GitHub's links lead another way, and
    /// nothing more is read ahead.
    pub(super) async fn page(
        ahead: &mut Option<Self>,
        url: &Url,
    ) -> Option<Result<Page<Version>, ApiError>> {
        match ahead.as_mut()?.0.next().await {
            Some((at, page)) if at == *url => Some(page),
            Some(_) | None => {
                *ahead = None;
                None
            }
        }
    }
}
