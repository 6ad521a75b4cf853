//! Repositories: what packages are linked to.

use std::fmt;

/// The full name of a repository, `owner/name`. GitHub does not distinguish case in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName {
    owner: String,
    name: String,
}

impl RepositoryName {
    /// The repository that a text of the form `owner/name` names, or `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let is_part = |part: &str| {
            let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.');
            !matches!(part, "" | "." | "..") && part.chars().all(plain)
        };
        (is_part(owner) && is_part(name))
            .then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }

    /// Who owns it.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Its name without the owner.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether both name the same repository.
    pub fn is_same(&self, other: &Self) -> bool {
        self.owner.eq_ignore_ascii_case(&other.owner) && self.name.eq_ignore_ascii_case(&other.name)
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_has_an_owner_and_a_name_and_nothing_else() {
        for text in ["octo/app", "Octo-Org/my.app_1-x"] {
            let parsed = RepositoryName::parse(text).expect("a repository");
            assert_eq!(parsed.to_string(), text);
        }
        for text in
            ["", "app", "/", "octo/", "/app", "octo/app/x", "octo/..", "../app", "oc to/app", "ö/a"]
        {
            assert_eq!(RepositoryName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn case_makes_no_other_repository() {
        let parse = |text| RepositoryName::parse(text).expect("a repository");
        assert!(parse("Octo/App").is_same(&parse("octo/app")));
        assert!(!parse("octo/app").is_same(&parse("octo/web")));
    }
}
