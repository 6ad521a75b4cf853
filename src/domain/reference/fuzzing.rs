//! What reads names of images out of any text, for fuzzing alone.

use std::sync::Arc;

use super::named::{FileReferences, GlobReferences, ReferencedIn};
use super::{Home, references};
use crate::domain::{Digest, Login, PackageKey, PackageName, PackageType, Tag, Version, VersionId};

/// Any text before a line that names an image, and behind it.
///
/// # Panics
/// When a reference has no line of the text, or when the text hides the tag or the digest of the line beside it.
pub(in crate::domain) fn text_of_a_file(text: &str) {
    let home = Home::new("ghcr.io", &Login::new("octo-org"));
    let digest = Digest::from_bytes([0x5a; 32]);
    let name = "ghcr.io/octo-org/app";
    let image = format!("image: {name}:v1\nimage: {name}@{digest}");
    for text in [format!("{text}\n{image}\n"), format!("{image}\n{text}\n")] {
        let found = references(&text, &home);
        let lines = text.lines().count();
        let mut before = 1;
        for reference in &found {
            let line = reference.line;
            assert!((before..=lines).contains(&(line as usize)), "line {line} of {lines}");
            before = line as usize;
        }
        let file = FileReferences { path: "any".to_owned(), references: found };
        let glob = GlobReferences { glob: "*".to_owned(), files: vec![Arc::new(file)] };
        let referenced_in = ReferencedIn::new(home.clone(), vec![glob]);
        for (package_type, package) in [
            (PackageType::Container, "app"),
            (PackageType::Container, "x/app"),
            (PackageType::Docker, "app"),
        ] {
            let package = PackageKey { package_type, name: PackageName::new(package) };
            let named = referenced_in.of_package(&package);
            let is_named = |digest: Digest, tag: &str| {
                let version = version(digest, tag);
                named.iter().all(|named| named.naming(&version).is_some())
            };
            assert!(is_named(digest, "other"), "the digest is hidden");
            if package.name.as_str() == "app" {
                assert!(is_named(Digest::from_bytes([0; 32]), "v1"), "the tag is hidden");
            }
        }
    }
}

fn version(digest: Digest, tag: &str) -> Version {
    Version {
        id: VersionId(1),
        name: digest.to_string(),
        tags: vec![Tag::new(tag)],
        created_at: None,
        updated_at: None,
        deleted_at: None,
    }
}
