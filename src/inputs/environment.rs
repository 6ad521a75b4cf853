//! The environment, read once.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use crate::domain::Login;

/// Where GitHub's variables say that the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surroundings {
    /// As a step of a workflow: `GITHUB_ACTIONS` is `true`.
    Actions,
    /// Anywhere else, as on a terminal.
    Elsewhere,
}

/// What the user says of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// There are none, wherever the log goes.
    Never,
    /// They are there, wherever the log goes.
    Always,
}

/// The repository that a workflow runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowRepository {
    /// Who owns it.
    pub owner: Login,
    /// Its name, as GitHub writes it.
    pub name: String,
}

/// What the environment held when the program began. Nothing else reads it, so that tests need no
/// process of their own and nothing can change under way.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

impl Environment {
    /// The environment of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
    pub fn of_this_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of a variable, empty or not.
    pub(super) fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// Names and values of all variables whose name begins so.
    pub(super) fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables
            .iter()
            .filter(move |(name, _)| name.as_encoded_bytes().starts_with(prefix.as_bytes()))
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The same, with these inputs in place of its own. Of its own those stay whose name says so.
    pub(super) fn with_inputs(
        &self,
        inputs: impl Iterator<Item = (String, String)>,
        stays: impl Fn(&str) -> bool,
    ) -> Self {
        const PREFIX: &str = "INPUT_";
        let name_of = |variable: &OsStr| {
            let name = variable.to_str()?.strip_prefix(PREFIX)?;
            Some(name.to_lowercase().replace('_', "-"))
        };
        let own = self.variables.iter().filter(|(variable, _)| {
            !variable.as_encoded_bytes().starts_with(PREFIX.as_bytes())
                || name_of(variable).is_some_and(|name| stays(&name))
        });
        let own = own.map(|(variable, value)| (variable.clone(), value.clone()));
        let others = inputs.map(|(name, value)| {
            (OsString::from(format!("{PREFIX}{}", name.to_uppercase())), OsString::from(value))
        });
        Self { variables: own.chain(others).collect() }
    }

    /// Where the program runs.
    pub fn surroundings(&self) -> Surroundings {
        match self.text("GITHUB_ACTIONS").as_deref() {
            Some("true") => Surroundings::Actions,
            _ => Surroundings::Elsewhere,
        }
    }

    /// The root of the REST API (`GITHUB_API_URL`), as the runner wrote it.
    pub fn api_url(&self) -> Option<String> {
        self.text("GITHUB_API_URL")
    }

    /// The root of the web site (`GITHUB_SERVER_URL`), as the runner wrote it.
    pub fn server_url(&self) -> Option<String> {
        self.text("GITHUB_SERVER_URL")
    }

    /// The repository that the workflow runs in (`GITHUB_REPOSITORY`).
    pub fn repository(&self) -> Option<WorkflowRepository> {
        let slug = self.text("GITHUB_REPOSITORY")?;
        let (owner, name) = slug.split_once('/')?;
        let is_whole = !owner.is_empty() && !name.is_empty() && !name.contains('/');
        is_whole.then(|| WorkflowRepository { owner: Login::new(owner), name: name.to_owned() })
    }

    /// Who owns the repository that the workflow runs in (`GITHUB_REPOSITORY_OWNER`).
    pub fn repository_owner(&self) -> Option<String> {
        self.text("GITHUB_REPOSITORY_OWNER")
    }

    /// The file with the event that started the workflow (`GITHUB_EVENT_PATH`).
    pub fn event_file(&self) -> Option<PathBuf> {
        self.path("GITHUB_EVENT_PATH")
    }

    /// The file that outputs are appended to (`GITHUB_OUTPUT`).
    pub fn output_file(&self) -> Option<PathBuf> {
        self.path("GITHUB_OUTPUT")
    }

    /// The file that the job summary is appended to (`GITHUB_STEP_SUMMARY`).
    pub fn summary_file(&self) -> Option<PathBuf> {
        self.path("GITHUB_STEP_SUMMARY")
    }

    /// The folder that the workflow works in (`GITHUB_WORKSPACE`).
    pub fn workspace(&self) -> Option<PathBuf> {
        self.path("GITHUB_WORKSPACE")
    }

    /// The file with the certificates to trust (`SSL_CERT_FILE`).
    pub fn certificate_file(&self) -> Option<PathBuf> {
        self.path("SSL_CERT_FILE")
    }

    /// The name of the workflow (`GITHUB_WORKFLOW`).
    pub fn workflow(&self) -> Option<String> {
        self.text("GITHUB_WORKFLOW")
    }

    /// The id of the job within its workflow (`GITHUB_JOB`).
    pub fn job(&self) -> Option<String> {
        self.text("GITHUB_JOB")
    }

    /// The number of the workflow run (`GITHUB_RUN_ID`).
    pub fn run_id(&self) -> Option<String> {
        self.text("GITHUB_RUN_ID")
    }

    /// Whether the user asked for debug logging of steps (`RUNNER_DEBUG` is `1`).
    pub fn asks_for_debug_log(&self) -> bool {
        self.text("RUNNER_DEBUG").as_deref() == Some("1")
    }

    /// Whether the user wants colours (`NO_COLOR`, `CLICOLOR_FORCE`, `FORCE_COLOR`), as far as they say.
    ///
    /// Source: <https://no-color.org> and <https://bixense.com/clicolors>.
    pub fn colours(&self) -> Option<Colours> {
        let is_on = |name| self.text(name).is_some_and(|value| value != "0");
        if self.text("NO_COLOR").is_some() {
            Some(Colours::Never)
        } else if is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR") {
            Some(Colours::Always)
        } else {
            None
        }
    }

    /// Whether a terminal understands more than text (`TERM` is there, and not `dumb`).
    pub fn has_able_terminal(&self) -> bool {
        self.text("TERM").is_some_and(|name| name != "dumb")
    }

    /// A variable of the runner as text. The runner leaves out nothing, it sets empty what it does
    /// not know; both come back as `None`.
    fn text(&self, name: &str) -> Option<String> {
        let text = self.get(name)?.to_string_lossy();
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// A variable of the runner as a path, which need not be UTF-8.
    fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).filter(|path| !path.is_empty()).map(PathBuf::from)
    }
}

impl<Name: Into<OsString>, Value: Into<OsString>> FromIterator<(Name, Value)> for Environment {
    fn from_iter<Variables: IntoIterator<Item = (Name, Value)>>(variables: Variables) -> Self {
        let variables =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables }
    }
}

/// Names alone: values hold secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;

    fn with(name: &str, value: &str) -> Environment {
        [(name, value)].into_iter().collect()
    }

    #[test]
    fn only_true_says_that_this_is_a_step_of_a_workflow() {
        assert_eq!(with("GITHUB_ACTIONS", "true").surroundings(), Surroundings::Actions);
        for value in ["", "false", "1", "TRUE"] {
            let surroundings = with("GITHUB_ACTIONS", value).surroundings();
            assert_eq!(surroundings, Surroundings::Elsewhere, "{value}");
        }
        assert_eq!(Environment::default().surroundings(), Surroundings::Elsewhere);
    }

    #[test]
    fn a_repository_has_an_owner_and_a_name() {
        let repository = with("GITHUB_REPOSITORY", "Octo/App").repository().unwrap();
        assert_eq!((repository.owner.as_str(), repository.name.as_str()), ("Octo", "App"));
        for slug in ["", "octo", "octo/", "/app", "octo/app/x"] {
            assert_eq!(with("GITHUB_REPOSITORY", slug).repository(), None, "{slug}");
        }
    }

    #[test]
    fn what_the_runner_leaves_empty_is_not_there() {
        assert_eq!(with("GITHUB_API_URL", "").api_url(), None);
        assert_eq!(with("GITHUB_OUTPUT", "").output_file(), None);
        assert_eq!(with("GITHUB_JOB", "clean").job().as_deref(), Some("clean"));
    }

    #[test]
    fn a_path_need_not_be_utf_8() {
        let path = OsString::from_vec(b"/data/\xff".to_vec());
        let environment: Environment = [("GITHUB_WORKSPACE", path.clone())].into_iter().collect();
        assert_eq!(environment.workspace(), Some(PathBuf::from(path)));
    }

    #[test]
    fn debug_logging_is_asked_for_by_1() {
        assert!(with("RUNNER_DEBUG", "1").asks_for_debug_log());
        assert!(!with("RUNNER_DEBUG", "0").asks_for_debug_log());
        assert!(!Environment::default().asks_for_debug_log());
    }

    #[test]
    fn colours_are_as_the_user_says() {
        for (variables, expected) in [
            (vec![], None),
            (vec![("NO_COLOR", "")], None),
            (vec![("NO_COLOR", "0")], Some(Colours::Never)),
            (vec![("NO_COLOR", "1"), ("FORCE_COLOR", "1")], Some(Colours::Never)),
            (vec![("FORCE_COLOR", "1")], Some(Colours::Always)),
            (vec![("CLICOLOR_FORCE", "1")], Some(Colours::Always)),
            (vec![("CLICOLOR_FORCE", "0"), ("FORCE_COLOR", "0")], None),
        ] {
            let environment: Environment = variables.iter().copied().collect();
            assert_eq!(environment.colours(), expected, "{variables:?}");
        }
    }

    #[test]
    fn no_value_is_printed() {
        let environment = with("INPUT_TOKEN", "ghp_secret");
        assert_eq!(format!("{environment:?}"), "{\"INPUT_TOKEN\"}");
    }
}
