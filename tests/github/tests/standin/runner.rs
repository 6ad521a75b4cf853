//! What the runner does around a program, with the system's own small programs as actions.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use github_standin::runner::{Action, Job, Summary};

const METADATA: &str = "
inputs:
  token: {default: '${{ github.token }}'}
  dry-run: {default: 'false'}
  tags: {default: none}
outputs:
  count: {description: how many}
";

fn job() -> Job {
    Job::new("octo-org/app", "secret", "http://127.0.0.1:1", "http://127.0.0.1:1").unwrap()
}

fn action(job: &Job) -> Action {
    let path = job.workspace().join("action.yml");
    fs::write(&path, METADATA).unwrap();
    Action::read(&path).unwrap()
}

/// Written by another process: a file that this one has open for writing can't be run, and the
/// tests beside this one fork.
fn script(job: &Job, text: &str) -> PathBuf {
    let [source, path] = ["source", "program"].map(|name| job.workspace().join(name));
    fs::write(&source, format!("#!/bin/sh\n{text}")).unwrap();
    let copied = Command::new("install").arg("-m755").args([&source, &path]).status().unwrap();
    assert!(copied.success());
    path
}

#[test]
fn every_declared_input_arrives_with_its_hyphens() {
    let job = job();
    let action = action(&job);
    let step = job.step(&action).with("tags", "pr-*\nnext").with("no-such", "x");
    let ran = step.env("EXTRA", "y").run(&PathBuf::from("/usr/bin/env")).unwrap();
    let expected = [
        "INPUT_TOKEN=secret",
        "INPUT_DRY-RUN=false",
        "INPUT_TAGS=pr-*\nnext",
        "INPUT_NO-SUCH=x",
        "EXTRA=y",
        "GITHUB_ACTIONS=true",
        "GITHUB_REPOSITORY_OWNER=octo-org",
        "GITHUB_API_URL=http://127.0.0.1:1",
    ];
    for line in expected {
        assert!(ran.log.contains(&format!("{line}\n")), "{line} is not in {}", ran.log);
    }
    assert!(ran.status.success());
    assert!(!ran.log.contains("CARGO"), "this process's variables came through: {}", ran.log);
}

#[test]
fn outputs_and_summary_are_read_from_the_files() {
    let job = job();
    let action = action(&job);
    let program = script(
        &job,
        "echo one; echo ::add-mask::two; echo two >&2; echo three\n\
         printf 'count=3\\nlist<<E\\na\\nb\\nE\\n' >>\"$GITHUB_OUTPUT\"\n\
         echo '# Done' >>\"$GITHUB_STEP_SUMMARY\"\n\
         exit 7\n",
    );
    let ran = job.step(&action).run(&program).unwrap();
    assert_eq!(ran.log, "one\n::add-mask::two\ntwo\nthree\n");
    assert_eq!(ran.shown_log().collect::<Vec<_>>(), ["one", "two", "three"]);
    assert_eq!((ran.output("count"), ran.output("list")), (Some("3"), Some("a\nb")));
    assert_eq!(ran.output("absent"), None);
    assert_eq!(ran.summary, Summary::Shown("# Done\n".to_owned()));
    assert_eq!(ran.status.code(), Some(7));
}

#[test]
fn each_step_has_files_of_its_own_and_they_share_the_workspace() {
    let job = job();
    let action = action(&job);
    let program = script(&job, "echo \"count=$(ls | wc -l)\" >>\"$GITHUB_OUTPUT\"; touch left\n");
    let count = || job.step(&action).run(&program).unwrap().output("count").map(str::to_owned);
    assert_eq!((count().as_deref(), count().as_deref()), (Some("3"), Some("4")));
}

#[test]
fn outputs_that_the_runner_would_refuse_are_told() {
    let job = job();
    let action = action(&job);
    let program = script(&job, "echo 'list<<E' >>\"$GITHUB_OUTPUT\"\n");
    let ran = job.step(&action).run(&program).unwrap();
    assert!(ran.outputs.unwrap_err().contains("Matching delimiter not found"));
}
