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
mod variables;
mod word;

pub(in crate::inputs) use list::Separator;
pub(in crate::inputs) use number::whole_number;
pub(in crate::inputs) use reader::Reader;
