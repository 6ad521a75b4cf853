//! The kinds of tokens that GitHub tells apart, and what each may do.

/// What a token is. Its text is only the key under which the world knows it.
#[derive(Clone, Debug)]
pub struct Token {
    /// What kind, and whose.
    pub kind: TokenKind,
    /// Organisations with single sign-on that it is authorised for.
    pub authorized_for: Vec<String>,
}

/// The kinds of tokens.
#[derive(Clone, Debug)]
pub enum TokenKind {
    /// A classic personal access token: the only kind that Packages documents.
    Classic {
        /// Whose.
        login: String,
        /// Its scopes, such as `read:packages`.
        scopes: Vec<String>,
    },
    /// The `GITHUB_TOKEN` of a workflow.
    Workflow {
        /// Full name of the repository that the workflow runs in.
        repository: String,
        /// What the job's `permissions:` say of packages.
        packages: WorkflowPermission,
        /// What they say of the repository's contents and pull requests, taken together.
        of_repository: WorkflowPermission,
    },
    /// An installation token of a GitHub App: GitHub says that Packages does not take it.
    Installation {
        /// Number of the installation.
        id: u64,
    },
    /// A fine-grained personal access token: GitHub says that Packages does not take it.
    FineGrained {
        /// Whose.
        login: String,
    },
}

/// `permissions: packages: …` of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkflowPermission {
    /// Not given.
    None,
    /// `read`.
    Read,
    /// `write`: also deletes and restores, where the repository has the admin role.
    Write,
}

/// All the scopes that Packages knows.
pub const ALL_SCOPES: [&str; 4] = ["repo", "read:packages", "write:packages", "delete:packages"];

impl Token {
    /// A classic token with all scopes of [`ALL_SCOPES`].
    pub fn classic(login: &str) -> Self {
        Self::of(TokenKind::Classic {
            login: login.to_owned(),
            scopes: ALL_SCOPES.map(str::to_owned).to_vec(),
        })
    }

    /// The token of a workflow in `repository` (full name) with `packages: write`.
    pub fn workflow(repository: &str) -> Self {
        Self::of(TokenKind::Workflow {
            repository: repository.to_owned(),
            packages: WorkflowPermission::Write,
            of_repository: WorkflowPermission::Read,
        })
    }

    /// An installation token of a GitHub App.
    pub fn installation(id: u64) -> Self {
        Self::of(TokenKind::Installation { id })
    }

    /// A fine-grained token.
    pub fn fine_grained(login: &str) -> Self {
        Self::of(TokenKind::FineGrained { login: login.to_owned() })
    }

    fn of(kind: TokenKind) -> Self {
        Self { kind, authorized_for: Vec::new() }
    }

    /// Replaces the scopes of a classic token; other kinds have none.
    #[must_use]
    pub fn scopes(mut self, names: &[&str]) -> Self {
        if let TokenKind::Classic { scopes, .. } = &mut self.kind {
            *scopes = names.iter().map(|&name| name.to_owned()).collect();
        }
        self
    }

    /// Sets what a workflow's `permissions:` give; other kinds have none.
    #[must_use]
    pub fn permission(mut self, permission: WorkflowPermission) -> Self {
        if let TokenKind::Workflow { packages, .. } = &mut self.kind {
            *packages = permission;
        }
        self
    }

    /// Sets what a workflow's `permissions:` give of its repository; other kinds have none.
    #[must_use]
    pub fn repository_permission(mut self, permission: WorkflowPermission) -> Self {
        if let TokenKind::Workflow { of_repository, .. } = &mut self.kind {
            *of_repository = permission;
        }
        self
    }

    /// Authorises the token for an organisation with single sign-on.
    #[must_use]
    pub fn authorized_for(mut self, organization: &str) -> Self {
        self.authorized_for.push(organization.to_owned());
        self
    }

    /// The user behind the token, where there is one.
    pub fn login(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Classic { login, .. } | TokenKind::FineGrained { login } => Some(login),
            TokenKind::Workflow { .. } | TokenKind::Installation { .. } => None,
        }
    }

    /// Whether a classic token has a scope, or one that contains it.
    pub(crate) fn has_scope(&self, wanted: &str) -> bool {
        let TokenKind::Classic { scopes, .. } = &self.kind else { return true };
        let has = |name: &str| scopes.iter().any(|scope| scope == name);
        // On GitHub's form `write:packages` carries `read:packages` with it.
        has(wanted) || (wanted == "read:packages" && has("write:packages"))
    }
}
