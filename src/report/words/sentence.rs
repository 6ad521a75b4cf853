//! Sentences that know which of their words are foreign.

use std::fmt::Display;

use jiff::Timestamp;

use super::super::escape::{self, shorten};
use super::amount::{bytes, count, grouped, span};

/// The longest name that is shown in a sentence, in characters. Tags have at most 128.
const NAME_LIMIT: usize = 200;

/// The longest foreign message in a sentence, in characters.
const MESSAGE_LIMIT: usize = 2_000;

/// A sentence without a period, made of our own words and of foreign text. Whatever is foreign was
/// put in as such, and is escaped by the renderings.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sentence {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// Our own words; they hold nothing that Markdown would take for markup.
    Words(&'static str),
    /// A number, a time or a span of time.
    Amount(String),
    /// A name, a tag, a pattern, an input: something to be taken literally.
    Literal(String),
    /// A message that somebody else wrote.
    Message(String),
}

impl Sentence {
    /// A sentence that begins with these words.
    pub(crate) fn new(words: &'static str) -> Self {
        Self::default().words(words)
    }

    /// Adds words of our own.
    pub(crate) fn words(mut self, words: &'static str) -> Self {
        self.parts.push(Part::Words(words));
        self
    }

    /// Adds something to be taken literally.
    pub(crate) fn literal(mut self, name: &(impl Display + ?Sized)) -> Self {
        self.parts.push(Part::Literal(shorten(&name.to_string(), NAME_LIMIT)));
        self
    }

    /// Adds somebody else's message.
    pub(crate) fn message(mut self, message: &str) -> Self {
        self.parts.push(Part::Message(shorten(message, MESSAGE_LIMIT)));
        self
    }

    /// Adds a number.
    pub(crate) fn number(mut self, number: u64) -> Self {
        self.parts.push(Part::Amount(grouped(number)));
        self
    }

    /// Adds GitHub's number of something, as GitHub writes it.
    pub(crate) fn id(mut self, id: u64) -> Self {
        self.parts.push(Part::Amount(id.to_string()));
        self
    }

    /// Adds a number with its noun.
    pub(crate) fn count(mut self, number: u64, one: &str, many: &str) -> Self {
        self.parts.push(Part::Amount(count(number, one, many)));
        self
    }

    /// Adds how long so many seconds are.
    pub(crate) fn span(mut self, seconds: u64) -> Self {
        self.parts.push(Part::Amount(span(seconds)));
        self
    }

    /// Adds so many bytes.
    pub(crate) fn bytes(mut self, number: u64) -> Self {
        self.parts.push(Part::Amount(bytes(number)));
        self
    }

    /// Adds when something was: `40 days ago`, or the time itself where nobody knows what is now.
    pub(crate) fn when(mut self, time: Timestamp, now: Option<Timestamp>) -> Self {
        let when = match now.map(|now| u64::try_from(now.duration_since(time).as_secs())) {
            Some(Ok(seconds)) => format!("{} ago", span(seconds)),
            // A clock that is ahead of ours.
            Some(Err(_)) => format!("in the future, at {time}"),
            None => format!("at {time}"),
        };
        self.parts.push(Part::Amount(when));
        self
    }

    /// Adds the day of a time: `2026-11-20`.
    pub(crate) fn day(mut self, time: Timestamp) -> Self {
        self.parts.push(Part::Amount(time.strftime("%Y-%m-%d").to_string()));
        self
    }

    /// Adds another sentence.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Adds these, joined by commas and a last `and`.
    pub(crate) fn list(mut self, items: impl IntoIterator<Item = Self>) -> Self {
        let mut items = items.into_iter().peekable();
        let mut first = true;
        while let Some(item) = items.next() {
            if !first {
                self = self.words(if items.peek().is_some() { ", " } else { " and " });
            }
            first = false;
            self = self.then(item);
        }
        self
    }

    /// For a line of the log: literal things stand in backticks. Foreign text is as it came, so it
    /// goes through [`super::super::Line`].
    pub(crate) fn plain(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Words(words) => (*words).to_owned(),
                Part::Amount(text) | Part::Message(text) => text.clone(),
                Part::Literal(name) => format!("`{name}`"),
            })
            .collect()
    }

    /// For outputs, which go through [`escape::json`]: without any marks of ours, the first letter
    /// upper case.
    pub(crate) fn bare(&self) -> String {
        let text = self.parts.iter().map(|part| match part {
            Part::Words(words) => words,
            Part::Amount(text) | Part::Message(text) | Part::Literal(text) => text.as_str(),
        });
        self.with_capital(text.collect())
    }

    /// For the summary: Markdown for one line or cell, the first letter upper case.
    pub(crate) fn markdown(&self) -> String {
        let mut markdown = String::new();
        for part in &self.parts {
            let piece = match part {
                Part::Words(words) => (*words).to_owned(),
                Part::Amount(text) => text.clone(),
                Part::Literal(name) => escape::code(name),
                Part::Message(message) => escape::text(message),
            };
            // Two code spans that touch would become one with other ends.
            if piece.starts_with('`') && markdown.ends_with('`') {
                markdown.push(' ');
            }
            markdown.push_str(&piece);
        }
        self.with_capital(markdown)
    }

    /// For a line of HTML, where Markdown is not read.
    pub(crate) fn html(&self) -> String {
        let html = self.parts.iter().map(|part| match part {
            Part::Words(words) => (*words).to_owned(),
            Part::Amount(text) => text.clone(),
            Part::Literal(name) => escape::html_code(name),
            Part::Message(message) => escape::text(message),
        });
        self.with_capital(html.collect())
    }

    /// The text with an upper-case first letter, where that letter is ours.
    fn with_capital(&self, text: String) -> String {
        match (self.parts.first(), text.chars().next()) {
            (Some(Part::Words(_)), Some(first)) => {
                let rest = &text[first.len_utf8()..];
                format!("{}{rest}", first.to_ascii_uppercase())
            }
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rendering_marks_what_is_literal_in_its_own_way() {
        let sentence = Sentence::new("its tag ")
            .literal("a|b")
            .words(" is ")
            .count(1_000, "day", "days")
            .words(" old: ")
            .message("ask @octocat");
        assert_eq!(sentence.plain(), "its tag `a|b` is 1,000 days old: ask @octocat");
        assert_eq!(sentence.bare(), "Its tag a|b is 1,000 days old: ask @octocat");
        assert_eq!(
            sentence.markdown(),
            "Its tag <code>a&#124;b</code> is 1,000 days old: ask <span>&#64;</span>octocat"
        );
        assert_eq!(sentence.html(), sentence.markdown());
    }

    #[test]
    fn a_foreign_beginning_keeps_its_case() {
        let sentence = Sentence::default().literal("v1").words(" goes");
        assert_eq!((sentence.bare(), sentence.markdown()), ("v1 goes".into(), "`v1` goes".into()));
        assert_eq!(Sentence::default().bare(), "");
    }

    #[test]
    fn code_spans_never_touch() {
        let sentence = Sentence::default().literal("a").literal("b");
        assert_eq!(sentence.markdown(), "`a` `b`");
        assert_eq!(sentence.html(), "<code>a</code><code>b</code>");
    }

    #[test]
    fn a_list_ends_with_and() {
        let list = |names: &[&str]| {
            Sentence::default()
                .list(names.iter().map(|name| Sentence::default().literal(name)))
                .plain()
        };
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b"]), "`a` and `b`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn times_are_told_by_their_distance() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let now = Some(at("2026-11-20T12:00:00Z"));
        for (time, now, expected) in [
            ("2026-10-11T12:00:00Z", now, "40 days ago"),
            ("2026-11-20T11:59:59Z", now, "1 second ago"),
            ("2026-11-20T12:00:01Z", now, "in the future, at 2026-11-20T12:00:01Z"),
            ("2026-11-20T11:00:00Z", None, "at 2026-11-20T11:00:00Z"),
        ] {
            assert_eq!(Sentence::default().when(at(time), now).plain(), expected);
        }
    }
}
