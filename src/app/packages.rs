//! Which packages a run looks after.

use super::planning::Planner;
use crate::domain::{Owner, Package, PackageKey, PackageName, PackageType, RepositoryName};
use crate::events::{Event, Problem};
use crate::github::{AccountKind, ApiError, Client, RefusalKind};
use crate::inputs::{OwnerKind, Place};

/// The owner, with the family of paths that addresses its packages.
pub(super) async fn find_owner(client: &Client, place: &Place) -> Result<Owner, ApiError> {
    let login = place.owner.clone();
    Ok(match place.owner_kind {
        OwnerKind::Organization => Owner::Organization(login),
        OwnerKind::User => Owner::User(login),
        // The registry knows no "own" namespace. Another's package of the same name there would tell lies
        // about this one's images, so the login is not taken from an input that means the repository's owner.
        OwnerKind::TokenOwner if place.package_types.contains(&PackageType::Container) => {
            Owner::TokenOwner(client.authenticated_user().await?.login)
        }
        OwnerKind::TokenOwner => Owner::TokenOwner(login),
        OwnerKind::Ask => match client.owner_kind(&login).await?.kind {
            AccountKind::Organization => Owner::Organization(login),
            AccountKind::User => Owner::User(login),
        },
    })
}

/// A package to list, and whether the user named it exactly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) key: PackageKey,
    pub(super) by: By,
}

/// How a package came to be wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// By its exact name. Whether it exists shows when it is listed.
    Name,
    /// It is in the listing of the owner's packages.
    Listing,
}

/// The packages that fit what was asked for. What can't be listed is told and left out; the only error is
/// that GitHub asks for too long a wait.
///
/// Packages named exactly are not looked up: the listing of their versions tells whether they are
/// there, and a request that the answer does not need is not sent.
pub(super) async fn find_packages(
    planner: &Planner<'_>,
    place: &Place,
) -> Result<Vec<Wanted>, ApiError> {
    let Planner { client, owner, witness, tell, .. } = planner;
    let mut wanted = Vec::new();
    for package_type in place.package_types.iter().copied() {
        let named = place.named(package_type);
        for name in &named {
            let key = PackageKey { package_type, name: name.clone() };
            match concern(planner, place, &key).await {
                Ok(Concern::Ours) => wanted.push(Wanted { key, by: By::Name }),
                Ok(Concern::OtherVisibility) => {}
                Ok(Concern::OtherRepository { wanted, linked }) => {
                    let problem = linked_elsewhere(&key, &wanted, linked.as_ref());
                    tell(Event::Failed { package: Some(key), problem });
                }
                Err(error @ ApiError::WaitTooLong { .. }) => return Err(error),
                Err(error) => fail(tell, Some(key), &error),
            }
        }
        if place.needs_a_listing() {
            match client.list_packages(owner, package_type, place.visibility).await {
                Ok(packages) => wanted.extend(
                    packages
                        .into_iter()
                        .inspect(|package| witness.note(package))
                        .filter(|package| place.takes_from_listing(&package.key.name))
                        .filter(|package| is_linked(place, package))
                        .filter(|package| !named.contains(&package.key.name))
                        .map(|package| Wanted { key: package.key, by: By::Listing }),
                ),
                Err(error @ ApiError::WaitTooLong { .. }) => return Err(error),
                Err(error) => fail(tell, None, &error),
            }
        }
    }
    Ok(wanted)
}

/// Whether a run looks after a package that it names exactly.
enum Concern {
    Ours,
    /// It is visible otherwise than was asked for.
    OtherVisibility,
    /// It is linked to another repository than was asked for, or to none.
    OtherRepository {
        wanted: RepositoryName,
        linked: Option<RepositoryName>,
    },
}

/// Looks a package up where that is needed to tell.
async fn concern(
    planner: &Planner<'_>,
    place: &Place,
    key: &PackageKey,
) -> Result<Concern, ApiError> {
    if place.visibility.is_none() && place.repository.is_none() {
        return Ok(Concern::Ours);
    }
    let package = match planner.client.get_package(planner.owner, key).await {
        Ok(package) => package,
        // The listing of its versions meets the same refusal, and tells it.
        Err(error) if error.is_not_found() => return Ok(Concern::Ours),
        Err(error) => return Err(error),
    };
    planner.witness.note(&package);
    Ok(match (&place.repository, place.visibility) {
        (Some(wanted), _) if !is_linked(place, &package) => {
            Concern::OtherRepository { wanted: wanted.clone(), linked: package.repository }
        }
        (_, Some(wanted)) if package.visibility != Some(wanted) => Concern::OtherVisibility,
        (_, _) => Concern::Ours,
    })
}

/// Whether a package is linked to the repository that was asked for, if one was.
fn is_linked(place: &Place, package: &Package) -> bool {
    let Some(wanted) = &place.repository else { return true };
    package.repository.as_ref().is_some_and(|linked| linked.is_same(wanted))
}

/// That somebody named a package and meant another, or the repository is wrong.
fn linked_elsewhere(
    key: &PackageKey,
    wanted: &RepositoryName,
    linked: Option<&RepositoryName>,
) -> Problem {
    let said = match linked {
        Some(linked) => format!("it is linked to the repository {linked}"),
        None => "it is linked to no repository".to_owned(),
    };
    Problem {
        doing: format!("take {key} for a package of the repository {wanted}"),
        said,
        means: "it is named in `packages`, and `repository` leaves it out; it is left alone".into(),
        advice: "correct `packages` or `repository`, or connect the package in its settings".into(),
    }
}

/// Whether an error says that a package does not exist, as far as GitHub tells that at all.
pub(super) fn is_missing(error: &ApiError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::PackageNotFound)
}

/// The names that exist in none of the types in which they were looked for.
pub(super) fn missing_names(
    absent: &[PackageKey],
    present: &[PackageKey],
) -> Vec<(PackageName, Vec<PackageType>)> {
    let mut missing: Vec<(PackageName, Vec<PackageType>)> = Vec::new();
    for key in absent {
        let same = |name: &PackageName| name.as_str().eq_ignore_ascii_case(key.name.as_str());
        if present.iter().any(|other| same(&other.name)) {
            continue;
        }
        match missing.iter_mut().find(|(name, _)| same(name)) {
            Some((_, types)) => types.push(key.package_type),
            None => missing.push((key.name.clone(), vec![key.package_type])),
        }
    }
    missing
}

/// Tells that something about a package could not be done.
fn fail(tell: &dyn Fn(Event), package: Option<PackageKey>, error: &ApiError) {
    tell(Event::Failed { package, problem: error.problem() });
}
