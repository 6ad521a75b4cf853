//! Finding things in the world.

use std::collections::HashMap;

use super::lag::Lag;
use super::mutation::Actor;
use super::owner::{Grantee, Owner, OwnerKind, Role};
use super::package::{InheritedAccess, Package, PackageType, Visibility};
use super::repository::Repository;
use super::state::World;
use super::time::still_restorable;
use super::token::{Token, TokenKind};
use super::version::Version;

impl World {
    /// The owner of that login, whatever its case.
    pub fn owner(&self, login: &str) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.is_called(login))
    }

    /// The owner of that number.
    pub fn owner_by_id(&self, id: u64) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.id == id)
    }

    /// The repository of that full name, whatever its case.
    pub fn repository(&self, full_name: &str) -> Option<&Repository> {
        self.repositories.iter().find(|it| it.full_name.eq_ignore_ascii_case(full_name))
    }

    /// The active package of that owner, type and name.
    pub fn package(&self, owner: &str, kind: PackageType, name: &str) -> Option<&Package> {
        let owner = self.owner(owner)?.id;
        self.package_at(owner, kind, name).map(|at| &self.packages[at])
    }

    /// All packages, deleted ones too, oldest first.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The version of that number, and its package.
    pub fn version(&self, id: u64) -> Option<(&Package, &Version)> {
        let package = &self.packages[*self.homes.get(&id)?];
        Some((package, package.versions.get(id)?))
    }

    /// The active version of a container package that carries a tag.
    pub fn tagged(&self, owner: &str, package: &str, tag: &str) -> Option<&Version> {
        self.package(owner, PackageType::Container, package)?.versions.tagged(tag)
    }

    pub(crate) fn token(&self, text: &str) -> Option<&Token> {
        self.tokens.get(text)
    }

    pub(crate) fn actor(&self) -> Actor {
        self.actor
    }

    pub(crate) fn package_at(&self, owner: u64, kind: PackageType, name: &str) -> Option<usize> {
        let known = self.package_index.get(&(owner, kind, name.to_owned()))?;
        known.iter().copied().find(|&at| self.packages[at].is_active())
    }

    /// The package of that name that was deleted last, while it can be restored.
    pub(crate) fn deleted_package_at(
        &self,
        owner: u64,
        kind: PackageType,
        name: &str,
    ) -> Option<usize> {
        let now = self.clock.now();
        let known = self.package_index.get(&(owner, kind, name.to_owned()))?;
        let deleted =
            known.iter().copied().filter_map(|at| Some((self.packages[at].deleted_at?, at)));
        deleted.filter(|&(when, _)| still_restorable(when, now)).max().map(|(_, at)| at)
    }

    pub(crate) fn package_by_position(&self, at: usize) -> &Package {
        &self.packages[at]
    }

    /// What a token may do with a package; `None`: it does not even see it.
    pub(crate) fn role(&self, token: Option<&Token>, package: &Package) -> Option<Role> {
        let public = (package.visibility == Visibility::Public).then_some(Role::Read);
        let granted = |to: &Grantee| {
            package.grants.iter().filter(|grant| grant.to == *to).map(|grant| grant.role).max()
        };
        let own = match token.map(|token| &token.kind) {
            None | Some(TokenKind::Installation { .. } | TokenKind::FineGrained { .. }) => None,
            Some(TokenKind::Classic { login, .. }) => {
                self.standing(login, package).max(granted(&Grantee::User(login.to_lowercase())))
            }
            Some(TokenKind::Workflow { repository, .. }) => {
                let repository = repository.to_lowercase();
                let linked = package.inherited_access == InheritedAccess::On
                    && package
                        .repository
                        .as_ref()
                        .is_some_and(|it| it.to_lowercase() == repository);
                linked.then_some(Role::Admin).max(granted(&Grantee::Repository(repository)))
            }
        };
        own.max(public)
    }

    /// What a user may do with a package without being granted anything on it.
    fn standing(&self, login: &str, package: &Package) -> Option<Role> {
        let owner = self.owner_by_id(package.owner)?;
        let among = |logins: &[String]| logins.iter().any(|it| it.eq_ignore_ascii_case(login));
        match &owner.kind {
            OwnerKind::User => owner.is_called(login).then_some(Role::Admin),
            OwnerKind::Organization { owners, .. } if among(owners) => Some(Role::Admin),
            OwnerKind::Organization { members, .. } => {
                (among(members) && package.visibility == Visibility::Internal).then_some(Role::Read)
            }
        }
    }

    /// What a listing shows, newest push first, `skip` and `take` applied, and how many there are
    /// in all. GitHub does not document the order; it has been seen to be this one, and moving a
    /// tag onto a version does not move the version.
    pub(crate) fn listing(
        &self,
        package: usize,
        shown: Shown,
        skip: usize,
        take: usize,
    ) -> (usize, Vec<&Version>) {
        let versions = &self.packages[package].versions;
        if self.lag == Lag::None && shown == Shown::Active {
            let page = versions.active().rev().skip(skip).take(take).collect();
            return (versions.active_count(), page);
        }
        let rows = versions.all();
        let now = self.clock.now();
        let unseen: HashMap<u64, Option<&Version>> = match self.lag {
            Lag::None => HashMap::new(),
            Lag::Requests(_) | Lag::Time(_) => self.history.unseen(self.lag, package, now),
        };
        let seen = |row| match unseen.get(&Version::id_of(row)) {
            Some(before) => *before,
            None => Some(row),
        };
        let is_shown = |row: &&Version| match shown {
            Shown::Active => row.is_active(),
            Shown::Deleted => row.is_restorable(now),
        };
        let mut total = 0;
        let mut page = Vec::new();
        for row in rows.iter().rev().filter_map(seen).filter(is_shown) {
            if total >= skip && page.len() < take {
                page.push(row);
            }
            total += 1;
        }
        (total, page)
    }
}

/// Which versions a listing shows: the query's `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Active,
    Deleted,
}

impl Version {
    fn id_of(row: &Self) -> u64 {
        row.id
    }
}
