//! What can be known of the token's rights without changing anything.

use std::collections::BTreeSet;

use crate::domain::PackageType;
use crate::events::Rights;
use crate::execution::Change;

/// Whether a plan pushes something, to take a tag off or put one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushes {
    No,
    Yes,
}

/// Which rights a plan that changes packages of these types needs, compared with the scopes that
/// GitHub names. It names none for tokens that are not classic ones.
///
/// Source: GitHub's documentation of the packages operations: `delete:packages` to delete,
/// `write:packages` to restore, `read:packages` for both, and `repo` for registries whose permissions
/// are those of a repository, which is Maven's today.
pub(super) fn rights(
    change: Change,
    scopes: Option<&[String]>,
    types: &BTreeSet<PackageType>,
    pushes: Pushes,
) -> Rights {
    if types.is_empty() && pushes == Pushes::No {
        return Rights::NotNeeded;
    }
    let Some(scopes) = scopes else { return Rights::Unknown };
    let mut needed = match change {
        Change::Delete => vec!["read:packages", "delete:packages"],
        Change::Restore => vec!["read:packages", "write:packages"],
    };
    if pushes == Pushes::Yes && change == Change::Delete {
        needed.push("write:packages");
    }
    if types.contains(&PackageType::Maven) {
        needed.push("repo");
    }
    let named = |scope: &str| scopes.iter().any(|one| one == scope);
    let has = |scope: &str| named(scope) || (scope == "read:packages" && named("write:packages"));
    let missing: Vec<&'static str> = needed.into_iter().filter(|scope| !has(scope)).collect();
    if missing.is_empty() { Rights::ScopesSuffice } else { Rights::ScopesMissing(missing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_is_missing_is_named() {
        use PackageType::{Maven, Npm};
        let missing = |scopes: &[&'static str]| Rights::ScopesMissing(scopes.to_vec());
        for (change, scopes, types, expected) in [
            (Change::Delete, "read:packages delete:packages", &[Npm][..], Rights::ScopesSuffice),
            (Change::Delete, "write:packages delete:packages", &[Npm], Rights::ScopesSuffice),
            (Change::Delete, "read:packages", &[Npm], missing(&["delete:packages"])),
            (Change::Delete, "read:packages delete:packages", &[Npm, Maven], missing(&["repo"])),
            (Change::Delete, "", &[Npm], missing(&["read:packages", "delete:packages"])),
            (Change::Delete, "", &[], Rights::NotNeeded),
            (
                Change::Restore,
                "delete:packages",
                &[Npm],
                missing(&["read:packages", "write:packages"]),
            ),
            (Change::Restore, "write:packages", &[Npm], Rights::ScopesSuffice),
        ] {
            let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
            let types: BTreeSet<_> = types.iter().copied().collect();
            assert_eq!(
                rights(change, Some(&scopes), &types, Pushes::No),
                expected,
                "{scopes:?} {types:?}"
            );
        }
        assert_eq!(
            rights(Change::Delete, None, &BTreeSet::from([Npm]), Pushes::No),
            Rights::Unknown
        );
    }
}
