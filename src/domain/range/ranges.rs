//! Ranges and what they cover.

use std::fmt;

use super::comparison;
use super::error::RangeError;
use super::interval::Interval;
use super::number::VersionNumber;

/// One range: all of its comparisons must hold. It covers at least one version.
///
/// Comparisons are separated by commas. Versions may have a leading `v`.
///
/// | written | covers |
/// | --- | --- |
/// | `1.2.3`, `=1.2.3` | exactly that, with whatever build metadata |
/// | `1.2.x`, `1.2.*`, `=1.2` | all that begin so, pre-releases included; `*` is every version |
/// | `>1.2.3`, `>=1.2.3` | what comes after by precedence; `>=1.2` begins with the pre-releases of `1.2.0` |
/// | `<1.2.3` | what comes before the pre-releases of `1.2.3`; `<1.2.3-rc.2` what comes before that |
/// | `<=1.2.3` | that, and all that comes before, pre-releases of `1.2.3` included |
/// | `~1.2.3` | from there to the end of `1.2`; `~1` to the end of `1` |
/// | `^1.2.3` | from there as long as the leftmost number that is not zero stays |
///
/// An upper end that the writer did not spell out as a pre-release lies before the pre-releases of
/// what comes next: none of `<2.0.0`, `1.x`, `^1.2` and `~1` covers `2.0.0-rc.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    text: String,
    /// One for each comparison. They are not made one, as the types of packages compare pre-releases in
    /// different ways.
    intervals: Vec<Interval>,
}

impl Range {
    /// Reads one range; alternatives (`||`, new lines) are for [`Ranges::parse`].
    ///
    /// One that can cover nothing (`>2, <1`) is an error: it would look as if it took or protected
    /// something.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RangeError::Empty);
        }
        let mut all = Some(Interval::ALL);
        let mut intervals = Vec::new();
        for comparison in text.split(',').map(str::trim) {
            if comparison.is_empty() {
                return Err(RangeError::EmptyComparison { range: text.to_owned() });
            }
            let next = comparison::read(comparison)?;
            intervals.extend(next.clone());
            all = all.zip(next).map(|(all, next)| all.and(next));
        }
        match all {
            Some(all) if !all.is_empty() => Ok(Self { text: text.to_owned(), intervals }),
            _ => Err(RangeError::CoversNothing { range: text.to_owned() }),
        }
    }

    /// The range as the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the version lies in it. Build metadata takes no part.
    pub fn covers(&self, version: &VersionNumber) -> bool {
        self.intervals.iter().all(|interval| interval.covers(version))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Ranges of which one that covers is enough.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ranges(Vec<Range>);

impl Ranges {
    /// These ranges, in the order in which they were written.
    pub const fn new(ranges: Vec<Range>) -> Self {
        Self(ranges)
    }

    /// Reads alternatives separated by new lines or `||`. Empty lines and lines that begin with `#`
    /// are left out; nothing beside a `||`, or nothing at all, is an error. Gives all errors at once.
    pub fn parse(text: &str) -> Result<Self, Vec<RangeError>> {
        let lines = text.lines().map(str::trim);
        let written = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut ranges = Vec::new();
        let mut errors = Vec::new();
        for alternative in written.flat_map(|line| line.split("||")) {
            match Range::parse(alternative) {
                Ok(range) => ranges.push(range),
                Err(error) => errors.push(error),
            }
        }
        if ranges.is_empty() && errors.is_empty() {
            errors.push(RangeError::Empty);
        }
        if errors.is_empty() { Ok(Self(ranges)) } else { Err(errors) }
    }

    /// The first range that covers the version.
    pub fn first_cover(&self, version: &VersionNumber) -> Option<&Range> {
        self.0.iter().find(|range| range.covers(version))
    }

    /// Whether there is no range at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = &Range> {
        self.0.iter()
    }
}
