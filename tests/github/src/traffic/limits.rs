//! GitHub's rate limits: the hour of each account, and the secondary ones.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::api::{Account, Answer};
use crate::registry::too_many_requests;

/// Which limits hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The primary limit.
    pub hour: Hour,
    /// Status of its refusal: 403 or 429, GitHub documents both.
    pub hour_status: u16,
    /// The secondary limits, when they hold.
    pub secondary: Option<Secondary>,
    /// The registry's limit, when it holds: requests a minute of each account, evenly.
    pub registry_per_minute: Option<u32>,
}

impl Default for Limits {
    /// The hour as GitHub has it, no secondary limits.
    fn default() -> Self {
        Self { hour: Hour::Real, hour_status: 403, secondary: None, registry_per_minute: None }
    }
}

impl Limits {
    /// Neither, as on GitHub Enterprise Server: no header speaks of any.
    pub fn none() -> Self {
        Self { hour: Hour::Off, ..Self::default() }
    }

    /// Both, as GitHub documents them, and the registry's as it has been seen.
    pub fn documented() -> Self {
        Self {
            secondary: Some(Secondary::default()),
            registry_per_minute: Some(44_000),
            ..Self::default()
        }
    }
}

/// The primary limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hour {
    /// 5,000 for a user, 1,000 for a repository's workflows, 5,000 for an installation, 60 for
    /// nobody.
    Real,
    /// So many for everybody.
    Of(u64),
    /// None.
    Off,
}

/// The secondary limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Secondary {
    /// A read is one point, a change five. 900 at GitHub.
    pub points_per_minute: u64,
    /// Requests at once. 100 at GitHub.
    pub concurrent: usize,
    /// CPU time in 60 seconds of real time. 90 seconds at GitHub.
    pub cpu_per_minute: Duration,
    /// What a request costs of it.
    pub cpu_cost: CpuCost,
    /// How long an account stays refused. GitHub advises a minute.
    pub penalty: Duration,
    /// Status of the refusal: 403 or 429.
    pub status: u16,
    /// Whether the refusal says how long to wait.
    pub hint: Hint,
}

impl Default for Secondary {
    fn default() -> Self {
        Self {
            points_per_minute: 900,
            concurrent: 100,
            cpu_per_minute: Duration::from_secs(90),
            cpu_cost: CpuCost::default(),
            penalty: Duration::from_mins(1),
            status: 403,
            hint: Hint::RetryAfter,
        }
    }
}

/// What requests cost of GitHub's CPU time. GitHub says no numbers: these are a model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuCost {
    /// A GET or HEAD.
    pub read: Duration,
    /// Anything else.
    pub change: Duration,
}

impl Default for CpuCost {
    fn default() -> Self {
        Self { read: Duration::from_millis(30), change: Duration::from_millis(60) }
    }
}

/// Whether a refusal by a secondary limit carries `Retry-After`; GitHub's come both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It does.
    RetryAfter,
    /// It does not.
    None,
}

const MINUTE: SignedDuration = SignedDuration::from_secs(60);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What each account has used.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    usages: HashMap<Account, Usage>,
    /// What each account may still ask of the registry, in requests, and since when.
    buckets: HashMap<Account, (f64, Timestamp)>,
}

#[derive(Debug, Default)]
struct Usage {
    /// When the running hour ends.
    reset: Option<Timestamp>,
    used: u64,
    /// The requests of the last minute.
    recent: VecDeque<(Timestamp, u64, Duration)>,
    in_flight: usize,
    refused_until: Option<Timestamp>,
}

impl Usage {
    fn roll(&mut self, now: Timestamp) {
        if self.reset.is_none_or(|reset| now >= reset) {
            self.reset = Some(now.saturating_add(HOUR).unwrap_or(now));
            self.used = 0;
        }
        while self.recent.front().is_some_and(|(at, ..)| now.duration_since(*at) >= MINUTE) {
            self.recent.pop_front();
        }
        if self.refused_until.is_some_and(|until| now >= until) {
            self.refused_until = None;
        }
    }
}

impl Meter {
    /// Takes a request in, or says why not. What is taken in must be [`Self::release`]d.
    pub(crate) fn admit(
        &mut self,
        limits: &Limits,
        account: &Account,
        method: &Method,
        free_of_the_hour: bool,
        now: Timestamp,
    ) -> Result<(), Answer> {
        let usage = self.usages.entry(account.clone()).or_default();
        usage.roll(now);
        let allowed = limits.hour.size(account);
        if !free_of_the_hour && allowed.is_some_and(|allowed| usage.used >= allowed) {
            return Err(hour_exceeded(account, limits.hour_status));
        }
        let reads = *method == Method::GET || *method == Method::HEAD || *method == Method::OPTIONS;
        if let Some(secondary) = &limits.secondary {
            let (points, cpu) =
                if reads { (1, secondary.cpu_cost.read) } else { (5, secondary.cpu_cost.change) };
            secondary.check(usage, points, cpu, now)?;
            usage.recent.push_back((now, points, cpu));
        }
        usage.used += u64::from(!free_of_the_hour);
        usage.in_flight += 1;
        Ok(())
    }

    /// Takes a request to the registry in, or says why not: a bucket that holds a second's worth.
    pub(crate) fn admit_to_registry(
        &mut self,
        limits: &Limits,
        account: &Account,
        now: Timestamp,
    ) -> Result<(), Answer> {
        let Some(per_minute) = limits.registry_per_minute else { return Ok(()) };
        let per_second = f64::from(per_minute) / 60.0;
        let most = per_second.max(1.0);
        let (left, since) = self.buckets.entry(account.clone()).or_insert((most, now));
        let refilled = *left + now.duration_since(*since).as_secs_f64() * per_second;
        (*left, *since) = (refilled.min(most), now);
        if *left < 1.0 {
            let wait = (1.0 - *left) / per_second;
            return Err(too_many_requests(&in_go(wait), per_minute));
        }
        *left -= 1.0;
        Ok(())
    }

    /// A request that was taken in has ended.
    pub(crate) fn release(&mut self, account: &Account) {
        if let Some(usage) = self.usages.get_mut(account) {
            usage.in_flight = usage.in_flight.saturating_sub(1);
        }
    }

    /// Gives back what an unchanged answer took of the hour.
    pub(crate) fn refund(&mut self, account: &Account) {
        if let Some(usage) = self.usages.get_mut(account) {
            usage.used = usage.used.saturating_sub(1);
        }
    }

    /// Writes the headers that tell what is left.
    pub(crate) fn tell(&self, limits: &Limits, account: &Account, answer: &mut Answer) {
        let Some(allowed) = limits.hour.size(account) else { return };
        let usage = self.usages.get(account);
        let used = usage.map_or(0, |usage| usage.used);
        let reset = usage.and_then(|usage| usage.reset).map_or(0, Timestamp::as_second);
        answer.set("x-ratelimit-limit", &allowed.to_string());
        answer.set("x-ratelimit-remaining", &allowed.saturating_sub(used).to_string());
        answer.set("x-ratelimit-used", &used.to_string());
        answer.set("x-ratelimit-reset", &reset.to_string());
        answer.set("x-ratelimit-resource", "core");
    }

    /// The answer to `GET /rate_limit`.
    pub(crate) fn overview(&self, limits: &Limits, account: &Account) -> Answer {
        let Some(allowed) = limits.hour.size(account) else {
            let doc = "https://docs.github.com/rest/rate-limit/rate-limit\
                       #get-rate-limit-status-for-the-authenticated-user";
            return Answer::error(StatusCode::NOT_FOUND, "Rate limiting is not enabled.", doc);
        };
        let usage = self.usages.get(account);
        let used = usage.map_or(0, |usage| usage.used);
        let reset = usage.and_then(|usage| usage.reset).map_or(0, Timestamp::as_second);
        let core = json!({
            "limit": allowed,
            "used": used,
            "remaining": allowed.saturating_sub(used),
            "reset": reset,
        });
        Answer::json(StatusCode::OK, &json!({ "resources": { "core": core }, "rate": core }))
    }
}

impl Hour {
    fn size(self, account: &Account) -> Option<u64> {
        match (self, account) {
            (Self::Off, _) => None,
            (Self::Of(size), _) => Some(size),
            (Self::Real, Account::User(_) | Account::Installation(_)) => Some(5_000),
            (Self::Real, Account::Repository(_)) => Some(1_000),
            (Self::Real, Account::Anonymous) => Some(60),
        }
    }
}

impl Secondary {
    fn check(
        &self,
        usage: &mut Usage,
        points: u64,
        cpu: Duration,
        now: Timestamp,
    ) -> Result<(), Answer> {
        let spent_points: u64 = usage.recent.iter().map(|(_, points, _)| points).sum();
        let spent_cpu: Duration = usage.recent.iter().map(|(.., cpu)| *cpu).sum();
        let exceeded = usage.in_flight >= self.concurrent
            || spent_points + points > self.points_per_minute
            || spent_cpu + cpu > self.cpu_per_minute;
        if exceeded && usage.refused_until.is_none() {
            let penalty = SignedDuration::try_from(self.penalty).unwrap_or(MINUTE);
            usage.refused_until = Some(now.saturating_add(penalty).unwrap_or(now));
        }
        match usage.refused_until {
            Some(until) => {
                let left = until.duration_since(now).as_millis();
                let seconds = u32::try_from((left + 999) / 1_000).unwrap_or(60);
                let retry_after = match self.hint {
                    Hint::RetryAfter => Some(seconds),
                    Hint::None => None,
                };
                Err(secondary_refusal(self.status, retry_after))
            }
            None => Ok(()),
        }
    }
}

/// Seconds as Go writes a duration, in the unit that suits.
fn in_go(seconds: f64) -> String {
    if seconds < 0.001 {
        format!("{:.3}µs", seconds * 1_000_000.0)
    } else if seconds < 1.0 {
        format!("{:.6}ms", seconds * 1_000.0)
    } else {
        format!("{seconds:.9}s")
    }
}

fn hour_exceeded(account: &Account, status: u16) -> Answer {
    let whose = match account {
        Account::User(id) => format!("user ID {id}"),
        Account::Installation(id) => format!("installation ID {id}"),
        // A workflow's token is an installation's too; the number is the Actions app's here.
        Account::Repository(_) => "installation ID 15368".to_owned(),
        Account::Anonymous => "127.0.0.1".to_owned(),
    };
    let message = format!("API rate limit exceeded for {whose}.");
    let doc = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    Answer::error(status, &message, doc)
}

/// The refusal of a secondary limit, without `status` in its body, as it has been seen.
pub(crate) fn secondary_refusal(status: u16, retry_after: Option<u32>) -> Answer {
    let body = json!({
        "documentation_url": "https://docs.github.com/free-pro-team@latest/rest/overview/\
                              rate-limits-for-the-rest-api#about-secondary-rate-limits",
        "message": "You have exceeded a secondary rate limit. Please wait a few minutes before \
                    you try again. If you reach out to GitHub Support for help, please include \
                    the request ID 57A1:0001:1D2E3F:2F3E4D:6A5B4C3D.",
    });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    let answer = Answer::json(status, &body);
    match retry_after {
        Some(seconds) => answer.with("retry-after", &seconds.to_string()),
        None => answer,
    }
}
