//! Rate limits, in a world whose time stands still until it is moved.

use std::time::Duration;

use github_standin::{
    Clock, CpuCost, Hint, Hour, Latency, Limits, Secondary, Server, Token, World,
};

use crate::client::{ADMIN, get, send, serve};

fn still(limits: Limits) -> (Server, Clock) {
    let clock = Clock::fixed("2026-11-22T12:00:00Z".parse().expect("a time"));
    let mut world = World::with_clock(clock.clone());
    world.add_token(ADMIN, Token::classic("octocat"));
    world.add_token("ghs_", Token::workflow("octocat/app"));
    let server = serve(world);
    server.set_limits(limits);
    (server, clock)
}

#[test]
fn the_hour_of_each_account_is_told_on_every_answer() {
    let (server, _) = still(Limits::default());
    let reset = "1795352400";
    for (token, target, status, limit) in [
        (ADMIN, "/user", 200, "5000"),
        ("ghs_", "/user", 403, "1000"),
        (ADMIN, "/nowhere", 404, "5000"),
    ] {
        let reply = send(&server, "GET", target, token);
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("x-ratelimit-limit"), Some(limit));
        assert_eq!(reply.header("x-ratelimit-reset"), Some(reset));
        assert_eq!(reply.header("x-ratelimit-resource"), Some("core"));
    }
    let overview = get(&server, "/rate_limit");
    assert_eq!(overview.json()["resources"]["core"]["remaining"], 4_998, "and asking is free");
}

#[test]
fn an_exceeded_hour_is_refused_until_it_ends() {
    let two = Limits { hour: Hour::Of(2), ..Limits::none() };
    let (server, clock) = still(two.clone());
    assert_eq!(get(&server, "/user").header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(get(&server, "/user").header("x-ratelimit-remaining"), Some("0"));
    let refused = get(&server, "/user");
    assert_eq!((refused.status, refused.header("x-ratelimit-remaining")), (403, Some("0")));
    assert!(refused.message().starts_with("API rate limit exceeded for user ID "));
    server.set_limits(Limits { hour_status: 429, ..two });
    assert_eq!(get(&server, "/user").status, 429);
    assert_eq!(send(&server, "GET", "/users/octocat", "ghs_").status, 200, "another account");
    clock.advance(Duration::from_hours(1));
    assert_eq!(get(&server, "/user").status, 200);
}

#[test]
fn nine_hundred_points_a_minute_are_180_changes() {
    let limits = Limits { secondary: Some(Secondary::default()), ..Limits::none() };
    let (server, clock) = still(limits);
    for _ in 0..179 {
        assert_eq!(send(&server, "DELETE", "/user/packages/npm/x", ADMIN).status, 404);
    }
    for _ in 0..5 {
        assert_eq!(get(&server, "/user").status, 200);
    }
    let refused = get(&server, "/user");
    assert_eq!((refused.status, refused.header("retry-after")), (403, Some("60")));
    assert!(refused.message().starts_with("You have exceeded a secondary rate limit."));
    assert_eq!(refused.header("x-ratelimit-limit"), None, "no hour is kept here");
    clock.advance(Duration::from_secs(59));
    assert_eq!(get(&server, "/user").header("retry-after"), Some("1"));
    clock.advance(Duration::from_secs(1));
    assert_eq!(get(&server, "/user").status, 200);
}

#[test]
fn cpu_time_is_a_limit_of_its_own_and_the_hint_may_be_missing() {
    let secondary = Secondary {
        cpu_cost: CpuCost { read: Duration::from_secs(30), change: Duration::from_secs(45) },
        status: 429,
        hint: Hint::None,
        ..Secondary::default()
    };
    let (server, clock) = still(Limits { secondary: Some(secondary), ..Limits::default() });
    for _ in 0..3 {
        assert_eq!(get(&server, "/user").status, 200);
        clock.advance(Duration::from_secs(10));
    }
    let refused = get(&server, "/user");
    assert_eq!((refused.status, refused.header("retry-after")), (429, None));
    assert_ne!(refused.header("x-ratelimit-remaining"), Some("0"));
}

#[test]
fn requests_at_once_are_counted_while_their_answers_are_under_way() {
    let secondary = Secondary { concurrent: 2, ..Secondary::default() };
    let (server, _) = still(Limits { secondary: Some(secondary), ..Limits::default() });
    server.set_latency(Latency::of(Duration::from_millis(300)));
    let statuses = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..3).map(|_| scope.spawn(|| get(&server, "/user").status)).collect();
        let mut statuses: Vec<u16> =
            asking.into_iter().map(|it| it.join().expect("an answer")).collect();
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [200, 200, 403]);
}
