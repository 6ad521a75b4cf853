//! The job summary: a fold over the events into a page that GitHub renders.

mod blocks;
mod complaints;
mod fold;
mod packages;
mod page;
mod undo;

pub(super) use fold::Summary;

/// What stands at the end of a summary that found no room in its file, in Markdown.
pub const SUMMARY_POINTER: &str =
    "_The rest found no room here: the log of this step names everything._";
