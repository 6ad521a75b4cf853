//! One comparison of a range, such as `>=1.2`, read into the interval that it stands for.

use semver::{BuildMetadata, Comparator, Op, Version};

use super::error::RangeError;
use super::interval::{Edge, Interval};

/// The versions that satisfy the comparison; `None` where none can.
///
/// A partial version stands for all versions that begin so, their pre-releases included, so each
/// version is in exactly one of `<1.2`, `=1.2` and `>1.2`.
pub(super) fn read(comparison: &str) -> Result<Option<Interval>, RangeError> {
    refuse_spaces(comparison)?;
    let signs = comparison.trim_start_matches(['=', '<', '>', '^', '~', '!']);
    let sign = &comparison[..comparison.len() - signs.len()];
    let operand = signs.trim_start();
    let operator = match sign {
        "" => None,
        _ => Some(Operator::from_sign(sign).ok_or_else(|| RangeError::UnknownOperator {
            comparison: comparison.to_owned(),
            found: sign.to_owned(),
        })?),
    };
    if matches!(operand, "*" | "x" | "X") {
        return match operator {
            None => Ok(Some(Interval::ALL)),
            Some(_) => Err(RangeError::ComparedWithAll { comparison: comparison.to_owned() }),
        };
    }
    let read = read_operand(comparison, operand)?;
    match operator {
        Some(operator) => Ok(Operand::of(read).compared(operator)),
        None if read.op == Op::Wildcard || read.patch.is_some() => {
            Ok(Operand::of(read).compared(Operator::Equal))
        }
        None => Err(RangeError::BarePartial { version: operand.to_owned() }),
    }
}

/// How a version is compared with an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Caret,
    Tilde,
}

impl Operator {
    fn from_sign(sign: &str) -> Option<Self> {
        match sign {
            "=" => Some(Self::Equal),
            "<" => Some(Self::Less),
            "<=" => Some(Self::LessOrEqual),
            ">" => Some(Self::Greater),
            ">=" => Some(Self::GreaterOrEqual),
            "^" => Some(Self::Caret),
            "~" => Some(Self::Tilde),
            _ => None,
        }
    }
}

/// Says what to write where white space stands between two versions or comparisons. Behind an
/// operator it means nothing.
fn refuse_spaces(comparison: &str) -> Result<(), RangeError> {
    let mut words: Vec<String> = Vec::new();
    for word in comparison.split_whitespace() {
        match words.last_mut() {
            Some(last) if is_operator(last.as_str()) && !is_operator(word) => {
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    match words.as_slice() {
        [from, hyphen, to] if hyphen == "-" => Err(RangeError::Hyphen {
            comparison: comparison.to_owned(),
            from: from.clone(),
            to: to.clone(),
        }),
        [first, second, ..] => Err(RangeError::SpaceInsteadOfComma {
            comparison: comparison.to_owned(),
            first: first.clone(),
            second: second.clone(),
        }),
        [_] | [] => Ok(()),
    }
}

fn is_operator(word: &str) -> bool {
    word.chars().all(|c| "=<>^~!".contains(c))
}

/// Reads what is compared with, by the grammar of the `semver` crate. The operator of the result is
/// [`Op::Wildcard`] where a part of it is a wildcard.
fn read_operand(comparison: &str, operand: &str) -> Result<Comparator, RangeError> {
    let no_version =
        |reason: String| RangeError::NoVersion { comparison: comparison.to_owned(), reason };
    let bare = operand.strip_prefix('v').unwrap_or(operand);
    if bare.is_empty() {
        return Err(no_version("there is none".to_owned()));
    }
    // The crate's reader knows operators too, which must not come twice here.
    if let Some(first) = bare.chars().next().filter(|first| !first.is_ascii_digit()) {
        return Err(no_version(format!("{first:?} is no digit")));
    }
    Comparator::parse(bare).map_err(|error| no_version(error.to_string()))
}

/// What a comparison compares with.
enum Operand {
    /// One version.
    One(Version),
    /// All with this major and minor number.
    Minor(u64, u64),
    /// All with this major number.
    Major(u64),
}

impl Operand {
    fn of(read: Comparator) -> Self {
        match (read.minor, read.patch) {
            (Some(minor), Some(patch)) => Self::One(Version {
                major: read.major,
                minor,
                patch,
                pre: read.pre,
                build: BuildMetadata::EMPTY,
            }),
            (Some(minor), None) => Self::Minor(read.major, minor),
            (None, _) => Self::Major(read.major),
        }
    }

    /// Right before the first version that is meant.
    fn before(&self) -> Edge {
        match self {
            Self::One(version) => Edge::before(version),
            Self::Minor(major, minor) => Edge::before_prereleases(*major, *minor, 0),
            Self::Major(major) => Edge::before_prereleases(*major, 0, 0),
        }
    }

    /// Where `<` ends: before the operand, and before its pre-releases unless it is one itself.
    fn below(&self) -> Edge {
        match self {
            Self::One(version) if version.pre.is_empty() => {
                Edge::before_prereleases(version.major, version.minor, version.patch)
            }
            Self::One(_) | Self::Minor(..) | Self::Major(_) => self.before(),
        }
    }

    /// Right after the last version that is meant; `None` where nothing comes after it.
    fn after(&self) -> Option<Edge> {
        match self {
            Self::One(version) => Some(Edge::after(version)),
            Self::Minor(major, minor) => after_minor(*major, *minor),
            Self::Major(major) => after_major(*major),
        }
    }

    /// What the operator makes of it; `None` for nothing.
    fn compared(&self, operator: Operator) -> Option<Interval> {
        let from = |start| Interval { start, end: None };
        let until = |end| Interval { end, ..Interval::ALL };
        match operator {
            Operator::Equal => Some(Interval { start: self.before(), end: self.after() }),
            Operator::Less => Some(until(Some(self.below()))),
            Operator::LessOrEqual => Some(until(self.after())),
            Operator::Greater => self.after().map(from),
            Operator::GreaterOrEqual => Some(from(self.before())),
            Operator::Tilde => Some(Interval { start: self.before(), end: self.end_of_tilde() }),
            Operator::Caret => Some(Interval { start: self.before(), end: self.end_of_caret() }),
        }
    }

    /// The minor number stays, or the major number where no other is given.
    fn end_of_tilde(&self) -> Option<Edge> {
        match self {
            Self::One(version) => after_minor(version.major, version.minor),
            Self::Minor(major, minor) => after_minor(*major, *minor),
            Self::Major(major) => after_major(*major),
        }
    }

    /// The leftmost number that is not zero stays.
    fn end_of_caret(&self) -> Option<Edge> {
        match self {
            Self::One(version) if version.major == 0 && version.minor == 0 => {
                Some(match version.patch.checked_add(1) {
                    Some(next) => Edge::before_prereleases(0, 0, next),
                    None => Edge::after(&Version::new(0, 0, version.patch)),
                })
            }
            Self::One(version) if version.major == 0 => after_minor(0, version.minor),
            Self::Minor(0, minor) => after_minor(0, *minor),
            Self::One(Version { major, .. }) | Self::Minor(major, _) | Self::Major(major) => {
                after_major(*major)
            }
        }
    }
}

/// Where the versions with these two numbers end.
fn after_minor(major: u64, minor: u64) -> Option<Edge> {
    match minor.checked_add(1) {
        Some(next) => Some(Edge::before_prereleases(major, next, 0)),
        None => after_major(major),
    }
}

/// Where the versions with this number end; `None` where no number comes after it.
fn after_major(major: u64) -> Option<Edge> {
    major.checked_add(1).map(|next| Edge::before_prereleases(next, 0, 0))
}
