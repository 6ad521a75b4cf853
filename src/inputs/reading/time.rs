//! Points in time, as RFC 3339 writes them.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// Why a text is no point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotATime {
    /// It is a date, or a date and a time of day, somewhere on earth.
    WithoutOffset,
    /// It is something else.
    Malformed,
}

impl NotATime {
    /// What to do.
    const fn advice(self) -> &'static str {
        match self {
            Self::WithoutOffset => {
                "it does not say which time zone is meant; write date, time and offset, with `Z` for \
                 UTC or as `+01:00`"
            }
            Self::Malformed => "write date, time and offset as RFC 3339 does",
        }
    }
}

/// The point in time that a text names.
fn point(text: &str) -> Result<Timestamp, NotATime> {
    // A zone in brackets would be read, and not asked whether it agrees with the offset.
    if text.contains('[') {
        return Err(NotATime::Malformed);
    }
    match (text.parse::<Timestamp>(), text.parse::<DateTime>()) {
        (Ok(time), _) => Ok(time),
        (Err(_), Ok(_)) => Err(NotATime::WithoutOffset),
        (Err(_), Err(_)) => Err(NotATime::Malformed),
    }
}

impl Reader<'_> {
    /// A point in time, or `None` for `none`.
    pub(in crate::inputs) fn time(&mut self, input: Input) -> Result<Option<Timestamp>, Noted> {
        let text = self.value(input)?;
        if text == "none" {
            return Ok(None);
        }
        point(&text).map(Some).map_err(|why| self.refuse(input, &text, why.advice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_date_time_and_offset() {
        let expected = "2026-11-01T09:30:00Z".parse().unwrap();
        for text in [
            "2026-11-01T09:30:00Z",
            "2026-11-01t09:30:00z",
            "2026-11-01 09:30:00Z",
            "2026-11-01T10:30:00+01:00",
            "2026-11-01T04:00:00.000-05:30",
        ] {
            assert_eq!(point(text), Ok(expected), "{text}");
        }
        assert_ne!(point("2026-11-01T09:30:00.5Z"), Ok(expected));
    }

    #[test]
    fn a_time_without_its_offset_is_told_apart() {
        for text in ["2026-11-01", "2026-11-01T09:30:00", "2026-11-01 09:30"] {
            assert_eq!(point(text), Err(NotATime::WithoutOffset), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "3d",
            "1793525400",
            "09:30:00Z",
            "01.11.2026 09:30",
            "11/01/2026",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-01T25:00:00Z",
            "2026-11-01T09:30:00Z[Europe/Berlin]",
            "2026-11-01T09:30:00+01:00[America/New_York]",
            "2026-11-01T09:30:00 UTC",
            "2026-11-01T09:30:00Z/2026-11-02T09:30:00Z",
        ] {
            assert_eq!(point(text), Err(NotATime::Malformed), "{text:?}");
        }
    }
}
