//! What each type reads as a version, held to the table in `docs/versions.md`.

use package_steward::domain::{
    KeepPer, PackageType, Prereleases, Range, VersionNumber, read_version,
};

use crate::support::{World, highest_per, names, ranges, release, taking, unguarded, with};

const PAGE: &str = include_str!("../../docs/versions.md");

/// The rows of the tables of the page with so many columns.
fn rows(columns: usize) -> Vec<Vec<&'static str>> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| type"));
    let cells = lines.filter(|line| !line.starts_with("| ---")).map(|line| {
        let inner = line.trim_start_matches('|').trim_end_matches('|');
        inner.split('|').map(str::trim).collect::<Vec<_>>()
    });
    cells.filter(|cells| cells.len() == columns).collect()
}

fn package_type(word: &str) -> PackageType {
    let known = [
        PackageType::Container,
        PackageType::Docker,
        PackageType::Npm,
        PackageType::Maven,
        PackageType::Nuget,
        PackageType::Rubygems,
    ];
    known.into_iter().find(|known| known.to_string() == word).expect(word)
}

fn version(kind: PackageType, text: &str) -> VersionNumber {
    read_version(kind, text).unwrap_or_else(|| panic!("{text} should be a version for {kind}"))
}

#[test]
fn h16_each_type_reads_what_the_table_says_and_nothing_else() {
    let rows = rows(4);
    assert!(rows.len() > 40, "the table is not where it was");
    for row in rows {
        let [kind, text, what, same] = row[..] else { unreachable!("four columns") };
        let (kind, text) = (package_type(kind), text.trim_matches('`'));
        let read = read_version(kind, text);
        match what {
            "no version" => assert_eq!(read, None, "{kind}: {text}"),
            "release" => assert!(!version(kind, text).is_prerelease(), "{kind}: {text}"),
            "pre-release" => assert!(version(kind, text).is_prerelease(), "{kind}: {text}"),
            other => panic!("{other} is no word of the table"),
        }
        if !same.is_empty() {
            let range = Range::parse(same.trim_matches('`')).expect(same);
            assert!(range.covers(&version(kind, text)), "{kind}: {text} is not {same}");
        }
    }
}

#[test]
fn each_type_has_the_order_of_the_table() {
    let rows = rows(2);
    assert_eq!(rows.len(), 4);
    for row in rows {
        let kind = package_type(row[0]);
        let texts: Vec<&str> =
            row[1].split_whitespace().map(|text| text.trim_matches('`')).collect();
        assert!(texts.len() > 5);
        for pair in texts.windows(2) {
            assert!(version(kind, pair[0]) < version(kind, pair[1]), "{kind}: {pair:?}");
        }
    }
}

#[test]
fn what_has_a_fourth_number_comes_after_the_three_and_before_the_next() {
    let four = version(PackageType::Nuget, "1.2.3.4");
    for (range, covers) in [
        ("1.2.3", false),
        ("<=1.2.3", false),
        ("=1.2.3", false),
        (">1.2.3", true),
        (">=1.2.3", true),
        ("<1.2.4", true),
        (">=1.2.4-rc.1", false),
        ("1.2.x", true),
        ("~1.2.3", true),
        ("^1.2.3", true),
        (">1.2.3, <2.0.0", true),
    ] {
        assert_eq!(Range::parse(range).expect(range).covers(&four), covers, "{range}");
    }
    let zero = version(PackageType::Nuget, "0.0.3.1");
    assert!(Range::parse("^0.0.3").expect("a range").covers(&zero));
}

#[test]
fn a_range_names_pre_releases_as_each_type_reads_them() {
    for (kind, range, text) in [
        (PackageType::Maven, "1.2.3-SNAPSHOT", "1.2.3-SNAPSHOT"),
        (PackageType::Maven, "1.2.3-CR1", "1.2.3.RC1"),
        (PackageType::Maven, "1.2.3-Final", "1.2.3"),
        (PackageType::Maven, "<=1.2.3-M2", "1.2.3.Beta9"),
        (PackageType::Nuget, "1.2.3-BETA.1", "1.2.3-beta.1"),
        (PackageType::Rubygems, "1.2.3-pre1", "1.2.3.pre.1"),
        (PackageType::Rubygems, "<1.2.3-rc11", "1.2.3.rc2"),
    ] {
        assert!(Range::parse(range).expect(range).covers(&version(kind, text)), "{kind}: {text}");
    }
    let range = Range::parse("1.2.3-Beta").expect("a range");
    assert!(!range.covers(&version(PackageType::Npm, "1.2.3-beta")), "semver has case");
}

fn goes(
    kind: PackageType,
    all: &[&'static str],
    policy: &package_steward::domain::Policy,
) -> Vec<&'static str> {
    let releases = (1..).zip(all).map(|(number, name)| release(number, name)).collect();
    let told = World::of(kind, releases).plan(policy);
    let place = |number: u64| usize::try_from(number).expect("a small number") - 1;
    told.goes().into_iter().map(|number| all[place(number)]).collect()
}

#[test]
fn h16_a_variant_of_a_maven_release_is_no_pre_release() {
    let all = ["33.0.0-jre", "33.0.0-android", "33.0.0", "33.0.0-rc1", "1.0-SNAPSHOT", "1.0.Final"];
    for (treated, expected) in [
        (Prereleases::Only, &["33.0.0-rc1", "1.0-SNAPSHOT"][..]),
        (Prereleases::Superseded, &["33.0.0-rc1", "1.0-SNAPSHOT"]),
    ] {
        let policy = unguarded(taking(|rule| rule.prereleases = treated));
        assert_eq!(goes(PackageType::Maven, &all, &policy), expected);
    }
    let below = unguarded(taking(|rule| rule.semver = Some(ranges("<34.0.0"))));
    let read = ["33.0.0", "33.0.0-rc1", "1.0-SNAPSHOT", "1.0.Final"];
    assert_eq!(goes(PackageType::Maven, &all, &below), read);
}

#[test]
fn the_highest_release_is_the_one_that_the_type_puts_highest() {
    for (kind, all, stays) in [
        (PackageType::Nuget, ["1.2.3.9", "1.2.3.10", "1.2.3", "1.2.4-beta"], "1.2.3.10"),
        (PackageType::Rubygems, ["7.0.4.1", "7.0.4", "7.1.0.rc1", "7.0.3.9"], "7.0.4.1"),
        (PackageType::Maven, ["2.0-SNAPSHOT", "1.10.Final", "1.9", "2.0-jre"], "1.10.Final"),
    ] {
        let policy =
            with(unguarded(taking(|rule| rule.version_names = Some(names("*")))), |policy| {
                policy.guards.min_remaining = 1;
            });
        let expected: Vec<_> = all.into_iter().filter(|name| *name != stays).collect();
        assert_eq!(goes(kind, &all, &policy), expected, "{kind}");
    }
}

#[test]
fn keeping_per_minor_and_by_version_reads_versions_of_the_type() {
    let all = ["7.0.4.1", "7.0.4", "7.0.5.pre1", "7.1.0", "7.1.0.rc1", "edge"];
    let policy = unguarded(taking(|rule| rule.keep_latest = highest_per(1, KeepPer::Minor)));
    assert_eq!(goes(PackageType::Rubygems, &all, &policy), ["7.0.4.1", "7.0.4", "7.1.0.rc1"]);
}
