//! `docs/semantics.md` names tests, and the tests are there.

use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_page_on_semantics_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/semantics.md")).expect("the page");
    let mut rules = 0;
    let mut absent = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| ")).filter(|row| !row.contains("---"))
    {
        // A bar within a cell is written `\|`.
        let row = row.replace("\\|", "¦");
        let [_, rule, tests, _] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        if rule.trim() == "rule" {
            continue;
        }
        rules += 1;
        let tests: Vec<&str> = tests.split(',').map(|test| test.trim().trim_matches('`')).collect();
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{rule}: {test}"));
            let source = fs::read_to_string(root.join(file)).unwrap_or_default();
            if !source.contains(&format!("#[test]\nfn {name}()"))
                && !source.contains(&format!("#[test]\n    fn {name}()"))
            {
                absent.push(test.to_owned());
            }
        }
    }
    assert!(rules > 50, "{rules}");
    assert_eq!(absent, [""; 0]);
}
