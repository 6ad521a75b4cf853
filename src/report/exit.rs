//! The exit status: a fold over the events.

use crate::domain::Coverage;
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
pub(super) struct Exit {
    status: Status,
}

impl Exit {
    /// Takes an event into account.
    pub(super) fn observe(&mut self, event: &Event) {
        match event {
            // What was not listed to its end was not looked after.
            Event::PackageListed { coverage: Coverage::Truncated(_), .. }
            | Event::Failed { .. }
            | Event::PlanRefused(_)
            | Event::RightsChecked(Rights::ScopesMissing(_))
            | Event::Stopping(StopCause::Signal(_))
            | Event::StepEnded {
                outcome: Outcome::Refused | Outcome::Unknown | Outcome::PackageEnded,
                ..
            } => self.status = Status::Failure,
            Event::Untagged { outcome, .. } => {
                self.fail_unless(!matches!(outcome, Outcome::Refused | Outcome::Unknown));
            }
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
            | Event::OwnerFound(_)
            | Event::Weighed { .. }
            | Event::PackageMissing { .. }
            | Event::NoPackageFits
            | Event::PackageListed { coverage: Coverage::Stable | Coverage::Unstable(_), .. }
            | Event::Judged { .. }
            // What is still not as it should be, the check tells.
            | Event::Retagged { .. }
            | Event::UntagPlanned { .. }
            | Event::Untagging { .. }
            // Where it could not be, that has failed by itself.
            | Event::TagPutOn { .. }
            | Event::Joined { .. }
            | Event::PackagePlanned { .. }
            | Event::Explained { .. }
            | Event::Compared { .. }
            | Event::Noticed { .. }
            | Event::StepSent { .. }
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Recorded { .. }
            | Event::Estimated { .. }
            | Event::Reading { .. }
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
    pub(super) const fn finish(&self) -> Status {
        self.status
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{
        self, deletion, ended_step, failed, key, noticed, small_run, version,
    };
    use super::*;
    use crate::domain::PackageType;
    use crate::events::GuardRefusal;
    use crate::execution::{Difference, StepId};

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
        let web = key(PackageType::Container, "web");
        let last = GuardRefusal::LastVersion(vec![web]);
        let package = key(PackageType::Npm, "hello");
        let listed = |coverage| samples::listed(&package, 1, coverage);
        for (event, expected) in [
            (None, 0),
            (Some(noticed(None)), 0),
            (Some(listed(Coverage::Truncated("page 2".to_owned()))), 1),
            (Some(listed(Coverage::Unstable("it moved".to_owned()))), 0),
            (Some(Event::NoPackageFits), 0),
            (Some(Event::RightsChecked(Rights::Unknown)), 0),
            (Some(Event::RightsChecked(Rights::NotNeeded)), 0),
            (Some(Event::RightsChecked(Rights::ScopesMissing(vec!["delete:packages"]))), 1),
            (Some(Event::PlanRefused(refused)), 1),
            (Some(Event::PlanRefused(last)), 1),
            (Some(failed(None)), 1),
            (Some(Event::Stopping(StopCause::TimeLimit)), 0),
            (Some(Event::Stopping(StopCause::WaitLimit)), 0),
            (Some(Event::Stopping(StopCause::Signal("SIGINT"))), 1),
        ] {
            assert_eq!(status(event.as_ref()).code(), expected, "{event:?}");
        }
    }

    #[test]
    fn a_run_fails_by_what_became_of_its_changes() {
        let web = key(PackageType::Container, "web");
        for (outcome, ended, healed) in [
            (Outcome::Done, 0, 0),
            (Outcome::AlreadySo, 0, 0),
            (Outcome::Held, 0, 1),
            (Outcome::Refused, 1, 1),
            (Outcome::Unknown, 1, 1),
            // Whether it failed is told by what blocks it.
            (Outcome::Blocked(StepId(0)), 0, 1),
            (Outcome::PackageEnded, 1, 1),
            (Outcome::NotReached, 0, 1),
        ] {
            let end = ended_step(deletion(1, &web, 1), 1, outcome);
            assert_eq!(status(Some(&end)).code(), ended, "{outcome:?}");
            let heal = Event::Healed {
                package: web.clone(),
                version: version(1, "x", &[]),
                needed_by: "v1".to_owned(),
                outcome,
            };
            assert_eq!(status(Some(&heal)).code(), healed, "{outcome:?}");
        }
        let checked = |differences| Event::Checked { package: web.clone(), differences };
        let missing = Difference::Missing(version(1, "x", &[]));
        assert_eq!(status(Some(&checked(vec![]))).code(), 0);
        assert_eq!(status(Some(&checked(vec![missing]))).code(), 1);
    }
}
