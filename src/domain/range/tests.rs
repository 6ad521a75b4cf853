use proptest::prelude::{Strategy, any, proptest};
use proptest::{collection, option, sample};
use semver::Version;

use super::*;
use crate::domain::PackageType;

fn read_version(text: &str) -> Option<VersionNumber> {
    super::read_version(PackageType::Container, text)
}

fn version(text: &str) -> VersionNumber {
    read_version(text).unwrap_or_else(|| panic!("{text:?} should be a version"))
}

fn number(semver: &Version) -> VersionNumber {
    version(&semver.to_string())
}

fn range(text: &str) -> Range {
    Range::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn assert_covers(table: &[(&str, &[&str], &[&str])]) {
    for (text, covered, others) in table {
        for one in *covered {
            assert!(range(text).covers(&version(one)), "{text:?} should cover {one}");
        }
        for one in *others {
            assert!(!range(text).covers(&version(one)), "{text:?} should not cover {one}");
        }
    }
}

fn assert_refused(text: &str, parts_of_the_message: &[&str]) -> RangeError {
    let error = Range::parse(text).expect_err(text);
    let message = error.to_string();
    for part in parts_of_the_message {
        assert!(message.contains(part), "{text:?} is refused with {message:?}, not {part:?}");
    }
    error
}

#[test]
fn versions_are_strict_semver_with_an_optional_leading_v() {
    for text in [
        "0.0.0",
        "1.2.3",
        "v1.2.3",
        "1.2.3-rc.1",
        "v1.2.3-0.a.-b",
        "1.2.3+build5",
        "1.2.3-rc+5",
        "20240101.1.0",
        "18446744073709551615.0.0",
    ] {
        assert!(read_version(text).is_some(), "{text}");
    }
    assert_eq!(read_version("v1.2.3"), read_version("1.2.3"));
}

#[test]
fn h16_what_is_not_semver_is_never_coerced_into_it() {
    for text in [
        "",
        "v",
        "latest",
        "none",
        "1",
        "v1",
        "1.2",
        "v1.2",
        "01.2.3",
        "1.02.3",
        "1.2.03",
        "2024-10-10",
        "2024.10.01",
        "pr-123",
        "1.2.3.4",
        "1.2.3.Final",
        "1.2.3Final",
        "1.2.3-",
        "1.2.3+",
        "1.2.3-rc..1",
        "1.2.3-01",
        "1.2.x",
        "*",
        "V1.2.3",
        "vv1.2.3",
        "v 1.2.3",
        " 1.2.3",
        "1.2.3 ",
        "1.2.3\n",
        "=1.2.3",
        "-1.2.3",
        "1.2.-3",
        "1.2.3_4",
        "١.٢.٣",
        "release-1.2.3",
        "18446744073709551616.0.0",
    ] {
        assert_eq!(read_version(text), None, "{text:?}");
    }
}

#[test]
fn h16_a_leading_v_or_build_metadata_makes_no_prerelease() {
    for (text, expected) in [
        ("1.2.3", false),
        ("v1.2.3", false),
        ("1.2.3+build5", false),
        ("1.2.3+build-5", false),
        ("1.2.3-rc.1", true),
        ("v1.2.3-0", true),
        ("1.2.3-rc.1+build5", true),
    ] {
        assert_eq!(version(text).is_prerelease(), expected, "{text}");
    }
}

#[test]
fn build_metadata_is_ignored() {
    assert_eq!(version("1.2.3+a"), version("1.2.3+b"));
    assert_covers(&[
        ("1.2.3", &["1.2.3+build5"], &[]),
        ("=1.2.3+a", &["1.2.3", "1.2.3+b"], &[]),
        ("<=1.2.3", &["1.2.3+z"], &[]),
        (">=1.2.3+z", &["1.2.3", "1.2.3+a"], &[]),
        (">1.2.3", &[], &["1.2.3+z"]),
        ("<1.2.3+z", &[], &["1.2.3", "1.2.3+a"]),
        ("1.2.3-rc.1", &["1.2.3-rc.1+5"], &["1.2.3+5"]),
    ]);
}

#[test]
fn a_bare_version_means_exactly_that() {
    assert_covers(&[
        ("1.2.3", &["1.2.3", "v1.2.3"], &["1.2.4", "1.3.0", "1.2.2", "1.2.3-rc.1", "1.2.4-0"]),
        ("v1.2.3", &["1.2.3", "v1.2.3"], &["1.2.4"]),
        ("=1.2.3", &["1.2.3"], &["1.2.4", "1.2.3-rc.1"]),
        ("1.2.3-rc.1", &["1.2.3-rc.1"], &["1.2.3", "1.2.3-rc.1.0", "1.2.3-rc.2", "1.2.3-rc"]),
    ]);
}

#[test]
fn prereleases_take_part_by_precedence() {
    assert_covers(&[
        ("<2.0.0", &["1.5.0-rc.1", "1.9.9-a", "0.0.0-0"], &[]),
        (">1.0.0", &["1.0.1-0", "2.0.0-rc.1"], &["1.0.0-rc.1"]),
        (">=1.0.0", &["1.0.0", "1.0.1-0"], &["1.0.0-rc.1"]),
        (">=1.0.0-rc.2", &["1.0.0-rc.2", "1.0.0-rc.10", "1.0.0"], &["1.0.0-rc.1", "1.0.0-beta.3"]),
        (">1.0.0-rc.2", &["1.0.0-rc.2.0", "1.0.0-rc.3"], &["1.0.0-rc.2"]),
        ("^1.0.0", &["1.5.0-rc.1"], &["1.0.0-rc.1"]),
    ]);
}

#[test]
fn an_upper_bound_without_a_prerelease_ends_before_its_own_prereleases() {
    assert_covers(&[
        ("<2.0.0", &["1.99.99"], &["2.0.0-rc.1", "2.0.0-0", "2.0.0"]),
        ("<2", &["1.99.99"], &["2.0.0-rc.1"]),
        ("<1.2", &["1.1.9"], &["1.2.0-rc.1", "1.2.0"]),
        ("1.x", &["1.99.0"], &["2.0.0-rc.1"]),
        ("^1.2", &["1.99.0"], &["2.0.0-rc.1"]),
        ("~1.2.3", &["1.2.99"], &["1.3.0-rc.1"]),
        ("<=1.2", &["1.2.99"], &["1.3.0-rc.1"]),
    ]);
}

#[test]
fn an_upper_bound_with_a_prerelease_ends_right_there() {
    assert_covers(&[
        ("<2.0.0-rc.2", &["2.0.0-rc.1", "2.0.0-beta.9", "1.9.9"], &["2.0.0-rc.2", "2.0.0"]),
        ("<=2.0.0-rc.2", &["2.0.0-rc.2"], &["2.0.0-rc.2.0", "2.0.0-rc.3", "2.0.0"]),
    ]);
}

#[test]
fn at_most_a_version_covers_its_prereleases() {
    assert_covers(&[
        ("<=1.2.4", &["1.2.4-rc.1", "1.2.4", "1.2.3"], &["1.2.5-rc.1", "1.2.5"]),
        ("<=1.2", &["1.2.0-rc.1", "1.2.9-rc.1"], &["1.3.0-0"]),
    ]);
}

#[test]
fn a_bare_partial_version_is_an_error_that_offers_the_wildcard() {
    for (text, offered) in
        [("1", "`1.x`"), ("1.2", "`1.2.x`"), ("v1.2", "`v1.2.x`"), (">=1, 2.3", "`2.3.x`")]
    {
        let error = assert_refused(text, &[offered]);
        assert!(matches!(error, RangeError::BarePartial { .. }), "{text}: {error}");
    }
}

#[test]
fn with_an_operator_a_partial_version_stands_for_all_that_begin_so() {
    assert_covers(&[
        ("<2", &["1.9.9", "0.0.0"], &["2.0.0", "3.0.0"]),
        (">=1.2", &["1.2.0", "1.2.0-rc.1", "9.0.0"], &["1.1.9"]),
        (">1.2", &["1.3.0", "1.3.0-rc.1"], &["1.2.0", "1.2.99", "1.2.99-rc.1"]),
        ("<=1.2", &["1.2.99", "1.2.0", "0.1.0"], &["1.3.0"]),
        ("=1.2", &["1.2.0", "1.2.7", "1.2.0-rc.1"], &["1.3.0", "1.1.0"]),
        ("^1", &["1.0.0", "1.99.0", "1.0.0-rc.1"], &["2.0.0", "0.9.0"]),
        ("~1.2", &["1.2.0", "1.2.99"], &["1.3.0"]),
        ("=v1.2", &["1.2.3"], &[]),
        (">= 1.2", &["1.2.3"], &["1.1.0"]),
        (">=1.2.x", &["1.2.3"], &["1.1.0"]),
    ]);
}

#[test]
fn wildcards_cover_all_that_begin_so() {
    for text in ["1.2.x", "1.2.X", "1.2.*", "v1.2.x"] {
        assert_covers(&[(text, &["1.2.0", "1.2.99", "1.2.0-rc.1"], &["1.3.0", "1.1.9", "1.20.0"])]);
    }
    for text in ["1.x", "1.*", "1.x.x", "v1.x"] {
        assert_covers(&[(text, &["1.0.0", "1.99.9", "1.0.0-rc.1"], &["2.0.0", "0.9.9", "10.0.0"])]);
    }
    for text in ["*", "x", "X"] {
        assert_covers(&[(
            text,
            &["0.0.0", "0.0.0-0", "99.0.0-rc.1", "18446744073709551615.0.0"],
            &[],
        )]);
    }
}

#[test]
fn a_caret_lets_what_follows_the_leftmost_number_that_is_not_zero_change() {
    assert_covers(&[
        ("^1.2.3", &["1.2.3", "1.2.4-rc.1", "1.9.0"], &["1.2.2", "1.2.3-rc.1", "2.0.0"]),
        (
            "^1.2.3-rc.1",
            &["1.2.3-rc.1", "1.2.3-rc.2", "1.2.3", "1.9.0"],
            &["1.2.3-beta", "2.0.0-rc.1"],
        ),
        ("^0.2", &["0.2.0", "0.2.9"], &["0.3.0", "0.3.0-rc.1", "0.1.0"]),
        ("^0.2.3", &["0.2.3", "0.2.9"], &["0.2.2", "0.3.0"]),
        ("^0.0.3", &["0.0.3"], &["0.0.4", "0.0.4-rc.1", "0.0.2"]),
        ("^0.0.3-rc.1", &["0.0.3-rc.1", "0.0.3"], &["0.0.4"]),
        ("^0.0", &["0.0.0", "0.0.9"], &["0.1.0"]),
        ("^0", &["0.0.0", "0.9.9"], &["1.0.0", "1.0.0-rc.1"]),
    ]);
}

#[test]
fn a_tilde_lets_the_last_given_number_but_the_minor_change() {
    assert_covers(&[
        ("~1.2.3", &["1.2.3", "1.2.9"], &["1.2.2", "1.3.0"]),
        ("~1.2.3-rc.1", &["1.2.3-rc.1", "1.2.3", "1.2.9"], &["1.2.3-beta", "1.3.0"]),
        ("~1", &["1.0.0", "1.9.9"], &["2.0.0", "0.9.9"]),
        ("~0.2", &["0.2.9"], &["0.3.0"]),
    ]);
}

#[test]
fn a_comma_means_and() {
    assert_covers(&[
        (">=1.0.0, <2.0.0", &["1.0.0", "1.9.9"], &["0.9.9", "2.0.0", "2.0.0-rc.1"]),
        (">=1,<2,<1.5", &["1.4.9"], &["1.5.0"]),
        ("*, >=1", &["1.0.0"], &["0.9.0"]),
        ("1.x, >1.2.3", &["1.2.4"], &["1.2.3", "2.0.0"]),
    ]);
}

#[test]
fn a_new_line_or_two_bars_mean_or() {
    let ranges =
        Ranges::parse("# old ones\n<1.0.0 || 1.5.x\n\n  =2.0.0  \n# || 3.x").expect("ranges");
    let written: Vec<&str> = ranges.iter().map(Range::as_str).collect();
    assert_eq!(written, ["<1.0.0", "1.5.x", "=2.0.0"]);
    for (text, cover) in [
        ("0.9.0", Some("<1.0.0")),
        ("1.5.3", Some("1.5.x")),
        ("2.0.0", Some("=2.0.0")),
        ("1.4.0", None),
        ("3.0.0", None),
    ] {
        assert_eq!(ranges.first_cover(&version(text)).map(Range::as_str), cover, "{text}");
    }
    assert!(Ranges::default().is_empty());
    assert_eq!(Ranges::default().first_cover(&version("1.0.0")), None);
    assert!(!Ranges::new(vec![range("*")]).is_empty());
}

#[test]
fn nothing_beside_two_bars_or_nothing_at_all_is_an_error() {
    for text in ["", " \n", "# only a comment", "1.x ||", "|| 1.x", "1.x || || 2.x"] {
        assert_eq!(Ranges::parse(text), Err(vec![RangeError::Empty]), "{text:?}");
    }
}

#[test]
fn all_unsound_alternatives_are_reported_at_once() {
    let errors = Ranges::parse("1.2 || 1.x\nlatest").expect_err("two are unsound");
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn an_empty_comparison_is_an_error() {
    for text in [">=1,", ",<2", ">=1,,<2", ","] {
        let error = assert_refused(text, &["comma"]);
        assert!(matches!(error, RangeError::EmptyComparison { .. }), "{text}: {error}");
    }
}

#[test]
fn a_space_instead_of_a_comma_is_told_what_to_write() {
    assert_refused(">=1.2 <2", &["`>=1.2, <2`", "`>=1.2 || <2`"]);
    assert_refused(">= 1.2 < 2", &["`>=1.2, <2`"]);
    assert_refused("1.x 2.x", &["`1.x, 2.x`", "`1.x || 2.x`"]);
    assert_refused("1.2.3 -rc.1", &["comma"]);
}

#[test]
fn a_range_with_a_hyphen_is_told_what_to_write() {
    assert_refused("1 - 2", &["`>=1, <=2`"]);
    assert_refused("1.0.0  -  2.0.0", &["`>=1.0.0, <=2.0.0`"]);
}

#[test]
fn a_range_that_can_cover_nothing_is_an_error() {
    for text in [
        ">2, <1",
        ">=2.0.0, <2.0.0",
        "1.2.3, 1.2.4",
        ">1.2.3, <1.2.4",
        ">=1.0.0-rc.1, <1.0.0",
        "1.x, 2.x",
        "<0.0.0",
        "<0",
        ">18446744073709551615",
    ] {
        let error = assert_refused(text, &["no version can be in"]);
        assert!(matches!(error, RangeError::CoversNothing { .. }), "{text}: {error}");
    }
    assert_covers(&[(">1.2.3, <=1.2.4", &["1.2.4", "1.2.4-0"], &["1.2.3"])]);
}

#[test]
fn what_is_no_comparison_is_refused() {
    for text in [
        "latest",
        "v",
        "v*",
        "1.2.3.4",
        "01.2.3",
        "1.2.3.Final",
        "1.2.3-",
        "pr-123",
        "2024-10-10",
        "V1.2.3",
        "==1.2.3",
        "!=1.2.3",
        "=>1.2.3",
        "=<1.2.3",
        "~>1.2",
        "<>1",
        ">",
        ">=",
        ">=*",
        "^x",
        "*.*",
        "1.x.3",
        "1.2.x-rc.1",
        "1.2-rc.1",
        ">=-1",
        ">=v",
        "1.2.3 || 1.2.4",
        "|",
        "1.2.3|1.2.4",
        "1..2",
        "1.2.",
        ".1",
        "18446744073709551616.0.0",
        ">= =1.0.0",
        "vv1.2.3",
        "v=1.2.3",
        "none",
        "!1.2.3",
    ] {
        Range::parse(text).expect_err(text);
    }
    assert_refused("=>1.2.3", &["`>=`"]);
    assert_refused(">=*", &["`*` alone"]);
}

#[test]
fn the_ends_of_the_numbers_are_no_special_case() {
    let max = u64::MAX;
    assert_covers(&[
        (&format!("{max}.x"), &[&format!("{max}.{max}.{max}")], &["1.0.0"]),
        (&format!("=1.{max}"), &[&format!("1.{max}.{max}")], &["2.0.0-rc.1"]),
        (&format!("1.2.{max}"), &[&format!("1.2.{max}")], &["1.3.0-0"]),
        (&format!(">1.2.{max}"), &["1.3.0-0"], &[&format!("1.2.{max}")]),
        (&format!("^{max}.1"), &[&format!("{max}.1.0")], &[]),
    ]);
}

/// A comparison, with as many numbers as it was given.
#[derive(Clone, Debug)]
struct Compared {
    operator: &'static str,
    numbers: Vec<u64>,
    pre: Option<String>,
}

impl Compared {
    fn written(&self) -> String {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        let wildcard = if self.operator.is_empty() && self.numbers.len() < 3 { ".x" } else { "" };
        let pre = self.pre.as_ref().map(|pre| format!("-{pre}")).unwrap_or_default();
        format!("{}{}{wildcard}{pre}", self.operator, numbers.join("."))
    }

    /// The documented meaning, said in another way than by intervals.
    fn holds_for(&self, version: &Version) -> bool {
        let numbers = [version.major, version.minor, version.patch];
        let begins_so = numbers.starts_with(&self.numbers);
        let given = self.numbers.as_slice().cmp(&numbers[..self.numbers.len()]);
        let (same, above) = if let [major, minor, patch] = *self.numbers {
            let pre = self.pre.as_deref().unwrap_or_default();
            let mut operand = Version::new(major, minor, patch);
            operand.pre = pre.parse().expect("a pre-release");
            (version.pre == operand.pre && begins_so, version.cmp_precedence(&operand).is_gt())
        } else {
            (begins_so, given.is_lt())
        };
        let own_prerelease = self.pre.is_none() && self.numbers.len() == 3 && begins_so && !same;
        let kept = |count: usize| {
            numbers.iter().zip(&self.numbers).take(count).all(|(one, other)| one == other)
        };
        match self.operator {
            "" | "=" => same,
            ">" => above,
            ">=" => same || above,
            "<" => !same && !above && !own_prerelease,
            "<=" => !above,
            "~" => (same || above) && kept(2),
            "^" => {
                let zeros = self.numbers.iter().take_while(|number| **number == 0).count();
                (same || above) && kept(zeros + 1)
            }
            other => panic!("{other} is no operator"),
        }
    }
}

fn prereleases() -> impl Strategy<Value = String> {
    collection::vec(sample::select(vec!["1", "2", "10", "a", "rc", "rc1", "-"]), 1..3)
        .prop_map(|identifiers| identifiers.join("."))
}

fn versions() -> impl Strategy<Value = Version> {
    let numbers = [0_u64..4, 0..4, 0..4];
    let build = option::of(sample::select(vec!["a", "5", "x.1"]));
    (numbers, option::of(prereleases()), build).prop_map(|([major, minor, patch], pre, build)| {
        let mut version = Version::new(major, minor, patch);
        version.pre = pre.unwrap_or_default().parse().expect("a pre-release");
        version.build = build.unwrap_or_default().parse().expect("build metadata");
        version
    })
}

fn compared() -> impl Strategy<Value = Compared> {
    let operators = sample::select(vec!["", "=", "<", "<=", ">", ">=", "~", "^"]);
    let numbers = collection::vec(0_u64..4, 1..=3);
    (operators, numbers, option::of(prereleases())).prop_map(|(operator, numbers, pre)| {
        let pre = pre.filter(|_| numbers.len() == 3);
        Compared { operator, numbers, pre }
    })
}

proptest! {
    #[test]
    fn a_range_means_what_a_naive_reading_of_it_means(
        comparisons in collection::vec(compared(), 1..4),
        candidates in collection::vec(versions(), 20),
    ) {
        let text = comparisons.iter().map(Compared::written).collect::<Vec<_>>().join(", ");
        let read = Range::parse(&text);
        if let Err(error) = &read {
            assert!(matches!(error, RangeError::CoversNothing { .. }), "{text}: {error}");
        }
        for candidate in &candidates {
            let naive = comparisons.iter().all(|comparison| comparison.holds_for(candidate));
            let covered = read.as_ref().is_ok_and(|range| range.covers(&number(candidate)));
            assert_eq!(covered, naive, "{text}: {candidate}");
        }
    }

    #[test]
    fn each_version_is_below_within_or_above_a_partial_version(
        candidate in versions(), major in 0_u64..4, minor in option::of(0_u64..4),
    ) {
        let operand = minor.map_or(format!("{major}"), |minor| format!("{major}.{minor}"));
        let fits = ["<", "=", ">"].map(|sign| {
            Range::parse(&format!("{sign}{operand}")).is_ok_and(|range| range.covers(&number(&candidate)))
        });
        assert_eq!(fits.iter().filter(|fits| **fits).count(), 1, "{operand}: {candidate} {fits:?}");
    }

    #[test]
    fn the_order_is_that_of_precedence(one in versions(), other in versions()) {
        assert_eq!(number(&one).cmp(&number(&other)), one.cmp_precedence(&other));
    }

    #[test]
    fn a_version_is_read_back_with_and_without_its_v(version in versions()) {
        let read = number(&version);
        assert_eq!([read.major(), read.minor()], [version.major, version.minor]);
        assert_eq!(read.is_prerelease(), !version.pre.is_empty());
        assert_eq!(read_version(&format!("v{version}")), Some(read));
    }

    #[test]
    fn no_text_makes_the_readers_panic(any in any::<String>(), close in "[0-2.xv*<>=^~|, #+-]{0,10}") {
        for text in [any, close] {
            if let Ok(ranges) = Ranges::parse(&text) {
                assert!(!ranges.is_empty(), "{text:?}");
            }
            if let Some(version) = read_version(&text) {
                assert!(range("*").covers(&version), "{text:?}");
            }
        }
    }
}

#[test]
fn between_two_prereleases_of_one_release_there_is_room() {
    assert!(Ranges::parse(">1.2.3-rc.1, <1.2.3-rc.3").is_ok());
}
