//! What users may write as a pattern or a range at all, sentence by sentence.

use package_steward::domain::{Pattern, PatternError, Range, Ranges};

type Reader = fn(&str) -> Result<Pattern, PatternError>;

const READERS: [Reader; 3] = [Pattern::for_tags, Pattern::for_names, Pattern::for_packages];

fn matches(reader: Reader, pattern: &str, text: &str) -> bool {
    reader(pattern).expect(pattern).matches(text)
}

#[test]
fn h13_globs_match_the_whole_string_with_its_case() {
    for reader in READERS {
        for (pattern, fits, other) in [
            ("pr-*", "pr-", "xpr-1"),
            ("pr-?", "pr-2", "pr-20"),
            ("v[0-9]", "v1", "v11"),
            ("[!a]bc", "xbc", "abc"),
            ("App", "App", "app"),
        ] {
            assert!(matches(reader, pattern, fits), "{pattern} fits {fits}");
            assert!(!matches(reader, pattern, other), "{pattern} does not fit {other}");
        }
    }
}

#[test]
fn in_package_names_a_star_stops_at_a_slash_and_two_do_not() {
    let packages: Reader = Pattern::for_packages;
    assert!(matches(packages, "app/*", "app/web"));
    assert!(!matches(packages, "app/*", "app/web/db"));
    assert!(!matches(packages, "*", "app/web"));
    assert!(matches(packages, "app/**", "app/web/db"));
    assert!(matches(packages, "**", "app/web/db"));
}

#[test]
fn a_negation_is_an_error_wherever_patterns_are_read() {
    for reader in READERS {
        assert!(reader("!pr-*").is_err());
    }
}

#[test]
fn placeholders_stand_in_tag_patterns_and_other_braces_nowhere() {
    assert!(matches(Pattern::for_tags, "pr-{pr}", "pr-267"));
    assert!(!matches(Pattern::for_tags, "pr-{pr}", "pr-x"));
    for pattern in ["pr-{pr}", "{word}"] {
        assert!(Pattern::for_names(pattern).is_err() && Pattern::for_packages(pattern).is_err());
    }
    for reader in READERS {
        for pattern in ["{branch}", "{a,b}", "a{", "a}", "{}", "{PR}", "{major}-x"] {
            assert!(reader(pattern).is_err(), "{pattern}");
        }
    }
}

#[test]
fn h15_a_digest_among_tag_patterns_is_an_error() {
    assert!(Pattern::for_tags("sha256:0123*").is_err());
    assert!(Pattern::for_names("sha256:0123*").is_ok());
}

#[test]
fn a_range_that_covers_nothing_or_is_none_is_an_error() {
    for text in ["1.2", "1", ">2.0.0, <1.0.0", "", "latest", "1.2.3 2.0.0", "=> 1.0.0"] {
        assert!(Range::parse(text).is_err(), "{text:?}");
    }
    assert!(Ranges::parse("1.2.3 || ").is_err());
}
