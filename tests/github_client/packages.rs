//! Listings of packages.

use github_standin::{Fault, Method, PackageType as Kind, Visibility as Seen, World, matching};
use package_steward::domain::{PackageType, Visibility};
use package_steward::github::{ApiError, RefusalKind};

use crate::listener::{Listener, answer};
use crate::support::{Bench, ORGANIZATION, organization, world};

fn many(count: u32) -> World {
    let mut world = world();
    for number in 0..count {
        world.organization(ORGANIZATION).package(Kind::Npm, &format!("p{number}"));
    }
    world.organization(ORGANIZATION).package(Kind::Container, "other");
    world
}

#[tokio::test]
async fn packages_are_listed_to_the_end() {
    for (count, pages) in [(0, vec![1]), (100, vec![1]), (101, vec![1, 2]), (250, vec![1, 2, 3])] {
        let bench = Bench::new(many(count));
        let packages = bench.client.list_packages(&organization(), PackageType::Npm, None).await;
        assert_eq!(packages.expect("packages").len(), count as usize);
        assert_eq!(bench.pages(), pages);
    }
}

#[tokio::test]
async fn packages_are_filtered_by_visibility() {
    let mut world = world();
    for (name, visibility) in
        [("a", Seen::Public), ("b", Seen::Private), ("c", Seen::Internal), ("d", Seen::Public)]
    {
        world.organization(ORGANIZATION).package(Kind::Container, name).visibility(visibility);
    }
    let bench = Bench::new(world);
    for (visibility, expected) in [
        (Visibility::Public, vec!["a", "d"]),
        (Visibility::Private, vec!["b"]),
        (Visibility::Internal, vec!["c"]),
    ] {
        let packages = bench
            .client
            .list_packages(&organization(), PackageType::Container, Some(visibility))
            .await
            .expect("packages");
        let names: Vec<_> = packages.iter().map(|package| package.key.name.as_str()).collect();
        assert_eq!(names, expected);
        assert!(packages.iter().all(|package| package.visibility == Some(visibility)));
    }
}

#[tokio::test]
async fn a_listing_of_packages_that_ends_too_early_is_an_error() {
    let bench = Bench::new(many(250));
    bench.server.fail_next(matching(Method::GET, "page=2"), Fault::EmptyPage, 1);
    let listed = bench.client.list_packages(&organization(), PackageType::Npm, None).await;
    assert!(matches!(listed, Err(ApiError::Truncated { .. })), "{listed:?}");
}

#[tokio::test]
async fn a_listing_of_packages_that_goes_in_a_circle_is_an_error() {
    let link = ("link", "<?page=2>; rel=\"next\"");
    let listener = Listener::start(move |_| answer(200, &[link], "[{\"name\":\"a\"}]"));
    let client = listener.client("t");
    let listed = client.list_packages(&organization(), PackageType::Npm, None).await;
    assert!(matches!(listed, Err(ApiError::Truncated { .. })), "{listed:?}");
    assert_eq!(listener.lines().len(), 2);
}

#[tokio::test]
async fn ten_thousand_packages_may_not_be_all() {
    let listener = Listener::start(|line| {
        let page = line.split_once("&page=").map_or("1", |(_, rest)| rest);
        let page: u32 = page.split(' ').next().and_then(|page| page.parse().ok()).unwrap_or(0);
        let rows: Vec<_> = (0..100).map(|row| format!("{{\"name\":\"{page}-{row}\"}}")).collect();
        let link = format!("</x?per_page=100&page={}>; rel=\"next\"", page + 1);
        let links = [("link", link.as_str())];
        answer(200, if page == 100 { &[] } else { &links }, &format!("[{}]", rows.join(",")))
    });
    let client = listener.client("t");
    let listed = client.list_packages(&organization(), PackageType::Npm, None).await;
    let Err(ApiError::Truncated { why, .. }) = listed else { panic!("taken for all") };
    assert!(why.contains("10000"), "{why}");
    assert_eq!(listener.lines().len(), 100);
}

#[tokio::test]
async fn a_page_of_packages_that_is_too_deep_is_an_error_that_says_so() {
    let bench = Bench::new(many(250));
    let message = "The value of `per_page` multiplied by `page` cannot be greater than 10000.";
    let fault = Fault::Hostile { status: 400, message: message.to_owned() };
    bench.server.fail_next(matching(Method::GET, "page=3"), fault, 1);
    let listed = bench.client.list_packages(&organization(), PackageType::Npm, None).await;
    let error = listed.expect_err("too many");
    assert_eq!(error.refusal().map(|refusal| &refusal.kind), Some(&RefusalKind::PageTooDeep));
}
