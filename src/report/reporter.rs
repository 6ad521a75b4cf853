//! All folds at once.

use super::account::Account;
use super::escape::Line;
use super::exit::{Exit, Status};
use super::log::{Detail, Log, LogLine, Progress};
use super::outputs::{Output, Outputs};
use super::summary::Summary;
use crate::events::Event;

/// Every fold over the events of a run, fed together.
#[derive(Clone, Debug)]
pub struct Reporter {
    account: Account,
    log: Log,
    progress: Progress,
    outputs: Outputs,
    summary: Summary,
    exit: Exit,
}

/// What a run leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// For the file of outputs.
    pub outputs: Vec<Output>,
    /// For the file of the job summary, in Markdown.
    pub summary: String,
    /// How the process ends.
    pub status: Status,
}

impl Reporter {
    /// No event yet; the log will tell so much.
    pub fn new(detail: Detail) -> Self {
        Self {
            account: Account::default(),
            log: Log::new(detail),
            progress: Progress::default(),
            outputs: Outputs::default(),
            summary: Summary::default(),
            exit: Exit::default(),
        }
    }

    /// Takes an event into account, and gives the lines of the log that it makes.
    pub fn observe(&mut self, event: &Event) -> Vec<LogLine> {
        self.account.observe(event);
        self.outputs.observe(event, &self.account);
        self.summary.observe(event, &self.account);
        self.exit.observe(event);
        self.progress.observe(event);
        self.log.observe(event, &self.account)
    }

    /// How far the run is with what takes long, for whoever watches; nothing where nothing takes long.
    pub fn progress(&self) -> Option<Line> {
        self.progress.line(&self.account)
    }

    /// What the events come to.
    pub fn finish(&self) -> Report {
        Report {
            outputs: self.outputs.finish(&self.account),
            summary: self.summary.finish(&self.account),
            status: self.exit.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::outputs::OUTPUT_NAMES;
    use super::super::samples::{failed, small_run};
    use super::*;

    #[test]
    fn every_fold_sees_every_event() {
        let mut reporter = Reporter::new(Detail::Decisions);
        let mut events = small_run();
        events.insert(1, failed(None));
        let lines: usize = events.iter().map(|event| reporter.observe(event).len()).sum();
        let report = reporter.finish();
        assert!(lines > events.len() / 2, "{lines}");
        assert!(report.outputs.iter().map(|output| output.name).eq(OUTPUT_NAMES));
        assert!(report.summary.contains("1 problem"), "{}", report.summary);
        assert_eq!(report.status, Status::Failure);
    }
}
