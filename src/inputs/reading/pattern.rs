//! Lists of globs and of ranges.

use crate::domain::{Pattern, PatternError, Patterns, Range, Ranges};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::reading::list::Separator;
use crate::inputs::table::Input;

impl Reader<'_> {
    /// The globs of a list, each read by `parse`; `None` for `none`.
    pub(in crate::inputs) fn patterns(
        &mut self,
        input: Input,
        parse: impl Fn(&str) -> Result<Pattern, PatternError>,
    ) -> Result<Option<Patterns>, Noted> {
        let Some(items) = self.list(input, Separator::Comma)? else { return Ok(None) };
        let patterns = self.each_item(input, &items, |reader, item| {
            parse(item).map_err(|error| reader.refuse(input, item, error.to_string()))
        })?;
        Ok(Some(Patterns::new(patterns)))
    }

    /// The ranges of a list; `None` for `none`.
    pub(in crate::inputs) fn ranges(&mut self, input: Input) -> Result<Option<Ranges>, Noted> {
        let Some(items) = self.list(input, Separator::Bars)? else { return Ok(None) };
        let ranges = self.each_item(input, &items, |reader, item| {
            Range::parse(item).map_err(|error| reader.refuse(input, item, error.to_string()))
        })?;
        Ok(Some(Ranges::new(ranges)))
    }
}
