//! The one client: how manifests are asked for.
//!
//! It reads, but for one door: a manifest is put there under a tag (`write.rs`). Asking again for one is safe,
//! whatever came of it, except that a manifest that comes counts as a download each time.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use secrecy::SecretString;
use tokio::sync::Semaphore;
use url::Url;

use super::host::RegistryUrl;
use super::manifest::{Document, MediaType};
use super::outage::Outage;
use super::reading::{ReadFailure, Reading};
use super::refusal::RefusalKind;
use super::repository::{Reference, Repository};
use super::response::{Response, no_answer};
use super::session::{Access, Sessions};
use super::tries::{Pause, SHORTEST_PAUSE, Setback, Tries};
use super::{dice, lanes};
use crate::clock::Clock;
use crate::domain::{Digest, Tag};
use crate::events::{Event, Readable};

/// How many manifests are asked for at once, of all packages together, each over a connection of its own. ghcr.io refuses bursts;
/// users who stayed at about ten saw none of that.
pub const CONNECTIONS: usize = 8;

/// How long to wait before a registry that does not know a manifest is asked a second time. A push that
/// is just arriving, or a replica that is behind, has caught up by then.
const SECOND_LOOK_AFTER: Duration = Duration::from_secs(1);

/// How many redirects are followed. ghcr.io sends none for manifests.
const MOST_REDIRECTS: usize = 3;

/// What a client needs to be told.
pub struct ClientSettings {
    /// What sends. It must not follow redirects by itself, and needs time-outs.
    pub http: reqwest::Client,
    /// Where the registry is.
    pub registry: RegistryUrl,
    /// The GitHub token. It is sent to the registry's own origin alone.
    pub token: SecretString,
    /// The longest wait on the registry's demand that is sat out.
    pub wait_limit: Duration,
    /// The time.
    pub clock: Clock,
    /// Is told about waits of a second and longer.
    pub tell: Box<dyn Fn(Event)>,
}

/// What is asked of a registry.
pub(super) enum Ask<'a> {
    /// What is there.
    Read,
    /// To put this manifest there.
    Put(&'a Document),
}

impl Ask<'_> {
    /// What a token has to allow for it.
    pub(super) const fn access(&self) -> Access {
        match self {
            Self::Read => Access::Pull,
            Self::Put(_) => Access::Push,
        }
    }
}

/// A container registry. Not for several threads.
pub struct Client {
    http: reqwest::Client,
    pub(super) registry: RegistryUrl,
    pub(super) token: SecretString,
    wait_limit: Duration,
    pub(super) clock: Clock,
    tell: Box<dyn Fn(Event)>,
    pub(super) sessions: Sessions,
    held_until: Cell<Timestamp>,
    sent: Cell<u64>,
    downloads: Cell<u64>,
    connections: Semaphore,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("registry", &self.registry).finish_non_exhaustive()
    }
}

impl Client {
    /// A client. Nothing is sent yet.
    pub fn new(settings: ClientSettings) -> Self {
        let ClientSettings { http, registry, token, wait_limit, clock, tell } = settings;
        Self {
            http,
            registry,
            token,
            wait_limit,
            clock,
            tell,
            sessions: Sessions::default(),
            held_until: Cell::new(Timestamp::MIN),
            sent: Cell::new(0),
            downloads: Cell::new(0),
            connections: Semaphore::new(CONNECTIONS),
        }
    }

    /// Where the registry is.
    pub const fn registry(&self) -> &RegistryUrl {
        &self.registry
    }

    /// How many requests were sent, those for tokens included.
    pub const fn requests_sent(&self) -> u64 {
        self.sent.get()
    }

    /// How many manifests came. Each counts as a download of its version.
    pub const fn downloads(&self) -> u64 {
        self.downloads.get()
    }

    /// Reads the manifest with this digest.
    pub async fn read(&self, repository: &Repository, digest: Digest) -> Reading {
        self.look(repository, &Reference::Digest(digest)).await
    }

    /// Reads the manifest that a tag is on, whatever its digest is.
    pub async fn read_by_tag(&self, repository: &Repository, tag: &Tag) -> Reading {
        match Reference::of_tag(tag) {
            Some(reference) => self.look(repository, &reference).await,
            None => {
                Reading::Failed(ReadFailure::lasting(format!("`{tag}` is no tag of a registry")))
            }
        }
    }

    /// Reads the manifests with these digests, several at a time, and hands each over as it comes, in
    /// any order. Dropped in the middle, it has handed over what had come.
    ///
    /// When the registry turns out to be down, or to let nobody in, the rest is handed over as failed
    /// without being asked for.
    pub async fn read_many(
        &self,
        repository: &Repository,
        digests: &[Digest],
        each: impl FnMut(Digest, Reading),
    ) {
        let each = RefCell::new(each);
        let left = RefCell::new(digests.iter().copied());
        let outage = Outage::default();
        let (count, all) = (Cell::new(0), digests.len() as u64);
        let next = || left.borrow_mut().next();
        let read_one = async |digest| {
            let reading = match outage.rest() {
                Some(failure) => Reading::Failed(failure),
                None => self.read(repository, digest).await,
            };
            outage.count(&reading);
            (each.borrow_mut())(digest, reading);
            let read = count.get() + 1;
            count.set(read);
            let of = repository.to_string();
            (self.tell)(Event::Reading { what: Readable::Manifests, of, read, all });
        };
        // The first goes alone as long as there is no token: it brings the one that all others need.
        if !self.sessions.has_token(repository)
            && let Some(first) = next()
        {
            read_one(first).await;
        }
        let lane = |_| async {
            while let Some(digest) = next() {
                read_one(digest).await;
            }
        };
        lanes::all_to_their_ends((0..CONNECTIONS.min(digests.len())).map(lane)).await;
    }

    /// Asks for a manifest until there is an answer that counts.
    async fn look(&self, repository: &Repository, reference: &Reference) -> Reading {
        let url = repository.manifest_url(&self.registry, reference);
        let mut tries = Tries::default();
        let mut seen_unknown = false;
        loop {
            match self.ask(repository, reference, &url).await {
                Ok(Some(document)) => return Reading::Read(document),
                Ok(None) if seen_unknown => return Reading::Unknown,
                Ok(None) => {
                    seen_unknown = true;
                    self.clock.sleep(SECOND_LOOK_AFTER).await;
                }
                Err(setback) => {
                    if let Err(failure) = self.pause_after(&mut tries, setback).await {
                        return Reading::Failed(failure);
                    }
                }
            }
        }
    }

    /// Asks for a manifest once; `None` is the registry's word that it does not know it.
    async fn ask(
        &self,
        repository: &Repository,
        reference: &Reference,
        url: &Url,
    ) -> Result<Option<Document>, Setback> {
        let response = self.ask_with_token(repository, url, &Ask::Read).await?;
        if response.status == StatusCode::OK {
            self.downloads.set(self.downloads.get() + 1);
            let content_type = response.content_type().to_owned();
            return match reference {
                Reference::Digest(digest) => {
                    Document::verified(*digest, response.body, &content_type)
                        .map_err(|other| Setback::Damaged { why: other.to_string() })
                }
                Reference::Tag(_) => Ok(Document::of_bytes(response.body, &content_type)),
            }
            .map(Some);
        }
        let refusal = response.refusal();
        let why = format!("the registry answered {refusal} for {repository} {reference}");
        match refusal.kind {
            RefusalKind::ManifestUnknown => Ok(None),
            RefusalKind::Limited { asked } => Err(Setback::Limited { asked, why }),
            RefusalKind::ServerError { asked } => Err(Setback::Trouble { asked, why }),
            RefusalKind::NotAccepted => Err(Setback::Refused(ReadFailure::lasting(why))),
            RefusalKind::Unauthorized | RefusalKind::Other => {
                Err(Setback::Refused(ReadFailure::passing(why)))
            }
        }
    }

    /// Waits before the next attempt, or says why there is none.
    pub(super) async fn pause_after(
        &self,
        tries: &mut Tries,
        setback: Setback,
    ) -> Result<(), ReadFailure> {
        let cause = setback.to_string();
        let pause = tries.after(setback, self.wait_limit, dice::below_1000())?;
        let (Pause::Own(wait) | Pause::All(wait)) = pause;
        if wait >= Duration::from_secs(1) {
            (self.tell)(Event::Waiting { cause, seconds: wait.as_secs() });
        }
        match pause {
            Pause::Own(wait) => self.clock.sleep(wait).await,
            Pause::All(wait) => {
                let until = self.clock.now().saturating_add(wait).unwrap_or(Timestamp::MAX);
                self.held_until.set(self.held_until.get().max(until));
            }
        }
        Ok(())
    }

    /// Sends a request and follows redirects on the registry's own origin. The only place that sends.
    pub(super) async fn send(
        &self,
        url: &Url,
        ask: &Ask<'_>,
        authorization: Option<HeaderValue>,
    ) -> Result<Response, Setback> {
        // It is never closed.
        let _connection = self.connections.acquire().await.ok();
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.sit_out_the_pause().await;
            let mut request = match ask {
                Ask::Read => self.http.get(url.clone()).header(ACCEPT, MediaType::ACCEPTED),
                Ask::Put(document) => self
                    .http
                    .put(url.clone())
                    .header(CONTENT_TYPE, document.content_type())
                    .body(document.bytes().to_vec()),
            };
            if let Some(authorization) = &authorization {
                request = request.header(AUTHORIZATION, authorization.clone());
            }
            self.sent.set(self.sent.get() + 1);
            let answer = request.send().await.map_err(no_answer)?;
            // What is to be put somewhere is put nowhere else.
            if !is_redirect(answer.status()) || matches!(ask, Ask::Put(_)) {
                return Response::read(answer).await;
            }
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let next = location.and_then(|location| self.registry.own(&url, location));
            url = next.ok_or_else(|| {
                let elsewhere = location.unwrap_or("nowhere");
                Setback::Refused(ReadFailure::passing(format!(
                    "{} redirects to `{elsewhere}`, which is not its own origin",
                    self.registry
                )))
            })?;
        }
        let why = format!("{} redirects without an end", self.registry);
        Err(Setback::Refused(ReadFailure::passing(why)))
    }

    /// Waits while the registry wants to be left alone, and then not so long that all go on at once.
    async fn sit_out_the_pause(&self) {
        let rest = self.held_until.get().duration_since(self.clock.now());
        if let Ok(rest) = Duration::try_from(rest)
            && !rest.is_zero()
        {
            self.clock.sleep(rest + SHORTEST_PAUSE / 1_000 * dice::below_1000()).await;
        }
    }
}

const fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}
