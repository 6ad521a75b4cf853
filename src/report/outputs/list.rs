//! Lists of versions as JSON, of a bounded size.

use serde::Serialize;

use super::super::escape::json;
use crate::domain::{PackageType, Tag, VersionId};

/// The longest list, in bytes. GitHub takes 1 MB for all outputs of a job and drops what is above
/// it; it measures UTF-16, which is why lists are measured so too. Source: "output limitations" in
/// GitHub's documentation of workflow syntax.
pub(super) const LIST_LIMIT: usize = 256 * 1024;

/// A version in a list.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    pub(super) package: &'a str,
    #[serde(rename = "type")]
    pub(super) package_type: PackageType,
    pub(super) id: VersionId,
    pub(super) name: &'a str,
    pub(super) tags: &'a [Tag],
    pub(super) reason: String,
}

/// A JSON array that takes items until it is full and counts the others.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// The items, with commas between them.
    pub(super) items: String,
    /// How large the array is as GitHub measures it, without its brackets.
    size: usize,
    /// All items, also those that found no room.
    pub(super) count: u64,
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
    pub(super) fn add<'a>(&mut self, item: impl FnOnce() -> Item<'a>) {
        self.count += 1;
        if self.room == Room::None {
            return;
        }
        // Were it that an item can't be written, the list would say that it was cut.
        let Some(item) = written(&item()) else {
            self.room = Room::None;
            return;
        };
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

    /// Takes out again what was added just so.
    pub(super) fn take_out(&mut self, item: &Item<'_>) {
        self.count = self.count.saturating_sub(1);
        let Some(item) = written(item) else { return };
        // Within a text of another item its quotes would be escaped. What found no room is not there.
        let Some(begin) = self.items.find(&item) else { return };
        let end = begin + item.len();
        // With the comma before it, or with the one behind the first.
        let all = match begin.checked_sub(1) {
            Some(comma) => comma..end,
            None => begin..self.items.len().min(end + 1),
        };
        let taken: String = self.items.drain(all).collect();
        self.size -= measure(&taken);
    }

    /// Whether something found no room.
    pub(super) const fn is_cut(&self) -> bool {
        matches!(self.room, Room::None)
    }

    /// The array.
    pub(super) fn finish(&self) -> String {
        format!("[{}]", self.items)
    }
}

/// The item as it is in an array. Numbers, texts and lists of them can always be written.
fn written(item: &Item<'_>) -> Option<String> {
    serde_json::to_string(item).ok().map(|item| json(&item))
}

/// The size of a text in bytes: in UTF-16 as GitHub measures it, or in UTF-8 where that is more.
pub(super) fn measure(text: &str) -> usize {
    text.len().max(2 * text.encode_utf16().count())
}
