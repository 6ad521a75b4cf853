//! Policies: rules whose keys are read like inputs, and what is wrong with them where it stands.

use std::fs;

use super::support::*;
use crate::domain::{
    Age, IncompleteImages, OrphanedReferrers, PackageName, PackageType, PolicyPart, RuleName,
    TagStatus,
};
use crate::inputs::{Came, Environment, Input, InputProblem, Request, parse};

/// A sound environment whose policy is this.
fn policy(yaml: &str, changes: &[(&str, &str)]) -> Environment {
    without("INPUT_TAGS", &[&[("INPUT_POLICY", yaml)], changes].concat())
}

/// One rule that takes what is tagged `pr-*` and has these keys as well.
fn with_keys(keys: &str) -> String {
    let keys: Vec<String> = keys.lines().map(|line| format!("    {line}\n")).collect();
    format!("rules:\n  - name: prs\n    tags: pr-*\n{}", keys.concat())
}

fn parts(yaml: &str) -> Vec<PolicyPart> {
    request(&policy(yaml, &[])).parts
}

fn part(yaml: &str) -> PolicyPart {
    let [part] = parts(yaml).try_into().unwrap_or_else(|all| panic!("not one: {all:#?}"));
    part
}

/// The same where the run names no packages.
fn part_without_packages(yaml: &str) -> PolicyPart {
    let environment: Environment =
        [("INPUT_TOKEN", TOKEN), ("INPUT_OWNER", "octo"), ("INPUT_POLICY", yaml)]
            .into_iter()
            .collect();
    let [part] = request(&environment).parts.try_into().unwrap_or_else(|all| panic!("{all:#?}"));
    part
}

/// What is wrong with a policy: the line and column, and what is said.
fn wrong(yaml: &str) -> Vec<(usize, usize, String)> {
    let place = |problem: InputProblem| {
        assert_eq!(problem.input, "policy", "{problem}");
        let mark = problem.at.as_ref().unwrap_or_else(|| panic!("no place: {problem}")).mark;
        (mark.line, mark.column, problem.to_string())
    };
    problems(&policy(yaml, &[])).into_iter().map(place).collect()
}

/// A key, a value, and what it needs beside it.
type Sample = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// A value for every key, as an input takes it, with what it needs beside it.
const SAMPLES: &[Sample] = &[
    ("packages", "app, lib-*, !lib-old", &[]),
    ("tags", "pr-*, v[0-9]*", &[]),
    ("version-names", "sha256:*", &[]),
    ("semver", ">=1.0.0, <2.0.0 || 3.0.0", &[]),
    ("prereleases", "only", &[]),
    ("version-ids", "12, 007", &[]),
    ("tag-status", "any", &[]),
    ("older-than", "2w 3d", &[]),
    ("timestamp", "updated", &[]),
    ("only-closed", "true", &[("tags", "pr-{pr}")]),
    ("incomplete-images", "delete", &[]),
    ("orphaned-referrers", "delete", &[]),
    ("keep-latest", "3", &[]),
    ("keep-per", "minor", &[("keep-latest", "3")]),
    ("keep-order", "semver", &[("keep-latest", "3")]),
    ("keep-tags", "v1, v2*", &[]),
    ("keep-version-names", "sha256:0*", &[]),
    ("keep-semver", ">=2.0.0", &[]),
    ("keep-git-tags", "true", &[]),
    ("keep-referenced-in", "Cargo.*", &[]),
    ("untagged-grace", "3d", &[]),
];

#[test]
fn every_key_of_a_rule_is_read_as_its_input_is() {
    let sampled: Vec<&str> = SAMPLES.iter().map(|(name, ..)| *name).collect();
    let keys = Input::ALL.iter().filter(|input| input.is_key_of_rule()).map(|input| input.name());
    assert_eq!(keys.collect::<Vec<_>>(), sampled, "a sample for every key");
    for (name, value, beside) in SAMPLES {
        let variable = format!("INPUT_{}", name.to_uppercase());
        let mut inputs: Vec<(String, &str)> = vec![("INPUT_TAGS".to_owned(), "pr-*")];
        let mut keys = vec![("tags", "pr-*")];
        for (name, value) in beside.iter().chain(&[(*name, *value)]) {
            let variable = format!("INPUT_{}", name.to_uppercase());
            inputs.retain(|(known, _)| *known != variable);
            keys.retain(|(known, _)| known != name);
            inputs.push((variable, value));
            keys.push((name, value));
        }
        let inputs: Vec<(&str, &str)> =
            inputs.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let single = sound(&inputs);
        let list: Vec<String> =
            keys.iter().map(|(name, value)| format!("    {name}: \"{value}\"\n")).collect();
        let list = list.concat();
        let yaml = format!("rules:\n  - name: sample\n{list}");
        let part = if *name == "packages" { part_without_packages(&yaml) } else { part(&yaml) };
        let [mut rule] = <[_; 1]>::try_from(single.policy.rules).unwrap();
        rule.name = RuleName::Named("sample".to_owned());
        assert_eq!(part.takes, Some(rule), "{name}");
        assert_eq!(vec![part.packages], single.place.packages, "{name}");
        assert_eq!(part.orphaned_referrers, single.policy.orphaned_referrers, "{name}");
        if name.starts_with("keep-") && !["keep-latest", "keep-per", "keep-order"].contains(name) {
            let mut keep = single.policy.keep;
            if *name != "keep-tags" {
                // What the run keeps is not the rule's.
                keep.tags = part.keep.tags.clone();
            }
            assert_eq!(part.keep, keep, "{name}");
        } else {
            assert!(part.keep.is_empty(), "{name}");
        }
        if *name == "untagged-grace" {
            assert_eq!(part.untagged_grace, single.policy.untagged_grace, "{variable}");
        }
    }
}

#[test]
fn a_list_is_written_as_one_or_as_its_input_takes_it() {
    let tags = |keys: &str| {
        let rule = part(&format!("rules:\n  - name: a\n{keys}")).takes.unwrap();
        rule.tags.unwrap().iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>()
    };
    for keys in [
        "    tags: [pr-*, 1.10, '*-rc', \"{pr\"]\n",
        "    tags:\n      - pr-*\n      - 1.10 # as it is written\n      - '*-rc'\n      - \"{pr\"\n",
    ] {
        let wrong = wrong(&format!("rules:\n  - name: a\n{keys}"));
        assert_eq!(wrong.len(), 1, "a brace is no pattern: {wrong:?}");
    }
    for keys in [
        "    tags: [pr-*, 1.10, '*-rc']\n",
        "    tags:\n      - pr-*\n      - 1.10 # as it is written\n      - '*-rc'\n",
        "    tags:\n    - pr-*\n    - 1.10\n    - '*-rc'\n",
        "    tags: pr-*, 1.10, *-rc\n",
        "    tags: |\n      pr-*\n      # a comment\n      1.10\n      *-rc\n",
        "    tags:\n      - pr-*, 1.10\n      - '*-rc'\n",
    ] {
        assert_eq!(tags(keys), ["pr-*", "1.10", "*-rc"], "{keys}");
    }
}

#[test]
fn numbers_and_booleans_are_the_text_that_was_written() {
    let rule = |keys: &str| part(&with_keys(keys)).takes.unwrap();
    assert_eq!(rule("keep-latest: 10").keep_latest.unwrap().count.get(), 10);
    assert_eq!(rule("keep-latest: '10'").keep_latest.unwrap().count.get(), 10);
    let ids = rule("version-ids: [3, 12]").version_ids.unwrap();
    assert_eq!(ids.into_iter().map(|id| id.0).collect::<Vec<_>>(), [3, 12]);
    for value in ["1_000", "0x10", "0o10", "1e3", "10.0", "-1", "ten", "true", ".inf"] {
        let wrong = wrong(&with_keys(&format!("keep-latest: {value}")));
        let [(4, 18, why)] = &wrong[..] else { panic!("{wrong:?}") };
        assert!(why.contains(&format!("`{value}` came")), "{why}");
    }
}

#[test]
fn a_rule_without_packages_has_those_of_the_run() {
    let yaml = "rules:\n  - {name: a, tags: a}\n  - {name: b, tags: b, packages: [lib, 'x-*']}\n";
    let request = request(&policy(yaml, &[]));
    assert_eq!(
        request.place.named(PackageType::Npm),
        [PackageName::new("app"), PackageName::new("lib")]
    );
    assert!(request.place.needs_a_listing());
    assert!(request.place.takes_from_listing(&PackageName::new("x-1")));
    let concerned = |name: &str| {
        let package = crate::domain::PackageKey {
            package_type: PackageType::Container,
            name: PackageName::new(name),
        };
        let rules = request.run_policy().for_package(&package).rules;
        rules.into_iter().map(|rule| rule.name).collect::<Vec<_>>()
    };
    let named = |name: &str| RuleName::Named(name.to_owned());
    assert_eq!(concerned("app"), [named("a")]);
    assert_eq!(concerned("lib"), [named("b")]);
    assert_eq!(concerned("x-7"), [named("b")]);
    assert_eq!(concerned("other"), []);
}

#[test]
fn packages_of_the_run_that_no_rule_asks_for_are_refused() {
    let yaml = "rules:\n  - {name: b, tags: b, packages: lib}\n";
    let all = problems(&policy(yaml, &[("INPUT_PACKAGES", "app")]));
    assert_eq!(all.iter().map(|one| one.input.as_str()).collect::<Vec<_>>(), ["packages"]);
    // `auto` is not asked for either, so it need not mean anything.
    let environment: Environment =
        [("INPUT_TOKEN", TOKEN), ("INPUT_OWNER", "octo"), ("INPUT_POLICY", yaml)]
            .into_iter()
            .collect();
    let place = request(&environment).place;
    assert_eq!(place.named(PackageType::Container), [PackageName::new("lib")]);
}

#[test]
fn packages_of_a_rule_that_only_keeps_are_not_looked_at() {
    let yaml = "rules:\n  - {name: a, tags: a}\n  - {name: b, packages: '*', keep-tags: v*}\n";
    let request = request(&policy(yaml, &[]));
    assert!(!request.place.needs_a_listing());
    let [takes, keeps] = &request.parts[..] else { panic!("{:?}", request.parts) };
    assert!(takes.takes.is_some() && keeps.takes.is_none());
    assert!(keeps.keep.tags.patterns.first_match("v1").is_some());
}

#[test]
fn what_the_run_keeps_holds_beside_every_rule() {
    let yaml = with_keys("keep-tags: v*\nuntagged-grace: 3d");
    let request = request(&policy(&yaml, &[("INPUT_KEEP_SEMVER", ">=3.0.0")]));
    let package = crate::domain::PackageKey {
        package_type: PackageType::Container,
        name: PackageName::new("app"),
    };
    let policy = request.run_policy().for_package(&package);
    assert!(policy.keep.tags.patterns.first_match("latest").is_some());
    assert!(!policy.keep.semver.is_empty());
    assert_eq!(policy.untagged_grace, Some(Age::parse("3d").unwrap()));
    let [keep] = &policy.rule_keeps[..] else { panic!("{:?}", policy.rule_keeps) };
    assert!(keep.keep.tags.patterns.first_match("v1").is_some());
    assert!(keep.keep.tags.patterns.first_match("latest").is_none());
    // Without a word a rule adds nothing.
    let silent = part(&with_keys(""));
    assert!(silent.keep.is_empty());
    assert_eq!(silent.untagged_grace, None);
}

#[test]
fn a_rule_takes_nothing_away_from_what_the_run_keeps() {
    for (keys, column) in [
        ("keep-tags: none", 16),
        ("untagged-grace: none", 21),
        ("untagged-grace: 0s", 21),
        ("untagged-grace: 23h", 21),
    ] {
        let wrong = wrong(&with_keys(keys));
        let [(4, found, why)] = &wrong[..] else { panic!("{keys}: {wrong:?}") };
        assert_eq!(*found, column, "{why}");
        assert!(why.contains("of rule `prs`"), "{why}");
    }
    assert_eq!(
        part(&with_keys("untagged-grace: 1d")).untagged_grace,
        Some(Age::parse("1d").unwrap())
    );
}

#[test]
fn what_takes_orphans_alone_takes_no_image() {
    let part = part("rules:\n  - name: a\n    orphaned-referrers: delete\n");
    assert_eq!(part.takes, None);
    assert_eq!(part.orphaned_referrers, OrphanedReferrers::Delete);
    assert!(part.takes_any());
}

#[test]
fn incomplete_images_are_the_matter_of_each_rule() {
    let all = parts(
        "rules:\n  - {name: a, semver: '<1.0.0', incomplete-images: delete}\n  - {name: b, older-than: 1d}\n",
    );
    let of = |at: usize| all[at].takes.as_ref().unwrap().incomplete_images;
    assert_eq!([of(0), of(1)], [IncompleteImages::Delete, IncompleteImages::Report]);
    assert_eq!(all[1].takes.as_ref().unwrap().tag_status, TagStatus::Tagged);
}

#[test]
fn what_rules_say_is_no_input_beside_them() {
    for (variable, value) in [
        ("INPUT_TAGS", "b-*"),
        ("INPUT_OLDER_THAN", "1d"),
        ("INPUT_KEEP_LATEST", "3"),
        ("INPUT_KEEP_PER", "minor"),
        ("INPUT_ORPHANED_REFERRERS", "delete"),
        ("INPUT_TAG_STATUS", "any"),
    ] {
        let problem = the_only(problems(&policy(&with_keys(""), &[(variable, value)])));
        assert_eq!(format!("INPUT_{}", problem.input.to_uppercase().replace('-', "_")), variable);
        assert!(problem.expected.contains("beside `policy`"), "{problem}");
    }
    let beside_a_plan = [("INPUT_APPLY", "plan.jsonl")];
    let problem = the_only(problems(&policy(&with_keys(""), &beside_a_plan)));
    assert_eq!(problem.input, "policy");
    let whole = [("INPUT_TARGET", "packages")];
    let problem = the_only(problems(&policy(&with_keys(""), &whole)));
    assert_eq!(problem.input, "policy");
}

/// The line and the column of a problem, and words of it.
type Place = (usize, usize, &'static str);

#[test]
fn everything_that_is_wrong_is_told_where_it_stands() {
    // The policy, and for each problem its line, its column and words of it.
    let table: &[(&str, &[Place])] = &[
        ("# none\nrules:\n", &[(2, 6, "a list of rules")]),
        ("# nothing\n# at all\n", &[(1, 1, "`rules:`")]),
        ("# none\nrules: []\n", &[(2, 8, "a list of rules")]),
        ("- name: a\n  tags: x\n", &[(1, 1, "the key `rules`")]),
        ("rules:\n  name: a\n  tags: x\n", &[(2, 3, "a list of rules")]),
        ("rules:\n  - tags\n", &[(2, 5, "a rule with keys")]),
        ("rules:\n  - tags: x\n", &[(2, 5, "the key `name`")]),
        ("rules:\n  - name:\n    tags: x\n", &[(2, 9, "a name")]),
        ("rules:\n  - name: [a]\n    tags: x\n", &[(2, 11, "a name")]),
        ("rules:\n  - name: a\n    tag: x\n", &[(3, 5, "did you mean `tags`?")]),
        (
            "rules:\n  - name: a\n    tags: x\n    mode: delete\n",
            &[(4, 5, "it belongs to the run")],
        ),
        (
            "rules:\n  - name: a\n    tags: x\n    dry-run: true\n",
            &[(4, 5, "it belongs to the run")],
        ),
        ("dry-run: true\nrules:\n  - {name: a, tags: x}\n", &[(1, 1, "it belongs to the run")]),
        ("tags: y\nrules:\n  - {name: a, tags: x}\n", &[(1, 1, "write it into a rule")]),
        (
            "rule:\n  - {name: a, tags: x}\n",
            &[(1, 1, "did you mean `rules`?"), (1, 1, "but nothing came")],
        ),
        (
            "rules:\n  - {name: a, tags: x}\nrules:\n  - {name: b, tags: y}\n",
            &[(3, 1, "it is in line 1 already")],
        ),
        ("rules:\n  - name: a\n    tags: x\n    tags: y\n", &[(4, 5, "it is in line 3 already")]),
        (
            "rules:\n  - {name: a, tags: x}\n  - {name: ' a ', tags: y}\n",
            &[(3, 12, "the rule in line 2 is called so")],
        ),
        ("rules:\n  - name: a\n    tags:\n", &[(3, 9, "an empty value")]),
        ("rules:\n  - name: a\n    tags: ''\n", &[(3, 11, "an empty value")]),
        ("rules:\n  - name: a\n    tags: ~\n", &[(3, 11, "an empty value")]),
        ("rules:\n  - name: a\n    tags: []\n", &[(3, 11, "an empty value")]),
        (
            "rules:\n  - name: a\n    tags: [x, '', y, ~]\n",
            &[(3, 15, "an empty value"), (3, 22, "an empty value")],
        ),
        ("rules:\n  - name: a\n    tags: [x, [y]]\n", &[(3, 15, "write one value in the list")]),
        ("rules:\n  - name: a\n    tags: {x: y}\n", &[(3, 11, "has to be in quotes")]),
        ("rules:\n  - name: a\n    older-than: [1d, 2d]\n", &[(3, 17, "write one value")]),
        ("rules:\n  - name: a\n    older-than: 30\n", &[(3, 17, "has no unit")]),
        ("rules:\n  - name: a\n    older-than: 1month\n", &[(3, 17, "no fixed length")]),
        (
            "rules:\n  - name: a\n    tags: x\n    tag-status: tagd\n",
            &[(4, 17, "did you mean `tagged`?")],
        ),
        (
            "rules:\n  - name: a\n    tags:\n      - x\n      - '!y'\n      - '[z'\n",
            &[(5, 9, "write `y` into `keep-tags`"), (6, 9, "[")],
        ),
        ("rules:\n  - name: a\n    tags: *-amd64\n", &[(3, 11, "has to be in quotes")]),
        ("rules:\n  - name: a\n    tags: [!x]\n", &[(3, 12, "has to be in quotes")]),
        ("rules:\n  - name: a\n    tags: &x y\n", &[(3, 11, "has to be in quotes")]),
        ("rules:\n  - name: a\n    tags: [n]one\n", &[(3, 14, "has to be in quotes")]),
        ("rules:\n  - name: a\n\ttags: x\n", &[(2, 11, "indent with spaces")]),
        ("rules:\n  - name: a\n    tags: 'x\n", &[(3, 11, "expected YAML")]),
        ("rules:\n  - {name: a, tags: x}\n---\nrules: []\n", &[(3, 1, "one document")]),
        ("rules:\n  - name: \"a\\nb\"\n    tags: x\n", &[(2, 11, "on one line")]),
        ("rules:\n  - name: a\n    tags: \"x\\x07\"\n", &[(3, 11, "a control character")]),
        ("rules:\n  - name: a\n    <<: {tags: x}\n", &[(3, 5, "a key that a rule has")]),
        ("rules:\n  - name: a\n    ? [x]\n    : y\n", &[(3, 7, "a key")]),
        ("rules:\n  - name: a\n", &[(2, 5, "a key that selects or keeps")]),
        (
            "rules:\n  - {name: a, tags: x}\n  - {name: b, timestamp: updated, keep-tags: y}\n",
            &[(3, 26, "takes nothing without one")],
        ),
        ("rules:\n  - name: a\n    tags: x\n    version-ids: 1.0\n", &[(4, 18, "digits only")]),
    ];
    for (yaml, expected) in table {
        let wrong = wrong(yaml);
        let is_expected = |((line, column, why), (at, place, words)): (
            &(usize, usize, String),
            &(usize, usize, &str),
        )| { (line, column) == (at, place) && why.contains(words) };
        let are_all = wrong.len() == expected.len() && wrong.iter().zip(*expected).all(is_expected);
        assert!(are_all, "{yaml}\n{wrong:#?}\n{expected:#?}");
    }
}

#[test]
fn all_problems_of_all_rules_are_told_at_once() {
    let yaml =
        "rules:\n  - name: a\n    tags: '!x'\n    older-than: 5\n  - name: b\n    sevmer: '1.2'\n";
    let found: Vec<(usize, usize)> =
        wrong(yaml).into_iter().map(|(line, column, _)| (line, column)).collect();
    assert_eq!(found, [(6, 5)], "what is no rule is told before what rules say");
    let yaml =
        "rules:\n  - name: a\n    tags: '!x'\n    older-than: 5\n  - name: b\n    semver: '1.2'\n";
    let found: Vec<(usize, usize)> =
        wrong(yaml).into_iter().map(|(line, column, _)| (line, column)).collect();
    assert_eq!(found, [(3, 11), (4, 17), (6, 13)]);
}

#[test]
fn a_policy_of_keeps_alone_is_refused() {
    let problem = the_only(problems(&policy("rules:\n  - {name: a, keep-tags: v*}\n", &[])));
    assert_eq!((problem.input.as_str(), problem.came), ("policy", Came::Nothing));
}

#[test]
fn keeps_take_no_part_in_restoring() {
    let npm = [("INPUT_MODE", "restore"), ("INPUT_PACKAGE_TYPE", "npm")];
    let rule = |keys: &str| format!("rules:\n  - name: a\n    version-names: 1.*\n{keys}");
    let parts = request(&policy(&rule(""), &npm)).parts;
    assert!(parts[0].takes.is_some());
    for key in ["keep-semver: 1.0.0", "keep-latest: 3", "untagged-grace: 9d"] {
        let problem = the_only(problems(&policy(&rule(&format!("    {key}\n")), &npm)));
        assert!(problem.to_string().contains("takes no part in such a run"), "{problem}");
        assert_eq!(problem.at.unwrap().mark.line, 4);
    }
}

#[test]
fn the_token_is_repeated_in_no_problem() {
    for yaml in [
        format!("rules:\n  - name: a\n    tags: '{TOKEN}!x'\n    older-than: {TOKEN}\n"),
        format!("rules:\n  - name: a\n    {TOKEN}: x\n"),
        format!("{TOKEN}: x\nrules:\n  - {{name: a, tags: x}}\n"),
        format!("rules:\n  - name: [{TOKEN}]\n    tags: x\n"),
        format!("rules:\n  - {{name: {TOKEN}, tags: x}}\n  - {{name: {TOKEN}, tags: y}}\n"),
    ] {
        for problem in problems(&policy(&yaml, &[])) {
            assert!(!problem.to_string().contains(TOKEN), "{problem}");
        }
    }
    let request = request(&policy(&with_keys(&format!("keep-tags: {TOKEN}")), &[]));
    let given = request.given.iter().find(|(name, _)| name == "policy").unwrap();
    assert!(given.1.contains("keep-tags: ***"), "{}", given.1);
}

/// A workspace with a file in it, and a request whose `policy` names that.
fn of_file(bytes: &[u8]) -> Result<Request, Vec<InputProblem>> {
    let workspace = tempfile::tempdir().unwrap();
    fs::create_dir(workspace.path().join(".github")).unwrap();
    fs::write(workspace.path().join(".github/retention.yml"), bytes).unwrap();
    let root = workspace.path().to_str().unwrap();
    let changes = [("GITHUB_WORKSPACE", root)];
    parse(&policy(".github/retention.yml", &changes)).map_err(|all| all.iter().cloned().collect())
}

#[test]
fn a_policy_in_a_file_is_given_as_its_text() {
    let yaml = with_keys("keep-latest: 3");
    let request = of_file(yaml.as_bytes()).unwrap();
    assert_eq!(request.parts, parts(&yaml));
    assert_eq!(request.given.last().unwrap(), &("policy".to_owned(), yaml));
    // What has no line break of its own would be taken for the name of a file.
    let request = of_file(b"rules: [{name: a, tags: x}]").unwrap();
    let given = request.given.last().unwrap().1.clone();
    assert_eq!(parts(&given), request.parts);
}

#[test]
fn what_is_wrong_in_a_file_names_it() {
    let problem = the_only(of_file(b"rules:\n  - name: a\n    tagz: x\n").unwrap_err());
    let said = problem.to_string();
    assert!(
        said.starts_with("input `policy`, `.github/retention.yml` line 3, column 5: "),
        "{said}"
    );
    let problem = the_only(of_file(b"rules:\n  - name: a\n    tags: '!x'\n").unwrap_err());
    let said = problem.to_string();
    let begins = "input `policy`, `.github/retention.yml` line 3, column 11, `tags` of rule `a`: ";
    assert!(said.starts_with(begins), "{said}");
    let problem = the_only(of_file(b"rules:\n  - name: \xff\n").unwrap_err());
    assert_eq!(problem.at.unwrap().mark, crate::inputs::Mark { line: 2, column: 11 });
}

#[test]
fn only_a_file_in_the_workspace_is_read() {
    let workspace = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("policy.yml"), with_keys("")).unwrap();
    std::os::unix::fs::symlink(
        outside.path().join("policy.yml"),
        workspace.path().join("link.yml"),
    )
    .unwrap();
    fs::create_dir(workspace.path().join("folder")).unwrap();
    let root = workspace.path().to_str().unwrap();
    for path in
        ["../policy.yml", "/etc/passwd", "link.yml", "folder", "absent.yml", "folder/", "true"]
    {
        let problem = the_only(problems(&policy(path, &[("GITHUB_WORKSPACE", root)])));
        assert_eq!(problem.input, "policy", "{path}");
        assert_eq!(problem.came, Came::Text(path.to_owned()), "{problem}");
    }
    let one_line = "rules: [{name: a, tags: x}]";
    let problem = the_only(problems(&policy(one_line, &[("GITHUB_WORKSPACE", root)])));
    assert!(problem.advice.contains("more than one line"), "{problem}");
}

#[test]
fn a_hostile_policy_is_refused_before_it_costs_anything() {
    let bomb = {
        let names = ["b", "c", "d", "e", "f", "g", "h", "i"];
        let lists = names.iter().zip("abcdefgh".chars()).map(|(name, of)| {
            let all = vec![format!("*{of}"); 10].join(", ");
            format!("{name}: &{name} [{all}]\n")
        });
        let bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        let bomb = bomb + &lists.collect::<Vec<_>>().concat();
        bomb + "rules: *i\n"
    };
    let wrong_bomb = wrong(&bomb);
    assert_eq!(wrong_bomb.len(), 1);
    assert_eq!((wrong_bomb[0].0, wrong_bomb[0].1), (1, 4), "{wrong_bomb:?}");
    for deep in [
        format!("rules:\n  - name: a\n    tags: {}\n", "[".repeat(100_000)),
        format!("rules:\n  - name: a\n    tags: {}\n", "{a: ".repeat(50_000)),
        format!("rules:\n{}x\n", "- ".repeat(100_000)),
        format!("rules:\n{}", (0..300).map(|n| " ".repeat(n) + "- \n").collect::<String>()),
    ] {
        let wrong = wrong(&deep);
        assert_eq!(wrong.len(), 1, "{}", wrong.len());
    }
    let large = [with_keys("").as_bytes(), &vec![b'#'; 10 << 20]].concat();
    let problem = the_only(of_file(&large).unwrap_err());
    assert!(problem.advice.contains("at most 262144"), "{problem}");
    let many = format!("rules:\n{}", "  - {name: a, tags: x}\n".repeat(11_000));
    assert_eq!(of_file(many.as_bytes()).unwrap_err().len(), 10_999);
}
