//! What is there before a run.

use github_standin::{PackageType, Token, World, days_ago};

/// An organisation that owns packages.
pub(crate) const ORGANIZATION: &str = "octo-org";

/// The repository that workflows run in unless a test says otherwise.
pub(crate) const REPOSITORY: &str = "octo-org/app";

/// A user who is an owner of [`ORGANIZATION`].
pub(crate) const USER: &str = "octocat";

/// The `GITHUB_TOKEN` of a workflow in [`REPOSITORY`].
pub(crate) const WORKFLOW: &str = "ghs_workflow_of_the_app";

/// A classic token of [`USER`] with all scopes.
pub(crate) const CLASSIC: &str = "ghp_classic_of_octocat";

/// The organisation, the user and their tokens, and no package yet.
pub(crate) fn world() -> World {
    let mut world = World::new();
    world.organization(ORGANIZATION).owned_by(USER);
    world.add_token(CLASSIC, Token::classic(USER));
    world.add_token(WORKFLOW, Token::workflow(REPOSITORY));
    world
}

/// A world with one package of the organisation, linked to [`REPOSITORY`]: versions by name with their
/// age in days and their tags, as they were pushed one after the other.
pub(crate) fn listed(kind: PackageType, name: &str, versions: &[(&str, u32, &[&str])]) -> World {
    let mut world = world();
    for (version, days, tags) in versions {
        let package = world.organization(ORGANIZATION).package(kind, name).linked_to(REPOSITORY);
        package.version(version).created(days_ago(*days)).tags(tags);
    }
    world
}
