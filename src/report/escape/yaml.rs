//! Values for a workflow that somebody may paste.

use super::unseen::is_unseen;

/// Words that YAML 1.1 or 1.2 takes for something else than text, in lower case.
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// The text as a scalar of YAML on one line, or `None` where GitHub would not take it as it is: it looks
/// for expressions in what YAML has made of a value, so no way of writing hides one.
pub(crate) fn yaml(text: &str) -> Option<String> {
    if text.contains("${{") {
        return None;
    }
    if is_plain(text) {
        return Some(text.to_owned());
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            // With a bracket behind them, two hashes are a command to the runner in a log.
            char if char == '#' || is_unseen(char) => quoted.push_str(&by_number(char)),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    Some(quoted)
}

fn by_number(char: char) -> String {
    match u32::from(char) {
        number @ 0..=0xffff => format!("\\u{number:04x}"),
        number => format!("\\U{number:08x}"),
    }
}

/// Whether every reader takes the bare text for text: a letter, then letters, digits and what joins
/// them, and no word that means more.
fn is_plain(text: &str) -> bool {
    let joins = |char| matches!(char, '-' | '_' | '.' | '/');
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || joins(char))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hostile;
    use super::*;

    fn read(written: &str) -> yaml_serde::Value {
        let document = format!("key: {written}\n");
        let read: yaml_serde::Value = yaml_serde::from_str(&document).expect("YAML");
        read["key"].clone()
    }

    #[test]
    fn ordinary_names_stand_as_they_are_and_all_else_is_quoted() {
        for (text, expected) in [
            ("octocat", "octocat"),
            ("app/web_2-x.y", "app/web_2-x.y"),
            ("yes", "\"yes\""),
            ("Null", "\"Null\""),
            ("1.10", "\"1.10\""),
            ("", "\"\""),
            ("a: b # c", "\"a: b \\u0023 c\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("a\n\u{202e}\u{e0041}", "\"a\\u000a\\u202e\\U000e0041\""),
        ] {
            assert_eq!(yaml(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn h32_an_expression_is_never_written() {
        assert_eq!(yaml("a${{ secrets.TOKEN }}"), None);
        assert_eq!(yaml("${ {"), Some("\"${ {\"".to_owned()));
    }

    proptest! {
        #[test]
        fn h32_any_text_comes_back_from_one_line(text in hostile::any_text()) {
            if let Some(written) = yaml(&text) {
                prop_assert!(!written.chars().any(is_unseen));
                prop_assert_eq!(read(&written), yaml_serde::Value::String(text));
            } else {
                prop_assert!(text.contains("${{"));
            }
        }

        #[test]
        fn h32_short_words_come_back_as_text(text in "[a-zA-Z0-9.~_+-]{0,5}") {
            let written = yaml(&text).expect("no expression");
            prop_assert_eq!(read(&written), yaml_serde::Value::String(text));
        }
    }
}
