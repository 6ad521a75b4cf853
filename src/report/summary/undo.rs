//! How to undo a run: steps of a workflow that can be pasted as they are.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::super::account::{Account, Entry, PackageAccount, Span, Whole};
use super::super::escape::yaml;
use super::super::words::Sentence;
use super::blocks::Pieces;
use crate::domain::{PackageKey, PackageType, VersionId};
use crate::execution::Change;

/// What the steps use.
const ACTION: &str = "package-steward/package-steward@v1";

/// So many versions of a package are brought back by number; more of them by the time in which they were
/// deleted.
const IDS_TO_RESTORE: usize = 100;

/// So many versions of a package are deleted again by number. There is no other way to name just them.
const IDS_TO_DELETE: usize = 1_000;

/// So many numbers stand in a line.
const IDS_IN_A_LINE: usize = 10;

/// How far the window of time reaches beyond what was done, for GitHub's clock is not ours.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// How long GitHub keeps what was deleted. Source: "Deleting and restoring a package" in GitHub's
/// documentation.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Where the record of the step that undoes a run goes: never to the record that it reads.
const UNDONE: &str = ".package-steward/undone.jsonl";

/// The same where the run that is undone has its record there.
const UNDONE_AGAIN: &str = ".package-steward/undone-again.jsonl";

/// How many bytes the steps may take.
const ROOM: usize = 56 * 1024;

/// The way back from a run.
pub(super) struct Undo {
    /// What the way back does: the opposite of what the run did.
    change: Change,
    /// The steps, as YAML.
    steps: Pieces,
    /// Packages for which no step can be written.
    unwritable: Vec<PackageKey>,
    /// When GitHub begins to forget what was deleted.
    forgotten: Option<Timestamp>,
    notes: BTreeSet<Note>,
    /// The step that undoes the run by its record, where that is better than the other steps.
    by_record: Option<String>,
}

/// What whoever goes this way should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Note {
    TaggedLast,
    ByTime,
    WholePackage,
}

/// What a step undoes.
enum What<'a> {
    Versions(Vec<&'a Entry>),
    DeletedWithin(Span),
    WholePackage,
}

impl Undo {
    /// The way back from what the run changed, if it changed anything.
    ///
    /// There is none from a repair: what it brought back is needed by what is there, so nothing deletes it.
    pub(super) fn of(account: &Account) -> Option<Self> {
        if account.input("mode") == Some("repair") {
            return None;
        }
        let change = match account.asked() {
            Change::Delete => Change::Restore,
            Change::Restore => Change::Delete,
        };
        let mut undo = Self {
            change,
            steps: Pieces::with_room(ROOM),
            unwritable: Vec::new(),
            forgotten: None,
            notes: BTreeSet::new(),
            by_record: None,
        };
        for package in account.packages() {
            undo.add(account, package);
        }
        let is_inexact = undo.notes.contains(&Note::ByTime) || !undo.unwritable.is_empty();
        // No step but that of the record puts tags on again.
        if (is_inexact || account.tags_off > 0) && change == Change::Restore {
            undo.by_record = by_record(account);
        }
        (undo.steps.count() > 0 || !undo.unwritable.is_empty() || undo.by_record.is_some())
            .then_some(undo)
    }

    /// The section of the page.
    pub(super) fn markdown(&self) -> String {
        let mut page = "### How to undo this run\n\n".to_owned();
        if self.steps.count() > 0 {
            page.push_str(&paragraph(&self.introduction()));
            page.push_str("```yaml\n");
            page.push_str(self.steps.text());
            page.push_str("```\n\n");
            page.push_str(&self.steps.rest());
        }
        for note in self.notes() {
            page.push_str(&paragraph(&note));
        }
        if let Some(step) = &self.by_record {
            page.push_str(&paragraph(&Sentence::new(
                "The record of this run brings back just what the run deleted or took off, and nothing \
                 that others did. This step needs it in the workspace, as in the same job, or where an artifact \
                 brings it:",
            )));
            page.push_str("```yaml\n");
            page.push_str(step);
            page.push_str("```\n\n");
        }
        page
    }

    fn add(&mut self, account: &Account, package: &PackageAccount) {
        let Some(what) = self.what(package) else { return };
        match self.step(account, &package.key, &what) {
            Some(step) => self.steps.push(&step),
            None => return self.unwritable.push(package.key.clone()),
        }
        let is_container = package.key.package_type == PackageType::Container;
        self.notes.extend(match what {
            What::WholePackage => Some(Note::WholePackage),
            What::DeletedWithin(_) => Some(Note::ByTime),
            What::Versions(_) => None,
        });
        if is_container && !matches!(what, What::WholePackage) {
            self.notes.insert(Note::TaggedLast);
        }
        let forgotten = package.span.and_then(|span| span.first.checked_add(KEPT).ok());
        self.forgotten = match (self.forgotten, forgotten) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// What of a package is to be taken back, if the run may have changed any of it.
    fn what<'a>(&self, package: &'a PackageAccount) -> Option<What<'a>> {
        match package.whole {
            Some(Whole { fate, .. }) if fate.may_have_changed() => {
                return Some(What::WholePackage);
            }
            Some(_) | None => {}
        }
        let changed = |entry: &&Entry| entry.fate.may_have_changed() && entry.change != self.change;
        let entries: Vec<&Entry> = package.entries().filter(changed).collect();
        let too_many = self.change == Change::Restore && entries.len() > IDS_TO_RESTORE;
        match package.span {
            _ if entries.is_empty() => None,
            Some(span) if too_many => Some(What::DeletedWithin(span)),
            Some(_) | None => Some(What::Versions(entries)),
        }
    }

    /// One step, or `None` where it could not be written so that it means just this.
    fn step(&self, account: &Account, package: &PackageKey, what: &What<'_>) -> Option<String> {
        let mut with = whose(account, self.change)?;
        with.push(("package-type", package.package_type.as_str().to_owned()));
        with.push(("packages", exact_name(package.name.as_str())?));
        with.extend(match what {
            What::WholePackage => vec![("target", "packages".to_owned())],
            What::DeletedWithin(span) => vec![
                ("deleted-since", format!("\"{}\"", whole_seconds(span.first, -MARGIN)?)),
                ("deleted-until", format!("\"{}\"", whole_seconds(span.last, MARGIN)?)),
            ],
            What::Versions(entries) => self.by_id(package, entries)?,
        });
        Some(written(with))
    }

    /// The versions by number, with what would keep them from going again.
    fn by_id(
        &self,
        package: &PackageKey,
        entries: &[&Entry],
    ) -> Option<Vec<(&'static str, String)>> {
        let mut with = Vec::new();
        if self.change == Change::Delete {
            if entries.len() > IDS_TO_DELETE {
                return None;
            }
            let tagged_latest =
                |entry: &&&Entry| entry.version.tags.iter().any(|tag| tag.as_str() == "latest");
            if entries.iter().any(|entry| tagged_latest(&entry)) {
                with.push(("keep-tags", "none".to_owned()));
            }
            let untagged = entries.iter().any(|entry| entry.version.tags.is_empty());
            if package.package_type.has_tags() && untagged {
                with.push(("untagged-grace", "none".to_owned()));
            }
        }
        let ids: Vec<VersionId> = entries.iter().map(|entry| entry.version.id).collect();
        let lines = ids.chunks(IDS_IN_A_LINE).map(|line| {
            let line: Vec<String> = line.iter().map(VersionId::to_string).collect();
            format!("\n      {}", line.join(", "))
        });
        with.push(("version-ids", format!("|{}", lines.collect::<String>())));
        Some(with)
    }

    fn introduction(&self) -> Sentence {
        let these = match self.steps.count() {
            1 => "This step of a workflow ",
            _ => "These steps of a workflow ",
        };
        let one = self.steps.count() == 1;
        match self.change {
            Change::Delete => {
                Sentence::new(these).words(if one { "deletes" } else { "delete" }).words(
                    " again what this run restored. Give the token of this run, if it was not the \
                        default.",
                )
            }
            Change::Restore => {
                let sentence = Sentence::new(these)
                    .words(if one { "brings" } else { "bring" })
                    .words(" back what this run deleted");
                let sentence = match self.forgotten {
                    Some(time) => sentence.words(", if run before ").day(time),
                    None => sentence,
                };
                sentence.words(
                    ": GitHub keeps it for 30 days. The token needs the right to write packages; \
                     give the one of this run, if it was not the default.",
                )
            }
        }
    }

    fn notes(&self) -> Vec<Sentence> {
        let known = match self.change {
            Change::Delete => None,
            Change::Restore => Some(self.notes.iter().copied().map(note)),
        };
        let mut notes: Vec<Sentence> = known.into_iter().flatten().collect();
        if !self.unwritable.is_empty() {
            const NAMED: usize = 5;
            let left = self.unwritable.len().saturating_sub(NAMED) as u64;
            let rest = (left > 0).then(|| Sentence::default().number(left).words(" more"));
            let named = self.unwritable.iter().take(NAMED);
            notes.push(
                Sentence::new("No step can be written for ")
                    .list(named.map(|key| Sentence::default().literal(key)).chain(rest))
                    .words(": the record and the log of this run name the versions."),
            );
        }
        notes
    }
}

/// What the step does, and to whose packages.
fn whose(account: &Account, change: Change) -> Option<Vec<(&'static str, String)>> {
    let owner = &account.started.as_ref()?.owner;
    let mut with = vec![("mode", verb(change).to_owned()), ("owner", yaml(owner.as_str())?)];
    for name in ["owner-type", "api-url", "registry-url"] {
        if let Some(value) = account.input(name) {
            with.push((name, yaml(value)?));
        }
    }
    Some(with)
}

/// The step that undoes the run by its record.
fn by_record(account: &Account) -> Option<String> {
    let record = account.record.as_deref()?;
    let own = if record == UNDONE { UNDONE_AGAIN } else { UNDONE };
    let mut with = whose(account, Change::Restore)?;
    with.push(("restore-from", yaml(record)?));
    with.push(("record-file", yaml(own)?));
    Some(written(with))
}

/// A step with these inputs.
fn written(with: Vec<(&'static str, String)>) -> String {
    let with: Vec<String> =
        with.into_iter().map(|(name, value)| format!("    {name}: {value}\n")).collect();
    format!("- uses: {ACTION}\n  with:\n{}", with.concat())
}

fn note(note: Note) -> Sentence {
    Sentence::new(match note {
        Note::TaggedLast => {
            "Of containers, untagged versions come back first, so that no tag is there before its parts."
        }
        Note::ByTime => {
            "Where many versions of a package were deleted, the time of that stands for them; what \
             others deleted there at that time comes back too."
        }
        Note::WholePackage => {
            "A package that went as a whole may come back without its visibility and its access \
             settings: look after them."
        }
    })
}

const fn verb(change: Change) -> &'static str {
    match change {
        Change::Delete => "delete",
        Change::Restore => "restore",
    }
}

/// The name as an item of `packages` that means this package and no other, as a scalar of YAML. There is
/// none for a name that would be taken for a list, a glob, a comment or a word with a meaning of its own.
fn exact_name(name: &str) -> Option<String> {
    let plain =
        |char: char| char.is_alphanumeric() || matches!(char, '.' | '-' | '_' | '/' | '~' | '+');
    let means_more = matches!(name, "auto" | "none");
    (!name.is_empty() && name.chars().all(plain) && !means_more).then(|| yaml(name)).flatten()
}

/// The time in whole seconds, so much later.
fn whole_seconds(time: Timestamp, later: SignedDuration) -> Option<Timestamp> {
    let moved = time.checked_add(later).ok()?;
    Timestamp::from_second(moved.as_second()).ok()
}

fn paragraph(sentence: &Sentence) -> String {
    sentence.markdown() + "\n\n"
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
