//! A request in the middle of being answered: limits, then faults, then the API or the registry.

use bytes::Bytes;
use http::header::LINK;
use http::request::Parts;
use http::{Method, StatusCode};

use super::shared::Shared;
use crate::api::{self, Account, Answer, Call, Caller, DOCS, Query};
use crate::registry::{self, Ask, Visitor};
use crate::traffic::{Fault, Traffic, secondary_refusal};
use crate::world::World;

/// What becomes of a request.
pub(super) enum Reply {
    Whole(Answer),
    /// The answer breaks off in its middle.
    Half(Answer),
    Reset,
    Never,
}

/// Who is at which door.
pub(super) enum Door {
    Api(Result<Caller, Answer>),
    Registry(Visitor),
}

pub(super) struct Visit<'v> {
    pub(super) shared: &'v Shared,
    pub(super) parts: &'v Parts,
    pub(super) body: &'v Bytes,
    pub(super) seq: u64,
    pub(super) world: &'v mut World,
    pub(super) traffic: &'v mut Traffic,
}

/// Who may come in, as what.
enum Guest {
    Api(Caller),
    Registry(Visitor),
}

impl Visit<'_> {
    /// The reply, and whose place among the requests at once it holds.
    pub(super) fn reply(&mut self, door: Door, fault: Option<&Fault>) -> (Reply, Option<Account>) {
        match self.admit(door) {
            Ok(guest) => {
                let reply = self.with_fault(&guest, fault);
                let account = match guest {
                    Guest::Api(caller) => Some(caller.account),
                    Guest::Registry(_) => None,
                };
                (reply, account)
            }
            Err(refusal) => (Reply::Whole(refusal), None),
        }
    }

    fn admit(&mut self, door: Door) -> Result<Guest, Answer> {
        let now = self.world.clock().now();
        let Traffic { meter, limits, .. } = &mut *self.traffic;
        match door {
            Door::Registry(visitor) => {
                let account = visitor.account(self.world);
                let admitted = meter.admit_to_registry(limits, &account, now);
                admitted.map_err(|refusal| self.stamped(refusal))?;
                Ok(Guest::Registry(visitor))
            }
            Door::Api(caller) => {
                let usable = api::refuse_unusable(&self.parts.headers).and(caller);
                let caller = usable.map_err(|refusal| self.finished(refusal, None))?;
                let free = self.parts.uri.path().ends_with("/rate_limit");
                let (account, method) = (&caller.account, &self.parts.method);
                let Traffic { meter, limits, .. } = &mut *self.traffic;
                let admitted = meter.admit(limits, account, method, free, now);
                admitted.map_err(|refusal| self.finished(refusal, Some(account)))?;
                Ok(Guest::Api(caller))
            }
        }
    }

    fn with_fault(&mut self, guest: &Guest, fault: Option<&Fault>) -> Reply {
        match fault {
            Some(Fault::ResetBefore) => return Reply::Reset,
            Some(Fault::Stall) => return Reply::Never,
            _ => {}
        }
        if let Some(answer) = fault.and_then(|fault| instead(fault, guest)) {
            return Reply::Whole(self.finished_for(answer, guest));
        }
        let mut answer = self.perform(guest, self.parts.uri.query().unwrap_or_default());
        match fault {
            Some(Fault::ResetAfter) => return Reply::Reset,
            Some(Fault::StallAfter) => return Reply::Never,
            Some(Fault::Truncated) => return Reply::Half(self.finished_for(answer, guest)),
            Some(Fault::ServerErrorAfter) => answer = server_error(),
            Some(Fault::InvalidJson) => answer.body = Bytes::from_static(b"[{\"id\": 13, \"na"),
            Some(Fault::WrongBytes) => answer.body = Bytes::from_static(b"{\"schemaVersion\": 2}"),
            Some(Fault::Oversized { bytes }) => answer.body = vec![b' '; *bytes].into(),
            Some(Fault::EmptyPage) => answer.body = Bytes::from_static(b"[]"),
            Some(Fault::RepeatedPage) => answer.body = self.previous_page(guest),
            Some(Fault::MissingLink) => {
                answer.headers.remove(LINK);
            }
            _ => {}
        }
        Reply::Whole(self.finished_for(answer, guest))
    }

    fn perform(&mut self, guest: &Guest, query: &str) -> Answer {
        match guest {
            Guest::Api(caller) => self.perform_api(caller, query),
            Guest::Registry(visitor) => self.perform_registry(visitor, query),
        }
    }

    fn perform_api(&mut self, caller: &Caller, query: &str) -> Answer {
        let prefix = self.world.edition.api_prefix();
        let Some(path) = self.parts.uri.path().strip_prefix(prefix) else {
            return Answer::not_found();
        };
        let base = format!("{}{prefix}", self.shared.origin);
        let (method, headers) = (&self.parts.method, &self.parts.headers);
        let call = Call { method, path, query: Query::parse(query), headers, base: &base };
        let Traffic { meter, limits, .. } = &mut *self.traffic;
        let answer = self.world.in_the_name_of(self.seq, |world| {
            api::answer(&call, caller, world, || meter.overview(limits, &caller.account))
        });
        if answer.status == StatusCode::NOT_MODIFIED {
            meter.refund(&caller.account);
        }
        answer
    }

    fn perform_registry(&mut self, visitor: &Visitor, query: &str) -> Answer {
        let ask = Ask {
            method: &self.parts.method,
            path: self.parts.uri.path(),
            query: Query::parse(query),
            headers: &self.parts.headers,
            body: self.body,
            origin: &self.shared.origin,
        };
        self.world.in_the_name_of(self.seq, |world| registry::answer(&ask, visitor, world))
    }

    /// The body that the page before this one has.
    fn previous_page(&mut self, guest: &Guest) -> Bytes {
        let query = Query::parse(self.parts.uri.query().unwrap_or_default());
        let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize);
        let kept = query.0.iter().filter(|(key, _)| key != "page");
        let mut pairs: Vec<String> = kept.map(|(key, value)| format!("{key}={value}")).collect();
        pairs.push(format!("page={}", page.saturating_sub(1).max(1)));
        self.perform(guest, &pairs.join("&")).body
    }

    fn finished_for(&self, answer: Answer, guest: &Guest) -> Answer {
        match guest {
            Guest::Api(caller) => self.finished(answer, Some(&caller.account)),
            Guest::Registry(_) => self.stamped(answer),
        }
    }

    fn finished(&self, mut answer: Answer, account: Option<&Account>) -> Answer {
        if let Some(account) = account {
            self.traffic.meter.tell(&self.traffic.limits, account, &mut answer);
        }
        api::finish(&mut answer, self.seq, &self.parts.headers, self.world);
        answer
    }

    fn stamped(&self, mut answer: Answer) -> Answer {
        api::stamp(&mut answer, self.seq, self.world);
        if self.parts.method == Method::HEAD && answer.status != StatusCode::OK {
            answer.body = Bytes::new();
        }
        answer
    }
}

/// The answer of a fault that does not do what was asked for.
fn instead(fault: &Fault, guest: &Guest) -> Option<Answer> {
    Some(match fault {
        Fault::ServerError => server_error(),
        Fault::BadGateway => bad_gateway(),
        Fault::SecondaryLimit { status, retry_after } => secondary_refusal(*status, *retry_after),
        Fault::TooManyRequests { hint } => registry::too_many_requests(hint, 44_000),
        Fault::AlreadyGone => match guest {
            Guest::Api(_) => {
                Answer::error(StatusCode::NOT_FOUND, "Package version not found.", DOCS)
            }
            Guest::Registry(_) => registry::manifest_unknown(),
        },
        Fault::Hostile { status, message } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
            Answer::error(status, message, DOCS)
        }
        Fault::ServerErrorAfter
        | Fault::ResetBefore
        | Fault::ResetAfter
        | Fault::Truncated
        | Fault::Stall
        | Fault::StallAfter
        | Fault::InvalidJson
        | Fault::WrongBytes
        | Fault::Oversized { .. }
        | Fault::EmptyPage
        | Fault::RepeatedPage
        | Fault::MissingLink => return None,
    })
}

fn server_error() -> Answer {
    Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "Server Error", DOCS)
}

fn bad_gateway() -> Answer {
    let page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad \
                Gateway</h1></center></body></html>";
    Answer::bytes(StatusCode::BAD_GATEWAY, Some("text/html"), page.into())
}
