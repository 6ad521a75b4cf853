//! A world that answers the machine, and a judge that watches every command.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use package_steward::domain::{PackageKey, PackageName, PackageType, VersionId};
use package_steward::execution::{
    Answer, Bounds, Change, Command, Happening, Machine, Outcome, Sight, Step, StepId, Stop, Target,
};

/// What happens when a step is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Works,
    RefusedForThis,
    RefusedForAccess,
    RefusedOtherwise,
    /// 404 although it is there: the role is missing.
    HiddenBy404,
    LostBefore,
    LostAfter,
    Limited,
    /// The look right before it forbids it.
    HeldBack,
    /// The look right before it fails.
    NotLookedAt,
}

impl Fate {
    /// Whether the request leaves, and is not turned away by a limit.
    const fn arrives(self) -> bool {
        !matches!(self, Self::Limited | Self::HeldBack | Self::NotLookedAt)
    }
}

/// A plan's step in short: which package, what it waits for.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) package: usize,
    pub(crate) change: Change,
    pub(crate) after: Vec<usize>,
    /// The image; steps of one image share it.
    pub(crate) image: usize,
}

pub(crate) fn package(number: usize) -> PackageKey {
    PackageKey {
        package_type: PackageType::Npm,
        name: PackageName::new(format!("package-{number}")),
    }
}

pub(crate) fn steps(drafts: &[Draft]) -> Vec<Step> {
    drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| Step {
            package: package(draft.package),
            target: Target::Version(VersionId(at as u64)),
            change: draft.change,
            after: draft.after.iter().map(|earlier| StepId(*earlier)).collect(),
            image: draft.image,
        })
        .collect()
}

/// One run of the machine against the world.
pub(crate) struct Run {
    pub(crate) outcomes: Vec<Option<Outcome>>,
    /// Whether each step's change is so in the world at the end.
    pub(crate) changed: Vec<bool>,
    pub(crate) sent: Vec<usize>,
    pub(crate) most_in_flight: usize,
    pub(crate) elapsed: SignedDuration,
}

/// The world and the judge together.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) drafts: Vec<Draft>,
    /// The fates of a step's sends, first to last; after them it works.
    pub(crate) fates: BTreeMap<usize, VecDeque<Fate>>,
    /// Steps whose change somebody else had made before.
    pub(crate) already: Vec<bool>,
    /// Looks that fail, by step.
    pub(crate) blind: Vec<bool>,
    pub(crate) stop_after_sends: Option<(usize, Stop)>,
    pub(crate) bounds: Bounds,
    /// Which of the requests in flight is answered next, as numbers to be taken modulo.
    pub(crate) order: VecDeque<usize>,
}

impl World {
    pub(crate) fn of(drafts: Vec<Draft>) -> Self {
        let count = drafts.len();
        Self {
            drafts,
            fates: BTreeMap::new(),
            already: vec![false; count],
            blind: vec![false; count],
            stop_after_sends: None,
            bounds: Bounds { at_once: 1, wait_limit: None },
            order: VecDeque::new(),
        }
    }

    pub(crate) fn fate(mut self, step: usize, fates: &[Fate]) -> Self {
        self.fates.insert(step, fates.iter().copied().collect());
        self
    }

    /// Runs the plan to its end and judges every command on the way.
    pub(crate) fn run(mut self) -> Run {
        let begin: Timestamp = "2026-11-22T00:00:00Z".parse().expect("a time");
        let mut now = begin;
        let count = self.drafts.len();
        let mut machine = Machine::new(steps(&self.drafts), self.bounds);
        let mut run = Run {
            outcomes: vec![None; count],
            changed: self.already.clone(),
            sent: Vec::new(),
            most_in_flight: 0,
            elapsed: SignedDuration::ZERO,
        };
        // What must hold before a step may be sent again.
        let mut may_send = vec![true; count];
        let mut in_flight: Vec<Happening> = Vec::new();
        let mut commands: VecDeque<Command> = machine.start(now).into();
        let mut stopped = None;
        // Images of which something may have changed; when a limit came, those alone go on.
        let mut begun_images: BTreeSet<usize> = BTreeSet::new();
        for _ in 0..100_000 {
            while let Some(command) = commands.pop_front() {
                match command {
                    Command::Tell(StepId(at), outcome) => {
                        assert_eq!(run.outcomes[at], None, "step {at} ends twice");
                        run.outcomes[at] = Some(outcome);
                    }
                    Command::Send(id) => {
                        assert!(may_send[id.0], "step {} sent again without a look", id.0);
                        assert_ne!(stopped, Some(Stop::AtOnce), "sent after the end");
                        for earlier in &self.drafts[id.0].after {
                            assert!(run.changed[*earlier], "sent before what it depends on");
                        }
                        let image = self.drafts[id.0].image;
                        assert!(
                            stopped != Some(Stop::BetweenImages) || begun_images.contains(&image),
                            "an image was begun_images after the limit"
                        );
                        may_send[id.0] = false;
                        run.sent.push(id.0);
                        let (answer, arrives) = self.answer(id.0, &mut run.changed, now);
                        if arrives {
                            begun_images.insert(image);
                        } else {
                            may_send[id.0] = true;
                        }
                        in_flight.push(Happening::Answered(id, answer));
                    }
                    Command::Look(id) => {
                        may_send[id.0] = true;
                        in_flight.push(Happening::Looked(id, self.sight(id.0, &run.changed)));
                    }
                    Command::WaitUntil(until) => {
                        assert!(until > now, "a wait into the past");
                        now = until;
                        in_flight.push(Happening::TimeCame);
                    }
                }
            }
            run.most_in_flight = run.most_in_flight.max(in_flight.len());
            assert!(in_flight.len() <= self.bounds.at_once.max(1), "too many at once");
            if let Some((sends, stop)) = self.stop_after_sends.filter(|(s, _)| run.sent.len() >= *s)
                && stopped.is_none()
            {
                let _ = sends;
                stopped = Some(stop);
                commands.extend(machine.next(Happening::Stopped(stop), now));
                continue;
            }
            if in_flight.is_empty() {
                break;
            }
            let which = self.order.pop_front().unwrap_or(0) % in_flight.len();
            let happening = in_flight.swap_remove(which);
            now += SignedDuration::from_millis(100);
            commands.extend(machine.next(happening, now));
        }
        assert!(machine.is_finished(), "the machine stands still: {:?}", run.outcomes);
        run.elapsed = now.duration_since(begin);
        run
    }

    /// The answer to a step that is sent, and whether it arrived.
    fn answer(&mut self, at: usize, changed: &mut [bool], now: Timestamp) -> (Answer, bool) {
        let fate = self.fates.get_mut(&at).and_then(VecDeque::pop_front).unwrap_or(Fate::Works);
        let answer = match fate {
            Fate::HeldBack => Answer::HeldBack,
            Fate::NotLookedAt => Answer::NotLookedAt,
            Fate::Limited => Answer::Limited(now + SignedDuration::from_secs(60)),
            _ if changed[at] => match self.drafts[at].change {
                Change::Delete => Answer::NotFound,
                // As the stand-in has it: 400, it is not deleted.
                Change::Restore => Answer::RefusedOtherwise,
            },
            Fate::Works => {
                changed[at] = true;
                Answer::Done
            }
            Fate::RefusedForThis => Answer::RefusedForThis,
            Fate::RefusedForAccess => Answer::RefusedForAccess,
            Fate::RefusedOtherwise => Answer::RefusedOtherwise,
            Fate::HiddenBy404 => Answer::NotFound,
            Fate::LostBefore => Answer::Lost,
            Fate::LostAfter => {
                changed[at] = true;
                Answer::Lost
            }
        };
        (answer, fate.arrives())
    }

    fn sight(&self, at: usize, changed: &[bool]) -> Sight {
        if self.blind[at] {
            return Sight::Unclear;
        }
        match (self.drafts[at].change, changed[at]) {
            (Change::Delete, true) | (Change::Restore, false) => Sight::Gone,
            (Change::Delete, false) | (Change::Restore, true) => Sight::There,
        }
    }
}
