//! Versions of a package, in the order in which they were pushed.

use std::collections::HashMap;

use jiff::Timestamp;

use super::manifest::Manifest;
use super::state::RestoredTags;
use super::time::{Stamp, still_restorable};

/// One row of "list versions".
#[derive(Clone, Debug)]
pub struct Version {
    /// GitHub's number for it; well beyond 32 bits' signed half today.
    pub id: u64,
    /// A version string, or for containers a digest.
    pub name: String,
    /// Tags, for container and docker.
    pub tags: Vec<String>,
    /// When it was first pushed.
    pub created_at: Stamp,
    /// When it, or its tags, last changed.
    pub updated_at: Stamp,
    /// When it was deleted, while it is.
    pub deleted_at: Option<Timestamp>,
    /// How often it was downloaded.
    pub downloads: u64,
    /// `license` of the answer, where the registry knows one.
    pub license: Option<String>,
    /// `description` of the answer, where the registry knows one.
    pub description: Option<String>,
    /// What the registry keeps under its digest; a container seeded by name only has nothing.
    pub manifest: Option<Manifest>,
    /// Whether it is really there.
    pub presence: Presence,
}

/// GitHub has been seen to list versions as active that it had already deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there.
    Real,
    /// It is listed, and every other request on it answers 404.
    ListedOnly,
}

impl Version {
    /// Whether it is not deleted.
    pub fn is_active(&self) -> bool {
        self.deleted_at.is_none()
    }

    /// Whether it is deleted and GitHub could still bring it back.
    pub fn is_restorable(&self, now: Timestamp) -> bool {
        self.deleted_at.is_some_and(|at| still_restorable(at, now))
    }
}

/// The versions of one package, oldest push first.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    rows: Vec<Version>,
    by_id: HashMap<u64, usize>,
    /// The latest row of each name; earlier ones of that name are deleted.
    by_name: HashMap<String, usize>,
    /// Which active row carries a tag.
    by_tag: HashMap<String, usize>,
    /// Which rows list a digest, deleted ones too.
    listing: HashMap<String, Vec<usize>>,
    /// Which rows speak of a digest as their subject, deleted ones too.
    speaking: HashMap<String, Vec<usize>>,
    /// The active rows, in their order.
    active: Vec<usize>,
}

impl Versions {
    /// All rows, deleted ones too, oldest push first.
    pub fn all(&self) -> &[Version] {
        &self.rows
    }

    /// The active ones, oldest push first.
    pub fn active(&self) -> impl DoubleEndedIterator<Item = &Version> + ExactSizeIterator {
        self.active.iter().map(|&at| &self.rows[at])
    }

    /// How many are active.
    pub fn active_count(&self) -> usize {
        self.active.len()
    }

    /// A version by its number, deleted or not.
    pub fn get(&self, id: u64) -> Option<&Version> {
        self.by_id.get(&id).map(|&at| &self.rows[at])
    }

    /// The active version of that name.
    pub fn named(&self, name: &str) -> Option<&Version> {
        self.by_name.get(name).map(|&at| &self.rows[at]).filter(|row| row.is_active())
    }

    /// The active version that carries a tag.
    pub fn tagged(&self, tag: &str) -> Option<&Version> {
        self.by_tag.get(tag).map(|&at| &self.rows[at])
    }

    /// Whether an active version other than `id` has a tag.
    pub fn another_tagged(&self, id: u64) -> bool {
        self.by_tag.values().any(|&at| self.rows[at].id != id)
    }

    /// The active versions that list a digest.
    pub fn listing(&self, digest: &str) -> impl Iterator<Item = &Version> {
        self.active_of(self.listing.get(digest))
    }

    /// The active versions that speak of a digest as their subject.
    pub fn speaking_of(&self, digest: &str) -> impl Iterator<Item = &Version> {
        self.active_of(self.speaking.get(digest))
    }

    fn active_of<'v>(&'v self, rows: Option<&'v Vec<usize>>) -> impl Iterator<Item = &'v Version> {
        rows.into_iter().flatten().map(|&at| &self.rows[at]).filter(|row| row.is_active())
    }

    pub(super) fn push(&mut self, row: Version) {
        let at = self.rows.len();
        if let Some(manifest) = &row.manifest {
            for member in manifest.members() {
                self.listing.entry(member.clone()).or_default().push(at);
            }
            if let Some(subject) = manifest.subject() {
                self.speaking.entry(subject.to_owned()).or_default().push(at);
            }
        }
        self.by_id.insert(row.id, at);
        self.by_name.insert(row.name.clone(), at);
        self.active.push(at);
        self.rows.push(row);
    }

    /// For fields that no index looks at.
    pub(super) fn edit(&mut self, id: u64, change: impl FnOnce(&mut Version)) {
        if let Some(&at) = self.by_id.get(&id) {
            change(&mut self.rows[at]);
        }
    }

    pub(super) fn renumber(&mut self, old: u64, new: u64) {
        if let Some(at) = self.by_id.remove(&old) {
            self.rows[at].id = new;
            self.by_id.insert(new, at);
        }
    }

    /// Puts a tag on a version; the one that had it loses it, and is returned.
    pub(super) fn put_tag(&mut self, id: u64, tag: &str) -> Option<u64> {
        let &at = self.by_id.get(&id)?;
        if !self.rows[at].tags.iter().any(|has| has == tag) {
            self.rows[at].tags.push(tag.to_owned());
        }
        if !self.rows[at].is_active() {
            return None;
        }
        let before = self.by_tag.insert(tag.to_owned(), at).filter(|&before| before != at)?;
        self.rows[before].tags.retain(|has| has != tag);
        Some(self.rows[before].id)
    }

    pub(super) fn take_tag(&mut self, id: u64, tag: &str) {
        self.edit(id, |row| row.tags.retain(|has| has != tag));
        if self.by_tag.get(tag).is_some_and(|&at| self.rows[at].id == id) {
            self.by_tag.remove(tag);
        }
    }

    /// Deletes an active version. It keeps its tags to come back with.
    pub(super) fn delete(&mut self, id: u64, now: Timestamp) -> bool {
        let Some(&at) = self.by_id.get(&id) else { return false };
        if !self.rows[at].is_active() {
            return false;
        }
        self.rows[at].deleted_at = Some(now);
        if let Ok(place) = self.active.binary_search(&at) {
            self.active.remove(place);
        }
        for tag in &self.rows[at].tags {
            self.by_tag.remove(tag);
        }
        true
    }

    /// Brings a deleted version back, with those of its tags that no active one carries now.
    /// That GitHub gives the tags back is reported, that it leaves a moved tag alone is an
    /// assumption: a tag names one version at a time, and nothing says that a restore moves it.
    pub(super) fn restore(&mut self, id: u64, tags: RestoredTags) -> bool {
        let Some(&at) = self.by_id.get(&id) else { return false };
        if self.rows[at].is_active() {
            return false;
        }
        self.rows[at].deleted_at = None;
        if let Err(place) = self.active.binary_search(&at) {
            self.active.insert(place, at);
        }
        self.by_name.insert(self.rows[at].name.clone(), at);
        let by_tag = &mut self.by_tag;
        self.rows[at].tags.retain(|tag| {
            let free = tags == RestoredTags::Back && !by_tag.contains_key(tag);
            if free {
                by_tag.insert(tag.clone(), at);
            }
            free
        });
        true
    }
}
