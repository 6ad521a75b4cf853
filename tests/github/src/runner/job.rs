//! What the steps of a job share.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::action::Action;
use super::step::Step;
use crate::server::Server;

/// A job in an organisation's repository, with a folder of its own until it is dropped.
#[derive(Debug)]
pub struct Job {
    repository: String,
    token: String,
    server_url: String,
    api_url: String,
    folder: TempDir,
}

impl Job {
    /// A job in `repository` (`owner/name`), whose `github.token` is `token`, on the GitHub with
    /// these addresses.
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
            token: token.to_owned(),
            server_url: server_url.to_owned(),
            api_url: api_url.to_owned(),
            folder,
        })
    }

    /// A job on the stand-in.
    ///
    /// # Errors
    /// When no folder can be made for it.
    pub fn on(server: &Server, repository: &str, token: &str) -> io::Result<Self> {
        Self::new(repository, token, server.url(), &server.api_url())
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
