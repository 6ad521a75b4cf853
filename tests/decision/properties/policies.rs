//! Policies of several rules, written as YAML and read back, against what the words give rule by rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use package_steward::domain::{
    PackageKey, PackageName, PackageType, Prereleases, TagStatus, TimestampField, Verdict,
};
use package_steward::inputs::{Environment, parse};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::cases;
use super::drawing::{item, kind, rule};
use super::plain::{Item, PlainPolicy, PlainRule};
use super::selection::world;
use super::text::{PlainRange, RANGES, fits};

/// The packages that are looked at, the first of which is the run's.
const PACKAGES: [&str; 3] = ["app", "lib-1", "other"];

/// A rule of a policy in plain words: where it holds, what it takes, and what it keeps.
#[derive(Clone, Debug)]
struct PlainPart {
    packages: Option<Vec<&'static str>>,
    takes: Option<PlainRule>,
    keep_tags: Vec<&'static str>,
    keep_semver: Vec<PlainRange>,
    longer_grace: Option<u32>,
}

/// A policy in plain words, and what holds beside it everywhere.
#[derive(Clone, Debug)]
struct PlainRun {
    kind: PackageType,
    parts: Vec<PlainPart>,
    keep_tags: Vec<&'static str>,
    grace: u32,
    min_remaining: u64,
}

/// The rule as it can be written: what would be refused is left out.
fn writable(kind: PackageType, mut rule: PlainRule) -> PlainRule {
    if !kind.has_tags() {
        let is_named = rule.names.is_some() || rule.ids.is_some();
        rule.status = if is_named { TagStatus::Any } else { TagStatus::Tagged };
    }
    if rule.status == TagStatus::Untagged {
        rule.semver = None;
        if matches!(rule.prereleases, Prereleases::Only | Prereleases::Superseded) {
            rule.prereleases = Prereleases::Include;
        }
    }
    let has_key = rule.tags.iter().flatten().any(|tag| tag.contains(&format!("{{{}}}", rule.per)));
    if !["package", "major", "minor"].contains(&rule.per) && !has_key {
        rule.per = "package";
    }
    if rule.status == TagStatus::Untagged {
        (rule.per, rule.by_version) = ("package", false);
    }
    rule.older_than = rule.older_than.filter(|hours| *hours > 0);
    let selects = rule.tags.is_some()
        || rule.names.is_some()
        || rule.semver.is_some()
        || matches!(rule.prereleases, Prereleases::Only | Prereleases::Superseded)
        || rule.ids.is_some()
        || rule.status == TagStatus::Untagged
        || rule.keep_latest.is_some();
    if !selects {
        rule.older_than = rule.older_than.or(Some(24));
    }
    rule
}

prop_compose! {
    fn part(kind: PackageType)(
        packages in option::weighted(0.6, subsequence(&["app", "lib-*", "other", "*"][..], 1..=2)),
        takes in option::weighted(0.8, rule(kind)),
        keep_tags in option::weighted(0.3, select(&["v*", "pr-2", "1*", "dev"][..])),
        keep_semver in option::weighted(0.2, subsequence(&RANGES[..], 1..=1)),
        longer_grace in option::weighted(0.2, select(&[1, 24, 700_u32][..])),
    ) -> PlainPart {
        PlainPart {
            packages,
            takes: takes.map(|rule| writable(kind, rule)),
            keep_tags: keep_tags.into_iter().collect(),
            keep_semver: keep_semver.unwrap_or_default(),
            longer_grace,
        }
    }
}

prop_compose! {
    fn run()(kind in kind())(
        kind in Just(kind),
        first in rule(kind),
        parts in vec(part(kind), 5),
        keep_tags in option::weighted(0.4, select(&["latest", "pr-?"][..])),
        grace in select(&[0, 24, 48_u32][..]),
        min_remaining in 0..3_u64,
    ) -> PlainRun {
        let mut parts = parts;
        // Something has to be taken, and a rule says something.
        parts[0].takes = Some(writable(kind, first));
        parts.retain(|part| {
            let keeps = !part.keep_tags.is_empty() || !part.keep_semver.is_empty();
            part.takes.is_some() || keeps || part.longer_grace.is_some()
        });
        PlainRun { kind, parts, keep_tags: keep_tags.into_iter().collect(), grace, min_remaining }
    }
}

fn drawn() -> impl Strategy<Value = (PlainRun, Vec<Item>)> {
    (run(), 0..9_u64).prop_flat_map(|(run, count)| {
        let items: Vec<_> = (1..=count).map(|number| item(run.kind, number)).collect();
        (Just(run), items)
    })
}

fn list(key: &str, items: &[&str]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("'{item}'")).collect();
    format!("    {key}: [{}]\n", quoted.join(", "))
}

fn texts(ranges: &[PlainRange]) -> Vec<&'static str> {
    ranges.iter().map(|(text, _)| *text).collect()
}

/// The part as a rule of a policy.
fn written(run: &PlainRun, at: usize, part: &PlainPart) -> String {
    let mut yaml = format!("  - name: rule {at}\n");
    if let Some(packages) = &part.packages {
        yaml += &list("packages", packages);
    }
    if let Some(rule) = &part.takes {
        if let Some(tags) = &rule.tags {
            yaml += &list("tags", tags);
        }
        if let Some(names) = &rule.names {
            yaml += &list("version-names", names);
        }
        if let Some(ranges) = &rule.semver {
            yaml += &list("semver", &texts(ranges));
        }
        if let Some(ids) = &rule.ids {
            let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
            writeln!(yaml, "    version-ids: [{}]", ids.join(", ")).expect("a text");
        }
        let prereleases = match rule.prereleases {
            Prereleases::Include => "include",
            Prereleases::Exclude => "exclude",
            Prereleases::Only => "only",
            Prereleases::Superseded => "superseded",
        };
        writeln!(yaml, "    prereleases: {prereleases}").expect("a text");
        if run.kind.has_tags() {
            let status = match rule.status {
                TagStatus::Tagged => "tagged",
                TagStatus::Untagged => "untagged",
                TagStatus::Any => "any",
            };
            writeln!(yaml, "    tag-status: {status}").expect("a text");
        }
        if let Some(hours) = rule.older_than {
            writeln!(yaml, "    older-than: {hours}h").expect("a text");
        }
        let field = match rule.by {
            TimestampField::Created => "created",
            TimestampField::Updated => "updated",
        };
        writeln!(yaml, "    timestamp: {field}").expect("a text");
        if let Some(count) = rule.keep_latest {
            writeln!(yaml, "    keep-latest: {count}\n    keep-per: {}", rule.per).expect("a text");
            let order = if rule.by_version { "semver" } else { "date" };
            writeln!(yaml, "    keep-order: {order}").expect("a text");
        }
    }
    if !part.keep_tags.is_empty() {
        yaml += &list("keep-tags", &part.keep_tags);
    }
    if !part.keep_semver.is_empty() {
        yaml += &list("keep-semver", &texts(&part.keep_semver));
    }
    if let Some(more) = part.longer_grace {
        writeln!(yaml, "    untagged-grace: {}h", run.grace + more).expect("a text");
    }
    yaml
}

/// What becomes of these versions in each package, as the program reads and decides it.
fn told(run: &PlainRun, items: &[Item]) -> Vec<BTreeMap<u64, Verdict>> {
    let rules = run.parts.iter().enumerate().map(|(at, part)| written(run, at, part));
    let yaml = format!("rules:\n{}", rules.collect::<String>());
    let keep_tags =
        if run.keep_tags.is_empty() { "none".to_owned() } else { run.keep_tags.join(",") };
    let environment: Environment = [
        ("INPUT_TOKEN", "a-token".to_owned()),
        ("INPUT_OWNER", "octo".to_owned()),
        ("GITHUB_REPOSITORY", format!("octo/{}", PACKAGES[0])),
        ("INPUT_PACKAGE_TYPE", run.kind.to_string()),
        ("INPUT_POLICY", yaml.clone()),
        ("INPUT_KEEP_TAGS", keep_tags),
        ("INPUT_UNTAGGED_GRACE", format!("{}h", run.grace)),
        ("INPUT_MIN_REMAINING", run.min_remaining.to_string()),
    ]
    .into_iter()
    .collect();
    let request = parse(&environment).unwrap_or_else(|problems| panic!("{problems}\n{yaml}"));
    let policy = request.run_policy();
    let world = world(run.kind, items);
    let verdicts = PACKAGES.map(|name| {
        let package = PackageKey { package_type: run.kind, name: PackageName::new(name) };
        let told = world.plan(&policy.for_package(&package));
        told.plan.judgements.iter().map(|one| (one.version.0, one.verdict)).collect()
    });
    verdicts.to_vec()
}

/// What the words say of a package: the rules that concern it, and every keep of any of them.
fn in_package(run: &PlainRun, name: &str) -> PlainPolicy {
    let concerns = |part: &&PlainPart| match &part.packages {
        Some(packages) => packages.iter().any(|pattern| fits(pattern, name)),
        None => name == PACKAGES[0],
    };
    let parts: Vec<&PlainPart> = run.parts.iter().filter(concerns).collect();
    let longer = parts.iter().filter_map(|part| part.longer_grace).max().unwrap_or(0);
    PlainPolicy {
        rules: parts.iter().filter_map(|part| part.takes.clone()).collect(),
        keep_tags: parts
            .iter()
            .flat_map(|part| &part.keep_tags)
            .chain(&run.keep_tags)
            .copied()
            .collect(),
        keep_names: Vec::new(),
        keep_semver: parts.iter().flat_map(|part| &part.keep_semver).copied().collect(),
        files: Vec::new(),
        // No time at all is as good as none.
        grace: Some(run.grace + longer).filter(|hours| *hours > 0),
        min_remaining: run.min_remaining,
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_policy_of_five_rules_is_what_the_words_give_rule_by_rule((run, items) in drawn()) {
        let images: Vec<&Item> = items.iter().collect();
        for (name, told) in PACKAGES.iter().zip(told(&run, &items)) {
            let plain = in_package(&run, name).beside(&items).verdicts(run.kind, &images);
            prop_assert_eq!(told, plain, "{}", name);
        }
    }

    #[test]
    fn the_order_in_which_rules_are_written_does_not_matter(
        ((run, items), mixed) in drawn().prop_flat_map(|(run, items)| {
            let parts = run.parts.clone();
            (Just((run, items)), Just(parts).prop_shuffle())
        })
    ) {
        let other = PlainRun { parts: mixed, ..run.clone() };
        prop_assert_eq!(told(&run, &items), told(&other, &items));
    }

    #[test]
    fn one_rule_more_that_only_keeps_never_deletes_more((run, items) in drawn(), at in 0..5_usize) {
        // Guards hold something else where a keep holds what they would have held.
        let mut run = PlainRun { min_remaining: 0, ..run };
        run.keep_tags.push("stable");
        let before = told(&run, &items);
        let tag = ["v*", "pr-2", "1*", "dev", "*"][at];
        run.parts.push(PlainPart {
            packages: Some(vec!["app", "lib-*"]),
            takes: None,
            keep_tags: vec![tag],
            keep_semver: Vec::new(),
            longer_grace: Some(48),
        });
        let counts = |all: &[BTreeMap<u64, Verdict>]| {
            let doomed = |one: &BTreeMap<u64, Verdict>| {
                one.values().filter(|verdict| **verdict == Verdict::Delete).count()
            };
            all.iter().map(doomed).collect::<Vec<_>>()
        };
        let (before, after) = (counts(&before), counts(&told(&run, &items)));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(after <= before, "{after} of {before}");
        }
        prop_assert_eq!(before[2], after[2], "a package that it does not concern");
    }
}
