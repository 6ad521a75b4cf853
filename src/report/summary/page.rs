//! The page: what happened, is everything well, what must be done; then the details, and the way back.

use super::super::account::{Account, Fate, Proved, Refused};
use super::super::escape;
use super::super::words::{self, Sentence, grouped, reason};
use super::blocks::{Pieces, head, row};
use super::fold::{Summary, room, version_row};
use super::packages::packages;
use super::undo::Undo;
use crate::domain::Verdict;
use crate::events::{DryRun, StopCause};
use crate::execution::Change;

/// The head of the tables of versions.
const VERSIONS: &[&str] = &["Version", "Why"];

/// The whole page.
pub(super) fn render(summary: &Summary, account: &Account) -> String {
    let mut page = format!("## {}\n\n", account.headline().markdown());
    page.push_str(&state(summary, account));
    page.push_str(summary.problems.text());
    page.push_str(&summary.problems.rest());
    page.push_str(&failures(summary));
    page.push_str(&warnings(summary));
    page.push_str(&packages(account));
    page.push_str(&weight(account));
    page.push_str(&explained(summary));
    page.push_str(&compared(summary));
    page.push_str(&changed(summary, account));
    page.push_str(&tags(summary));
    page.push_str(&summary.failed.table(&title("failed", &summary.failed), VERSIONS));
    page.push_str(&summary.held.table(&title("held, though selected", &summary.held), VERSIONS));
    page.push_str(&reasons(summary));
    page.push_str(&Undo::of(account).map(|undo| undo.markdown()).unwrap_or_default());
    page.push_str(&footer(summary, account));
    page
}

/// Whether the run went as far as to carry out its plan.
pub(super) fn acted(account: &Account) -> bool {
    account.dry_run() == DryRun::No && account.refused == Refused::No
}

/// A sentence as an item of a list.
pub(super) fn item(sentence: &Sentence) -> String {
    format!("- {}\n", sentence.markdown())
}

/// Sentences as an alert that cannot be overlooked, the first in bold, each on a line of its own.
pub(super) fn caution(sentences: &[Sentence]) -> String {
    let lines: Vec<String> = sentences
        .iter()
        .enumerate()
        .map(|(place, sentence)| match place {
            0 => format!("> **{}**", sentence.markdown()),
            _ => format!("> {}", sentence.markdown()),
        })
        .collect();
    format!("> [!CAUTION]\n{}\n\n", lines.join("<br>\n"))
}

/// Whether everything is well, and what is to be done.
fn state(summary: &Summary, account: &Account) -> String {
    let judged = account.packages().filter(|package| package.images.is_some()).count();
    let seen = Sentence::default().count(judged as u64, "package", "packages");
    let seen = match &account.started {
        Some(started) => seen.words(" of ").literal(&started.owner),
        None => seen,
    };
    let deeds = account.deeds();
    let nothing_changed = deeds.deleted + deeds.restored + deeds.healed == 0
        && account.packages().all(|package| package.whole.is_none());
    let seen = if nothing_changed {
        seen.words(" looked at, nothing changed.")
    } else {
        seen.words(" looked at.")
    };
    let seen = seen.markdown();
    let by_signal = matches!(account.stopped, Some(StopCause::Signal(_)));
    let problems = account.problems + u64::from(by_signal) + summary.failures.count();
    let state = match (problems, summary.warnings.count() + summary.holds.count()) {
        (0, 0) if account.is_complete() => well(account),
        (0, 0) => "The run did not get to its end, so this page shows a part.",
        (0, 1) => "Nothing failed; look at the warning below.",
        (0, _) => "Nothing failed; look at the warnings below.",
        (1, _) => "**Not everything is well: do what is said below.**",
        (_, _) => "**Not everything is well: do what is said below, point by point.**",
    };
    // What was tried tells more about the token than what is known of it.
    let rights = summary.rights.as_ref().filter(|_| deeds.tried() == 0);
    let proof = proof(account);
    let remarks = proof.iter().chain(rights).chain(&summary.record);
    let remarks: Vec<String> = remarks.map(|remark| remark.markdown() + ".\n\n").collect();
    let remarks = remarks.concat();
    format!("{seen} {state}\n\n{remarks}")
}

/// That everything is well, and what would follow.
fn well(account: &Account) -> &'static str {
    match account.dry_run() {
        _ if account.versions.changing() == 0 => "Everything is well; there is nothing to do.",
        DryRun::Yes => "Everything is well; the same run without `dry-run` carries this plan out.",
        DryRun::No => "Everything is well; nothing is left to do.",
    }
}

/// How much content goes with what goes, as far as that is known.
fn weight(account: &Account) -> String {
    let acted = acted(account);
    let (mut bytes, mut known, mut going) = (0_u64, 0, 0);
    for package in account.packages() {
        known += package.weight.known;
        going += package.weight.going;
        let more = if acted { package.bytes_gone() } else { package.bytes_going() };
        bytes = bytes.saturating_add(more);
    }
    if bytes == 0 {
        return String::new();
    }
    let dry_run = if acted { DryRun::No } else { DryRun::Yes };
    words::weight(bytes, known, going, dry_run).markdown() + ".\n\n"
}

/// That what stays is known to be complete, where that is known of all that was changed.
fn proof(account: &Account) -> Option<Sentence> {
    let changed = || account.packages().filter(|package| package.deeds.tried() > 0);
    let proved = changed().filter(|package| package.proved == Proved::Yes).count() as u64;
    (proved > 0 && changed().count() as u64 == proved).then(|| words::proved(proved))
}

fn failures(summary: &Summary) -> String {
    let mut pieces = Pieces::with_room(room::COMPLAINTS);
    for told in summary.failures.told() {
        pieces.push(&caution(&told));
    }
    pieces.text().to_owned() + &pieces.rest()
}

fn warnings(summary: &Summary) -> String {
    let mut holds = Pieces::with_room(room::COMPLAINTS);
    for told in summary.holds.told() {
        let lines: Vec<String> = told.iter().map(Sentence::markdown).collect();
        holds.push(&format!("- {}\n", lines.join("<br>\n  ")));
    }
    if summary.warnings.count() + holds.count() == 0 {
        return String::new();
    }
    let lines = summary.warnings.text().lines().chain(holds.text().lines());
    let items: Vec<String> = lines.map(|item| format!("> {item}\n")).collect();
    let items = items.concat();
    format!("> [!WARNING]\n{items}\n{}{}", summary.warnings.rest(), holds.rest())
}

/// What the user asked to have explained.
fn explained(summary: &Summary) -> String {
    match summary.explained.count() {
        0 => String::new(),
        _ => format!(
            "### What was asked\n\n{}\n{}",
            summary.explained.text(),
            summary.explained.rest()
        ),
    }
}

/// How the plan differs from an earlier one.
fn compared(summary: &Summary) -> String {
    if summary.comparisons.count() == 0 {
        return String::new();
    }
    let (more, less) = (&summary.more, &summary.less);
    format!(
        "### Compared with the other plan\n\n{}\n{}{}{}",
        summary.comparisons.text(),
        summary.comparisons.rest(),
        more.table(&title("taken by this plan alone", more), VERSIONS),
        less.table(&title("taken by the other plan alone", less), VERSIONS),
    )
}

/// What becomes of tags whose versions stay.
fn tags(summary: &Summary) -> String {
    match summary.tags.count() {
        0 => String::new(),
        _ => format!(
            "### Tags of versions that stay\n\n{}\n{}",
            summary.tags.text(),
            summary.tags.rest()
        ),
    }
}

/// What would change, or what did.
fn changed(summary: &Summary, account: &Account) -> String {
    if !acted(account) {
        let what = match account.asked() {
            Change::Delete => "would be deleted",
            Change::Restore => "would be restored",
        };
        return summary.planned.table(&title(what, &summary.planned), VERSIONS);
    }
    let mut rows = Pieces::with_room(room::CHANGED);
    for package in account.packages() {
        let done = package.entries().filter(|entry| entry.is_root() && entry.fate == Fate::Done);
        for entry in done {
            rows.push_with(|| {
                let why = reason(&entry.reason, account.now());
                version_row(account, &package.key, &entry.version, &why)
            });
        }
    }
    let what = match account.asked() {
        Change::Delete => "deleted",
        Change::Restore => "restored",
    };
    rows.table(&title(what, &rows), VERSIONS)
}

/// `12 would be deleted`.
fn title(what: &'static str, pieces: &Pieces) -> Sentence {
    Sentence::default().number(pieces.count()).words(" ").words(what)
}

/// Why versions stay, the commonest reason first.
fn reasons(summary: &Summary) -> String {
    let mut reasons: Vec<_> = summary.stays.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut pieces = Pieces::with_room(room::REASONS);
    for ((verdict, kind), count) in reasons {
        pieces.push(&row(&[&grouped(*count), verdict_word(*verdict), &kind.markdown()]));
    }
    if summary.stays_otherwise > 0 {
        pieces.push(&row(&[&grouped(summary.stays_otherwise), "stay", "For other reasons"]));
    }
    if pieces.count() == 0 {
        return String::new();
    }
    format!(
        "<details>\n<summary><b>Why versions stay</b></summary>\n\n{}{}\n{}</details>\n\n",
        head(&["#Versions", "", "Why"]),
        pieces.text(),
        pieces.rest()
    )
}

const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Delete => "go",
        Verdict::Restore => "come back",
        Verdict::Keep => "kept",
        Verdict::Hold => "held",
        Verdict::Untouched => "not selected",
    }
}

fn footer(summary: &Summary, account: &Account) -> String {
    let mut parts = Vec::new();
    parts.extend(summary.budget.as_ref().map(|budget| budget.markdown() + "."));
    let program = account.started.as_ref().map(|started| escape::text(&started.program));
    parts.extend(program.map(|version| format!("package-steward {version}.")));
    if parts.is_empty() { String::new() } else { format!("<sub>{}</sub>\n", parts.join(" ")) }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
