//! Environments to parse.

use crate::domain::Rule;
use crate::inputs::{Environment, Input, InputProblem, Preset, Request, parse};

/// What has the shape of no token that GitHub ever gave out.
pub(super) const TOKEN: &str = "a-token-of-octo";

/// What a sound request needs on a terminal.
const SOUND: [(&str, &str); 4] = [
    ("INPUT_TOKEN", TOKEN),
    ("INPUT_OWNER", "octo"),
    ("INPUT_PACKAGES", "app"),
    ("INPUT_TAGS", "pr-*"),
];

/// A sound environment on a terminal with these variables set.
pub(super) fn with(changes: &[(&str, &str)]) -> Environment {
    SOUND.iter().chain(changes).copied().collect()
}

/// A sound environment on a terminal without this variable, and with these set.
pub(super) fn without(name: &str, changes: &[(&str, &str)]) -> Environment {
    SOUND.iter().filter(|(sound, _)| *sound != name).chain(changes).copied().collect()
}

/// A sound environment on a terminal for restoring, but for a selector, with these variables set.
pub(super) fn restoring(changes: &[(&str, &str)]) -> Environment {
    without("INPUT_TAGS", &[&[("INPUT_MODE", "restore")], changes].concat())
}

/// What the runner sets for a step: every declared input, under its name with hyphens.
pub(super) fn in_actions(changes: &[(&str, &str)]) -> Environment {
    let defaults = Input::ALL.iter().map(|input| {
        let value = match input.spec().preset {
            Preset::Text(default) => default,
            Preset::Expression("github.token") => TOKEN,
            Preset::Expression("strategy.job-total") => "1",
            Preset::Expression(_) => "octo",
        };
        (format!("INPUT_{}", input.name().to_uppercase()), value)
    });
    let runner = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_API_URL", "https://api.github.com"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "octo/App"),
        ("GITHUB_REPOSITORY_OWNER", "octo"),
    ];
    let owned = |&(name, value): &(&str, &'static str)| (name.to_owned(), value);
    let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    defaults
        .chain(runner.iter().map(owned))
        .map(|(name, value)| (name, value.to_owned()))
        .chain(changes)
        .collect()
}

/// The request that these variables make of a sound one.
pub(super) fn sound(changes: &[(&str, &str)]) -> Request {
    request(&with(changes))
}

/// The request that the environment makes.
pub(super) fn request(environment: &Environment) -> Request {
    parse(environment).unwrap_or_else(|problems| panic!("unsound:\n{problems}"))
}

/// The rule that these variables make of a sound request.
pub(super) fn rule(changes: &[(&str, &str)]) -> Rule {
    let [rule] = sound(changes).policy.rules.try_into().unwrap();
    rule
}

/// The rule that these variables make, where nothing else selects.
pub(super) fn rule_of(changes: &[(&str, &str)]) -> Rule {
    let [rule] = request(&without("INPUT_TAGS", changes)).policy.rules.try_into().unwrap();
    rule
}

/// What is wrong with the environment.
pub(super) fn problems(environment: &Environment) -> Vec<InputProblem> {
    match parse(environment) {
        Ok(request) => panic!("sound: {request:?}"),
        Err(problems) => problems.iter().cloned().collect(),
    }
}

/// The one thing that is wrong with a sound environment with these variables set.
pub(super) fn problem(changes: &[(&str, &str)]) -> InputProblem {
    the_only(problems(&with(changes)))
}

/// The one thing that is wrong.
pub(super) fn the_only(problems: Vec<InputProblem>) -> InputProblem {
    let [problem] = problems.try_into().unwrap_or_else(|all| panic!("not one: {all:#?}"));
    problem
}

/// The inputs that something is wrong with, in the order in which that is said.
pub(super) fn unsound(environment: &Environment) -> Vec<String> {
    problems(environment).into_iter().map(|problem| problem.input).collect()
}
