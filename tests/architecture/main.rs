//! The rooms of `docs/architecture.md`, held to what they may import.

#![expect(clippy::expect_used, reason = "a test that can't read the sources has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may name. Itself goes without saying.
const ROOMS: [(&str, &[&str]); 14] = [
    (
        "app",
        &[
            "clock",
            "domain",
            "events",
            "execution",
            "github",
            "inputs",
            "pace",
            "registry",
            "report",
            "runner",
            "transport",
        ],
    ),
    ("clock", &[]),
    ("domain", &[]),
    ("events", &["domain", "execution"]),
    ("execution", &["domain"]),
    ("fuzzing", &["domain", "github", "inputs", "registry", "report"]),
    ("github", &["clock", "domain", "events", "pace", "transport"]),
    ("inputs", &["domain", "events", "pace"]),
    ("pace", &[]),
    ("registry", &["clock", "domain", "events", "transport"]),
    ("report", &["domain", "events", "execution"]),
    ("runner", &[]),
    ("transport", &[]),
    ("lib", &[]),
];

/// What no pure room may name: other crates that reach the world, and ways to wait for it.
const IMPURE: [&str; 9] = [
    "tokio::",
    "reqwest::",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::time::SystemTime",
    "Timestamp::now",
    ".await",
];

const PURE: [&str; 5] = ["domain", "execution", "pace", "report", "events"];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of a folder of sources").path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The room that a file is in, by the first part of its path.
fn room_of(file: &Path) -> String {
    let inside = file.strip_prefix(sources()).unwrap_or(file);
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy());
    first.map(|name| name.trim_end_matches(".rs").to_owned()).unwrap_or_default()
}

/// A file's code without its comments and without its unit tests, which stand at its end.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = body.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms that a piece of code names as `crate::room`.
fn named_rooms(code: &str) -> Vec<String> {
    let after = code.split("crate::").skip(1);
    let names = after.map(|rest| {
        rest.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect::<String>()
    });
    names.filter(|name| !name.is_empty()).collect()
}

fn all_files() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    files_below(&sources(), &mut files);
    assert!(files.len() > 50, "the sources were not found");
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a source file");
            (room_of(&file), file, code(&text))
        })
        .collect()
}

#[test]
fn a_room_names_only_the_rooms_that_it_may() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let mut wrong = Vec::new();
    for (room, file, code) in all_files().into_iter().filter(|(room, ..)| room != "main") {
        let Some(allowed) = rooms.get(room.as_str()) else {
            wrong.push(format!("{}: `{room}` is no room of the table", file.display()));
            continue;
        };
        for name in named_rooms(&code) {
            let is_room = rooms.contains_key(name.as_str());
            if is_room && name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: `{room}` names `{name}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_know_no_world() {
    let mut wrong = Vec::new();
    for (room, file, code) in all_files() {
        if PURE.contains(&room.as_str()) {
            let found = IMPURE.iter().filter(|impure| code.contains(**impure));
            wrong.extend(found.map(|impure| format!("{}: {impure}", file.display())));
            if code.contains("async fn") {
                wrong.push(format!("{}: async", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mod_files_declare_and_re_export_and_do_nothing_else() {
    let wrong: Vec<String> = all_files()
        .into_iter()
        .filter(|(_, file, code)| file.ends_with("mod.rs") && code.contains("fn "))
        .map(|(_, file, _)| file.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_about_the_architecture_names_every_room() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = fs::read_to_string(&page).expect("the page");
    for (room, _) in ROOMS.into_iter().filter(|(room, _)| *room != "lib") {
        let as_folder = format!("| `{room}/` |");
        let as_file = format!("| `{room}.rs` |");
        assert!(
            text.contains(&as_folder) || text.contains(&as_file),
            "`{room}` is not in its table"
        );
    }
}
