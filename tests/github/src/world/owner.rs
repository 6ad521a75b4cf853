//! Users, organisations, and who may do what.

/// Who packages belong to.
#[derive(Clone, Debug)]
pub struct Owner {
    /// GitHub's number for it; the canonical URLs in `Link` carry it.
    pub id: u64,
    /// As it was registered; compared without case.
    pub login: String,
    /// User or organisation.
    pub kind: OwnerKind,
}

/// What kind of account an owner is.
#[derive(Clone, Debug)]
pub enum OwnerKind {
    /// A person.
    User,
    /// An organisation.
    Organization {
        /// Logins that own it, and so have admin rights on all its packages.
        owners: Vec<String>,
        /// Logins that belong to it: they read its internal packages.
        members: Vec<String>,
        /// Whether a classic token needs single sign-on.
        sso: SingleSignOn,
    },
}

/// Whether an organisation asks for SAML single sign-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SingleSignOn {
    /// Tokens must be authorised for the organisation.
    Required,
    /// It does not.
    NotRequired,
}

impl Owner {
    /// `User` or `Organization`, as GitHub writes it.
    pub fn kind_text(&self) -> &'static str {
        match self.kind {
            OwnerKind::User => "User",
            OwnerKind::Organization { .. } => "Organization",
        }
    }

    /// Whether this is an organisation.
    pub fn is_organization(&self) -> bool {
        matches!(self.kind, OwnerKind::Organization { .. })
    }

    /// Whether GitHub would take `login` for this owner.
    pub fn is_called(&self, login: &str) -> bool {
        self.login.eq_ignore_ascii_case(login)
    }
}

/// What somebody may do with a package, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees it.
    Read,
    /// Pushes to it.
    Write,
    /// Deletes and restores.
    Admin,
}

/// A role on one package, given to a user or to a repository's workflows.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who has it.
    pub to: Grantee,
    /// What it allows.
    pub role: Role,
}

/// Who can be given a role on a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// A user, by login.
    User(String),
    /// The workflows of a repository, by full name.
    Repository(String),
}
