use proptest::prelude::*;
use yaml_serde::Value;

use super::super::super::escape::hostile;
use super::super::super::samples::{
    acted_run, after, answered, by_id, deletion, ended_step, hostile_acted_run, judged, key,
    large_acted_run, now, restoring_run, small_run, started, step, version,
};
use super::*;
use crate::domain::{Login, PackageName, Verdict, Version};
use crate::events::{DryRun, Event};
use crate::execution::{Outcome, Target};

/// The way back from a run, as the page says it.
fn undo(events: impl IntoIterator<Item = Event>) -> String {
    let mut account = Account::default();
    for event in events {
        account.observe(&event);
    }
    Undo::of(&account).map(|undo| undo.markdown()).unwrap_or_default()
}

/// The steps of a block, as the runner reads them.
fn steps(markdown: &str) -> Vec<Value> {
    let Some((_, rest)) = markdown.split_once("```yaml\n") else { return Vec::new() };
    let (block, _) = rest.split_once("\n```\n").expect("the end of the block");
    yaml_serde::from_str(&format!("{block}\n")).expect("a list of steps")
}

/// The inputs of each step, as texts.
fn inputs(markdown: &str) -> Vec<Vec<(String, String)>> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    steps(markdown)
        .iter()
        .map(|step| {
            assert_eq!(step["uses"].as_str(), Some(ACTION));
            let with = step["with"].as_mapping().expect("inputs");
            with.iter().map(|(name, value)| (text(name), text(value))).collect()
        })
        .collect()
}

/// The numbers that a list of ids holds, read as the input is read.
fn ids(list: &str) -> Vec<u64> {
    let items = list.lines().flat_map(|line| line.split(',')).map(str::trim);
    items.map(|item| item.parse().expect("a number")).collect()
}

fn given<'a>(inputs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    inputs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
}

/// A run over one package that deletes these versions.
fn deleting(package: &PackageKey, versions: &[Version]) -> Vec<Event> {
    let mut events = vec![started(DryRun::No)];
    let plan = versions.iter().cloned();
    events.extend(plan.map(|version| judged(package, version, Verdict::Delete, by_id())));
    for (number, version) in (0..).zip(versions) {
        let step = deletion(number, package, version.id.0);
        events.extend(answered(step, i64::try_from(number).expect("few"), Outcome::Done));
    }
    events
}

fn npm(name: &str) -> PackageKey {
    key(PackageType::Npm, name)
}

#[test]
fn what_was_deleted_comes_back_by_number_while_it_is_little() {
    let expected = "\
### How to undo this run

These steps of a workflow bring back what this run deleted, if run before 2026-12-20: GitHub keeps it for 30 days. The token needs the right to write packages; give the one of this run, if it was not the default.

```yaml
- uses: package-steward/package-steward@v1
  with:
    mode: restore
    owner: octocat
    package-type: container
    packages: web
    version-ids: |
      5, 4
- uses: package-steward/package-steward@v1
  with:
    mode: restore
    owner: octocat
    package-type: npm
    packages: hello
    version-ids: |
      7
```

Of containers, untagged versions come back first, so that no tag is there before its parts.

";
    assert_eq!(undo(acted_run()), expected);
}

#[test]
fn what_changed_nothing_needs_no_way_back() {
    let mut refused = acted_run();
    refused.retain(|event| !matches!(event, Event::StepSent { .. } | Event::StepEnded { .. }));
    for events in [small_run(), refused, vec![started(DryRun::No)]] {
        assert_eq!(undo(events), "");
    }
}

#[test]
fn a_hundred_versions_come_back_by_number_and_more_by_their_time() {
    let large = inputs(&undo(large_acted_run(100)));
    let found = ids(given(&large[0], "version-ids").expect("ids"));
    assert!(found.into_iter().eq(0..100));
    let markdown = undo(large_acted_run(101));
    let large = inputs(&markdown);
    assert_eq!(given(&large[0], "version-ids"), None);
    let since = given(&large[0], "deleted-since").expect("a time");
    let until = given(&large[0], "deleted-until").expect("a time");
    assert_eq!((since, until), ("2026-11-20T11:55:01Z", "2026-11-20T12:05:02Z"));
    assert!(markdown.contains("\nWhere many versions of a package were deleted, the time"));
}

#[test]
fn the_window_holds_every_deletion_with_its_margin() {
    let package = npm("hello");
    let versions: Vec<Version> = (1..=101).map(|id| version(id, "x", &[])).collect();
    let inputs = inputs(&undo(deleting(&package, &versions)));
    let time = |name| given(&inputs[0], name).and_then(|time| time.parse::<Timestamp>().ok());
    assert_eq!(time("deleted-since"), now().checked_sub(MARGIN).ok());
    assert_eq!(time("deleted-until"), after(101).checked_add(MARGIN).ok());
}

#[test]
fn what_is_in_doubt_comes_back_too_and_what_is_not_does_not() {
    let web = key(PackageType::Docker, "web");
    let ends = [
        (1, Outcome::Done, true),
        (2, Outcome::AlreadySo, false),
        (3, Outcome::Held, false),
        (4, Outcome::Refused, false),
        (5, Outcome::Unknown, true),
        (6, Outcome::NotReached, false),
    ];
    let mut events = vec![started(DryRun::No)];
    for (id, outcome, _) in ends {
        events.push(judged(&web, version(id, "x", &[]), Verdict::Delete, by_id()));
        events.push(ended_step(deletion(id, &web, id), 1, outcome));
    }
    events.push(judged(&web, version(7, "x", &[]), Verdict::Delete, by_id()));
    events.push(ended_step(deletion(7, &web, 7), 1, Outcome::Done));
    events.push(Event::Healed {
        package: web,
        version: version(7, "x", &[]),
        needed_by: "v1".to_owned(),
        outcome: Outcome::Done,
    });
    let inputs = inputs(&undo(events));
    let expected: Vec<u64> =
        ends.iter().filter(|(_, _, back)| *back).map(|(id, _, _)| *id).collect();
    assert_eq!(ids(given(&inputs[0], "version-ids").expect("ids")), expected);
}

#[test]
fn a_whole_package_comes_back_as_a_whole() {
    let package = npm("hello");
    let whole = step(0, &package, Target::WholePackage, Change::Delete);
    let events = [vec![started(DryRun::No)], answered(whole, 1, Outcome::Done).to_vec()].concat();
    let markdown = undo(events);
    let inputs = inputs(&markdown);
    assert_eq!(given(&inputs[0], "target"), Some("packages"));
    assert_eq!(given(&inputs[0], "packages"), Some("hello"));
    assert!(markdown.contains("without its visibility and its access settings"));
}

#[test]
fn the_way_back_from_a_restoration_is_a_deletion_by_number() {
    let markdown = undo(restoring_run(3));
    assert!(markdown.contains("This step of a workflow deletes again what this run restored."));
    let expected = [
        ("mode", "delete"),
        ("owner", "octocat"),
        ("package-type", "npm"),
        ("packages", "hello"),
        ("version-ids", "1, 2, 3\n"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(inputs(&markdown)[0], expected);
    assert_eq!(inputs(&undo(restoring_run(1_000))).len(), 1);
    let many = undo(restoring_run(1_001));
    assert!(!many.contains("```"), "{many}");
    assert!(many.contains("No step can be written for `npm/hello`: the record"), "{many}");
}

#[test]
fn the_deletion_of_what_was_restored_is_not_stopped_by_defaults() {
    let web = key(PackageType::Container, "web");
    for (tags, expected) in [
        (&[][..], (None, Some("none"))),
        (&["latest"], (Some("none"), None)),
        (&["v1"], (None, None)),
    ] {
        let restoration = step(0, &web, Target::Version(VersionId(1)), Change::Restore);
        let markdown = undo([
            started(DryRun::No),
            judged(&web, version(1, "x", tags), Verdict::Restore, by_id()),
            ended_step(restoration, 1, Outcome::Done),
        ]);
        let inputs = inputs(&markdown);
        let found = (given(&inputs[0], "keep-tags"), given(&inputs[0], "untagged-grace"));
        assert_eq!(found, expected);
    }
}

#[test]
fn where_a_package_is_stays_as_it_was_said() {
    let mut events = acted_run();
    if let Event::RunStarted(started) = &mut events[0] {
        for (name, value) in
            [("owner-type", "self"), ("api-url", "https://ghe.example/api/v3"), ("tags", "pr-*")]
        {
            started.inputs.push((name.to_owned(), value.to_owned()));
        }
    }
    for inputs in inputs(&undo(events)) {
        assert_eq!(given(&inputs, "owner-type"), Some("self"));
        assert_eq!(given(&inputs, "api-url"), Some("https://ghe.example/api/v3"));
        assert_eq!(given(&inputs, "tags"), None);
    }
}

#[test]
fn a_name_that_means_more_than_a_package_has_no_step() {
    for name in ["", "auto", "none", "*", "a,b", "a\nb", "!a", "#a", " a", "a b", "a[b]", "{pr}"] {
        let markdown = undo(deleting(&npm(name), &[version(1, "x", &[])]));
        assert_eq!(steps(&markdown).len(), 0, "{name}");
        assert!(markdown.contains("No step can be written for"), "{name}");
    }
    for name in ["web", "app/web", "true", "1.10", "0x1f", "com.example.App", "a_b~c"] {
        let markdown = undo(deleting(&npm(name), &[version(1, "x", &[])]));
        assert_eq!(given(&inputs(&markdown)[0], "packages"), Some(name));
    }
}

#[test]
fn very_many_packages_are_counted_in_the_end() {
    let mut events = vec![started(DryRun::No)];
    for number in 0..2_000 {
        let package = npm(&format!("package-{number}"));
        events.push(judged(&package, version(number, "x", &[]), Verdict::Delete, by_id()));
        events.extend(answered(deletion(number, &package, number), 1, Outcome::Done));
    }
    let markdown = undo(events);
    assert!(markdown.len() < ROOM + 2_000, "{}", markdown.len());
    let shown = steps(&markdown).len();
    assert!(shown > 200, "{shown}");
    let rest = format!(
        "_… and {} more: the record of this run",
        Sentence::default().number(2_000 - shown as u64).plain()
    );
    assert!(markdown.contains(&rest), "{rest}");
}

proptest! {
    #[test]
    fn h32_whatever_things_are_called_the_steps_mean_just_them(
        owner in hostile::any_text(),
        name in prop_oneof![hostile::any_text(), "[a-z0-9A-Z._/~+-]{1,12}"],
        ids in prop::collection::btree_set(any::<u64>(), 1..130),
    ) {
        let package = key(PackageType::Container, &name);
        let versions: Vec<Version> = ids.iter().map(|id| version(*id, &name, &[&name])).collect();
        let mut events = deleting(&package, &versions);
        if let Event::RunStarted(started) = &mut events[0] {
            started.owner = Login::new(owner.clone());
        }
        let markdown = undo(events);
        for inputs in inputs(&markdown) {
            prop_assert_eq!(given(&inputs, "mode"), Some("restore"));
            prop_assert_eq!(given(&inputs, "owner"), Some(owner.as_str()));
            prop_assert_eq!(given(&inputs, "packages"), Some(name.as_str()));
            let means_more = name.contains([',', '\n', '*', '!', '#', '[', '{', '?']) || name == "auto";
            prop_assert!(!means_more, "{}", name);
            match given(&inputs, "version-ids") {
                Some(list) => prop_assert!(self::ids(list).into_iter().eq(ids.iter().copied())),
                None => prop_assert!(ids.len() > 100 && given(&inputs, "deleted-since").is_some()),
            }
        }
        let plain = PackageName::new(&*name).as_str().chars().all(|one| one.is_ascii_alphanumeric());
        if plain && !matches!(name.as_str(), "" | "auto" | "none") && !owner.contains("${{") {
            prop_assert_eq!(steps(&markdown).len(), 1, "an ordinary name has a step");
        }
    }
}

#[test]
fn h32_hostile_runs_have_sound_steps() {
    for text in hostile::TEXTS {
        for inputs in inputs(&undo(hostile_acted_run(text))) {
            assert_eq!(given(&inputs, "owner"), Some(text));
            assert_eq!(given(&inputs, "packages"), Some("plain"));
        }
    }
}
