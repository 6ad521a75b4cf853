//! Spans of time.

use crate::domain::Age;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

impl Reader<'_> {
    /// A span of time, which may be no time at all, or `None` for `none`.
    pub(in crate::inputs) fn span(&mut self, input: Input) -> Result<Option<Age>, Noted> {
        let text = self.value(input)?;
        if text == "none" {
            return Ok(None);
        }
        Age::parse(&text).map(Some).map_err(|error| self.refuse(input, &text, error.to_string()))
    }

    /// A span of time, or `None` for `none`. No time at all is refused: it reads like a limit and
    /// is none.
    pub(in crate::inputs) fn age(&mut self, input: Input) -> Result<Option<Age>, Noted> {
        let span = self.span(input)?;
        if span != Some(Age::ZERO) {
            return Ok(span);
        }
        let text = self.value(input)?;
        let advice = "that is no time at all; write `none` if no such limit is meant";
        Err(self.refuse(input, &text, advice))
    }
}
