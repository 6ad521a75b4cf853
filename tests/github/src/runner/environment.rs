//! The variables that the runner sets for a step.

use std::path::PathBuf;

use serde_json::json;

use super::job::Job;

/// The files that belong to one step.
#[derive(Debug)]
pub(super) struct StepFiles {
    pub(super) output: PathBuf,
    pub(super) summary: PathBuf,
    pub(super) env: PathBuf,
    pub(super) path: PathBuf,
    pub(super) state: PathBuf,
    pub(super) event: PathBuf,
}

impl StepFiles {
    /// Where the files of one step are; `id` tells the steps of a job apart.
    pub(super) fn of(job: &Job, id: &str) -> Self {
        let commands = job.folder("file_commands");
        Self {
            output: commands.join(format!("set_output_{id}")),
            summary: commands.join(format!("step_summary_{id}")),
            env: commands.join(format!("set_env_{id}")),
            path: commands.join(format!("add_path_{id}")),
            state: commands.join(format!("save_state_{id}")),
            event: job.folder("workflow").join("event.json"),
        }
    }
}

/// `INPUT_` and the name in upper case; the runner replaces spaces and leaves hyphens alone.
pub(super) fn input_variable(name: &str) -> String {
    format!("INPUT_{}", name.replace(' ', "_").to_uppercase())
}

/// What the runner sets beside the inputs.
pub(super) fn variables(job: &Job, files: &StepFiles) -> Vec<(&'static str, String)> {
    let path = |path: &PathBuf| path.display().to_string();
    vec![
        ("CI", "true".to_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_ACTION", "__self".to_owned()),
        ("GITHUB_ACTOR", "mona".to_owned()),
        ("GITHUB_API_URL", job.api_url().to_owned()),
        ("GITHUB_ENV", path(&files.env)),
        ("GITHUB_EVENT_NAME", "workflow_dispatch".to_owned()),
        ("GITHUB_EVENT_PATH", path(&files.event)),
        ("GITHUB_JOB", "clean".to_owned()),
        ("GITHUB_OUTPUT", path(&files.output)),
        ("GITHUB_PATH", path(&files.path)),
        ("GITHUB_REF", "refs/heads/main".to_owned()),
        ("GITHUB_REF_NAME", "main".to_owned()),
        ("GITHUB_REF_TYPE", "branch".to_owned()),
        ("GITHUB_REPOSITORY", job.repository().to_owned()),
        ("GITHUB_REPOSITORY_OWNER", job.repository_owner().to_owned()),
        ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ("GITHUB_RUN_ID", "17239481205".to_owned()),
        ("GITHUB_RUN_NUMBER", "41".to_owned()),
        ("GITHUB_SERVER_URL", job.server_url().to_owned()),
        ("GITHUB_SHA", "5c5f0b1a9e0d4c2f8b7a6e3d1c0b9a8f7e6d5c4b".to_owned()),
        ("GITHUB_STATE", path(&files.state)),
        ("GITHUB_STEP_SUMMARY", path(&files.summary)),
        ("GITHUB_WORKFLOW", "Clean up packages".to_owned()),
        ("GITHUB_WORKSPACE", path(&job.workspace())),
        ("HOME", path(&job.folder("home"))),
        ("RUNNER_ARCH", "X64".to_owned()),
        ("RUNNER_ENVIRONMENT", "github-hosted".to_owned()),
        ("RUNNER_OS", "Linux".to_owned()),
        ("RUNNER_TEMP", path(&job.folder("temp"))),
    ]
}

/// The event's payload, as far as actions read it. Only those of an organisation's repositories
/// name an organisation.
pub(super) fn event(job: &Job) -> String {
    let (login, kind) = (job.repository_owner(), job.owner_type());
    let mut event = json!({
        "inputs": null,
        "ref": "refs/heads/main",
        "repository": {
            "full_name": job.repository(),
            "name": job.repository().split_once('/').map_or("", |(_, name)| name),
            "owner": { "login": login, "type": kind },
        },
        "sender": { "login": "mona", "type": "User" },
        "workflow": ".github/workflows/clean.yml",
    });
    if kind == "Organization" {
        event["organization"] = json!({ "login": login });
    }
    event.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::server::Server;
    use crate::world::World;

    #[test]
    fn the_hyphens_of_an_input_stay() {
        assert_eq!(input_variable("dry-run"), "INPUT_DRY-RUN");
        assert_eq!(input_variable("two words"), "INPUT_TWO_WORDS");
    }

    #[test]
    fn the_event_tells_what_kind_of_account_owns_the_repository() {
        let mut world = World::new();
        world.organization("octo-org");
        world.user("mona");
        let server = Server::start(world).unwrap();
        for (owner, kind, organization) in
            [("octo-org", "Organization", "octo-org".into()), ("Mona", "User", Value::Null)]
        {
            let job = Job::on(&server, &format!("{owner}/app"), "secret").unwrap();
            let event: Value = serde_json::from_str(&event(&job)).unwrap();
            assert_eq!(event["repository"]["owner"]["type"], kind);
            assert_eq!(event["repository"]["owner"]["login"], owner);
            assert_eq!(event["organization"]["login"], organization);
        }
    }
}
