//! The step's outputs: a fold over the events.

use jiff::Timestamp;
use serde::Serialize;

use super::escape::json;
use super::totals::Totals;
use super::words::reason;
use crate::domain::{PackageType, Tag, Verdict, VersionId};
use crate::events::{DryRun, Event};

/// The names of all outputs, in the order in which they are written.
pub const OUTPUT_NAMES: [&str; 9] = [
    "planned-count",
    "planned",
    "held-count",
    "held",
    "kept-count",
    "failed-count",
    "failed",
    "complete",
    "truncated",
];

/// The longest list, in bytes. GitHub takes 1 MB for all outputs of a job and drops what is above
/// it; it measures UTF-16, which is why lists are measured so too. Source: "output limitations" in
/// GitHub's documentation of workflow syntax.
const LIST_LIMIT: usize = 256 * 1024;

/// One output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// One of [`OUTPUT_NAMES`].
    pub name: &'static str,
    /// Its value: a number, a JSON array, `true` or `false`.
    pub value: String,
}

/// The outputs of a run. However many versions it sees, it holds no more than the lists that it
/// ends with.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    now: Option<Timestamp>,
    dry_run: Option<DryRun>,
    totals: Totals,
    planned: List,
    held: List,
    failed: List,
}

impl Outputs {
    /// Takes an event into account.
    pub fn observe(&mut self, event: &Event) {
        self.totals.observe(event);
        match event {
            Event::RunStarted(started) => {
                self.now = Some(started.at);
                self.dry_run = Some(started.dry_run);
            }
            Event::Judged { package, version, judgement } => {
                let list = match (judgement.verdict, self.dry_run) {
                    (Verdict::Delete | Verdict::Restore, Some(DryRun::Yes)) => &mut self.planned,
                    (Verdict::Hold, _) => &mut self.held,
                    (Verdict::Delete | Verdict::Restore, None | Some(DryRun::No))
                    | (Verdict::Keep | Verdict::Untouched, _) => return,
                };
                let now = self.now;
                list.add(|| Item {
                    package: package.name.as_str(),
                    package_type: package.package_type,
                    id: version.id,
                    name: &version.name,
                    tags: &version.tags,
                    reason: reason(&judgement.reason, now).bare(),
                });
            }
            Event::StepSent { .. }
            | Event::StepEnded { .. }
            | Event::Stopping(_)
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Healed { .. }
            | Event::Checked { .. }
            | Event::Recorded { .. }
            | Event::Failed { .. }
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::PackageListed { .. }
            | Event::PackagePlanned { .. }
            | Event::Noticed { .. }
            | Event::PlanRefused(_)
            | Event::RightsChecked(_)
            | Event::Waiting { .. }
            | Event::RateLimit { .. }
            | Event::RunEnded { .. } => {}
        }
    }

    /// Every output, in the order of [`OUTPUT_NAMES`].
    pub fn finish(self) -> Vec<Output> {
        let Self { planned, held, failed, totals, now: _, dry_run: _ } = self;
        let truncated = [&planned, &held, &failed].into_iter().any(List::is_cut);
        let values = [
            planned.count.to_string(),
            planned.finish(),
            held.count.to_string(),
            held.finish(),
            totals.versions.staying().to_string(),
            failed.count.to_string(),
            failed.finish(),
            totals.is_complete().to_string(),
            truncated.to_string(),
        ];
        let outputs = OUTPUT_NAMES.into_iter().zip(values);
        outputs.map(|(name, value)| Output { name, value }).collect()
    }
}

/// A version in a list.
#[derive(Serialize)]
struct Item<'a> {
    package: &'a str,
    #[serde(rename = "type")]
    package_type: PackageType,
    id: VersionId,
    name: &'a str,
    tags: &'a [Tag],
    reason: String,
}

/// A JSON array that takes items until it is full and counts the others.
#[derive(Clone, Debug, Default)]
struct List {
    /// The items, with commas between them.
    items: String,
    /// How large the array is as GitHub measures it, without its brackets.
    size: usize,
    /// All items, also those that found no room.
    count: u64,
    room: Room,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Room {
    #[default]
    Left,
    None,
}

impl List {
    /// Counts an item, and takes it in as long as all before it were taken in.
    fn add<'a>(&mut self, item: impl FnOnce() -> Item<'a>) {
        self.count += 1;
        if self.room == Room::None {
            return;
        }
        // Numbers, texts and lists of them can always be written; were it otherwise, the list would
        // say that it was cut.
        let Ok(item) = serde_json::to_string(&item()) else {
            self.room = Room::None;
            return;
        };
        let item = json(&item);
        let comma = if self.items.is_empty() { "" } else { "," };
        let size = self.size + measure(comma) + measure(&item);
        if size + measure("[]") > LIST_LIMIT {
            self.room = Room::None;
            return;
        }
        self.size = size;
        self.items.push_str(comma);
        self.items.push_str(&item);
    }

    const fn is_cut(&self) -> bool {
        matches!(self.room, Room::None)
    }

    fn finish(self) -> String {
        format!("[{}]", self.items)
    }
}

/// The size of a text in bytes: in UTF-16 as GitHub measures it, or in UTF-8 where that is more.
fn measure(text: &str) -> usize {
    text.len().max(2 * text.encode_utf16().count())
}

#[cfg(test)]
#[path = "outputs_tests.rs"]
mod tests;
