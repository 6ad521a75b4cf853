//! Pages, and the `Link` header between them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::call::Query;

/// Kept as they are in queries and in names within paths.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &UNRESERVED).to_string()
}

/// Which page was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// From 1.
    pub(crate) number: usize,
    /// From 1 to 100.
    pub(crate) size: usize,
}

impl Page {
    /// 30 a page unless asked otherwise, never more than 100; what is no number counts as absent.
    pub(crate) fn asked(query: &Query) -> Self {
        let positive =
            |key| query.get(key).and_then(|text| text.parse().ok()).filter(|&it: &usize| it > 0);
        Self {
            number: positive("page").unwrap_or(1),
            size: positive("per_page").unwrap_or(30).min(100),
        }
    }

    pub(crate) fn skip(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// The `Link` header; none where one page holds everything.
    pub(crate) fn link(self, url: &str, query: &Query, total: usize) -> Option<String> {
        let last = total.div_ceil(self.size).max(1);
        if last == 1 && self.number == 1 {
            return None;
        }
        let mut links = Vec::new();
        let mut add = |rel: &str, number: usize| {
            links.push(format!("<{url}?{}>; rel=\"{rel}\"", with_page(query, number)));
        };
        if self.number > 1 {
            add("prev", (self.number - 1).min(last));
        }
        if self.number < last {
            add("next", self.number + 1);
            add("last", last);
        }
        if self.number > 1 {
            add("first", 1);
        }
        Some(links.join(", "))
    }
}

fn with_page(query: &Query, number: usize) -> String {
    let kept = query.0.iter().filter(|(key, _)| key != "page");
    let mut pairs: Vec<String> =
        kept.map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
    pairs.push(format!("page={number}"));
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rels(page: usize, total: usize) -> Vec<String> {
        let query = Query::parse(&format!("per_page=10&page={page}&state=active"));
        let link = Page::asked(&query).link("u", &query, total).unwrap_or_default();
        let parts = link.split(", ").filter(|part| !part.is_empty());
        parts
            .map(|part| {
                part.replace("<u?per_page=10&state=active&page=", "").replace(">; rel=", " ")
            })
            .collect()
    }

    #[test]
    fn the_link_header_leads_from_page_to_page() {
        assert_eq!(rels(1, 10), Vec::<String>::new());
        assert_eq!(rels(1, 11), ["2 \"next\"", "2 \"last\""]);
        assert_eq!(rels(2, 30), ["1 \"prev\"", "3 \"next\"", "3 \"last\"", "1 \"first\""]);
        assert_eq!(rels(3, 30), ["2 \"prev\"", "1 \"first\""]);
        assert_eq!(rels(9, 30), ["3 \"prev\"", "1 \"first\""]);
    }

    #[test]
    fn pages_have_bounds() {
        for (query, number, size) in [
            ("", 1, 30),
            ("per_page=101&page=2", 2, 100),
            ("per_page=0&page=0", 1, 30),
            ("per_page=x&page=-1", 1, 30),
        ] {
            assert_eq!(Page::asked(&Query::parse(query)), Page { number, size }, "{query}");
        }
    }
}
