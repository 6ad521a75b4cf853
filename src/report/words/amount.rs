//! Numbers as people read them.

use crate::domain::PackageType;

/// What the things are called that a run counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Roots with their members.
    Images,
    /// Versions that are images of their own.
    Versions,
    /// Whole packages.
    Packages,
}

impl Unit {
    /// What images of this type are called.
    pub(crate) const fn of(package_type: PackageType) -> Self {
        if package_type.has_tags() { Self::Images } else { Self::Versions }
    }

    /// The word for one.
    pub(crate) const fn one(self) -> &'static str {
        match self {
            Self::Images => "image",
            Self::Versions => "version",
            Self::Packages => "package",
        }
    }

    /// The word for any other number.
    pub(crate) const fn many(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Versions => "versions",
            Self::Packages => "packages",
        }
    }
}

/// The number with a comma between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The number with its noun: `1 image`, `1,234 images`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// So many bytes in the largest unit of which there is at least one, rounded down: `1.2 GB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenth = bytes % unit / (unit / 10);
            format!("{}.{tenth} {name}", grouped(bytes / unit))
        }
        None => count(bytes, "byte", "bytes"),
    }
}

/// How long so many seconds are, in the largest unit of which they are at least two.
pub(super) fn span(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    if seconds >= 2 * DAY {
        count(seconds / DAY, "day", "days")
    } else if seconds >= 2 * HOUR {
        count(seconds / HOUR, "hour", "hours")
    } else if seconds >= 2 * MINUTE {
        count(seconds / MINUTE, "minute", "minutes")
    } else {
        count(seconds, "second", "seconds")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (1_350_000_000, "1,350,000,000")]
        {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn bytes_are_told_in_the_unit_that_fits_and_never_rounded_up() {
        for (number, expected) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_999, "1.9 kB"),
            (999_999, "999.9 kB"),
            (1_250_000_000, "1.2 GB"),
            (5_000_000_000_000_000, "5,000.0 TB"),
        ] {
            assert_eq!(bytes(number), expected);
        }
    }

    #[test]
    fn a_span_is_told_in_the_unit_that_fits() {
        for (seconds, expected) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7_199, "119 minutes"),
            (7_200, "2 hours"),
            (172_799, "47 hours"),
            (172_800, "2 days"),
            (40 * 86_400, "40 days"),
        ] {
            assert_eq!(span(seconds), expected);
        }
    }
}
