//! What has destroyed packages elsewhere and begins in the inputs.

use super::support::*;
use crate::domain::Pattern;
use crate::inputs::{Came, Input};

#[test]
fn h10_a_run_without_a_selector_is_refused_and_the_scope_is_the_own_package() {
    let problem = the_only(problems(&without("INPUT_TAGS", &[])));
    assert_eq!((problem.input.as_str(), problem.came), ("mode", Came::Nothing));
    let place = request(&in_actions(&[("INPUT_TAGS", "pr-*")])).place;
    assert!(!place.needs_a_listing());
    // What selects something else than images makes no rule, since that would take every image.
    let orphans = [("INPUT_ORPHANED_REFERRERS", "delete")];
    assert_eq!(request(&without("INPUT_TAGS", &orphans)).policy.rules, []);
}

#[test]
fn h12_lists_are_trimmed_so_that_what_they_name_is_protected() {
    for value in ["dev, latest", "dev\nlatest\n", "  dev \r\n\tlatest  \r\n", "dev\t,latest"] {
        let keep = sound(&[("INPUT_KEEP_TAGS", value)]).policy.keep.tags.patterns;
        for tag in ["dev", "latest"] {
            assert!(keep.first_match(tag).is_some(), "{tag} is not protected by {value:?}");
        }
    }
}

#[test]
fn h14_what_is_no_number_is_not_read_as_one() {
    for value in ["7d", "five", "1e3", "10%", "-1", "NaN", "Infinity", "null", "undefined"] {
        for variable in ["INPUT_KEEP_LATEST", "INPUT_MAX_DELETIONS", "INPUT_MIN_REMAINING"] {
            assert_eq!(problem(&[(variable, value)]).came, Came::Text(value.to_owned()));
        }
    }
    for value in ["7", "five", "1e3d", "10%", "-7d", "NaN"] {
        assert_eq!(problem(&[("INPUT_OLDER_THAN", value)]).came, Came::Text(value.to_owned()));
    }
}

#[test]
fn h30_an_empty_older_than_is_an_error() {
    for environment in [
        with(&[("INPUT_OLDER_THAN", "")]),
        with(&[("INPUT_OLDER-THAN", " ")]),
        in_actions(&[("INPUT_TAGS", "pr-*"), ("INPUT_OLDER-THAN", "")]),
    ] {
        let problem = the_only(problems(&environment));
        assert_eq!((problem.input.as_str(), problem.came), ("older-than", Came::Empty));
    }
}

#[test]
fn h34_a_token_of_any_shape_is_accepted() {
    let of_2026 = format!("ghs_123456_{}.{}.{}", "e".repeat(120), "J".repeat(300), "-_".repeat(43));
    assert!(of_2026.len() > 500);
    for token in [
        of_2026.as_str(),
        "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
        "github_pat_11AAAAAAA0_x",
        "gho_x",
        "0123456789abcdef0123456789abcdef01234567",
        "t",
        "a+b/c==",
        "none",
    ] {
        assert_eq!(sound(&[("INPUT_TOKEN", token)]).token.expose(), token);
        let padded = format!("{token}\n");
        assert_eq!(sound(&[("INPUT_TOKEN", &padded)]).token.expose(), token);
    }
    // No header can carry these.
    for token in ["ghp_a\nghp_b", "ghp_a\u{200b}", "ghp_\0"] {
        assert_eq!(problem(&[("INPUT_TOKEN", token)]).came, Came::Secret);
    }
}

#[test]
fn h40_an_unset_variable_empties_no_selector_and_no_keep() {
    for input in [
        Input::Tags,
        Input::VersionNames,
        Input::Semver,
        Input::VersionIds,
        Input::Packages,
        Input::KeepTags,
        Input::KeepVersionNames,
        Input::KeepSemver,
        Input::KeepLatest,
        Input::UntaggedGrace,
    ] {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        let environment = without("INPUT_TAGS", &[("INPUT_OLDER_THAN", "1d"), (&variable, "")]);
        assert_eq!(unsound(&environment), [input.name()]);
    }
    // The same where the variable was one item of several, be they set or not.
    for input in [
        Input::Tags,
        Input::VersionNames,
        Input::VersionIds,
        Input::Packages,
        Input::PackageType,
        Input::KeepTags,
        Input::KeepVersionNames,
    ] {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        for value in [",", ", ,\n", "# from the settings:\n,", "latest,,dev", "5,", ",5", "5, \n6"]
        {
            let environment =
                without("INPUT_TAGS", &[("INPUT_OLDER_THAN", "1d"), (&variable, value)]);
            let problem = the_only(problems(&environment));
            assert_eq!(problem.input, input.name());
            assert!(problem.advice.contains("an expression came out empty"), "{problem}");
        }
    }
    for input in [Input::Semver, Input::KeepSemver] {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        for value in ["1.x ||", ">=1.0.0,", ">=1.0.0, ,<2.0.0", "|| 1.x"] {
            let environment =
                without("INPUT_TAGS", &[("INPUT_OLDER_THAN", "1d"), (&variable, value)]);
            assert_eq!(unsound(&environment), [input.name()], "{value}");
        }
    }
}

#[test]
fn h47_latest_is_protected_although_nobody_asked_for_it() {
    let policy = request(&in_actions(&[("INPUT_KEEP-LATEST", "3")])).policy;
    let kept: Vec<&str> = policy.keep.tags.patterns.iter().map(Pattern::as_str).collect();
    assert_eq!(kept, ["latest"]);
    assert_eq!(policy.guards.min_remaining, 1);
}
