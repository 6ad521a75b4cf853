//! Which variable is which input.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use super::support::*;
use crate::inputs::{Came, Environment, Input};

#[test]
fn every_input_is_read_under_its_name_with_hyphens() {
    // A value that none accepts shows which variables are looked at.
    for input in Input::ALL {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        for environment in [in_actions(&[(&variable, "\u{7}")]), with(&[(&variable, "\u{7}")])] {
            assert!(unsound(&environment).contains(&input.name().to_owned()), "{variable}");
        }
    }
}

#[test]
fn an_unknown_input_is_an_error_with_the_nearest_known_name() {
    for (variable, written, near) in [
        ("INPUT_KEEP-TAG", "keep-tag", "keep-tags"),
        ("INPUT_OLDER", "older", "older-than"),
        ("INPUT_TAG", "tag", "tags"),
        ("INPUT_PACKAGE-NAME", "package-name", "package-type"),
        ("INPUT_DRYRUN", "dryrun", "dry-run"),
    ] {
        let problem = problem(&[(variable, "x")]);
        assert_eq!(problem.input, written);
        assert_eq!(problem.advice, format!("did you mean `{near}`?"));
    }
    let problem = problem(&[("INPUT_ZZZ", "x")]);
    assert!(problem.advice.contains("reference"), "{problem}");
}

#[test]
fn what_an_unknown_input_holds_is_not_shown() {
    let problem = problem(&[("INPUT_PASSWORD", "hunter2")]);
    assert!(!problem.to_string().contains("hunter2"), "{problem}");
}

#[test]
fn input_args_and_input_entrypoint_are_the_runners_own() {
    sound(&[("INPUT_ARGS", "a b"), ("INPUT_ENTRYPOINT", "/bin/true")]);
    request(&in_actions(&[("INPUT_TAGS", "a"), ("INPUT_ARGS", ""), ("INPUT_ENTRYPOINT", "")]));
}

#[test]
fn an_input_that_is_not_built_yet_is_unknown() {
    let problems =
        problems(&in_actions(&[("INPUT_TAGS", "pr-*"), ("INPUT_DELETES-PER-HOUR", "9")]));
    assert_eq!(the_only(problems).input, "deletes-per-hour");
}

#[test]
fn outside_actions_an_underscore_does_for_a_hyphen() {
    let hyphen = sound(&[("INPUT_KEEP-LATEST", "5")]);
    let underscore = sound(&[("INPUT_KEEP_LATEST", "5")]);
    let both = sound(&[("INPUT_KEEP_LATEST", "5"), ("INPUT_KEEP-LATEST", "5")]);
    assert_eq!(hyphen.policy, underscore.policy);
    assert_eq!(hyphen.policy, both.policy);
    assert_ne!(hyphen.policy, sound(&[]).policy);
}

#[test]
fn both_spellings_with_different_values_are_an_error() {
    let problem = problem(&[("INPUT_DRY_RUN", "true"), ("INPUT_DRY-RUN", "false")]);
    assert_eq!(problem.input, "dry-run");
    assert!(problem.advice.contains("INPUT_DRY_RUN"), "{problem}");
    assert!(problem.advice.contains("INPUT_DRY-RUN"), "{problem}");
    let problem = super::support::problem(&[("INPUT_KEEP_TAGS", ""), ("INPUT_KEEP-TAGS", "v*")]);
    assert_eq!(problem.input, "keep-tags");
}

#[test]
fn inside_actions_input_keep_tags_is_unknown() {
    let problem =
        the_only(problems(&in_actions(&[("INPUT_TAGS", "a"), ("INPUT_KEEP_TAGS", "v*")])));
    assert_eq!(problem.input, "keep_tags");
    assert_eq!(problem.advice, "did you mean `keep-tags`?");
}

#[test]
fn a_variable_in_lower_case_is_unknown() {
    assert_eq!(problem(&[("INPUT_dry-run", "true")]).advice, "did you mean `dry-run`?");
}

#[test]
fn a_value_that_is_not_utf_8_is_said_to_be_none() {
    let environment: Environment = [
        ("INPUT_TOKEN", OsString::from(TOKEN)),
        ("INPUT_OWNER", OsString::from("octo")),
        ("INPUT_PACKAGES", OsString::from("app")),
        ("INPUT_TAGS", OsString::from_vec(b"pr-\xff".to_vec())),
        ("OTHER", OsString::from_vec(vec![0xff])),
    ]
    .into_iter()
    .collect();
    let problem = the_only(problems(&environment));
    assert_eq!(problem.input, "tags");
    assert!(problem.advice.contains("UTF-8"), "{problem}");
}

#[test]
fn a_control_character_is_refused_wherever_it_stands() {
    for value in ["pr-\0", "pr-*\u{1b}[31m", "a\rb", "a\u{7f}b", "a\u{85}b"] {
        let problem = problem(&[("INPUT_TAGS", value)]);
        assert_eq!(problem.input, "tags");
        assert!(problem.advice.contains("control character"), "{problem}");
        assert!(!problem.to_string().chars().any(char::is_control), "{problem:?}");
    }
    let problem = problem(&[("INPUT_TOKEN", "ghp_a\nb\u{1}")]);
    assert_eq!(problem.came, Came::Secret);
}

#[test]
fn the_token_is_shown_nowhere() {
    for (name, value) in [
        ("INPUT_TAGS", format!("{TOKEN}/")),
        ("INPUT_OWNER", format!("https://{TOKEN}@github.com")),
        ("INPUT_KEEP_LATEST", TOKEN.to_owned()),
        ("INPUT_SEMVER", format!(">{TOKEN}")),
        ("INPUT_OLDER_THAN", TOKEN.to_owned()),
        ("INPUT_API_URL", format!("https://{TOKEN}@github.com")),
        ("INPUT_VISIBILITY", TOKEN.to_owned()),
    ] {
        let environment = with(&[(name, &value)]);
        let said = format!("{:?}", crate::inputs::parse(&environment).unwrap_err());
        assert!(!said.contains(TOKEN), "{said}");
        assert!(!format!("{environment:?}").contains(TOKEN));
    }
    let request = sound(&[]);
    assert!(!format!("{request:?}").contains(TOKEN), "{request:?}");
    assert_eq!(request.token.expose(), TOKEN);
}
