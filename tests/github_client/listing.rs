//! Listings of versions: never a part for the whole.

use std::collections::BTreeSet;
use std::sync::Barrier;

use github_standin::{Etags, Fault, Matcher, Method, PackageType as Kind, Server, matching};
use package_steward::domain::{Coverage, Inventory, PackageType, VersionId};
use package_steward::github::{ApiError, PAGES_AT_ONCE, VersionState};

use crate::listener::{Listener, answer};
use crate::support::{Bench, ORGANIZATION, npm, organization, package, world_with};

async fn list(bench: &Bench) -> Inventory {
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    listed.expect("versions")
}

fn bench(versions: u32) -> Bench {
    Bench::new(world_with(Kind::Npm, "hello", versions))
}

fn active(server: &Server) -> BTreeSet<u64> {
    let world = server.world();
    let package = world.package(ORGANIZATION, Kind::Npm, "hello").expect("the package");
    package.versions.active().map(|version| version.id).collect()
}

fn ids(inventory: &Inventory) -> BTreeSet<u64> {
    inventory.versions().iter().map(|version| version.id.0).collect()
}

fn push(world: &mut github_standin::World, name: &str) {
    world.organization(ORGANIZATION).package(Kind::Npm, "hello").version(name);
}

/// The pages in the order in which they were asked for, those put in order that may come in any: what is
/// read between the last page and page 1 again.
fn ordered(mut pages: Vec<u64>) -> Vec<u64> {
    let again = pages.iter().skip(1).position(|page| *page == 1).map_or(pages.len(), |at| at + 1);
    if let Some(between) = pages.get_mut(2..again) {
        between.sort_unstable();
    }
    pages
}

/// The number of the version at this place, counted from 0 and the newest.
fn newest(server: &Server, place: usize) -> u64 {
    active(server).into_iter().rev().nth(place).expect("so many versions")
}

#[tokio::test]
async fn a_listing_costs_its_pages_and_two_for_the_proof() {
    for (versions, pages) in [
        (1, vec![1, 1]),
        (99, vec![1, 1]),
        (100, vec![1, 2, 1]),
        (101, vec![1, 2, 2, 1]),
        (250, vec![1, 3, 2, 3, 1]),
        (500, vec![1, 5, 2, 3, 4, 5, 1]),
    ] {
        let bench = bench(versions);
        let inventory = list(&bench).await;
        assert_eq!(inventory.coverage, Coverage::Stable);
        assert_eq!(ids(&inventory), active(&bench.server));
        assert_eq!(ordered(bench.pages()), pages, "{versions}");
    }
}

/// Each page waits until all that may be asked for at once were asked for. Were they fewer, no answer would
/// ever come.
#[tokio::test]
async fn pages_are_asked_for_at_once_up_to_a_limit() {
    let rows = |page: usize| format!("[{{\"id\":{},\"name\":\"n\"}}]", 10_000 - page);
    let all_are_there = Barrier::new(PAGES_AT_ONCE);
    let last = 2 * PAGES_AT_ONCE + 2;
    let listener = Listener::start(move |line| {
        let page = line.split("page=").last().and_then(|rest| rest.split(' ').next());
        let page = page.and_then(|page| page.parse().ok()).filter(|_| line.contains("&page="));
        let page: usize = page.unwrap_or(1);
        if page > 1 && page < last {
            all_are_there.wait();
        }
        let next = format!("</x?per_page=1&page={}>; rel=\"next\"", page + 1);
        let to_last = format!(", </x?per_page=1&page={last}>; rel=\"last\"");
        let link = if page < last { next + &to_last } else { String::new() };
        answer(200, &[("link", &link)], &rows(page))
    });
    let client = listener.client("t");
    let listed = client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let listed = listed.expect("versions");
    assert_eq!((listed.versions().len(), listed.coverage), (last, Coverage::Stable));
    assert_eq!(listener.lines().len(), last + 2);
    assert_eq!(listener.most_at_once(), PAGES_AT_ONCE);
}

#[tokio::test]
async fn h20_links_that_lead_another_way_are_followed_one_by_one() {
    // The pages go by numbers, and yet the next page is named by something else as well.
    let listener = Listener::start(move |line| {
        let row = |id: u32| format!("[{{\"id\":{id},\"name\":\"n\"}}]");
        let last = ", </x?page=4>; rel=\"last\"";
        let next = |page: &str| format!("</x?page={page}>; rel=\"next\"{last}");
        match line {
            _ if line.contains("page=4") => answer(200, &[], &row(1)),
            _ if line.contains("page=3&after=x") => answer(200, &[("link", &next("4"))], &row(2)),
            _ if line.contains("page=3") => answer(404, &[], "{\"message\":\"Not Found\"}"),
            _ if line.contains("page=2") => answer(200, &[("link", &next("3&after=x"))], &row(3)),
            _ => answer(200, &[("link", &next("2"))], &row(4)),
        }
    });
    let client = listener.client("t");
    let listed = client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let listed = listed.expect("versions");
    assert_eq!((listed.versions().len(), listed.coverage), (4, Coverage::Stable));
}

#[tokio::test]
async fn h20_a_package_is_listed_whole_whatever_words_are_in_its_name() {
    for name in
        ["preview", "last-mile", "next", "rel=\"last\"", "a/next/prev>; rel=\"next\"", "blast"]
    {
        let mut world = crate::support::world();
        let mut seed =
            world.organization(ORGANIZATION).package(Kind::Container, name).version("sha256:0");
        for version in 1..250 {
            seed = seed.version(&format!("sha256:{version}"));
        }
        let bench = Bench::new(world);
        let key = package(PackageType::Container, name);
        let listed = bench.client.list_versions(&organization(), &key, VersionState::Active).await;
        let listed = listed.expect("versions");
        assert_eq!((listed.versions().len(), listed.coverage), (250, Coverage::Stable), "{name}");
    }
}

#[tokio::test]
async fn h08_what_is_pushed_meanwhile_is_taken_in() {
    for (request, page) in [("page=2", "2"), ("page=4", "4")] {
        let bench = bench(350);
        // The last page is read twice; the push comes before the second time.
        let nth = if page == "4" { 2 } else { 1 };
        bench
            .server
            .on_request(matching(Method::GET, request).nth(nth), |world| push(world, "1.0.0"));
        let inventory = list(&bench).await;
        assert_eq!(inventory.coverage, Coverage::Stable);
        assert_eq!(ids(&inventory), active(&bench.server));
        // Where the push came between two pages that were answered back to front, all is read once more.
        let requests = bench.pages().len();
        assert!([7, 7 + 3 + 2].contains(&requests), "{:?}", bench.pages());
    }
}

#[tokio::test]
async fn h08_a_deletion_meanwhile_makes_the_listing_anew() {
    // Deleted right before page 3 is read: the first version of page 4 slips onto page 3 at least.
    let bench = bench(350);
    let gone = newest(&bench.server, 250);
    let slipped = newest(&bench.server, 300);
    let before_page_3 = matching(Method::GET, "page=3");
    bench.server.on_request(before_page_3, move |world| assert!(world.delete_version(gone)));
    let inventory = list(&bench).await;
    assert_eq!(inventory.coverage, Coverage::Stable);
    assert!(inventory.version(VersionId(slipped)).is_some());
    assert_eq!(ids(&inventory), active(&bench.server), "what is gone is not listed either");
    let pages = bench.pages();
    let attempts: Vec<Vec<u64>> = pages.chunks(6).map(|pages| ordered(pages.to_vec())).collect();
    assert_eq!(attempts, [[1, 4, 2, 3, 4, 1], [1, 4, 2, 3, 4, 1]]);
}

#[tokio::test]
async fn h08_a_listing_that_moves_each_time_is_unstable() {
    let bench = bench(350);
    for (nth, place) in [(1, 250), (2, 240), (3, 230)] {
        let gone = newest(&bench.server, place);
        let before_page_3 = matching(Method::GET, "page=3").nth(nth);
        bench.server.on_request(before_page_3, move |world| assert!(world.delete_version(gone)));
    }
    let inventory = list(&bench).await;
    let Coverage::Unstable(why) = &inventory.coverage else { panic!("{:?}", inventory.coverage) };
    assert!(why.contains("listed 3 times"), "{why}");
    assert_eq!(bench.pages().len(), 18);
}

#[tokio::test]
async fn h20_an_empty_page_before_the_last_truncates() {
    let bench = bench(350);
    bench.server.fail_next(matching(Method::GET, "page=2"), Fault::EmptyPage, 1);
    let inventory = list(&bench).await;
    let expected = "page 2 was empty although it is not the last".to_owned();
    assert_eq!(inventory.coverage, Coverage::Truncated(expected));
}

#[tokio::test]
async fn h20_a_page_that_repeats_another_truncates() {
    let bench = bench(350);
    bench.server.fail_next(matching(Method::GET, "page=3"), Fault::RepeatedPage, 1);
    let inventory = list(&bench).await;
    let expected = "page 3 repeated another page".to_owned();
    assert_eq!(inventory.coverage, Coverage::Truncated(expected));
}

#[tokio::test]
async fn h20_links_that_are_missing_once_are_made_up_for() {
    for part in ["state=active", "page=2", "page=4"] {
        let bench = bench(350);
        bench.server.fail_next(matching(Method::GET, part), Fault::MissingLink, 1);
        let inventory = list(&bench).await;
        assert_eq!(inventory.coverage, Coverage::Stable, "{part}");
        assert_eq!(ids(&inventory), active(&bench.server), "{part}");
    }
}

#[tokio::test]
async fn h20_links_that_are_always_missing_truncate() {
    for part in ["state=active", "page=2"] {
        let bench = bench(350);
        bench.server.fail_next(matching(Method::GET, part), Fault::MissingLink, 1000);
        let inventory = list(&bench).await;
        assert!(matches!(inventory.coverage, Coverage::Truncated(_)), "{:?}", inventory.coverage);
    }
}

#[tokio::test]
async fn h20_without_a_last_relation_everything_is_found_all_the_same() {
    let rows = |ids: std::ops::Range<u64>| {
        let rows: Vec<_> = ids.rev().map(|id| format!("{{\"id\":{id},\"name\":\"n\"}}")).collect();
        format!("[{}]", rows.join(","))
    };
    let listener = Listener::start(move |line| {
        if line.contains("page=3") {
            answer(200, &[], &rows(1..3))
        } else if line.contains("page=2") {
            answer(200, &[("link", "</x?page=3>; rel=\"next\"")], &rows(3..6))
        } else {
            answer(200, &[("link", "</x?page=2>; rel=\"next\"")], &rows(6..9))
        }
    });
    let client = listener.client("t");
    let listed = client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let listed = listed.expect("versions");
    assert_eq!((listed.versions().len(), listed.coverage), (8, Coverage::Stable));
    assert_eq!(listener.lines().len(), 3 + 5);
}

#[tokio::test]
async fn h20_what_is_left_out_for_single_sign_on_truncates() {
    let sso = ("x-github-sso", "partial-results; organizations=1,2");
    let listener = Listener::start(move |_| answer(200, &[sso], "[]"));
    let client = listener.client("t");
    let listed = client.list_versions(&organization(), &npm(), VersionState::Active).await;
    let Coverage::Truncated(why) = listed.expect("versions").coverage else { panic!("whole") };
    assert!(why.contains("single sign-on"), "{why}");
}

#[tokio::test]
async fn an_error_on_the_first_page_is_an_error_and_later_truncates() {
    let fails = |part: &str| {
        let bench = bench(350);
        bench.server.fail_next(matching(Method::GET, part), Fault::ServerError, 5);
        bench
    };
    let at_once = fails("versions?per_page=100&state=active");
    let listed = at_once.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    assert!(matches!(listed, Err(ApiError::Refused { attempts: 5, .. })), "{listed:?}");

    let later = bench(350);
    later.server.fail_next(matching(Method::GET, "page=4"), Fault::InvalidJson, 1000);
    let inventory = list(&later).await;
    let Coverage::Truncated(why) = &inventory.coverage else { panic!("{:?}", inventory.coverage) };
    assert!(why.starts_with("page 4: "), "{why}");
}

fn per_page(request: &github_standin::Request) -> u64 {
    let mut pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
    let size = pairs.find(|(name, _)| *name == "per_page").map(|(_, size)| size.parse());
    size.expect("a size").expect("a number")
}

#[tokio::test]
async fn pages_that_the_server_can_not_put_together_are_read_in_smaller_parts() {
    for (largest, sizes) in [(50, &[100, 50][..]), (25, &[100, 50, 25])] {
        let bench = bench(470);
        let deep = Matcher::new(move |request| {
            let number = request.query.rsplit("&page=").next().and_then(|page| page.parse().ok());
            let size = per_page(request);
            size > largest && number.is_some_and(|number: u64| (number - 1) * size >= 300)
        });
        bench.server.fail_next(deep, Fault::ServerError, 1000);
        let inventory = list(&bench).await;
        assert_eq!(inventory.coverage, Coverage::Stable);
        assert_eq!(ids(&inventory), active(&bench.server));
        let asked: BTreeSet<u64> = bench.server.requests().iter().map(per_page).collect();
        assert_eq!(asked.into_iter().rev().collect::<Vec<_>>(), sizes);
    }
}

#[tokio::test]
async fn a_page_that_can_not_be_had_in_any_size_truncates() {
    let bench = bench(350);
    let deep = Matcher::new(|request| request.query.contains("&page="));
    bench.server.fail_next(deep, Fault::ServerError, 1000);
    let inventory = list(&bench).await;
    let Coverage::Truncated(why) = &inventory.coverage else { panic!("{:?}", inventory.coverage) };
    assert!(why.starts_with("page 4: "), "{why}");
    assert!(why.contains("500: Server Error"), "{why}");
    assert!(why.contains("tried 5 times"), "{why}");
}

#[tokio::test]
async fn what_has_not_changed_is_free_of_the_hour_where_the_server_gives_tags() {
    let mut world = world_with(Kind::Npm, "hello", 250);
    world.etags = Etags::On;
    let bench = Bench::new(world);
    let statuses = || -> Vec<(u64, u16)> {
        let pages = bench.pages().into_iter();
        pages.zip(bench.server.requests().iter().map(|it| it.status.expect("an answer"))).collect()
    };
    let inventory = list(&bench).await;
    assert_eq!((inventory.versions().len(), inventory.coverage), (250, Coverage::Stable));
    let mut found = statuses();
    found[2..4].sort_unstable();
    assert_eq!(found, [(1, 200), (3, 200), (2, 200), (3, 304), (1, 304)]);
    let left = bench.client.rate_limit().expect("an hour").remaining;
    assert_eq!(left, 5_000 - 3, "what was as it was is free");

    bench.server.forget_requests();
    let page = |number| {
        let (state, owner) = (VersionState::Active, organization());
        let client = &bench.client;
        async move { client.versions_on_page(&owner, &npm(), state, number).await.expect("a page") }
    };
    assert_eq!(page(3).await.len(), 50);
    push(&mut bench.server.world(), "9.9.9");
    assert_eq!(page(3).await.len(), 51, "what has changed is sent");
    assert_eq!(page(3).await.len(), 51);
    assert_eq!(statuses(), [(3, 304), (3, 200), (3, 304)]);
}

#[tokio::test]
async fn h20_a_wait_that_is_too_long_is_no_truncation() {
    let bench = bench(350);
    let limit = Fault::SecondaryLimit { status: 403, retry_after: Some(3600) };
    bench.server.fail_next(matching(Method::GET, "page=2"), limit, 1);
    let listed = bench.client.list_versions(&organization(), &npm(), VersionState::Active).await;
    assert!(matches!(listed, Err(ApiError::WaitTooLong { .. })), "{listed:?}");
}

#[tokio::test]
async fn h21_missing_times_are_listed_as_unknown() {
    let mut world = crate::support::world();
    world
        .organization(ORGANIZATION)
        .package(Kind::Npm, "hello")
        .version("1.0.0")
        .created(github_standin::When::Missing)
        .version("1.0.1")
        .created(github_standin::When::Null)
        .version("1.0.2")
        .created(github_standin::at("1980-01-01T00:00:00Z"));
    let bench = Bench::new(world);
    let inventory = list(&bench).await;
    assert_eq!(inventory.versions().len(), 3);
    for version in inventory.versions() {
        assert_eq!((version.created_at, version.updated_at), (None, None), "{}", version.name);
    }
}

#[tokio::test]
async fn docker_tags_are_read_under_either_name() {
    for key in [github_standin::DockerTagsKey::Tag, github_standin::DockerTagsKey::Tags] {
        let mut world = crate::support::world();
        world.docker_tags_key = key;
        world
            .organization(ORGANIZATION)
            .package(Kind::Docker, "app")
            .version("sha256:a")
            .tags(&["latest", "1.0"]);
        let bench = Bench::new(world);
        let key = package(PackageType::Docker, "app");
        let listed = bench.client.list_versions(&organization(), &key, VersionState::Active).await;
        let listed = listed.expect("versions");
        assert_eq!(listed.versions()[0].tags.len(), 2);
    }
}
