//! Repositories: what packages are linked to.

/// A repository.
#[derive(Clone, Debug)]
pub struct Repository {
    /// GitHub's number for it.
    pub id: u64,
    /// `owner/name`.
    pub full_name: String,
    /// Who may see it.
    pub visibility: super::Visibility,
}

impl Repository {
    /// The part of the full name after the slash.
    pub fn name(&self) -> &str {
        self.full_name.split_once('/').map_or(self.full_name.as_str(), |(_, name)| name)
    }

    /// The part of the full name before the slash.
    pub fn owner(&self) -> &str {
        self.full_name.split_once('/').map_or("", |(owner, _)| owner)
    }
}
