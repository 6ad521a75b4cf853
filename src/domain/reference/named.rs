//! What the files that a keep names say of a package.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::home::Home;
use super::{Reference, SaysWhich, Target};
use crate::domain::{Digest, PackageKey, Tag, Version};

/// The files of a workspace that protect what they name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferencedIn {
    home: Option<Arc<Home>>,
    globs: Vec<GlobReferences>,
}

/// What a glob found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobReferences {
    /// The glob, as it was written.
    pub glob: String,
    /// The files that fit it.
    pub files: Vec<Arc<FileReferences>>,
}

/// What a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReferences {
    /// Its path from the workspace.
    pub path: String,
    /// What it names of the packages at home in that registry.
    pub references: Vec<Reference>,
}

impl ReferencedIn {
    /// What these globs found, of packages that are at home there.
    pub fn new(home: Home, globs: Vec<GlobReferences>) -> Self {
        Self { home: Some(Arc::new(home)), globs }
    }

    /// Whether no file is asked. Files that name nothing are asked all the same.
    pub fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    /// The globs, as they were written.
    pub fn globs(&self) -> impl Iterator<Item = &str> {
        self.globs.iter().map(|glob| glob.glob.as_str())
    }

    /// What the files of each glob name of this package.
    pub(in crate::domain) fn of_package(&self, package: &PackageKey) -> Vec<Named<'_>> {
        let Some(home) = &self.home else { return Vec::new() };
        if !package.package_type.has_tags() {
            return Vec::new();
        }
        self.globs.iter().map(|glob| Named::of(glob, home, package)).collect()
    }
}

/// Where a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) struct Source<'a> {
    /// The path of the file.
    pub(in crate::domain) file: &'a str,
    /// The line, from 1.
    pub(in crate::domain) line: u32,
    /// What it names: a tag, a digest, or the name of an image of which nobody knows which.
    pub(in crate::domain) names: Names<'a>,
}

/// What of a package a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum Names<'a> {
    /// The version with this digest.
    Digest(Digest),
    /// The version with this tag.
    Tag(&'a str),
    /// All of it: this image, and nobody can read which.
    Whole(&'a str),
}

/// What the files of one glob name of one package.
#[derive(Debug)]
pub(in crate::domain) struct Named<'a> {
    /// The glob, as it was written.
    pub(in crate::domain) glob: &'a str,
    digests: BTreeMap<Digest, Source<'a>>,
    tags: BTreeMap<&'a str, Source<'a>>,
    whole: Option<Source<'a>>,
}

impl<'a> Named<'a> {
    fn of(glob: &'a GlobReferences, home: &Home, package: &PackageKey) -> Self {
        let mut named =
            Self { glob: &glob.glob, digests: BTreeMap::new(), tags: BTreeMap::new(), whole: None };
        for file in &glob.files {
            for Reference { line, target } in &file.references {
                let source = |names| Source { file: &file.path, line: *line, names };
                match target {
                    Target::Digest(digest) => {
                        named.digests.entry(*digest).or_insert(source(Names::Digest(*digest)));
                    }
                    Target::Tag { image, tag } if home.means(image, SaysWhich::Yes, package) => {
                        named.tags.entry(tag).or_insert(source(Names::Tag(tag)));
                    }
                    Target::Unclear { image, says_which }
                        if named.whole.is_none() && home.means(image, *says_which, package) =>
                    {
                        named.whole = Some(source(Names::Whole(image.as_str())));
                    }
                    Target::Tag { .. } | Target::Unclear { .. } => {}
                }
            }
        }
        named
    }

    /// What names this version, if something does: what says most comes first.
    pub(in crate::domain) fn naming(&self, version: &Version) -> Option<Source<'a>> {
        let digest = version.digest().and_then(|digest| self.digests.get(&digest));
        let mut tags = version.tags.iter().map(Tag::as_str);
        let named = digest.or_else(|| tags.find_map(|tag| self.tags.get(tag)));
        named.or(self.whole.as_ref()).copied()
    }
}
