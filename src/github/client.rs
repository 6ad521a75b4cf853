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
use url::Url;

use super::admission::{Admission, LongWait};
use super::answer::{Answer, ApiError, Failure, FailureKind};
use super::endpoint::Operation;
use super::link::on_own_origin;
use super::listing::PageMemory;
use super::rate_limit::{RateLimit, scopes};
use super::refusal::{Refusal, RefusalKind, TokenKind};
use super::response::Response;
use super::retry::{DEFAULT_WAIT_LIMIT, Decision, MAX_ATTEMPTS, Setback, decide_retry};
use super::wire::DecodeError;
use crate::clock::Clock;
use crate::domain::{Owner, PackageKey};
use crate::events::{self, Event, HourWait};
use crate::pace::{Forecast, Kind, Terms, Work};
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
    /// How fast GitHub may be asked.
    pub pace: Terms,
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
            pace: Terms::default(),
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

/// The REST API of GitHub Packages. Each request waits for its turn, so that many may be asked for at
/// once; not for several threads.
pub struct Client {
    http: reqwest::Client,
    api: Url,
    authorization: HeaderValue,
    token: TokenKind,
    wait_limit: Duration,
    admission: Admission,
    clock: Clock,
    tell: Box<dyn Fn(Event)>,
    rate_limit: Cell<Option<RateLimit>>,
    scopes: RefCell<Option<Vec<String>>>,
    sent: Cell<u64>,
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
        let ClientSettings { api, token, wait_limit, pace, timeouts, clock, tell } = settings;
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
            admission: Admission::new(pace, clock.clone()),
            clock,
            tell,
            rate_limit: Cell::new(None),
            scopes: RefCell::new(None),
            sent: Cell::new(0),
            pages_seen: PageMemory::default(),
        })
    }

    /// What sends, for whoever talks to another server: reading the certificates that are trusted takes
    /// longer than all else before the first request, and once is enough.
    pub fn http(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// Tells whoever listens that something happened.
    pub(super) fn tell(&self, event: Event) {
        (self.tell)(event);
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

    /// How long work will take by what the answers told so far, if nobody else begins to use the token.
    pub fn forecast(&self, work: Work) -> Forecast {
        self.admission.forecast(work)
    }

    /// Says beforehand what reading a listing takes that does not fit into this hour.
    ///
    /// # Errors
    /// Where the wait for the next hour is longer than is sat out, so that nothing is read in vain.
    pub(super) fn announce_listing(
        &self,
        package: &PackageKey,
        pages: u64,
        doing: &str,
    ) -> Result<(), ApiError> {
        let forecast = self.forecast(Work { reads: pages, changes: 0 });
        let Some(wait) = forecast.longest_wait else { return Ok(()) };
        let wait = wait.unsigned_abs();
        let is_too_long = wait > self.wait_limit;
        (self.tell)(Event::Estimated {
            work: events::Work::Listing { package: package.clone(), pages },
            seconds: forecast.takes.unsigned_abs().as_secs(),
            wait: Some(HourWait {
                seconds: wait.as_secs(),
                done_before: forecast.before_a_wait,
                is_too_long,
            }),
        });
        if is_too_long {
            let (doing, limit) = (doing.to_owned(), self.wait_limit);
            return Err(ApiError::WaitTooLong { doing, wait, limit, refusal: None });
        }
        Ok(())
    }

    /// Waits until a change would leave at once.
    ///
    /// # Errors
    /// The wait, where GitHub asks for one or the hour is spent; it is not sat out.
    pub async fn ready_to_change(&self) -> Result<(), Duration> {
        let ready = self.admission.would_be_let_go(Kind::Change).await;
        ready.map_err(|long| self.told_wait(&long))
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
            let setback = match self.send(&Method::GET, url, asking.known.as_ref()).await {
                Err(Unsent::Waits(long)) => {
                    self.sit_out(long, doing).await?;
                    continue;
                }
                Err(Unsent::Refused(long)) => CameToNothing::Limited(long),
                Ok(Response { broken: Some(failure), .. }) | Err(Unsent::Failed(failure)) => {
                    CameToNothing::Failed(failure)
                }
                Ok(response) if asking.is_answered_by(response.status) => match decode(&response) {
                    Ok(decoded) => return Ok(decoded),
                    Err(why) if why.broken_off => {
                        let (kind, text) = (FailureKind::BrokenOff, why.to_string());
                        CameToNothing::Failed(Failure { kind, text })
                    }
                    Err(why) => {
                        let (doing, url) = (doing.to_owned(), url.to_string());
                        return Err(ApiError::Undecodable { doing, url, why });
                    }
                },
                Ok(response) => CameToNothing::Refused(response.refusal()),
            };
            if attempt >= asking.tries
                && let CameToNothing::Refused(refusal) = &setback
                && refusal.kind == RefusalKind::ServerError
            {
                let (doing, refusal) = (doing.to_owned(), Box::new(refusal.clone()));
                return Err(ApiError::Refused { doing, refusal, attempts: attempt });
            }
            self.pause_after(setback, doing, attempt).await?;
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
        let response = match self.send(&operation.method(), &url, None).await {
            Ok(response) => response,
            Err(Unsent::Failed(failure)) => return Ok(Answer::Lost(failure)),
            Err(Unsent::Waits(long)) => {
                return Ok(Answer::Limited { wait: self.told_wait(&long), refusal: None });
            }
            Err(Unsent::Refused(long)) => {
                let wait = self.told_wait(&long);
                return Ok(Answer::Limited { wait, refusal: long.refusal });
            }
        };
        if response.status == StatusCode::NO_CONTENT {
            return Ok(Answer::Done);
        }
        let refusal = response.refusal();
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

    /// The rest of a long wait. Tells of it once, unless it is too long to be sat out.
    fn told_wait(&self, long: &LongWait) -> Duration {
        let wait = self.admission.time_to(long.until);
        if wait <= self.wait_limit && self.admission.is_news(long.until) {
            let cause = match &long.refusal {
                Some(refusal) => format!("GitHub answered {refusal}"),
                None => {
                    "the part of this hour's requests that this run may take is spent".to_owned()
                }
            };
            // Rounded up: nobody is to be told of a wait of nothing.
            let seconds = u64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX);
            (self.tell)(Event::Waiting { cause, seconds });
        }
        wait
    }

    /// Waits where GitHub asked for it before. Asking all the same can get an integration banned.
    async fn sit_out(&self, long: LongWait, doing: &str) -> Result<(), ApiError> {
        let (wait, limit) = (self.told_wait(&long), self.wait_limit);
        if wait > limit {
            let (doing, refusal) = (doing.to_owned(), long.refusal.map(Box::new));
            return Err(ApiError::WaitTooLong { doing, wait, limit, refusal });
        }
        self.clock.sleep(wait).await;
        Ok(())
    }

    /// Waits before the next attempt, or says why there is none.
    async fn pause_after(
        &self,
        setback: CameToNothing,
        doing: &str,
        attempts: u32,
    ) -> Result<(), ApiError> {
        let seen = match &setback {
            CameToNothing::Limited(long) => Setback::Limited(self.admission.time_to(long.until)),
            CameToNothing::Refused(refusal) => Setback::Refused(refusal),
            CameToNothing::Failed(failure) => Setback::Failed(failure),
        };
        let (doing, limit) = (doing.to_owned(), self.wait_limit);
        match decide_retry(seen, attempts, limit) {
            Decision::Again { after } => {
                let said = match &setback {
                    // It is everybody's wait, and told once.
                    CameToNothing::Limited(long) => {
                        self.clock.sleep(self.told_wait(long)).await;
                        return Ok(());
                    }
                    CameToNothing::Refused(refusal) => format!("GitHub answered {refusal}"),
                    CameToNothing::Failed(failure) => failure.to_string(),
                };
                let cause = format!("{said}, when trying to {doing}");
                (self.tell)(Event::Waiting { cause, seconds: after.as_secs() });
                self.clock.sleep(after).await;
                Ok(())
            }
            Decision::GiveUp => Err(match setback.into_refusal() {
                Ok(refusal) => ApiError::Refused { doing, refusal: Box::new(refusal), attempts },
                Err(failure) => ApiError::Failed { doing, failure, attempts },
            }),
            Decision::WaitTooLong { wait } => {
                let refusal = setback.into_refusal().ok().map(Box::new);
                Err(ApiError::WaitTooLong { doing, wait, limit, refusal })
            }
        }
    }

    /// Sends a request in its turn, follows redirects on the API's own origin with the same method, and
    /// remembers what the answers say about the token. The only place that sends.
    async fn send(
        &self,
        method: &Method,
        url: &Url,
        known: Option<&HeaderValue>,
    ) -> Result<Response, Unsent> {
        let kind = if *method == Method::GET { Kind::Read } else { Kind::Change };
        let mut url = url.clone();
        for hop in 0.. {
            let flight = self.admission.turn(kind).await.map_err(Unsent::Waits)?;
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
            if let Some(long) = flight.landed(&response) {
                return Err(Unsent::Refused(long));
            }
            match self.redirect(&response) {
                Some(next) if hop < MAX_REDIRECTS => url = next,
                _ => return Ok(response),
            }
        }
        let text = "redirects without an end".to_owned();
        Err(Failure { kind: FailureKind::NoAnswer, text }.into())
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

/// Why a request has no answer of its own.
enum Unsent {
    /// It has not left: GitHub asked for a wait before.
    Waits(LongWait),
    /// A rate limit refused it.
    Refused(LongWait),
    /// It was lost.
    Failed(Failure),
}

impl From<Failure> for Unsent {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What came instead of something to read.
enum CameToNothing {
    Limited(LongWait),
    Refused(Refusal),
    Failed(Failure),
}

impl CameToNothing {
    fn into_refusal(self) -> Result<Refusal, Failure> {
        match self {
            Self::Limited(LongWait { refusal: Some(refusal), .. }) | Self::Refused(refusal) => {
                Ok(refusal)
            }
            Self::Limited(LongWait { refusal: None, .. }) => {
                let text = "it asks to wait".to_owned();
                Err(Failure { kind: FailureKind::NoAnswer, text })
            }
            Self::Failed(failure) => Err(failure),
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
            // So the libraries that send it do not print it either.
            assert!(client.authorization.is_sensitive());
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
