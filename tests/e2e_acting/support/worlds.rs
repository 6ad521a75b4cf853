//! What is there before a run.

use github_standin::{Cosign, Image, PackageType, Server, Token, Version, Watch, World, days_ago};

/// An organisation that owns packages.
pub(crate) const ORGANIZATION: &str = "octo-org";

/// The repository that the job runs in.
pub(crate) const REPOSITORY: &str = "octo-org/app";

/// A user who is an owner of [`ORGANIZATION`].
pub(crate) const USER: &str = "octocat";

/// The `GITHUB_TOKEN` of a workflow in [`REPOSITORY`].
pub(crate) const WORKFLOW: &str = "ghs_workflow_of_the_app";

/// A classic token of [`USER`] with all scopes.
pub(crate) const CLASSIC: &str = "ghp_classic_of_octocat";

/// The organisation, the user and their tokens, and no package yet. What requests break is watched.
pub(crate) fn world() -> World {
    let mut world = World::new();
    world.watch = Watch::On;
    world.organization(ORGANIZATION).owned_by(USER);
    world.add_token(CLASSIC, Token::classic(USER));
    world.add_token(WORKFLOW, Token::workflow(REPOSITORY));
    world
}

/// Adds versions to a package of the organisation that is linked to [`REPOSITORY`]: each with its
/// name, its age in days and its tags, as they were pushed one after the other.
pub(crate) fn versions(
    world: &mut World,
    kind: PackageType,
    name: &str,
    rows: &[(&str, u32, &[&str])],
) {
    for (version, days, tags) in rows {
        let package = world.organization(ORGANIZATION).package(kind, name).linked_to(REPOSITORY);
        package.version(version).created(days_ago(*days)).tags(tags);
    }
}

/// A world with a docker package `app` of which each version has the tags that are written with blanks
/// between them, the oldest first, a day apart, the newest two days old.
pub(crate) fn tagged(rows: &[&str]) -> World {
    let mut world = world();
    let count = u32::try_from(rows.len()).expect("few rows");
    for (row, days) in rows.iter().zip((2..count + 2).rev()) {
        let tags: Vec<&str> = row.split_whitespace().collect();
        let digest = github_standin::digest_of(format!("{days} {row}").as_bytes());
        versions(&mut world, PackageType::Docker, "app", &[(&digest, days, &tags)]);
    }
    world
}

/// A world with an npm package `app` of so many versions, `1.0.0` the oldest, all months old.
pub(crate) fn releases(count: u32) -> World {
    let mut world = world();
    for patch in 0..count {
        let name = format!("1.0.{patch}");
        versions(&mut world, PackageType::Npm, "app", &[(&name, 90, &[])]);
    }
    world
}

/// The versions that are there in a package of the organisation, oldest push first.
pub(crate) fn active(server: &Server, kind: PackageType, name: &str) -> Vec<Version> {
    let world = server.world();
    let package = world.package(ORGANIZATION, kind, name);
    package.into_iter().flat_map(|package| package.versions.active().cloned()).collect()
}

/// A container package `deep/app` of four images with platforms, attestations and signatures.
pub(crate) fn images() -> World {
    let mut world = world();
    for (tags, days) in [("pr-1", 9), ("pr-2 nightly", 8), ("1.0.0", 7), ("latest", 6)] {
        let package = world.organization(ORGANIZATION).package(PackageType::Container, "deep/app");
        let mut package = package.linked_to(REPOSITORY).when(days_ago(days));
        let tags: Vec<&str> = tags.split(' ').collect();
        let image = Image::labelled(tags[0]).platforms(&["linux/amd64", "linux/arm64"]).attested();
        let root = package.push_image(&image.tags(&tags)).root;
        package.push_cosign(&root.manifest, Cosign::Signature, tags[0]);
        package.push_referrer(&root.manifest, &format!("provenance of {}", tags[0]));
    }
    world
}
