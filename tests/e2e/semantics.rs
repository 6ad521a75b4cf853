//! Pages that name tests, and the tests are there.

use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_page_on_semantics_names_is_there() {
    assert_eq!(absent_tests("docs/semantics.md", 1, 50), [""; 0]);
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    assert_eq!(absent_tests("SECURITY.md", 2, 10), [""; 0]);
}

/// The tests that a page's tables name in this column and that are not there. A page with fewer rows than
/// `least` is not the page it was.
fn absent_tests(page: &str, column: usize, least: usize) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join(page)).expect("the page");
    let mut rows = 0;
    let mut absent = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| ")).filter(|row| !row.contains("---"))
    {
        // A bar within a cell is written `\|`.
        let row = row.replace("\\|", "¦");
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let tests = cells.get(column).unwrap_or_else(|| panic!("{row}"));
        if !tests.starts_with('`') {
            continue;
        }
        rows += 1;
        for test in tests.split(',').map(|test| test.trim().trim_matches('`')) {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{row}"));
            let source = fs::read_to_string(root.join(file)).unwrap_or_default();
            if !defines_test(&source, name) {
                absent.push(test.to_owned());
            }
        }
    }
    assert!(rows > least, "{rows}");
    absent
}

/// Whether these lines have a test of this name: what stands right before it says that it is one, and the test
/// of a property may take arguments.
fn defines_test(source: &str, name: &str) -> bool {
    let mut before = "";
    for line in source.lines().map(str::trim) {
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        let is_named = function.and_then(|rest| rest.strip_prefix(name));
        if is_named.is_some_and(|rest| rest.starts_with('(')) {
            return before.starts_with("#[") && before.contains("test");
        }
        before = line;
    }
    false
}
