//! What a line of the log is, before anyone decides how it is printed.

use super::super::escape::Line;

/// One line of the log. Its text is harmless; what prints it adds the marks of a group or an
/// annotation, as workflow commands or, on a terminal, as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogLine {
    /// The lines up to [`Self::EndGroup`] belong together under this title, and may be folded away.
    Group(Line),
    /// The end of a group. Groups do not nest.
    EndGroup,
    /// Something to read.
    Text(Line),
    /// What the run comes to, which is worth being found again.
    Headline(Line),
    /// Detail for whoever looks for a fault.
    Debug(Line),
    /// Good to know.
    Notice(Annotation),
    /// Looks like a mistake, or should not go unseen.
    Warning(Annotation),
    /// Makes the run fail.
    Error(Annotation),
}

/// Something that GitHub also shows on the page of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// What it concerns; stands above the message on the page, and nowhere in the log.
    pub title: Line,
    /// The message; understood without the title.
    pub message: Vec<Line>,
}
