//! Text for a line of the log.

use std::fmt;

use super::unseen::push_visible;

/// The longest line of the log, in characters. Nobody reads longer ones, and an error body may be
/// a whole page.
const LIMIT: usize = 4_096;

/// One line that neither the runner nor a terminal obeys, whatever it was made of.
///
/// The runner looks for two kinds of commands in what a step prints (`ActionCommand.cs` of
/// actions/runner): `::name …::` at the start of a line, blanks aside, and the older `##[name …]`
/// anywhere in it. A backslash breaks both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// The text as one harmless line, cut where it is longer than anyone reads.
    pub fn new(text: &str) -> Self {
        let mut line = String::with_capacity(text.len());
        for (place, char) in text.chars().enumerate() {
            if place == LIMIT {
                line.push('…');
                break;
            }
            if char == '[' && line.ends_with("##") {
                line.push('\\');
            }
            push_visible(&mut line, char);
        }
        let start = line.len() - line.trim_start().len();
        if line[start..].starts_with("::") {
            line.insert(start, '\\');
        }
        Self(line)
    }

    /// The line, without an end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hostile;
    use super::*;

    #[test]
    fn h32_commands_are_broken_and_all_else_stays_as_it_is() {
        for (text, expected) in [
            ("keep `v1`: 100% fine", "keep `v1`: 100% fine"),
            ("##[set-output name=x;]y", "##\\[set-output name=x;]y"),
            ("a ##[error]b ###[c", "a ##\\[error]b ###\\[c"),
            ("::set-env name=A::b", "\\::set-env name=A::b"),
            (" \u{a0}\u{3000}::debug::b", " \u{a0}\u{3000}\\::debug::b"),
            ("\t::debug::b", "\\t::debug::b"),
            ("a::b", "a::b"),
            ("one\n::stop-commands::x\r##[group]", "one\\n::stop-commands::x\\r##\\[group]"),
            ("#\u{200b}#[x]", "#\\u{200b}#[x]"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("%0A::debug::x", "%0A::debug::x"),
            ("", ""),
        ] {
            assert_eq!(Line::new(text).as_str(), expected);
        }
    }

    #[test]
    fn a_line_ends_where_nobody_would_read_on() {
        let line = Line::new(&"x".repeat(1_000_000));
        assert_eq!(line.as_str().chars().count(), LIMIT + 1);
        assert!(line.as_str().ends_with("x…"));
    }

    proptest! {
        #[test]
        fn h32_no_line_holds_a_command(text in hostile::any_text()) {
            let line = Line::new(&text);
            hostile::assert_obeyed_by_nobody(line.as_str());
            let again = Line::new(line.as_str());
            prop_assert_eq!(again, line, "a second time changes nothing");
        }
    }
}
