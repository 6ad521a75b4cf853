//! The governor: who may ask now, and when the others may.

use jiff::{SignedDuration, Timestamp};

use super::brake::{Brake, Pause, Pulled, Speed};
use super::hour::{Budget, Hour, Left};
use super::minute::{LONGEST, Minute, Room};
use super::others::Others;
use super::spacing::{Spacing, Strictness};
use super::terms::Terms;

/// The points of a minute. GitHub allows 900; all of them within 60.5 seconds have been seen refused.
pub(super) const POINTS: u64 = 880;

/// The response times of a minute, together. GitHub allows 90 seconds of CPU time, which it says can be
/// estimated by response times.
pub(super) const RESPONSE_TIME: SignedDuration = SignedDuration::from_secs(80);

/// Requests at once. GitHub allows 100, of everybody who uses the token.
const AT_ONCE: u64 = 40;

/// Requests at once before anything is known of the server: there may be nothing left to ask with.
const AT_ONCE_AT_FIRST: u64 = 4;

/// The part of the minute that is taken whoever else is seen: as much as each of four strangers gets.
const NEVER_LESS: u64 = 4;

/// What siblings may seem to use beyond their share before they are taken for more than that, in points:
/// what is in flight comes and goes.
const TOLERANCE: u64 = 50;

/// What is left free beside strangers, in points: what they ask shows only in the next answer.
const FOR_STRANGERS: u64 = 30;

/// What a response is thought to take before there was one.
const FIRST_GUESS: SignedDuration = SignedDuration::from_millis(250);

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GET.
    Read,
    /// DELETE and POST.
    Change,
}

impl Kind {
    /// Its points, as GitHub counts "most" requests.
    pub const fn points(self) -> u64 {
        match self {
            Self::Read => 1,
            Self::Change => 5,
        }
    }
}

/// A request that was let go. Every one is to be given back, by [`Governor::settle`].
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Ticket {
    number: u64,
    pulled: Pulled,
}

/// Why a request has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Until something that is in flight is answered, at least.
    AnAnswer,
    /// So that the limits of a minute hold, until this time at least. Less than a minute.
    Minute(Timestamp),
    /// The hour is spent, but for what is others', until this time.
    Hour(Timestamp),
    /// GitHub asked for a pause until this time.
    Asked(Timestamp),
}

/// What came of a request, as far as its limits are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// An answer.
    Answered,
    /// An answer that does not count for the hour: 304.
    Free,
    /// Too much at once, with the wait that GitHub asks for.
    RefusedForTooMuch(Option<SignedDuration>),
    /// The hour is spent, with the time to its reset.
    RefusedForTheHour(Option<SignedDuration>),
    /// No answer. It may have arrived.
    Lost,
    /// It never left.
    NotSent,
}

/// Lets requests go so that GitHub has no reason to refuse them.
#[derive(Debug)]
pub struct Governor {
    terms: Terms,
    minute: Minute,
    hour: Hour,
    others: Others,
    spacing: Spacing,
    brake: Brake,
    in_flight: Vec<InFlight>,
    let_go: u64,
    answers: u64,
    /// Whether any answer told of the hour.
    was_told: bool,
    reads: Guess,
    changes: Guess,
}

#[derive(Debug)]
struct InFlight {
    number: u64,
    kind: Kind,
    since: Timestamp,
}

/// How long responses take, the last ones more than those before.
#[derive(Clone, Copy, Debug, Default)]
struct Guess(Option<SignedDuration>);

impl Guess {
    fn learn(&mut self, took: SignedDuration) {
        let took = took.min(LONGEST);
        self.0 = Some(self.0.map_or(took, |before| (before * 7 + took) / 8));
    }
}

impl Governor {
    /// A governor who knows nothing of the server yet.
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            minute: Minute::default(),
            hour: Hour::default(),
            others: Others::default(),
            spacing: Spacing::default(),
            brake: Brake::default(),
            in_flight: Vec::new(),
            let_go: 0,
            answers: 0,
            was_told: false,
            reads: Guess::default(),
            changes: Guess::default(),
        }
    }

    /// Lets a request go, or says how long it has to wait at least; it asks again then.
    pub fn ask(&mut self, kind: Kind, now: Timestamp) -> Result<Ticket, Hold> {
        self.look(kind, now)?;
        if kind == Kind::Change {
            let (distance, _) = self.distance(now);
            self.spacing.take(distance, now);
        }
        self.let_go += 1;
        let number = self.let_go;
        self.in_flight.push(InFlight { number, kind, since: now });
        Ok(Ticket { number, pulled: self.brake.state() })
    }

    /// Whether a request would be let go now.
    pub fn look(&mut self, kind: Kind, now: Timestamp) -> Result<(), Hold> {
        if let Some(until) = self.brake.paused_until(now) {
            return Err(Hold::Asked(until));
        }
        let in_flight = self.in_flight.len() as u64;
        match self.hour.left(self.terms, now) {
            Left::NoneBefore(time) => return Err(Hold::Hour(time)),
            Left::Requests(left) if left <= in_flight => return Err(Hold::AnAnswer),
            Left::Unknown | Left::Requests(_) => {}
        }
        let at_once = if self.answers == 0 { AT_ONCE_AT_FIRST } else { AT_ONCE };
        let at_once =
            if self.has_no_limits() { self.brake.speed(now).of(at_once) } else { at_once };
        if in_flight >= (at_once / self.terms.share.jobs()).max(1) {
            return Err(Hold::AnAnswer);
        }
        if !self.has_no_limits() {
            match self.room_in_the_minute(kind, now) {
                Room::Now => {}
                Room::At(time) => return Err(Hold::Minute(time)),
                Room::AfterAnAnswer => return Err(Hold::AnAnswer),
            }
        }
        let is_spaced = !self.has_no_limits() || self.terms.changes_per_minute.is_some();
        if kind == Kind::Change && is_spaced {
            let (distance, strictness) = self.distance(now);
            if let Some(time) = self.spacing.next(distance, strictness, now) {
                return Err(Hold::Minute(time));
            }
        }
        Ok(())
    }

    /// Whether answers came and none told of an hour: the server limits nothing, as GitHub Enterprise Server
    /// does unless told otherwise. What it refuses all the same is waited for, and less is asked at once.
    pub(super) const fn has_no_limits(&self) -> bool {
        self.answers > 0 && !self.was_told
    }

    /// Takes a ticket back with what came of its request and what the answer told of the hour. Gives the
    /// pause that GitHub asks for, if it refused.
    #[expect(clippy::needless_pass_by_value, reason = "a ticket is good for one request")]
    pub fn settle(
        &mut self,
        ticket: Ticket,
        ending: Ending,
        told: Option<Budget>,
        now: Timestamp,
    ) -> Option<Pause> {
        let Ticket { number, pulled } = ticket;
        let at = self.in_flight.iter().position(|one| one.number == number)?;
        let InFlight { kind, since, .. } = self.in_flight.swap_remove(at);
        if ending == Ending::NotSent {
            return None;
        }
        let took = now.duration_since(since).max(SignedDuration::ZERO);
        self.minute.spend(kind.points(), took, now);
        if ending != Ending::Free {
            self.hour.count_own();
        }
        if let Some(told) = told {
            self.was_told = true;
            let in_flight = self.in_flight.len() as u64;
            self.hour.note(told, in_flight, &mut self.others, now);
        }
        match ending {
            Ending::Answered | Ending::Free => {
                self.answers += 1;
                self.brake.loosen(pulled);
                match kind {
                    Kind::Read => self.reads.learn(took),
                    Kind::Change => self.changes.learn(took),
                }
                None
            }
            Ending::RefusedForTooMuch(asked) => Some(self.brake.pull(pulled, asked, now)),
            Ending::RefusedForTheHour(asked) => Some(self.brake.pull_until(pulled, asked, now)),
            Ending::Lost | Ending::NotSent => None,
        }
    }

    /// The hour as the last answer that spoke of it told.
    pub const fn told(&self) -> Option<Budget> {
        self.hour.told()
    }

    pub(super) const fn terms(&self) -> Terms {
        self.terms
    }

    pub(super) fn left_of_the_hour(&mut self, now: Timestamp) -> Left {
        self.hour.left(self.terms, now)
    }

    pub(super) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.brake.paused_until(now)
    }

    /// What a response is thought to take.
    pub(super) fn response_time(&self, kind: Kind) -> SignedDuration {
        let (known, similar) = match kind {
            Kind::Read => (self.reads, self.changes),
            Kind::Change => (self.changes, self.reads),
        };
        known.0.or(similar.0).unwrap_or(FIRST_GUESS)
    }

    /// The points that this job may use in a minute: its share, at the speed that refusals left, less
    /// what strangers are seen to use.
    pub(super) fn allowance(&mut self, now: Timestamp) -> u64 {
        let share = self.share_of_points();
        let beside_them = match self.strangers(now) {
            0 => share,
            points => share.saturating_sub(points + FOR_STRANGERS).max(share / NEVER_LESS),
        };
        self.brake.speed(now).of(share).min(beside_them).max(Kind::Change.points())
    }

    const fn share_of_points(&self) -> u64 {
        POINTS / self.terms.share.jobs()
    }

    /// What others use of the minute beyond the share that is theirs, in points. Nobody tells what they
    /// ask for: they are taken for jobs like this one.
    fn strangers(&mut self, now: Timestamp) -> u64 {
        let expected = match POINTS - self.share_of_points() {
            0 => 0,
            siblings => siblings + TOLERANCE,
        };
        let points = self.others.requests(now).saturating_mul(self.minute.points_each());
        points.saturating_sub(expected)
    }

    fn room_in_the_minute(&mut self, kind: Kind, now: Timestamp) -> Room {
        self.minute.roll(now);
        let allowance = self.allowance(now);
        if self.in_flight.is_empty() {
            // A request that is alone fits, or comes in its turn, however small the share.
            let time = self.share_of_time() - self.response_time(kind);
            let points = allowance.saturating_sub(kind.points());
            return self.minute.room_for(Some(points), time.max(SignedDuration::ZERO));
        }
        let points: u64 = self.in_flight.iter().map(|one| one.kind.points()).sum();
        let time: SignedDuration = self.in_flight.iter().fold(SignedDuration::ZERO, |sum, one| {
            let so_far = now.duration_since(one.since).min(LONGEST);
            sum + so_far.max(self.response_time(one.kind))
        });
        let points = allowance.checked_sub(points + kind.points());
        self.minute.room_for(points, self.share_of_time() - time - self.response_time(kind))
    }

    pub(super) fn share_of_time(&self) -> SignedDuration {
        let jobs = i32::try_from(self.terms.share.jobs()).unwrap_or(i32::MAX);
        RESPONSE_TIME / jobs
    }

    /// How far apart changes are sent, and how strictly.
    pub(super) fn distance(&mut self, now: Timestamp) -> (SignedDuration, Strictness) {
        const MINUTE: i64 = 60_000_000;
        let changes = self.allowance(now) / Kind::Change.points();
        let by_limits = MINUTE / i64::try_from(changes.max(1)).unwrap_or(MINUTE);
        let Some(wanted) = self.terms.changes_per_minute else {
            let is_alone = self.brake.speed(now).parts() == Speed::FULL && self.strangers(now) == 0;
            let strictness = if is_alone { Strictness::Several } else { Strictness::Each };
            return (SignedDuration::from_micros(by_limits), strictness);
        };
        let parts = u64::from(wanted.get()).saturating_mul(self.brake.speed(now).parts());
        let minutes = self.terms.share.jobs().saturating_mul(Speed::FULL);
        let by_user = u128::from(minutes) * u128::from(MINUTE.unsigned_abs()) / u128::from(parts);
        let by_user = i64::try_from(by_user).unwrap_or(i64::MAX);
        (SignedDuration::from_micros(by_user.max(by_limits)), Strictness::Each)
    }
}
