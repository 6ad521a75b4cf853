//! Globs as users write them, for tags, version names and package names.

/// One glob. It matches the whole text, case-sensitively.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    glob: glob::Pattern,
}

impl Pattern {
    /// The pattern as the user wrote it.
    pub fn as_str(&self) -> &str {
        self.glob.as_str()
    }

    /// Whether the whole text fits.
    pub fn matches(&self, text: &str) -> bool {
        self.glob.matches(text)
    }
}

/// Patterns of which one that fits is enough.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// The first pattern that the text fits.
    pub fn first_match(&self, text: &str) -> Option<&Pattern> {
        self.0.iter().find(|pattern| pattern.matches(text))
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The patterns, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter()
    }
}
