//! What `keep-latest` counts by, in which order, and what becomes of pre-releases.

use github_standin::PackageType;

use crate::support::{Stage, listed};

fn stage(kind: PackageType, versions: &[(&str, u32, &[&str])]) -> Stage {
    Stage::new(listed(kind, "app", versions))
}

fn planned(stage: &Stage, kind: &str, with: &[(&str, &str)]) -> Vec<String> {
    let outcome = stage.dry_run(&[&[("package-type", kind)], with].concat());
    outcome.assert_status(0);
    outcome.planned()
}

#[test]
fn the_newest_of_each_group_stay() {
    let stage = stage(
        PackageType::Docker,
        &[
            ("image-a", 60, &["v1.1.0"]),
            ("image-b", 50, &["v1.2.0", "v1.2"]),
            ("image-c", 40, &["v1.1.1"]),
            ("image-d", 30, &["v1.2.1", "v2.0.0"]),
            ("image-e", 20, &["v1.2.2"]),
            ("image-f", 19, &["vague"]),
            ("image-g", 18, &["pr-2-a"]),
            ("image-h", 17, &["pr-20-a"]),
            ("image-i", 16, &["pr-2-b"]),
        ],
    );
    let minor = [("tags", "v*"), ("keep-latest", "1"), ("keep-per", "minor")];
    assert_eq!(planned(&stage, "docker", &minor), ["v1.1.0", "v1.2.0 v1.2"]);
    let outcome = stage.dry_run(&[&[("package-type", "docker")], &minor[..]].concat());
    let reason = outcome.reason("held", "vague");
    assert!(reason.contains("keep-per") && reason.contains("it has none"), "{reason}");
    let reason = outcome.reason("held", "v1.2.1 v2.0.0");
    assert!(reason.contains("it has several: "), "{reason}");
    let per = [("tags", "pr-{pr}-*"), ("keep-latest", "1"), ("keep-per", "pr")];
    assert_eq!(planned(&stage, "docker", &per), ["pr-2-a"]);
}

#[test]
fn by_semver_the_highest_stay() {
    let stage = stage(
        PackageType::Npm,
        &[("2.0.0", 60, &[]), ("1.9.0", 50, &[]), ("1.10.0", 40, &[]), ("1.9.1", 30, &[])],
    );
    let highest = [("version-names", "*"), ("keep-latest", "2"), ("keep-order", "semver")];
    assert_eq!(planned(&stage, "npm", &highest), ["1.9.0", "1.9.1"]);
    let newest = [("version-names", "*"), ("keep-latest", "2"), ("min-remaining", "0")];
    assert_eq!(planned(&stage, "npm", &newest), ["1.9.0", "2.0.0"]);
}

#[test]
fn superseded_pre_releases_go() {
    let stage = stage(
        PackageType::Npm,
        &[
            ("1.0.0-rc.1", 60, &[]),
            ("1.0.0", 50, &[]),
            ("1.1.0-beta", 40, &[]),
            ("1.1.0-rc.1", 30, &[]),
        ],
    );
    assert_eq!(planned(&stage, "npm", &[("prereleases", "superseded")]), ["1.0.0-rc.1"]);
}

#[test]
fn versions_of_each_type_are_counted_as_its_own_tools_order_them() {
    for (kind, word, names, goes) in [
        (PackageType::Nuget, "nuget", ["1.2.3.10", "1.2.3.9", "1.3.0-Beta"], "1.2.3.9"),
        (PackageType::Rubygems, "rubygems", ["1.0.0", "1.0.0.pre1", "1.1"], "1.0.0.pre1"),
        (PackageType::Maven, "maven", ["1.0.Final", "1.0-SNAPSHOT", "1.1-jre"], "1.0-SNAPSHOT"),
    ] {
        let versions: Vec<(&str, u32, &[&str])> =
            names.iter().zip([60, 50, 40]).map(|(name, age)| (*name, age, &[][..])).collect();
        let with = [
            ("version-names", "*"),
            ("keep-latest", "1"),
            ("keep-per", "minor"),
            ("keep-order", "semver"),
        ];
        assert_eq!(planned(&stage(kind, &versions), word, &with), [goes], "{word}");
    }
}
