//! What makes foreign text harmless, for fuzzing alone.

use super::escape::{Line, code, html_code, json, shorten, text, yaml};

/// Any text on its way to each of the places where text goes.
///
/// # Panics
/// When it means something there that it should not: a line's end, a command of the runner, markup, an
/// expression.
pub(crate) fn foreign_text(foreign: &str) {
    let line = Line::new(foreign);
    let line = line.as_str();
    assert!(!line.contains(['\n', '\r']), "a line ends: {line:?}");
    assert!(!line.trim_start().starts_with("::"), "a command: {line:?}");
    for cell in [code(foreign), html_code(foreign), text(foreign)] {
        assert!(!cell.contains(['\n', '\r']), "a line ends: {cell:?}");
        assert!(has_no_markup(&cell), "markup: {cell:?}");
        assert!(!cell.replace("\\|", "").contains('|'), "a column ends: {cell:?}");
    }
    if let Some(scalar) = yaml(foreign) {
        assert!(!scalar.contains("${{"), "an expression: {scalar:?}");
        assert!(!scalar.contains(['\n', '\r']), "a line ends: {scalar:?}");
    }
    if let Ok(serialized) = serde_json::to_string(foreign) {
        let escaped = json(&serialized);
        let back: Option<String> = serde_json::from_str(&escaped).ok();
        assert_eq!(back.as_deref(), Some(foreign), "it does not come back");
    }
    assert!(shorten(foreign, 20).chars().count() <= 21, "it is not short");
}

/// Whether a cell is code from end to end, in which nothing is markup, or has no tags but ours.
fn has_no_markup(cell: &str) -> bool {
    let code = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
    if let Some(code) = code {
        return !code.is_empty() && !code.contains(['`', '\\']) && code.trim() == code;
    }
    let mut rest = cell.to_owned();
    for tag in ["<code>", "</code>", "<span>", "</span>"] {
        rest = rest.replace(tag, "");
    }
    !rest.contains(['<', '>', '`', '*', '[', '_'])
}

/// A record.
pub(crate) fn record(bytes: &[u8]) {
    super::record::fuzzing::record(bytes);
}
