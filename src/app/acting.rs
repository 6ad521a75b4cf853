//! Carrying a plan out: the driver of the executor. It sends what the machine says, and nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::planning::{Planned, Planner};
use super::recheck::Recheck;
use super::stop::{Press, StopSwitch};
use crate::domain::{Owner, PackageKey, VersionId};
use crate::events::{Event, Problem, StepEvent, StopCause};
use crate::execution::{
    Answer, Bounds, Change, Command, Happening, Machine, Outcome, Sight, Step, StepId, Stop, Target,
};
use crate::github::{self, ApiError, Client, Clock, FailureKind, RefusalKind};

/// What a driver needs beside its plan.
#[derive(Clone)]
pub(super) struct Driver<'a> {
    pub(super) client: Rc<Client>,
    pub(super) owner: Rc<Owner>,
    pub(super) clock: Clock,
    pub(super) planner: &'a Planner<'a>,
    pub(super) bounds: Bounds,
    /// How many steps of the run others have carried out before: numbers go on from there.
    pub(super) first: usize,
}

/// What was carried out.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// How each step ended.
    pub(super) outcomes: Vec<(Step, Outcome)>,
    /// What ended it before its plan was done, as a person was told.
    pub(super) stopped_by: Option<StopCause>,
    /// Whether that cut the run off at once, so that no time is left for a look back.
    pub(super) ended_at_once: bool,
}

impl Done {
    /// Takes in what was carried out after it.
    pub(super) fn join(&mut self, later: Self) {
        self.outcomes.extend(later.outcomes);
        self.stopped_by = later.stopped_by.or(self.stopped_by);
        self.ended_at_once |= later.ended_at_once;
    }

    /// Whether a package came back as a whole by this run.
    pub(super) fn brought_back(&self, package: &PackageKey) -> bool {
        self.outcomes.iter().any(|(step, outcome)| {
            step.package == *package
                && (step.target, step.change) == (Target::WholePackage, Change::Restore)
                && *outcome == Outcome::Done
        })
    }

    /// What became of the single versions of a package.
    pub(super) fn versions_of(
        &self,
        package: &PackageKey,
    ) -> BTreeMap<VersionId, (Change, Outcome)> {
        let steps = self.outcomes.iter().filter(|(step, _)| step.package == *package);
        steps
            .filter_map(|(step, outcome)| match step.target {
                Target::Version(id) => Some((id, (step.change, *outcome))),
                Target::WholePackage => None,
            })
            .collect()
    }
}

impl Done {
    /// What of a package this run has brought back.
    pub(super) fn returned_of(&self, package: &PackageKey) -> BTreeSet<VersionId> {
        let all = self.versions_of(package).into_iter();
        let returned =
            all.filter(|(_, (change, outcome))| *change == Change::Restore && outcome.came_about());
        returned.map(|(id, _)| id).collect()
    }

    /// Notes that the run is to end. Of one cause a person is told once.
    pub(super) fn end(&mut self, press: Press, tell: &dyn Fn(Event)) {
        if self.stopped_by.replace(press.cause) != Some(press.cause) {
            tell(Event::Stopping(press.cause));
        }
        self.ended_at_once |= press.stop == Stop::AtOnce;
    }
}

/// What came back of something that was sent.
struct Report {
    happening: Happening,
    problem: Option<(StepId, Problem)>,
}

impl Driver<'_> {
    /// Carries out the steps. Tells each before it is sent and when it has ended.
    pub(super) async fn carry_out(
        &self,
        steps: Vec<Step>,
        planned: &[Planned],
        stop: &mut StopSwitch,
        tell: &dyn Fn(Event),
    ) -> Done {
        let change = steps.first().map_or(Change::Delete, |step| step.change);
        let mut recheck = Recheck::new(self.planner, planned, change);
        let mut machine = Machine::new(steps, self.bounds);
        let mut run = Flights::default();
        let mut commands = VecDeque::from(machine.start(self.clock.now()));
        loop {
            let happening = match commands.pop_front() {
                Some(command) => {
                    self.obey(command, &machine, &mut recheck, stop, &mut run, tell).await
                }
                None if machine.is_finished() => return run.done,
                None => self.hear(stop, &mut run, tell).await,
            };
            if let Some(happening) = happening {
                commands.extend(machine.next(happening, self.clock.now()));
                if machine.ended_by_wait() && !run.done.ended_at_once {
                    run.stop(Press::WAIT_TOO_LONG, tell);
                }
            } else if commands.is_empty() && run.is_idle() {
                // Nothing is under way and nothing is to be done: there is nothing to wait for.
                return run.done;
            }
        }
    }

    /// Does what the machine says. Some commands have an answer at once.
    async fn obey(
        &self,
        command: Command,
        machine: &Machine,
        recheck: &mut Recheck<'_>,
        switch: &mut StopSwitch,
        run: &mut Flights,
        tell: &dyn Fn(Event),
    ) -> Option<Happening> {
        match command {
            // What was told to be sent before the run began to end is not sent any more.
            Command::Send(id) if run.done.ended_at_once => {
                return Some(Happening::Answered(id, Answer::NotSent));
            }
            Command::Send(id) => {
                let step = machine.step(id)?.clone();
                let looking = recheck.forbids(id, machine, self.clock.now());
                let forbidden = match switch.unless_newly_pressed(looking).await {
                    Ok(forbidden) => forbidden,
                    Err(press) => {
                        run.pending.push_back(Happening::Answered(id, Answer::NotSent));
                        return Some(run.stop(press, tell));
                    }
                };
                match forbidden {
                    Ok(None) => {}
                    Ok(Some(reason)) => {
                        tell(Event::HeldBack { step: self.event(id, &step), reason });
                        return Some(Happening::Answered(id, Answer::HeldBack));
                    }
                    Err(ApiError::WaitTooLong { .. }) => {
                        run.pending.push_back(Happening::Answered(id, Answer::NotSent));
                        return Some(run.stop(Press::WAIT_TOO_LONG, tell));
                    }
                    Err(error) => {
                        run.problems.insert(id, error.problem());
                        return Some(Happening::Answered(id, Answer::NotLookedAt));
                    }
                }
                tell(Event::StepSent { at: self.clock.now(), step: self.event(id, &step) });
                run.in_flight.push(InFlight::Change(id));
                let (client, owner, clock) = self.parts();
                run.tasks
                    .spawn_local(async move { send(&client, &owner, &clock, id, &step).await });
            }
            Command::Look(id) => {
                let step = machine.step(id)?.clone();
                run.in_flight.push(InFlight::Look(id));
                let (client, owner, _) = self.parts();
                run.tasks.spawn_local(async move { look(&client, &owner, id, &step).await });
            }
            Command::WaitUntil(until) => {
                let wait = until.duration_since(self.clock.now()).max(SignedDuration::ZERO);
                tell(waiting(wait));
                let clock = self.clock.clone();
                run.tasks.spawn_local(async move {
                    clock.sleep(wait.unsigned_abs()).await;
                    Report { happening: Happening::TimeCame, problem: None }
                });
            }
            Command::Tell(id, outcome) => {
                let step = machine.step(id)?.clone();
                let problem = run.problems.remove(&id).filter(|_| !outcome.came_about());
                let outcome = if let Outcome::Blocked(StepId(by)) = outcome {
                    Outcome::Blocked(StepId(self.first + by))
                } else {
                    outcome
                };
                let event = self.event(id, &step);
                tell(Event::StepEnded { at: self.clock.now(), step: event, outcome, problem });
                if let (Target::Version(version), true) = (step.target, outcome.came_about()) {
                    recheck.note_gone(&step.package, version);
                }
                run.done.outcomes.push((step, outcome));
            }
        }
        run.pending.pop_front()
    }

    /// Waits for the next thing to happen.
    async fn hear(
        &self,
        stop: &mut StopSwitch,
        run: &mut Flights,
        tell: &dyn Fn(Event),
    ) -> Option<Happening> {
        if let Some(happening) = run.pending.pop_front() {
            return Some(happening);
        }
        let happening = tokio::select! {
            biased;
            press = stop.newly_pressed() => run.stop(press, tell),
            () = until(run.give_up_at) => run.give_up()?,
            Some(report) = run.tasks.join_next() => match report {
                Ok(Report { happening, problem }) => {
                    run.problems.extend(problem);
                    happening
                }
                // A request that was cancelled has no answer to give.
                Err(_) => run.give_up()?,
            },
        };
        if let Happening::Answered(step, _) | Happening::Looked(step, _) = &happening {
            run.in_flight.retain(|one| one.step() != *step);
        }
        Some(happening)
    }

    /// Tells that steps end like this without having been sent.
    pub(super) fn leave(&self, steps: Vec<(Step, Outcome)>, tell: &dyn Fn(Event)) -> Done {
        for (at, (step, outcome)) in steps.iter().enumerate() {
            let (step, at) = (self.event(StepId(at), step), self.clock.now());
            tell(Event::StepEnded { step, at, outcome: *outcome, problem: None });
        }
        Done { outcomes: steps, ..Done::default() }
    }

    fn event(&self, id: StepId, step: &Step) -> StepEvent {
        StepEvent {
            number: (self.first + id.0) as u64,
            package: step.package.clone(),
            target: step.target,
            change: step.change,
        }
    }

    fn parts(&self) -> (Rc<Client>, Rc<Owner>, Clock) {
        (Rc::clone(&self.client), Rc::clone(&self.owner), self.clock.clone())
    }
}

/// What the driver remembers while requests are in flight.
#[derive(Default)]
struct Flights {
    tasks: JoinSet<Report>,
    in_flight: Vec<InFlight>,
    /// What is to be reported next, before anything is waited for.
    pending: VecDeque<Happening>,
    problems: BTreeMap<StepId, Problem>,
    done: Done,
    give_up_at: Option<tokio::time::Instant>,
}

/// A request on its way.
#[derive(Clone, Copy, Debug)]
enum InFlight {
    Change(StepId),
    Look(StepId),
}

impl InFlight {
    const fn step(self) -> StepId {
        match self {
            Self::Change(id) | Self::Look(id) => id,
        }
    }
}

impl Flights {
    /// Notes that the run is to end, and gives what the machine is told. Of one cause a person is told
    /// once.
    fn stop(&mut self, press: Press, tell: &dyn Fn(Event)) -> Happening {
        let Press { cause: _, stop, last_answers } = press;
        self.done.end(press, tell);
        if stop == Stop::AtOnce {
            self.give_up_at.get_or_insert_with(|| tokio::time::Instant::now() + last_answers);
        }
        Happening::Stopped(stop)
    }

    fn is_idle(&self) -> bool {
        self.tasks.is_empty() && self.pending.is_empty()
    }

    /// What is to be taken for the answer to the request that has waited longest for one.
    fn give_up(&self) -> Option<Happening> {
        Some(match *self.in_flight.first()? {
            InFlight::Change(id) => Happening::Answered(id, Answer::Lost),
            InFlight::Look(id) => Happening::Looked(id, Sight::Unclear),
        })
    }
}

fn waiting(wait: SignedDuration) -> Event {
    let cause = "GitHub asks for it before anything more is changed".to_owned();
    // Rounded up: nobody is to be told of a wait of nothing.
    let seconds = u64::try_from(wait.as_millis()).unwrap_or(0).div_ceil(1_000);
    Event::Waiting { cause, seconds }
}

async fn until(time: Option<tokio::time::Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
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

/// Looks whether what a step names is there. An answer that can't be understood is asked for again: what
/// passes by itself, the client has tried again already.
async fn look(client: &Client, owner: &Owner, id: StepId, step: &Step) -> Report {
    const MOST_LOOKS: u32 = 3;
    let mut looks = 1;
    let found = loop {
        let found = match step.target {
            Target::Version(version) => {
                client.get_version(owner, &step.package, version).await.map(|_| ())
            }
            Target::WholePackage => client.get_package(owner, &step.package).await.map(|_| ()),
        };
        match found {
            Err(error) if looks < MOST_LOOKS && is_garbled(&error) => looks += 1,
            found => break found,
        }
    };
    let (sight, problem) = match found {
        Ok(()) => (Sight::There, None),
        Err(error) if error.is_not_found() => (Sight::Gone, None),
        Err(error) => (Sight::Unclear, Some((id, error.problem()))),
    };
    Report { happening: Happening::Looked(id, sight), problem }
}

/// Whether an answer came that nobody can make anything of.
fn is_garbled(error: &ApiError) -> bool {
    match error {
        ApiError::Undecodable { .. } => true,
        ApiError::Failed { failure, .. } => failure.kind == FailureKind::TooLarge,
        ApiError::Refused { .. }
        | ApiError::WaitTooLong { .. }
        | ApiError::Truncated { .. }
        | ApiError::Unaddressable { .. } => false,
    }
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
