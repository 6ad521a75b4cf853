//! The files that are made from the table.

use std::fs;
use std::path::PathBuf;

/// A file at the top of the repository.
pub(crate) fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares a file with what it should hold, or writes that where the user asked for it.
pub(crate) fn hold(name: &str, expected: &str) {
    let file = file(name);
    if std::env::var_os("UPDATE_CONTRACT").is_some_and(|value| value == "1") {
        let written = fs::write(&file, expected);
        assert!(written.is_ok(), "{name}: {written:?}");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{name} does not say what src/inputs/table.rs says; first difference:\n{}\n\
         To rewrite it: UPDATE_CONTRACT=1 cargo test --test contract",
        first_difference(&found, expected)
    );
}

/// The first line that differs, as it is and as it should be.
fn first_difference(found: &str, expected: &str) -> String {
    let length = found.lines().count().max(expected.lines().count()) + 1;
    (0..length)
        .map(|line| (line, found.lines().nth(line), expected.lines().nth(line)))
        .find(|(_, found, expected)| found != expected)
        .map_or_else(
            || "the end of the file".to_owned(),
            |(line, found, expected)| {
                format!(
                    "line {}\n  is:        {}\n  should be: {}",
                    line + 1,
                    found.unwrap_or("missing"),
                    expected.unwrap_or("missing")
                )
            },
        )
}
