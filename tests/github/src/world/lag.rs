//! Listings that are behind: the state of a package's versions as it was a while ago.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::version::Version;

/// How far listings of versions are behind the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Not at all.
    None,
    /// They show what was true so many requests ago.
    Requests(u64),
    /// They show what was true so long ago.
    Time(SignedDuration),
}

/// What versions were like before each change since the server started.
#[derive(Debug, Default)]
pub(super) struct History {
    recording: Recording,
    requests: u64,
    steps: Vec<Step>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Recording {
    #[default]
    NotYet,
    On,
}

#[derive(Debug)]
struct Step {
    request: u64,
    at: Timestamp,
    package: usize,
    id: u64,
    /// `None`: there was no such version.
    before: Option<Version>,
}

impl History {
    pub(super) fn begin(&mut self) {
        self.recording = Recording::On;
        self.steps.clear();
    }

    pub(super) fn is_recording(&self) -> bool {
        self.recording == Recording::On
    }

    pub(super) fn count_request(&mut self) {
        self.requests += 1;
    }

    pub(super) fn note(&mut self, at: Timestamp, package: usize, id: u64, before: Option<Version>) {
        if self.is_recording() {
            self.steps.push(Step { request: self.requests, at, package, id, before });
        }
    }

    /// The versions of a package that a listing has to show otherwise than they are: as they
    /// were, or (`None`) not at all. The oldest step that the listing has not seen wins.
    pub(super) fn unseen(
        &self,
        lag: Lag,
        package: usize,
        now: Timestamp,
    ) -> HashMap<u64, Option<&Version>> {
        let is_unseen = |step: &&Step| match lag {
            Lag::None => false,
            Lag::Requests(behind) => step.request.saturating_add(behind) >= self.requests,
            Lag::Time(behind) => now.duration_since(step.at) < behind,
        };
        self.steps
            .iter()
            .rev()
            .take_while(is_unseen)
            .filter(|step| step.package == package)
            .map(|step| (step.id, step.before.as_ref()))
            .collect()
    }
}
