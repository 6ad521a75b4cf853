//! What the files of the workspace protect.

use std::path::{Path, PathBuf};

use crate::domain::{
    FileReferences, GlobReferences, Home, PackageType, Reference, ReferencedIn, references,
};
use crate::inputs::problem::Noted;
use crate::inputs::reading::{Reader, Separator};
use crate::inputs::table::Input;
use crate::inputs::workspace_files::{FileGlob, WorkspaceFiles, references_of_siblings};

/// What decides which images a file can name.
#[derive(Clone, Copy)]
pub(super) struct Nameable<'a> {
    /// Where the packages are at home.
    pub(super) home: Result<&'a Home, Noted>,
    /// The registries that are looked in.
    pub(super) package_types: Result<&'a [PackageType], Noted>,
}

/// What the files name that the globs find. They are read here and now, and not again in this run.
pub(super) fn referenced_in(
    reader: &mut Reader<'_>,
    nameable: Nameable<'_>,
) -> Result<ReferencedIn, Noted> {
    let input = Input::KeepReferencedIn;
    let Some(items) = reader.list(input, Separator::Comma)? else {
        return Ok(ReferencedIn::default());
    };
    if nameable.package_types.is_ok_and(|types| !types.iter().any(|one| one.has_tags())) {
        let value = reader.value(input)?;
        let expected = "`none` where no package has images";
        let advice = "files name images alone; `keep-version-names` keeps versions of other types";
        return Err(reader.object(input, &value, expected, advice));
    }
    let workspace = reader.environment().workspace();
    let root = workspace.clone().unwrap_or_else(|| PathBuf::from("."));
    let files = WorkspaceFiles::of(&root);
    let mut files =
        files.map_err(|advice| reader.refuse(input, &root.to_string_lossy(), advice))?;
    let globs = reader.each_item(input, &items, |reader, item| {
        let glob = FileGlob::parse(item, workspace.as_deref());
        let found = glob.and_then(|glob| {
            files.fitting(&glob, |path, text| FileReferences {
                path: path.to_owned(),
                references: nameable
                    .home
                    .map(|home| named_in(path, text, home))
                    .unwrap_or_default(),
            })
        });
        let files = found.map_err(|advice| reader.refuse(input, item, advice))?;
        Ok(GlobReferences { glob: item.to_owned(), files })
    })?;
    Ok(ReferencedIn::new(nameable.home?.clone(), globs))
}

/// What a file names: what its text does, and in YAML what entries beside each other do together.
fn named_in(path: &str, text: &str, home: &Home) -> Vec<Reference> {
    let mut found = references(text, home);
    let ending = Path::new(path).extension().unwrap_or_default();
    if ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml)) {
        for (line, text) in references_of_siblings(text) {
            let together = references(&text, home).into_iter();
            found.extend(together.map(|reference| Reference { line, ..reference }));
        }
        found.sort_by_key(|reference| reference.line);
    }
    found
}
