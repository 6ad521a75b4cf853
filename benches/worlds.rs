//! What is there to be read and to be deleted.

use std::io;
use std::time::Duration;

use github_standin::runner::Job;
use github_standin::{Image, Latency, Limits, PackageType, Server, Token, World, days_ago};

pub(crate) const OWNER: &str = "octo-org";
pub(crate) const TOKEN: &str = "ghp_of_the_benchmark";

/// The inputs that are the same in all runs.
pub(crate) const SAME: [(&str, &str); 3] =
    [("owner-type", "organization"), ("packages", "app"), ("dry-run", "true")];

/// Versions of a multi-platform image: an index and what it lists.
pub(crate) const PARTS: u32 = 4;

/// A server without limits, whose answers take so long, and a job on it.
pub(crate) fn serve(world: World, latency: Duration) -> io::Result<(Server, Job)> {
    let server = Server::start(world)?;
    server.set_limits(Limits::none());
    server.set_latency(Latency::of(latency));
    let job = Job::on(&server, "octo-org/app", TOKEN)?;
    Ok((server, job))
}

/// A package of npm with so many versions, the newest 30 days old.
pub(crate) fn npm(versions: u32) -> World {
    let mut world = empty();
    for patch in 0..versions {
        let package = world.organization(OWNER).package(PackageType::Npm, "app");
        package.version(&format!("1.0.{patch}")).created(days_ago(30 + (versions - patch) / 100));
    }
    world
}

/// A package of multi-platform images that has so many versions in all, the newest image 30 days old.
/// Each index has a tag.
pub(crate) fn images(versions: u32) -> World {
    let mut world = empty();
    let images = versions / PARTS;
    for number in 0..images {
        let mut package = world.organization(OWNER).package(PackageType::Container, "app");
        let image = Image::labelled(&number.to_string())
            .platforms(&["linux/amd64", "linux/arm64", "linux/s390x"])
            .tags(&[&format!("main-{number}")])
            .created(days_ago(30 + (images - number) / 25));
        package.push_image(&image);
    }
    world
}

/// An organisation without packages, and a token of its owner.
pub(crate) fn empty() -> World {
    let mut world = World::new();
    world.organization(OWNER).owned_by("octocat");
    world.add_token(TOKEN, Token::classic("octocat"));
    world
}
