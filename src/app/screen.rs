//! What a log may look like where a person reads it, and how it is drawn there.
//!
//! A handful of codes that every terminal has known since ECMA-48 is all that is needed. Text that comes from
//! elsewhere never holds any of them: it is a [`Line`](crate::report::Line).

use crate::inputs::{Colours, Environment};

/// What a log may hold besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether it is painted.
    pub paint: Paint,
    /// Whether its last line may change.
    pub bar: Bar,
}

/// Whether a log is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// It is text.
    Plain,
    /// What matters is coloured.
    Colours,
}

/// Whether a log ends with a line that says how far the run is, and that changes as it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// It does not.
    Hidden,
    /// It does, while something takes long.
    Shown,
}

impl Screen {
    /// A file or a pipe: text and nothing else.
    pub const LOG: Self = Self { paint: Paint::Plain, bar: Bar::Hidden };

    /// What this environment allows where the log is watched, or is not.
    pub(super) fn of(environment: &Environment, is_watched: bool) -> Self {
        let is_able = is_watched && environment.has_able_terminal();
        let paint = match environment.colours() {
            Some(Colours::Always) => Paint::Colours,
            None if is_able => Paint::Colours,
            Some(Colours::Never) | None => Paint::Plain,
        };
        Self { paint, bar: if is_able { Bar::Shown } else { Bar::Hidden } }
    }
}

/// Takes away the line that the cursor is on, and goes to its beginning.
pub(super) const ERASE: &str = "\r\x1b[2K";

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Bold,
    Dim,
    Red,
    Yellow,
    Cyan,
}

impl Paint {
    /// The text in this ink.
    pub(super) fn text(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Red => "1;31",
            Ink::Yellow => "1;33",
            Ink::Cyan => "1;36",
        };
        match self {
            Self::Plain => text.to_owned(),
            Self::Colours => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }
}

/// A line that is to be taken away again. It is cut off at the edge of the screen, not wrapped, or a part of
/// it would stay.
pub(super) fn passing(text: &str) -> String {
    format!("\x1b[?7l{text}\x1b[?7h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_colours_and_a_bar_and_a_log_neither() {
        const BOTH: Screen = Screen { paint: Paint::Colours, bar: Bar::Shown };
        const PAINTED: Screen = Screen { bar: Bar::Hidden, ..BOTH };
        const MOVING: Screen = Screen { paint: Paint::Plain, ..BOTH };
        let term = ("TERM", "xterm-256color");
        for (variables, watched, not_watched) in [
            (vec![term], BOTH, Screen::LOG),
            (vec![term, ("NO_COLOR", "1")], MOVING, Screen::LOG),
            (vec![term, ("FORCE_COLOR", "1")], BOTH, PAINTED),
            (vec![("TERM", "dumb")], Screen::LOG, Screen::LOG),
            (vec![("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], PAINTED, PAINTED),
            (vec![], Screen::LOG, Screen::LOG),
        ] {
            let environment: Environment = variables.iter().copied().collect();
            assert_eq!(Screen::of(&environment, true), watched, "{variables:?}");
            assert_eq!(Screen::of(&environment, false), not_watched, "{variables:?}");
        }
    }
}
