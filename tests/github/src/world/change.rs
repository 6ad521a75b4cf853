//! Changes to the world, as they happen: nothing is refused here, each one is recorded.

use super::lag::History;
use super::mutation::{Change, Mutation};
use super::state::World;
use super::time::Stamp;

impl World {
    /// Deletes a version, as somebody else would. Says whether it was there.
    pub fn delete_version(&mut self, id: u64) -> bool {
        let now = self.clock.now();
        self.change_version(id, Change::VersionDeleted, |versions| versions.delete(id, now))
    }

    /// Restores a deleted version. Says whether it was deleted.
    pub fn restore_version(&mut self, id: u64) -> bool {
        let tags = self.restored_tags;
        self.change_version(id, Change::VersionRestored, |versions| versions.restore(id, tags))
    }

    /// Puts a tag on a version; the one that had it loses it. Both change their `updated_at`,
    /// which is an assumption for the one that loses it.
    pub fn put_tag(&mut self, id: u64, tag: &str) {
        self.put_tag_at(id, tag, Stamp::At(self.clock.now()));
    }

    pub(super) fn put_tag_at(&mut self, id: u64, tag: &str, then: Stamp) {
        let Some(&home) = self.homes.get(&id) else { return };
        let now = self.clock.now();
        let holder = self.packages[home].versions.tagged(tag).map(|row| row.id);
        if holder == Some(id) {
            return;
        }
        for changed in [Some(id), holder].into_iter().flatten() {
            self.remember(home, changed);
            self.packages[home].versions.edit(changed, |row| row.updated_at = then);
        }
        self.packages[home].versions.put_tag(id, tag);
        self.packages[home].updated_at = now;
        self.record(home, Some(id), Change::TagPut { tag: tag.to_owned(), from: holder });
    }

    /// Takes a tag off a version.
    pub fn take_tag(&mut self, id: u64, tag: &str) {
        let Some(&home) = self.homes.get(&id) else { return };
        let now = self.clock.now();
        self.remember(home, id);
        let versions = &mut self.packages[home].versions;
        versions.take_tag(id, tag);
        versions.edit(id, |row| row.updated_at = Stamp::At(now));
        self.record(home, Some(id), Change::TagTaken { tag: tag.to_owned() });
    }

    /// Deletes a package whole. Says whether it was there.
    pub fn delete_package(&mut self, id: u64) -> bool {
        let Some(at) = self.packages.iter().position(|it| it.id == id && it.is_active()) else {
            return false;
        };
        self.packages[at].deleted_at = Some(self.clock.now());
        self.record(at, None, Change::PackageDeleted);
        true
    }

    /// Restores a package that was deleted whole, with its versions. Says whether it was deleted.
    pub fn restore_package(&mut self, id: u64) -> bool {
        let Some(at) = self.packages.iter().position(|it| it.id == id && !it.is_active()) else {
            return false;
        };
        self.packages[at].deleted_at = None;
        self.record(at, None, Change::PackageRestored);
        true
    }

    fn change_version(
        &mut self,
        id: u64,
        change: Change,
        apply: impl FnOnce(&mut super::Versions) -> bool,
    ) -> bool {
        let Some(&home) = self.homes.get(&id) else { return false };
        let before =
            self.history.is_recording().then(|| self.packages[home].versions.get(id).cloned());
        let changed = apply(&mut self.packages[home].versions);
        if changed {
            let now = self.clock.now();
            self.packages[home].updated_at = now;
            if let Some(before) = before {
                self.history.note(now, home, id, before);
            }
            self.record(home, Some(id), change);
        }
        changed
    }

    /// Keeps what a version is like now, for listings that are behind.
    pub(super) fn remember(&mut self, package: usize, id: u64) {
        if History::is_recording(&self.history) {
            let before = self.packages[package].versions.get(id).cloned();
            self.history.note(self.clock.now(), package, id, before);
        }
    }

    pub(super) fn record(&mut self, package: usize, version: Option<u64>, change: Change) {
        if !self.history.is_recording() {
            return;
        }
        let home = package;
        let package = &self.packages[package];
        let owner = self.owner_by_id(package.owner).map(|owner| owner.login.clone());
        self.mutations.push(Mutation {
            seq: self.mutations.len() as u64 + 1,
            at: self.clock.now(),
            by: self.actor(),
            owner: owner.unwrap_or_default(),
            package_type: package.package_type,
            package: package.name.clone(),
            version,
            change,
        });
        self.watch_last(home);
    }
}
