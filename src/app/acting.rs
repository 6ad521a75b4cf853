//! Carrying a plan out: the driver of the executor. It sends what the machine says, and nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::estimate::reads_of_the_look_back;
use super::planning::{Planned, Planner};
use super::recheck::Recheck;
use super::stop::{Press, StopSwitch};
use crate::domain::{Owner, PackageKey, VersionId};
use crate::events::{Event, Problem, StepEvent, StopCause};
use crate::execution::{
    Answer, Bounds, Change, Command, Happening, Machine, Outcome, Sight, Step, StepId, Stop, Target,
};
use crate::github::{self, ApiError, Client, Clock, FailureKind, RefusalKind};
use crate::pace::Work;

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
        let look_back = reads_of_the_look_back(planned, &steps);
        let mut machine = Machine::new(steps, self.bounds);
        let mut run = Flights { look_back, ..Flights::default() };
        let mut commands = VecDeque::from(machine.start(self.clock.now()));
        loop {
            while let Some(command) = commands.pop_front() {
                self.obey(command, &machine, &mut recheck, &mut run, tell);
            }
            if machine.is_finished() || run.is_idle() {
                // Without anything under way or to be done there is nothing to wait for.
                return run.done;
            }
            let happening = self.hear(&machine, &mut recheck, stop, &mut run, tell).await;
            if let Some(happening) = happening {
                commands.extend(machine.next(happening, self.clock.now()));
                if machine.ended_by_wait() && !run.done.ended_at_once {
                    run.stop(Press::WAIT_TOO_LONG, tell);
                }
            }
        }
    }

    /// Begins what the machine says. A change has to wait for its turn.
    fn obey(
        &self,
        command: Command,
        machine: &Machine,
        recheck: &mut Recheck<'_>,
        run: &mut Flights,
        tell: &dyn Fn(Event),
    ) {
        match command {
            Command::Send(id) => run.to_send.push_back(id),
            Command::Look(id) => {
                let Some(step) = machine.step(id).cloned() else { return };
                run.in_flight.push(InFlight::Look(id));
                let (client, owner, _) = self.parts();
                run.tasks.spawn_local(async move { look(&client, &owner, id, &step).await });
            }
            Command::WaitUntil(until) => {
                // The client has told of it.
                let wait = until.duration_since(self.clock.now()).max(SignedDuration::ZERO);
                let clock = self.clock.clone();
                run.tasks.spawn_local(async move {
                    clock.sleep(wait.unsigned_abs()).await;
                    Report { happening: Happening::TimeCame, problem: None }
                });
            }
            Command::Tell(id, outcome) => {
                let Some(step) = machine.step(id).cloned() else { return };
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
    }

    /// Waits for the next thing to happen. A change that gets its turn is looked at and sent meanwhile.
    async fn hear(
        &self,
        machine: &Machine,
        recheck: &mut Recheck<'_>,
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
            ready = self.client.ready_to_change(), if !run.to_send.is_empty() => {
                return self.send_next(ready, machine, recheck, stop, run, tell).await;
            }
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

    /// Sends the change whose turn it is, unless a look right before it forbids that.
    async fn send_next(
        &self,
        ready: Result<(), Duration>,
        machine: &Machine,
        recheck: &mut Recheck<'_>,
        switch: &mut StopSwitch,
        run: &mut Flights,
        tell: &dyn Fn(Event),
    ) -> Option<Happening> {
        let id = *run.to_send.front()?;
        let step = machine.step(id)?.clone();
        if let Err(wait) = ready {
            run.to_send.pop_front();
            return Some(Happening::Answered(id, Answer::Limited(self.after(wait))));
        }
        if let Some(press) = self.leaves_no_room(&step, machine, run, switch) {
            return Some(run.stop(press, tell));
        }
        let looking = async {
            let looked = recheck.forbids(id, &run.to_send, machine, self.clock.now()).await;
            // A look takes of the minute too. A longer wait shows when it is sent.
            self.client.ready_to_change().await.ok();
            looked
        };
        let forbidden = match switch.unless_newly_pressed(looking).await {
            Ok(forbidden) => forbidden,
            Err(press) => return Some(run.stop(press, tell)),
        };
        run.to_send.pop_front();
        match forbidden {
            Ok(None) => {}
            Ok(Some(reason)) => {
                tell(Event::HeldBack { step: self.event(id, &step), reason });
                return Some(Happening::Answered(id, Answer::HeldBack));
            }
            Err(ApiError::WaitTooLong { .. }) => {
                run.to_send.push_front(id);
                return Some(run.stop(Press::WAIT_TOO_LONG, tell));
            }
            Err(error) => {
                run.problems.insert(id, error.problem());
                return Some(Happening::Answered(id, Answer::NotLookedAt));
            }
        }
        run.begun.insert(step.image);
        tell(Event::StepSent { at: self.clock.now(), step: self.event(id, &step) });
        run.in_flight.push(InFlight::Change(id));
        let (client, owner, clock) = self.parts();
        let mut sending = Box::pin(async move { send(&client, &owner, &clock, id, &step).await });
        // It takes its turn before another is asked whether it may.
        match poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await {
            Poll::Ready(report) => run.tasks.spawn_local(async move { report }),
            Poll::Pending => run.tasks.spawn_local(sending),
        };
        None
    }

    /// Why the image of a step is not to be begun: with those that are begun it could not be finished, and
    /// looked back at, within the time of the run, or within this hour's requests where the next ones are too
    /// far away.
    fn leaves_no_room(
        &self,
        step: &Step,
        machine: &Machine,
        run: &mut Flights,
        switch: &StopSwitch,
    ) -> Option<Press> {
        if run.begun.contains(&step.image) {
            return None;
        }
        run.begun.retain(|image| machine.unfinished_of(*image) > 0);
        let begun = run.begun.iter().chain([&step.image]);
        let changes = begun.map(|image| machine.unfinished_of(*image)).sum();
        let forecast = self.client.forecast(Work { reads: run.look_back, changes });
        let has_time = switch.time_left().is_none_or(|left| {
            forecast.takes <= SignedDuration::try_from(left).unwrap_or(SignedDuration::MAX)
        });
        let waits_too_long = |wait| self.bounds.wait_limit.is_some_and(|limit| wait > limit);
        if !has_time {
            Some(Press::between_images(StopCause::TimeLimit))
        } else if forecast.longest_wait.is_some_and(waits_too_long) {
            Some(Press::between_images(StopCause::WaitLimit))
        } else {
            None
        }
    }

    fn after(&self, wait: Duration) -> jiff::Timestamp {
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
        self.clock.now().saturating_add(wait).unwrap_or(jiff::Timestamp::MAX)
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
    /// Steps that the machine has let go and that wait for their turn.
    to_send: VecDeque<StepId>,
    /// What is to be reported next, before anything is waited for.
    pending: VecDeque<Happening>,
    problems: BTreeMap<StepId, Problem>,
    /// Images of which something was sent, and that may not be finished.
    begun: BTreeSet<usize>,
    /// About as many requests as the look back will take.
    look_back: u64,
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
        // What has not left is the machine's to judge again: of an image that was begun it goes on.
        let not_sent = self.to_send.drain(..).map(|id| Happening::Answered(id, Answer::NotSent));
        self.pending.extend(not_sent);
        Happening::Stopped(stop)
    }

    fn is_idle(&self) -> bool {
        self.tasks.is_empty() && self.pending.is_empty() && self.to_send.is_empty()
    }

    /// What is to be taken for the answer to the request that has waited longest for one.
    fn give_up(&self) -> Option<Happening> {
        Some(match *self.in_flight.first()? {
            InFlight::Change(id) => Happening::Answered(id, Answer::Lost),
            InFlight::Look(id) => Happening::Looked(id, Sight::Unclear),
        })
    }
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
