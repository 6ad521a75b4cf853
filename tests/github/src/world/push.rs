//! Versions coming to be.

use std::collections::HashSet;

use super::manifest::Manifest;
use super::mutation::Change;
use super::package::{InheritedAccess, Package, PackageType, Visibility};
use super::state::World;
use super::time::Stamp;
use super::version::{Presence, Version, Versions};

/// Whether a pushed manifest made a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PushedManifest {
    New,
    Again,
}

impl World {
    /// Pushes a version, now.
    pub(super) fn push_version(
        &mut self,
        package: usize,
        name: &str,
        manifest: Option<Manifest>,
    ) -> u64 {
        let now = self.clock.now();
        let versions = &mut self.packages[package].versions;
        assert!(versions.named(name).is_none(), "an active version is already named {name:?}");
        let id = self.next_version;
        self.next_version += 1;
        versions.push(Version {
            id,
            name: name.to_owned(),
            tags: Vec::new(),
            created_at: Stamp::At(now),
            updated_at: Stamp::At(now),
            deleted_at: None,
            downloads: 0,
            license: None,
            description: None,
            manifest,
            presence: Presence::Real,
        });
        self.packages[package].updated_at = now;
        self.homes.insert(id, package);
        self.history.note(now, package, id, None);
        self.record(package, Some(id), Change::VersionPushed);
        id
    }

    /// Takes a manifest in, with the blobs that it needs. A digest that is there already keeps
    /// its version. One that was deleted gets a new version, which is an assumption.
    pub(crate) fn push_manifest(
        &mut self,
        package: usize,
        manifest: &Manifest,
    ) -> (u64, PushedManifest) {
        self.packages[package].blobs.extend(manifest.blobs().iter().cloned());
        let known = self.packages[package].versions.named(manifest.digest()).map(|row| row.id);
        let Some(id) = known else {
            let id = self.push_version(package, manifest.digest(), Some(manifest.clone()));
            return (id, PushedManifest::New);
        };
        self.remember(package, id);
        let now = self.clock.now();
        self.packages[package].versions.edit(id, |row| row.updated_at = Stamp::At(now));
        self.record(package, Some(id), Change::VersionPushedAgain);
        (id, PushedManifest::Again)
    }
}

impl World {
    /// A container package as a first push makes it.
    pub(crate) fn create_container(&mut self, owner: u64, name: &str) -> usize {
        self.create_package(owner, PackageType::Container, name)
    }

    pub(crate) fn keep_blob(&mut self, package: usize, digest: &str) {
        self.packages[package].blobs.insert(digest.to_owned());
    }

    pub(crate) fn count_download(&mut self, id: u64) {
        if let Some(&home) = self.homes.get(&id) {
            self.packages[home].versions.edit(id, |row| row.downloads += 1);
        }
    }

    pub(super) fn create_package(&mut self, owner: u64, kind: PackageType, name: &str) -> usize {
        let now = self.clock.now();
        self.packages.push(Package {
            id: self.next_package,
            owner,
            package_type: kind,
            name: name.to_owned(),
            visibility: Visibility::Private,
            repository: None,
            inherited_access: InheritedAccess::On,
            grants: Vec::new(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
            versions: Versions::default(),
            blobs: HashSet::new(),
        });
        self.next_package += 1;
        let at = self.packages.len() - 1;
        self.package_index.entry((owner, kind, name.to_owned())).or_default().push(at);
        self.record(at, None, Change::PackageCreated);
        at
    }
}
