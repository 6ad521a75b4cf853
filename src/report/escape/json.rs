//! JSON for outputs, which workflows paste into scripts.

use super::unseen::is_unseen;

/// The same JSON value, written so that it also survives being pasted into a place it was not made
/// for: a single-quoted word of a shell, a workflow command, a line of the log, a page.
///
/// JSON can write any character of a string as `\uXXXX`, and every reader of JSON undoes that. Here
/// it is done for quotes, backticks and dollars of shells, for the signs of workflow commands and
/// of HTML, and for all that can't be seen. None of them has a meaning in JSON outside of strings.
pub(crate) fn json(serialized: &str) -> String {
    let mut escaped = String::with_capacity(serialized.len());
    let mut units = [0; 2];
    for char in serialized.chars() {
        if matches!(char, '\'' | '`' | '$' | '%' | '#' | '<' | '>' | '&') || is_unseen(char) {
            for unit in char.encode_utf16(&mut units) {
                escaped.push_str("\\u");
                escaped.extend([12, 8, 4, 0].map(|shift| hex_digit(*unit >> shift)));
            }
        } else {
            escaped.push(char);
        }
    }
    escaped
}

/// The last four bits as a digit.
fn hex_digit(bits: u16) -> char {
    char::from_digit(u32::from(bits & 0xf), 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hostile;
    use super::*;

    fn written(text: &str) -> String {
        json(&serde_json::to_string(text).expect("a string"))
    }

    #[test]
    fn h32_what_a_shell_the_runner_or_a_page_would_obey_is_written_by_number() {
        for (text, expected) in [
            ("v1.2.3 Größe", r#""v1.2.3 Größe""#),
            ("'; rm -rf $(pwd) `id`", r#""\u0027; rm -rf \u0024(pwd) \u0060id\u0060""#),
            ("##[x]%0A", r#""\u0023\u0023[x]\u00250A""#),
            ("<img>&", r#""\u003cimg\u003e\u0026""#),
            ("\u{202e}\n\\n\u{e0041}", r#""\u202e\n\\n\udb40\udc41""#),
            ("\"", r#""\"""#),
        ] {
            assert_eq!(written(text), expected);
        }
    }

    proptest! {
        #[test]
        fn h32_any_text_comes_back_and_means_nothing_on_its_way(text in hostile::any_text()) {
            let written = written(&text);
            prop_assert!(!written.contains(['\'', '`', '$', '%', '#', '<', '>', '&']));
            prop_assert!(!written.chars().any(is_unseen));
            prop_assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
        }
    }
}
