//! For tests: text that tries to be more than text, and readers that would fall for it. The readers
//! are written from the formats, not from the escaping.

use proptest::prelude::*;

/// What people have put, or could put, into tags, names and messages.
pub(crate) const TEXTS: [&str; 24] = [
    "##[set-output name=x;]y",
    "a ##[error]b",
    "::set-env name=A::b",
    "  ::add-mask::v1",
    "\u{a0}::stop-commands::x",
    "one\n::warning::two",
    "one\r##[group]two",
    "%0A::debug::x",
    "a|b",
    "a\\|b\\",
    "`a` ``b",
    "</code></details><img src=x onerror=alert(1)>",
    "<!-- ",
    "@octocat",
    "octocat@github.com",
    "octo/repo#1 GH-2",
    "https://evil.example www.evil.example",
    "[a](https://evil.example) ![b](c)",
    ":smile: $x$ $`y`$",
    "\u{1b}[31mred\u{1b}[0m \u{9b}2J",
    "\u{202e}desrever\u{2066}",
    "zero\u{200b}width\u{e0041}",
    "'; id; $(id) `id` \"",
    " **a** _b_ ~~c~~ [^1] ",
];

/// Any text at all, often made of the worst.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(&TEXTS[..]).prop_map(str::to_owned),
        prop::sample::select(
            &["#", "[", "]", ":", "|", "\\", "`", " ", "<", "&", "w", ".", "@"][..]
        )
        .prop_map(str::to_owned),
        "(?s).{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Fails where the runner or a terminal would obey something in a line of the log.
#[track_caller]
pub(crate) fn assert_obeyed_by_nobody(line: &str) {
    assert!(!line.contains("##["), "an old command: {line:?}");
    assert!(!line.trim_start().starts_with("::"), "a command: {line:?}");
    let turns = |char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    assert!(!line.contains(char::is_control), "a control character: {line:?}");
    assert!(!line.contains(turns), "text that turns around: {line:?}");
    assert!(!line.contains(['\u{2028}', '\u{2029}', '\u{200b}', '\u{feff}']), "unseen: {line:?}");
}

/// Fails where the text would be more or less than one cell of a Markdown table.
#[track_caller]
pub(crate) fn assert_one_cell(markdown: &str) {
    assert_eq!(cells(&format!("| {markdown} |")).len(), 1, "{markdown:?}");
}

/// The cells of a row as GFM cuts it: at every bar before which no backslash stands, code or not. A
/// backslash is taken as strictly as any reader does, so a bar must not follow one either.
#[track_caller]
pub(crate) fn cells(row: &str) -> Vec<&str> {
    assert!(!row.contains(['\n', '\r']), "a row is one line: {row:?}");
    assert!(!row.contains("\\|"), "readers differ about it: {row:?}");
    let inner = row.trim().strip_prefix('|').and_then(|row| row.strip_suffix('|'));
    inner.expect("bars at both ends").split('|').map(str::trim).collect()
}

/// What a reader sees of Markdown that consists of text, code spans, the tags `code`, `span` and
/// `br`, strong text and numbered characters. Fails on anything else that is markup, and on
/// everything that GitHub makes of plain text.
#[track_caller]
pub(crate) fn rendered(markdown: &str) -> String {
    let (mut seen, mut run) = (String::new(), String::new());
    let mut code_tags = 0;
    let mut rest = markdown;
    while let Some(char) = rest.chars().next() {
        let tag = ["<code>", "</code>", "<span>", "</span>"]
            .into_iter()
            .find(|tag| rest.starts_with(tag));
        if let Some(tag) = tag {
            assert_plain(&run, code_tags > 0, markdown);
            seen.push_str(&run);
            run.clear();
            code_tags += i32::from(tag == "<code>") - i32::from(tag == "</code>");
            rest = &rest[tag.len()..];
        } else if let Some(after) = rest.strip_prefix("&#") {
            let (number, after) = after.split_once(';').expect("a numbered character");
            let number = number.parse().expect("a number");
            run.push(char::from_u32(number).expect("a character"));
            rest = after;
        } else if char == '`' {
            assert_plain(&run, code_tags > 0, markdown);
            seen.push_str(&run);
            run.clear();
            let (code, after) = rest[1..].split_once('`').expect("the end of a code span");
            assert!(
                !code.is_empty() && code.trim() == code,
                "blanks of code are cut: {markdown:?}"
            );
            seen.push_str(code);
            rest = after;
        } else {
            assert!(!"<>&\\*_[]~$@#|!{}^".contains(char), "markup by {char:?}: {markdown:?}");
            run.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    assert_plain(&run, code_tags > 0, markdown);
    assert_eq!(code_tags, 0, "an open tag: {markdown:?}");
    seen + &run
}

/// Fails where GitHub would make something of a text between two tags.
#[track_caller]
fn assert_plain(run: &str, within_code: bool, markdown: &str) {
    let lower = run.to_ascii_lowercase();
    assert!(!lower.contains("www.") && !lower.contains("://"), "an address: {markdown:?}");
    let followed = |sign: char| {
        run.char_indices().any(|(place, char)| {
            char == sign && run[place + 1..].starts_with(|next: char| !next.is_whitespace())
        })
    };
    if run.chars().count() > 1 {
        assert!(!run.contains('@'), "a mention or an address: {markdown:?}");
        if !within_code {
            assert!(!run.contains(['#', '$']), "a reference or a formula: {markdown:?}");
        }
        assert!(!followed(':'), "an emoji or an address: {markdown:?}");
    }
}
