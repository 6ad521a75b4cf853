use std::os::unix::fs::{chown, symlink};

use tempfile::{TempDir, tempdir};

use super::*;

const DEFAULT: &str = ".package-steward/record.jsonl";

fn create(workspace: &TempDir, path: &str) -> Result<RecordFile, RecordError> {
    RecordFile::create(workspace.path(), Path::new(path))
}

fn refused(workspace: &TempDir, path: &str) -> RecordError {
    create(workspace, path).expect_err(path)
}

fn read(workspace: &TempDir, path: &str) -> String {
    fs::read_to_string(workspace.path().join(path)).unwrap()
}

#[test]
fn each_line_is_in_the_file_as_soon_as_it_is_appended() {
    let workspace = tempdir().unwrap();
    let mut record = create(&workspace, "plan.jsonl").unwrap();
    assert_eq!(read(&workspace, "plan.jsonl"), "");
    record.append(r#"{"a":1}"#).unwrap();
    assert_eq!(read(&workspace, "plan.jsonl"), "{\"a\":1}\n");
    record.append("größer").unwrap();
    assert_eq!(read(&workspace, "plan.jsonl"), "{\"a\":1}\ngrößer\n");
}

#[test]
fn a_line_is_one_line() {
    let workspace = tempdir().unwrap();
    let mut record = create(&workspace, "plan.jsonl").unwrap();
    for line in ["a\nb", "a\n", "a\rb"] {
        assert!(matches!(record.append(line), Err(RecordError::NotALine(_))), "{line:?}");
    }
    record.append("a").unwrap();
    assert_eq!(read(&workspace, "plan.jsonl"), "a\n");
}

#[test]
fn missing_folders_are_made() {
    let workspace = tempdir().unwrap();
    create(&workspace, "out/of/this world/plan.jsonl").unwrap().append("a").unwrap();
    assert_eq!(read(&workspace, "out/of/this world/plan.jsonl"), "a\n");
    create(&workspace, "out/of/that/plan.jsonl").unwrap();
}

#[test]
fn a_run_replaces_the_record_of_the_one_before() {
    let workspace = tempdir().unwrap();
    create(&workspace, DEFAULT).unwrap().append("of the first").unwrap();
    create(&workspace, DEFAULT).unwrap().append("2").unwrap();
    assert_eq!(read(&workspace, DEFAULT), "2\n");
}

#[test]
fn what_another_name_of_the_older_record_holds_is_left_alone() {
    let workspace = tempdir().unwrap();
    create(&workspace, "plan.jsonl").unwrap().append("a").unwrap();
    let path = workspace.path();
    fs::hard_link(path.join("plan.jsonl"), path.join("copy.jsonl")).unwrap();
    create(&workspace, "plan.jsonl").unwrap().append("b").unwrap();
    assert_eq!(read(&workspace, "copy.jsonl"), "a\n");
}

#[test]
fn a_path_out_of_the_workspace_is_refused() {
    let workspace = tempdir().unwrap();
    for path in
        ["", ".", "..", "../plan.jsonl", "a/../../plan.jsonl", "a/..", "/tmp/plan.jsonl", "/"]
    {
        assert!(matches!(refused(&workspace, path), RecordError::Outside(_)), "{path}");
    }
    assert_eq!(fs::read_dir(workspace.path()).unwrap().count(), 0);
}

#[test]
fn a_link_in_the_place_of_a_folder_is_not_followed_out_of_the_workspace() {
    let (workspace, outside) = (tempdir().unwrap(), tempdir().unwrap());
    let root = workspace.path();
    fs::create_dir(outside.path().join("deep")).unwrap();
    fs::create_dir(root.join("real")).unwrap();
    symlink(outside.path(), root.join(".package-steward")).unwrap();
    symlink("..", root.join("up")).unwrap();
    symlink("/", root.join("root")).unwrap();
    symlink(root.join("up"), root.join("twice")).unwrap();
    symlink(outside.path().join("deep"), root.join("real/deep")).unwrap();
    for path in [
        DEFAULT,
        ".package-steward/deep/plan.jsonl",
        "up/plan.jsonl",
        "root/plan.jsonl",
        "twice/plan.jsonl",
        "real/deep/plan.jsonl",
        "real/deep/deeper/plan.jsonl",
    ] {
        assert!(matches!(refused(&workspace, path), RecordError::Outside(_)), "{path}");
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(outside.path().join("deep")).unwrap().count(), 0);
}

#[test]
fn the_folder_beside_the_workspace_that_is_called_almost_like_it_is_outside() {
    let around = tempdir().unwrap();
    let (workspace, beside) = (around.path().join("app"), around.path().join("app-2"));
    fs::create_dir(&workspace).unwrap();
    fs::create_dir(&beside).unwrap();
    symlink(&beside, workspace.join("out")).unwrap();
    let record = RecordFile::create(&workspace, Path::new("out/plan.jsonl"));
    assert!(matches!(record, Err(RecordError::Outside(_))), "{record:?}");
}

#[test]
fn a_link_in_the_place_of_the_file_is_replaced_and_what_it_points_to_left_alone() {
    let (workspace, outside) = (tempdir().unwrap(), tempdir().unwrap());
    let secret = outside.path().join("secret");
    fs::write(&secret, "as it was").unwrap();
    for target in [secret.as_path(), &outside.path().join("not there"), Path::new("plan.jsonl")] {
        symlink(target, workspace.path().join("plan.jsonl")).unwrap();
        create(&workspace, "plan.jsonl").unwrap().append("a").unwrap();
        let path = workspace.path().join("plan.jsonl");
        assert!(path.symlink_metadata().unwrap().is_file());
        assert_eq!(read(&workspace, "plan.jsonl"), "a\n");
        fs::remove_file(path).unwrap();
    }
    assert_eq!(fs::read_to_string(&secret).unwrap(), "as it was");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn a_link_to_another_folder_of_the_workspace_is_followed() {
    let workspace = tempdir().unwrap();
    fs::create_dir(workspace.path().join("real")).unwrap();
    symlink("real", workspace.path().join(".package-steward")).unwrap();
    create(&workspace, DEFAULT).unwrap().append("a").unwrap();
    assert_eq!(read(&workspace, "real/record.jsonl"), "a\n");
    // That folder is not ours to hide.
    assert!(!workspace.path().join("real/.gitignore").exists());
}

#[test]
fn a_workspace_may_be_reached_by_a_link() {
    let (around, workspace) = (tempdir().unwrap(), tempdir().unwrap());
    let link = around.path().join("workspace");
    symlink(workspace.path(), &link).unwrap();
    RecordFile::create(&link, Path::new(DEFAULT)).unwrap().append("a").unwrap();
    assert_eq!(read(&workspace, DEFAULT), "a\n");
}

#[test]
fn a_link_that_leads_nowhere_or_in_a_circle_is_an_error() {
    let workspace = tempdir().unwrap();
    symlink("not there", workspace.path().join("nowhere")).unwrap();
    symlink("circle", workspace.path().join("circle")).unwrap();
    for path in ["nowhere/plan.jsonl", "circle/plan.jsonl"] {
        let error = refused(&workspace, path);
        assert!(matches!(error, RecordError::System { doing: "follow", .. }), "{error}");
    }
}

#[test]
fn a_file_in_the_place_of_a_folder_is_an_error_that_names_it() {
    let workspace = tempdir().unwrap();
    fs::write(workspace.path().join("out"), "a file").unwrap();
    for path in ["out/plan.jsonl", "out/deep/plan.jsonl"] {
        let error = refused(&workspace, path);
        let out = workspace.path().canonicalize().unwrap().join("out");
        assert_eq!(error.to_string(), format!("`{}` is there, and is no folder", out.display()));
    }
    assert_eq!(read(&workspace, "out"), "a file");
}

#[test]
fn a_folder_in_the_place_of_the_file_is_an_error_that_names_it() {
    let workspace = tempdir().unwrap();
    fs::create_dir(workspace.path().join("plan.jsonl")).unwrap();
    let error = refused(&workspace, "plan.jsonl");
    assert!(matches!(error, RecordError::NotAFile(_)), "{error}");
    assert!(error.to_string().contains("/plan.jsonl` is there"), "{error}");
}

#[test]
fn what_the_system_refuses_is_told_with_path_and_reason() {
    let workspace = tempdir().unwrap();
    let name = "n".repeat(300);
    for path in [format!("{name}/plan.jsonl"), name.clone()] {
        let error = refused(&workspace, &path).to_string();
        assert!(error.contains(&name) && error.contains("too long"), "{error}");
    }
    let gone = workspace.path().join("gone");
    let error = RecordFile::create(&gone, Path::new(DEFAULT)).unwrap_err().to_string();
    assert!(error.starts_with("cannot find the workspace `") && error.contains("gone"), "{error}");
}

#[test]
fn what_can_no_longer_be_written_is_told() {
    let workspace = tempdir().unwrap();
    let mut record = create(&workspace, "plan.jsonl").unwrap();
    record.append("a").unwrap();
    // A file that is open for reading alone refuses to be written, whoever asks.
    record.file = File::open(workspace.path().join("plan.jsonl")).unwrap();
    let error = record.append("b").unwrap_err().to_string();
    assert!(error.starts_with("cannot append to `") && error.contains("plan.jsonl"), "{error}");
    assert_eq!(read(&workspace, "plan.jsonl"), "a\n");
}

#[test]
fn git_does_not_look_into_the_programs_own_folder() {
    let workspace = tempdir().unwrap();
    create(&workspace, DEFAULT).unwrap();
    assert_eq!(read(&workspace, ".package-steward/.gitignore"), "*\n");
    create(&workspace, "out/plan.jsonl").unwrap();
    assert!(!workspace.path().join("out/.gitignore").exists());
}

#[test]
fn what_the_user_lets_git_see_stays_so() {
    let workspace = tempdir().unwrap();
    let folder = workspace.path().join(".package-steward");
    fs::create_dir(&folder).unwrap();
    create(&workspace, DEFAULT).unwrap();
    assert_eq!(read(&workspace, ".package-steward/.gitignore"), "*\n");
    fs::write(folder.join(".gitignore"), "cache\n").unwrap();
    create(&workspace, DEFAULT).unwrap();
    assert_eq!(read(&workspace, ".package-steward/.gitignore"), "cache\n");
}

#[test]
fn a_link_in_the_place_of_the_gitignore_is_not_followed() {
    let (workspace, outside) = (tempdir().unwrap(), tempdir().unwrap());
    let folder = workspace.path().join(".package-steward");
    fs::create_dir(&folder).unwrap();
    symlink(outside.path().join("made"), folder.join(".gitignore")).unwrap();
    create(&workspace, DEFAULT).unwrap();
    assert!(!outside.path().join("made").exists());
}

#[test]
fn all_that_is_made_belongs_to_whom_the_workspace_belongs_to() {
    let workspace = tempdir().unwrap();
    let owner = |path: &str| {
        let metadata = workspace.path().join(path).symlink_metadata().unwrap();
        (metadata.uid(), metadata.gid())
    };
    fs::create_dir(workspace.path().join("there")).unwrap();
    let before = owner("there");
    // Root alone can have a workspace of somebody else; for others it is their own.
    let given_away = chown(workspace.path(), Some(1_001), Some(127)).is_ok();
    let expected = if given_away { (1_001, 127) } else { before };
    assert_eq!(owner("."), expected);
    create(&workspace, DEFAULT).unwrap();
    create(&workspace, "there/deep/plan.jsonl").unwrap();
    for path in [
        ".package-steward",
        ".package-steward/.gitignore",
        DEFAULT,
        "there/deep",
        "there/deep/plan.jsonl",
    ] {
        assert_eq!(owner(path), expected, "{path}");
    }
    assert_eq!(owner("there"), before, "what was there before stays whose it was");
}

#[test]
fn only_root_has_to_be_able_to_give_away_what_it_made() {
    let file = tempfile::tempfile().unwrap();
    let made = file.metadata().unwrap();
    let maker = Owner::of(&made);
    let refuse = |_| Err(io::Error::from(io::ErrorKind::PermissionDenied));
    // It is theirs already, so nothing is asked.
    assert!(maker.take_over(&made, refuse).is_ok());
    let other = Owner { user: maker.user + 1, group: maker.group };
    assert_eq!(other.take_over(&made, refuse).is_err(), maker.user == 0);
    assert!(other.take_over(&made, |_| Ok(())).is_ok());
}
