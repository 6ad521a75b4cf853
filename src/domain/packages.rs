//! Which packages are meant: names, globs, and what is taken out again.

use super::package::{PackageKey, PackageName, PackageType};
use super::pattern::Patterns;

/// Which packages of an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packages {
    /// Those named exactly.
    pub exact: ExactNames,
    /// Globs. A listing of the owner's packages is needed for them.
    pub globs: Patterns,
    /// Globs that take packages out again (`!glob`).
    pub except: Patterns,
}

impl Packages {
    /// The names to ask for in the registry of this type, without listing packages.
    pub fn named(&self, package_type: PackageType) -> Vec<PackageName> {
        let names = match &self.exact {
            ExactNames::Written(names) => names.clone(),
            ExactNames::Repository(name) if package_type.has_lower_case_names() => {
                vec![PackageName::new(name.to_lowercase())]
            }
            ExactNames::Repository(name) => vec![PackageName::new(name)],
        };
        names.into_iter().filter(|name| self.except.first_match(name.as_str()).is_none()).collect()
    }

    /// Whether the owner's packages must be listed, which the job's own token may not do.
    pub fn need_a_listing(&self) -> bool {
        !self.globs.is_empty()
    }

    /// Whether a package out of such a listing is among them.
    pub fn take_from_listing(&self, name: &PackageName) -> bool {
        self.globs.first_match(name.as_str()).is_some()
            && self.except.first_match(name.as_str()).is_none()
    }

    /// Whether a package that is known by its name is among them, whether it is there or not.
    pub fn have(&self, key: &PackageKey) -> bool {
        self.named(key.package_type).contains(&key.name) || self.take_from_listing(&key.name)
    }
}

/// Packages that are asked for by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExactNames {
    /// These, as they were written.
    Written(Vec<PackageName>),
    /// The one that is called like this repository, in lower case where the registry wants that.
    Repository(String),
}
