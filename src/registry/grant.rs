//! How the client gets the registry's own tokens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::StatusCode;
use reqwest::header::{HeaderValue, InvalidHeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::client::{Ask, Client};
use super::reading::ReadFailure;
use super::refusal::RefusalKind;
use super::repository::{Reference, Repository};
use super::response::Response;
use super::session::{Access, Grant, Session};
use super::token::RegistryToken;
use super::tries::{Setback, Tries};
use crate::domain::Tag;

/// The user's name in the token exchange. ghcr.io takes any; this is the one that GitHub uses where a
/// token is all that there is.
const USER: &str = "x-access-token";

impl Client {
    /// Asks with the repository's token, and with a new one if that is not good enough.
    pub(super) async fn ask_with_token(
        &self,
        repository: &Repository,
        url: &Url,
        ask: &Ask<'_>,
    ) -> Result<Response, Setback> {
        let access = ask.access();
        let grant = self.grant(repository, access).await?;
        let header = grant.as_ref().map(|grant| grant.token.header());
        let response = self.send(url, ask, header).await?;
        if response.status != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        let rejected = grant.map(|grant| grant.serial);
        let grant = self.another_grant(repository, access, url, &response, rejected).await?;
        self.send(url, ask, Some(grant.token.header())).await
    }

    /// Gets the token for pushing under a tag, so that nothing but the push itself follows a look at it. What
    /// goes wrong, the push tells.
    pub async fn prepare_to_put(&self, repository: &Repository, tag: &Tag) {
        let Some(reference) = Reference::of_tag(tag) else { return };
        if !matches!(self.grant(repository, Access::Push).await, Ok(None)) {
            return;
        }
        // Where tokens are to be had, the registry tells whoever asks without one.
        let url = repository.manifest_url(&self.registry, &reference);
        let Ok(response) = self.send(&url, &Ask::Read, None).await else { return };
        if response.status == StatusCode::UNAUTHORIZED {
            self.another_grant(repository, Access::Push, &url, &response, None).await.ok();
        }
    }

    /// The repository's token, renewed if its time is over; `None` as long as none was asked for.
    async fn grant(
        &self,
        repository: &Repository,
        access: Access,
    ) -> Result<Option<Grant>, Setback> {
        let session = self.sessions.of(repository, access);
        let mut session = session.lock().await;
        match &*session {
            Session::Untold => Ok(None),
            Session::Refused(failure) => Err(Setback::Refused(failure.clone())),
            Session::Granted(grant) if grant.token.is_good(self.clock.now()) => {
                Ok(Some(grant.clone()))
            }
            Session::Granted(grant) => {
                let (from, serial) = (grant.from.clone(), grant.serial + 1);
                self.exchange(repository, from, serial, &mut session).await.map(Some)
            }
        }
    }

    /// A token in place of the one that was rejected, as the registry's answer demands.
    async fn another_grant(
        &self,
        repository: &Repository,
        access: Access,
        url: &Url,
        response: &Response,
        rejected: Option<u64>,
    ) -> Result<Grant, Setback> {
        let session = self.sessions.of(repository, access);
        let mut session = session.lock().await;
        let serial = match &*session {
            // Somebody else was faster.
            Session::Granted(grant) if Some(grant.serial) != rejected => return Ok(grant.clone()),
            Session::Granted(grant) => grant.serial + 1,
            Session::Refused(failure) => return Err(Setback::Refused(failure.clone())),
            Session::Untold => 0,
        };
        match self.token_url(&repository.scope(access), repository, url, response) {
            Ok(from) => self.exchange(repository, from, serial, &mut session).await,
            Err(why) => {
                let failure = ReadFailure::passing(why);
                *session = Session::Refused(failure.clone());
                Err(Setback::Refused(failure))
            }
        }
    }

    /// Where to get a token. The scope is not the registry's to choose.
    fn token_url(
        &self,
        scope: &str,
        repository: &Repository,
        url: &Url,
        response: &Response,
    ) -> Result<Url, String> {
        let registry = &self.registry;
        let Some(challenge) = response.challenge() else {
            let refusal = response.refusal();
            return Err(format!(
                "{registry} answered {refusal} for {repository} without saying where tokens are to be had"
            ));
        };
        let realm = Some(challenge.realm.as_str()).filter(|realm| !realm.is_empty());
        let Some(mut from) = realm.and_then(|realm| self.registry.own(url, realm)) else {
            return Err(format!(
                "{registry} sends to `{}` for a token, which is not its own origin; the GitHub token \
                 is not sent there",
                challenge.realm
            ));
        };
        from.set_fragment(None);
        if let Some(service) = &challenge.service {
            from.query_pairs_mut().append_pair("service", service);
        }
        from.query_pairs_mut().append_pair("scope", scope);
        Ok(from)
    }

    /// Gets a token for the GitHub token. What the registry refuses is remembered, what passes is not.
    async fn exchange(
        &self,
        repository: &Repository,
        from: Url,
        serial: u64,
        session: &mut Session,
    ) -> Result<Grant, Setback> {
        let mut tries = Tries::default();
        loop {
            let setback = match self.send(&from, &Ask::Read, Some(self.basic_auth()?)).await {
                Ok(response) if response.status == StatusCode::OK => {
                    let Some(token) = RegistryToken::parse(&response.body, self.clock.now()) else {
                        let why = format!("{} gave no token for {repository}", self.registry);
                        return Err(Setback::Refused(ReadFailure::passing(why)));
                    };
                    let grant = Grant { token, from, serial };
                    *session = Session::Granted(grant.clone());
                    return Ok(grant);
                }
                Ok(response) => {
                    let refusal = response.refusal();
                    let why = format!(
                        "{} answered {refusal} when asked for a token for {repository}",
                        self.registry
                    );
                    match refusal.kind {
                        RefusalKind::Limited { asked } => Setback::Limited { asked, why },
                        RefusalKind::ServerError { asked } => Setback::Trouble { asked, why },
                        RefusalKind::Unauthorized
                        | RefusalKind::ManifestUnknown
                        | RefusalKind::NotAccepted
                        | RefusalKind::Other => {
                            let failure = ReadFailure::passing(why);
                            *session = Session::Refused(failure.clone());
                            return Err(Setback::Refused(failure));
                        }
                    }
                }
                Err(setback) => setback,
            };
            self.pause_after(&mut tries, setback).await.map_err(Setback::Refused)?;
        }
    }

    /// The GitHub token, for the token exchange.
    fn basic_auth(&self) -> Result<HeaderValue, Setback> {
        basic(&self.token).map_err(|error| {
            Setback::Refused(ReadFailure::passing(format!("the token can't be sent: {error}")))
        })
    }
}

/// The GitHub token in the header in which a registry takes it, marked so that nobody prints it.
fn basic(token: &SecretString) -> Result<HeaderValue, InvalidHeaderValue> {
    let coded = STANDARD.encode(format!("{USER}:{}", token.expose_secret()));
    let mut header = HeaderValue::from_str(&format!("Basic {coded}"))?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h34_the_header_that_holds_the_token_is_never_printed() {
        let header = basic(&"hush".into()).expect("a header");
        assert_eq!(header, format!("Basic {}", STANDARD.encode("x-access-token:hush")));
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
