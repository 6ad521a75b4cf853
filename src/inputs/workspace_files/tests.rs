use std::fs;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::files::{LONGEST_TEXT, Trouble};
use super::*;

/// A workspace with these files, each with its own path as its text.
fn workspace(paths: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in paths {
        write(&folder, path, path.as_bytes());
    }
    folder
}

fn write(folder: &TempDir, path: &str, bytes: &[u8]) {
    let file = folder.path().join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// The texts of the files that fit.
fn fitting(folder: &TempDir, glob: &str) -> Result<Vec<String>, Trouble> {
    let glob = FileGlob::parse(glob, Some(folder.path()))?;
    let mut files = WorkspaceFiles::of(folder.path())?;
    let found = files.fitting(&glob, |_, text| text.to_owned())?;
    Ok(found.iter().map(ToString::to_string).collect())
}

#[track_caller]
fn refused(folder: &TempDir, glob: &str, because: &str) {
    let why = fitting(folder, glob).unwrap_err();
    assert!(why.contains(because), "{glob}: {why}");
}

#[test]
fn globs_fit_paths_from_the_workspace() {
    let folder = workspace(&[
        "Dockerfile",
        "deploy/a.yaml",
        "deploy/b.yml",
        "deploy/prod/c.yaml",
        "deploy/prod/eu/d.yaml",
        ".github/workflows/e.yaml",
    ]);
    for (glob, expected) in [
        ("Dockerfile", vec!["Dockerfile"]),
        ("./deploy//a.yaml", vec!["deploy/a.yaml"]),
        ("deploy/*.y*ml", vec!["deploy/a.yaml", "deploy/b.yml"]),
        ("deploy/?.yaml", vec!["deploy/a.yaml"]),
        ("deploy/[ab].yml", vec!["deploy/b.yml"]),
        ("*/*.yaml", vec!["deploy/a.yaml"]),
        ("deploy/**/*.yaml", vec!["deploy/a.yaml", "deploy/prod/c.yaml", "deploy/prod/eu/d.yaml"]),
        (
            "deploy/**",
            vec!["deploy/a.yaml", "deploy/b.yml", "deploy/prod/c.yaml", "deploy/prod/eu/d.yaml"],
        ),
        ("**/eu/**/*.yaml", vec!["deploy/prod/eu/d.yaml"]),
        ("**/**/c.yaml", vec!["deploy/prod/c.yaml"]),
        ("**/e.yaml", vec![".github/workflows/e.yaml"]),
    ] {
        assert_eq!(fitting(&folder, glob).unwrap(), expected, "{glob}");
    }
    let absolute = format!("{}/deploy/a.yaml", folder.path().display());
    assert_eq!(fitting(&folder, &absolute).unwrap(), ["deploy/a.yaml"]);
}

#[test]
fn a_glob_that_no_file_fits_is_refused() {
    let folder = workspace(&["deploy/a.yaml"]);
    for glob in
        ["deploy", "deploy/b.yaml", "a.yaml", "*.yaml", "deploy/{a,b}.yaml", "Deploy/a.yaml"]
    {
        refused(&folder, glob, "no file in the workspace fits it");
    }
}

#[test]
fn what_leads_out_of_the_workspace_is_refused() {
    let outside = workspace(&["a.yaml"]);
    let folder = workspace(&["inside.yaml"]);
    for glob in ["../a.yaml", "x/../../a.yaml", "/etc/passwd", "**/../a.yaml"] {
        assert!(fitting(&folder, glob).is_err(), "{glob}");
    }
    symlink(outside.path().join("a.yaml"), folder.path().join("link.yaml")).unwrap();
    symlink(outside.path(), folder.path().join("folder")).unwrap();
    for glob in ["link.yaml", "*.yaml", "**/*.yaml", "folder/a.yaml", "folder/**"] {
        refused(&folder, glob, "leads out of the workspace");
    }
    assert_eq!(fitting(&folder, "inside.yaml").unwrap(), ["inside.yaml"]);
}

#[test]
fn links_within_the_workspace_are_followed_but_round_in_a_circle() {
    let folder = workspace(&["real/a.yaml"]);
    symlink("real/a.yaml", folder.path().join("link.yaml")).unwrap();
    symlink("real", folder.path().join("alias")).unwrap();
    symlink("..", folder.path().join("real/up")).unwrap();
    for glob in ["link.yaml", "alias/a.yaml", "alias/*", "**/*.yaml", "real/up/real/up/real/a.yaml"]
    {
        assert_eq!(fitting(&folder, glob).unwrap(), ["real/a.yaml"], "{glob}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let folder = workspace(&["a.yaml"]);
    symlink("nowhere", folder.path().join("b.yaml")).unwrap();
    refused(&folder, "*.yaml", "`b.yaml` can't be read");
}

#[test]
fn binary_files_are_left_out_and_never_alone() {
    let folder = workspace(&["a.yaml"]);
    write(&folder, "b.yaml", b"ghcr.io\0");
    assert_eq!(fitting(&folder, "*.yaml").unwrap(), ["a.yaml"]);
    refused(&folder, "b.yaml", "holds no text");
}

#[test]
fn texts_of_other_encodings_are_read_as_far_as_they_go() {
    let folder = workspace(&[]);
    write(&folder, "latin.txt", b"f\xfcr ghcr.io");
    assert_eq!(fitting(&folder, "latin.txt").unwrap(), ["f\u{fffd}r ghcr.io"]);
    let units = || "\u{feff}für".encode_utf16();
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    write(&folder, "little.txt", &little);
    write(&folder, "big.txt", &big);
    assert_eq!(fitting(&folder, "*i*.txt").unwrap(), ["für", "f\u{fffd}r ghcr.io", "für"]);
}

#[test]
fn what_is_too_large_is_refused() {
    let folder = workspace(&[]);
    let text = vec![b'a'; usize::try_from(LONGEST_TEXT).unwrap()];
    for number in 0..8 {
        write(&folder, &format!("{number}.txt"), &text);
    }
    assert_eq!(fitting(&folder, "*.txt").unwrap().len(), 8);
    write(&folder, "8.txt", b"a");
    refused(&folder, "*.txt", "64 MiB together");
    write(&folder, "one.yaml", &[&text[..], b"a"].concat());
    refused(&folder, "one.yaml", "more than 8 MiB");
}

#[test]
fn what_is_kept_by_git_and_by_this_program_is_found_by_its_name_alone() {
    let folder = workspace(&["a", ".git/config", ".package-steward/record.jsonl", "sub/.git/b"]);
    assert_eq!(fitting(&folder, "**").unwrap(), ["a"]);
    assert_eq!(fitting(&folder, "*/config").unwrap_err(), fitting(&folder, "nothing").unwrap_err());
    assert_eq!(fitting(&folder, ".git/*").unwrap(), [".git/config"]);
}

#[test]
fn what_is_no_glob_of_files_says_what_to_write() {
    for (glob, advice) in [
        ("deploy/", "`deploy/**`"),
        ("deploy\\a.yaml", "write `/`"),
        ("a**/b", "`**` stands alone"),
        ("a[", "is no glob"),
        ("..", "without `..`"),
        (".", "workspace itself"),
        ("a\nb", "one path"),
    ] {
        let why = FileGlob::parse(glob, None).unwrap_err();
        assert!(why.contains(advice), "{glob}: {why}");
    }
}
