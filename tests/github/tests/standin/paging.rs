//! Pages: their size, their order, the way from one to the next, and what makes them wrong.

use github_standin::{Etags, Lag, Method, PackageType, World, days_ago, matching};

use crate::client::{ADMIN, get, serve, with_headers, world};

fn many(count: u32) -> World {
    let mut world = world();
    let mut package =
        world.organization("octo-org").package(PackageType::Npm, "a/b").version("1.0.0");
    for minor in 1..count {
        package = package.created(days_ago(9)).version(&format!("1.{minor}.0"));
    }

    world
}

#[test]
fn links_lead_through_every_version_once_by_the_owners_number() {
    let server = serve(many(205));
    let mut seen = Vec::new();
    let mut next =
        Some("/orgs/octo-org/packages/npm/a%2Fb/versions?per_page=100&state=active".to_owned());
    let mut pages = Vec::new();
    while let Some(target) = next {
        let page = get(&server, &target);
        seen.extend(page.ids());
        next = page.link("next");
        pages.push((
            page.link("last").is_some(),
            page.link("prev").is_some(),
            page.link("first").is_some(),
        ));
    }
    assert_eq!(seen.len(), 205);
    assert!(seen.is_sorted_by(|left, right| left > right), "newest first");
    assert_eq!(pages, [(true, false, false), (true, true, true), (false, true, true)]);
    let id = server.world().owner("octo-org").expect("the owner").id;
    let asked = &server.requests()[1];
    assert_eq!(asked.path, format!("/organizations/{id}/packages/npm/a%2Fb/versions"));
    assert_eq!(asked.query, "per_page=100&state=active&page=2");
}

#[test]
fn a_named_users_pages_are_at_the_users_number_and_ones_own_stay_there() {
    let mut world = World::new();
    world.add_token(ADMIN, github_standin::Token::classic("octocat"));
    for name in ["a", "b", "c"] {
        world.user("octocat").package(PackageType::Npm, name);
    }
    let server = serve(world);
    let id = server.world().owner("octocat").expect("the owner").id;
    for (asked, leads) in [
        ("/users/octocat/packages", format!("/user/{id}/packages")),
        ("/user/packages", "/user/packages".to_owned()),
    ] {
        let page = get(&server, &format!("{asked}?package_type=npm&per_page=2"));
        let next = page.link("next").expect("a second page");
        assert_eq!(next, format!("{leads}?package_type=npm&per_page=2&page=2"));
        assert_eq!(get(&server, &next).json()[0]["name"], "c");
    }
}

#[test]
fn one_page_has_no_link_and_one_beyond_the_end_is_empty() {
    let server = serve(many(30));
    let versions = "/orgs/octo-org/packages/npm/a%2Fb/versions";
    assert_eq!(get(&server, versions).header("link"), None);
    assert_eq!(get(&server, &format!("{versions}?page=2")).ids(), [0_u64; 0]);
}

#[test]
fn listing_packages_ends_at_ten_thousand() {
    let server = serve(world());
    let list = "/orgs/octo-org/packages?package_type=npm&per_page=100&page=";
    assert_eq!(get(&server, &format!("{list}100")).status, 200);
    let beyond = get(&server, &format!("{list}101"));
    assert_eq!(beyond.status, 400);
    let text = "The value of `per_page` multiplied by `page` cannot be greater than 10000.";
    assert_eq!(beyond.message(), text);
}

#[test]
fn an_etag_saves_the_body_and_the_hour() {
    let mut world = world();
    world.etags = Etags::On;
    let server = serve(world);
    let target = "/orgs/octo-org/packages/npm/hello/versions";
    let ask = |etag: &str| {
        let bearer = format!("Bearer {ADMIN}");
        let headers = [("authorization", &*bearer), ("user-agent", "t"), ("if-none-match", etag)];
        with_headers(&server, "GET", target, &headers)
    };
    let first = ask("\"x\"");
    let etag = first.header("etag").expect("an ETag").to_owned();
    let second = ask(&etag);
    assert_eq!((second.status, second.body.len()), (304, 0));
    assert_eq!(second.header("x-ratelimit-used"), Some("1"));
    let old = first.ids()[1];
    server.world().delete_version(old);
    let third = ask(&etag);
    assert_eq!((third.status, third.header("x-ratelimit-used")), (200, Some("2")));
}

#[test]
fn a_listing_may_be_behind_by_requests() {
    let mut world = world();
    world.lag = Lag::Requests(1);
    let server = serve(world);
    let versions = "/orgs/octo-org/packages/container/hello/versions";
    let [new, old] = get(&server, versions).ids()[..] else { panic!("two versions") };
    crate::client::send(&server, "DELETE", &format!("{versions}/{old}"), ADMIN);
    assert_eq!(get(&server, versions).ids(), [new, old], "not seen yet");
    assert_eq!(get(&server, &format!("{versions}/{old}")).status, 404, "though it is gone");
    assert_eq!(get(&server, versions).ids(), [new]);

    server.on_request(matching(Method::GET, "/versions"), move |world| {
        world.put_tag(new, "moved");
        world.organization("octo-org").package(PackageType::Container, "hello").version("sha256:c");
    });
    let late = get(&server, versions);
    assert_eq!(late.ids(), [new]);
    assert_eq!(
        late.json()[0]["metadata"]["container"]["tags"],
        serde_json::json!(["1.1.0", "latest"])
    );
    get(&server, "/user");
    let caught_up = get(&server, versions);
    assert_eq!(caught_up.ids().len(), 2);
    assert_eq!(caught_up.json()[1]["metadata"]["container"]["tags"][2], "moved");
}

#[test]
fn large_packages_are_seeded_and_paged_fast_enough_to_test_with() {
    let mut world = World::new();
    world.add_token(ADMIN, github_standin::Token::classic("octocat"));
    let mut package =
        world.user("octocat").package(PackageType::Container, "big").version("sha256:0");
    for at in 1..135_000 {
        package = package.version(&format!("sha256:{at:064x}")).tags(&[&format!("t{at}")]);
    }

    let server = serve(world);
    let page = get(&server, "/user/packages/container/big/versions?per_page=100&page=1350");
    assert_eq!((page.ids().len(), page.link("next")), (100, None));
}

#[test]
fn a_listing_may_be_behind_by_time() {
    let mut world = world();
    world.lag = Lag::Time(jiff::SignedDuration::from_secs(30));
    let server = serve(world);
    let versions = "/orgs/octo-org/packages/npm/hello/versions";
    let [new, old] = get(&server, versions).ids()[..] else { panic!("two versions") };
    server.world().delete_version(old);
    assert_eq!(get(&server, versions).ids(), [new, old]);
    assert_eq!(get(&server, &format!("{versions}?state=deleted")).ids(), [0_u64; 0]);
    server.world().clock().advance(std::time::Duration::from_secs(30));
    assert_eq!(get(&server, versions).ids(), [new]);
    assert_eq!(get(&server, &format!("{versions}?state=deleted")).ids(), [old]);
}
