//! Text for the job summary, which GitHub renders as its Markdown.
//!
//! Escaping for Markdown alone would not do: GitHub looks for mentions, references, emoji and
//! addresses in what the Markdown has become, where `&#64;octocat` is `@octocat` again. It leaves
//! alone what is code, and it reads each text between tags by itself, so a tag around the sign that
//! makes such a thing is enough.

use super::unseen::visible;

/// Foreign text as inline code: for tags, names, patterns. Fits a table cell, a heading, a list,
/// and a line of HTML.
pub(crate) fn code(text: &str) -> String {
    let shown = visible(text);
    if fits_a_code_span(&shown) { format!("`{shown}`") } else { html_code(text) }
}

/// The same where Markdown is not read, as in `<summary>`.
pub(crate) fn html_code(text: &str) -> String {
    format!("<code>{}</code>", self::text(text))
}

/// Foreign text as text: for messages and advice. Nothing in it is markup, mentions anyone, refers
/// to anything or becomes a link. Fits wherever Markdown or HTML has text, but no attribute.
pub(crate) fn text(text: &str) -> String {
    let shown = visible(text);
    let mut escaped = String::with_capacity(shown.len() + shown.len() / 4);
    let mut before = [' '; 3];
    let mut chars = shown.chars().peekable();
    while let Some(char) = chars.next() {
        let next = chars.peek().copied();
        if !char.is_ascii_punctuation() {
            escaped.push(char);
        } else if makes_more_than_markup(char, before, next) {
            escaped.extend(["<span>", &numbered(char), "</span>"]);
        } else if is_plain(char, before[2], next) {
            escaped.push(char);
        } else {
            escaped.push_str(&numbered(char));
        }
        before = [before[1], before[2], char];
    }
    escaped
}

/// The character by its number, which HTML and Markdown show and never obey.
fn numbered(char: char) -> String {
    format!("&#{};", u32::from(char))
}

/// Whether a code span shows the text as it is, also in a table: GFM looks for the bars between
/// cells before it looks for code.
fn fits_a_code_span(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(['`', '|', '\\'])
}

/// Whether a punctuation mark means nothing where it stands: so much is left readable.
fn is_plain(char: char, before: char, next: Option<char>) -> bool {
    match char {
        ',' | ';' | '\'' | '"' | '?' | '/' | '%' | '(' => true,
        ')' => !before.is_ascii_digit(),
        '.' if ends_a_word(before, next) => true,
        ':' => ends_a_word(before, next),
        '.' | '-' => before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

fn ends_a_word(before: char, next: Option<char>) -> bool {
    before.is_alphabetic() && next.is_none_or(char::is_whitespace)
}

/// Whether GitHub makes something of a mark in the rendered text: a mention or an address, a
/// reference, a formula, an emoji or an address, an address without a scheme.
fn makes_more_than_markup(char: char, before: [char; 3], next: Option<char>) -> bool {
    match char {
        '@' | '#' | '$' => true,
        ':' => next.is_some_and(|next| !next.is_whitespace()),
        '.' => before.iter().all(|char| char.eq_ignore_ascii_case(&'w')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hostile;
    use super::*;

    #[test]
    fn ordinary_names_are_ordinary_code() {
        for name in ["v1.2.3", "app/web", "pr-*", "sha256:0123", "@octocat", "#1", "<img>", "a b"] {
            assert_eq!(code(name), format!("`{name}`"));
        }
    }

    #[test]
    fn h32_names_that_a_code_span_cannot_hold_are_written_by_number() {
        for (name, expected) in [
            ("a|b", "<code>a&#124;b</code>"),
            ("a`b", "<code>a&#96;b</code>"),
            ("a\\", "<code>a&#92;</code>"),
            (" a", "<code> a</code>"),
            ("", "<code></code>"),
            ("a\n<b>", "<code>a&#92;n&#60;b&#62;</code>"),
            ("@o|", "<code><span>&#64;</span>o&#124;</code>"),
        ] {
            assert_eq!(code(name), expected);
        }
    }

    #[test]
    fn h32_messages_stay_readable_and_mean_nothing() {
        for (message, expected) in [
            ("Package not found.", "Package not found."),
            (
                "403: You need at least read:packages scope to list packages.",
                "403&#58; You need at least read<span>&#58;</span>packages scope to list packages.",
            ),
            ("ping @octocat", "ping <span>&#64;</span>octocat"),
            ("see #123", "see <span>&#35;</span>123"),
            ("https://x.example/a", "https<span>&#58;</span>//x.example/a"),
            ("www.example", "www<span>&#46;</span>example"),
            (":smile:", "<span>&#58;</span>smile:"),
            ("<img src=x onerror=y>", "&#60;img src&#61;x onerror&#61;y&#62;"),
            (
                "**a** _b_ [c](d) 1. - x",
                "&#42;&#42;a&#42;&#42; &#95;b&#95; &#91;c&#93;(d) 1&#46; &#45; x",
            ),
            ("a|b", "a&#124;b"),
        ] {
            assert_eq!(text(message), expected);
        }
    }

    proptest! {
        #[test]
        fn h32_a_name_is_one_cell_without_markup(name in hostile::any_text()) {
            let markdown = code(&name);
            hostile::assert_one_cell(&markdown);
            prop_assert_eq!(hostile::rendered(&markdown), visible(&name));
        }

        #[test]
        fn h32_a_message_is_one_cell_without_markup(message in hostile::any_text()) {
            for markdown in [text(&message), html_code(&message)] {
                hostile::assert_one_cell(&markdown);
                prop_assert_eq!(hostile::rendered(&markdown), visible(&message));
            }
        }
    }
}
