//! No input may be empty.

use super::support::*;
use crate::inputs::{Came, Environment, Input, Preset};

#[test]
fn no_input_may_be_empty() {
    for input in Input::ALL.iter().filter(|input| **input != Input::Share) {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        for empty in ["", " ", "\n", " \r\n\t"] {
            let problem =
                the_only(problems(&in_actions(&[("INPUT_TAGS", "pr-*"), (&variable, empty)])));
            assert_eq!(problem.input, input.name());
            assert_eq!(problem.came, Came::Empty);
            assert!(problem.advice.contains("an expression came out empty"), "{problem}");
        }
    }
}

#[test]
fn each_input_but_token_and_owner_has_a_default_that_is_not_empty() {
    for input in Input::ALL {
        match input.spec().preset {
            Preset::Text(default) => assert_ne!(default.trim(), "", "{}", input.name()),
            Preset::Expression(_) => {
                assert!(matches!(input, Input::Token | Input::Owner | Input::Share));
            }
        }
    }
}

#[test]
fn what_the_runner_fills_in_is_sound_but_for_a_selector() {
    let problem = the_only(problems(&in_actions(&[])));
    assert_eq!(problem.input, "mode");
    assert!(problem.expected.starts_with("a selector"), "{problem}");
}

#[test]
fn an_empty_value_is_said_to_be_an_expression_that_came_out_empty() {
    assert_eq!(
        problem(&[("INPUT_OLDER_THAN", "")]).to_string(),
        "input `older-than`: expected a duration, or `none`, but an empty value came; an expression \
         came out empty, as a variable or secret does that is not set; give it a value, or leave \
         the input out for its default `none`"
    );
}

#[test]
fn outside_actions_an_absent_variable_means_its_default() {
    let bare = sound(&[]);
    let spelled_out: Vec<(String, &str)> = Input::ALL
        .iter()
        .filter(|input| !matches!(input, Input::Packages | Input::Tags))
        .filter_map(|input| match input.spec().preset {
            Preset::Text(default) => {
                Some((format!("INPUT_{}", input.name().to_uppercase()), default))
            }
            Preset::Expression(_) => None,
        })
        .collect();
    let changes: Vec<(&str, &str)> =
        spelled_out.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let full = sound(&changes);
    assert_eq!(bare.place, full.place);
    assert_eq!((bare.mode, bare.target), (full.mode, full.target));
    assert_eq!(bare.policy, full.policy);
    assert_eq!((bare.dry_run, bare.limits), (full.dry_run, full.limits));
    assert_eq!((bare.record_file, bare.cache), (full.record_file, full.cache));
    assert_eq!((bare.apply, bare.given), (full.apply, full.given));
}

#[test]
fn the_token_is_required() {
    for environment in [without("INPUT_TOKEN", &[]), with(&[("INPUT_TOKEN", " ")])] {
        let problem = the_only(problems(&environment));
        assert_eq!(problem.input, "token");
        assert!(problem.advice.contains("${{ secrets.NAME }}"), "{problem}");
        assert!(problem.advice.contains("INPUT_TOKEN"), "{problem}");
    }
}

#[test]
fn the_owner_comes_from_github_repository_owner() {
    let request = request(&without("INPUT_OWNER", &[("GITHUB_REPOSITORY_OWNER", "Octo-Org")]));
    assert_eq!(request.place.owner.as_str(), "Octo-Org");
    let problem = the_only(problems(&without("INPUT_OWNER", &[])));
    assert_eq!((problem.input.as_str(), problem.came), ("owner", Came::Nothing));
}

#[test]
fn an_empty_owner_is_not_taken_for_an_absent_one() {
    let changes = [("INPUT_OWNER", ""), ("GITHUB_REPOSITORY_OWNER", "octo")];
    assert_eq!(problem(&changes).input, "owner");
}

#[test]
fn all_problems_come_at_once_each_naming_its_input() {
    let environment: Environment = [
        ("INPUT_OWNER", "octo/app"),
        ("INPUT_PACKAGE_TYPE", "gem"),
        ("INPUT_PACKAGES", "!a"),
        ("INPUT_TAGS", "!latest, {X}"),
        ("INPUT_OLDER_THAN", ""),
        ("INPUT_KEEP_LATEST", "five"),
        ("INPUT_KEEP_TAG", "v*"),
        ("INPUT_DRY_RUN", "yes"),
    ]
    .into_iter()
    .collect();
    let all = [
        "token",
        "owner",
        "package-type",
        "packages",
        "tags",
        "tags",
        "older-than",
        "keep-latest",
        "dry-run",
        "keep_tag",
    ];
    assert_eq!(unsound(&environment), all);
    let text = crate::inputs::parse(&environment).unwrap_err().to_string();
    assert_eq!(text.lines().count(), all.len());
    for (line, input) in text.lines().zip(all) {
        assert!(line.starts_with(&format!("input `{input}`: expected ")), "{line}");
    }
}
