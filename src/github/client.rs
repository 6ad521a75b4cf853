//! The one client: how requests are sent, and what is remembered of the answers.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
    LOCATION,
};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Mutex, Notify, Semaphore};
use url::Url;

use super::answer::{Answer, ApiError, Failure, FailureKind};
use super::endpoint::{Effect, Operation};
use super::link::on_own_origin;
use super::listing::{PAGES_AT_ONCE, PageMemory};
use super::rate_limit::{RateLimit, scopes};
use super::refusal::{Refusal, RefusalKind, TokenKind};
use super::response::Response;
use super::retry::{
    DEFAULT_WAIT_LIMIT, Decision, MAX_ATTEMPTS, Setback, decide_retry, until, wait_asked,
};
use super::wire::DecodeError;
use crate::clock::Clock;
use crate::domain::Owner;
use crate::events::Event;
use crate::transport::{self, Timeouts};

/// The media type that GitHub asks for.
const MEDIA_TYPE: &str = "application/vnd.github+json";

/// The version of the API. Every server that is in use understands this one, supported until March
/// 2028; the next differs for packages only in a field that is not read here.
const API_VERSION: &str = "2022-11-28";

const VERSION_HEADER: HeaderName = HeaderName::from_static("x-github-api-version");

/// How many redirects are followed. GitHub sends one, for renamed owners.
const MAX_REDIRECTS: usize = 5;

/// What a client needs to be told.
pub struct ClientSettings {
    /// The root of the API, such as `https://api.github.com` or `https://HOST/api/v3`.
    pub api: Url,
    /// The token. Its shape is GitHub's business alone.
    pub token: SecretString,
    /// The longest wait on GitHub's demand that is sat out.
    pub wait_limit: Duration,
    /// How long a server may be silent.
    pub timeouts: Timeouts,
    /// The time.
    pub clock: Clock,
    /// Is told about waits.
    pub tell: Box<dyn Fn(Event)>,
}

impl ClientSettings {
    /// The usual settings: ten minutes of waiting at most, real time, and nobody is told of waits.
    pub fn new(api: Url, token: SecretString) -> Self {
        Self {
            api,
            token,
            wait_limit: DEFAULT_WAIT_LIMIT,
            timeouts: Timeouts::default(),
            clock: Clock::system(),
            tell: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings").field("api", &self.api.as_str()).finish_non_exhaustive()
    }
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The token holds a character that no HTTP header can hold, such as a line break.
    #[error("the token holds a character that can't be sent, such as a line break in its middle")]
    Token,
    /// The API is not at an HTTP address.
    #[error("the API's address must begin with http:// or https://, found `{0}`")]
    Api(Url),
    /// TLS or the proxy settings of the environment are unusable.
    #[error("no HTTP client could be built")]
    Http(#[source] reqwest::Error),
}

/// The REST API of GitHub Packages. Sends as many requests at once as it is asked to, up to a limit; not
/// for several threads.
pub struct Client {
    http: reqwest::Client,
    api: Url,
    authorization: HeaderValue,
    token: TokenKind,
    wait_limit: Duration,
    clock: Clock,
    tell: Box<dyn Fn(Event)>,
    rate_limit: Cell<Option<RateLimit>>,
    scopes: RefCell<Option<Vec<String>>>,
    sent: Cell<u64>,
    lanes: Semaphore,
    /// Whoever holds it is the next to be let through.
    gate: Mutex<()>,
    under_way: Cell<u64>,
    answered: Notify,
    pages_seen: PageMemory,
}

/// What to read, and how.
pub(super) struct Asking<'a> {
    pub(super) url: &'a Url,
    /// The tag of what is known already: GitHub need not send it again, and then counts nothing.
    pub(super) known: Option<HeaderValue>,
    /// How often to try at most while the server fails.
    pub(super) tries: u32,
}

/// A reading request on its way.
struct UnderWay<'a>(&'a Client);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get().saturating_sub(1));
        self.0.answered.notify_waiters();
    }
}

impl Asking<'_> {
    fn is_answered_by(&self, status: StatusCode) -> bool {
        status.is_success() || (self.known.is_some() && status == StatusCode::NOT_MODIFIED)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("api", &self.api.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client. Nothing is sent yet.
    pub fn new(settings: ClientSettings) -> Result<Self, ClientError> {
        let ClientSettings { api, token, wait_limit, timeouts, clock, tell } = settings;
        if !matches!(api.scheme(), "http" | "https") {
            return Err(ClientError::Api(api));
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
            .ok()
            .ok_or(ClientError::Token)?;
        authorization.set_sensitive(true);
        let http = transport::client_builder(timeouts).build().map_err(ClientError::Http)?;
        Ok(Self {
            http,
            api,
            authorization,
            token: TokenKind::of(token.expose_secret()),
            wait_limit,
            clock,
            tell,
            rate_limit: Cell::new(None),
            scopes: RefCell::new(None),
            sent: Cell::new(0),
            lanes: Semaphore::new(PAGES_AT_ONCE),
            gate: Mutex::new(()),
            under_way: Cell::new(0),
            answered: Notify::new(),
            pages_seen: PageMemory::default(),
        })
    }

    /// What sends, for whoever talks to another server: reading the certificates that are trusted takes
    /// longer than all else before the first request, and once is enough.
    pub fn http(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// The root of the API.
    pub const fn api(&self) -> &Url {
        &self.api
    }

    /// The hour's budget as the last answer that spoke of it told; `None` before, and for servers
    /// without limits.
    pub const fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit.get()
    }

    /// How many requests were sent, redirects and retries included.
    pub const fn requests_sent(&self) -> u64 {
        self.sent.get()
    }

    /// The token's scopes as the last answer told them; `None` before, and for tokens of which GitHub
    /// tells nothing.
    pub fn scopes(&self) -> Option<Vec<String>> {
        self.scopes.borrow().clone()
    }

    pub(super) fn operation_url(
        &self,
        owner: &Owner,
        operation: &Operation<'_>,
    ) -> Result<Url, ApiError> {
        operation
            .url(&self.api, owner)
            .map_err(|why| ApiError::Unaddressable { doing: operation.to_string(), why })
    }

    /// The pages of versions that may be asked for again.
    pub(super) const fn pages_seen(&self) -> &PageMemory {
        &self.pages_seen
    }

    /// Reads something, again and again where that helps.
    pub(super) async fn get<T>(
        &self,
        doing: &str,
        url: &Url,
        decode: impl Fn(&Response) -> Result<T, DecodeError>,
    ) -> Result<T, ApiError> {
        self.ask(doing, &Asking { url, known: None, tries: MAX_ATTEMPTS }, decode).await
    }

    /// Reads something as it is asked for. What is known already is handed over with the status 304.
    pub(super) async fn ask<T>(
        &self,
        doing: &str,
        asking: &Asking<'_>,
        decode: impl Fn(&Response) -> Result<T, DecodeError>,
    ) -> Result<T, ApiError> {
        let url = asking.url;
        let mut attempt = 1;
        loop {
            let under_way = self.let_through(doing).await?;
            let answer = self.send(&Method::GET, url, asking.known.as_ref()).await;
            drop(under_way);
            let setback = match answer {
                Ok(Response { broken: Some(failure), .. }) | Err(failure) => Err(failure),
                Ok(response) if asking.is_answered_by(response.status) => match decode(&response) {
                    Ok(decoded) => return Ok(decoded),
                    Err(why) if why.broken_off => {
                        Err(Failure { kind: FailureKind::BrokenOff, text: why.to_string() })
                    }
                    Err(why) => {
                        let (doing, url) = (doing.to_owned(), url.to_string());
                        return Err(ApiError::Undecodable { doing, url, why });
                    }
                },
                Ok(response) => Ok(response.refusal()),
            };
            if attempt >= asking.tries
                && let Ok(refusal) = &setback
                && refusal.kind == RefusalKind::ServerError
            {
                let (doing, refusal) = (doing.to_owned(), Box::new(refusal.clone()));
                return Err(ApiError::Refused { doing, refusal, attempts: attempt });
            }
            self.pause_after(&setback, doing, attempt).await?;
            attempt += 1;
        }
    }

    /// Changes something. The request is sent once at most; whoever calls decides what follows.
    pub(super) async fn change(
        &self,
        owner: &Owner,
        operation: &Operation<'_>,
    ) -> Result<Answer, ApiError> {
        let url = self.operation_url(owner, operation)?;
        if let Some(wait) = self.rest_of_the_hour() {
            return Ok(Answer::Limited { wait, refusal: None });
        }
        let response = match self.send(&operation.method(), &url, None).await {
            Ok(response) => response,
            Err(failure) => return Ok(Answer::Lost(failure)),
        };
        if response.status == StatusCode::NO_CONTENT {
            return Ok(Answer::Done);
        }
        let refusal = response.refusal();
        if refusal.kind.is_rate_limit() {
            let wait = wait_asked(refusal.wait, 1, self.clock.now());
            return Ok(Answer::Limited { wait, refusal: Some(refusal) });
        }
        // A server that failed may have failed after the deed: users saw a delete answered by 500
        // and its repetition by 404.
        let failed =
            response.status.is_server_error() || response.status == StatusCode::REQUEST_TIMEOUT;
        if response.status.is_success() || failed {
            let text = format!("GitHub answered {refusal}");
            return Ok(Answer::Lost(Failure { kind: FailureKind::Unclear, text }));
        }
        Ok(Answer::Refused(refusal))
    }

    /// Waits until something is left of the hour for one more request, those under way counted as sent.
    async fn let_through(&self, doing: &str) -> Result<UnderWay<'_>, ApiError> {
        let _next = self.gate.lock().await;
        while self.under_way.get() > 0
            && self.rate_limit.get().is_some_and(|budget| {
                budget.remaining <= self.under_way.get() && budget.reset > self.clock.now()
            })
        {
            self.answered.notified().await;
        }
        self.sit_out_the_hour(doing).await?;
        self.under_way.set(self.under_way.get() + 1);
        Ok(UnderWay(self))
    }

    /// Waits where an earlier answer said that nothing is left of the hour. Asking all the same can
    /// get an integration banned.
    async fn sit_out_the_hour(&self, doing: &str) -> Result<(), ApiError> {
        let Some(wait) = self.rest_of_the_hour() else { return Ok(()) };
        if wait > self.wait_limit {
            let (doing, limit) = (doing.to_owned(), self.wait_limit);
            return Err(ApiError::WaitTooLong { doing, wait, limit, refusal: None });
        }
        self.wait(wait, format!("nothing is left of this hour's requests, to {doing}")).await;
        Ok(())
    }

    fn rest_of_the_hour(&self) -> Option<Duration> {
        let now = self.clock.now();
        let spent = self.rate_limit.get().filter(|budget| budget.is_spent(now))?;
        Some(until(spent.reset, now))
    }

    /// Waits before the next attempt, or says why there is none.
    async fn pause_after(
        &self,
        setback: &Result<Refusal, Failure>,
        doing: &str,
        attempts: u32,
    ) -> Result<(), ApiError> {
        let (seen, said) = match setback {
            Ok(refusal) => (Setback::Refused(refusal), format!("GitHub answered {refusal}")),
            Err(failure) => (Setback::Failed(failure), failure.to_string()),
        };
        let (now, limit) = (self.clock.now(), self.wait_limit);
        let doing = doing.to_owned();
        match decide_retry(seen, Effect::Reads, attempts, now, limit) {
            Decision::Again { after } => {
                self.wait(after, format!("{said}, when trying to {doing}")).await;
                Ok(())
            }
            Decision::GiveUp => Err(match setback.clone() {
                Ok(refusal) => ApiError::Refused { doing, refusal: Box::new(refusal), attempts },
                Err(failure) => ApiError::Failed { doing, failure, attempts },
            }),
            Decision::WaitTooLong { wait } => {
                let refusal = setback.clone().ok().map(Box::new);
                Err(ApiError::WaitTooLong { doing, wait, limit, refusal })
            }
        }
    }

    async fn wait(&self, wait: Duration, cause: String) {
        (self.tell)(Event::Waiting { cause, seconds: wait.as_secs() });
        self.clock.sleep(wait).await;
    }

    /// Sends a request, follows redirects on the API's own origin with the same method, and remembers
    /// what the answers say about the token. The only place that sends.
    async fn send(
        &self,
        method: &Method,
        url: &Url,
        known: Option<&HeaderValue>,
    ) -> Result<Response, Failure> {
        // It is never closed.
        let _lane = self.lanes.acquire().await.ok();
        let mut url = url.clone();
        for hop in 0.. {
            let request = self.http.request(method.clone(), url.clone());
            let mut request = request
                .header(ACCEPT, HeaderValue::from_static(MEDIA_TYPE))
                .header(VERSION_HEADER, HeaderValue::from_static(API_VERSION))
                .header(AUTHORIZATION, self.authorization.clone());
            if let Some(known) = known {
                request = request.header(IF_NONE_MATCH, known.clone());
            }
            if *method == Method::POST {
                // Said although there is no body: some proxies answer 411 without it.
                request = request.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            self.sent.set(self.sent.get() + 1);
            let answer = request.send().await.map_err(Failure::in_request)?;
            let response = Response::read(answer, self.token).await;
            self.remember(&response.headers);
            match self.redirect(&response) {
                Some(next) if hop < MAX_REDIRECTS => url = next,
                _ => return Ok(response),
            }
        }
        Err(Failure { kind: FailureKind::NoAnswer, text: "redirects without an end".to_owned() })
    }

    /// Where to ask instead, if that is on the API's own origin. GitHub asks to repeat the request
    /// verbatim there. A 303 would turn it into another request, and is not followed.
    fn redirect(&self, response: &Response) -> Option<Url> {
        match response.status {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let location = response.header(LOCATION.as_str())?;
                on_own_origin(location, &response.url, &self.api).ok()
            }
            _ => None,
        }
    }

    fn remember(&self, headers: &HeaderMap) {
        if let Some(told) = RateLimit::from_headers(headers) {
            let known = self.rate_limit.get().filter(|known| known.reset == told.reset);
            // Answers overtake each other, and an hour only shrinks.
            let remaining =
                known.map_or(told.remaining, |known| known.remaining.min(told.remaining));
            self.rate_limit.set(Some(RateLimit { remaining, ..told }));
        }
        if let Some(scopes) = scopes(headers) {
            *self.scopes.borrow_mut() = Some(scopes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(api: &str, token: &str) -> ClientSettings {
        ClientSettings::new(api.parse().expect("a URL"), token.into())
    }

    #[test]
    fn a_client_for_https_is_built_with_the_roots_that_the_binary_carries() {
        for api in ["https://api.github.com", "https://ghes.example/api/v3", "http://127.0.0.1:1"] {
            assert!(Client::new(settings(api, "t")).is_ok(), "{api}");
        }
    }

    #[test]
    fn h34_any_token_that_a_header_can_hold_is_taken_and_none_is_printed() {
        for token in ["x", "ghs_1.2.3", "not of a known shape"] {
            let client = Client::new(settings("https://api.github.com", token)).expect("a client");
            let printed = format!("{client:?} {:?}", settings("https://api.github.com", token));
            assert!(!printed.contains(token), "{printed}");
        }
        let error =
            Client::new(settings("https://api.github.com", "se\ncret")).expect_err("broken");
        assert!(matches!(error, ClientError::Token));
        assert!(!format!("{error} {error:?}").contains("cret"));
    }

    #[test]
    fn an_address_that_is_not_http_is_refused() {
        let error = Client::new(settings("file:///etc", "t")).expect_err("no API");
        assert!(matches!(error, ClientError::Api(_)), "{error}");
    }
}
