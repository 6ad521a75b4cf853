//! Where the record goes.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};

use github_standin::PackageType;

use crate::support::{Record, Scene, releases};

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "1.0.0")];

#[test]
fn it_is_in_a_folder_of_the_workspace_that_git_leaves_alone() {
    let scene = Scene::new(releases(3));
    let ran = scene.run(&NPM);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.output("record"), ".package-steward/record.jsonl");
    let folder = scene.job.workspace().join(".package-steward");
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).expect("ignored"), "*\n");
    let owner = fs::metadata(scene.job.workspace()).expect("a workspace").uid();
    assert_eq!(fs::metadata(scene.record_path()).expect("a record").uid(), owner);
}

#[test]
fn it_goes_where_it_is_asked_for_and_replaces_what_was_there() {
    let scene = Scene::new(releases(5));
    scene.write("plan.jsonl", "old");
    for name in ["1.0.0", "1.0.1"] {
        let with = [&NPM[..2], &[("version-names", name), ("record-file", "plan.jsonl")]].concat();
        let ran = scene.run(&with);
        ran.assert_status(0);
        assert_eq!(ran.output("record"), "plan.jsonl");
        let record = Record::read(&scene.job.workspace().join("plan.jsonl")).expect("a record");
        record.assert_true(&ran.deeds);
        assert_eq!(record.sent().len(), 1);
    }
    assert!(!scene.record_path().exists());
}

#[test]
fn a_dry_run_leaves_its_plan_there() {
    let scene = Scene::new(releases(3));
    let ran = scene.run(&[&NPM[..], &[("dry-run", "true")]].concat());
    ran.assert_status(0);
    let record = ran.record();
    assert!(record.is_finished() && record.sent().is_empty());
    assert_eq!(ran.output("record"), ".package-steward/record.jsonl");
}

#[test]
fn where_the_usual_place_cannot_be_written_one_warning_is_told_and_the_run_goes_on() {
    let scene = Scene::new(releases(3));
    scene.write(".package-steward", "a file in the folder's place");
    let ran = scene.run(&NPM);
    ran.assert_status(0);
    let warnings = ran.ran.log.lines().filter(|line| line.starts_with("::warning"));
    assert_eq!(warnings.count(), 1, "{}", ran.ran.log);
    assert_eq!(ran.deeds.len(), 1);
    assert_eq!(ran.output("record"), "");
}

#[test]
fn a_place_that_was_asked_for_and_cannot_be_written_is_an_unsound_input() {
    let outside = tempfile::tempdir().expect("a folder");
    for path in ["folder", "file/record.jsonl", "link/record.jsonl", "../record.jsonl", "/tmp/r"] {
        let scene = Scene::new(releases(3));
        scene.write("file", "x");
        fs::create_dir(scene.job.workspace().join("folder")).expect("a folder");
        symlink(outside.path(), scene.job.workspace().join("link")).expect("a link");
        let ran = scene.run(&[&NPM[..], &[("record-file", path)]].concat());
        ran.assert_status(2).assert_says("record-file");
        assert_eq!(ran.requests.len(), 0, "{path}");
        assert_eq!(scene.labels(PackageType::Npm, "app").len(), 3);
    }
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
}

#[test]
fn a_link_in_the_place_of_the_record_is_replaced_and_not_followed() {
    let scene = Scene::new(releases(3));
    fs::create_dir(scene.job.workspace().join(".package-steward")).expect("a folder");
    symlink("/dev/full", scene.record_path()).expect("a link");
    let ran = scene.run(&NPM);
    // A link in the record's place is replaced, never followed.
    ran.assert_status(0).assert_true_record();
    assert!(!fs::symlink_metadata(scene.record_path()).expect("a record").is_symlink());
}
