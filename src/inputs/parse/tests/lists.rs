//! Lists, patterns and ranges.

use super::support::*;
use crate::domain::{Pattern, Patterns, Range, Ranges};
use crate::inputs::Came;

fn globs(patterns: Option<Patterns>) -> Vec<String> {
    patterns.unwrap().iter().map(Pattern::to_string).collect()
}

fn texts(ranges: Option<Ranges>) -> Vec<String> {
    ranges.unwrap().iter().map(|range: &Range| range.as_str().to_owned()).collect()
}

#[test]
fn lists_are_split_at_new_lines_and_commas_and_trimmed() {
    let text = "  pr-* \n\tbuild-?\r\n\n nightly , dev\n";
    assert_eq!(globs(rule(&[("INPUT_TAGS", text)]).tags), ["pr-*", "build-?", "nightly", "dev"]);
}

#[test]
fn semver_is_split_at_new_lines_and_bars_only() {
    let text = ">=1.0.0, <2.0.0 || 3.0.0\n~4.1.0\n";
    let expected = [">=1.0.0, <2.0.0", "3.0.0", "~4.1.0"];
    assert_eq!(texts(rule_of(&[("INPUT_SEMVER", text)]).semver), expected);
    let kept = sound(&[("INPUT_KEEP_SEMVER", text)]).policy.keep.semver;
    assert_eq!(texts(Some(kept)), expected);
}

#[test]
fn lines_beginning_with_a_hash_are_comments() {
    let text = "# of pull requests, closed or not\npr-*\n  # !these\n";
    assert_eq!(globs(rule(&[("INPUT_TAGS", text)]).tags), ["pr-*"]);
    let text = "# the old line || the new\n1.x\n#2.x";
    assert_eq!(texts(rule_of(&[("INPUT_SEMVER", text)]).semver), ["1.x"]);
}

#[test]
fn a_comment_behind_an_item_is_an_error() {
    for (name, value) in [
        ("INPUT_KEEP_TAGS", "latest # the newest"),
        ("INPUT_KEEP_VERSION_NAMES", "1.2.3\t# do not touch"),
        ("INPUT_PACKAGES", "app, #b"),
    ] {
        let problem = problem(&[(name, value)]);
        assert!(problem.advice.contains("line of its own"), "{problem}");
    }
}

#[test]
fn none_means_no_such_limit() {
    let rule = rule_of(&[
        ("INPUT_TAGS", "none"),
        ("INPUT_VERSION_NAMES", " none\n"),
        ("INPUT_SEMVER", "# nothing yet\nnone"),
        ("INPUT_VERSION_IDS", "5"),
        ("INPUT_OLDER_THAN", "none"),
        ("INPUT_KEEP_LATEST", "none"),
    ]);
    assert_eq!((rule.tags, rule.version_names, rule.semver), (None, None, None));
    assert_eq!((rule.older_than, rule.keep_latest), (None, None));
    assert_eq!(rule_of(&[("INPUT_VERSION_IDS", "none"), ("INPUT_TAGS", "a")]).version_ids, None);

    let policy = sound(&[
        ("INPUT_KEEP_TAGS", "none"),
        ("INPUT_KEEP_VERSION_NAMES", "none"),
        ("INPUT_KEEP_SEMVER", "none"),
        ("INPUT_UNTAGGED_GRACE", "none"),
        ("INPUT_MAX_DELETIONS", "none"),
        ("INPUT_MIN_REMAINING", "none"),
    ])
    .policy;
    assert!(policy.keep.tags.patterns.is_empty());
    assert!(policy.keep.version_names.is_empty());
    assert!(policy.keep.semver.is_empty());
    assert_eq!(policy.untagged_grace, None);
    assert_eq!((policy.guards.max_deletions, policy.guards.min_remaining), (None, 0));
}

#[test]
fn none_is_accepted_by_every_input_that_says_so_and_by_no_other() {
    for input in crate::inputs::Input::ALL {
        let variable = format!("INPUT_{}", input.name().to_uppercase());
        // `untagged` selects, so that no change of this list leaves the run without a selector.
        let environment =
            without("INPUT_TAGS", &[("INPUT_TAG_STATUS", "untagged"), (variable.as_str(), "none")]);
        let name = input.name();
        match name {
            // A login, a token and a package may really be called so.
            "token" | "owner" | "packages" => drop(request(&environment)),
            "tag-status" => {}
            _ if input.spec().takes.accepts_none() => drop(request(&environment)),
            _ => assert_eq!(unsound(&environment), [name]),
        }
    }
}

#[test]
fn none_beside_others_is_an_error() {
    for (name, value) in [
        ("INPUT_TAGS", "none, pr-*"),
        ("INPUT_KEEP_TAGS", "latest\nnone"),
        ("INPUT_KEEP_VERSION_NAMES", "none, none"),
        ("INPUT_SEMVER", "1.x || none"),
        ("INPUT_VERSION_IDS", "5,none"),
    ] {
        let problem = problem(&[(name, value)]);
        assert!(problem.advice.contains("can't stand beside others"), "{problem}");
    }
}

#[test]
fn a_tag_really_named_none_is_written_with_brackets() {
    let tags = rule(&[("INPUT_TAGS", "[n]one, dev")]).tags.unwrap();
    assert!(tags.first_match("none").is_some());
}

#[test]
fn placeholders_in_keep_tags_protect_what_they_fit() {
    let keep = sound(&[("INPUT_KEEP_TAGS", "pr-{pr}-final")]).policy.keep.tags.patterns;
    assert!(keep.first_match("pr-267-final").is_some());
    assert!(keep.first_match("pr-x-final").is_none());
    for name in ["INPUT_TAGS", "INPUT_KEEP_TAGS"] {
        assert!(problem(&[(name, "{branch}")]).advice.contains("every tag fits"), "{name}");
    }
    for name in ["INPUT_VERSION_NAMES", "INPUT_KEEP_VERSION_NAMES", "INPUT_PACKAGES"] {
        assert!(problem(&[(name, "pr-{pr}")]).advice.contains("tag patterns alone"), "{name}");
    }
}

#[test]
fn an_exclamation_mark_names_the_keep_that_does_what_is_meant() {
    for (name, value, keep) in [
        ("INPUT_TAGS", "*, !latest", "`latest` into `keep-tags`"),
        ("INPUT_VERSION_NAMES", "!1.*", "`1.*` into `keep-version-names`"),
        ("INPUT_SEMVER", "!1.2.3", "`1.2.3` into `keep-semver`"),
        ("INPUT_KEEP_TAGS", "!dev", "name only what is meant"),
        ("INPUT_KEEP_VERSION_NAMES", "!dev", "name only what is meant"),
        ("INPUT_KEEP_SEMVER", "!1.2.3", "name only what is meant"),
        ("INPUT_PACKAGE_TYPE", "!npm", "name only what is meant"),
        ("INPUT_VERSION_IDS", "!5", "name only what is meant"),
    ] {
        let problem = problem(&[(name, value)]);
        assert!(problem.advice.contains(keep), "{problem}");
    }
}

#[test]
fn quotes_are_an_error_and_not_a_part_of_the_name() {
    for (name, value) in [
        ("INPUT_TAGS", "'pr-*'"),
        ("INPUT_KEEP_TAGS", "\"latest\""),
        ("INPUT_KEEP_VERSION_NAMES", "“1.2.3”"),
        ("INPUT_SEMVER", "\">=1.0.0\""),
        ("INPUT_PACKAGES", "`app`"),
        ("INPUT_VERSION_IDS", "'5'"),
    ] {
        let problem = problem(&[(name, value)]);
        assert!(problem.advice.contains("take the quotes off"), "{problem}");
    }
}

#[test]
fn an_item_that_is_empty_beside_a_comma_is_said_to_be_an_expression_that_came_out_empty() {
    for value in ["latest,,dev", "latest, ,dev", "a,", ",a", "a\nb,\nc", "a\n,b"] {
        for variable in ["INPUT_TAGS", "INPUT_KEEP_TAGS", "INPUT_PACKAGES"] {
            let problem = problem(&[(variable, value)]);
            assert_eq!(problem.came, Came::text(value));
            assert!(problem.advice.contains("an expression came out empty"), "{problem}");
        }
    }
}

#[test]
fn an_empty_line_is_no_item() {
    let text = "\n\n  \npr-*\n\n\t\nnightly\n\n";
    assert_eq!(globs(rule(&[("INPUT_TAGS", text)]).tags), ["pr-*", "nightly"]);
}

#[test]
fn a_list_of_json_is_an_error() {
    for value in [r#"["latest", "dev"]"#, "[latest, dev]", "[\n  \"latest\"\n]"] {
        let problem = problem(&[("INPUT_KEEP_TAGS", value)]);
        assert!(problem.advice.contains("without brackets"), "{problem}");
    }
}

#[test]
fn every_unsound_item_is_named() {
    let all = problems(&with(&[
        ("INPUT_TAGS", "ok, {PR}, feat/x, [0-9"),
        ("INPUT_SEMVER", "1.2 || oops"),
    ]));
    let came: Vec<String> = all.iter().map(|problem| problem.came.to_string()).collect();
    assert_eq!(came, ["`{PR}`", "`feat/x`", "`[0-9`", "`1.2`", "`oops`"]);
}

#[test]
fn a_bare_partial_version_is_an_error_that_offers_the_range() {
    let problem = problem(&[("INPUT_SEMVER", "1.2")]);
    assert!(problem.advice.contains("1.2.x"), "{problem}");
}

#[test]
fn a_missing_alternative_of_a_range_is_an_error() {
    for value in ["1.x ||", "|| 1.x", "1.x || || 2.x", "||"] {
        assert!(
            unsound(&with(&[("INPUT_KEEP_SEMVER", value)])).contains(&"keep-semver".to_owned())
        );
    }
}
