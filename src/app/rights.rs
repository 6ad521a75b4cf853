//! What can be known of the token's rights without changing anything.

use crate::domain::PackageType;
use crate::events::Rights;

/// Which rights a plan that deletes versions of these types needs, compared with the scopes that
/// GitHub names. It names none for tokens that are not classic ones.
///
/// Source: GitHub's documentation of the packages operations: `delete:packages` to delete, and `repo`
/// for registries whose permissions are those of a repository, which is Maven's today.
pub(super) fn rights_to_delete(scopes: Option<&[String]>, doomed: &[PackageType]) -> Rights {
    if doomed.is_empty() {
        return Rights::NotNeeded;
    }
    let Some(scopes) = scopes else { return Rights::Unknown };
    let mut needed = vec!["read:packages", "delete:packages"];
    if doomed.contains(&PackageType::Maven) {
        needed.push("repo");
    }
    let has = |scope: &str| {
        let implied = scope == "read:packages" && scopes.iter().any(|one| one == "write:packages");
        implied || scopes.iter().any(|one| one == scope)
    };
    let missing: Vec<&'static str> = needed.into_iter().filter(|scope| !has(scope)).collect();
    if missing.is_empty() { Rights::ScopesSuffice } else { Rights::ScopesMissing(missing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(scopes: &[&str], doomed: &[PackageType]) -> Rights {
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        rights_to_delete(Some(&scopes), doomed)
    }

    #[test]
    fn a_scope_that_is_missing_is_named() {
        use PackageType::{Maven, Npm};
        let missing = |scopes: &[&'static str]| Rights::ScopesMissing(scopes.to_vec());
        for (scopes, doomed, expected) in [
            (&["read:packages", "delete:packages"][..], &[Npm][..], Rights::ScopesSuffice),
            (&["write:packages", "delete:packages"], &[Npm], Rights::ScopesSuffice),
            (&["read:packages"], &[Npm], missing(&["delete:packages"])),
            (&["read:packages", "delete:packages"], &[Npm, Maven], missing(&["repo"])),
            (&[], &[Npm], missing(&["read:packages", "delete:packages"])),
            (&[], &[], Rights::NotNeeded),
        ] {
            assert_eq!(rights(scopes, doomed), expected, "{scopes:?} {doomed:?}");
        }
        assert_eq!(rights_to_delete(None, &[Npm]), Rights::Unknown);
    }
}
