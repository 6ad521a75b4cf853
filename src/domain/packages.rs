//! Which packages are meant: names, globs, and what is taken out again.

use super::package::{PackageKey, PackageName, PackageType};
use super::pattern::{Pattern, Patterns};

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

    /// The names and the globs that fit none of these packages, which are of these types; what is taken
    /// out again is not missed.
    pub fn missed(&self, types: &[PackageType], there: &[&PackageKey]) -> MissedPackages {
        let are_there = |name: &PackageName| there.iter().any(|key| key.name == *name);
        let names = match &self.exact {
            ExactNames::Written(names) => {
                let meant = |name: &&PackageName| self.except.first_match(name.as_str()).is_none();
                names.iter().filter(meant).filter(|name| !are_there(name)).cloned().collect()
            }
            // Each registry spells it in its own way, and one package of them is enough.
            ExactNames::Repository(_) => {
                let named = |key: &&PackageKey| self.named(key.package_type).contains(&key.name);
                let is_there = there.iter().copied().any(|key| named(&key));
                let first = types.first().filter(|_| !is_there);
                first.map(|first| self.named(*first)).unwrap_or_default()
            }
        };
        let fits = |glob: &Pattern| {
            let names = there.iter().map(|key| key.name.as_str());
            let mut left = names.filter(|name| self.except.first_match(name).is_none());
            left.any(|name| glob.matches(name))
        };
        let globs = self.globs.iter().filter(|glob| !fits(glob));
        MissedPackages { names, globs: globs.map(|glob| glob.as_str().to_owned()).collect() }
    }

    /// Whether a package that is known by its name is among them, whether it is there or not.
    pub fn have(&self, key: &PackageKey) -> bool {
        self.named(key.package_type).contains(&key.name) || self.take_from_listing(&key.name)
    }
}

/// What a list of packages names that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissedPackages {
    /// Exact names.
    pub names: Vec<PackageName>,
    /// Globs, as they were written.
    pub globs: Vec<String>,
}

/// Packages that are asked for by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExactNames {
    /// These, as they were written.
    Written(Vec<PackageName>),
    /// The one that is called like this repository, in lower case where the registry wants that.
    Repository(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(texts: &[&str]) -> Patterns {
        let read = |text: &&str| Pattern::for_packages(text).expect("a glob");
        Patterns::new(texts.iter().map(read).collect())
    }

    fn key(package_type: PackageType, name: &str) -> PackageKey {
        PackageKey { package_type, name: PackageName::new(name) }
    }

    fn missed(packages: &Packages, there: &[PackageKey]) -> (Vec<String>, Vec<String>) {
        let there: Vec<&PackageKey> = there.iter().collect();
        let types = [PackageType::Npm, PackageType::Container];
        let MissedPackages { names, globs } = packages.missed(&types, &there);
        (names.iter().map(|name| name.as_str().to_owned()).collect(), globs)
    }

    #[test]
    fn what_is_named_and_not_there_is_missed_unless_it_is_taken_out_again() {
        let names = ["app", "web", "old"].map(PackageName::new);
        let packages = Packages {
            exact: ExactNames::Written(names.to_vec()),
            globs: globs(&["a*", "x*", "old*"]),
            except: globs(&["old*"]),
        };
        let there = [key(PackageType::Npm, "app"), key(PackageType::Npm, "old")];
        let globs = || vec!["x*".to_owned(), "old*".to_owned()];
        assert_eq!(missed(&packages, &there), (vec!["web".to_owned()], globs()));
    }

    #[test]
    fn a_repositorys_own_package_is_missed_where_no_registry_has_it() {
        let packages = Packages {
            exact: ExactNames::Repository("App".to_owned()),
            globs: globs(&[]),
            except: globs(&[]),
        };
        assert_eq!(missed(&packages, &[]).0, ["app"]);
        assert_eq!(missed(&packages, &[key(PackageType::Container, "app")]).0, [""; 0]);
        assert_eq!(missed(&packages, &[key(PackageType::Container, "web")]).0, ["app"]);
    }
}
