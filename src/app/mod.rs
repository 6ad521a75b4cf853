//! The story of a run, in order; the only room that sees all others.

mod acting;
mod bringing_back;
mod closing;
mod compare;
mod estimate;
mod evidence;
mod knowing;
mod missed_keeps;
mod named_record;
mod packages;
mod planning;
mod printer;
mod recheck;
mod repairing;
mod resume;
mod rights;
mod run;
mod screen;
mod stage;
mod start;
mod stop;
mod story;
mod turns;
mod undoing;
mod unreadable;
mod untagging;

pub use printer::{Printer, Style};
pub use screen::{Bar, Paint, Screen};
pub use start::start;
