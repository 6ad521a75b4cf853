//! What GitHub refuses to a token that may do everything. None of it is in GitHub's description
//! of the API: statuses and texts are what users have reported, unless a comment says otherwise.

use jiff::Timestamp;

use super::access::Refusals;
use super::answer::Answer;
use crate::world::{Package, Presence, Version, Visibility};

/// Public versions with more downloads than this cannot be deleted.
pub const MOST_DOWNLOADS: u64 = 5_000;

pub(crate) fn refuse_deleting_version(
    package: &Package,
    row: &Version,
    refusals: &Refusals,
) -> Result<(), Answer> {
    if !row.is_active() || row.presence == Presence::ListedOnly {
        return Err(refusals.no_version());
    }
    if package.visibility == Visibility::Public && row.downloads > MOST_DOWNLOADS {
        let message = "Publicly visible package versions with more than 5000 downloads cannot be \
                       deleted. Contact GitHub support for further assistance.";
        return Err(refusals.bad_request(message));
    }
    // Seen for container; that docker, which has tags too, answers alike is an assumption.
    let last_tagged = package.package_type.has_tags()
        && !row.tags.is_empty()
        && !package.versions.another_tagged(row.id);
    if last_tagged {
        let message = "You cannot delete the last tagged version of a package. You must delete \
                       the package instead.";
        return Err(refusals.bad_request(message));
    }
    // Seen for the types without tags; that it also meets the only version of a container
    // package, when that is untagged, is an assumption.
    if package.versions.active_count() == 1 {
        let message =
            "You cannot delete the last version of a package. You must delete the package instead.";
        return Err(refusals.bad_request(message));
    }
    Ok(())
}

/// The rule is documented, the text is an assumption made after the one for versions.
pub(crate) fn refuse_deleting_package(
    package: &Package,
    refusals: &Refusals,
) -> Result<(), Answer> {
    let popular = package.versions.active().any(|row| row.downloads > MOST_DOWNLOADS);
    if package.visibility == Visibility::Public && popular {
        let message = "Publicly visible packages with versions of more than 5000 downloads cannot \
                       be deleted. Contact GitHub support for further assistance.";
        return Err(refusals.bad_request(message));
    }
    Ok(())
}

/// When a version can be restored is documented; how GitHub says no is not, and all of this is
/// an assumption: 404 for what its list of deleted versions would not show, 400 for the rest.
pub(crate) fn refuse_restoring_version(
    package: &Package,
    row: &Version,
    now: Timestamp,
    refusals: &Refusals,
) -> Result<(), Answer> {
    if row.is_active() {
        return Err(refusals.bad_request("The package version is not deleted."));
    }
    if !row.is_restorable(now) {
        return Err(refusals.no_version());
    }
    if package.versions.named(&row.name).is_some() {
        let message = "The package version is used by a new version. Delete it first.";
        return Err(refusals.bad_request(message));
    }
    Ok(())
}
