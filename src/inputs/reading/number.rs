//! Whole numbers: digits, and nothing else.

use std::num::NonZeroU32;

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// Why a text is not a number that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inputs) enum NotANumber {
    /// It has something else than digits in it.
    OtherThanDigits,
    /// It is 0, where there must be one.
    Zero,
    /// It has something else than digits before its `%`, or no `%`.
    NoPercentage,
    /// It is larger than this.
    LargerThan(u64),
}

impl NotANumber {
    /// What to do.
    pub(in crate::inputs) fn advice(self) -> String {
        match self {
            Self::OtherThanDigits => {
                "write digits only, without sign, point, exponent, unit or separator".to_owned()
            }
            Self::Zero => "write a number that is at least 1".to_owned(),
            Self::NoPercentage => {
                "write digits and `%`, without sign, point or anything else".to_owned()
            }
            Self::LargerThan(most) => format!("write a number that is at most {most}"),
        }
    }
}

/// The number that the digits write, if it is at most `most`.
pub(in crate::inputs) fn whole_number(text: &str, most: u64) -> Result<u64, NotANumber> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotANumber::OtherThanDigits);
    }
    text.parse().ok().filter(|number| *number <= most).ok_or(NotANumber::LargerThan(most))
}

/// The part of a hundred that the digits before a `%` write; at most 99.
pub(in crate::inputs) fn percent(text: &str) -> Result<u8, NotANumber> {
    const MOST: u64 = 99;
    let digits = text.strip_suffix('%').ok_or(NotANumber::NoPercentage)?;
    let number = whole_number(digits, MOST).map_err(|why| match why {
        NotANumber::OtherThanDigits | NotANumber::Zero | NotANumber::NoPercentage => {
            NotANumber::NoPercentage
        }
        NotANumber::LargerThan(_) => why,
    })?;
    u8::try_from(number).ok().ok_or(NotANumber::LargerThan(MOST))
}

/// The number from 1 that the digits write.
fn count(text: &str) -> Result<NonZeroU32, NotANumber> {
    let number = whole_number(text, u32::MAX.into())?;
    let number = u32::try_from(number).ok().ok_or(NotANumber::LargerThan(u32::MAX.into()))?;
    NonZeroU32::new(number).ok_or(NotANumber::Zero)
}

impl Reader<'_> {
    /// A number of at most `most`, or `None` for `none`.
    pub(in crate::inputs) fn number(
        &mut self,
        input: Input,
        most: u64,
    ) -> Result<Option<u64>, Noted> {
        let text = self.value(input)?;
        if text == "none" {
            return Ok(None);
        }
        whole_number(&text, most).map(Some).map_err(|why| self.refuse(input, &text, why.advice()))
    }

    /// A number from 1, or `None` where one of the input's words stands.
    pub(in crate::inputs) fn count(&mut self, input: Input) -> Result<Option<NonZeroU32>, Noted> {
        let text = self.value(input)?;
        if input.spec().takes.words().contains(&text.as_str()) {
            return Ok(None);
        }
        count(&text).map(Some).map_err(|why| self.refuse(input, &text, why.advice()))
    }

    /// A part of a hundred below the whole; 0 for `none`.
    pub(in crate::inputs) fn percent(&mut self, input: Input) -> Result<u8, Noted> {
        let text = self.value(input)?;
        if text == "none" {
            return Ok(0);
        }
        percent(&text).map_err(|why| self.refuse(input, &text, why.advice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h14_a_number_is_digits_and_nothing_else() {
        for text in [
            "five", "7d", "1e3", "10%", "", " ", "-1", "+1", "1.0", "1,000", "1_000", "0x10", "٣",
            "５", "1 0", "NaN", "Infinity", "null",
        ] {
            assert_eq!(whole_number(text, u64::MAX), Err(NotANumber::OtherThanDigits), "{text:?}");
        }
        assert_eq!(whole_number("0", u64::MAX), Ok(0));
        assert_eq!(whole_number("007", u64::MAX), Ok(7));
        assert_eq!(whole_number("18446744073709551615", u64::MAX), Ok(u64::MAX));
    }

    #[test]
    fn h14_a_percentage_is_digits_and_its_sign() {
        for text in ["10", "ten%", "%", "-1%", "1.5%", "10 %", "10%%", "1e1%", ""] {
            assert_eq!(percent(text), Err(NotANumber::NoPercentage), "{text:?}");
        }
        for text in ["100%", "1000%", "99999999999999999999%"] {
            assert_eq!(percent(text), Err(NotANumber::LargerThan(99)), "{text:?}");
        }
        assert_eq!((percent("0%"), percent("099%")), (Ok(0), Ok(99)));
    }

    #[test]
    fn a_count_begins_with_one() {
        assert_eq!(count("0"), Err(NotANumber::Zero));
        assert_eq!(count("x"), Err(NotANumber::OtherThanDigits));
        assert_eq!(count("4294967296"), Err(NotANumber::LargerThan(4_294_967_295)));
        assert_eq!(count("60").map(NonZeroU32::get), Ok(60));
    }

    #[test]
    fn numbers_that_overflow_are_refused() {
        let too_large = Err(NotANumber::LargerThan(u64::MAX));
        assert_eq!(whole_number("18446744073709551616", u64::MAX), too_large);
        assert_eq!(whole_number("99999999999999999999999999999", u64::MAX), too_large);
        assert_eq!(whole_number("11", 10), Err(NotANumber::LargerThan(10)));
    }
}
