//! Where the events of a run are told: the log and the record as they come, outputs and summary at
//! the end.

use std::cell::RefCell;
use std::io::Stdout;
use std::path::Path;

use super::printer::{Printer, Style};
use super::screen::Screen;
use crate::domain::Notice;
use crate::events::Event;
use crate::inputs::{Environment, InputProblems, Surroundings, Token};
use crate::report::{Annotation, Detail, Line, LogLine, Record, Report, Reporter, SUMMARY_POINTER};
use crate::runner::{FileError, OutputFile, RecordFile, SummaryFile, Terminal};

/// The stage of one run.
pub(super) struct Stage {
    reporter: RefCell<Reporter>,
    record: RefCell<Record>,
    /// The record, and where it is from the workspace.
    record_file: RefCell<Option<(RecordFile, String)>>,
    printer: RefCell<Printer<Stdout>>,
    outputs: Option<OutputFile>,
    summary: Option<SummaryFile>,
}

impl Stage {
    /// A stage in these surroundings.
    pub(super) fn new(environment: &Environment) -> Self {
        let detail =
            if environment.asks_for_debug_log() { Detail::Everything } else { Detail::Decisions };
        let style = match environment.surroundings() {
            Surroundings::Actions => Style::Commands,
            Surroundings::Elsewhere => {
                Style::Plain(Screen::of(environment, Terminal::is_watched()))
            }
        };
        Self {
            reporter: RefCell::new(Reporter::new(detail)),
            record: RefCell::new(Record::default()),
            record_file: RefCell::new(None),
            printer: RefCell::new(Printer::new(Terminal::stdout(), style)),
            outputs: environment.output_file().map(OutputFile::new),
            summary: environment.summary_file().map(SummaryFile::new),
        }
    }

    /// Writes the record of the run to this file from now on.
    pub(super) fn record_to(&self, file: RecordFile, path: &Path) {
        self.record_file.replace(Some((file, path.display().to_string())));
    }

    /// Tells an event to everyone who listens. When this returns, the record has it, and what must
    /// outlive the machine is on the disk.
    pub(super) fn tell(&self, event: &Event) {
        let line = self.record.borrow_mut().observe(event);
        let lost = match (line, self.record_file.borrow_mut().as_mut()) {
            (Some(line), Some((file, _))) => {
                let written = file.append(&line);
                let is_kept =
                    written.and_then(|()| if must_last(event) { file.sync() } else { Ok(()) });
                is_kept.err()
            }
            (None, _) | (_, None) => None,
        };
        let lines = self.reporter.borrow_mut().observe(event);
        for line in &lines {
            self.print(line);
        }
        self.show_progress();
        if let Some(error) = lost {
            // A record with holes would lie. It ends here, and the run says so once.
            self.record_file.replace(None);
            let notice = Notice::NoRecord(error.to_string());
            self.tell(&Event::Noticed { package: None, notice });
        }
    }

    /// Has the runner hide the token wherever it might be printed.
    pub(super) fn mask(&self, token: &Token) {
        // A log that nobody reads has nothing to hide.
        let _closed = self.printer.borrow_mut().mask(token.expose());
    }

    /// Says what is wrong with the inputs.
    pub(super) fn complain(&self, problems: &InputProblems) {
        for problem in problems.iter() {
            self.error("Unsound input", &problem.to_string());
        }
    }

    /// Where the record is, from the workspace; `None` where none is written.
    pub(super) fn record_path(&self) -> Option<String> {
        self.record_file.borrow().as_ref().map(|(_, path)| path.clone())
    }

    /// Says what should not go unseen before the run begins.
    pub(super) fn warn(&self, title: &str, message: &str) {
        let message = vec![Line::new(message)];
        self.print(&LogLine::Warning(Annotation { title: Line::new(title), message }));
    }

    /// Says what keeps the run from beginning, or from leaving its results.
    pub(super) fn error(&self, title: &str, message: &str) {
        let message = vec![Line::new(message)];
        self.print(&LogLine::Error(Annotation { title: Line::new(title), message }));
    }

    /// Writes what the run leaves behind, and gives the status that the process ends with.
    pub(super) fn close(&self) -> u8 {
        let Report { outputs, summary, status } = self.reporter.borrow().clone().finish();
        let outputs = outputs.iter().map(|output| (output.name, output.value.as_str()));
        let outputs = self.outputs.as_ref().map_or(Ok(()), |file| file.append(outputs));
        let summary = match &self.summary {
            Some(file) => file.append(&summary, SUMMARY_POINTER).map(|_| ()),
            None => Ok(()),
        };
        let outputs = self.written("The outputs are not written", outputs);
        let summary = self.written("The summary is not written", summary);
        status.code().max(outputs).max(summary)
    }

    /// The status that the writing of a file makes; a failure is told.
    fn written(&self, title: &str, result: Result<(), FileError>) -> u8 {
        match result {
            Ok(()) => 0,
            Err(error) => {
                self.error(title, &format!("{:#}", anyhow::Error::from(error)));
                1
            }
        }
    }

    /// Shows how far the run is to whoever watches.
    fn show_progress(&self) {
        let mut printer = self.printer.borrow_mut();
        if printer.shows_progress() {
            let _closed = printer.progress(self.reporter.borrow().progress());
        }
    }

    fn print(&self, line: &LogLine) {
        // The log may be closed by whoever reads it. The run does not depend on being watched.
        let _closed = self.printer.borrow_mut().print(line);
    }
}

/// Whether the record must be on the disk before the run goes on: with all before it, what is about to be
/// sent, what was restored without having been planned, and the end.
const fn must_last(event: &Event) -> bool {
    matches!(
        event,
        Event::StepSent { .. }
            | Event::Healed { .. }
            | Event::Retagged { .. }
            | Event::Untagging { .. }
            | Event::Untagged { .. }
            | Event::TagPutOn { .. }
            | Event::RunEnded { .. }
    )
}
