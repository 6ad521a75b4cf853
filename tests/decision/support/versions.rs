//! Versions in one line, and their times.
//!
//! A larger number is a newer version. Without a word on its age a version is about two years old.

use jiff::{SignedDuration, Timestamp};
use package_steward::domain::{Age, Digest, Tag, Version, VersionId};

/// The tag of the image that every policy of these tests keeps, so that the guards against an empty
/// package have nothing to say unless a test is about them.
pub(crate) const ANCHOR: &str = "the-anchor";

pub(crate) fn now() -> Timestamp {
    time("2026-11-22T12:00:00Z")
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub(crate) fn age(text: &str) -> Age {
    Age::parse(text).expect("an age")
}

/// So many hours before now; a negative number lies in the future.
pub(crate) fn hours_ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

/// The digest that the version with this number is named by.
pub(crate) fn digest(number: u64) -> Digest {
    let mut bytes = [0xd1; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Digest::from_bytes(bytes)
}

/// The tag under which the referrers of this version are found, with an end such as `.sig`.
pub(crate) fn tag_of(subject: u64, end: &str) -> String {
    format!("sha256-{}{end}", digest(subject).hex())
}

/// A version of a container, with tags separated by spaces.
pub(crate) fn image(number: u64, tags: &str) -> Version {
    let pushed = time("2025-01-01T00:00:00Z")
        + SignedDuration::from_hours(i64::try_from(number).expect("a small number"));
    Version {
        id: VersionId(number),
        name: digest(number).to_string(),
        tags: tags.split_whitespace().map(Tag::new).collect(),
        created_at: Some(pushed),
        updated_at: Some(pushed),
        deleted_at: None,
    }
}

/// A version of a type without tags.
pub(crate) fn release(number: u64, name: &str) -> Version {
    Version { name: name.to_owned(), ..image(number, "") }
}

/// What sets a version apart from others.
pub(crate) trait Dated: Sized {
    /// Pushed and touched at these times.
    fn at(self, created: Option<Timestamp>, updated: Option<Timestamp>) -> Self;
    /// Pushed and last touched so many hours ago.
    fn hours_old(self, hours: i64) -> Self;
    /// Deleted so many hours ago.
    fn deleted(self, hours: i64) -> Self;
}

impl Dated for Version {
    fn at(self, created_at: Option<Timestamp>, updated_at: Option<Timestamp>) -> Self {
        Self { created_at, updated_at, ..self }
    }

    fn hours_old(self, hours: i64) -> Self {
        self.at(Some(hours_ago(hours)), Some(hours_ago(hours)))
    }

    fn deleted(self, hours: i64) -> Self {
        Self { deleted_at: Some(hours_ago(hours)), ..self }
    }
}

/// An image that stays under every policy of these tests, newer than all others.
pub(crate) fn anchor() -> Version {
    image(9_000, ANCHOR)
}
