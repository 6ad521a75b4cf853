//! How single values are read: strictly, and with every problem noted under its input's name.

mod given;
mod list;
mod number;
mod path;
mod pattern;
mod reader;
mod span;
mod switch;
mod time;
mod value;
mod variables;
mod word;

#[cfg(any(test, fuzzing))]
pub(in crate::inputs) use list::items;
pub(in crate::inputs) use list::{Item, Separator};
pub(in crate::inputs) use number::{percent, whole_number};
pub(in crate::inputs) use reader::Reader;
pub use value::Mark;
pub(in crate::inputs) use value::{Piece, Value};
pub(in crate::inputs) use variables::Written;
pub(in crate::inputs) use word::nearest;
