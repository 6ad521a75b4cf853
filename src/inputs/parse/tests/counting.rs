//! What `keep-latest` counts by, and in which order.

use super::support::*;
use crate::domain::{KeepLatest, KeepOrder, KeepPer, Placeholder};

fn counting(changes: &[(&str, &str)]) -> KeepLatest {
    rule(&[&[("INPUT_KEEP_LATEST", "3")], changes].concat()).keep_latest.unwrap()
}

#[test]
fn the_whole_package_is_counted_by_date_unless_said_otherwise() {
    let latest = counting(&[]);
    assert_eq!(
        (latest.count.get(), latest.per, latest.order),
        (3, KeepPer::Package, KeepOrder::Date)
    );
    assert_eq!(counting(&[("INPUT_KEEP_ORDER", "semver")]).order, KeepOrder::Semver);
    for (word, per) in [("major", KeepPer::Major), ("minor", KeepPer::Minor)] {
        assert_eq!(counting(&[("INPUT_KEEP_PER", word)]).per, per);
    }
}

#[test]
fn a_placeholder_of_tags_can_be_counted_by() {
    let tags = ("INPUT_TAGS", "pr-{pr}-*, {app}-v*");
    for (word, placeholder) in [("pr", Placeholder::Pr), ("app", Placeholder::Word("app".into()))] {
        let latest = counting(&[tags, ("INPUT_KEEP_PER", word)]);
        assert_eq!(latest.per, KeepPer::Placeholder(placeholder));
    }
}

#[test]
fn what_can_not_be_counted_by_is_an_error() {
    for (value, advice) in [
        ("patch", "no pattern of `tags` has `{patch}`"),
        ("branch", "no pattern of `tags` has `{branch}`"),
        ("{pr}", "without braces"),
        ("Minor", "in lower case"),
        ("major, minor", "name alone"),
    ] {
        let problem = problem(&[("INPUT_KEEP_LATEST", "3"), ("INPUT_KEEP_PER", value)]);
        assert_eq!(problem.input, "keep-per");
        assert!(problem.advice.contains(advice), "{problem}");
    }
    let problem = problem(&[("INPUT_KEEP_LATEST", "3"), ("INPUT_KEEP_ORDER", "name")]);
    assert_eq!(problem.input, "keep-order");
    // Where `tags` is unsound itself, nothing is said about what is missing in it.
    let changes = [("INPUT_KEEP_LATEST", "3"), ("INPUT_TAGS", "{PR}"), ("INPUT_KEEP_PER", "pr")];
    assert_eq!(unsound(&with(&changes)), ["tags"]);
}

#[test]
fn what_says_how_to_count_is_an_error_where_nothing_is_counted() {
    for (variable, value) in [("INPUT_KEEP_PER", "minor"), ("INPUT_KEEP_ORDER", "semver")] {
        for none in ["none", "0"] {
            let problem = problem(&[("INPUT_KEEP_LATEST", none), (variable, value)]);
            assert!(problem.expected.contains("`keep-latest` beside it"), "{problem}");
        }
        let changes = [("INPUT_TAG_STATUS", "untagged"), ("INPUT_KEEP_LATEST", "3")];
        let environment = without("INPUT_TAGS", &[&changes[..], &[(variable, value)]].concat());
        assert!(the_only(problems(&environment)).expected.contains("untagged"), "{variable}");
    }
    counting(&[("INPUT_KEEP_PER", "package"), ("INPUT_KEEP_ORDER", "date")]);
}
