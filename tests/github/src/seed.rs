//! A believable namespace, for demonstrations.

use crate::world::{
    Cosign, Image, Manifest, PackageSeed, PackageType, PullState, PushedImage, ReleaseStage, Token,
    Visibility, World, days_ago, hours_ago,
};

/// A classic token with all scopes, of an owner of [`DEMO_OWNER`].
pub const DEMO_TOKEN: &str = "ghp_demo";

/// The `GITHUB_TOKEN` of a workflow in [`DEMO_REPOSITORY`].
pub const DEMO_WORKFLOW_TOKEN: &str = "ghs_demo";

/// The organisation that everything belongs to.
pub const DEMO_OWNER: &str = "octo-org";

/// The repository that the packages are linked to.
pub const DEMO_REPOSITORY: &str = "octo-org/shop";

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// Releases with the days since each, oldest first.
const RELEASES: [(&str, u32); 14] = [
    ("1.0.0", 402),
    ("1.0.1", 395),
    ("1.1.0", 360),
    ("1.2.0", 331),
    ("1.2.1", 325),
    ("1.3.0", 290),
    ("1.4.0", 255),
    ("2.0.0-rc.1", 230),
    ("2.0.0", 221),
    ("2.0.1", 214),
    ("2.1.0", 160),
    ("2.2.0", 98),
    ("2.3.0", 41),
    ("2.3.1", 12),
];

/// Pull requests with the days since their last push; the last four are open.
const PULLS: [(u64, u32); 20] = [
    (101, 88),
    (102, 85),
    (104, 80),
    (105, 74),
    (106, 70),
    (108, 63),
    (109, 60),
    (110, 55),
    (111, 47),
    (113, 40),
    (114, 33),
    (115, 29),
    (116, 22),
    (117, 17),
    (119, 13),
    (120, 9),
    (118, 8),
    (121, 5),
    (123, 2),
    (124, 1),
];

const OPEN_PULLS: [u64; 4] = [118, 121, 123, 124];

/// An organisation that publishes a shop: a container with multi-platform releases, signatures,
/// images of pull requests, nightly builds and a build cache; a second one that a careless clean-up
/// has damaged; npm, maven, nuget and rubygems packages; and the repository that tells which pull
/// requests, branches and tags there are.
pub fn demo() -> World {
    let mut world = World::new();
    world.organization(DEMO_OWNER).owned_by("octocat");
    world.add_token(DEMO_TOKEN, Token::classic("octocat"));
    world.add_token(DEMO_WORKFLOW_TOKEN, Token::workflow(DEMO_REPOSITORY));
    repository(&mut world);
    shop(&mut world);
    damaged(&mut world);
    for kind in [PackageType::Npm, PackageType::Maven, PackageType::Nuget, PackageType::Rubygems] {
        library(&mut world, kind);
    }
    world
}

fn repository(world: &mut World) {
    let repository = world.add_repository(DEMO_REPOSITORY);
    repository.branch("main").branch("feat/checkout").branch("release/2.x");
    for (version, _) in RELEASES {
        let stage =
            if version.contains('-') { ReleaseStage::Prerelease } else { ReleaseStage::Published };
        repository.release(&format!("v{version}"), stage);
    }
    for (number, _) in PULLS {
        let open = OPEN_PULLS.contains(&number);
        let state = if open { PullState::Open } else { PullState::Merged };
        let branch = format!("change-{number}");
        repository.pull(number, state, &branch);
        if open {
            repository.branch(&branch);
        }
    }
}

/// What happened to the shop's images, in the order in which it did.
#[derive(Clone, Copy, Debug)]
enum Event {
    Release(&'static str),
    Pull(u64),
    Nightly(u32),
    Branch(&'static str),
    Cache(u32),
}

fn history() -> Vec<(u32, Event)> {
    let releases = RELEASES.map(|(version, days)| (days * 24, Event::Release(version)));
    let pulls = PULLS.map(|(number, days)| (days * 24 + 5, Event::Pull(number)));
    let nightly = (1..=30).map(|night| (night * 24 - 20, Event::Nightly(night)));
    let caches = (0..6).map(|week| (week * 7 * 24 + 3, Event::Cache(week)));
    let branches = [(40, Event::Branch("main")), (190, Event::Branch("feat-checkout"))];
    let mut all: Vec<(u32, Event)> =
        releases.into_iter().chain(pulls).chain(nightly).chain(caches).chain(branches).collect();
    all.sort_by_key(|(hours, _)| std::cmp::Reverse(*hours));
    all
}

fn shop(world: &mut World) {
    package(world, PackageType::Container, "shop")
        .created(days_ago(410))
        .visibility(Visibility::Public);
    for (hours, event) in history() {
        let mut shop = package(world, PackageType::Container, "shop").when(hours_ago(hours));
        match event {
            Event::Release(version) => release(&mut shop, version),
            Event::Pull(number) => {
                let image = Image::labelled(&format!("pull {number}")).platforms(&PLATFORMS[..1]);
                shop.push_image(&image.attested().tags(&[&format!("pr-{number}")]));
            }
            Event::Nightly(night) => {
                let image = Image::labelled(&format!("night {night}")).platforms(&PLATFORMS);
                shop.push_image(&image.attested().tags(&["nightly"]));
            }
            Event::Branch(branch) => {
                let image = Image::labelled(branch).platforms(&PLATFORMS).attested();
                shop.push_image(&image.tags(&[branch]));
            }
            Event::Cache(week) => {
                let cache = Manifest::buildkit_cache(&format!("week {week}"), 12);
                shop.push_manifest(&cache).tags(&["buildcache"]);
            }
        }
    }
}

/// A release with its floating tags, signed: at first by cosign's tags, later by a referrer.
fn release(shop: &mut PackageSeed<'_>, version: &str) {
    let mut tags = vec![version];
    if let [major_minor, major] = floating(version)[..] {
        tags.extend([major_minor, major, "latest"]);
    }
    let image = Image::labelled(version).platforms(&PLATFORMS).attested().tags(&tags);
    let PushedImage { root, .. } = shop.push_image(&image);
    if version.starts_with('1') {
        shop.push_cosign(&root.manifest, Cosign::Signature, version);
    } else {
        shop.push_referrer(&root.manifest, &format!("provenance of {version}"));
        shop.push_referrer(&root.manifest, &format!("bill of materials of {version}"));
    }
    if version == "2.0.0" {
        // Public, and pulled more often than GitHub lets versions be deleted.
        shop.existing(root.manifest.digest()).downloads(12_400);
    }
}

/// `2.3` and `2` of `2.3.1`; nothing of a pre-release.
fn floating(version: &str) -> Vec<&str> {
    if version.contains('-') {
        return Vec::new();
    }
    let ends = version.rmatch_indices('.').map(|(at, _)| at);
    ends.map(|at| &version[..at]).collect()
}

/// Five days ago somebody deleted "everything untagged" here, and with it what the tags need.
fn damaged(world: &mut World) {
    let mut members = Vec::new();
    for (version, days) in [("0.9.0", 120), ("0.9.1", 90), ("1.0.0", 20)] {
        let mut worker = package(world, PackageType::Container, "shop/worker").when(days_ago(days));
        let image = Image::labelled(&format!("worker {version}")).platforms(&PLATFORMS);
        let pushed = worker.push_image(&image.attested().tags(&[version]));
        members.extend(pushed.members.into_iter().map(|member| member.manifest));
    }
    let mut worker = package(world, PackageType::Container, "shop/worker");
    for member in &members[..8] {
        worker.existing(member.digest()).deleted(days_ago(5));
    }
}

fn library(world: &mut World, kind: PackageType) {
    let (name, versions): (&str, Vec<String>) = match kind {
        PackageType::Npm => ("shop-client", npm_versions()),
        PackageType::Maven => (
            "com.octo.shop",
            ["1.0-SNAPSHOT", "1.0.0", "1.1.0.Final", "2.0-SNAPSHOT", "2.0.0"]
                .map(str::to_owned)
                .into(),
        ),
        PackageType::Nuget => {
            ("Octo.Shop", (0..8).map(|build| format!("1.{build}.0.{}", 400 + build)).collect())
        }
        PackageType::Rubygems => (
            "shop",
            ["1.0.0.pre1", "1.0.0.pre2", "1.0.0", "1.1.0", "1.2.0", "2.0.0"]
                .map(str::to_owned)
                .into(),
        ),
        PackageType::Docker | PackageType::Container => return,
    };
    let count = u32::try_from(versions.len()).unwrap_or(u32::MAX);
    package(world, kind, name).created(days_ago(count * 9));
    for (age, version) in (1..=count).rev().zip(&versions) {
        package(world, kind, name).version(version).created(days_ago(age * 9));
    }
}

/// Releases, each after its betas.
fn npm_versions() -> Vec<String> {
    let mut versions = Vec::new();
    for minor in 0..6 {
        versions.extend((1..=3).map(|beta| format!("1.{minor}.0-beta.{beta}")));
        versions.push(format!("1.{minor}.0"));
    }
    versions.push("1.6.0-beta.1".to_owned());
    versions
}

fn package<'w>(world: &'w mut World, kind: PackageType, name: &str) -> PackageSeed<'w> {
    world.organization(DEMO_OWNER).package(kind, name).linked_to(DEMO_REPOSITORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_whole_but_for_what_it_says_is_damaged() {
        let world = demo();
        let incomplete = world.incomplete_tags();
        let tags: Vec<&str> = incomplete.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["shop/worker:0.9.0", "shop/worker:0.9.1"]);
        let latest = world.tagged(DEMO_OWNER, "shop", "latest").expect("a latest");
        assert!(latest.tags.iter().any(|tag| tag == "2.3.1"), "{:?}", latest.tags);
        assert_eq!(world.packages().len(), 6);
    }

    #[test]
    fn the_demos_versions_were_pushed_in_the_order_of_their_times() {
        let world = demo();
        for package in world.packages() {
            let times = package.versions.all().iter().map(|row| row.created_at.time());
            assert!(times.is_sorted(), "{}", package.name);
        }
    }
}
