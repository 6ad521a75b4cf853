//! What concerns images in the container registry alone.

use crate::domain::{DeletedWindow, IncompleteImages, OrphanedReferrers, PackageType};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// What becomes of selected images that lack a part.
pub(super) fn incomplete_images(
    reader: &mut Reader<'_>,
    package_types: Result<&[PackageType], Noted>,
) -> Result<IncompleteImages, Noted> {
    let input = Input::IncompleteImages;
    refuse_without_images(reader, input, package_types);
    reader.word(input, |word| match word {
        "report" => Some(IncompleteImages::Report),
        "delete" => Some(IncompleteImages::Delete),
        _ => None,
    })
}

/// What becomes of signatures and attestations whose subject is gone.
pub(super) fn orphaned_referrers(
    reader: &mut Reader<'_>,
    package_types: Result<&[PackageType], Noted>,
) -> Result<OrphanedReferrers, Noted> {
    let input = Input::OrphanedReferrers;
    refuse_without_images(reader, input, package_types);
    reader.word(input, |word| match word {
        "report" => Some(OrphanedReferrers::Report),
        "delete" => Some(OrphanedReferrers::Delete),
        _ => None,
    })
}

/// Refuses an input that speaks of images where no type has any: it would do nothing.
fn refuse_without_images(
    reader: &mut Reader<'_>,
    input: Input,
    package_types: Result<&[PackageType], Noted>,
) {
    let has_images = package_types.is_ok_and(|types| types.contains(&PackageType::Container));
    if package_types.is_ok() && !has_images && reader.is_given(input) {
        let value = reader.value(input).unwrap_or_default();
        let advice = "the parts of images and what signs them are known there alone; leave it out";
        reader.object(input, &value, "`container` in `package-type` beside it", advice);
    }
}

/// What could select an image and leave out its parts.
const BY_PARTS: [Input; 6] = [
    Input::Tags,
    Input::VersionNames,
    Input::Semver,
    Input::Prereleases,
    Input::TagStatus,
    Input::OlderThan,
];

/// Refuses, where images are restored, what could bring one back without its parts.
///
/// A listing of deleted versions does not tell what belongs to what. Numbers are the user's own word
/// for what belongs together; a time of deletion takes all that went in one run.
pub(super) fn refuse_parts_of_images(
    reader: &mut Reader<'_>,
    package_types: &[PackageType],
    window: &DeletedWindow,
) {
    if !package_types.contains(&PackageType::Container) {
        return;
    }
    let expected = "`version-ids` alone, or a time of deletion alone, to restore images";
    for input in BY_PARTS {
        let value = reader.value(input).unwrap_or_default();
        if reader.is_given(input) && (input, value.as_str()) != (Input::TagStatus, "any") {
            let advice = "restoring images by this is not built yet: they could come back without \
                          their parts; take it out, or use a step of its own for other types";
            reader.object(input, &value, expected, advice);
        }
    }
    if reader.is_given(Input::VersionIds) && window.is_bounded() {
        let value = reader.value(Input::VersionIds).unwrap_or_default();
        let advice = "the time could leave out what belongs to them; take one of the two out";
        reader.object(Input::VersionIds, &value, expected, advice);
    }
}
