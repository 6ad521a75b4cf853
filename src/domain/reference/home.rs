//! Where the packages of a run are at home, and which of them a name means.

use super::SaysWhich;
use super::image::{ImageName, could_be};
use crate::domain::{Login, PackageKey, PackageType};

/// The host of github.com's container registry, and that of the registry that came before it.
const GITHUB_COM: (&str, &str) = ("ghcr.io", "docker.pkg.github.com");

/// The registry of a run and the owner of its packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The host of the registry, and its port where it has its own.
    registry: String,
    /// The host of the old registry for Docker, where there is one.
    old_registry: Option<String>,
    owner: String,
}

impl Home {
    /// The packages of this owner in the registry at this host, which has its port where it has its own.
    pub fn new(registry: &str, owner: &Login) -> Self {
        let registry = registry.to_ascii_lowercase();
        let old_registry = if registry == GITHUB_COM.0 {
            Some(GITHUB_COM.1.to_owned())
        } else {
            registry.strip_prefix("containers.").map(|server| format!("docker.{server}"))
        };
        Self { registry, old_registry, owner: owner.as_str().to_ascii_lowercase() }
    }

    /// Whether a name could mean any package of this home. One that says nothing of it does not.
    pub(super) fn may_have(&self, image: &ImageName) -> bool {
        if image.has_anything() {
            return image.as_str().contains('/');
        }
        let begins = |name: &str, host: &str| {
            let rest = name.strip_prefix(host).and_then(|rest| rest.strip_prefix('/'));
            rest.and_then(|rest| rest.strip_prefix(&self.owner))
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let hosts = || [Some(&self.registry), self.old_registry.as_ref()].into_iter().flatten();
        image.endings().any(|name| hosts().any(|host| begins(name, host)))
    }

    /// Whether a name means this package. A name that says nothing of which image is
    /// meant has to say more of itself.
    pub(super) fn means(
        &self,
        image: &ImageName,
        says_which: SaysWhich,
        package: &PackageKey,
    ) -> bool {
        let name = package.name.as_str().to_ascii_lowercase();
        match package.package_type {
            PackageType::Container => self.means_at(&self.registry, image, says_which, &name),
            PackageType::Docker => {
                self.means_at(&self.registry, image, says_which, &name)
                    || self
                        .old_registry
                        .as_ref()
                        .is_some_and(|host| self.means_old(host, image, &name))
            }
            PackageType::Npm | PackageType::Maven | PackageType::Nuget | PackageType::Rubygems => {
                false
            }
        }
    }

    fn means_at(
        &self,
        host: &str,
        image: &ImageName,
        says_which: SaysWhich,
        package: &str,
    ) -> bool {
        let owner = &self.owner;
        let whole = format!("{host}/{owner}/{package}");
        if !image.has_anything() {
            let before = image.as_str().strip_suffix(&whole);
            return before.is_some_and(|before| before.is_empty() || before.ends_with('/'));
        }
        let last = package.rsplit('/').next().unwrap_or(package);
        image.endings().any(|name| {
            let has_host = name.split('/').next().is_some_and(|first| first.ends_with(host));
            let is_plain = name.ends_with(&format!("/{owner}/{package}"));
            // Nobody knows the host, so enough of the rest has to be there: paths of files begin with
            // variables too.
            let has_owner = name.strip_prefix("*/").is_some_and(|rest| {
                rest.strip_prefix(owner.as_str()).is_some_and(|rest| rest.starts_with('/'))
            });
            let is_like = says_which == SaysWhich::Yes && name.ends_with(&format!("/{last}"));
            (has_host || is_plain || has_owner || is_like) && could_be(name, &whole)
        })
    }

    /// The old registry has the name of a repository between owner and package.
    fn means_old(&self, host: &str, image: &ImageName, package: &str) -> bool {
        image.endings().any(|name| {
            let mut parts = name.splitn(4, '/');
            let (Some(first), Some(owner), Some(_)) = (parts.next(), parts.next(), parts.next())
            else {
                return first_is(name, host) && name.contains('*');
            };
            let rest = parts.next().unwrap_or("*");
            first_is(first, host) && could_be(owner, &self.owner) && could_be(rest, package)
        })
    }
}

fn first_is(name: &str, host: &str) -> bool {
    name.split('/').next() == Some(host)
}
