//! From a text to what it names.

use super::home::Home;
use super::image::ImageName;
use super::{digests, scan};
use crate::domain::Digest;

/// Something in a text that names an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The line that it stands in, from 1.
    pub line: u32,
    /// What it names.
    pub target: Target,
}

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Whatever has this digest, in any package.
    Digest(Digest),
    /// What has this tag.
    Tag {
        /// The image.
        image: ImageName,
        /// The tag.
        tag: String,
    },
    /// An image of which nobody can read which one is meant.
    Unclear {
        /// The image.
        image: ImageName,
        /// Whether something stands there that says which, and only nobody can read it.
        says_which: SaysWhich,
    },
}

/// Whether a text says which image of a package it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaysWhich {
    /// It does, by a tag or a digest, be it one that nobody can read.
    Yes,
    /// It has nothing but the package's name. Docker takes that for `latest`, and most other tools put a tag
    /// from elsewhere behind it.
    No,
}

/// What a text names of the packages that are at home there, in the order of their lines.
///
/// Any text does: it is looked through for digests (`sha256:…`) and for names of images with their host, and
/// each is read as far as it can be. Where a part is filled in later (`${TAG}`, `{{ .Values.tag }}`), that part
/// could be anything. The time it takes grows with the length of the text alone.
pub fn references(text: &str, home: &Home) -> Vec<Reference> {
    let mut found = digests::digests(text);
    found.extend(scan::images(text, home));
    found.sort_by_key(|reference| reference.line);
    found
}
