//! Ages as users write them: `30d`, `2w 3d`, `12h`.

use std::fmt;

use jiff::Timestamp;

/// A span of time in whole seconds, never negative. A day has 24 hours, a week 7 days.
///
/// Written as one or more numbers with a unit each (`w`, `d`, `h`, `m`, `s`), the larger unit first
/// and each at most once, with or without spaces between them: `30d`, `2w 3d`, `1h30m`. A number may
/// exceed what the next larger unit holds (`90m`). Months and years have no fixed length and are
/// no units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    seconds: u64,
}

/// Why a text is no age. The messages do not name the input that it came from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgeError {
    /// Nothing, or only white space.
    #[error("expected an age such as `30d`, `2w 3d` or `12h`, but it is empty")]
    Empty,
    /// Something other than digits where a number must begin.
    #[error(
        "expected whole numbers with a unit each, such as `30d`, `2w 3d` or `12h`, \
         but came to {found:?} in {text:?}"
    )]
    NotANumber {
        /// The whole text.
        text: String,
        /// What stands where a digit should.
        found: char,
    },
    /// A number that no unit follows.
    #[error(
        "the number {number} in {text:?} has no unit: write one of `s`, `m`, `h`, `d`, `w` directly \
         behind it, such as `{number}d`"
    )]
    NoUnit {
        /// The whole text.
        text: String,
        /// The number, as it was written.
        number: String,
    },
    /// Months or years.
    #[error(
        "{unit:?} in {text:?} has no fixed length: write weeks or days instead, \
         such as `30d` for a month or `365d` for a year"
    )]
    NoFixedLength {
        /// The whole text.
        text: String,
        /// The unit, as it was written.
        unit: String,
    },
    /// A word that is no unit.
    #[error(
        "{unit:?} in {text:?} is no unit: write `s`, `m`, `h`, `d` or `w` for seconds, minutes, hours, \
         days or weeks"
    )]
    UnknownUnit {
        /// The whole text.
        text: String,
        /// The unit, as it was written.
        unit: String,
    },
    /// A unit that comes twice, or behind a smaller one.
    #[error(
        "`{unit}` in {text:?} comes twice or behind a smaller unit: write the larger unit first and \
         each once, such as `2w 3d`"
    )]
    OutOfOrder {
        /// The whole text.
        text: String,
        /// The unit that comes too late.
        unit: char,
    },
    /// More than 64 bits of seconds.
    #[error("{text:?} is longer than can be counted: write a shorter age, such as `365d`")]
    TooLong {
        /// The whole text.
        text: String,
    },
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

impl Age {
    /// No time at all.
    pub const ZERO: Self = Self { seconds: 0 };

    /// So many seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// The length in seconds.
    pub const fn seconds(self) -> u64 {
        self.seconds
    }

    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.seconds == 0
    }

    /// Reads an age as users write it; see [`Age`] for the form. White space around it is ignored.
    pub fn parse(text: &str) -> Result<Self, AgeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AgeError::Empty);
        }
        let mut total = 0_u64;
        let mut last_unit = u64::MAX;
        let mut rest = text;
        while let Some(found) = rest.chars().next() {
            let (number, behind) = split_while(rest, |c| c.is_ascii_digit());
            if number.is_empty() {
                return Err(AgeError::NotANumber { text: text.to_owned(), found });
            }
            let (unit, behind) = split_while(behind, char::is_alphabetic);
            let (letter, length) = read_unit(text, number, unit, behind)?;
            if length >= last_unit {
                return Err(AgeError::OutOfOrder { text: text.to_owned(), unit: letter });
            }
            last_unit = length;
            total = number
                .parse::<u64>()
                .ok()
                .and_then(|count| count.checked_mul(length))
                .and_then(|part| part.checked_add(total))
                .ok_or_else(|| AgeError::TooLong { text: text.to_owned() })?;
            rest = behind.trim_start();
        }
        Ok(Self { seconds: total })
    }

    /// Whether `time` lies at least this long before `now`. A time in the future is never that old.
    pub fn has_passed_since(self, time: Timestamp, now: Timestamp) -> bool {
        let elapsed = now.duration_since(time);
        !elapsed.is_negative()
            && u64::try_from(elapsed.as_secs()).is_ok_and(|seconds| seconds >= self.seconds)
    }
}

/// The part of the text of which every character fits, and what follows it.
fn split_while(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !fits(c)).unwrap_or(text.len()))
}

/// The letter and the seconds of a unit. `behind` is what follows it.
fn read_unit(text: &str, number: &str, unit: &str, behind: &str) -> Result<(char, u64), AgeError> {
    match unit {
        "s" => Ok(('s', 1)),
        "m" => Ok(('m', MINUTE)),
        "h" => Ok(('h', HOUR)),
        "d" => Ok(('d', DAY)),
        "w" => Ok(('w', WEEK)),
        "" => match behind.chars().next() {
            Some(found) if !found.is_whitespace() => {
                Err(AgeError::NotANumber { text: text.to_owned(), found })
            }
            _ => Err(AgeError::NoUnit { text: text.to_owned(), number: number.to_owned() }),
        },
        _ if has_no_fixed_length(unit) => {
            Err(AgeError::NoFixedLength { text: text.to_owned(), unit: unit.to_owned() })
        }
        _ => Err(AgeError::UnknownUnit { text: text.to_owned(), unit: unit.to_owned() }),
    }
}

/// Whether the word means months or years. `M` does in every notation that tells it from `m`.
fn has_no_fixed_length(unit: &str) -> bool {
    unit == "M"
        || matches!(
            unit.to_lowercase().as_str(),
            "mo" | "mos" | "mon" | "month" | "months" | "y" | "yr" | "yrs" | "year" | "years"
        )
}

/// Days and what is smaller, as `1d 12h`; weeks are shown as days, so `30d` stays `30d`.
/// [`Age::parse`] reads it back.
impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0s");
        }
        let mut rest = self.seconds;
        let mut gap = "";
        for (length, letter) in [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm'), (1, 's')] {
            let count = rest / length;
            rest %= length;
            if count > 0 {
                write!(f, "{gap}{count}{letter}")?;
                gap = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn age(text: &str) -> Age {
        Age::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    fn refused(text: &str) -> AgeError {
        Age::parse(text).expect_err(text)
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn ages_are_read_in_seconds_minutes_hours_days_and_weeks() {
        for (text, seconds) in [
            ("1s", 1),
            ("1m", 60),
            ("12h", 43_200),
            ("1d", 86_400),
            ("30d", 2_592_000),
            ("1w", 604_800),
            ("2w 3d", 1_468_800),
            ("2w3d", 1_468_800),
            ("1h  30m", 5_400),
            ("90m", 5_400),
            ("1w 1d 1h 1m 1s", 694_861),
            (" 7d\n", 604_800),
            ("007d", 604_800),
        ] {
            assert_eq!(age(text).seconds(), seconds, "{text}");
        }
    }

    #[test]
    fn a_day_has_24_hours() {
        assert_eq!(age("1d"), age("24h"));
        let before_the_clocks_change = time("2026-03-28T12:00:00+01:00");
        let a_calendar_day_later = time("2026-03-29T12:00:00+02:00");
        assert!(!age("1d").has_passed_since(before_the_clocks_change, a_calendar_day_later));
    }

    #[test]
    fn months_and_years_are_refused_with_a_hint_to_write_weeks_or_days() {
        for text in ["3mo", "3M", "1month", "6months", "1w 1M", "1y", "2years", "1Y", "1yr"] {
            let error = refused(text);
            assert!(matches!(error, AgeError::NoFixedLength { .. }), "{text}: {error}");
            assert!(error.to_string().contains("write weeks or days"), "{error}");
        }
    }

    #[test]
    fn units_that_nobody_knows_are_told_from_those_without_a_fixed_length() {
        for (text, expected) in [("7days", "days"), ("5min", "min"), ("100ms", "ms"), ("7D", "D")] {
            let error = refused(text);
            assert!(
                matches!(&error, AgeError::UnknownUnit { unit, .. } if unit == expected),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn a_number_without_a_unit_is_told_from_what_is_no_number() {
        for text in ["7", "7 d", "1w 7 d"] {
            let error = refused(text);
            let is_so = matches!(&error, AgeError::NoUnit { number, .. } if number == "7");
            assert!(is_so, "{text}: {error}");
        }
        for (text, expected) in [("7!", '!'), ("7,5d", ',')] {
            let error = refused(text);
            let is_so = matches!(&error, AgeError::NotANumber { found, .. } if *found == expected);
            assert!(is_so, "{text}: {error}");
        }
    }

    #[test]
    fn h14_seven_days_are_read_as_seven_days() {
        assert_eq!(age("7d").seconds(), 7 * 24 * 60 * 60);
    }

    #[test]
    fn h14_what_is_no_age_is_refused_and_never_read_as_zero_or_as_a_part_of_itself() {
        for text in [
            "",
            " ",
            "\n",
            "five",
            "1e3",
            "1e3d",
            "10%",
            "10",
            "7",
            "0",
            "-7d",
            "+7d",
            "−7d",
            "1.5d",
            "1,5d",
            "0x10d",
            "NaN",
            "inf",
            "d",
            "7 d",
            "7days",
            "7day",
            "7D",
            "12H",
            "5min",
            "100ms",
            "7d!",
            "7d,",
            "7d;1h",
            "P7D",
            "none",
            "1_000d",
            "٧d",
            "7d and 3h",
            "7д",
        ] {
            Age::parse(text).expect_err(text);
        }
    }

    #[test]
    fn a_unit_comes_once_and_behind_the_larger_ones() {
        for (text, late) in [("3d 2w", 'w'), ("1d 1d", 'd'), ("30m 1h", 'h'), ("1d 2w 3d", 'w')] {
            let expected = AgeError::OutOfOrder { text: text.to_owned(), unit: late };
            assert_eq!(refused(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_without_a_unit_is_told_how_to_get_one() {
        for text in ["30", "30 d", "2w 30"] {
            let message = refused(text).to_string();
            assert!(message.contains("such as `30d`"), "{text}: {message}");
        }
    }

    #[test]
    fn what_overflows_is_refused() {
        assert_eq!(age("18446744073709551615s").seconds(), u64::MAX);
        for text in [
            "18446744073709551616s",
            "99999999999999999999999999d",
            "307445734561825861m",
            "30500568904943w 1000d",
        ] {
            assert_eq!(refused(text), AgeError::TooLong { text: text.to_owned() }, "{text}");
        }
    }

    #[test]
    fn ages_are_shown_in_days_and_below() {
        for (text, shown) in [
            ("30d", "30d"),
            ("2w 3d", "17d"),
            ("12h", "12h"),
            ("24h", "1d"),
            ("36h", "1d 12h"),
            ("90m", "1h 30m"),
            ("10m", "10m"),
            ("0d", "0s"),
        ] {
            assert_eq!(age(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn an_age_has_passed_from_its_last_second_on() {
        let now = time("2026-09-10T12:00:00Z");
        for (then, passed) in [
            ("2026-09-03T11:59:59Z", true),
            ("2026-09-03T12:00:00Z", true),
            ("2026-09-03T12:00:00.000000001Z", false),
            ("2026-09-03T12:00:01Z", false),
        ] {
            assert_eq!(age("7d").has_passed_since(time(then), now), passed, "{then}");
        }
    }

    #[test]
    fn a_time_in_the_future_is_never_old() {
        let now = time("2026-09-10T12:00:00Z");
        for then in ["2026-09-10T12:00:00.000000001Z", "2026-09-11T00:00:00Z"] {
            assert!(!Age::ZERO.has_passed_since(time(then), now), "{then}");
        }
        assert!(Age::ZERO.has_passed_since(now, now));
        assert!(!age("1d").has_passed_since(Timestamp::MAX, Timestamp::MIN));
    }

    #[test]
    fn the_ends_of_time_are_compared_without_a_panic() {
        let forever = Age::from_seconds(u64::MAX);
        assert!(!forever.has_passed_since(Timestamp::MIN, Timestamp::MAX));
        assert!(age("1000w").has_passed_since(Timestamp::MIN, Timestamp::MAX));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back_as_the_same_age(seconds in any::<u64>(), small in 0_u64..100_000) {
            for age in [Age::from_seconds(seconds), Age::from_seconds(small)] {
                assert_eq!(Age::parse(&age.to_string()), Ok(age));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>(), close in "[0-9wdhmsM. -]{0,12}") {
            for text in [text, close] {
                if let Ok(age) = Age::parse(&text) {
                    assert_eq!(Age::parse(&age.to_string()), Ok(age));
                }
            }
        }
    }
}
