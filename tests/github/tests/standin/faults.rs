//! Faults do what they say, and the same each time.

use std::io::ErrorKind;

use github_standin::{Fault, Faults, Method, Server, any, matching};
use serde_json::Value;

use crate::client::{ADMIN, get, send, serve, try_send, world};

const VERSIONS: &str = "/orgs/octo-org/packages/npm/hello/versions";

fn faulty(fault: Fault) -> Server {
    let server = serve(world());
    server.fail_next(any(), fault, 1);
    server
}

#[test]
fn broken_connections_tell_nothing_of_what_was_done() {
    for (fault, done) in
        [(Fault::ResetBefore, false), (Fault::ResetAfter, true), (Fault::Truncated, true)]
    {
        let server = serve(world());
        let id = get(&server, VERSIONS).ids()[1];
        server.fail_next(matching(Method::DELETE, "/versions/"), fault.clone(), 1);
        let error =
            try_send(&server, "DELETE", &format!("{VERSIONS}/{id}")).expect_err("no answer");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{fault:?}");
        assert_eq!(server.mutations().len(), usize::from(done), "{fault:?}");
        assert_eq!(server.requests()[1].fault, Some(fault));
    }
    let broken = try_send(&faulty(Fault::Truncated), "GET", VERSIONS).expect_err("half an answer");
    assert_eq!(broken.kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn a_stalled_answer_never_comes_and_the_server_still_stops() {
    use std::io::{Read as _, Write as _};
    for (fault, done) in [(Fault::Stall, 0), (Fault::StallAfter, 1)] {
        let server = serve(world());
        let id = get(&server, VERSIONS).ids()[1];
        server.fail_next(any(), fault, 1);
        let address = server.url().trim_start_matches("http://").to_owned();
        let mut stream = std::net::TcpStream::connect(&address).expect("a connection");
        let request = format!(
            "DELETE {VERSIONS}/{id} HTTP/1.1\r\nhost: x\r\nuser-agent: t\r\nauthorization: Bearer {ADMIN}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        while server.requests().len() < 2 {
            std::thread::yield_now();
        }
        assert_eq!(get(&server, "/user").status, 200, "others are answered meanwhile");
        assert_eq!(server.mutations().len(), done);
        drop(server);
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_err() || rest.is_empty(), "no answer: {rest:?}");
    }
}

#[test]
fn errors_come_with_the_body_they_have_at_github() {
    let reply = |fault| get(&faulty(fault), VERSIONS);
    let error = reply(Fault::ServerError);
    assert_eq!((error.status, error.message()), (500, "Server Error".to_owned()));
    let gateway = reply(Fault::BadGateway);
    assert_eq!((gateway.status, gateway.header("content-type")), (502, Some("text/html")));
    for (status, retry_after, header) in [(403, None, None), (429, Some(7), Some("7"))] {
        let limited = reply(Fault::SecondaryLimit { status, retry_after });
        assert_eq!((limited.status, limited.header("retry-after")), (status, header));
        assert!(limited.message().contains("secondary rate limit"));
    }
    let message = "::error::x\n##[set-output name=deleted;]1".to_owned();
    let hostile = reply(Fault::Hostile { status: 400, message: message.clone() });
    assert_eq!((hostile.status, hostile.message()), (400, message));
    let invalid = reply(Fault::InvalidJson);
    assert!(serde_json::from_slice::<Value>(&invalid.body).is_err());
}

#[test]
fn an_error_may_hide_that_it_was_done_and_a_404_that_it_was_not() {
    for (fault, status, done) in [(Fault::ServerErrorAfter, 500, 1), (Fault::AlreadyGone, 404, 0)] {
        let server = serve(world());
        let id = get(&server, VERSIONS).ids()[1];
        server.fail_next(matching(Method::DELETE, "/versions/"), fault, 1);
        assert_eq!(send(&server, "DELETE", &format!("{VERSIONS}/{id}"), ADMIN).status, status);
        assert_eq!(server.mutations().len(), done);
    }
}

#[test]
fn pages_may_be_wrong() {
    let server = serve(world());
    let page = |number: u32| get(&server, &format!("{VERSIONS}?per_page=1&page={number}"));
    let [first, second] = [page(1).ids(), page(2).ids()];
    server.fail_next(matching(Method::GET, "&page=2"), Fault::RepeatedPage, 1);
    server.fail_next(matching(Method::GET, "&page=2").nth(2), Fault::EmptyPage, 1);
    server.fail_next(matching(Method::GET, "&page=1"), Fault::MissingLink, 1);
    let repeated = page(2);
    assert_eq!((repeated.ids(), repeated.link("prev").is_some()), (first.clone(), true));
    let empty = page(2);
    assert_eq!((empty.ids().len(), empty.link("prev").is_some()), (0, true));
    assert_eq!(page(2).ids(), second);
    let unlinked = page(1);
    assert_eq!((unlinked.ids(), unlinked.header("link")), (first, None));
}

#[test]
fn chance_depends_on_the_seed_and_the_request_and_on_nothing_else() {
    let hits = |seed, order: &mut dyn Iterator<Item = u32>| {
        let server = serve(world());
        server.set_limits(github_standin::Limits::none());
        server.set_faults(
            Faults::seeded(seed)
                .rate(Fault::ServerError, 0.2)
                .only(matching(Method::GET, "/users/")),
        );
        let mut hits: Vec<u32> =
            order.filter(|at| get(&server, &format!("/users/u{at}")).status == 500).collect();
        assert_eq!(get(&server, "/user").status, 200);
        hits.sort_unstable();
        hits
    };
    let forward = hits(1, &mut (0..200));
    assert_eq!(forward, hits(1, &mut (0..200).rev()));
    assert_ne!(forward, hits(2, &mut (0..200)));
    assert!((20..=60).contains(&forward.len()), "about a fifth: {}", forward.len());
}

#[test]
fn a_retry_of_a_request_is_drawn_for_anew() {
    let server = serve(world());
    server.set_faults(Faults::seeded(3).rate(Fault::ServerError, 0.5));
    let statuses: Vec<u16> = (0..20).map(|_| get(&server, "/user").status).collect();
    assert!(statuses.contains(&200) && statuses.contains(&500), "{statuses:?}");
}

#[test]
fn others_may_change_the_world_right_before_a_request() {
    let server = serve(world());
    let id = get(&server, VERSIONS).ids()[1];
    server.on_request(matching(Method::DELETE, "/versions/"), move |world| {
        world.delete_version(id);
    });
    let reply = send(&server, "DELETE", &format!("{VERSIONS}/{id}"), ADMIN);
    assert_eq!((reply.status, reply.message()), (404, "Package version not found.".to_owned()));
}
