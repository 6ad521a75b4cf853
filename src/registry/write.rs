//! The one door by which something is written: a manifest is put under a tag.

use reqwest::StatusCode;

use super::client::{Ask, Client};
use super::manifest::Document;
use super::reading::{FailureKind, ReadFailure};
use super::repository::{Reference, Repository};
use super::tries::Setback;
use crate::domain::Tag;

/// What came of putting a manifest under a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// The registry took it, as the manifest that it is.
    Done,
    /// The registry refused it: nothing was written. Says why, in foreign text.
    Refused(String),
    /// Nobody knows whether it was written. Says why, in foreign text.
    Unknown(String),
}

impl Client {
    /// Puts a manifest under a tag, whatever the tag is on. Whoever calls has looked right before.
    ///
    /// It is sent once: who sends it again after a lost answer could overwrite what somebody else has pushed
    /// in between.
    pub async fn put_under_tag(
        &self,
        repository: &Repository,
        tag: &Tag,
        document: &Document,
    ) -> Writing {
        let Some(reference) = Reference::of_tag(tag) else {
            return Writing::Refused(format!("`{tag}` is no tag of a registry"));
        };
        if document.media_type().is_none() {
            return Writing::Refused("a manifest of no known kind is not pushed".to_owned());
        }
        let url = repository.manifest_url(self.registry(), &reference);
        match self.ask_with_token(repository, &url, &Ask::Put(document)).await {
            Ok(response) if response.status == StatusCode::CREATED => {
                let expected = document.digest().to_string();
                match response.digest() {
                    Some(digest) if digest != expected => Writing::Unknown(format!(
                        "the registry took it as {digest}, and it is {expected}"
                    )),
                    Some(_) | None => Writing::Done,
                }
            }
            Ok(response) => {
                let why = format!("the registry answered {}", response.refusal());
                if response.status.is_server_error() || response.status.is_success() {
                    Writing::Unknown(why)
                } else {
                    Writing::Refused(why)
                }
            }
            Err(Setback::Limited { why, .. }) => Writing::Refused(why),
            Err(Setback::Trouble { why, .. } | Setback::Damaged { why }) => Writing::Unknown(why),
            // A token was refused, so nothing was sent.
            Err(Setback::Refused(ReadFailure { kind: FailureKind::Passing, why })) => {
                Writing::Refused(why)
            }
            Err(Setback::Refused(failure)) => Writing::Unknown(failure.why),
        }
    }
}
