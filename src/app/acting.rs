//! Carrying a plan out: the driver of the executor. It sends what the machine says, and nothing else.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::stop::{StopSwitch, stop_for};
use crate::domain::Owner;
use crate::events::{Event, Problem, StepEvent, StopCause};
use crate::execution::{
    Answer, Bounds, Change, Command, Happening, Machine, Outcome, Sight, Step, StepId, Stop, Target,
};
use crate::github::{self, Client, Clock, RefusalKind};

/// After a signal the runner waits 10 seconds before it kills. So long a request in flight may take
/// then; the rest is for writing what was done.
const LAST_ANSWERS: Duration = Duration::from_secs(4);

/// What a driver needs beside its plan.
pub(super) struct Driver {
    pub(super) client: Rc<Client>,
    pub(super) owner: Rc<Owner>,
    pub(super) clock: Clock,
    pub(super) bounds: Bounds,
}

/// What came back of something that was sent.
struct Report {
    happening: Happening,
    problem: Option<(StepId, Problem)>,
}

impl Driver {
    /// Carries out the steps, tells each before it is sent and when it has ended, and gives the
    /// outcomes.
    pub(super) async fn carry_out(
        &self,
        steps: Vec<Step>,
        stop: &mut StopSwitch,
        tell: &dyn Fn(Event),
    ) -> BTreeMap<StepId, Outcome> {
        let mut machine = Machine::new(steps, self.bounds);
        let mut commands = machine.start(self.clock.now());
        let mut flights: JoinSet<Report> = JoinSet::new();
        let mut run = Flight::default();
        loop {
            for command in std::mem::take(&mut commands) {
                self.obey(command, &machine, &mut flights, &mut run, tell);
            }
            if machine.is_finished() {
                return run.outcomes;
            }
            let happening = tokio::select! {
                biased;
                cause = stop.pressed(), if run.can_be_stopped_by_more() => {
                    tell(Event::Stopping(cause));
                    run.stopped = Some(cause);
                    if stop_for(cause) == Stop::AtOnce {
                        run.give_up_at = Some(tokio::time::Instant::now() + LAST_ANSWERS);
                    }
                    Happening::Stopped(stop_for(cause))
                }
                () = until(run.give_up_at) => match run.next_in_flight() {
                    Some(step) => Happening::Answered(step, Answer::Lost),
                    None => return run.outcomes,
                },
                Some(report) = flights.join_next() => match report {
                    Ok(Report { happening, problem }) => {
                        run.problems.extend(problem);
                        happening
                    }
                    // A task that was cancelled or panicked has no answer to give.
                    Err(_) => match run.next_in_flight() {
                        Some(step) => Happening::Answered(step, Answer::Lost),
                        None => return run.outcomes,
                    },
                },
                else => return run.outcomes,
            };
            if let Happening::Answered(step, _) | Happening::Looked(step, _) = &happening {
                run.in_flight.retain(|one| one != step);
            }
            commands = machine.next(happening, self.clock.now());
        }
    }

    fn obey(
        &self,
        command: Command,
        machine: &Machine,
        flights: &mut JoinSet<Report>,
        run: &mut Flight,
        tell: &dyn Fn(Event),
    ) {
        match command {
            Command::Send(id) => {
                let Some(step) = machine.step(id).cloned() else { return };
                tell(Event::StepSent(step_event(id, &step)));
                run.in_flight.push(id);
                let (client, owner, clock) = self.parts();
                flights.spawn_local(async move { send(&client, &owner, &clock, id, &step).await });
            }
            Command::Look(id) => {
                let Some(step) = machine.step(id).cloned() else { return };
                run.in_flight.push(id);
                let (client, owner, _) = self.parts();
                flights.spawn_local(async move { look(&client, &owner, id, &step).await });
            }
            Command::WaitUntil(until) => {
                let wait = until.duration_since(self.clock.now());
                let clock = self.clock.clone();
                flights.spawn_local(async move {
                    clock.sleep(wait.max(SignedDuration::ZERO).unsigned_abs()).await;
                    Report { happening: Happening::TimeCame, problem: None }
                });
            }
            Command::Tell(id, outcome) => {
                run.outcomes.insert(id, outcome);
                let Some(step) = machine.step(id) else { return };
                let problem = run.problems.remove(&id).filter(|_| !outcome.came_about());
                tell(Event::StepEnded { step: step_event(id, step), outcome, problem });
            }
        }
    }

    fn parts(&self) -> (Rc<Client>, Rc<Owner>, Clock) {
        (Rc::clone(&self.client), Rc::clone(&self.owner), self.clock.clone())
    }
}

/// What the driver remembers while requests are in flight.
#[derive(Default)]
struct Flight {
    in_flight: Vec<StepId>,
    problems: BTreeMap<StepId, Problem>,
    outcomes: BTreeMap<StepId, Outcome>,
    stopped: Option<StopCause>,
    give_up_at: Option<tokio::time::Instant>,
}

impl Flight {
    /// A signal may still come after a limit; nothing outranks a signal.
    fn can_be_stopped_by_more(&self) -> bool {
        self.stopped.is_none()
    }

    fn next_in_flight(&self) -> Option<StepId> {
        self.in_flight.first().copied()
    }
}

async fn until(time: Option<tokio::time::Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

fn step_event(id: StepId, step: &Step) -> StepEvent {
    StepEvent {
        number: id.0 as u64,
        package: step.package.clone(),
        target: step.target,
        change: step.change,
    }
}

/// Sends the change of a step.
async fn send(client: &Client, owner: &Owner, clock: &Clock, id: StepId, step: &Step) -> Report {
    let package = &step.package;
    let answer = match (step.target, step.change) {
        (Target::Version(version), Change::Delete) => {
            client.delete_version(owner, package, version).await
        }
        (Target::Version(version), Change::Restore) => {
            client.restore_version(owner, package, version).await
        }
        (Target::WholePackage, Change::Delete) => client.delete_package(owner, package).await,
        (Target::WholePackage, Change::Restore) => client.restore_package(owner, package).await,
    };
    let doing = || doing(step);
    let (answer, problem) = match answer {
        Ok(github::Answer::Done) => (Answer::Done, None),
        Ok(github::Answer::Refused(refusal)) => {
            let problem = refusal.problem(doing());
            (answer_of(&refusal.kind), Some(problem))
        }
        Ok(github::Answer::Limited { wait, refusal }) => {
            let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
            let until = clock.now().saturating_add(wait).unwrap_or(jiff::Timestamp::MAX);
            (Answer::Limited(until), refusal.map(|refusal| refusal.problem(doing())))
        }
        Ok(github::Answer::Lost(failure)) => (Answer::Lost, Some(failure.problem(doing()))),
        Err(error) => (Answer::RefusedOtherwise, Some(error.problem())),
    };
    let problem = problem.map(|problem| (id, problem));
    Report { happening: Happening::Answered(id, answer), problem }
}

/// What the executor makes of a refusal.
fn answer_of(kind: &RefusalKind) -> Answer {
    match kind {
        RefusalKind::LastTaggedVersion
        | RefusalKind::LastVersion
        | RefusalKind::TooManyDownloads => Answer::RefusedForThis,
        RefusalKind::BadCredentials
        | RefusalKind::ScopeMissing { .. }
        | RefusalKind::NotAccessibleByIntegration
        | RefusalKind::NotAccessibleByFineGrainedToken
        | RefusalKind::SamlRequired { .. } => Answer::RefusedForAccess,
        RefusalKind::PackageNotFound
        | RefusalKind::VersionNotFound
        | RefusalKind::RouteNotFound => Answer::NotFound,
        RefusalKind::PrimaryRateLimit
        | RefusalKind::SecondaryRateLimit
        | RefusalKind::ListingNotForThisToken
        | RefusalKind::PageTooDeep
        | RefusalKind::ServerError
        | RefusalKind::UnsupportedApiVersion
        | RefusalKind::Redirect { .. }
        | RefusalKind::Other => Answer::RefusedOtherwise,
    }
}

/// Looks whether what a step names is there.
async fn look(client: &Client, owner: &Owner, id: StepId, step: &Step) -> Report {
    let found = match step.target {
        Target::Version(version) => {
            client.get_version(owner, &step.package, version).await.map(|_| ())
        }
        Target::WholePackage => client.get_package(owner, &step.package).await.map(|_| ()),
    };
    let (sight, problem) = match found {
        Ok(()) => (Sight::There, None),
        Err(error) if error.is_not_found() => (Sight::Gone, None),
        Err(error) => (Sight::Unclear, Some((id, error.problem()))),
    };
    Report { happening: Happening::Looked(id, sight), problem }
}

/// What a step does, for a message.
fn doing(step: &Step) -> String {
    let verb = match step.change {
        Change::Delete => "delete",
        Change::Restore => "restore",
    };
    match step.target {
        Target::Version(version) => format!("{verb} version {version} of {}", step.package),
        Target::WholePackage => format!("{verb} the package {}", step.package),
    }
}
