//! Faults on request, the same ones each time.

use std::collections::HashMap;

use http::Method;

use super::ledger::Request;
use super::matcher::Matcher;
use crate::api;

/// What can go wrong with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 500 `Server Error`; nothing was done.
    ServerError,
    /// 500 `Server Error`, and yet it was done.
    ServerErrorAfter,
    /// 502 with a page of HTML; nothing was done.
    BadGateway,
    /// The connection is reset; nothing was done.
    ResetBefore,
    /// It was done, then the connection is reset.
    ResetAfter,
    /// It was done; the answer breaks off in its middle. An answer without a body is reset.
    Truncated,
    /// Nothing is done and no answer comes as long as the connection stands.
    Stall,
    /// It is done, and no answer comes as long as the connection stands.
    StallAfter,
    /// GitHub's secondary limit, whatever was used of it.
    SecondaryLimit {
        /// 403 or 429.
        status: u16,
        /// Seconds in `Retry-After`; `None`: no such header.
        retry_after: Option<u32>,
    },
    /// 404 `Package version not found.`, at the registry `MANIFEST_UNKNOWN`, as if the version had
    /// been deleted meanwhile; nothing was done. Only paths that name a version or manifest.
    AlreadyGone,
    /// A list or object that is no JSON. Only reads.
    InvalidJson,
    /// A page without rows, its `Link` untouched. Only lists.
    EmptyPage,
    /// The rows of the page before it. Only lists, from page 2.
    RepeatedPage,
    /// A page without `Link`. Only lists.
    MissingLink,
    /// 429 of the registry with this hint, such as `23.722µs`, in its text; nothing was done.
    TooManyRequests {
        /// How long to wait, unit and all.
        hint: String,
    },
    /// Bytes whose digest is another one, in the place of what was asked for. Only reads.
    WrongBytes,
    /// An answer of so many bytes of white space. Only reads.
    Oversized {
        /// How many.
        bytes: usize,
    },
    /// An error whose message is this text; nothing was done.
    Hostile {
        /// Its status.
        status: u16,
        /// Its message.
        message: String,
    },
}

impl Fault {
    /// Whether this fault can be done to that request.
    pub fn applies_to(&self, request: &Request) -> bool {
        let reads = request.method == Method::GET;
        let lists = || api::is_listing(&request.method, request.path.trim_start_matches("/api/v3"));
        match self {
            Self::AlreadyGone => {
                request.path.contains("/versions/") || request.path.contains("/manifests/")
            }
            Self::InvalidJson | Self::WrongBytes | Self::Oversized { .. } => reads,
            Self::EmptyPage | Self::MissingLink => lists(),
            Self::RepeatedPage => {
                let query = api::Query::parse(&request.query);
                lists() && query.get("page").is_some_and(|page| page != "1")
            }
            Self::ServerError
            | Self::ServerErrorAfter
            | Self::BadGateway
            | Self::ResetBefore
            | Self::ResetAfter
            | Self::Truncated
            | Self::Stall
            | Self::StallAfter
            | Self::SecondaryLimit { .. }
            | Self::TooManyRequests { .. }
            | Self::Hostile { .. } => true,
        }
    }
}

/// Faults that happen by chance, but by the same chance each time: whether a request is hit
/// depends on the seed, on its method and target, and on how often that same request came
/// before, not on the order in which different requests arrive.
#[derive(Clone, Debug)]
pub struct Faults {
    seed: u64,
    rates: Vec<(Fault, f64)>,
    only: Option<Matcher>,
}

impl Faults {
    /// No faults.
    pub fn none() -> Self {
        Self::seeded(0)
    }

    /// A plan without rates yet.
    pub fn seeded(seed: u64) -> Self {
        Self { seed, rates: Vec::new(), only: None }
    }

    /// Adds a fault that hits this share of the requests that it can be done to, from 0 to 1.
    #[must_use]
    pub fn rate(mut self, fault: Fault, share: f64) -> Self {
        self.rates.push((fault, share));
        self
    }

    /// Leaves all other requests in peace.
    #[must_use]
    pub fn only(mut self, matcher: Matcher) -> Self {
        self.only = Some(matcher);
        self
    }

    fn draw(&self, request: &Request, occurrence: u64) -> Option<Fault> {
        if self.only.as_ref().is_some_and(|only| !only.matches(request)) {
            return None;
        }
        let hit = |(at, (fault, share)): (usize, &(Fault, f64))| {
            let drawn = chance(&[
                &self.seed.to_le_bytes(),
                &at.to_le_bytes(),
                &occurrence.to_le_bytes(),
                request.method.as_str().as_bytes(),
                request.target().as_bytes(),
            ]);
            (drawn < *share && fault.applies_to(request)).then(|| fault.clone())
        };
        self.rates.iter().enumerate().find_map(hit)
    }
}

/// A number from 0 to 1 that depends on all the parts: FNV-1a, then a mixer so that near inputs
/// come out far apart.
fn chance(parts: &[&[u8]]) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().copied().flatten() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    let high = u32::try_from(hash >> 32).unwrap_or(u32::MAX);
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

/// All the faults that are to happen.
#[derive(Debug)]
pub(super) struct FaultPlan {
    by_chance: Faults,
    seen: HashMap<(Method, String), u64>,
    exact: Vec<Exact>,
}

#[derive(Debug)]
struct Exact {
    matcher: Matcher,
    fault: Fault,
    seen: u64,
    left: u64,
}

impl FaultPlan {
    pub(super) fn none() -> Self {
        Self { by_chance: Faults::none(), seen: HashMap::new(), exact: Vec::new() }
    }

    pub(super) fn set_by_chance(&mut self, faults: Faults) {
        self.by_chance = faults;
        self.seen.clear();
    }

    pub(super) fn add_exact(&mut self, matcher: Matcher, fault: Fault, times: u64) {
        self.exact.push(Exact { matcher, fault, seen: 0, left: times });
    }

    /// The fault for a request: an exact one first.
    pub(super) fn next(&mut self, request: &Request) -> Option<Fault> {
        let mut chosen = None;
        for exact in self.exact.iter_mut().filter(|exact| exact.matcher.matches(request)) {
            exact.seen += 1;
            if chosen.is_none() && exact.left > 0 && exact.matcher.is_due(exact.seen) {
                exact.left -= 1;
                chosen = Some(exact.fault.clone());
            }
        }
        if chosen.is_some() {
            return chosen;
        }
        if self.by_chance.rates.is_empty() {
            return None;
        }
        let occurrence = self.seen.entry((request.method.clone(), request.target())).or_insert(0);
        *occurrence += 1;
        let occurrence = *occurrence;
        self.by_chance.draw(request, occurrence)
    }
}
