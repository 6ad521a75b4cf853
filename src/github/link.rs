//! The `Link` header: where the other pages of a listing are.
//!
//! Read by the `rel` parameter alone, as RFC 8288 has it. Searching the header for words goes wrong
//! as soon as a package is called `preview` or `last-mile`, since its name is in every URL.

use url::Url;

/// One link of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Link<'a> {
    target: &'a str,
    /// The words of its first `rel` parameter; a later one does not count.
    rels: Vec<String>,
}

/// The links of an answer that a listing follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// The next page; `None` on the last.
    pub(super) next: Option<String>,
    /// The last page; GitHub omits it on the last page itself.
    pub(super) last: Option<String>,
}

/// What is wrong with a `Link` header, or with where it leads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum LinkError {
    #[error("its `Link` header can't be read: {0}")]
    Malformed(String),
    #[error("its `Link` header leads to `{target}`, which is not on the API's own origin `{api}`")]
    ForeignOrigin { target: String, api: String },
    #[error("its `Link` header holds `{target}`, which is no URL: {why}")]
    NoUrl { target: String, why: String },
}

/// The links of all `Link` headers of an answer. A header that can't be read is an error: taking it
/// for "no further page" would take a part for the whole.
pub(super) fn links<T: AsRef<str>>(
    headers: impl IntoIterator<Item = T>,
) -> Result<Links, LinkError> {
    let mut found = Links::default();
    for header in headers {
        for link in parse(header.as_ref()).map_err(LinkError::Malformed)? {
            let has = |rel: &str| link.rels.iter().any(|word| word.eq_ignore_ascii_case(rel));
            if has("next") && found.next.is_none() {
                found.next = Some(link.target.to_owned());
            }
            if has("last") && found.last.is_none() {
                found.last = Some(link.target.to_owned());
            }
        }
    }
    Ok(found)
}

/// The URL that a link or a redirect leads to, provided that it is on the API's own origin: the
/// token goes nowhere else.
pub(super) fn on_own_origin(target: &str, base: &Url, api: &Url) -> Result<Url, LinkError> {
    let url = base
        .join(target)
        .map_err(|error| LinkError::NoUrl { target: target.to_owned(), why: error.to_string() })?;
    // A user or password in the URL would take the place of the token.
    let without_user = url.username().is_empty() && url.password().is_none();
    if without_user && url.origin() == api.origin() {
        Ok(url)
    } else {
        Err(LinkError::ForeignOrigin {
            target: target.to_owned(),
            api: api.origin().ascii_serialization(),
        })
    }
}

/// The number that a page's URL carries as its `page` parameter. GitHub asks to use its links: the first
/// pages of a listing are read by them, and others only by what they show.
pub(super) fn page_number(url: &Url) -> Option<u64> {
    let (_, number) = url.query_pairs().find(|(name, _)| name == "page")?;
    number.parse().ok().filter(|&number| number > 0)
}

/// The same address with another value of a parameter that it has; everything else in it stays as GitHub
/// wrote it.
pub(super) fn with_parameter(url: &Url, name: &str, value: &str) -> Url {
    let pairs = url.query().unwrap_or_default().split('&');
    let query: Vec<String> = pairs
        .map(|pair| match pair.split_once('=') {
            Some((known, _)) if known == name => format!("{name}={value}"),
            Some(_) | None => pair.to_owned(),
        })
        .collect();
    let mut other = url.clone();
    other.set_query(Some(&query.join("&")));
    other
}

fn parse(header: &str) -> Result<Vec<Link<'_>>, String> {
    let mut links = Vec::new();
    let mut rest = header.trim_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let inside = rest
            .strip_prefix('<')
            .ok_or_else(|| format!("expected `<` before `{}`", beginning(rest)))?;
        let (target, after) = inside
            .split_once('>')
            .ok_or_else(|| format!("no `>` ends `<{}`", beginning(inside)))?;
        let (rels, after) = parameters(after)?;
        links.push(Link { target, rels: rels.unwrap_or_default() });
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    Ok(links)
}

/// Reads `; name=value …` up to the comma that ends a link, or to the end.
fn parameters(text: &str) -> Result<(Option<Vec<String>>, &str), String> {
    let mut rels = None;
    let mut rest = text.trim_start();
    while let Some(parameter) = rest.strip_prefix(';') {
        let parameter = parameter.trim_start();
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, after) = parameter.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => (String::new(), after),
        };
        if name.trim_end().eq_ignore_ascii_case("rel") && rels.is_none() {
            rels = Some(value.split_ascii_whitespace().map(str::to_owned).collect());
        }
        rest = after.trim_start();
    }
    if rest.is_empty() || rest.starts_with(',') {
        Ok((rels, rest))
    } else {
        Err(format!("expected `;` or `,` before `{}`", beginning(rest)))
    }
}

/// A quoted string with its escapes undone, or a bare word up to the next `;` or `,`.
fn value(text: &str) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return (value, &quoted[at + 1..]),
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                other => value.push(other),
            }
        }
    }
    // No quote, or one that nothing closes.
    let end = text.find([';', ',']).unwrap_or(text.len());
    (text[..end].trim().trim_matches('"').to_owned(), &text[end..])
}

fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn next(header: &str) -> Option<String> {
        links([header]).expect("readable").next
    }

    fn last(header: &str) -> Option<String> {
        links([header]).expect("readable").last
    }

    #[test]
    fn h20_words_inside_urls_are_no_relations() {
        for name in ["preview", "last-mile", "next", "blast", "first-app", "rel=%22last%22"] {
            let header = format!(
                "<https://api.github.com/orgs/o/packages/npm/{name}/versions?page=1>; rel=\"prev\", \
                 <https://api.github.com/orgs/o/packages/npm/{name}/versions?page=3>; rel=\"next\", \
                 <https://api.github.com/orgs/o/packages/npm/{name}/versions?page=9>; rel=\"last\", \
                 <https://api.github.com/orgs/o/packages/npm/{name}/versions?page=1>; rel=\"first\""
            );
            assert!(next(&header).is_some_and(|url| url.ends_with("page=3")), "{name}");
            assert!(last(&header).is_some_and(|url| url.ends_with("page=9")), "{name}");
        }
        let only_prev = "<https://api.github.com/next/last?rel=next>; rel=\"prev\"";
        assert_eq!(links([only_prev]), Ok(Links::default()));
    }

    #[test]
    fn h20_a_header_without_last_still_has_its_next() {
        let header = "<https://api.github.com/x?page=2>; rel=\"next\"";
        assert_eq!(next(header).as_deref(), Some("https://api.github.com/x?page=2"));
        assert_eq!(last(header), None);
    }

    #[test]
    fn every_legal_form_of_a_link_is_read() {
        for header in [
            "<u?a,b;c>; rel=\"next\"",
            "<u?a,b;c>;rel=next",
            "<u?a,b;c> ; REL = next",
            "<u?a,b;c>; rel=\"prev next\"",
            "<u?a,b;c>; title=\"a, b; rel=\\\"last\\\"\"; rel=\"next\"",
            "<u?a,b;c>; crossorigin; rel=\"NEXT\"",
            "<u?a,b;c>; rel=\"next\"; rel=\"last\"",
            ", , <u?a,b;c>; rel=\"next\" ,",
            "<x>; rel=\"first\",<u?a,b;c>; rel=\"next\"",
            "<u?a,b;c>; rel=\"next",
        ] {
            assert_eq!(next(header).as_deref(), Some("u?a,b;c"), "{header}");
            assert_eq!(last(header), None, "{header}");
        }
    }

    #[test]
    fn links_may_be_spread_over_several_headers() {
        let found = links(["<a>; rel=\"next\"", "<b>; rel=\"last\""]);
        assert_eq!(found, Ok(Links { next: Some("a".into()), last: Some("b".into()) }));
        assert_eq!(links([""; 0]), Ok(Links::default()));
        assert_eq!(links([""]), Ok(Links::default()));
    }

    #[test]
    fn h20_a_header_that_cannot_be_read_is_an_error_and_not_the_end() {
        for header in
            ["https://x; rel=\"next\"", "<https://x; rel=next", "<a> rel=\"next\"", "nonsense"]
        {
            assert!(matches!(links([header]), Err(LinkError::Malformed(_))), "{header}");
        }
    }

    #[test]
    fn only_the_apis_own_origin_is_followed() {
        let api: Url = "https://ghes.example/api/v3".parse().expect("a URL");
        let base: Url =
            "https://ghes.example/api/v3/orgs/o/packages?page=1".parse().expect("a URL");
        for (target, followed) in [
            ("https://ghes.example/api/v3/organizations/1/packages?page=2", true),
            ("https://ghes.example:443/api/v3/x", true),
            ("https://GHES.example/x", true),
            ("/api/v3/x?page=2", true),
            ("?page=2", true),
            ("http://ghes.example/api/v3/x", false),
            ("https://ghes.example:8443/api/v3/x", false),
            ("https://ghes.example.evil.example/x", false),
            ("//evil.example/x", false),
            ("https://ghes.example@evil.example/x", false),
            ("https://user:pass@ghes.example/x", false),
            ("data:text/plain,x", false),
            ("https://", false),
        ] {
            assert_eq!(on_own_origin(target, &base, &api).is_ok(), followed, "{target}");
        }
    }

    #[test]
    fn a_page_number_is_read_from_its_parameter_only() {
        for (url, number) in [
            ("https://x/?per_page=100&page=7", Some(7)),
            ("https://x/page=3?per_page=100", None),
            ("https://x/?page=0", None),
            ("https://x/?page=two", None),
            ("https://x/?after=abc", None),
        ] {
            let url: Url = url.parse().expect("a URL");
            assert_eq!(page_number(&url), number, "{url}");
        }
    }

    #[test]
    fn another_value_leaves_the_rest_of_an_address_alone() {
        for (url, other) in [
            (
                "https://x/a%2Fb?per_page=100&page=2&state=active",
                "https://x/a%2Fb?per_page=100&page=41&state=active",
            ),
            ("https://x/?page=2&q=a%20b+c&mypage=2", "https://x/?page=41&q=a%20b+c&mypage=2"),
            ("https://x/page=2?after=abc", "https://x/page=2?after=abc"),
        ] {
            let url: Url = url.parse().expect("a URL");
            assert_eq!(with_parameter(&url, "page", "41").as_str(), other);
        }
    }

    proptest! {
        #[test]
        fn any_url_text_round_trips(
            urls in proptest::collection::vec("[^<>\\x00-\\x20]{1,40}", 1..5),
            quoted in any::<bool>(),
        ) {
            let rels = ["next", "prev", "last", "first"];
            let header = urls
                .iter()
                .zip(rels)
                .map(|(url, rel)| {
                    if quoted { format!("<{url}>; rel=\"{rel}\"") } else { format!("<{url}>; rel={rel}") }
                })
                .collect::<Vec<_>>()
                .join(", ");
            let found = links([header.as_str()]).expect("readable");
            prop_assert_eq!(found.next.as_ref(), urls.first());
            prop_assert_eq!(found.last.as_ref(), urls.get(2));
        }

        #[test]
        fn no_text_makes_the_reader_panic(header in "[<>;,=\" a-zé\\\\]{0,60}") {
            links([header.as_str()]).ok();
        }
    }
}
