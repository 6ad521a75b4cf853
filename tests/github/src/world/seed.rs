//! Filling the world, in the order in which things came to be.
//!
//! ```
//! use github_standin::{PackageType, Visibility, World, days_ago};
//!
//! let mut world = World::new();
//! world
//!     .organization("octo-org")
//!     .package(PackageType::Npm, "hello")
//!     .visibility(Visibility::Public)
//!     .linked_to("octo-org/app")
//!     .version("1.2.3").created(days_ago(40))
//!     .version("1.2.4").created(days_ago(3)).downloads(7);
//! ```

#![expect(
    clippy::return_self_not_must_use,
    reason = "a seed changes the world at once; the chain may end anywhere"
)]

use jiff::SignedDuration;

use super::manifest::Manifest;
use super::owner::{Grant, Grantee, Owner, OwnerKind, Role, SingleSignOn};
use super::package::{InheritedAccess, Package, PackageType, Visibility};
use super::push::PushedManifest;
use super::state::World;
use super::time::{Stamp, When};
use super::token::Token;
use super::version::{Presence, Version};

impl World {
    /// The organisation of that login; made when there is none.
    pub fn organization(&mut self, login: &str) -> OwnerSeed<'_> {
        let kind = OwnerKind::Organization {
            owners: Vec::new(),
            members: Vec::new(),
            sso: SingleSignOn::NotRequired,
        };
        self.owner_seed(login, kind)
    }

    /// The user of that login; made when there is none.
    pub fn user(&mut self, login: &str) -> OwnerSeed<'_> {
        self.owner_seed(login, OwnerKind::User)
    }

    /// Makes a token known by its text, and its user where there is none yet.
    pub fn add_token(&mut self, text: &str, token: Token) {
        if let Some(login) = token.login() {
            let login = login.to_owned();
            self.user(&login);
        }
        self.tokens.insert(text.to_owned(), token);
    }

    fn owner_seed(&mut self, login: &str, kind: OwnerKind) -> OwnerSeed<'_> {
        let at = self.owners.iter().position(|owner| owner.is_called(login)).unwrap_or_else(|| {
            self.owners.push(Owner { id: self.next_owner, login: login.to_owned(), kind });
            self.next_owner += 1;
            self.owners.len() - 1
        });
        OwnerSeed { world: self, at }
    }
}

/// An owner that is being filled.
#[derive(Debug)]
pub struct OwnerSeed<'w> {
    world: &'w mut World,
    at: usize,
}

impl<'w> OwnerSeed<'w> {
    /// Gives the owner a number of one's choice.
    pub fn with_id(self, id: u64) -> Self {
        self.world.owners[self.at].id = id;
        self
    }

    /// Its number.
    pub fn id(&self) -> u64 {
        self.world.owners[self.at].id
    }

    /// Makes a user an owner of the organisation: admin on all its packages.
    pub fn owned_by(self, login: &str) -> Self {
        self.change_kind(|owners, _, _| owners.push(login.to_owned()))
    }

    /// Makes a user a member of the organisation.
    pub fn with_member(self, login: &str) -> Self {
        self.change_kind(|_, members, _| members.push(login.to_owned()))
    }

    /// Makes the organisation ask for SAML single sign-on.
    pub fn requiring_sso(self) -> Self {
        self.change_kind(|_, _, sso| *sso = SingleSignOn::Required)
    }

    /// The active package of that type and name; made when there is none. New ones are private,
    /// as GitHub's are.
    pub fn package(self, kind: PackageType, name: &str) -> PackageSeed<'w> {
        let owner = self.world.owners[self.at].id;
        let world = self.world;
        let known = world.package_at(owner, kind, name);
        let at = known.unwrap_or_else(|| world.create_package(owner, kind, name));
        PackageSeed { world, at, when: NOW }
    }

    fn change_kind(
        self,
        change: impl FnOnce(&mut Vec<String>, &mut Vec<String>, &mut SingleSignOn),
    ) -> Self {
        if let OwnerKind::Organization { owners, members, sso } =
            &mut self.world.owners[self.at].kind
        {
            change(owners, members, sso);
        }
        self
    }
}

const NOW: When = When::Ago(SignedDuration::ZERO);

/// A package that is being filled.
#[derive(Debug)]
pub struct PackageSeed<'w> {
    world: &'w mut World,
    at: usize,
    when: When,
}

impl<'w> PackageSeed<'w> {
    /// Gives the package a number of one's choice.
    pub fn with_id(mut self, id: u64) -> Self {
        self.package().id = id;
        self
    }

    /// Its number.
    pub fn id(&self) -> u64 {
        self.world.packages[self.at].id
    }

    /// Sets who may see it.
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.package().visibility = visibility;
        self
    }

    /// Links it to a repository by full name, which is made when there is none. Its workflows
    /// have the admin role by that, unless [`Self::without_inherited_access`].
    pub fn linked_to(mut self, full_name: &str) -> Self {
        self.world.add_repository(full_name);
        self.package().repository = Some(full_name.to_owned());
        self
    }

    /// Takes away the role that the linked repository's workflows have by the link.
    pub fn without_inherited_access(mut self) -> Self {
        self.package().inherited_access = InheritedAccess::Off;
        self
    }

    /// Gives a user a role.
    pub fn grant_user(mut self, login: &str, role: Role) -> Self {
        self.package().grants.push(Grant { to: Grantee::User(login.to_lowercase()), role });
        self
    }

    /// Gives a repository's workflows a role ("Manage Actions access").
    pub fn grant_repository(mut self, full_name: &str, role: Role) -> Self {
        let to = Grantee::Repository(full_name.to_lowercase());
        self.package().grants.push(Grant { to, role });
        self
    }

    /// Sets when the package was created, and last changed.
    pub fn created(mut self, when: When) -> Self {
        let now = self.world.clock.now();
        if let Stamp::At(at) = when.stamp(now) {
            let package = self.package();
            package.created_at = at;
            package.updated_at = at;
        }
        self
    }

    /// Whatever this seed pushes from now on was pushed then.
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// Pushes a version of that name, now unless it is told otherwise. A docker or container
    /// version has no tags until it is given some.
    pub fn version(self, name: &str) -> VersionSeed<'w> {
        let world = self.world;
        let id = world.push_version(self.at, name, None);
        let seed = VersionSeed { world, package: self.at, id };
        if self.when == NOW { seed } else { seed.created(self.when) }
    }

    /// Pushes a manifest. A digest that is there already keeps its version and `created_at`; its
    /// `updated_at` changes.
    pub fn push_manifest(&mut self, manifest: &Manifest) -> VersionSeed<'_> {
        let (id, pushed) = self.world.push_manifest(self.at, manifest);
        let stamp = self.when.stamp(self.world.clock.now());
        let seed = VersionSeed { world: self.world, package: self.at, id };
        match pushed {
            PushedManifest::New => seed.created(self.when),
            PushedManifest::Again => seed.edit(|row| row.updated_at = stamp),
        }
    }

    /// The active version of that name, to be changed.
    ///
    /// # Panics
    /// When there is none: the seed is wrong.
    pub fn existing(&mut self, name: &str) -> VersionSeed<'_> {
        let found = self.world.packages[self.at].versions.named(name).map(|row| row.id);
        #[expect(
            clippy::expect_used,
            reason = "a wrong seed is a mistake in the test that wrote it"
        )]
        let id = found.expect("an active version of that name");
        VersionSeed { world: self.world, package: self.at, id }
    }

    /// The manifest of an active version.
    pub fn manifest(&self, digest: &str) -> Option<Manifest> {
        self.world.packages[self.at].versions.named(digest)?.manifest.clone()
    }

    /// The manifest under a tag.
    pub fn tagged(&self, tag: &str) -> Option<Manifest> {
        self.world.packages[self.at].versions.tagged(tag)?.manifest.clone()
    }

    fn package(&mut self) -> &mut Package {
        &mut self.world.packages[self.at]
    }
}

/// A version that is being described.
#[derive(Debug)]
pub struct VersionSeed<'w> {
    world: &'w mut World,
    package: usize,
    id: u64,
}

impl VersionSeed<'_> {
    /// Its number.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Its manifest, where it has one.
    pub fn manifest(&self) -> Option<Manifest> {
        self.world.version(self.id)?.1.manifest.clone()
    }

    /// Gives the version a number of one's choice.
    pub fn with_id(mut self, id: u64) -> Self {
        self.world.packages[self.package].versions.renumber(self.id, id);
        self.world.homes.remove(&self.id);
        self.world.homes.insert(id, self.package);
        self.id = id;
        self
    }

    /// Sets when it was pushed, and last updated unless [`Self::updated`] follows.
    pub fn created(self, when: When) -> Self {
        let stamp = when.stamp(self.world.clock.now());
        self.edit(|row| {
            row.created_at = stamp;
            row.updated_at = stamp;
        })
    }

    /// Sets when it last changed.
    pub fn updated(self, when: When) -> Self {
        let stamp = when.stamp(self.world.clock.now());
        self.edit(|row| row.updated_at = stamp)
    }

    /// Puts tags on it; versions that had them lose them, and changed when this one last did.
    pub fn tags(self, tags: &[&str]) -> Self {
        if let Some(then) = self.world.version(self.id).map(|(_, row)| row.updated_at) {
            for tag in tags {
                self.world.put_tag_at(self.id, tag, then);
            }
        }
        self
    }

    /// Sets how often it was downloaded.
    pub fn downloads(self, downloads: u64) -> Self {
        self.edit(|row| row.downloads = downloads)
    }

    /// Sets what the registry says of its licence and itself.
    pub fn described(self, license: Option<&str>, description: Option<&str>) -> Self {
        self.edit(|row| {
            row.license = license.map(str::to_owned);
            row.description = description.map(str::to_owned);
        })
    }

    /// Deletes it at that time, with its tags to come back with.
    pub fn deleted(self, when: When) -> Self {
        let stamp = when.stamp(self.world.clock.now());
        self.world.delete_version(self.id);
        self.edit(|row| row.deleted_at = row.deleted_at.map(|now| stamp.time().unwrap_or(now)))
    }

    /// It is listed as active, and every other request on it answers 404.
    pub fn listed_only(self) -> Self {
        self.edit(|row| row.presence = Presence::ListedOnly)
    }

    /// Goes on with the next version of the same package.
    pub fn version(self, name: &str) -> Self {
        PackageSeed { world: self.world, at: self.package, when: NOW }.version(name)
    }

    fn edit(self, change: impl FnOnce(&mut Version)) -> Self {
        self.world.packages[self.package].versions.edit(self.id, change);
        self
    }
}
