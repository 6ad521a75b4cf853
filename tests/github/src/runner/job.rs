//! What the steps of a job share.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::action::Action;
use super::step::Step;
use crate::server::Server;

/// A job in a repository, with a folder of its own until it is dropped.
#[derive(Debug)]
pub struct Job {
    repository: String,
    owner_type: &'static str,
    token: String,
    server_url: String,
    api_url: String,
    folder: TempDir,
}

impl Job {
    /// A job in `repository` (`owner/name`), whose `github.token` is `token`, on the GitHub with
    /// these addresses. The owner is an organisation.
    ///
    /// # Errors
    /// When no folder can be made for it.
    pub fn new(repository: &str, token: &str, server_url: &str, api_url: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("runner-").tempdir()?;
        for name in ["workspace", "home", "temp", "file_commands", "workflow"] {
            std::fs::create_dir(folder.path().join(name))?;
        }
        Ok(Self {
            repository: repository.to_owned(),
            owner_type: "Organization",
            token: token.to_owned(),
            server_url: server_url.to_owned(),
            api_url: api_url.to_owned(),
            folder,
        })
    }

    /// A job on the stand-in. Its events tell of the repository's owner what the world knows.
    ///
    /// # Errors
    /// When no folder can be made for it.
    pub fn on(server: &Server, repository: &str, token: &str) -> io::Result<Self> {
        let mut job = Self::new(repository, token, server.url(), &server.api_url())?;
        if let Some(owner) = server.world().owner(job.repository_owner()) {
            job.owner_type = owner.kind_text();
        }
        Ok(job)
    }

    /// A step of this job that uses the action.
    pub fn step<'j>(&'j self, action: &'j Action) -> Step<'j> {
        Step::new(self, action)
    }

    /// The folder that all steps of the job see.
    pub fn workspace(&self) -> PathBuf {
        self.folder("workspace")
    }

    /// The text of `github.token`.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `owner/name`.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The owner's login.
    pub fn repository_owner(&self) -> &str {
        self.repository.split_once('/').map_or("", |(owner, _)| owner)
    }

    /// `Organization` or `User`.
    pub(super) fn owner_type(&self) -> &'static str {
        self.owner_type
    }

    /// `github.server_url`.
    pub fn server_url(&self) -> &str {
        &self.server_url
    }

    /// `github.api_url`.
    pub fn api_url(&self) -> &str {
        &self.api_url
    }

    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }
}
