//! Spans of time.

use crate::domain::Age;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

impl Reader<'_> {
    /// A span of time, or `None` for `none`. No time at all is refused: it reads like a limit and
    /// is none.
    pub(in crate::inputs) fn age(&mut self, input: Input) -> Result<Option<Age>, Noted> {
        let text = self.value(input)?;
        if text == "none" {
            return Ok(None);
        }
        let advice = match Age::parse(&text) {
            Ok(age) if age > Age::ZERO => return Ok(Some(age)),
            Ok(_) => "that is no time at all; write `none` if nothing is to be spared".to_owned(),
            Err(error) => error.to_string(),
        };
        Err(self.refuse(input, &text, advice))
    }
}
