//! What a run left behind.

use github_standin::Request;
use github_standin::runner::{LogCommand, Ran, Summary, read_commands};
use serde::Deserialize;

use super::stage::ACTION;

/// A version in one of the lists among the outputs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub package: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub id: u64,
    pub name: String,
    pub tags: Vec<String>,
    pub reason: String,
}

impl Item {
    /// Its tags, else its name.
    pub(crate) fn label(&self) -> String {
        if self.tags.is_empty() { self.name.clone() } else { self.tags.join(" ") }
    }
}

/// The lists and their counts.
const LISTS: [(&str, &str); 3] =
    [("planned", "planned-count"), ("held", "held-count"), ("failed", "failed-count")];

/// What a run left behind, and what it asked GitHub for.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub ran: Ran,
    pub requests: Vec<Request>,
}

impl Outcome {
    /// The exit status.
    pub(crate) fn status(&self) -> i32 {
        self.ran.status.code().expect("an exit status")
    }

    /// The value of an output.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> &str {
        let value = self.ran.output(name);
        value
            .unwrap_or_else(|| panic!("no output {name}: {:?}\n{}", self.ran.outputs, self.ran.log))
    }

    /// The versions in a list among the outputs.
    #[track_caller]
    pub(crate) fn list(&self, name: &str) -> Vec<Item> {
        let list = self.output(name);
        serde_json::from_str(list).unwrap_or_else(|error| panic!("{name}: {error}: {list}"))
    }

    /// Tags, or else the names, of the versions in a list, in their order.
    #[track_caller]
    pub(crate) fn labels(&self, list: &str) -> Vec<String> {
        self.list(list).iter().map(Item::label).collect()
    }

    /// What would be deleted, sorted.
    #[track_caller]
    pub(crate) fn planned(&self) -> Vec<String> {
        sorted(self.labels("planned"))
    }

    /// What is held, sorted.
    #[track_caller]
    pub(crate) fn held(&self) -> Vec<String> {
        sorted(self.labels("held"))
    }

    /// Why the version with this label is in that list.
    #[track_caller]
    pub(crate) fn reason(&self, list: &str, label: &str) -> String {
        let items = self.list(list);
        let found = items.iter().find(|item| item.label() == label);
        found.unwrap_or_else(|| panic!("no {label} in {items:?}")).reason.clone()
    }

    /// Method, path and query of each request, in the order of arrival.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |request: &Request| format!("{} {}", request.method, request.target());
        self.requests.iter().map(line).collect()
    }

    /// The requests to the API alone.
    pub(crate) fn api_lines(&self) -> Vec<String> {
        let registry =
            |line: &String| line.starts_with("GET /v2/") || line.starts_with("GET /token");
        self.lines().into_iter().filter(|line| !registry(line)).collect()
    }

    /// The commands that the runner finds in the log.
    pub(crate) fn commands(&self) -> Vec<LogCommand> {
        read_commands(&self.ran.log)
    }

    /// The messages of the errors in the log, as the runner shows them.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.annotations("error")
    }

    /// The messages of the warnings in the log, as the runner shows them.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.annotations("warning")
    }

    /// The messages of the notices in the log, as the runner shows them.
    pub(crate) fn notices(&self) -> Vec<String> {
        self.annotations("notice")
    }

    fn annotations(&self, name: &str) -> Vec<String> {
        let commands = self.commands().into_iter().filter(|command| command.name == name);
        commands.map(|command| command.message).collect()
    }

    /// Fails unless the run ended with this status, errors and warnings told where it differs.
    #[track_caller]
    pub(crate) fn assert_status(&self, expected: i32) {
        assert_eq!(self.status(), expected, "{}", self.ran.log);
    }

    /// Fails where something is missing that every run leaves, or where the token was told.
    #[track_caller]
    pub(crate) fn assert_complete_report(&self, token: &str) {
        let Self { ran, requests: _ } = self;
        let outputs = ran.outputs.as_ref().unwrap_or_else(|why| panic!("{why}\n{}", ran.log));
        let names: Vec<&str> = sorted(outputs.iter().map(|(name, _)| name.as_str()).collect());
        let declared: Vec<&str> = sorted(ACTION.outputs().iter().map(String::as_str).collect());
        assert_eq!(names, declared, "each output that is declared and no other\n{}", ran.log);
        for (list, count) in LISTS {
            let items = self.list(list).len();
            if self.output("truncated") == "false" {
                assert_eq!(self.output(count), items.to_string(), "{count}");
            }
        }
        let Summary::Shown(summary) = &ran.summary else { panic!("{:?}", ran.summary) };
        let headline = summary.lines().next().unwrap_or_default();
        let begins = ["## Dry run: ", "## Plan refused: "];
        assert!(begins.iter().any(|begin| headline.starts_with(begin)), "{summary}");
        assert!(ran.log.contains("a dry run that changes nothing"), "{}", ran.log);
        let values = outputs.iter().map(|(_, value)| value.as_str());
        for text in ran.shown_log().chain(values).chain([summary.as_str()]) {
            assert!(!text.contains(token), "the token was told: {text}");
        }
    }
}

/// In order.
pub(crate) fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}
