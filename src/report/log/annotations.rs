//! Annotations within what GitHub shows of them.

use super::super::escape::Line;
use super::super::words::grouped;
use super::line::{Annotation, LogLine};
use crate::domain::PackageKey;

/// GitHub makes annotations of the first so many of each kind in a step and drops the others
/// without a word. Source: `ExecutionContext.cs` of actions/runner.
const SHOWN: u64 = 10;

/// How many of each kind there were.
#[derive(Clone, Debug)]
pub(super) struct Annotations {
    notices: Kind,
    warnings: Kind,
    errors: Kind,
}

#[derive(Clone, Debug)]
struct Kind {
    one: &'static str,
    many: &'static str,
    line: fn(Annotation) -> LogLine,
    seen: u64,
}

impl Default for Annotations {
    fn default() -> Self {
        let kind = |one, many, line| Kind { one, many, line, seen: 0 };
        Self {
            notices: kind("notice", "notices", LogLine::Notice),
            warnings: kind("warning", "warnings", LogLine::Warning),
            errors: kind("error", "errors", LogLine::Error),
        }
    }
}

impl Annotations {
    pub(super) fn notice(
        &mut self,
        about: Option<&PackageKey>,
        message: &[String],
    ) -> Vec<LogLine> {
        self.notices.add(about, message)
    }

    pub(super) fn warning(
        &mut self,
        about: Option<&PackageKey>,
        message: &[String],
    ) -> Vec<LogLine> {
        self.warnings.add(about, message)
    }

    pub(super) fn error(&mut self, about: Option<&PackageKey>, message: &[String]) -> Vec<LogLine> {
        self.errors.add(about, message)
    }

    /// The annotations that count those which found no room.
    pub(super) fn finish(&self) -> Vec<LogLine> {
        [&self.notices, &self.warnings, &self.errors].into_iter().filter_map(Kind::rest).collect()
    }
}

impl Kind {
    /// The last place is kept for the count of those that come after it.
    const ROOM: u64 = SHOWN - 1;

    fn add(&mut self, about: Option<&PackageKey>, message: &[String]) -> Vec<LogLine> {
        self.seen += 1;
        if self.seen <= Self::ROOM {
            let message = message.iter().map(|line| Line::new(line)).collect();
            return vec![(self.line)(Annotation { title: title(about), message })];
        }
        let lines = message.iter().enumerate().map(|(place, line)| {
            let line =
                if place == 0 { format!("{}: {line}", self.one) } else { format!("  {line}") };
            LogLine::Text(Line::new(&line))
        });
        lines.collect()
    }

    fn rest(&self) -> Option<LogLine> {
        let rest = self.seen.checked_sub(Self::ROOM).filter(|rest| *rest > 0)?;
        let noun = if rest == 1 { self.one } else { self.many };
        let message = format!("{} more {noun} in the log of this step", grouped(rest));
        Some((self.line)(Annotation { title: title(None), message: vec![Line::new(&message)] }))
    }
}

fn title(about: Option<&PackageKey>) -> Line {
    match about {
        Some(package) => Line::new(&format!("package-steward: {package}")),
        None => Line::new("package-steward"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(count: usize) -> Vec<LogLine> {
        let mut annotations = Annotations::default();
        let mut lines = Vec::new();
        for number in 1..=count {
            let message = [format!("number {number}"), "what it means".to_owned()];
            lines.extend(annotations.warning(None, &message));
        }
        lines.extend(annotations.finish());
        lines
    }

    fn shown(lines: &[LogLine]) -> usize {
        lines.iter().filter(|line| matches!(line, LogLine::Warning(_))).count()
    }

    #[test]
    fn no_more_are_made_than_github_shows_and_the_last_counts_the_others() {
        assert_eq!(messages(0), []);
        assert_eq!((messages(9).len(), shown(&messages(9))), (9, 9));
        for (count, last) in [
            (10, "1 more warning in the log of this step"),
            (11, "2 more warnings in the log of this step"),
            (2_009, "2,000 more warnings in the log of this step"),
        ] {
            let lines = messages(count);
            assert_eq!(shown(&lines), 10, "{count}");
            let Some(LogLine::Warning(annotation)) = lines.last() else { panic!("{lines:?}") };
            assert_eq!(annotation.message, [Line::new(last)]);
        }
        let tenth = &messages(11)[9..11];
        assert_eq!(
            tenth,
            [
                LogLine::Text(Line::new("warning: number 10")),
                LogLine::Text(Line::new("  what it means")),
            ]
        );
    }

    #[test]
    fn each_kind_has_room_of_its_own() {
        let mut annotations = Annotations::default();
        for _ in 0..12 {
            annotations.error(None, &["x".to_owned()]);
        }
        let notice = annotations.notice(None, &["x".to_owned()]);
        assert!(matches!(notice[..], [LogLine::Notice(_)]));
        assert!(matches!(annotations.finish()[..], [LogLine::Error(_)]));
    }
}
