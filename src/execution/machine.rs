//! The machine that carries out a plan.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::package_state::PackageState;
use super::{Answer, Change, Outcome, Sight, Step, StepId, Stop, Target};
use crate::domain::PackageKey;

/// How often a change is sent at the most, as often as the client reads. Another time only after a look
/// has shown that it did not come about.
const MOST_SENDS: u8 = 5;

/// How often a change is sent at the most that GitHub answers by 404 although a look finds what it names.
const MOST_SENDS_AT_404: u8 = 3;

/// What the driver is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send the change of this step.
    Send(StepId),
    /// Look whether what this step names is there.
    Look(StepId),
    /// Say nothing to GitHub before this time; then report [`Happening::TimeCame`].
    WaitUntil(Timestamp),
    /// Tell how this step ended.
    Tell(StepId, Outcome),
}

/// What the driver reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The answer to a step that was sent.
    Answered(StepId, Answer),
    /// What a look at a step's target found.
    Looked(StepId, Sight),
    /// The time that was waited for has come.
    TimeCame,
    /// The run is to end early.
    Stopped(Stop),
}

/// How far the machine may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many steps may be in flight at once.
    pub at_once: usize,
    /// A longer wait ends the run.
    pub wait_limit: Option<SignedDuration>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting { sends: u8 },
    InFlight { sends: u8 },
    Looking { sends: u8, cause: Cause },
    Ended(Outcome),
}

/// Why a step's target is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    NotFound,
    Lost,
    Refused,
}

/// What made the machine stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopper {
    /// It was told to.
    Driver,
    /// GitHub asks for a longer wait than the bounds allow.
    Wait,
}

/// The machine: a plan's steps and how far they have come.
#[derive(Debug)]
pub struct Machine {
    steps: Vec<Step>,
    states: Vec<State>,
    /// How many steps each one still waits for.
    waits_for: Vec<usize>,
    dependents: Vec<Vec<usize>>,
    packages: BTreeMap<PackageKey, PackageState>,
    /// Images of which something was changed, or may have been.
    begun_images: BTreeSet<usize>,
    in_flight: usize,
    unfinished: usize,
    /// How many steps of each image have not ended.
    unfinished_of: BTreeMap<usize, u64>,
    bounds: Bounds,
    paused_until: Option<Timestamp>,
    stop: Option<(Stop, Stopper)>,
}

impl Machine {
    /// A machine before its first step. A step that names itself or a later one as something to wait
    /// for would never be sent.
    pub fn new(steps: Vec<Step>, bounds: Bounds) -> Self {
        let mut dependents = vec![Vec::new(); steps.len()];
        let mut packages: BTreeMap<PackageKey, PackageState> = BTreeMap::new();
        let mut unfinished_of = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            *unfinished_of.entry(step.image).or_default() += 1;
            for StepId(earlier) in &step.after {
                dependents[*earlier].push(at);
            }
            let package = packages.entry(step.package.clone()).or_default();
            if step.after.is_empty() {
                package.ready.insert(at);
            }
        }
        Self {
            states: vec![State::Waiting { sends: 0 }; steps.len()],
            waits_for: steps.iter().map(|step| step.after.len()).collect(),
            dependents,
            packages,
            begun_images: BTreeSet::new(),
            in_flight: 0,
            unfinished: steps.len(),
            unfinished_of,
            bounds,
            paused_until: None,
            stop: None,
            steps,
        }
    }

    /// The step with this number.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(id.0)
    }

    /// How many steps of an image have not ended yet.
    pub fn unfinished_of(&self, image: usize) -> u64 {
        self.unfinished_of.get(&image).copied().unwrap_or_default()
    }

    /// The steps of a package that are not sent yet, in the order of the plan, from this one on.
    pub fn unsent_from(&self, id: StepId) -> impl Iterator<Item = (StepId, &Step)> {
        let package = self.steps.get(id.0).map(|step| &step.package);
        let rest = self.steps.iter().zip(&self.states).enumerate().skip(id.0);
        rest.filter(move |(at, (step, state))| {
            let is_open = *at == id.0 || matches!(state, State::Waiting { .. });
            is_open && Some(&step.package) == package
        })
        .map(|(at, (step, _))| (StepId(at), step))
    }

    /// Whether the machine ended by itself, because GitHub asks for too long a wait.
    pub fn ended_by_wait(&self) -> bool {
        matches!(self.stop, Some((_, Stopper::Wait)))
    }

    /// Whether every step has ended.
    pub fn is_finished(&self) -> bool {
        self.unfinished == 0
    }

    /// The first commands.
    pub fn start(&mut self, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        self.send_what_may_go(now, &mut commands);
        commands
    }

    /// What to do after something happened.
    pub fn next(&mut self, happening: Happening, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        match happening {
            Happening::Answered(id, answer) => self.answered(id, &answer, now, &mut commands),
            Happening::Looked(id, sight) => self.looked(id, sight, &mut commands),
            Happening::TimeCame => {
                self.paused_until = self.paused_until.filter(|until| *until > now);
            }
            Happening::Stopped(stop) => self.stop(stop, Stopper::Driver),
        }
        self.send_what_may_go(now, &mut commands);
        commands
    }

    fn answered(
        &mut self,
        id: StepId,
        answer: &Answer,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let State::InFlight { sends } = self.states[id.0] else { return };
        let was_sent = !matches!(answer, Answer::HeldBack | Answer::NotLookedAt | Answer::NotSent);
        if was_sent && !matches!(answer, Answer::Limited(_)) {
            self.begun_images.insert(self.steps[id.0].image);
        }
        match answer {
            Answer::Done => self.settle(id, Outcome::Done, commands),
            Answer::RefusedForThis | Answer::HeldBack => {
                self.settle(id, Outcome::Held, commands);
            }
            Answer::RefusedOtherwise => match self.steps[id.0].change {
                Change::Delete => self.settle(id, Outcome::Refused, commands),
                Change::Restore => self.look(id, sends, Cause::Refused, commands),
            },
            Answer::RefusedForAccess => self.refuse_access(id, commands),
            Answer::NotFound => self.look(id, sends, Cause::NotFound, commands),
            Answer::Lost => self.look(id, sends, Cause::Lost, commands),
            Answer::NotLookedAt => {
                self.strike(id);
                self.put_back(id, sends.saturating_sub(1));
            }
            Answer::NotSent => self.put_back(id, sends.saturating_sub(1)),
            Answer::Limited(until) => {
                // Nothing happened, so this send does not count.
                self.put_back(id, sends.saturating_sub(1));
                let wait = until.duration_since(now);
                if self.bounds.wait_limit.is_some_and(|limit| wait > limit) {
                    self.stop(Stop::AtOnce, Stopper::Wait);
                } else {
                    self.paused_until = self.paused_until.max(Some(*until));
                }
            }
        }
    }

    fn looked(&mut self, id: StepId, sight: Sight, commands: &mut Vec<Command>) {
        let State::Looking { sends, cause } = self.states[id.0] else { return };
        let Step { change, target, .. } = self.steps[id.0];
        let wanted = match change {
            Change::Delete => Sight::Gone,
            Change::Restore => Sight::There,
        };
        let came_about = sight == wanted;
        match (cause, sight) {
            // What GitHub has refused has not come about by that.
            (Cause::Refused, Sight::Unclear) if sends == 1 => {
                self.settle(id, Outcome::Refused, commands);
            }
            (_, Sight::Unclear) => self.settle(id, Outcome::Unknown, commands),
            (Cause::Lost, _) if came_about => self.settle(id, Outcome::Done, commands),
            // An earlier send whose answer was lost may have come about only after the look at it.
            (Cause::NotFound | Cause::Refused, _) if came_about && sends > 1 => {
                self.settle(id, Outcome::Done, commands);
            }
            // A package that is there may be another of the same name.
            (Cause::Refused, _) if came_about && target == Target::WholePackage => {
                self.settle(id, Outcome::Held, commands);
            }
            (Cause::NotFound | Cause::Refused, _) if came_about => {
                self.settle(id, Outcome::AlreadySo, commands);
            }
            (Cause::Lost, _) if sends < MOST_SENDS => self.put_back(id, sends),
            (Cause::Lost | Cause::Refused, _) => self.settle(id, Outcome::Refused, commands),
            // Where a change has succeeded the role is there, and a 404 beside what is there is a slip.
            (Cause::NotFound, _) if sends < MOST_SENDS_AT_404 && self.is_proved(id) => {
                if let Some(package) = self.packages.get_mut(&self.steps[id.0].package) {
                    package.doubt();
                }
                self.put_back(id, sends);
            }
            (Cause::NotFound, _) => self.refuse_access(id, commands),
        }
    }

    /// Looks at a step's target, unless the run ends at once.
    fn look(&mut self, id: StepId, sends: u8, cause: Cause, commands: &mut Vec<Command>) {
        if self.how_to_stop() == Some(Stop::AtOnce) {
            let outcome = match cause {
                Cause::Refused if sends == 1 => Outcome::Refused,
                Cause::NotFound | Cause::Lost | Cause::Refused => Outcome::Unknown,
            };
            self.settle(id, outcome, commands);
        } else {
            self.states[id.0] = State::Looking { sends, cause };
            commands.push(Command::Look(id));
        }
    }

    fn refuse_access(&mut self, id: StepId, commands: &mut Vec<Command>) {
        self.strike(id);
        self.settle(id, Outcome::Refused, commands);
    }

    fn strike(&mut self, id: StepId) {
        if let Some(package) = self.packages.get_mut(&self.steps[id.0].package) {
            package.strike();
        }
    }

    fn is_proved(&self, id: StepId) -> bool {
        self.packages.get(&self.steps[id.0].package).is_some_and(PackageState::is_proved)
    }

    /// Takes a step out of flight so that it is sent again in its turn.
    fn put_back(&mut self, id: StepId, sends: u8) {
        self.states[id.0] = State::Waiting { sends };
        self.in_flight -= 1;
        if let Some(package) = self.packages.get_mut(&self.steps[id.0].package) {
            package.in_flight -= 1;
            package.ready.insert(id.0);
        }
    }

    /// Ends a step that was in flight.
    fn settle(&mut self, id: StepId, outcome: Outcome, commands: &mut Vec<Command>) {
        self.in_flight -= 1;
        if let Some(package) = self.packages.get_mut(&self.steps[id.0].package) {
            package.in_flight -= 1;
            if outcome.came_about() {
                package.succeed();
            }
        }
        self.end(id, outcome, commands);
    }

    /// Ends a step, frees what waited for it, or blocks all that depends on it.
    fn end(&mut self, id: StepId, outcome: Outcome, commands: &mut Vec<Command>) {
        let mut ending = vec![(id, outcome)];
        while let Some((id, outcome)) = ending.pop() {
            if matches!(self.states[id.0], State::Ended(_)) {
                continue;
            }
            self.states[id.0] = State::Ended(outcome);
            self.unfinished -= 1;
            if let Some(unfinished) = self.unfinished_of.get_mut(&self.steps[id.0].image) {
                *unfinished -= 1;
            }
            commands.push(Command::Tell(id, outcome));
            for dependent in &self.dependents[id.0] {
                if !outcome.came_about() {
                    ending.push((StepId(*dependent), outcome.of_dependents(id)));
                    continue;
                }
                self.waits_for[*dependent] -= 1;
                if self.waits_for[*dependent] == 0
                    && let Some(package) = self.packages.get_mut(&self.steps[*dependent].package)
                {
                    package.ready.insert(*dependent);
                }
            }
        }
    }

    /// An end at once outranks one between images.
    fn stop(&mut self, stop: Stop, by: Stopper) {
        if self.how_to_stop() != Some(Stop::AtOnce) {
            self.stop = Some((stop, by));
        }
    }

    fn how_to_stop(&self) -> Option<Stop> {
        self.stop.map(|(stop, _)| stop)
    }

    fn send_what_may_go(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        self.end_what_never_goes(commands);
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            if self.in_flight == 0 && !self.is_finished() {
                commands.push(Command::WaitUntil(until));
            }
            return;
        }
        self.paused_until = None;
        for package in self.packages.values_mut() {
            while self.in_flight < self.bounds.at_once && package.has_room() {
                let Some(at) = package.ready.pop_first() else { break };
                let State::Waiting { sends } = self.states[at] else { continue };
                self.states[at] = State::InFlight { sends: sends + 1 };
                package.in_flight += 1;
                self.in_flight += 1;
                commands.push(Command::Send(StepId(at)));
            }
        }
    }

    /// Ends the steps that are ready but will not be sent: their package ended, or the run does.
    fn end_what_never_goes(&mut self, commands: &mut Vec<Command>) {
        let begun = &self.begun_images;
        let steps = &self.steps;
        let stop = self.how_to_stop();
        let mut ending = Vec::new();
        for package in self.packages.values_mut() {
            let ended = package.is_ended();
            package.ready.retain(|at| {
                let outcome = match stop {
                    _ if ended => Outcome::PackageEnded,
                    Some(Stop::AtOnce) => Outcome::NotReached,
                    Some(Stop::BetweenImages) if !begun.contains(&steps[*at].image) => {
                        Outcome::NotReached
                    }
                    Some(Stop::BetweenImages) | None => return true,
                };
                ending.push((StepId(*at), outcome));
                false
            });
        }
        for (id, outcome) in ending {
            self.end(id, outcome, commands);
        }
    }
}
