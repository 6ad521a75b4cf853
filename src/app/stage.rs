//! Where the events of a run are told: the log as they come, outputs and summary at the end.

use std::cell::RefCell;
use std::io::Stdout;

use crate::events::Event;
use crate::inputs::{Environment, InputProblems, Surroundings, Token};
use crate::report::{Annotation, Detail, Line, LogLine, Report, Reporter};
use crate::runner::{Command, FileError, Level, OutputFile, SummaryFile, Terminal, masks};

/// Stands at the end of a summary that had to be shortened.
const POINTER: &str = "*The rest did not fit. The log of this step tells every decision.*";

/// The stage of one run.
pub(super) struct Stage {
    reporter: RefCell<Reporter>,
    terminal: RefCell<Terminal<Stdout>>,
    surroundings: Surroundings,
    outputs: Option<OutputFile>,
    summary: Option<SummaryFile>,
}

impl Stage {
    /// A stage in these surroundings.
    pub(super) fn new(environment: &Environment) -> Self {
        let detail = match environment.asks_for_debug_log() {
            true => Detail::Everything,
            false => Detail::Decisions,
        };
        Self {
            reporter: RefCell::new(Reporter::new(detail)),
            terminal: RefCell::new(Terminal::stdout()),
            surroundings: environment.surroundings(),
            outputs: environment.output_file().map(OutputFile::new),
            summary: environment.summary_file().map(SummaryFile::new),
        }
    }

    /// Tells an event to everyone who listens.
    pub(super) fn tell(&self, event: &Event) {
        let lines = self.reporter.borrow_mut().observe(event);
        for line in &lines {
            self.print(line);
        }
    }

    /// Has the runner hide the token wherever it might be printed. A terminal would only show it.
    pub(super) fn mask(&self, token: &Token) {
        if self.surroundings == Surroundings::Actions {
            for mask in masks(token.expose()) {
                self.write(&mask.to_string());
            }
        }
    }

    /// Says what is wrong with the inputs.
    pub(super) fn complain(&self, problems: &InputProblems) {
        for problem in problems.iter() {
            self.error("Unsound input", &problem.to_string());
        }
    }

    /// Says what keeps the run from beginning or from leaving its results.
    pub(super) fn error(&self, title: &str, message: &str) {
        let message = vec![Line::new(message)];
        self.print(&LogLine::Error(Annotation { title: Line::new(title), message }));
    }

    /// Writes what the run leaves behind, and gives the status that the process ends with.
    pub(super) fn close(self) -> u8 {
        let reporter = self.reporter.borrow().clone();
        let Report { outputs, summary, status } = reporter.finish();
        let mut code = status.code();
        let outputs = outputs.iter().map(|output| (output.name, output.value.as_str()));
        let written = self.outputs.as_ref().map_or(Ok(()), |file| file.append(outputs));
        code = code.max(self.unwritten("The outputs are not written", written));
        let written = match &self.summary {
            Some(file) => file.append(&summary, POINTER).map(|_| ()),
            None => Ok(()),
        };
        code = code.max(self.unwritten("The summary is not written", written));
        // Nobody is left to tell about a standard output that is gone.
        let _gone = self.terminal.borrow_mut().flush();
        code
    }

    fn unwritten(&self, title: &str, written: Result<(), FileError>) -> u8 {
        match written {
            Ok(()) => 0,
            Err(error) => {
                self.error(title, &format!("{:#}", anyhow::Error::from(error)));
                1
            }
        }
    }

    fn print(&self, line: &LogLine) {
        match self.surroundings {
            Surroundings::Actions => self.write(&for_runner(line)),
            Surroundings::Elsewhere => {
                if let Some(text) = for_terminal(line) {
                    self.write(&text);
                }
            }
        }
    }

    fn write(&self, text: &str) {
        // The log may be closed by whoever reads it. The run does not depend on being watched.
        let _closed = self.terminal.borrow_mut().line(text);
    }
}

/// A line of the log as the runner takes it.
fn for_runner(line: &LogLine) -> String {
    let annotation = |level: Level, annotation: &Annotation| {
        let message = joined(annotation, "\n");
        Command::annotation(level, annotation.title.as_str(), &message).to_string()
    };
    match line {
        LogLine::Group(title) => Command::group(title.as_str()).to_string(),
        LogLine::EndGroup => Command::end_group().to_string(),
        LogLine::Text(text) => text.to_string(),
        LogLine::Debug(text) => Command::debug(text.as_str()).to_string(),
        LogLine::Notice(notice) => annotation(Level::Notice, notice),
        LogLine::Warning(warning) => annotation(Level::Warning, warning),
        LogLine::Error(error) => annotation(Level::Error, error),
    }
}

/// A line of the log as a person reads it on a terminal, if there is anything to read.
fn for_terminal(line: &LogLine) -> Option<String> {
    let marked = |mark: &str, annotation: &Annotation| {
        Some(format!("{mark}: {}", joined(annotation, "\n  ")))
    };
    match line {
        LogLine::Group(title) => Some(format!("\n{title}")),
        LogLine::EndGroup => None,
        LogLine::Text(text) | LogLine::Debug(text) => Some(format!("  {text}")),
        LogLine::Notice(notice) => marked("note", notice),
        LogLine::Warning(warning) => marked("warning", warning),
        LogLine::Error(error) => marked("error", error),
    }
}

fn joined(annotation: &Annotation, separator: &str) -> String {
    annotation.message.iter().map(Line::as_str).collect::<Vec<_>>().join(separator)
}
