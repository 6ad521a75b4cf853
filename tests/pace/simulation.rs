//! Jobs that ask as fast as their governors let them, in simulated time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use github_standin::{Gate, Limits, Method, Told};
use jiff::{SignedDuration, Timestamp};
use package_steward::pace::{Budget, Ending, Forecast, Governor, Hold, Kind, Terms, Ticket, Work};

/// How many pages are listed first.
pub(crate) const PAGES: usize = 5;

/// How many changes follow one look at a page.
const CHANGES_PER_READ: usize = 60;

pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn begin() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a time")
}

/// A request as it arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) at: Timestamp,
    pub(crate) kind: Kind,
    pub(crate) refused: bool,
}

/// How a simulation went.
pub(crate) struct Ran {
    pub(crate) arrivals: Vec<Arrival>,
    /// When the last answer came.
    pub(crate) end: Timestamp,
    /// What each job thought at its beginning, after its first answer.
    pub(crate) forecasts: Vec<Option<Forecast>>,
}

impl Ran {
    pub(crate) fn refusals(&self) -> usize {
        self.arrivals.iter().filter(|one| one.refused).count()
    }

    pub(crate) fn took(&self) -> SignedDuration {
        self.end.duration_since(begin())
    }

    /// Requests and points that were let in within each whole stretch of this length.
    pub(crate) fn stretches(&self, length: SignedDuration) -> Vec<(u64, u64)> {
        let whole = self.took().as_millis() / length.as_millis();
        let mut found = vec![(0, 0); usize::try_from(whole).expect("a number of stretches")];
        for one in self.arrivals.iter().filter(|one| !one.refused) {
            let at = one.at.duration_since(begin()).as_millis() / length.as_millis();
            if let Some((requests, points)) =
                usize::try_from(at).ok().and_then(|at| found.get_mut(at))
            {
                *requests += 1;
                *points += one.kind.points();
            }
        }
        found
    }
}

/// The jobs that share a token, and what they have to do.
pub(crate) struct Scene {
    pub(crate) limits: Limits,
    pub(crate) jobs: Vec<Job>,
    pub(crate) latency: SignedDuration,
}

/// A job: the terms it was given, its changes, and when it starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) terms: Terms,
    pub(crate) changes: usize,
    pub(crate) starts_after: SignedDuration,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Arrives { job: usize, request: usize },
    Answered { job: usize, request: usize },
    Asks { job: usize },
}

struct Running {
    governor: Governor,
    todo: VecDeque<Kind>,
    in_flight: Vec<Option<(Ticket, Kind, Option<Told>)>>,
    /// The next time at which it asks by itself.
    asks_at: Option<Timestamp>,
    forecast: Option<Forecast>,
    latency: SignedDuration,
    drawn: u64,
}

impl Scene {
    pub(crate) fn run(self) -> Ran {
        let mut gate = Gate::new(self.limits);
        let mut jobs: Vec<Running> = Vec::new();
        let mut queue = BinaryHeap::new();
        for (number, job) in self.jobs.iter().enumerate() {
            let kinds = (0..job.changes).flat_map(|at| {
                let read = at.is_multiple_of(CHANGES_PER_READ).then_some(Kind::Read);
                read.into_iter().chain([Kind::Change])
            });
            jobs.push(Running {
                governor: Governor::new(job.terms),
                todo: std::iter::repeat_n(Kind::Read, PAGES).chain(kinds).collect(),
                in_flight: Vec::new(),
                asks_at: None,
                forecast: None,
                latency: self.latency,
                drawn: number as u64 + 1,
            });
            queue.push(Reverse((begin() + job.starts_after, Happening::Asks { job: number })));
        }
        let mut arrivals = Vec::new();
        let mut end = begin();
        while let Some(Reverse((now, happening))) = queue.pop() {
            let job = match happening {
                Happening::Arrives { job, request } => {
                    let Some((_, kind, told)) = &mut jobs[job].in_flight[request] else {
                        panic!("a request arrives twice")
                    };
                    let method = match kind {
                        Kind::Read => Method::GET,
                        Kind::Change => Method::DELETE,
                    };
                    let answer = gate.arrive(&method, now);
                    arrivals.push(Arrival { at: now, kind: *kind, refused: answer.refused });
                    *told = Some(answer);
                    let back = now + jobs[job].draw();
                    queue.push(Reverse((back, Happening::Answered { job, request })));
                    continue;
                }
                Happening::Answered { job, request } => {
                    end = end.max(now);
                    if jobs[job].take_back(request, now) {
                        gate.leave();
                    }
                    job
                }
                // Another time was better meanwhile.
                Happening::Asks { job } if jobs[job].asks_at.is_some_and(|at| at != now) => {
                    continue;
                }
                Happening::Asks { job } => {
                    jobs[job].asks_at = None;
                    job
                }
            };
            jobs[job].send_all(job, now, &mut queue);
        }
        assert!(jobs.iter().all(|job| job.todo.is_empty()), "somebody never got to an end");
        Ran { arrivals, end, forecasts: jobs.into_iter().map(|job| job.forecast).collect() }
    }
}

impl Running {
    /// Half a round trip, not always the same.
    fn draw(&mut self) -> SignedDuration {
        self.drawn = self.drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let percent = i32::try_from(50 + (self.drawn >> 33) % 100).expect("a percentage");
        self.latency * percent / 200
    }

    /// Takes an answer in. Whether the request had been let in.
    fn take_back(&mut self, request: usize, now: Timestamp) -> bool {
        let Some((ticket, kind, Some(told))) = self.in_flight[request].take() else {
            panic!("an answer to nothing")
        };
        let budget = told.hour.map(|(limit, remaining, reset)| Budget { limit, remaining, reset });
        let spent = budget.is_some_and(|budget| budget.remaining == 0);
        let asked = told.retry_after.map(|seconds| {
            SignedDuration::from_secs(i64::try_from(seconds).expect("a number of seconds"))
        });
        let ending = match (told.refused, spent) {
            (false, _) => Ending::Answered,
            (true, true) => Ending::RefusedForTheHour(
                asked.or(budget
                    .map(|budget| budget.reset.duration_since(now) + SignedDuration::from_secs(1))),
            ),
            (true, false) => Ending::RefusedForTooMuch(asked),
        };
        self.governor.settle(ticket, ending, budget, now);
        if told.refused {
            self.todo.push_front(kind);
        }
        if self.forecast.is_none() && budget.is_some() {
            let count = |wanted| self.todo.iter().filter(|kind| **kind == wanted).count() as u64;
            let work = Work { reads: count(Kind::Read), changes: count(Kind::Change) };
            self.forecast = Some(self.governor.forecast(work, now));
        }
        !told.refused
    }

    fn send_all(
        &mut self,
        job: usize,
        now: Timestamp,
        queue: &mut BinaryHeap<Reverse<(Timestamp, Happening)>>,
    ) {
        while let Some(kind) = self.todo.front().copied() {
            let until = match self.governor.ask(kind, now) {
                Ok(ticket) => {
                    self.todo.pop_front();
                    let request = self.in_flight.len();
                    self.in_flight.push(Some((ticket, kind, None)));
                    let there = now + self.draw();
                    queue.push(Reverse((there, Happening::Arrives { job, request })));
                    continue;
                }
                Err(Hold::AnAnswer) => {
                    assert!(self.in_flight.iter().any(Option::is_some), "waits for nothing");
                    return;
                }
                Err(Hold::Minute(until) | Hold::Hour(until) | Hold::Asked(until)) => until,
            };
            assert!(until > now, "asked again at the same time for ever");
            if self.asks_at.is_none_or(|at| at > until) {
                self.asks_at = Some(until);
                queue.push(Reverse((until, Happening::Asks { job })));
            }
            return;
        }
    }
}
