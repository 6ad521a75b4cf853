//! `keep-referenced-in`: files of the workspace, and what they protect.

use std::fs;
use std::os::unix::fs::symlink;

use github_standin::{PackageType, digest_of};

use crate::support::{Outcome, Stage, listed};

const ALL: [(&str, &str); 4] =
    [("package-type", "docker"), ("tags", "*"), ("keep-tags", "none"), ("min-remaining", "0")];

fn stage() -> Stage {
    let digest = digest_of(b"v4");
    Stage::new(listed(
        PackageType::Docker,
        "app",
        &[
            ("image-a", 50, &["v1"]),
            ("image-b", 40, &["v2"]),
            ("image-c", 30, &["v3"]),
            (&digest, 20, &["v4"]),
            ("image-e", 10, &["v5"]),
        ],
    ))
}

/// The host of the registry, as references to its images have it.
fn host(stage: &Stage) -> String {
    let url = stage.job.server_url();
    url.split_once("://").map_or(url, |(_, host)| host).to_owned()
}

fn write(stage: &Stage, path: &str, text: &str) {
    let file = stage.job.workspace().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn keeping(stage: &Stage, globs: &str) -> Outcome {
    stage.dry_run(&[&ALL[..], &[("keep-referenced-in", globs)]].concat())
}

/// What is said of inputs that are unsound by what is in the workspace.
#[track_caller]
fn complaint(stage: &Stage, with: &[(&str, &str)]) -> String {
    let outcome = stage.run(stage.step(&[&ALL[..], with].concat()));
    outcome.assert_status(2);
    assert!(outcome.requests.is_empty(), "{:?}", outcome.requests);
    outcome.errors().join("\n")
}

#[test]
fn what_files_name_stays_and_the_reason_names_the_file() {
    let stage = stage();
    let host = host(&stage);
    write(&stage, "deploy/app.yaml", &format!("# who\nimage: \"{host}/Octo-Org/App:v1\"\n"));
    write(&stage, "deploy/prod/lock.json", &format!("{{\"digest\":\"{}\"}}", digest_of(b"v4")));
    write(&stage, "notes.md", &format!("`{host}/octo-org/app:v5`"));
    let outcome = keeping(&stage, "deploy/**");
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["v2", "v3", "v5"]);
    let explained = stage
        .dry_run(&[&ALL[..], &[("keep-referenced-in", "deploy/**"), ("explain", "v1")]].concat());
    let log = &explained.ran.log;
    assert!(log.contains("`deploy/app.yaml` (line 2) names its `v1`"), "{log}");
    let summary = outcome.ran.summary.text();
    assert!(summary.contains("keep-referenced-in"), "{summary}");
    assert_eq!(keeping(&stage, "deploy/*.yaml, notes.md").planned(), ["v2", "v3", "v4"]);
}

#[test]
fn entries_of_yaml_beside_each_other_name_an_image_together() {
    let stage = stage();
    let image = |tag| {
        let host = host(&stage);
        format!("image:\n  registry: {host}\n  repository: octo-org/app\n  tag: {tag}\n")
    };
    let both = format!("{}---\n{}", image("v1"), image("\"v3\""));
    write(&stage, "chart/values.yaml", &both);
    write(&stage, "chart/values.txt", &both);
    write(&stage, "template.yml", &image("\"{{ tag }}\""));
    write(&stage, "bare.yml", "repository: octo-org/app\ntag: v2\n");
    write(&stage, "elsewhere.yml", "registry: docker.io\nrepository: octo-org/app\ntag: v2\n");
    assert_eq!(keeping(&stage, "chart/*.yaml").planned(), ["v2", "v4", "v5"]);
    assert_eq!(keeping(&stage, "bare.yml").planned(), ["v1", "v3", "v4", "v5"]);
    assert_eq!(keeping(&stage, "template.yml").output("planned"), "[]");
    for names_nothing in ["chart/*.txt", "elsewhere.yml"] {
        let planned = keeping(&stage, names_nothing).planned();
        assert_eq!(planned, ["v1", "v2", "v3", "v4"], "all but the last");
    }
}

#[test]
fn a_reference_whose_tag_cannot_be_read_keeps_the_whole_package() {
    let stage = stage();
    write(&stage, "values.sh", &format!("IMAGE={}/octo-org/app:${{TAG}}\n", host(&stage)));
    let outcome = keeping(&stage, "values.sh");
    outcome.assert_status(0);
    assert_eq!(outcome.output("planned"), "[]");
    let summary = outcome.ran.summary.text();
    assert!(summary.contains("nobody can read which of its images is meant"), "{summary}");
}

#[test]
fn files_that_name_nothing_protect_nothing_and_are_warned_of() {
    let stage = stage();
    write(&stage, "a.yaml", "image: docker.io/octo-org/app:v1\n");
    let outcome = keeping(&stage, "*.yaml");
    outcome.assert_status(0);
    assert_eq!(outcome.planned().len(), 4, "all but the last");
    let warnings = outcome.warnings().join("\n");
    assert!(warnings.contains("`*.yaml` of `keep-referenced-in` protects nothing"), "{warnings}");
}

#[test]
fn what_can_not_be_read_ends_the_run_before_it_asks_for_anything() {
    let stage = stage();
    write(&stage, "image.png", "\0png");
    symlink("/etc/hostname", stage.job.workspace().join("link.yaml")).expect("a link");
    for (globs, says) in [
        ("deploy/*.yaml", "no file in the workspace fits it"),
        ("image.png, absent", "no file in the workspace fits it"),
        ("*.png", "holds no text"),
        ("../*", "without `..`"),
        ("/etc/hostname", "leads out of the workspace"),
        ("link.yaml", "leads out of the workspace"),
        ("!deploy/*.yaml", "`!` takes out only in `packages`"),
    ] {
        let complaint = complaint(&stage, &[("keep-referenced-in", globs)]);
        assert!(complaint.contains("input `keep-referenced-in`"), "{globs}: {complaint}");
        assert!(complaint.contains(says), "{globs}: {complaint}");
    }
    let npm = [("package-type", "npm"), ("tags", "none"), ("version-names", "*")];
    write(&stage, "a.yaml", "");
    let complaint = complaint(&stage, &[&npm[..], &[("keep-referenced-in", "a.yaml")]].concat());
    assert!(
        complaint.contains("`keep-version-names` keeps versions of other types"),
        "{complaint}"
    );
}

#[test]
fn a_rule_of_a_policy_can_ask_files_too() {
    let stage = stage();
    write(&stage, "a.yaml", &format!("{}/octo-org/app:v3", host(&stage)));
    let policy = |file: &str| {
        format!(
            "rules:\n- name: all\n  tags: '*'\n- name: deployed\n  keep-referenced-in: [{file}]\n"
        )
    };
    let inputs = |policy: &'static str| -> [(&str, &str); 4] {
        [
            ("package-type", "docker"),
            ("keep-tags", "none"),
            ("min-remaining", "0"),
            ("policy", policy),
        ]
    };
    let outcome = stage.dry_run(&inputs(policy("'*.yaml'").leak()));
    outcome.assert_status(0);
    assert_eq!(outcome.planned(), ["v1", "v2", "v4", "v5"]);
    let outcome = stage.run(stage.step(&inputs(policy("'*.yml'").leak())));
    outcome.assert_status(2);
    assert!(outcome.requests.is_empty());
    let errors = outcome.errors().join("\n");
    assert!(
        errors.contains("no file in the workspace fits it") && errors.contains('5'),
        "{errors}"
    );
}

#[test]
fn a_plan_is_carried_out_with_the_files_as_they_are_then() {
    let stage = stage();
    write(&stage, "a.yaml", "nothing yet\n");
    let keep = [("keep-referenced-in", "a.yaml"), ("record-file", "plan.jsonl")];
    let plan = stage.dry_run(&[&ALL[..], &keep].concat());
    assert_eq!(plan.planned().len(), 4, "all but the last");
    write(&stage, "a.yaml", &format!("image: {}/octo-org/app:v3\n", host(&stage)));
    let outcome = stage.run(stage.step(&[("apply", "plan.jsonl")]));
    outcome.assert_status(0);
    let mut left = outcome.labels("deleted");
    left.sort();
    assert_eq!(left, ["v1", "v2", "v4"]);
    fs::remove_file(stage.job.workspace().join("a.yaml")).expect("a file");
    let outcome = stage.run(stage.step(&[("apply", "plan.jsonl")]));
    outcome.assert_status(2);
    assert!(outcome.requests.is_empty(), "{:?}", outcome.requests);
}

#[test]
fn it_has_no_part_in_restoring() {
    let stage = stage();
    write(&stage, "a.yaml", "");
    let with = [("package-type", "docker"), ("mode", "restore"), ("deleted-within", "1d")];
    let outcome = stage.run(stage.step(&[&with[..], &[("keep-referenced-in", "a.yaml")]].concat()));
    outcome.assert_status(2);
}
