use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::{collection, sample};

use super::*;

fn tags(pattern: &str) -> Pattern {
    Pattern::for_tags(pattern).unwrap_or_else(|error| panic!("{pattern:?}: {error}"))
}

fn names(pattern: &str) -> Pattern {
    Pattern::for_names(pattern).unwrap_or_else(|error| panic!("{pattern:?}: {error}"))
}

fn packages(pattern: &str) -> Pattern {
    Pattern::for_packages(pattern).unwrap_or_else(|error| panic!("{pattern:?}: {error}"))
}

fn assert_matches(read: fn(&str) -> Pattern, table: &[(&str, &[&str], &[&str])]) {
    for (pattern, fitting, others) in table {
        for text in *fitting {
            assert!(read(pattern).matches(text), "{pattern:?} should match {text:?}");
        }
        for text in *others {
            assert!(!read(pattern).matches(text), "{pattern:?} should not match {text:?}");
        }
    }
}

fn assert_refused(
    read: fn(&str) -> Result<Pattern, PatternError>,
    pattern: &str,
    parts_of_the_message: &[&str],
) -> PatternError {
    let error = read(pattern).expect_err(pattern);
    let message = error.to_string();
    for part in parts_of_the_message {
        assert!(message.contains(part), "{pattern:?} is refused with {message:?}, not {part:?}");
    }
    error
}

#[test]
fn h13_a_pattern_matches_the_whole_text_only() {
    for read in [tags, names, packages] {
        assert_matches(
            read,
            &[
                ("pr-2", &["pr-2"], &["pr-20", "pr-267", "xpr-2", "pr-2-amd64", "pr-", ""]),
                ("pr-2?", &["pr-20"], &["pr-2", "pr-267"]),
                ("pr-[0-9]", &["pr-2"], &["pr-20", "pr-267"]),
                ("pr-*", &["pr-", "pr-267"], &["xpr-2", "pr"]),
                ("*-amd64", &["1.2-amd64"], &["1.2-amd64-debug"]),
            ],
        );
    }
}

#[test]
fn globs_know_star_question_mark_and_brackets() {
    for read in [tags, names, packages] {
        assert_matches(
            read,
            &[
                ("*", &["a", "latest", "1.2.3"], &[]),
                ("v?", &["v1", "vv"], &["v", "v10"]),
                ("v[0-9]", &["v0", "v9"], &["va", "v", "v-"]),
                ("v[!a]", &["vb", "v1"], &["va", "v"]),
                ("v[!0-9a-c]x", &["vdx"], &["v3x", "vbx"]),
                ("v[a-a]", &["va"], &["vb"]),
                ("v[abc-]", &["va", "vc", "v-"], &["vd"]),
                ("a*b*c", &["abc", "axxbyyc", "abbc"], &["ac", "abcx"]),
                ("1.2.3", &["1.2.3"], &["1x2x3"]),
            ],
        );
    }
}

#[test]
fn globs_distinguish_upper_and_lower_case() {
    for read in [tags, names, packages] {
        assert_matches(
            read,
            &[
                ("Latest", &["Latest"], &["latest", "LATEST"]),
                ("[a-z]*", &["dev"], &["Dev"]),
                ("*rc", &["1rc"], &["1RC"]),
            ],
        );
    }
}

#[test]
fn a_leading_dot_is_a_character_like_others() {
    assert_matches(
        names,
        &[("*", &[".hidden"], &[]), ("?a", &[".a"], &[]), ("[!b]a", &[".a"], &[])],
    );
    assert_matches(packages, &[("a/*", &["a/.b"], &[]), ("**", &[".a/.b"], &[])]);
}

#[test]
fn in_names_of_versions_a_star_crosses_everything() {
    assert_matches(
        names,
        &[
            ("*", &["sha256:abc", "a/b", ""], &[]),
            ("sha256:*", &["sha256:abc"], &["sha512:abc"]),
            ("a?b", &["a/b"], &[]),
            ("*-SNAPSHOT", &["1.0/2-SNAPSHOT"], &["1.0-SNAPSHOT-1"]),
        ],
    );
}

#[test]
fn in_package_names_a_star_stops_at_a_slash() {
    assert_matches(
        packages,
        &[
            ("*", &["app"], &["app/web"]),
            ("app/*", &["app/web", "app/"], &["app", "app/web/x", "apps/web"]),
            ("*/web", &["app/web"], &["web", "a/b/web"]),
            ("app?web", &["app-web"], &["app/web"]),
            ("app[!x]web", &["app-web"], &["app/web"]),
            ("app*web", &["appweb", "app-x-web"], &["app/web", "app-/web"]),
        ],
    );
}

#[test]
fn in_package_names_two_stars_cross_slashes() {
    assert_matches(
        packages,
        &[
            ("**", &["app", "app/web", "a/b/c"], &[]),
            ("app/**", &["app/web", "app/web/x"], &["app", "apps/web", "x/app/web"]),
            ("**/web", &["web", "a/web", "a/b/web"], &["a/webs", "web/a"]),
            ("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["a", "b", "a/x", "a/bb", "xa/b"]),
            ("a/**/**/b", &["a/b", "a/x/b"], &["ab"]),
            ("**/a/**/b-*", &["a/b-1", "x/a/a/y/b-"], &["x/b-1", "a/b-1/c"]),
            ("app*/**", &["apps/web"], &["apps", "x/app/web"]),
        ],
    );
}

#[test]
fn two_stars_that_are_not_alone_between_slashes_are_refused_with_what_to_write() {
    for pattern in ["v**", "**v", "a/b**", "a/**b/c", "***", "a/***", "a/!b**"] {
        let error =
            assert_refused(Pattern::for_packages, pattern, &["alone between slashes", "`/**`"]);
        assert!(matches!(error, PatternError::StarsNotAlone { .. }), "{pattern}: {error}");
    }
}

#[test]
fn two_stars_are_refused_where_one_crosses_everything() {
    for pattern in ["**", "v**", "a**b", "***"] {
        for read in [Pattern::for_tags, Pattern::for_names] {
            let error = assert_refused(read, pattern, &["write it once"]);
            assert!(matches!(error, PatternError::RepeatedStar { .. }), "{pattern}: {error}");
        }
    }
    assert!(names("[*][*]").matches("**"));
}

#[test]
fn a_leading_exclamation_mark_is_an_error_of_its_own() {
    for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
        let expected = PatternError::Negated { pattern: "!v1".into(), rest: "v1".into() };
        assert_eq!(read("!v1"), Err(expected));
    }
}

#[test]
fn a_brace_that_a_name_really_holds_is_written_in_brackets() {
    assert!(names("$[{]revision[}]").matches("${revision}"));
}

#[test]
fn a_tag_really_named_none_is_written_with_brackets() {
    assert_matches(tags, &[("[n]one", &["none"], &["[n]one", "one"])]);
}

#[test]
fn an_empty_pattern_is_refused() {
    for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
        for pattern in ["", " ", "\t"] {
            assert_eq!(read(pattern), Err(PatternError::Empty), "{pattern:?}");
        }
    }
}

#[test]
fn brackets_that_mean_something_else_than_they_look_like_are_refused() {
    for (pattern, hint) in [
        ("v[", "closing `]`"),
        ("v[]", "closing `]`"),
        ("v[!]", "closing `]`"),
        ("v[!", "closing `]`"),
        ("v[0-9", "closing `]`"),
        ("v[^0-9]", "[!"),
        ("v[![:digit:]]", "[0-9]"),
        ("v[[:alpha:]]", "[0-9]"),
        ("v[9-0]", "\"9-0\""),
        ("v[a-cz-x]", "\"z-x\""),
    ] {
        for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
            assert_refused(read, pattern, &[hint]);
        }
    }
}

#[test]
fn a_backslash_is_refused_also_in_brackets() {
    for pattern in [r"v1\.2", r"\d", r"[\d]", r"v\*"] {
        for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
            let error = assert_refused(read, pattern, &["globs"]);
            assert!(matches!(error, PatternError::Backslash { .. }), "{pattern}: {error}");
        }
    }
}

#[test]
fn a_tag_pattern_that_no_tag_can_fit_is_refused_with_what_to_write() {
    for (pattern, hint) in [
        ("^v1", "regular expressions"),
        ("v1$", "regular expressions"),
        ("(a|b)", "regular expressions"),
        ("1.2.3+build", "regular expressions"),
        ("feature/*", "`feat-x`"),
        ("app:latest", "without the image's name"),
        ("dev latest", "one pattern per line"),
        ("größe", "letters, digits"),
        ("v[+/]", "letters, digits"),
        ("a,b", "letters, digits"),
    ] {
        let error = assert_refused(Pattern::for_tags, pattern, &["no tag can hold", hint]);
        assert!(matches!(error, PatternError::NotInTags { .. }), "{pattern}: {error}");
    }
    for pattern in [".*", "-rc*", "[.-]x"] {
        assert_refused(Pattern::for_tags, pattern, &["no tag begins with"]);
    }
    assert_matches(
        tags,
        &[("*.x", &["1.x"], &[]), ("v[+.]1", &["v.1"], &[]), ("_*", &["_a"], &[])],
    );
}

#[test]
fn a_tag_pattern_that_needs_more_characters_than_tags_have_is_refused() {
    let longest = format!("*{}*", "a?".repeat(64));
    assert!(tags(&longest).matches(&"a".repeat(128)));
    let too_long = format!("{}[0-9]", "a".repeat(128));
    assert_refused(Pattern::for_tags, &too_long, &["129", "at most 128"]);
}

#[test]
fn h15_a_digest_among_tag_patterns_is_told_where_digests_go() {
    for pattern in ["sha256:*", "sha256:0f4a", "*sha256:0f4a", "ghcr.io/o/app@sha256:0f4a"] {
        let names = ["`version-names`", "`keep-version-names`"];
        let error = assert_refused(Pattern::for_tags, pattern, &names);
        assert!(matches!(error, PatternError::DigestAmongTags { .. }), "{pattern}: {error}");
    }
    assert!(tags("sha256-*").matches("sha256-0f4a.sig"));
}

#[test]
fn a_package_pattern_that_no_name_can_fit_is_refused() {
    for (pattern, hint) in [
        ("/app", "empty part"),
        ("app/", "empty part"),
        ("a//b", "empty part"),
        ("a[/]b", "write the `/` outside"),
        ("a[!/]b", "write the `/` outside"),
        ("@scope/app", "scope"),
        ("app:latest", "tag"),
        ("app web", "one pattern per line"),
    ] {
        assert_refused(Pattern::for_packages, pattern, &[hint]);
    }
}

#[test]
fn only_a_pattern_without_glob_characters_is_exact() {
    for (pattern, exact) in [
        ("app", true),
        ("app/web", true),
        ("a.b-c_d", true),
        ("app*", false),
        ("app/**", false),
        ("ap?", false),
        ("[a]pp", false),
    ] {
        assert_eq!(packages(pattern).is_exact(), exact, "{pattern}");
    }
}

#[test]
fn the_first_of_several_patterns_that_fits_is_named() {
    let patterns = Patterns::new(vec![tags("v1*"), tags("v*"), tags("latest")]);
    for (text, first) in
        [("v1.2", Some("v1*")), ("v2", Some("v*")), ("latest", Some("latest")), ("dev", None)]
    {
        assert_eq!(patterns.first_match(text).map(Pattern::as_str), first, "{text}");
    }
    assert!(!patterns.is_empty());
    assert!(Patterns::default().is_empty());
    assert_eq!(Patterns::default().first_match("latest"), None);
}

/// Trying every way to divide the text among the stars would outlast the universe.
#[test]
fn many_stars_do_not_multiply_the_work() {
    let stars = "*a".repeat(40);
    let text = format!("{}b", "a".repeat(120));
    assert!(!tags(&stars).matches(&text));
    assert!(!names(&stars).matches(&text));
    assert!(!packages(&format!("{stars}/x")).matches(&format!("{text}/x")));
    let parts = "**/a/".repeat(40);
    assert!(!packages(&format!("{parts}c")).matches(&format!("{}b", "a/".repeat(120))));
}

/// What the documentation says, tried in every way. `crosses` tells whether `*` and `?` pass `/`.
fn naive(pattern: &[char], text: &[char], crosses: bool) -> bool {
    let passes = |c: &char| crosses || *c != '/';
    match pattern {
        [] => text.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            naive(rest, text, crosses)
                || (0..text.len()).any(|i| text[i] == '/' && naive(rest, &text[i + 1..], crosses))
        }
        ['*', '*'] => !text.is_empty(),
        ['*', rest @ ..] => (0..=text.len())
            .any(|i| text[..i].iter().all(passes) && naive(rest, &text[i..], crosses)),
        ['?', rest @ ..] => text.first().is_some_and(passes) && naive(rest, &text[1..], crosses),
        ['[', '!', member, ']', rest @ ..] => {
            text.first().is_some_and(|c| passes(c) && c != member)
                && naive(rest, &text[1..], crosses)
        }
        [literal, rest @ ..] => text.first() == Some(literal) && naive(rest, &text[1..], crosses),
    }
}

fn naively(pattern: &str, text: &str, crosses: bool) -> bool {
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    naive(&chars(pattern), &chars(text), crosses)
}

/// A part of a pattern without two stars in a row.
fn part() -> impl Strategy<Value = String> {
    collection::vec(sample::select(vec!["*", "?", "a", "b", "[!a]"]), 1..5)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("two stars in a row", |part| !part.contains("**"))
}

proptest! {
    #[test]
    fn tags_match_as_a_naive_reading_of_the_pattern_does(pattern in part(), text in "[ab]{0,6}") {
        assert_eq!(tags(&pattern).matches(&text), naively(&pattern, &text, true), "{pattern} {text}");
    }

    #[test]
    fn package_names_match_as_a_naive_reading_of_the_pattern_does(
        parts in collection::vec(prop_oneof![part(), Just("**".to_owned())], 1..5),
        text in "[ab]{1,3}(/[ab]{1,3}){0,3}",
    ) {
        let pattern = parts.join("/");
        assert_eq!(
            packages(&pattern).matches(&text),
            naively(&pattern, &text, false),
            "{pattern} {text}",
        );
    }

    #[test]
    fn no_text_makes_the_readers_panic(any in any::<String>(), close in r"[a!?*\[\]/{}^-]{0,8}") {
        for text in [any, close] {
            for read in [Pattern::for_tags, Pattern::for_names, Pattern::for_packages] {
                if let Ok(pattern) = read(&text) {
                    assert_eq!(pattern.as_str(), text);
                    assert!(!pattern.is_exact() || pattern.matches(&text), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn what_no_tag_can_hold_is_told_as_it_was_written() {
    for (pattern, expected) in [("v(1)", "("), ("v[(]", "[(]"), ("-x", "-"), ("[.]x", "[.]")] {
        let error = Pattern::for_tags(pattern).expect_err(pattern);
        let (PatternError::NotInTags { found, .. } | PatternError::NoTagBeginsSo { found, .. }) =
            &error
        else {
            panic!("{pattern}: {error}")
        };
        assert_eq!(found, expected, "{pattern}");
    }
}
