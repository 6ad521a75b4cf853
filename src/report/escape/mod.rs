//! Foreign text made harmless: what tags, names and error bodies hold is shown, never obeyed.
//!
//! Each place that text goes to has its own function, and none of them drops anything: a reader
//! sees every character that the text holds, also those that are meant not to be seen.

mod json;
mod line;
mod markdown;
mod unseen;
mod yaml;

pub(crate) use json::json;
pub use line::Line;
pub(crate) use markdown::{code, html_code, text};
pub(crate) use unseen::shorten;
pub(crate) use yaml::yaml;

#[cfg(test)]
pub(crate) mod hostile;
