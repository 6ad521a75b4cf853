//! One request and its answer.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, IF_NONE_MATCH, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;

use super::body::Body;
use super::connection::Ending;
use super::shared::Shared;
use super::visit::{Door, Reply, Visit};
use crate::api::{Account, Answer, Authorization, Caller};
use crate::registry::{Visitor, is_registry};
use crate::traffic::Request;
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
        let at_registry = is_registry(parts.uri.path());
        let (door, authorization) = if at_registry {
            let visitor = Visitor::of(&parts.headers, &world);
            let authorization = visitor.authorization();
            (Door::Registry(visitor), authorization)
        } else {
            let caller = Caller::of(&parts.headers, &world);
            let known = caller.as_ref().map(Caller::authorization);
            let authorization = known.unwrap_or(Authorization::Unknown);
            (Door::Api(caller), authorization)
        };
        let arrived = arrival(parts, authorization, &world);
        let (seq, fault) = traffic.enter(arrived, &mut world);
        let latency = if at_registry { traffic.latency.registry } else { traffic.latency.api };
        let (world, traffic) = (&mut *world, &mut *traffic);
        let (reply, account) =
            Visit { shared: self, parts, body, seq, world, traffic }.reply(door, fault.as_ref());
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
