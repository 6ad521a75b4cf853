//! How many requests a run sends: what it reads, and what it looks at again.

use github_standin::{Image, Method, hours_ago};

use crate::setting::{Setting, app, world};

/// Images in the large package, each of four platforms: 10,000 versions.
const IMAGES: u32 = 2_000;

const PAGES: usize = 100;

/// A package in which every image is one of a pull request.
fn large() -> Setting {
    let mut world = world();
    for number in 0..IMAGES {
        let (label, tag) = (format!("image-{number}"), format!("pr-{number}"));
        let image = Image::labelled(&label).platforms(&[
            "linux/amd64",
            "linux/arm64",
            "linux/arm",
            "linux/s390x",
        ]);
        let pushed = hours_ago(48 + 2 * (IMAGES - number));
        app(&mut world).push_image(&image.tags(&[tag.as_str()]).created(pushed));
    }
    Setting::of(world)
}

fn doomed(setting: &Setting, tag: &str) -> Vec<u64> {
    let world = setting.server.world();
    let row = world.tagged("octo-org", "app", tag).expect("the image");
    // The parts are pushed right before their index.
    (row.id - 4..=row.id).collect()
}

#[test]
fn h27_closing_a_pull_request_in_a_large_package_reads_nothing_that_the_cache_has() {
    let setting = large();
    let cold = setting.run(&[("tags", "pr-5"), ("dry-run", "true")]);
    cold.ended_with(0);
    let reads = setting.manifests_read();
    let listed = setting.requests(&Method::GET, "/versions").len();
    println!("cold: {listed} requests for listings, {reads} manifests of {IMAGES} images");
    assert!(reads <= IMAGES as usize + IMAGES as usize / 10, "{reads} manifests");
    assert!(listed <= PAGES + 2, "{listed} for listings");
    for tag in ["pr-5", &format!("pr-{}", IMAGES - 1)] {
        let ids = doomed(&setting, tag);
        setting.server.forget_requests();
        setting.run(&[("tags", tag)]).ended_with(0);
        setting.is_untroubled();
        assert!(ids.iter().all(|id| !setting.is_there(*id)), "{tag} is there: {ids:?}");
        assert_eq!(setting.manifests_read(), 0, "{tag}");
        let sent = setting.server.requests().len();
        println!("warm, {tag}: {sent} requests for a package of {PAGES} pages");
        assert!(sent <= PAGES + 30, "{tag}: {sent} requests");
    }
}
