//! Whole numbers: digits, and nothing else.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// Why a text is not a number that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inputs) enum NotANumber {
    /// It has something else than digits in it.
    OtherThanDigits,
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
    fn numbers_that_overflow_are_refused() {
        let too_large = Err(NotANumber::LargerThan(u64::MAX));
        assert_eq!(whole_number("18446744073709551616", u64::MAX), too_large);
        assert_eq!(whole_number("99999999999999999999999999999", u64::MAX), too_large);
        assert_eq!(whole_number("11", 10), Err(NotANumber::LargerThan(10)));
    }
}
