use proptest::prelude::{Just, Strategy, prop_oneof, proptest};
use proptest::{collection, sample};

use super::*;

fn tags(pattern: &str) -> Pattern {
    Pattern::for_tags(pattern).unwrap_or_else(|error| panic!("{pattern:?}: {error}"))
}

/// What the placeholders take, as `word=text`; `None` where the tag does not fit.
fn taken(pattern: &str, tag: &str) -> Option<Vec<String>> {
    let pattern = tags(pattern);
    let captures = pattern.captures(tag);
    assert_eq!(captures.is_some(), pattern.matches(tag), "{pattern} {tag}");
    let written = |capture: Capture<'_>| format!("{}={}", capture.placeholder, capture.text);
    captures.map(|captures| captures.into_iter().map(written).collect())
}

#[test]
fn a_placeholder_captures_what_a_star_would() {
    for (pattern, tag, expected) in [
        ("pr-{number}", "pr-267", &["number=267"][..]),
        ("pr-{pr}-{commit}", "pr-267-1a2b3c", &["pr=267", "commit=1a2b3c"]),
        ("{app}-v[0-9]*", "web-v1.2", &["app=web"]),
        ("branch-{branch}", "branch-feat-x", &["branch=feat-x"]),
        ("*-{flavour}", "1.2-alpine", &["flavour=alpine"]),
        ("?{rest}", "abc", &["rest=bc"]),
        ("[!x]{rest}", "abc", &["rest=bc"]),
        ("pr-*", "pr-267", &[]),
    ] {
        assert_eq!(taken(pattern, tag).unwrap_or_default(), expected, "{pattern} {tag}");
        assert!(tags(pattern).matches(tag), "{pattern} {tag}");
    }
    for (pattern, tag) in [
        ("pr-{number}", "xpr-1"),
        ("pr-{pr}-{commit}", "pr-267"),
        ("{app}-v[0-9]*", "web-vx"),
        ("*-{flavour}", "1.2"),
        ("[!x]{rest}", "xyz"),
        ("?{rest}?", "x"),
    ] {
        assert_eq!(taken(pattern, tag), None, "{pattern} {tag}");
    }
}

#[test]
fn placeholders_are_read_from_left_to_right_and_each_takes_as_little_as_it_can() {
    for (pattern, tag, expected) in [
        ("{app}-{commit}", "my-app-1a2b3c", &["app=my", "commit=app-1a2b3c"][..]),
        ("{app}-{commit}", "--", &["app=", "commit=-"]),
        ("*-{commit}", "my-app-1a2b3c", &["commit=app-1a2b3c"]),
        ("{app}-1*", "a-b-1-1", &["app=a-b"]),
        ("{one}-x-{two}-x", "a-x-b-x-c-x", &["one=a", "two=b-x-c"]),
    ] {
        assert_eq!(taken(pattern, tag).unwrap_or_default(), expected, "{pattern} {tag}");
    }
}

#[test]
fn where_nothing_is_left_for_a_placeholder_it_captures_nothing() {
    assert_eq!(taken("nightly{flavour}", "nightly"), Some(vec!["flavour=".to_owned()]));
    assert_eq!(taken("pr-{word}", "pr-"), Some(vec!["word=".to_owned()]));
}

#[test]
fn h13_pr_takes_whole_numbers_only() {
    for (pattern, tag, expected) in [
        ("pr-{pr}", "pr-267", Some("pr=267")),
        ("pr-{pr}*", "pr-267", Some("pr=267")),
        ("pr-{pr}*", "pr-267-amd64", Some("pr=267")),
        ("*{pr}", "build267", Some("pr=267")),
        ("*-{pr}-*", "a1-267-b", Some("pr=267")),
        ("pr-{pr}", "pr-", None),
        ("pr-{pr}", "pr-2a", None),
        ("pr-{pr}", "pr-2.1", None),
        ("pr-{pr}?", "pr-267", None),
        ("pr-{pr}7", "pr-267", None),
        ("pr-2{pr}", "pr-267", None),
    ] {
        let found = taken(pattern, tag).map(|all| all.join(" "));
        assert_eq!(found.as_deref(), expected, "{pattern} {tag}");
    }
}

#[test]
fn every_way_to_read_a_tag_can_be_asked_for() {
    let branch = Placeholder::Branch;
    for (pattern, tag, expected) in [
        ("{branch}-{commit}", "feat-x-1a2b3c", &["feat", "feat-x"][..]),
        ("{branch}-{commit}", "main-1a2b3c", &["main"]),
        ("branch-{branch}", "branch-feat-x", &["feat-x"]),
        ("*-{branch}", "a-b-c", &["b-c", "c"]),
        ("branch-{branch}", "pr-1", &[]),
        ("pr-{pr}", "pr-1", &[]),
    ] {
        let readings: Vec<_> = tags(pattern).readings(&branch, tag).into_iter().collect();
        assert_eq!(readings, expected, "{pattern} {tag}");
    }
    assert_eq!(tags("pr-{pr}-*").readings(&Placeholder::Pr, "pr-2-67").len(), 1);
}

#[test]
fn several_patterns_give_what_each_of_them_captures() {
    let patterns =
        Patterns::new(vec![tags("{app}-*"), tags("*-{commit}"), tags("v{app}"), tags("*")]);
    let captures: Vec<_> = patterns.captures("web-1a2b").map(|one| one.text).collect();
    assert_eq!(captures, ["web", "1a2b"]);
    let names: Vec<_> = patterns.placeholders().map(Placeholder::as_str).collect();
    assert_eq!(names, ["app", "commit", "app"]);
}

#[test]
fn other_things_in_braces_are_errors_that_say_what_to_write() {
    for (pattern, hints) in [
        ("pr-{}", &["lower-case letters"][..]),
        ("pr-{PR}", &["{PR}", "lower-case letters"]),
        ("{Branch}-x", &["lower-case letters"]),
        ("v{1..3}", &["one pattern per line"]),
        ("v{a,b}", &["one pattern per line"]),
        ("v{{a}}", &["one pattern per line"]),
        ("v{a b}", &["lower-case letters"]),
        ("v{a", &["no other that belongs to it", "one pattern per line"]),
        ("va}", &["no other that belongs to it"]),
        ("v-{package}", &["keep-per: package"]),
        ("v-{major}", &["keep-per: major"]),
        ("v-{minor}", &["keep-per: minor"]),
        ("pr-{pr}-{pr}", &["more than once"]),
        ("v{a}*", &["never take anything"]),
        ("v{a}{b}", &["never take anything"]),
        ("v{branch}*", &["never take anything"]),
    ] {
        let error = Pattern::for_tags(pattern).expect_err(pattern).to_string();
        for hint in hints {
            assert!(error.contains(hint), "{pattern}: {error}");
        }
    }
    for pattern in ["v{a}{pr}", "v{pr}{a}", "v*{pr}", "v{a}?", "v{a}x*"] {
        tags(pattern);
    }
}

#[test]
fn a_pattern_that_is_nothing_but_the_branch_is_refused() {
    for pattern in ["{branch}", "*{branch}", "?{branch}", "{branch}?"] {
        let error = Pattern::for_tags(pattern).expect_err(pattern);
        assert!(matches!(error, PatternError::NothingButBranch { .. }), "{pattern}: {error}");
    }
    for pattern in
        ["branch-{branch}", "{branch}-{commit}", "{branch}-{pr}", "[!v]{branch}", "{name}"]
    {
        tags(pattern);
    }
}

#[test]
fn placeholders_stand_in_tag_patterns_alone() {
    for read in [Pattern::for_names, Pattern::for_packages] {
        for pattern in ["pr-{pr}", "{word}", "{a", "b}", "{}", "${revision}"] {
            let error = read(pattern).expect_err(pattern);
            assert!(matches!(error, PatternError::Braces { .. }), "{pattern}: {error}");
        }
    }
}

#[test]
fn a_placeholder_makes_a_pattern_inexact_and_counts_for_the_length_what_it_needs() {
    assert!(!tags("pr-{pr}").is_exact());
    let full = "a".repeat(128);
    tags(&format!("{full}{{word}}"));
    let error = Pattern::for_tags(&format!("{full}{{pr}}")).expect_err("too long");
    assert!(matches!(error, PatternError::LongerThanTags { length: 129, .. }), "{error}");
    let error = Pattern::for_tags("-{word}").expect_err("no tag begins so");
    assert!(matches!(error, PatternError::NoTagBeginsSo { .. }), "{error}");
}

#[test]
fn a_branch_is_compared_in_the_form_that_a_tag_can_hold() {
    for (branch, form) in [
        ("feat/x", "feat-x"),
        ("feat-x", "feat-x"),
        ("Feat_X.1", "Feat_X.1"),
        ("fix/#12+größe", "fix-12-gr-e"),
        ("a//b", "a-b"),
        ("a/-b", "a--b"),
    ] {
        assert_eq!(BranchForm::of(branch).as_str(), form, "{branch}");
        assert_eq!(BranchForm::of(form).as_str(), form, "{form}");
    }
}

#[test]
fn many_placeholders_do_not_multiply_the_work() {
    let pieces: Vec<String> = (0..20).map(|number| format!("{{w{number}}}a")).collect();
    let pattern = pieces.concat();
    let text = format!("{}b", "a".repeat(120));
    assert_eq!(taken(&pattern, &text), None);
}

/// What the documentation says, tried in every way, the shortest first.
fn naive(pattern: &[&str], text: &str) -> Option<Vec<String>> {
    let Some((first, rest)) = pattern.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    let is_wild = *first == "*" || first.starts_with('{');
    if !is_wild {
        return naive(rest, text.strip_prefix(first)?);
    }
    (0..=text.len()).find_map(|end| {
        let mut captures = naive(rest, &text[end..])?;
        if *first != "*" {
            captures.insert(0, format!("{}={}", &first[1..first.len() - 1], &text[..end]));
        }
        Some(captures)
    })
}

/// Pieces of a pattern, with something to tell two wildcards apart.
fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    let wild = sample::select(vec!["*", "{}", "{}"]);
    let between = collection::vec(sample::select(vec!["a", "b", "-"]), 1..3);
    collection::vec((wild, between), 1..4).prop_flat_map(|pairs| {
        let mut names = ["{one}", "{two}", "{three}"].into_iter();
        let mut pieces = Vec::new();
        for (wild, between) in pairs {
            pieces.push(if wild == "*" { wild } else { names.next().unwrap_or("*") });
            pieces.extend(between);
        }
        let without_the_end = pieces[..pieces.len() - 1].to_vec();
        prop_oneof![Just(pieces), Just(without_the_end)]
    })
}

proptest! {
    #[test]
    fn captures_are_what_a_naive_reading_gives(pieces in pieces(), text in "[ab-]{0,8}") {
        let pattern = pieces.concat();
        let Ok(read) = Pattern::for_tags(&pattern) else { return Ok(()) };
        let naively = naive(&pieces, &text);
        assert_eq!(taken(&pattern, &text), naively, "{pattern} {text}");
        for capture in read.captures(&text).into_iter().flatten() {
            assert!(read.readings(capture.placeholder, &text).contains(capture.text));
        }
    }
}
