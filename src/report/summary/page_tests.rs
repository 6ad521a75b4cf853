use super::super::super::escape::hostile;
use super::super::super::samples::{
    by_tag, digest, ended, failed, hostile_run, hostile_runs, judged, key, large_run, listed,
    noticed, planned, small_run, started, version,
};
use super::*;
use crate::domain::{Coverage, PackageType, Reason};
use crate::events::{DryRun, Event, GuardRefusal, Problem, Rights};

/// Above this the runner drops a summary whole.
const LIMIT: usize = 1024 * 1024;

fn page(events: impl IntoIterator<Item = Event>) -> String {
    let mut summary = Summary::default();
    for event in events {
        summary.observe(&event);
    }
    let page = summary.finish();
    assert_sound(&page);
    page
}

/// Fails where a line of the page is not one of those that a page consists of, or holds markup that
/// is not ours.
#[track_caller]
fn assert_sound(page: &str) {
    let (mut folded, mut columns) = (0, 0);
    for line in page.lines() {
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
                    hostile::rendered(cell);
                }
            }
            other => {
                let text = quoted.unwrap_or(other);
                let text = text.strip_suffix("<br>").unwrap_or(text);
                let wraps = [
                    ("**", "**"),
                    ("<summary><b>", "</b></summary>"),
                    ("<sub>", "</sub>"),
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

#[test]
fn a_small_run_is_told_on_one_screen() {
    let expected = "\
## Dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held

2 packages of `octocat` looked at, nothing changed. Everything is well; there is nothing to do.

The token has the scopes that the plan needs; whether it has the admin role on each package shows only when something is deleted.

| Package | Images | Versions | Would go | Held | Stay |
| --- | ---: | ---: | ---: | ---: | ---: |
| `container/web` | 4 | 6 | 1 (2 versions) | 1 | 3 |
| `npm/hello` | 2 | 2 | 1 | 1 | 0 |

**2 would be deleted**

| Package | Version | Id | Why |
| --- | --- | ---: | --- |
| `container/web` | `pr-5` | 5 | Its tag `pr-5` fits `pr-*` of `tags` |
| `npm/hello` | `1.0.0` | 7 | `version-ids` names it |

**2 held, though selected**

| Package | Version | Id | Why |
| --- | --- | ---: | --- |
| `container/web` | `pr-3` and `v3` | 3 | Only some of its tags are selected; deleting it would also take `v3`, which stays |
| `npm/hello` | `1.1.0` | 8 | It is the highest release of the package; `min-remaining: 0` would let it go |

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

The token has the scopes that the plan needs; whether it has the admin role on each package shows only when something is deleted.

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
    assert!(page.contains("more: the log of this step names all of them._"));
    let shown = page.lines().filter(|line| line.contains("| `pr-")).count();
    assert!(shown > 4_000, "only {shown} rows");
}

#[test]
fn the_largest_run_with_the_worst_names_stays_under_the_limit() {
    let worst = "@".repeat(3_000);
    let mut summary = Summary::default();
    for event in hostile_run(&worst) {
        summary.observe(&event);
    }
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
            summary.observe(&event);
        }
    }
    assert!(summary.stays.len() <= 201, "{}", summary.stays.len());
    let page = summary.finish();
    assert_sound(&page);
    assert!(page.len() < LIMIT, "{}", page.len());
}

#[test]
fn memory_is_bounded_by_the_page_and_not_by_the_run() {
    let web = key(PackageType::Container, "web");
    let mut summary = Summary::default();
    for id in 0..135_000 {
        let verdict = if id % 2 == 0 { Verdict::Delete } else { Verdict::Hold };
        let version = version(id, &digest(id), &["v1"]);
        summary.observe(&judged(&web, version, verdict, Reason::PartsNotRead));
    }
    for pieces in [&summary.planned, &summary.held] {
        assert_eq!(pieces.count(), 67_500);
        assert!(pieces.text().len() <= 320 * 1024);
    }
    assert_eq!(summary.stays.len(), 1);
    assert!(summary.finish().len() < LIMIT);
}
