//! One request and its answer.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, IF_NONE_MATCH, LINK, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;

use super::body::Body;
use super::connection::Ending;
use super::shared::Shared;
use crate::api::{self, Account, Answer, Authorization, Call, Caller, DOCS, Query};
use crate::traffic::{Fault, Request, Traffic, secondary_refusal};
use crate::world::World;

/// Larger request bodies break the connection: manifests are at most 4 MiB.
const LARGEST_BODY: usize = 8 << 20;

/// The connection is to break without an answer.
#[derive(Debug)]
pub(super) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection breaks here")
    }
}

impl std::error::Error for Broken {}

/// What becomes of a request.
enum Reply {
    Whole(Answer),
    Half(Answer),
    Reset,
    Never,
}

pub(super) async fn exchange(
    request: http::Request<Incoming>,
    shared: Arc<Shared>,
    ending: Arc<Ending>,
) -> Result<Response<Body>, Broken> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else { return Err(Broken) };
    let body = body.to_bytes();
    let (reply, latency, _in_flight) = shared.reply(&parts, &body);
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    match reply {
        Reply::Whole(answer) => {
            let body = Body::whole(answer.body.clone());
            Ok(response(answer, body))
        }
        Reply::Half(answer) if !answer.body.is_empty() => {
            let body = Body::broken(&answer.body);
            Ok(response(answer, body))
        }
        Reply::Half(_) | Reply::Reset => {
            ending.by_reset();
            Err(Broken)
        }
        Reply::Never => pending().await,
    }
}

fn response(answer: Answer, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = *answer.headers;
    response
}

/// Holds a place among the requests at once, as long as the answer is on its way.
struct InFlight {
    shared: Arc<Shared>,
    account: Account,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.shared.traffic().meter.release(&self.account);
    }
}

impl Shared {
    fn reply(self: &Arc<Self>, parts: &Parts, body: &Bytes) -> (Reply, Duration, Option<InFlight>) {
        let mut world = self.world();
        let mut traffic = self.traffic();
        world.count_request();
        let caller = Caller::of(&parts.headers, &world);
        let authorization = match &caller {
            Ok(caller) => caller.authorization(),
            Err(_) => Authorization::Unknown,
        };
        let arrived = arrival(parts, authorization, &world);
        let (seq, fault) = traffic.enter(arrived, &mut world);
        let latency = traffic.latency.api;
        let mut visit =
            Visit { shared: self, parts, seq, world: &mut world, traffic: &mut traffic };
        let (reply, account) = visit.api(caller, fault.as_ref(), body);
        if let Reply::Whole(answer) | Reply::Half(answer) = &reply {
            traffic.note_status(seq, answer.status.as_u16());
        }
        let in_flight = account.map(|account| InFlight { shared: Arc::clone(self), account });
        (reply, latency, in_flight)
    }
}

fn arrival(parts: &Parts, authorization: Authorization, world: &World) -> Request {
    let text = |headers: &HeaderMap, name| {
        headers
            .get(name)
            .map(|value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Request {
        seq: 0,
        at: world.clock().now(),
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authorization,
        accept: text(&parts.headers, ACCEPT),
        user_agent: text(&parts.headers, USER_AGENT),
        if_none_match: text(&parts.headers, IF_NONE_MATCH),
        status: None,
        fault: None,
    }
}

/// A request in the middle of being answered.
struct Visit<'v> {
    shared: &'v Shared,
    parts: &'v Parts,
    seq: u64,
    world: &'v mut World,
    traffic: &'v mut Traffic,
}

impl Visit<'_> {
    /// The reply, and whose place among the requests at once it holds.
    fn api(
        &mut self,
        caller: Result<Caller, Answer>,
        fault: Option<&Fault>,
        _body: &Bytes,
    ) -> (Reply, Option<Account>) {
        let caller = match api::refuse_unusable(&self.parts.headers).and(caller) {
            Ok(caller) => caller,
            Err(refusal) => return (Reply::Whole(self.finished(refusal, None)), None),
        };
        let free = self.parts.uri.path() == "/rate_limit";
        let now = self.world.clock().now();
        let Traffic { meter, limits, .. } = &mut *self.traffic;
        if let Err(refusal) = meter.admit(limits, &caller.account, &self.parts.method, free, now) {
            return (Reply::Whole(self.finished(refusal, Some(&caller.account))), None);
        }
        let reply = self.with_fault(&caller, fault);
        (reply, Some(caller.account))
    }

    fn with_fault(&mut self, caller: &Caller, fault: Option<&Fault>) -> Reply {
        let server_error =
            || Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "Server Error", DOCS);
        let instead = match fault {
            None
            | Some(
                Fault::Truncated
                | Fault::ResetAfter
                | Fault::StallAfter
                | Fault::ServerErrorAfter
                | Fault::InvalidJson
                | Fault::EmptyPage
                | Fault::RepeatedPage
                | Fault::MissingLink,
            ) => None,
            Some(Fault::ResetBefore) => return Reply::Reset,
            Some(Fault::Stall) => return Reply::Never,
            Some(Fault::ServerError) => Some(server_error()),
            Some(Fault::BadGateway) => Some(bad_gateway()),
            Some(Fault::SecondaryLimit { status, retry_after }) => {
                Some(secondary_refusal(*status, *retry_after))
            }
            Some(Fault::AlreadyGone) => {
                Some(Answer::error(StatusCode::NOT_FOUND, "Package version not found.", DOCS))
            }
            Some(Fault::Hostile { status, message }) => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
                Some(Answer::error(status, message, DOCS))
            }
        };
        let account = Some(&caller.account);
        if let Some(answer) = instead {
            return Reply::Whole(self.finished(answer, account));
        }
        let mut answer = self.perform(caller, self.parts.uri.query().unwrap_or_default());
        match fault {
            Some(Fault::ResetAfter) => return Reply::Reset,
            Some(Fault::StallAfter) => return Reply::Never,
            Some(Fault::Truncated) => return Reply::Half(self.finished(answer, account)),
            Some(Fault::ServerErrorAfter) => answer = server_error(),
            Some(Fault::InvalidJson) => answer.body = Bytes::from_static(b"[{\"id\": 13, \"na"),
            Some(Fault::EmptyPage) => answer.body = Bytes::from_static(b"[]"),
            Some(Fault::RepeatedPage) => answer.body = self.previous_page(caller),
            Some(Fault::MissingLink) => {
                answer.headers.remove(LINK);
            }
            _ => {}
        }
        Reply::Whole(self.finished(answer, account))
    }

    fn perform(&mut self, caller: &Caller, query: &str) -> Answer {
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

    /// The body that the page before this one has.
    fn previous_page(&mut self, caller: &Caller) -> Bytes {
        let query = Query::parse(self.parts.uri.query().unwrap_or_default());
        let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize);
        let kept = query.0.iter().filter(|(key, _)| key != "page");
        let mut pairs: Vec<String> = kept.map(|(key, value)| format!("{key}={value}")).collect();
        pairs.push(format!("page={}", page.saturating_sub(1).max(1)));
        self.perform(caller, &pairs.join("&")).body
    }

    fn finished(&self, mut answer: Answer, account: Option<&Account>) -> Answer {
        if let Some(account) = account {
            self.traffic.meter.tell(&self.traffic.limits, account, &mut answer);
        }
        api::finish(&mut answer, self.seq, &self.parts.headers, self.world);
        answer
    }
}

fn bad_gateway() -> Answer {
    let page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad \
                Gateway</h1></center></body></html>";
    Answer::bytes(StatusCode::BAD_GATEWAY, Some("text/html"), page.into())
}
