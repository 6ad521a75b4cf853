//! Each request's turn: when it may leave, and what its answer means for those after it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use tokio::sync::{Mutex, Notify};

use super::rate_limit::RateLimit;
use super::refusal::{Refusal, RefusalKind};
use super::response::Response;
use crate::clock::Clock;
use crate::pace::{Budget, Ending, Forecast, Governor, Hold, Kind, Pause, Terms, Ticket, Work};

/// A second more than GitHub says, for clocks that differ.
const AFTER_THE_RESET: SignedDuration = SignedDuration::from_secs(1);

/// A longer wait than a minute's pacing, that GitHub asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LongWait {
    pub(super) until: Timestamp,
    /// What GitHub said; `None` where the hour is spent and nothing was refused.
    pub(super) refusal: Option<Refusal>,
}

/// The governor, and those who wait for it.
#[derive(Debug)]
pub(super) struct Admission {
    governor: RefCell<Governor>,
    clock: Clock,
    /// Held by the one of each kind that is next.
    reads: Mutex<()>,
    changes: Mutex<()>,
    answered: Notify,
    /// The last refusal by a limit.
    refusal: RefCell<Option<Refusal>>,
    /// Until when people were told that nothing is asked.
    told_until: Cell<Option<Timestamp>>,
}

impl Admission {
    pub(super) fn new(terms: Terms, clock: Clock) -> Self {
        Self {
            governor: RefCell::new(Governor::new(terms)),
            clock,
            reads: Mutex::default(),
            changes: Mutex::default(),
            answered: Notify::new(),
            refusal: RefCell::new(None),
            told_until: Cell::new(None),
        }
    }

    /// Waits for a request's turn, but not for longer than a minute's pacing takes.
    pub(super) async fn turn(&self, kind: Kind) -> Result<Flight<'_>, LongWait> {
        let queue = match kind {
            Kind::Read => &self.reads,
            Kind::Change => &self.changes,
        };
        let _next = queue.lock().await;
        let ask = || self.governor.borrow_mut().ask(kind, self.clock.now());
        let ticket = self.as_soon_as(ask).await?;
        Ok(Flight { admission: self, ticket: Some(ticket) })
    }

    /// Waits until a request would have its turn at once.
    pub(super) async fn would_be_let_go(&self, kind: Kind) -> Result<(), LongWait> {
        self.as_soon_as(|| self.governor.borrow_mut().look(kind, self.clock.now())).await
    }

    async fn as_soon_as<T>(&self, ask: impl Fn() -> Result<T, Hold>) -> Result<T, LongWait> {
        loop {
            let until = match ask() {
                Ok(done) => return Ok(done),
                Err(Hold::AnAnswer) => {
                    self.answered.notified().await;
                    continue;
                }
                Err(Hold::Minute(until)) => until,
                Err(Hold::Hour(until)) => return Err(LongWait { until, refusal: None }),
                Err(Hold::Asked(until)) => {
                    let refusal = self.refusal.borrow().clone();
                    return Err(LongWait { until, refusal });
                }
            };
            self.clock.sleep(self.time_to(until)).await;
        }
    }

    /// The time from now to then.
    pub(super) fn time_to(&self, then: Timestamp) -> Duration {
        Duration::try_from(then.duration_since(self.clock.now())).unwrap_or_default()
    }

    /// Whether nobody was told of this wait yet; notes that somebody is now.
    pub(super) fn is_news(&self, until: Timestamp) -> bool {
        let is_news = self.told_until.get().is_none_or(|told| told < until);
        if is_news {
            self.told_until.set(Some(until));
        }
        is_news
    }

    pub(super) fn forecast(&self, work: Work) -> Forecast {
        self.governor.borrow_mut().forecast(work, self.clock.now())
    }

    fn settle(&self, ticket: Ticket, ending: Ending, told: Option<Budget>) -> Option<Pause> {
        let pause = self.governor.borrow_mut().settle(ticket, ending, told, self.clock.now());
        self.answered.notify_waiters();
        pause
    }
}

/// A request on its way. One that is given up counts as lost.
#[derive(Debug)]
pub(super) struct Flight<'a> {
    admission: &'a Admission,
    ticket: Option<Ticket>,
}

impl Flight<'_> {
    /// Takes the answer in. Gives the wait that GitHub asks for where a limit refused the request.
    pub(super) fn landed(mut self, response: &Response) -> Option<LongWait> {
        let told = RateLimit::from_headers(&response.headers);
        let told =
            told.map(|RateLimit { limit, remaining, reset }| Budget { limit, remaining, reset });
        let may_be_limited =
            matches!(response.status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS);
        let refusal = may_be_limited.then(|| response.refusal());
        let refusal = refusal.filter(|refusal| refusal.kind.is_rate_limit());
        let now = self.admission.clock.now();
        let ending = match &refusal {
            Some(refusal) => refused(refusal, now),
            None if response.status == StatusCode::NOT_MODIFIED => Ending::Free,
            None => Ending::Answered,
        };
        let Pause { until } = self.admission.settle(self.ticket.take()?, ending, told)?;
        self.admission.refusal.borrow_mut().clone_from(&refusal);
        Some(LongWait { until, refusal })
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.admission.settle(ticket, Ending::Lost, None);
        }
    }
}

/// What a limit's refusal asks for: `retry-after`; else to wait for the hour's reset, and a second more
/// for clocks that differ.
fn refused(refusal: &Refusal, now: Timestamp) -> Ending {
    let told = refusal.wait.retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
    let reset = refusal.wait.reset.map(|reset| {
        reset.duration_since(now).saturating_add(AFTER_THE_RESET).max(AFTER_THE_RESET)
    });
    let asked = told.or(reset);
    if refusal.kind == RefusalKind::PrimaryRateLimit {
        Ending::RefusedForTheHour(asked)
    } else {
        Ending::RefusedForTooMuch(asked)
    }
}
