//! The page: what happened, is everything well, what must be done; then the details.

use super::super::escape;
use super::super::words::{Sentence, grouped};
use super::blocks::{Pieces, row};
use super::fold::Summary;
use crate::domain::Verdict;

/// The whole page.
pub(super) fn render(summary: &Summary) -> String {
    let mut page = format!("## {}\n\n", summary.totals.headline().markdown());
    page.push_str(&state(summary));
    page.push_str(summary.problems.text());
    page.push_str(&summary.problems.rest());
    page.push_str(&warnings(summary));
    page.push_str(&packages(summary));
    let header = ["Package", "Version", "#Id", "Why"];
    page.push_str(&summary.planned.table(&title("would be deleted", &summary.planned), header));
    page.push_str(&summary.held.table(&title("held, though selected", &summary.held), header));
    page.push_str(&reasons(summary));
    page.push_str(&footer(summary));
    page
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
fn state(summary: &Summary) -> String {
    let totals = &summary.totals;
    let seen = Sentence::default().count(totals.packages, "package", "packages");
    let seen = match &summary.started {
        Some(started) => seen.words(" of ").literal(&started.owner),
        None => seen,
    };
    let seen = seen.words(" looked at, nothing changed.").markdown();
    let state = match (totals.problems, totals.warnings) {
        (0, 0) if totals.is_complete() => "Everything is well; there is nothing to do.",
        (0, 0) => "The run did not get to its end, so this page shows a part.",
        (0, 1) => "Nothing failed; look at the warning below.",
        (0, _) => "Nothing failed; look at the warnings below.",
        (1, _) => "**Not everything is well: do what is said below.**",
        (_, _) => "**Not everything is well: do what is said below, point by point.**",
    };
    let remarks: Vec<String> =
        summary.remarks.iter().map(|remark| remark.markdown() + ".\n\n").collect();
    let remarks = remarks.concat();
    format!("{seen} {state}\n\n{remarks}")
}

fn warnings(summary: &Summary) -> String {
    if summary.warnings.count() == 0 {
        return String::new();
    }
    let items: Vec<String> =
        summary.warnings.text().lines().map(|item| format!("> {item}\n")).collect();
    format!("> [!WARNING]\n{}\n{}", items.concat(), summary.warnings.rest())
}

fn packages(summary: &Summary) -> String {
    if summary.packages.count() == 0 {
        return String::new();
    }
    let head = row(["Package", "Images", "Versions", "Would go", "Held", "Stay"])
        + &row(["---", "---:", "---:", "---:", "---:", "---:"]);
    format!("{head}{}\n{}", summary.packages.text(), summary.packages.rest())
}

/// `12 would be deleted`.
fn title(what: &'static str, pieces: &Pieces) -> Sentence {
    Sentence::default().number(pieces.count()).words(" ").words(what)
}

/// Why versions stay, the commonest reason first.
fn reasons(summary: &Summary) -> String {
    let mut reasons: Vec<_> = summary.stays.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut pieces = Pieces::with_room(Summary::REASONS_ROOM);
    for ((verdict, kind), count) in reasons {
        pieces.push(&row([&grouped(*count), verdict_word(*verdict), &kind.markdown()]));
    }
    if summary.stays_otherwise > 0 {
        pieces.push(&row([&grouped(summary.stays_otherwise), "stay", "For other reasons"]));
    }
    if pieces.count() == 0 {
        return String::new();
    }
    let head = row(["Versions", "", "Why"]) + &row(["---:", "---", "---"]);
    format!(
        "<details>\n<summary><b>Why versions stay</b></summary>\n\n{head}{}\n{}</details>\n\n",
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

fn footer(summary: &Summary) -> String {
    let mut parts = Vec::new();
    parts.extend(summary.budget.as_ref().map(|budget| budget.markdown() + "."));
    let program = summary.started.as_ref().map(|started| escape::text(&started.program));
    parts.extend(program.map(|version| format!("package-steward {version}.")));
    if parts.is_empty() { String::new() } else { format!("<sub>{}</sub>\n", parts.join(" ")) }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
