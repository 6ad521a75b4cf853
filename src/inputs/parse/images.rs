//! What concerns images in the container registry alone.

use crate::domain::{IncompleteImages, OrphanedReferrers, PackageType};
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::request::Untag;
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

/// What becomes of selected tags whose version other tags hold.
pub(super) fn untag(
    reader: &mut Reader<'_>,
    package_types: Result<&[PackageType], Noted>,
) -> Result<Untag, Noted> {
    refuse_without_images(reader, Input::Untag, package_types);
    Ok(if reader.switch(Input::Untag)? { Untag::Yes } else { Untag::No })
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

/// Refuses, where images are repaired, types in which an image is one version: nothing of it can be
/// missing.
pub(super) fn refuse_types_without_parts(reader: &mut Reader<'_>, package_types: &[PackageType]) {
    if package_types.iter().any(|one| *one != PackageType::Container) {
        let value = reader.value(Input::PackageType).unwrap_or_default();
        let advice = "images of other types are one version, of which no part can be missing; \
                      `mode: restore` brings versions of theirs back";
        let expected = "`container` alone beside `mode: repair`";
        reader.object(Input::PackageType, &value, expected, advice);
    }
}
