//! The steps that a page offers.

use std::fs;
use std::path::{Path, PathBuf};

use yaml_serde::Value;

/// The name under which the pages use the action.
const ACTION: &str = "package-steward/package-steward@v1";

/// A block of YAML in a page: a workflow, or steps of one.
pub(crate) struct Block {
    /// The page and the block's first line, for messages.
    pub(crate) place: String,
    /// The name in the comment right before it, where there is one.
    pub(crate) example: Option<String>,
    /// The inputs of each step that uses the action, in order, as they are written.
    pub(crate) steps: Vec<Vec<(String, String)>>,
}

/// Every page that users read.
pub(crate) fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The blocks of a page that use the action.
pub(crate) fn blocks(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("a page");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = page.strip_prefix(root).expect("a page of ours").display().to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if lines[at] != "```yaml" {
            at += 1;
            continue;
        }
        let end = (at..lines.len()).find(|end| lines[*end] == "```").expect("the block's end");
        let before = lines[..at].iter().rev().find(|line| !line.is_empty());
        let example = before
            .and_then(|line| line.strip_prefix("<!-- example: "))
            .and_then(|rest| rest.strip_suffix(" -->"));
        let place = format!("{name}:{}", at + 1);
        let yaml = lines[at + 1..end].join("\n");
        let steps = steps(&yaml, &place);
        if !steps.is_empty() {
            blocks.push(Block { place, example: example.map(str::to_owned), steps });
        }
        at = end;
    }
    blocks
}

fn steps(yaml: &str, place: &str) -> Vec<Vec<(String, String)>> {
    let value: Value = match yaml_serde::from_str(yaml) {
        Ok(value) => value,
        Err(error) => panic!("{place}: {error}"),
    };
    let steps: Vec<&Value> = match value.get("jobs").and_then(Value::as_mapping) {
        Some(jobs) => {
            jobs.iter().filter_map(|(_, job)| job.get("steps")?.as_sequence()).flatten().collect()
        }
        None => value.as_sequence().into_iter().flatten().collect(),
    };
    let ours = steps
        .iter()
        .filter(|step| step.get("uses").and_then(Value::as_str).is_some_and(|uses| uses == ACTION));
    ours.map(|step| {
        let with = step.get("with").and_then(Value::as_mapping);
        with.into_iter().flatten().map(|(name, value)| (text(name), text(value))).collect()
    })
    .collect()
}

/// A value as the runner hands it over.
fn text(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => yaml_serde::to_string(value).expect("YAML").trim().to_owned(),
    }
}
