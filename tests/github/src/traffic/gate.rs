//! The API's limits alone, for simulations in which nothing travels.

use http::Method;
use jiff::Timestamp;

use super::limits::{Limits, Meter};
use crate::api::{Account, Answer};

/// What answers to one account say of its limits, in whatever time the caller lives in.
#[derive(Debug)]
pub struct Gate {
    limits: Limits,
    meter: Meter,
    account: Account,
}

/// The part of an answer that is about limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whether the request was refused by a limit.
    pub refused: bool,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// `x-ratelimit-limit`, `-remaining` and `-reset`; `None` where there is no limit.
    pub hour: Option<(u64, u64, Timestamp)>,
}

impl Gate {
    /// The limits of a user's account.
    pub fn new(limits: Limits) -> Self {
        Self { limits, meter: Meter::default(), account: Account::User(1) }
    }

    /// A request arrives. One that is not refused has to [`Self::leave`].
    pub fn arrive(&mut self, method: &Method, now: Timestamp) -> Told {
        let admitted = self.meter.admit(&self.limits, &self.account, method, false, now);
        let (refused, mut answer) = match admitted {
            Ok(()) => (false, Answer::no_content()),
            Err(refusal) => (true, refusal),
        };
        self.meter.tell(&self.limits, &self.account, &mut answer);
        let number = |name: &str| answer.headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
        let hour = || {
            let reset = i64::try_from(number("x-ratelimit-reset")?).ok()?;
            let reset = Timestamp::from_second(reset).ok()?;
            Some((number("x-ratelimit-limit")?, number("x-ratelimit-remaining")?, reset))
        };
        Told { refused, retry_after: number("retry-after"), hour: hour() }
    }

    /// A request that was let in has been answered.
    pub fn leave(&mut self) {
        self.meter.release(&self.account);
    }
}
