//! Workflow commands: lines on the standard output that the runner obeys.
//!
//! Source of the syntax and of what is escaped: `ActionCommand.cs` of actions/runner.

use std::fmt;

/// The longest message of an annotation, in UTF-16 units as the runner counts; it cuts what is
/// longer without saying so.
const MESSAGE_LIMIT: usize = 4_096;

/// The longest title of an annotation that GitHub's API for check runs takes.
const TITLE_LIMIT: usize = 255;

/// How much an annotation matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Good to know.
    Notice,
    /// Looks like a mistake.
    Warning,
    /// Makes the step fail.
    Error,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One workflow command, escaped: always a single line, and always the command that was meant.
///
/// It must stand at the start of a line. It has no `Debug`, for it may hold a secret to mask.
#[derive(Clone, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// Folds the lines that follow under a title, until [`Self::end_group`].
    pub fn group(title: &str) -> Self {
        Self(format!("::group::{}", escape_data(title)))
    }

    /// Ends the group. Groups do not nest.
    pub fn end_group() -> Self {
        Self("::endgroup::".to_owned())
    }

    /// A line that the log shows only where step debug logging is on.
    pub fn debug(message: &str) -> Self {
        Self(format!("::debug::{}", escape_data(message)))
    }

    /// A line of the log that is shown on the run's page as well. The log shows the message alone,
    /// the page the title above it. Both are cut where GitHub would cut or refuse them.
    pub fn annotation(level: Level, title: &str, message: &str) -> Self {
        let name = level.as_str();
        let title = escape_property(&cut(title, TITLE_LIMIT));
        let message = escape_data(&cut(message, MESSAGE_LIMIT));
        Self(format!("::{name} title={title}::{message}"))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The commands that make the runner hide a secret in the log: one for each of its lines, for the
/// log is masked line by line. Blank lines are left out: a mask of them would hide all blanks.
///
/// Print them only where the runner reads: anywhere else they would show the secret.
pub fn masks(secret: &str) -> Vec<Command> {
    secret
        .split(['\r', '\n'])
        .filter(|line| !line.trim().is_empty())
        .map(|line| Command(format!("::add-mask::{}", escape_data(line))))
        .collect()
}

fn escape_data(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text, or as much of its beginning as leaves room for an ellipsis, in UTF-16 units.
fn cut(text: &str, limit: usize) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    let mut length = 1;
    let mut shortened: String = text
        .chars()
        .take_while(|char| {
            length += char.len_utf16();
            length <= limit
        })
        .collect();
    shortened.push('…');
    shortened
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Properties = Vec<(String, String)>;

    /// Reads a line as the runner does: `::name key=value,key=value::data` after leading blanks.
    fn read(line: &str) -> Option<(String, Properties, String)> {
        let unescape = |text: &str, rules: &[(&str, &str)]| {
            rules.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        };
        let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
        let properties = rest
            .split(',')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| {
                let rules =
                    [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
                (key.to_owned(), unescape(value, &rules))
            })
            .collect();
        let data = unescape(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]);
        Some((name.to_owned(), properties, data))
    }

    #[test]
    fn each_character_that_means_something_is_escaped() {
        for (command, expected) in [
            (Command::group("100%\r\n: a,b"), "::group::100%25%0D%0A: a,b"),
            (Command::end_group(), "::endgroup::"),
            (Command::debug("%0A"), "::debug::%250A"),
            (
                Command::annotation(Level::Error, "a:b,c%\n", "x: y, z%\n::set-env name=A::b"),
                "::error title=a%3Ab%2Cc%25%0A::x: y, z%25%0A::set-env name=A::b",
            ),
            (Command::annotation(Level::Warning, "t", "m"), "::warning title=t::m"),
            (Command::annotation(Level::Notice, "t", "m"), "::notice title=t::m"),
        ] {
            assert_eq!(command.to_string(), expected);
        }
    }

    #[test]
    fn a_secret_is_masked_line_by_line_and_blank_lines_are_not() {
        let shown = |secret| masks(secret).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown("s3cr%t"), ["::add-mask::s3cr%25t"]);
        assert_eq!(shown("one\r\n\ntwo\n  \n"), ["::add-mask::one", "::add-mask::two"]);
        assert!(shown("").is_empty());
        assert!(shown("\n \t\n").is_empty());
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        for (filler, expected_chars) in [("a", 4_096), ("é", 4_096), ("😀", 2_048)] {
            let command = Command::annotation(Level::Error, "t", &filler.repeat(5_000));
            let (_, _, message) = read(&command.to_string()).expect("a command");
            assert_eq!(message.chars().count(), expected_chars, "{filler}");
            assert!(message.encode_utf16().count() <= MESSAGE_LIMIT);
            assert!(message.ends_with('…'));
        }
        let whole = "b".repeat(4_096);
        let command = Command::annotation(Level::Error, "t", &whole);
        assert_eq!(read(&command.to_string()).expect("a command").2, whole);
    }

    proptest! {
        #[test]
        fn h32_whatever_the_text_it_is_one_line_and_comes_back_whole(
            title in "(?s).{0,40}",
            message in "(?s).{0,80}",
        ) {
            let command = Command::annotation(Level::Warning, &title, &message).to_string();
            prop_assert!(!command.contains(['\r', '\n']));
            let (name, properties, data) = read(&command).expect("a command");
            prop_assert_eq!(name, "warning");
            prop_assert_eq!(properties, vec![("title".to_owned(), title)]);
            prop_assert_eq!(data, message);
        }
    }
}
