//! All that is known of requests, under one lock.

use std::fmt;
use std::time::Duration;

use super::faults::{Fault, FaultPlan, Faults};
use super::ledger::Request;
use super::limits::{Limits, Meter};
use super::matcher::Matcher;
use crate::world::World;

/// How long answers take, beyond what the stand-in needs itself. None unless set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// Of the API.
    pub api: Duration,
    /// Of the registry.
    pub registry: Duration,
}

impl Latency {
    /// The same for both.
    pub fn of(each: Duration) -> Self {
        Self { api: each, registry: each }
    }
}

type Change = Box<dyn FnOnce(&mut World) + Send>;

pub(crate) struct Traffic {
    pub(crate) ledger: Vec<Request>,
    pub(crate) limits: Limits,
    pub(crate) meter: Meter,
    pub(crate) latency: Latency,
    faults: FaultPlan,
    hooks: Vec<Hook>,
}

struct Hook {
    matcher: Matcher,
    seen: u64,
    change: Option<Change>,
}

impl Traffic {
    pub(crate) fn new() -> Self {
        Self {
            ledger: Vec::new(),
            limits: Limits::default(),
            meter: Meter::default(),
            latency: Latency::default(),
            faults: FaultPlan::none(),
            hooks: Vec::new(),
        }
    }

    /// Enters a request in the ledger, its number and fault chosen here.
    pub(crate) fn enter(
        &mut self,
        mut request: Request,
        world: &mut World,
    ) -> (u64, Option<Fault>) {
        request.seq = self.ledger.len() as u64 + 1;
        for hook in &mut self.hooks {
            if hook.matcher.matches(&request) {
                hook.seen += 1;
                if hook.matcher.is_due(hook.seen)
                    && let Some(change) = hook.change.take()
                {
                    change(world);
                }
            }
        }
        self.hooks.retain(|hook| hook.change.is_some());
        let fault = self.faults.next(&request);
        request.fault.clone_from(&fault);
        let seq = request.seq;
        self.ledger.push(request);
        (seq, fault)
    }

    /// Notes the answer to a request.
    pub(crate) fn note_status(&mut self, seq: u64, status: u16) {
        let at = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
        if let Some(request) = at.and_then(|at| self.ledger.get_mut(at)) {
            request.status = Some(status);
        }
    }

    pub(crate) fn set_faults(&mut self, faults: Faults) {
        self.faults.set_by_chance(faults);
    }

    pub(crate) fn add_fault(&mut self, matcher: Matcher, fault: Fault, times: u64) {
        self.faults.add_exact(matcher, fault, times);
    }

    pub(crate) fn add_hook(&mut self, matcher: Matcher, change: Change) {
        self.hooks.push(Hook { matcher, seen: 0, change: Some(change) });
    }
}

impl fmt::Debug for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traffic").field("requests", &self.ledger.len()).finish_non_exhaustive()
    }
}
