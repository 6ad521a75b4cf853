use super::super::super::escape::hostile;
use super::super::super::samples::{
    acted_run, answered, because, by_id, by_tag, deletion, digest, ended, ended_step, failed,
    hostile_run, hostile_runs, judged, key, large_acted_run, large_run, listed, noticed, planned,
    restoring_run, small_run, started, step, version,
};
use super::*;
use crate::domain::{Coverage, PackageType, Reason};
use crate::events::{DryRun, Event, GuardRefusal, Problem, Rights};
use crate::execution::{Difference, Outcome, StepId, Target};

/// Above this the runner drops a summary whole.
const LIMIT: usize = 1024 * 1024;

fn page(events: impl IntoIterator<Item = Event>) -> String {
    let (mut account, mut summary) = (Account::default(), Summary::default());
    for event in events {
        account.observe(&event);
        summary.observe(&event, &account);
    }
    let page = summary.finish(&account);
    assert_sound(&page);
    page
}

/// Fails where a line of the page is not one of those that a page consists of, or holds markup that
/// is not ours.
#[track_caller]
fn assert_sound(page: &str) {
    let (mut folded, mut columns) = (0, 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line == "```yaml" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            assert_steps(&block.join("\n"));
            continue;
        }
        let quoted = line.strip_prefix("> ");
        match line {
            "<details>" => folded += 1,
            "</details>" => folded -= 1,
            "" | "> [!CAUTION]" | "> [!WARNING]" => columns = 0,
            row if row.starts_with('|') => {
                let cells = hostile::cells(row);
                assert!(columns == 0 || columns == cells.len(), "{row}");
                columns = cells.len();
                for cell in cells {
                    let small = cell.strip_suffix("</sub>");
                    match small.and_then(|cell| cell.split_once("<br><sub>")) {
                        Some((large, small)) => [large, small].map(hostile::rendered),
                        None => [hostile::rendered(cell), String::new()],
                    };
                }
            }
            other => {
                let text = quoted.unwrap_or(other);
                let text = text.strip_suffix("<br>").unwrap_or(text);
                let wraps = [
                    ("**", "**"),
                    ("<summary><b>", "</b></summary>"),
                    ("<sub>", "</sub>"),
                    ("### ", ""),
                    ("## ", ""),
                    ("- ", ""),
                ];
                let within = wraps
                    .into_iter()
                    .find_map(|(before, after)| text.strip_prefix(before)?.strip_suffix(after));
                let ours = "_… and ";
                if text.starts_with(ours) || text.contains("**Not everything is well") {
                    continue;
                }
                hostile::rendered(within.unwrap_or(text));
            }
        }
        assert!((0..=1).contains(&folded), "{line}");
    }
    assert_eq!(folded, 0, "a part stays open");
}

/// Fails where a block holds anything but steps with inputs that the way back uses.
#[track_caller]
fn assert_steps(block: &str) {
    assert!(!block.contains("${{") && !block.contains("##["), "{block}");
    for line in block.lines() {
        assert!(line.starts_with("- uses: ") || line.starts_with("  "), "{line:?}");
        hostile::assert_obeyed_by_nobody(line.trim_start());
    }
    let steps: Vec<yaml_serde::Mapping> = yaml_serde::from_str(block).expect("a list of mappings");
    assert!(!steps.is_empty());
    for step in steps {
        let keys: Vec<&str> = step.keys().filter_map(yaml_serde::Value::as_str).collect();
        assert_eq!(keys, ["uses", "with"]);
        let with = step["with"].as_mapping().expect("inputs");
        for (name, value) in with {
            let known = [
                "mode",
                "owner",
                "owner-type",
                "api-url",
                "registry-url",
                "package-type",
                "packages",
                "target",
                "deleted-since",
                "deleted-until",
                "keep-tags",
                "untagged-grace",
                "record-file",
                "restore-from",
                "version-ids",
                "restore-from",
                "record-file",
            ];
            assert!(known.contains(&name.as_str().expect("a name")), "{name:?}");
            // Ids on one line alone are a number to YAML, and the same text to the runner.
            assert!(value.is_string(), "{name:?}: {value:?}");
        }
    }
}

#[test]
fn a_small_run_is_told_on_one_screen() {
    let expected = "\
## Dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held

2 packages of `octocat` looked at, nothing changed. Everything is well; the same run without `dry-run` carries this plan out.

The token has the scopes that the plan needs; whether it has the admin role on each package shows only when something is changed.

| Package | Would go | Held | Stay | Images |
| --- | ---: | ---: | ---: | ---: |
| `web`<br><sub>container</sub> | 1 (2 versions) | 1 | 3 | 4 (6 versions) |
| `hello`<br><sub>npm</sub> | 1 | 1 | 0 | 2 |

**2 would be deleted**

| Version | Why |
| --- | --- |
| `pr-5`<br><sub>`container/web` id 5</sub> | Its tag `pr-5` fits `pr-*` of `tags` |
| `1.0.0`<br><sub>`npm/hello` id 7</sub> | `version-ids` names it |

**2 held, though selected**

| Version | Why |
| --- | --- |
| `pr-3` and `v3`<br><sub>`container/web` id 3</sub> | Only some of its tags are selected; deleting it would also take `v3`, which stays |
| `1.1.0`<br><sub>`npm/hello` id 8</sub> | It is the highest release of the package; `min-remaining: 0` would let it go |

<details>
<summary><b>Why versions stay</b></summary>

| Versions |  | Why |
| ---: | --- | --- |
| 1 | kept | A tag of it fits `latest` of `keep-tags` |
| 1 | kept | A version that stays needs it |
| 1 | held | It is the highest release of the package; `min-remaining: 0` would let it go |
| 1 | held | Only some of its tags are selected |
| 1 | not selected | No tag of it fits `tags` |

</details>

<sub>Rate limit: 4,321 of 5,000 requests an hour are left; this run sent 12. package-steward 0.1.0.</sub>
";
    assert_eq!(page(small_run()), expected);
}

#[test]
fn a_run_with_nothing_to_do_says_so_and_no_more() {
    let expected = "\
## Dry run: nothing to delete

0 packages of `octocat` looked at, nothing changed. Everything is well; there is nothing to do.

<sub>package-steward 0.1.0.</sub>
";
    assert_eq!(page([started(DryRun::Yes), ended()]), expected);
}

#[test]
fn problems_come_first_and_warnings_before_everything_else() {
    let mut events = small_run();
    let hello = key(PackageType::Npm, "hello");
    events.insert(1, failed(Some(&hello)));
    events.insert(2, noticed(Some(&hello)));
    let page = page(events);
    let expected = "\
## Dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held; 1 problem

2 packages of `octocat` looked at, nothing changed. **Not everything is well: do what is said below.**

The token has the scopes that the plan needs; whether it has the admin role on each package shows only when something is changed.

> [!CAUTION]
> **Could not list the versions of npm/hello**<br>
> What came: 403 You need at least read<span>&#58;</span>packages scope to get a package's versions.<br>
> What it means: The token may not read packages.<br>
> What to do: Give the job the permission packages: read.

> [!WARNING]
> - `v9*` of `keep-tags` protects nothing in `npm/hello`; correct it, or take it out

| Package |";
    assert!(page.starts_with(expected), "{page}");
}

#[test]
fn a_refused_plan_and_missing_scopes_are_problems() {
    let refusal = GuardRefusal::MaxDeletions { planned: 2, allowed: 1 };
    let rights = Rights::ScopesMissing(vec!["delete:packages"]);
    let events = [Event::PlanRefused(refusal), Event::RightsChecked(rights)];
    let page = page(small_run().into_iter().chain(events));
    assert!(page.starts_with("## Plan refused: would delete 2 images"), "{page}");
    for line in [
        "> **The plan takes 2 images, more than the 1 that `max-deletions` allows; look through the \
         plan, and raise the limit if it is right**",
        "> **The token cannot carry out this plan: it lacks the scope `delete:packages`; add what is \
         missing to the token, or use another**",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}");
    }
}

#[test]
fn whether_everything_is_well_follows_from_what_happened() {
    let web = key(PackageType::Container, "web");
    let begin = || started(DryRun::Yes);
    let truncated = || listed(&web, 0, Coverage::Truncated("page 2 was empty".to_owned()));
    for (events, expected) in [
        (vec![begin()], "The run did not get to its end, so this page shows a part."),
        (vec![begin(), noticed(None), ended()], "Nothing failed; look at the warning below."),
        (
            vec![begin(), truncated(), planned(&web, 0, 0), noticed(None), ended()],
            "Nothing failed; look at the warnings below.",
        ),
        (
            vec![begin(), failed(None), failed(None), ended()],
            "**Not everything is well: do what is said below, point by point.**",
        ),
    ] {
        let page = page(events);
        assert!(page.lines().any(|line| line.ends_with(expected)), "{expected}\n{page}");
    }
}

#[test]
fn h32_whatever_registries_say_the_page_is_ours() {
    for events in hostile_runs() {
        page(events);
    }
}

#[test]
fn long_tables_are_folded_away() {
    let page = page(large_run(11, 10));
    assert!(page.contains("<summary><b>11 would be deleted</b></summary>"), "{page}");
    assert!(page.contains("\n**10 held, though selected**\n"), "{page}");
}

#[test]
fn a_page_of_five_thousand_deletions_is_shortened_with_a_pointer() {
    let page = page(large_run(5_000, 5_000));
    assert!(page.len() < LIMIT, "{}", page.len());
    assert!(
        page.starts_with("## Dry run: would delete 5,000 images; 5,000 versions held\n"),
        "{page}"
    );
    assert!(
        page.contains("more: the record of this run and the log of this step name all of them._")
    );
    let shown = page.lines().filter(|line| line.starts_with("| `pr-")).count();
    assert!(shown > 3_500, "only {shown} rows");
}

#[test]
fn the_largest_run_with_the_worst_names_stays_under_the_limit() {
    let worst = "@".repeat(3_000);
    let (mut account, mut summary) = (Account::default(), Summary::default());
    let mut observe = |event: Event| {
        account.observe(&event);
        summary.observe(&event, &account);
    };
    hostile_run(&worst).into_iter().for_each(&mut observe);
    let problem = || Problem {
        doing: worst.clone(),
        said: worst.clone(),
        means: worst.clone(),
        advice: worst.clone(),
    };
    for number in 0..300 {
        let package = key(PackageType::Container, &format!("{number}|{worst}"));
        let pattern = format!("{number}|{worst}");
        let kept = Reason::KeptByName { pattern: pattern.clone() };
        for event in [
            listed(&package, 1, Coverage::Unstable(worst.clone())),
            judged(
                &package,
                version(3, &worst, &[&pattern]),
                Verdict::Delete,
                by_tag(&worst, &pattern),
            ),
            judged(
                &package,
                version(2, &worst, &[&pattern]),
                Verdict::Hold,
                by_tag(&worst, &pattern),
            ),
            judged(&package, version(1, &worst, &[&pattern]), Verdict::Keep, kept),
            planned(&package, 3, 1),
            Event::Failed { package: None, problem: problem() },
        ] {
            observe(event);
        }
    }
    assert!(summary.stays.len() <= 201, "{}", summary.stays.len());
    let page = summary.finish(&account);
    assert_sound(&page);
    assert!(page.len() < LIMIT, "{}", page.len());
}

#[test]
fn memory_is_bounded_by_the_page_and_not_by_the_run() {
    let web = key(PackageType::Container, "web");
    let (account, mut summary) = (Account::default(), Summary::default());
    for id in 0..135_000 {
        let verdict = if id % 2 == 0 { Verdict::Delete } else { Verdict::Hold };
        let version = version(id, &digest(id), &["v1"]);
        summary.observe(&judged(&web, version, verdict, Reason::PartsNotRead), &account);
    }
    for pieces in [&summary.planned, &summary.held] {
        assert_eq!(pieces.count(), 67_500);
        assert!(pieces.text().len() <= 320 * 1024);
    }
    assert_eq!(summary.stays.len(), 1);
    assert!(summary.finish(&account).len() < LIMIT);
}

#[test]
fn a_run_that_acted_is_told_on_one_screen() {
    let expected = "\
## Deleted 2 images (3 versions) in 2 packages; 2 versions held

2 packages of `octocat` looked at. Everything is well; nothing is left to do.

A fresh look after the last change found all that stays complete, in 2 packages.

The record of this run is `.package-steward/record.jsonl`.

| Package | Deleted | Held | Stay | Images |
| --- | ---: | ---: | ---: | ---: |
| `web`<br><sub>container</sub> | 1 (2 versions) | 1 | 3 | 4 (6 versions) |
| `hello`<br><sub>npm</sub> | 1 | 1 | 0 | 2 |

**2 deleted**

| Version | Why |
| --- | --- |
| `pr-5`<br><sub>`container/web` id 5</sub> | Its tag `pr-5` fits `pr-*` of `tags` |
| `1.0.0`<br><sub>`npm/hello` id 7</sub> | `version-ids` names it |

**2 held, though selected**
";
    let page = page(acted_run());
    assert!(page.starts_with(expected), "{page}");
    let (_, end) = page.split_once("</details>\n\n").expect("the reasons");
    assert!(end.starts_with("### How to undo this run\n\nThese steps"), "{end}");
    assert!(end.ends_with("this run sent 12. package-steward 0.1.0.</sub>\n"), "{end}");
}

#[test]
fn what_went_wrong_alike_is_one_caution_and_each_version_a_row() {
    let web = key(PackageType::Container, "web");
    let mut events = vec![started(DryRun::No)];
    for id in 0..50 {
        events.push(judged(&web, version(id, &digest(id), &[]), Verdict::Delete, by_id()));
    }
    events.push(planned(&web, 50, 50));
    for id in 0..40 {
        let end = ended_step(deletion(id, &web, id), 1, Outcome::Refused);
        events.push(because(end, "500 Sorry."));
    }
    for id in 40..49 {
        let end = ended_step(deletion(id, &web, id), 1, Outcome::Held);
        events.push(because(end, "400 Too many downloads."));
    }
    events.extend([ended_step(deletion(49, &web, 49), 1, Outcome::Blocked(StepId(48))), ended()]);
    let page = page(events);
    let expected = "\
## Nothing deleted; 10 versions held; 40 versions failed

1 package of `octocat` looked at, nothing changed. **Not everything is well: do what is said below, point by point.**

> [!CAUTION]
> **GitHub refused to delete `sha256:000000000000` (id 0) of `container/web` (and so for 39 more)**<br>
> What came: 500 Sorry&#46;<br>
> What it means: It means this.<br>
> What to do: Do that.

> [!WARNING]
> - Held: `sha256:000000000000` (id 40) of `container/web`, which stays as it is (and so for 8 more)<br>
>   What came: 400 Too many downloads.<br>
>   What it means: It means this.<br>
>   What to do: Do that.

| Package |";
    let begin: String = page.lines().take(16).map(|line| line.to_owned() + "\n").collect();
    let expected: String = expected.lines().take(16).map(|line| line.to_owned() + "\n").collect();
    assert_eq!(begin.replace("Sorry&#46;", "Sorry."), expected.replace("Sorry&#46;", "Sorry."));
    assert!(page.contains("<summary><b>40 failed</b></summary>"), "{page}");
    assert!(page.contains("**10 held, though selected**"), "{page}");
    assert!(page.contains("| `web`<br><sub>container</sub> | 0 | 40 | 10 | 0 | 50 |"), "{page}");
    assert!(!page.contains("How to undo"), "nothing was changed");
}

#[test]
fn a_run_that_ended_early_says_so_and_what_is_left() {
    let web = key(PackageType::Container, "web");
    for (cause, begin, state) in [
        (
            StopCause::TimeLimit,
            "## Stopped at `time-limit`: deleted 1 image; 1 version not reached",
            "1 package of `octocat` looked at. Nothing failed; look at the warning below.",
        ),
        (
            StopCause::Signal("SIGTERM"),
            "## Stopped by `SIGTERM`: deleted 1 image; 1 version not reached",
            "1 package of `octocat` looked at. **Not everything is well: do what is said below.**",
        ),
    ] {
        let page = page([
            started(DryRun::No),
            judged(&web, version(1, "x", &["a"]), Verdict::Delete, by_id()),
            judged(&web, version(2, "x", &["b"]), Verdict::Delete, by_id()),
            planned(&web, 2, 2),
            ended_step(deletion(0, &web, 1), 1, Outcome::Done),
            Event::Stopping(cause),
            ended_step(deletion(1, &web, 2), 2, Outcome::NotReached),
            ended(),
        ]);
        assert!(page.starts_with(&format!("{begin}\n\n{state}\n")), "{page}");
        assert!(page.contains("The run ends early because"), "{page}");
        assert!(page.contains("| `web`<br><sub>container</sub> | 1 | 1 | 0 | 0 | 2 |"), "{page}");
        assert!(page.contains("### How to undo this run"), "{page}");
    }
}

#[test]
fn a_restoration_and_a_whole_package_have_words_of_their_own() {
    let restored = page(restoring_run(2));
    assert!(restored.starts_with("## Restored 2 versions\n"), "{restored}");
    assert!(restored.contains("| Package | Restored | Held | Stay | Images |"), "{restored}");
    assert!(restored.contains("**2 restored**"), "{restored}");
    let hello = key(PackageType::Npm, "hello");
    let whole = step(0, &hello, Target::WholePackage, Change::Delete);
    let [sent, end] = answered(whole, 1, Outcome::Done);
    let gone = page([
        started(DryRun::No),
        judged(&hello, version(1, "1.0.0", &[]), Verdict::Delete, by_id()),
        planned(&hello, 1, 1),
        sent,
        end,
        ended(),
    ]);
    assert!(gone.starts_with("## Deleted 1 whole package (1 version)\n"), "{gone}");
    assert!(
        gone.contains("| `hello`<br><sub>npm</sub> | The package (1 version) | 0 | 0 | 1 |"),
        "{gone}"
    );
}

#[test]
fn what_was_healed_is_a_warning_and_what_could_not_be_a_problem() {
    for (outcome, state) in [
        (Outcome::Done, "Nothing failed; look at the warning below."),
        (Outcome::Refused, "**Not everything is well: do what is said below.**"),
    ] {
        let mut events = acted_run();
        events.push(Event::Healed {
            package: key(PackageType::Container, "web"),
            version: version(4, &digest(4), &[]),
            needed_by: "v9".to_owned(),
            outcome,
        });
        let page = page(events);
        assert!(page.contains(state), "{page}");
        assert!(page.contains("`v9` needs it, which was pushed meanwhile"), "{page}");
    }
}

#[test]
fn a_page_of_a_long_run_stays_under_the_limit() {
    let page = page(large_acted_run(20_000));
    assert!(page.len() < LIMIT, "{}", page.len());
    assert!(page.starts_with("## Deleted 20,000 images\n"), "{page}");
    assert!(page.contains("deleted-since"), "the way back is still there");
}

#[test]
fn the_largest_run_that_went_wrong_in_the_worst_way_stays_under_the_limit() {
    let worst = "@".repeat(3_000);
    let mut events = vec![started(DryRun::No)];
    for number in 0..1_000 {
        let package = key(PackageType::Container, &format!("{number}|{worst}"));
        let name = format!("{number}|{worst}");
        for (place, outcome) in
            (0..).zip([Outcome::Done, Outcome::Held, Outcome::Refused, Outcome::PackageEnded])
        {
            let version = version(place, &name, &[&name]);
            events.push(judged(&package, version, Verdict::Delete, by_tag(&name, &name)));
            let end = ended_step(deletion(number * 4 + place, &package, place), 1, outcome);
            events.push(because(end, &name));
        }
        let differences = vec![Difference::Missing(version(9, &name, &[&name]))];
        events.push(Event::Checked { package, differences });
    }
    let page = page(events);
    assert!(page.len() < LIMIT, "{}", page.len());
}
