//! Kinds of token, as far as help differs by them.

/// What kind of token is in use, as its beginning tells. Nothing is decided by it: GitHub changes what
/// its tokens look like, and judges them itself.
///
/// Source: GitHub documentation, "About authentication to GitHub", "GitHub's token formats".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenKind {
    /// `ghp_`: a personal access token (classic).
    Classic,
    /// `github_pat_`: a fine-grained personal access token.
    FineGrained,
    /// `ghs_`: the job's own `GITHUB_TOKEN`, or that of another GitHub App.
    Installation,
    /// Whatever begins otherwise.
    #[default]
    Other,
}

impl TokenKind {
    /// What kind a token seems to be.
    pub fn of(token: &str) -> Self {
        let kinds = [
            ("ghp_", Self::Classic),
            ("github_pat_", Self::FineGrained),
            ("ghs_", Self::Installation),
        ];
        let found = kinds.into_iter().find(|(beginning, _)| token.starts_with(beginning));
        found.map_or(Self::Other, |(_, kind)| kind)
    }
}
