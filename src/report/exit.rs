//! The exit status: a fold over the events.

use crate::events::{Event, Rights, StopCause};
use crate::execution::Outcome;

/// How a run that had sound inputs ends. (Unsound ones end with 2, before there are events.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Status {
    /// Done, also when there was nothing to do.
    #[default]
    Success,
    /// Something failed, a guard refused the plan, or the token cannot carry it out.
    Failure,
}

impl Status {
    /// What the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
        }
    }
}

/// The status that the events so far make.
#[derive(Clone, Debug, Default)]
pub struct Exit {
    status: Status,
}

impl Exit {
    /// Takes an event into account.
    pub fn observe(&mut self, event: &Event) {
        match event {
            Event::Failed { .. }
            | Event::PlanRefused(_)
            | Event::RightsChecked(Rights::ScopesMissing(_))
            | Event::Stopping(StopCause::Signal(_))
            | Event::StepEnded {
                outcome: Outcome::Refused | Outcome::Unknown | Outcome::PackageEnded,
                ..
            } => self.status = Status::Failure,
            Event::Healed { outcome, .. } => self.fail_unless(outcome.came_about()),
            Event::Checked { differences, .. } => self.fail_unless(differences.is_empty()),
            // What blocks a step has failed itself, or was held and has not.
            Event::StepEnded {
                outcome:
                    Outcome::Done
                    | Outcome::AlreadySo
                    | Outcome::Held
                    | Outcome::Blocked(_)
                    | Outcome::NotReached,
                ..
            }
            | Event::Stopping(StopCause::TimeLimit | StopCause::WaitLimit)
            | Event::RightsChecked(Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown)
            | Event::RunStarted(_)
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::PackageListed { .. }
            | Event::Judged { .. }
            | Event::PackagePlanned { .. }
            | Event::Noticed { .. }
            | Event::StepSent { .. }
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Recorded { .. }
            | Event::Waiting { .. }
            | Event::RateLimit { .. }
            | Event::RunEnded { .. } => {}
        }
    }

    fn fail_unless(&mut self, well: bool) {
        if !well {
            self.status = Status::Failure;
        }
    }

    /// How the run ends.
    pub const fn finish(self) -> Status {
        self.status
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{failed, noticed, small_run};
    use super::*;
    use crate::events::GuardRefusal;

    fn status(more: Option<&Event>) -> Status {
        let mut exit = Exit::default();
        for event in more.into_iter().chain(&small_run()) {
            exit.observe(event);
        }
        exit.finish()
    }

    #[test]
    fn a_run_fails_when_something_failed_was_refused_or_cannot_be_carried_out() {
        let refused = GuardRefusal::MaxDeletions { planned: 2, allowed: 1 };
        for (event, expected) in [
            (None, 0),
            (Some(noticed(None)), 0),
            (Some(Event::NoPackageFits), 0),
            (Some(Event::RightsChecked(Rights::Unknown)), 0),
            (Some(Event::RightsChecked(Rights::NotNeeded)), 0),
            (Some(Event::RightsChecked(Rights::ScopesMissing(vec!["delete:packages"]))), 1),
            (Some(Event::PlanRefused(refused)), 1),
            (Some(failed(None)), 1),
        ] {
            assert_eq!(status(event.as_ref()).code(), expected, "{event:?}");
        }
    }
}
